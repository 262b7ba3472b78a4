"""What is counted after a chaos trial: the client's notes, the gateway's database and the upstreams' reports, side by side."""

import asyncio
import sqlite3
import struct
import subprocess
import time
from collections import Counter, defaultdict

from support.faces import ALL
from support.media import SIZES

#: Faults after which a task may rightly not succeed.
FATAL = {"task.stuck", "task.failed_moderation"}
#: Failures by code, and the faults that bring them. ToAPIs has no word for a model that is not open: it is a wrong parameter.
CAUSES = {"InvalidParameter": {"ark": ["create.refused_parameter"],
                               "toapis": ["create.refused_parameter", "create.refused_model"]},
          "InputTextSensitiveContentDetected": {"ark": ["create.refused_moderation"], "toapis": ["create.refused_moderation"]},
          "OutputVideoSensitiveContentDetected": {"ark": ["task.failed_moderation"], "toapis": ["task.failed_moderation"]}}
FINAL_WORDS = {"succeeded", "failed", "expired", "completed", "generation.completed", "generation.failed"}
STATES = ("queued", "running", "succeeded", "failed", "cancelled", "expired")
#: The least between an attempt's end in doubt and the next attempt, where absence is the cure (DESIGN section 6).
ABSENCE = 60


def boxes(data: bytes, start: int = 0, end: int | None = None):
    """The boxes of an MP4: kind, first and last byte of the content."""
    end = len(data) if end is None else end
    while start + 8 <= end:
        size, kind = struct.unpack(">I4s", data[start:start + 8])
        head = 8
        if size == 1:
            size, head = struct.unpack(">Q", data[start + 8:start + 16])[0], 16
        size = size or end - start
        if size < head or start + size > end:
            raise ValueError(f"a box {kind} of {size} bytes at {start} of {end}")
        yield kind, start + head, start + size
        start += size


def header(data: bytes) -> tuple[tuple[int, int], float, bool]:
    """Size, seconds and whether there is sound, from the headers alone; a file that ends early raises."""
    size, seconds, sound, media = (0, 0), 0.0, False, 0
    for kind, start, end in boxes(data):
        if kind == b"mdat":
            media += end - start
        if kind != b"moov":
            continue
        for inner, a, b in boxes(data, start, end):
            if inner == b"mvhd":
                offset = a + (20 if data[a] == 1 else 12)
                scale = struct.unpack(">I", data[offset:offset + 4])[0]
                length = data[offset + 4:offset + (12 if data[a] == 1 else 8)]
                seconds = int.from_bytes(length, "big") / scale
            if inner == b"trak":
                for deep, c, d in boxes(data, a, b):
                    if deep == b"tkhd":
                        width, height = struct.unpack(">II", data[d - 8:d])
                        if width:
                            size = (width >> 16, height >> 16)
                        else:
                            sound = True
    if not media or size == (0, 0):
        raise ValueError("no film in it")
    return size, seconds, sound


