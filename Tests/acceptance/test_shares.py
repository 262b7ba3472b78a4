"""Who gets the next free slot, and who may no longer use one.

FILMGATE_QUEUED chooses how many tasks wait before the other project's first (10000).
"""

import asyncio
import os
import signal
import sqlite3
import time

import aiohttp
import pytest

from fakes import ArkFake, Plan
from support.faces import ARK, LONG, Client
from support.gateways import entry, eventually, gateway, running

QUEUED = int(os.environ.get("FILMGATE_QUEUED", "10000"))


def body(text, **more):
    return {"model": LONG, "content": [{"type": "text", "text": text}], "resolution": "480p", "ratio": "1:1", "duration": 4,
            "generate_audio": False, **more}


def fill(server, key, count, word, **more):
    """Many creates of one project."""
    numbers = iter(range(count))

    async def run():
        headers = {"Authorization": f"Bearer {key}"}
        async with aiohttp.ClientSession(server.url, headers=headers, timeout=aiohttp.ClientTimeout(total=120)) as session:
            async def work():
                for number in numbers:
                    async with session.post(ARK.create, json=body(f"{word} {number}", **more)) as response:
                        assert response.status == 200, await response.text()

            await asyncio.gather(*(work() for _ in range(32)))

    asyncio.run(run())


def let_one_go(fake, finished: set):
    """Ends the oldest task that still runs upstream."""
    task = next(task for name, task in fake.tasks.items() if name not in finished)
    finished.add(task.id)
    task.plan = Plan()


def test_the_first_task_of_another_project_gets_one_of_the_next_two_slots(tmp_path):
    with ArkFake() as fake:
        fake.plan = Plan(words=("running",))
        with running(gateway(tmp_path / "data", [entry(fake, concurrency=4)])) as server:
            fill(server, server.make_key(project="a"), QUEUED, "a")
            eventually(lambda: len(fake.creates) == 4, what="four slots are taken")
            Client(server.url, server.make_key(project="b")).make(ARK, body("b first"))
            finished = set()
            for count in (5, 6):
                let_one_go(fake, finished)
                eventually(lambda: len(fake.creates) == count, deadline=60, what=f"the slot of create {count}")
            texts = [create.order.text for create in fake.creates]
            assert "b first" in texts[4:6], texts


def test_flex_gets_at_least_a_tenth_of_the_freed_slots(tmp_path):
    """Where flex tasks are counted too, they are not starved by a full default queue."""
    with ArkFake() as fake:
        fake.plan = Plan(words=("running",))
        with running(gateway(tmp_path / "data", [entry(fake, concurrency=2, flex_concurrency=2)])) as server:
            fill(server, server.key, 200, "online")
            fill(server, server.key, 50, "offline", service_tier="flex")
            eventually(lambda: len(fake.creates) >= 2, what="slots are taken")
            finished = set()
            while len(finished) < 40:
                count = len(fake.creates)
                let_one_go(fake, finished)
                eventually(lambda: len(fake.creates) > count, deadline=30, what="a freed slot is used")
            flex = sum(1 for create in fake.creates if create.order.service_tier == "flex")
            assert flex >= len(fake.creates) // 10, f"{flex} of {len(fake.creates)}"


@pytest.mark.slow
def test_a_holder_that_slept_beyond_its_lease_sends_nothing(tmp_path, measured):
    lease = 60
    with ArkFake() as fake:
        fake.plan = Plan(words=("running", "succeeded"))
        server = gateway(tmp_path / "data", [entry(fake, concurrency=20)]).start()
        try:
            fill(server, server.key, 400, "lease")
            eventually(lambda: len(fake.creates) > 60, what="tasks flow")
            os.kill(server.pid, signal.SIGSTOP)
            # What had left before still arrives.
            time.sleep(2)
            [path] = list(server.data.glob("*.sqlite")) or list(server.data.glob("*.db"))
            with sqlite3.connect(path, timeout=20) as database:
                database.execute("UPDATE engine SET epoch = epoch + 1")
            time.sleep(lease + 3)
            before = len(fake.creates)
            assert before < 400, "nothing is left that could be sent"
            calls = len(fake.calls)
            os.kill(server.pid, signal.SIGCONT)
            time.sleep(8)
            assert len(fake.creates) == before, [create.order.text for create in fake.creates[before:]]
            measured(f"{before} creates before, none after; {len(fake.calls) - calls} other calls; "
                     f"{'running' if server.is_running() else 'ended'}")
        finally:
            server.kill()
        # Whoever comes next finishes all of them, each once.
        with running(server):
            client = Client(server.url, server.key)
            eventually(lambda: client.get(ARK.create, params={"filter.status": "succeeded"}).json()["total"] == 400,
                       deadline=150, what="all end")
        made = [task.order.text for task in fake.tasks.values()]
        assert len(made) == len(set(made)) == 400
