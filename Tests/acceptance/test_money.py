"""Two hundred clients at once against money and limits that are exact, while the server is killed.

FILMGATE_AFFORDED chooses how many tasks the money is for (1000).
"""

import asyncio
import json
import os
import random
import sqlite3
import subprocess
import time

import aiohttp
import httpx
import pytest

from support.faces import ALL, LONG, text_body
from support.gateways import eventually, gateway, second, simulated
from support.server import Server, binary

AFFORDED = int(os.environ.get("FILMGATE_AFFORDED", "1000"))
CLIENTS = 200
#: What each vendor's answer to an empty account is (docs of each dialect).
NO_MONEY = {"ark": {403}, "volc": {403}, "anyfast": {403}, "xcompute": {402}, "toapis": {402}, "aigeneration": {402},
            "openai": {429}}


def filmgate(*arguments) -> str:
    return subprocess.run([binary(), *map(str, arguments)], capture_output=True, text=True, timeout=60, check=True).stdout


def rows(server: Server, sql: str, *values):
    with sqlite3.connect(f"file:{server.data}/filmgate.sqlite?mode=ro", uri=True) as database:
        return database.execute(sql, values).fetchall()


def order(face, number: int) -> dict:
    return text_body(face, f"crowd {number}", resolution="480p", ratio="1:1", duration=4, generate_audio=False)


class Crowd:
    """Clients that repeat nothing: what was answered is known, what was cut off by a kill is counted apart."""

    def __init__(self, server: Server, key: str):
        self.server, self.key = server, key
        self.accepted: list[tuple[str, str]] = []
        self.refused: list[tuple[str, int, str]] = []
        self.lost = 0
        self.is_up = asyncio.Event()
        self.is_up.set()

    async def send(self, session, number: int) -> bool:
        """Whether the client goes on."""
        face = list(ALL.values())[number % len(ALL)]
        await self.is_up.wait()
        try:
            async with session.post(f"{self.server.url}/{face.name}{face.create}", json=order(face, number),
                                    headers={"Authorization": f"Bearer {self.key}"}) as response:
                text = await response.text()
                if response.status == 200:
                    self.accepted.append((face.name, face.created(json.loads(text))))
                    return True
                self.refused.append((face.name, response.status, text))
                return False
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError):
            self.lost += 1
            return True

    async def client(self, session, first: int, tries: int):
        number = first
        refusals = 0
        while refusals < tries:
            refusals += not await self.send(session, number)
            number += CLIENTS

    async def kill(self, chance, times: int, pauses):
        for _ in range(times):
            await asyncio.sleep(chance.uniform(*pauses))
            self.is_up.clear()
            self.server.kill()
            await asyncio.to_thread(self.server.start)
            self.is_up.set()

    async def run(self, chance, kills: int, tries: int = 2):
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0), trust_env=False) as session:
            await asyncio.gather(self.kill(chance, kills, (0.2, 0.8)),
                                 *(self.client(session, number, tries) for number in range(CLIENTS)))


def limited(server: Server, name: str, *arguments):
    filmgate("projects", "set", name, "--data", server.data, *arguments)


def drain(server: Server):
    """Over the admin API, because it counts at once: nothing may end before all is held."""
    operator = server.keys("create", "--name", "operator", "--scopes", "admin").stdout.strip()
    drained = httpx.patch(f"{server.url}/admin/v1/providers/ark", json={"draining": True}, trust_env=False,
                          headers={"Authorization": f"Bearer {operator}"})
    assert drained.status_code == 200, drained.text