class Books:
    def __init__(self, trial):
        self.trial = trial
        self.wrong: list[str] = []
        self.lines: list[tuple[str, str, bool | None]] = []
        self.files: dict[int, tuple] = {}
        self.broken: list[str] = []
        #: Deleted by the client after they had ended.
        self.gone: set[int] = set()

    def database(self) -> sqlite3.Connection:
        [path] = list(self.trial.gateway.data.glob("*.sqlite")) or list(self.trial.gateway.data.glob("*.db"))
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
        connection.row_factory = sqlite3.Row
        return connection

    async def callbacks_settle(self, deadline: float):
        """Until nothing that is owed is due within the next minutes."""
        end = time.monotonic() + deadline
        while time.monotonic() < end:
            with self.database() as database:
                owed = database.execute("SELECT count(*) FROM outbox WHERE due IS NOT NULL").fetchone()[0]
            if owed == 0:
                return
            await asyncio.sleep(1)

    async def read(self, session):
        with self.database() as database:
            self.tasks = [dict(row) for row in database.execute("SELECT * FROM tasks ORDER BY number")]
            self.attempts = defaultdict(list)
            for row in database.execute("SELECT * FROM attempts ORDER BY task, number"):
                self.attempts[row["task"]].append(dict(row))
            self.timeline = defaultdict(list)
            for row in database.execute("SELECT * FROM timeline ORDER BY task, version, position"):
                self.timeline[row["task"]].append(dict(row))
            self.owed = database.execute("SELECT count(*) FROM outbox").fetchone()[0]
            self.ledger = [dict(row) for row in database.execute("SELECT * FROM ledger")]
            self.balances = dict(database.execute("SELECT project, amount FROM balances").fetchall())
            self.exposures = [dict(row) for row in database.execute("SELECT * FROM exposures")]
        self.reports = []
        for upstream in self.trial.upstreams:
            async with session.get(f"{upstream.url}/simulate/report",
                                   headers={"Authorization": f"Bearer {upstream.key}"}) as response:
                assert response.status == 200, await response.text()
                self.reports.append(await response.json(content_type=None))
        self.shown = {}
        gate = asyncio.Semaphore(16)
        await asyncio.gather(*(self.fetch(session, gate, number, *known) for number, known in self.trial.answered.items()))

    async def fetch(self, session, gate, number, dialect, name):
        """What the client sees in the end, and its file."""
        async with gate:
            face = ALL[dialect]
            async with session.get(f"{self.trial.gateway.url}/{dialect}{face.read.format(id=name)}") as response:
                if response.status == 404 and self.trial.deleted.get(number, 409) in (200, None):
                    self.gone.add(number)
                    return
                if response.status != 200:
                    self.wrong.append(f"task {number}, {name}: {response.status} {(await response.text())[:200]}")
                    return
                story = face.story(await response.json(content_type=None))
            self.shown[number] = story
            if story.state != "succeeded":
                return
            async with session.get(story.video) as response:
                data = await response.read()
                try:
                    assert response.status == 200, response.status
                    self.files[number] = header(data)
                except (ValueError, AssertionError, struct.error) as problem:
                    self.broken.append(f"{number}: {problem!r}")
            if len(self.files) % 50 == 1:
                path = self.trial.place / f"sample-{number}.mp4"
                path.write_bytes(data)
                done = await asyncio.to_thread(
                    subprocess.run, ["ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames",
                                     str(path)], capture_output=True, text=True, timeout=120)
                if done.returncode or done.stderr:
                    self.broken.append(f"{number}: {done.stderr[:200]}")
                path.unlink()

    # Counting

    def line(self, what: str, value, good: bool | None = None):
        self.lines.append((what, str(value), good))

    def judge(self) -> bool:
        self.by_prompt = {task["prompt"].strip(): task for task in self.tasks}
        self.made = defaultdict(list)
        self.creates, self.faults = Counter(), Counter()
        for upstream, report in zip(self.trial.upstreams, self.reports):
            self.faults.update(report["faults"])
            for prompt, count in report["creates"].items():
                self.creates[prompt, upstream.name] += count
            for task in report["tasks"]:
                self.made[task["prompt"]].append({**task, "upstream": upstream.name})
        self.count_faults()
        self.count_kept()
        self.count_doubles()
        self.count_doubts()
        self.count_success()
        self.count_files()
        self.count_callbacks()
        self.count_money()
        width = max(len(what) for what, _, _ in self.lines)
        for what, value, good in self.lines:
            mark = {None: " ", True: "ok", False: "NOT"}[good]
            print(f"{what:<{width}}  {value:<52} {mark}")
        for text in self.wrong[:40]:
            print("  " + text)
        good = all(verdict is not False for _, _, verdict in self.lines)
        print(f"chaos: {'held' if good else 'BROKEN'}, seed {self.trial.options.seed}")
        return good

    def count_faults(self):
        from chaos import FAULTS

        share = min(1.0, self.trial.options.tasks / 2000)
        for operation, faults in FAULTS.items():
            for name in faults:
                seen = self.faults[f"{operation}.{name}"]
                self.line(f"fault {operation}.{name}", seen, seen >= 20 * share)
        self.line("gateway killed", self.trial.kills, self.trial.kills >= self.trial.options.kills)

    def count_kept(self):
        self.line("creates answered / lost with a kill", f"{len(self.trial.answered)} / {len(self.trial.unanswered)}",
                  len(self.trial.answered) >= self.trial.options.tasks)
        self.line("creates refused at the door", len(self.trial.refused), not self.trial.refused)
        self.wrong += [f"refused {entry}" for entry in self.trial.refused[:5]]
        lost = [number for number in self.trial.answered if f"chaos {number}" not in self.by_prompt and number not in self.gone]
        twice = len(self.tasks) - len(self.by_prompt)
        self.line("answered and lost / kept twice", f"{len(lost)} / {twice}", not lost and not twice)
        states = Counter(STATES[task["state"]] for task in self.tasks)
        self.line("states", ", ".join(f"{state} {count}" for state, count in states.most_common()),
                  states["queued"] == states["running"] == 0)
        differing = [number for number, story in self.shown.items() if f"chaos {number}" in self.by_prompt
                     and STATES[self.by_prompt[f"chaos {number}"]["state"]] != story.state
                     and (self.trial.answered[number][0], story.state) not in
                     {("xcompute", "failed"), ("toapis", "failed"), ("toapis", "cancelled")}]
        self.line("read by their clients / otherwise than kept", f"{len(self.shown)} / {len(differing)}",
                  not differing and len(self.shown) + len(self.gone) == len(self.trial.answered))
        answers = Counter(self.trial.deleted.values())
        self.line("deletes by answer", ", ".join(f"{status} {count}" for status, count in answers.most_common()))
        unasked = [task["prompt"] for task in self.tasks if task["state"] == 4
                   and self.trial.deleted.get(int(task["prompt"].split()[-1]), 409) not in (200, None)]
        self.line("cancelled though the client was told otherwise", len(unasked), not unasked)

    def count_doubles(self):
        doubled = 0
        for prompt, made in self.made.items():
            made.sort(key=lambda task: task["created_at"])
            for earlier, later in zip(made, made[1:]):
                if earlier["state"] != "failed" or earlier["ended_at"] is None or earlier["ended_at"] > later["created_at"]:
                    doubled += 1
                    self.wrong.append(f"{prompt} is twice upstream: {earlier} and {later}")
        several = sum(1 for made in self.made.values() if len(made) > 1)
        self.line("tasks made again after a failure upstream", several)
        self.line("tasks with two upstream tasks otherwise", doubled, doubled == 0)
        foreign = set(self.made) - set(self.by_prompt) - {f"chaos {number}" for number in self.gone}
        self.line("upstream tasks of no task here", len(foreign), not foreign)

    def count_doubts(self):
        """No create more than attempts, and none after a doubt that was not cured."""
        absent = {upstream.name for upstream in self.trial.upstreams if upstream.dialect in ("ark", "volc")}
        resent = early = doubts = 0
        for prompt, task in self.by_prompt.items():
            attempts = self.attempts[task["number"]]
            for name in absent:
                sent, written = self.creates[prompt, name], sum(1 for one in attempts if one["provider"] == name)
                if sent > written:
                    resent += 1
                    self.wrong.append(f"{prompt}: {sent} creates at {name} for {written} attempts")
            doubted = None
            number = 0
            for entry in self.timeline[task["number"]]:
                if entry["kind"] == "started":
                    number += 1
                    if doubted is not None and attempts[number - 2]["provider"] in absent:
                        if entry["at"] - doubted < ABSENCE * 1000:
                            early += 1
                            self.wrong.append(f"{prompt}: attempt {number} {entry['at'] - doubted} ms after a doubt")
                    doubted = None
                elif entry["kind"] == "submitted":
                    doubted = None
                elif entry["kind"] == "doubted":
                    doubts += 1
                    doubted = entry["at"]
        self.line("attempts in doubt", doubts)
        self.line("sent again in doubt: more creates than attempts", resent, resent == 0)
        self.line("sent again in doubt: before absence was proved", early, early == 0)

    def count_success(self):
        failures = Counter(task["failure_code"] or STATES[task["state"]] for task in self.tasks if task["state"] not in (2, 4))
        for code, count in failures.most_common():
            self.line(f"ended otherwise: {code}", count)
        unnamed = [task["prompt"] for task in self.tasks if task["state"] == 3 and not task["failure_code"]]
        self.line("failures without a cause", len(unnamed), not unnamed)
        explained = set()
        for code, by_dialect in CAUSES.items():
            found = [prompt for prompt, task in self.by_prompt.items() if task["state"] == 3 and task["failure_code"] == code]
            injected = sum(report["faults"].get(fault, 0) for upstream, report in zip(self.trial.upstreams, self.reports)
                           for fault in by_dialect[upstream.dialect])
            # A kill between a refusal and its record leaves a doubt, which is cured: that task goes on.
            slack = 2 * self.trial.kills if code.startswith("In") else 2
            self.line(f"failed {code} / such faults injected", f"{len(found)} / {injected}",
                      injected - slack <= len(found) <= injected)
            explained |= set(found)
        stuck = {prompt for prompt, made in self.made.items() if any("task.stuck" in task["faults"] for task in made)}
        expired = {prompt for prompt, task in self.by_prompt.items() if task["state"] == 5}
        self.line("expired / stuck upstream / expired though not stuck",
                  f"{len(expired)} / {len(stuck)} / {len(expired - stuck)}")
        fatal = {prompt for prompt, made in self.made.items() if any(FATAL & set(task["faults"]) for task in made)}
        curable = [task for prompt, task in self.by_prompt.items()
                   if prompt not in fatal and prompt not in explained and task["state"] != 4]
        good = [task for task in curable if task["state"] == 2]
        share = len(good) / max(1, len(curable))
        self.line("met only curable faults / of these succeeded", f"{len(curable)} / {len(good)} = {share:.2%}", share >= 0.99)
        for task in curable:
            if task["state"] != 2:
                self.wrong.append(f"{task['prompt']} met only curable faults: {STATES[task['state']]} {task['failure_code']} "
                                  f"{task['failure_message']}")

    def count_files(self):
        wrong_size = {prompt for prompt, made in self.made.items() if any("task.wrong_size" in task["faults"] for task in made)}
        succeeded = [number for number, story in self.shown.items() if story.state == "succeeded"]
        bad = unrecorded = 0
        for number, (size, seconds, sound) in self.files.items():
            prompt = f"chaos {number}"
            task = self.by_prompt.get(prompt)
            if task is None:
                continue
            wanted = (SIZES["480p"][task["ratio"]], task["duration"] + 1 / 24, bool(task["generate_audio"]))
            if size == wanted[0] and abs(seconds - wanted[1]) < 0.1 and sound == wanted[2]:
                continue
            if prompt not in wrong_size:
                bad += 1
                self.wrong.append(f"{prompt}: file {size}, {seconds:.2f} s, sound {sound} instead of {wanted}")
            elif not any(entry["kind"] == "deviated" for entry in self.timeline[task["number"]]):
                unrecorded += 1
        self.line("videos read whole / that do not play", f"{len(self.files)} of {len(succeeded)} / {len(self.broken)}",
                  len(self.files) == len(succeeded) and not self.broken)
        self.wrong += self.broken[:10]
        self.line("not as ordered / delivered wrong and not recorded", f"{bad} / {unrecorded}", bad == unrecorded == 0)

    def count_callbacks(self):
        came = defaultdict(Counter)
        for number, word in self.trial.receiver.bodies:
            came[int(number)][word] += 1
        missing, several = [], 0
        for number, story in self.shown.items():
            if story.state == "cancelled":
                continue
            finals = sum(count for word, count in came[number].items() if word in FINAL_WORDS)
            if finals == 0:
                missing.append(number)
            several += finals > 1
        self.line("callbacks taken / final ones missing", f"{len(self.trial.receiver.bodies)} / {len(missing)}", not missing)
        self.wrong += [f"no final callback of chaos {number}" for number in missing[:10]]
        self.line("final callbacks that came more than once", several)
        self.line("still owed", self.owed)

    def count_money(self):
        sums, held = Counter(), Counter()
        charged = Counter()
        for entry in self.ledger:
            sums[entry["project"]] += entry["amount"]
            if entry["task"] is not None and entry["kind"] in ("hold", "release"):
                held[entry["task"]] += entry["amount"]
            if entry["kind"] == "charge":
                charged[entry["task"]] += 1
        off = [project for project, amount in self.balances.items() if sums[project] != amount]
        self.line("projects whose ledger is not their balance", len(off), not off)
        left = sum(1 for amount in held.values() if amount)
        self.line("tasks held / holds left", f"{len(held)} / {left}", left == 0)
        succeeded = {task["id"] for task in self.tasks if task["state"] == 2}
        # A client may remove a task that has succeeded: its charge stays.
        kept = {task["id"] for task in self.tasks}
        strange = [name for name, count in charged.items() if count != 1 or (name in kept and name not in succeeded)]
        self.line("charged / charged twice or for nothing", f"{len(charged)} / {len(strange)}", not strange)
        self.line("exposures", ", ".join(f"{kind} {count}" for kind, count in
                                         Counter(entry["kind"] for entry in self.exposures).most_common()) or "none")
