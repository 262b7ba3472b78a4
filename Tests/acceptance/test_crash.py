"""kill -9 at random moments under a stream of creates: what was answered is there once, ends well, and plays.

FILMGATE_CRASHES (20), FILMGATE_CRASH_CREATES (80) and FILMGATE_SEED choose how much and which.
"""

import os
import random
import sqlite3
import threading
import time

import httpx

from support import media
from support.faces import ARK, Client, text_body
from support.server import Server

CRASHES = int(os.environ.get("FILMGATE_CRASHES", "20"))
CREATES = int(os.environ.get("FILMGATE_CRASH_CREATES", "80"))
SEED = int(os.environ.get("FILMGATE_SEED", str(random.SystemRandom().randrange(10**6))))


class Stream:
    """Sends creates one after another and writes down every one that was answered."""

    def __init__(self, url, key, label):
        self.client = Client(url, key)
        self.client.http.timeout = 20
        self.label = label
        self.answered: dict[str, str] = {}
        self.unanswered: list[str] = []
        self.wrong: list[str] = []
        self.stopped = False
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        number = 0
        while not self.stopped:
            prompt = f"崩溃 {self.label}-{number}"
            number += 1
            try:
                body = text_body(ARK, prompt, resolution="480p", duration=4, ratio="1:1", generate_audio=False)
                response = self.client.post(ARK.create, body)
            except httpx.HTTPError:
                self.unanswered.append(prompt)
                return
            if response.status_code != 200:
                self.wrong.append(response.text)
                return
            self.answered[response.json()["id"]] = prompt


def listed(client):
    names, page = [], 1
    while True:
        answer = client.get(ARK.create, params={"page_num": page, "page_size": 50}).json()
        names += [item["id"] for item in answer["items"]]
        if len(answer["items"]) < 50:
            assert answer["total"] == len(names)
            return {"names": names, "total": answer["total"]}
        page += 1


def prompts(server):
    """Prompts as they are kept, read from a copy of the database while nobody writes."""
    [path] = list(server.data.glob("*.sqlite")) or list(server.data.glob("*.db"))
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return [row[0] for row in database.execute("SELECT prompt FROM tasks")]


def test_what_was_answered_is_kept_once_and_ends_well(tmp_path, measured):
    measured(f"seed {SEED}, {CRASHES} crashes")
    chance = random.Random(SEED)
    server = Server(tmp_path / "data").start()
    answered, unanswered, restarts = {}, 0, []
    for crash in range(CRASHES):
        streams = [Stream(server.url, server.key, f"{crash}-{n}") for n in range(3)]
        for stream in streams:
            stream.thread.start()
        # After so many answers of this life, with the next creates on their way.
        enough = chance.randrange(1, max(2, 2 * CREATES // CRASHES - 3))
        end = time.monotonic() + 30
        while sum(len(stream.answered) for stream in streams) < enough:
            assert time.monotonic() < end, f"{enough} creates take more than 30 s: {server.tail()}"
            time.sleep(0.0002)
        if crash % 2:
            # Later, in the middle of renders.
            for stream in streams:
                stream.stopped = True
            time.sleep(chance.uniform(0, 1.5))
        else:
            time.sleep(chance.uniform(0, 0.005))
        server.kill()
        for stream in streams:
            stream.stopped = True
        for stream in streams:
            stream.thread.join(30)
            assert not stream.wrong, stream.wrong
            answered |= stream.answered
            unanswered += len(stream.unanswered)
        begun = time.monotonic()
        server.start()
        restarts.append(time.monotonic() - begun)
    client = Client(server.url, server.key)
    end = time.monotonic() + 60 + 6 * len(answered)
    while True:
        page = listed(client)
        waiting = sum(client.get(ARK.create, params={"filter.status": state}).json()["total"]
                      for state in ("queued", "running"))
        if waiting == 0:
            break
        assert time.monotonic() < end, f"{waiting} of {page['total']} tasks have not ended"
        time.sleep(0.5)
    names = page["names"]
    assert len(names) == len(set(names)), "a task is listed twice"
    lost = set(answered) - set(names)
    assert not lost, f"lost: {lost}"
    assert len(names) <= len(answered) + unanswered
    kept = prompts(server)
    for prompt in answered.values():
        assert kept.count(prompt) == 1, f"{prompt} exists {kept.count(prompt)} times"
    bad = []
    for name in answered:
        story = client.read(ARK, name)
        if story.state != "succeeded":
            bad.append(client.get(ARK.read.format(id=name)).text)
            continue
        video = client.download(story.video, tmp_path / "video.mp4")
        media.expect_video(video, (640, 640), 4, False)
    measured(f"{len(answered)} answered, {unanswered} unanswered, {len(names)} kept, {len(bad)} not succeeded, "
             f"restart {max(restarts):.2f} s at most")
    assert not bad, bad
    assert len(answered) >= CRASHES, "too few creates were answered to say anything"
    server.stop()
