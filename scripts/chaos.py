#!/usr/bin/env python3
"""Two vendors on their worst day, a gateway that is killed again and again, a client that repeats nothing. Then it counts.

    scripts/python.sh scripts/chaos.py [--tasks 2000] [--kills 20] [--seed N] [--limit 900]

Everything runs on loopback, in processes that this script starts and ends; it stops by itself after --limit seconds.
"""

import argparse
import asyncio
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "Tests" / "acceptance"), str(ROOT / "scripts")]

import aiohttp  # noqa: E402
from aiohttp import web  # noqa: E402

from chaos_books import Books  # noqa: E402
from support.faces import ALL, LONG, SHORT, text_body  # noqa: E402
from support.gateways import free_port  # noqa: E402
from support.server import Server, binary  # noqa: E402

#: Each fault of docs/simulation.md, from 5 to 20 %.
FAULTS = {
    "create": {"refused_parameter": 0.05, "refused_moderation": 0.05, "refused_auth": 0.05, "refused_balance": 0.05,
               "refused_model": 0.05, "throttled": 0.06, "error_bare": 0.05, "error_envelope": 0.05, "reset_before": 0.05,
               "reset_after": 0.06, "error_after": 0.06, "cut_short": 0.06},
    "read": {"throttled": 0.05, "error_bare": 0.05, "error_envelope": 0.05, "reset": 0.05, "cut_short": 0.05,
             "unknown_status": 0.1},
    "list": {"throttled": 0.05, "error_bare": 0.05, "error_envelope": 0.05, "reset": 0.05, "cut_short": 0.05,
             "unknown_status": 0.1},
    # An answer to a delete is `{}`: nothing that could be cut short.
    "delete": {"throttled": 0.2, "error_bare": 0.2, "error_envelope": 0.2, "reset": 0.2},
    "task": {"stuck": 0.05, "failed_infrastructure": 0.1, "failed_moderation": 0.05, "wrong_size": 0.05,
             "link_expired": 0.1},
    "download": {"broken": 0.2, "error_bare": 0.1},
}
LATENCY = {"create": {"min": "2ms", "median": "10ms", "p99": "300ms"}, "read": {"min": "1ms", "median": "3ms", "p99": "100ms"},
           "render": {"min": "100ms", "median": "800ms", "p99": "8s"}, "download": "1ms"}
#: What clients speak, and the key under which a dialect takes the address of a callback.
SPOKEN = {"ark": "callback_url", "xcompute": "webhook", "toapis": "callback_url"}


def word(body: dict) -> str | None:
    """What a callback tells of: the state, or the kind of the event."""
    return body.get("type") or body.get("status") or (body.get("data") or {}).get("status")


class Receiver:
    """Takes callbacks; one in ten is answered badly when it first comes."""

    def __init__(self):
        self.bodies: list[tuple[str, str | None]] = []
        self.refused: set[tuple] = set()

    async def start(self):
        app = web.Application()
        app.router.add_post("/{number}/{tail:.*}", self.take)
        app.router.add_post("/{number}", self.take)
        self.runner = web.AppRunner(app, access_log=None)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"

    async def take(self, request):
        body = json.loads(await request.read())
        number = request.match_info["number"]
        mark = (number, word(body))
        if hashlib.sha256(str(mark).encode()).digest()[0] < 26 and mark not in self.refused:
            self.refused.add(mark)
            return web.Response(status=503)
        self.bodies.append((number, word(body)))
        return web.Response()


