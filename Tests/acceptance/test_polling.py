"""An account full of open tasks is followed within Ark's limits, and ends are seen soon (DESIGN section 5).

Slow: FILMGATE_OPEN_TASKS chooses how many (20000).
"""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import httpx
import pytest

from support.faces import ARK, LONG
from support.gateways import eventually
from support.server import Server

OPEN = int(os.environ.get("FILMGATE_OPEN_TASKS", "20000"))
BUSY = Path(__file__).parent / "fakes" / "busy_ark.py"
#: Calls come over a socket: what left the gateway a whole second apart may come a little closer together.
WINDOW = 0.98


class Busy:
    """The account in its process."""

    def __init__(self, *options: str):
        self.process = subprocess.Popen([sys.executable, str(BUSY), *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=60)

    def finish(self, count):
        assert self.http.post("/control/finish", json={"tasks": count}).status_code == 200

    def report(self):
        return self.http.get("/control/report").json()

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)


def most(times, window=WINDOW):
    times, first, best = sorted(times), 0, 0
    for last, at in enumerate(times):
        while times[first] <= at - window:
            first += 1
        best = max(best, last - first + 1)
    return best


@pytest.fixture
def account(request, tmp_path):
    busy = Busy(*request.param)
    config = f"""
fetch: {{ allow: [127.0.0.0/8] }}
providers:
  - name: busy
    dialect: ark
    base_url: {busy.url}
    api_key: busy-key
    concurrency: 30000
    limits: {{ create: 60000/min }}
    models: {{ {LONG}: {LONG} }}
"""
    server = Server(tmp_path / "data", config=config).start()
    yield busy, server
    server.stop()
    busy.stop()


async def fill(server, count):
    """A fifth of them flex."""
    numbers = iter(range(count))
    headers = {"Authorization": f"Bearer {server.key}"}

    async with aiohttp.ClientSession(server.url, headers=headers, timeout=aiohttp.ClientTimeout(total=120)) as session:
        async def work():
            for number in numbers:
                body = {"model": LONG, "content": [{"type": "text", "text": f"open {number}"}], "resolution": "480p",
                        "ratio": "1:1", "duration": 4, "generate_audio": False,
                        "service_tier": "flex" if number % 5 == 0 else "default"}
                async with session.post(ARK.create, json=body) as response:
                    assert response.status == 200, await response.text()

        await asyncio.gather(*(work() for _ in range(32)))


def succeeded(server):
    total = 0
    for tier in ("default", "flex"):
        query = {"filter.status": "succeeded", "filter.service_tier": tier, "page_size": 1}
        total += httpx.get(server.url + ARK.create, params=query, headers={"Authorization": f"Bearer {server.key}"},
                           trust_env=False, timeout=60).json()["total"]
    return total


def follow(busy, server, count, batch, rounds, measured):
    started = time.monotonic()
    asyncio.run(fill(server, count))
    eventually(lambda: busy.report()["own"] >= count, deadline=600, what=f"{count} creates upstream")
    measured(f"{count} open after {time.monotonic() - started:.0f} s")
    # All that was open has been looked at once.
    time.sleep(min(60, count / 400))
    begun = busy.report()["now"]
    for _ in range(rounds):
        busy.finish(batch)
        time.sleep(1)
    finished = busy.report()["finished"]
    report = eventually(lambda: (told := busy.report())["seen"] == finished and told, deadline=90,
                        what="every end is seen")
    eventually(lambda: succeeded(server) == finished, deadline=60, what="every end is told to clients")
    calls = {kind: [at for at in times if at >= begun] for kind, times in report["calls"].items()}
    delays = report["delays"]
    measured(f"{finished} ends seen after {statistics.mean(delays):.1f} s in the mean, {max(delays):.1f} s at most; "
             f"list {most(calls['list'])}/s, get {most(calls['get'])}/s at most; {server.memory('VmHWM'):.0f} MB at most")
    assert not report["wrong"] and report["repeated"] == 0 and report["own"] == count
    assert most(report["calls"]["list"]) <= 1 and most(report["calls"]["get"]) <= 20
    return delays


@pytest.mark.parametrize("account", [("--foreign-running", "50", "--foreign-done", "100")], indirect=True, ids=["few"])
def test_a_hundred_open_tasks_are_seen_at_once(account, measured):
    busy, server = account
    delays = follow(busy, server, 100, 4, 20, measured)
    assert statistics.mean(delays) < 3


@pytest.mark.slow
@pytest.mark.parametrize("account", [("--foreign-running", "1000", "--foreign-done", "3000")], indirect=True, ids=["many"])
def test_twenty_thousand_open_tasks_are_followed_within_the_limits(account, measured):
    busy, server = account
    delays = follow(busy, server, OPEN, 8, 120, measured)
    assert statistics.mean(delays) <= 25 and max(delays) <= 60
    assert server.memory("VmHWM") < 250, f"{server.memory('VmHWM'):.0f} MB"