def test_money_for_a_thousand_tasks_is_a_thousand_tasks(tmp_path, measured):
    chance = random.Random(4)
    upstream = simulated(tmp_path / "upstream", seed=4, concurrency=1000,
                         faults={"task": {"failed_infrastructure": 0.2, "failed_moderation": 0.2},
                                 "create": {"reset_after": 0.05, "refused_moderation": 0.05}}).start()
    server = gateway(tmp_path / "data", [second(upstream, "ark", concurrency=300)], tasks={"max_age": "600s"}).start()
    try:
        drain(server)
        key = server.make_key(project="film")
        price = json.loads(filmgate("price", "--model", LONG, "--resolution", "480p", "--ratio", "1:1", "--duration", 4,
                                    "--no-audio", "--json"))["prices"]
        each = next(price["micros"] for price in price if price["currency"] == "CNY")
        limited(server, "film", "--unlimited", "false")
        # One millionth short of one more.
        total = AFFORDED * each + each - 1
        filmgate("projects", "top-up", "film", f"{total // 10**6}.{total % 10**6:06}", "--reason", "trial", "--data", server.data)

        crowd = Crowd(server, key)
        begun = time.monotonic()
        asyncio.run(crowd.run(chance, kills=5))
        [[kept]] = rows(server, "SELECT count(*) FROM tasks")
        measured(f"{CLIENTS} clients, 5 kills, {time.monotonic() - begun:.0f} s: {kept} accepted, {len(crowd.accepted)} of "
                 f"them answered, {crowd.lost} requests lost, {len(crowd.refused)} refused")
        assert kept == AFFORDED
        assert len({name for _, name in crowd.accepted}) == len(crowd.accepted) <= kept <= len(crowd.accepted) + crowd.lost
        assert len(crowd.refused) == 2 * CLIENTS
        for dialect, status, text in crowd.refused:
            assert status in NO_MONEY[dialect], (dialect, status, text)
            answer = httpx.Response(status, text=text, headers={"x-error-code": "-", "x-request-id": "-"})
            ALL[dialect].refused(answer, status)

        filmgate("providers", "drain", "ark", "--undo", "--data", server.data)
        asyncio.run(crowd.kill(chance, 5, (1, 4)))
        eventually(lambda: rows(server, "SELECT count(*) FROM tasks WHERE state < 2") == [(0,)], deadline=300,
                   what="all have ended")
        ends = dict(rows(server, "SELECT state, count(*) FROM tasks GROUP BY state"))
        books = dict(rows(server, "SELECT kind, sum(amount) FROM ledger GROUP BY kind"))
        [[balance]] = rows(server, "SELECT amount FROM balances JOIN projects p ON p.number = project WHERE p.name = 'film'")
        measured(f"after 10 kills: endings {ends}, ledger {books}, balance {balance}")
        assert sum(ends.values()) == AFFORDED and len(ends) >= 2
        assert sum(books.values()) == balance
        assert books["hold"] == -AFFORDED * each and books["release"] == AFFORDED * each, "no hold is left"
        # Of every task: one hold, one release, and a charge where it succeeded alone.
        broken = rows(server, """
            SELECT t.id FROM tasks t LEFT JOIN ledger l ON l.task = t.id GROUP BY t.number
            HAVING sum(l.kind = 'hold') <> 1 OR sum(l.kind = 'release') <> 1
                OR sum(l.kind = 'charge') <> (t.state = 2)""")
        assert broken == []
        answer = httpx.get(f"{server.url}/ark/api/v3/contents/generations/tasks", trust_env=False,
                           headers={"Authorization": f"Bearer {key}"}, params={"page_size": 1})
        assert answer.json()["total"] == AFFORDED
    finally:
        server.kill()
        upstream.kill()


@pytest.mark.parametrize("owner", ["project", "key"])
def test_open_tasks_and_creates_a_minute_are_never_exceeded(tmp_path, measured, owner):
    upstream = simulated(tmp_path / "upstream", seed=5, concurrency=1000).start()
    server = gateway(tmp_path / "data", [second(upstream, "ark", concurrency=300)]).start()
    try:
        drain(server)
        for limit, most in (("open_tasks", 57), ("creates_per_minute", 41)):
            if owner == "project":
                limited(server, limit, "--limit", f"{limit}={most}")
                key = server.make_key(project=limit)
            else:
                key = server.keys("create", "--project", limit, "--limit", f"{limit}={most}").stdout.strip()
            crowd = Crowd(server, key)
            asyncio.run(crowd.run(random.Random(6), kills=2))
            [[kept]] = rows(server, "SELECT count(*) FROM tasks t JOIN projects p ON p.number = t.project WHERE p.name = ?", limit)
            measured(f"{limit}={most} of a {owner}: {kept} accepted, {len(crowd.refused)} refused")
            assert kept == most
            assert {status for _, status, _ in crowd.refused} == {429}
        filmgate("providers", "drain", "ark", "--undo", "--data", server.data)
        eventually(lambda: rows(server, "SELECT count(*) FROM tasks WHERE state < 2") == [(0,)], deadline=120,
                   what="all have ended")
        # Where tasks have ended there is room again.
        key = server.make_key(project="open_tasks") if owner == "project" else key
        crowd = Crowd(server, key)
        if owner == "project":
            asyncio.run(crowd.run(random.Random(7), kills=0, tries=1))
            assert crowd.accepted
    finally:
        server.kill()
        upstream.kill()