class Trial:
    def __init__(self, options):
        self.options = options
        self.chance = random.Random(options.seed)
        self.place = Path(tempfile.mkdtemp(prefix="filmgate-chaos-"))
        self.receiver = Receiver()
        self.answered: dict[int, tuple[str, str]] = {}
        self.unanswered: list[int] = []
        self.refused: list[tuple[int, int, str]] = []
        #: Answers to deletes; `None` where none came.
        self.deleted: dict[int, int | None] = {}
        self.minds: list[asyncio.Task] = []
        self.kills = 0
        self.next = 0
        self.is_up = asyncio.Event()
        self.upstreams = [self.upstream(index, dialect) for index, dialect in enumerate(options.dialects.split(","))]
        self.gateway: Server | None = None

    # Processes

    def upstream(self, index: int, dialect: str) -> Server:
        config = {"simulate": {"seed": self.options.seed + index, "videos": "instant", "retry_after": "1s",
                               "concurrency": 1000, "latency": LATENCY, "faults": FAULTS}}
        server = Server(self.place / f"upstream-{index}", config=json.dumps(config))
        server.dialect, server.name = dialect, f"{dialect}-{index}"
        return server

    def make_gateway(self) -> Server:
        providers = [{"name": upstream.name, "dialect": upstream.dialect, "base_url": f"{upstream.url}/{upstream.dialect}",
                      "api_key": upstream.key, "concurrency": 300, "limits": self.limits(upstream.dialect),
                      "models": {LONG: SHORT if upstream.dialect in ("xcompute", "toapis") else LONG}}
                     for upstream in self.upstreams]
        port = free_port()
        config = {"public_url": f"http://127.0.0.1:{port}", "fetch": {"allow": ["127.0.0.0/8"]}, "tasks": {"max_age": f"{self.options.max_age}s"}, "providers": providers,
                  "polling": {"first": "300ms", "min": "300ms", "max": "3s"}}
        return Server(self.place / "gateway", config=json.dumps(config), port=port)

    def limits(self, dialect: str) -> dict:
        limits = {"create": "6000/min", "get": "200/s"}
        return limits | ({"list": "10/s", "delete": "50/s"} if dialect in ("ark", "volc") else {})

    # The client

    async def work(self, session):
        while self.next < self.options.tasks + len(self.unanswered):
            number, self.next = self.next, self.next + 1
            await self.is_up.wait()
            dialect = list(SPOKEN)[number % len(SPOKEN)]
            face = ALL[dialect]
            order = {"resolution": "480p", "ratio": ("1:1", "16:9", "9:16")[number // 3 % 3], "duration": 4 + number // 9 % 2,
                     "generate_audio": number % 2 == 0}
            body = text_body(face, f"chaos {number}", **order)
            body[SPOKEN[dialect]] = f"{self.receiver.url}/{number}"
            try:
                async with session.post(f"{self.gateway.url}/{dialect}{face.create}", json=body) as response:
                    text = await response.text()
                    if response.status == 200:
                        self.answered[number] = (dialect, face.created(json.loads(text)))
                    else:
                        self.refused.append((number, response.status, text))
            except (aiohttp.ClientError, OSError, asyncio.TimeoutError, ValueError):
                # Nothing is repeated: whether there is such a task is seen in the end.
                self.unanswered.append(number)
            if dialect == "ark" and number in self.answered:
                self.minds.append(asyncio.create_task(self.change_mind(session, number)))
            await asyncio.sleep(self.options.pause)

    async def change_mind(self, session, number: int):
        """The Ark clients no longer want what runs already, one in ten also what waits."""
        hasty = self.chance.random() < 0.1
        for _ in range(20):
            await self.is_up.wait()
            try:
                async with session.get(self.address(number)) as response:
                    state = (await response.json(content_type=None)).get("status")
            except (aiohttp.ClientError, OSError, asyncio.TimeoutError, ValueError):
                return
            if hasty or state == "running":
                # A running task is refused, which costs nothing: they insist.
                for _ in range(3):
                    await self.delete(session, number)
                    if self.deleted[number] != 409:
                        return
                    await asyncio.sleep(0.25)
                return
            if state != "queued":
                return
            await asyncio.sleep(0.25)

    def address(self, number: int) -> str:
        dialect, name = self.answered[number]
        return f"{self.gateway.url}/{dialect}{ALL[dialect].read.format(id=name)}"

    async def delete(self, session, number: int):
        await self.is_up.wait()
        self.deleted[number] = None
        try:
            async with session.delete(self.address(number)) as response:
                self.deleted[number] = response.status
                await response.read()
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError):
            pass

    async def killer(self, finished: asyncio.Event):
        while self.kills < self.options.kills or not finished.is_set():
            await asyncio.sleep(self.chance.uniform(*((1.0, 9.0) if not finished.is_set() else (2.0, 6.0))))
            if self.kills >= self.options.kills and (finished.is_set() or self.kills >= 2 * self.options.kills):
                return
            self.is_up.clear()
            self.gateway.kill()
            self.kills += 1
            await asyncio.to_thread(self.gateway.start)
            self.is_up.set()

    async def open_tasks(self, session) -> int:
        """Queued and running ones, of both tiers."""
        count = 0
        for state in ("queued", "running"):
            try:
                async with session.get(f"{self.gateway.url}/ark{ALL['ark'].create}",
                                       params={"filter.status": state, "page_size": 1}) as response:
                    count += (await response.json(content_type=None))["total"]
            except (aiohttp.ClientError, OSError, asyncio.TimeoutError):
                return -1
        return count

    async def run(self):
        await self.receiver.start()
        for upstream in self.upstreams:
            await asyncio.to_thread(upstream.start)
        self.gateway = self.make_gateway()
        await asyncio.to_thread(self.gateway.start)
        self.is_up.set()
        headers = {"Authorization": f"Bearer {self.gateway.key}"}
        timeout = aiohttp.ClientTimeout(total=20)
        finished = asyncio.Event()
        started = time.monotonic()
        async with aiohttp.ClientSession(headers=headers, timeout=timeout, trust_env=False) as session:
            killer = asyncio.create_task(self.killer(finished))
            await asyncio.gather(*(self.work(session) for _ in range(self.options.workers)))
            await asyncio.gather(*self.minds)
            self.say(f"{len(self.answered)} creates answered, {len(self.unanswered)} lost with a kill, "
                     f"{self.kills} kills, {time.monotonic() - started:.0f} s")
            finished.set()
            await killer
            self.say(f"{self.kills} kills, {time.monotonic() - started:.0f} s; waiting for the rest")
            while (count := await self.open_tasks(session)) != 0:
                self.say(f"{count} open, {len(self.receiver.bodies)} callbacks")
                await asyncio.sleep(10)
            self.say(f"all ended after {time.monotonic() - started:.0f} s")
            books = Books(self)
            await books.callbacks_settle(60)
            await books.read(session)
        return books

    def say(self, text: str):
        print(f"chaos: {text}", flush=True)

    def end(self):
        for server in [self.gateway, *self.upstreams]:
            if server is not None and server.is_running():
                server.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--limit", type=float, default=900, help="seconds after which everything is ended")
    parser.add_argument("--max-age", type=int, default=420, help="a task's deadline in seconds, by which a stuck one ends")
    parser.add_argument("--workers", type=int, default=12)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two creates of one worker")
    parser.add_argument("--dialects", default="ark,toapis", help="what the two accounts speak")
    parser.add_argument("--keep", action="store_true", help="keep the data directories")
    options = parser.parse_args()
    trial = Trial(options)
    trial.say(f"seed {options.seed}, {binary()}, {trial.place}")

    def stop():
        trial.say(f"stopped after {options.limit:.0f} s: this took too long")
        trial.end()
        os._exit(3)

    limit = threading.Timer(options.limit, stop)
    limit.daemon = True
    limit.start()
    try:
        books = asyncio.run(trial.run())
        good = books.judge()
    finally:
        trial.end()
        if not options.keep:
            shutil.rmtree(trial.place, ignore_errors=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
