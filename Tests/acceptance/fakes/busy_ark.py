"""An Ark account with tens of thousands of open tasks, in a process of its own (ark.md sections 1 and 6).

    python fakes/busy_ark.py --foreign-running 1000 --foreign-done 3000

Prints its port. `POST /control/finish {"tasks": N}` ends N running tasks of the gateway; `GET /control/report` says what came when,
and when each end was first seen by the gateway.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from pathlib import Path

from aiohttp import web

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fakes import clips  # noqa: E402

KEY = "busy-key"
SIZE, SECONDS = (640, 640), 4
TOKENS = 640 * 640 * 97 // 1024


class BusyArk:
    def __init__(self, foreign_running: int, foreign_done: int):
        self.chance = random.Random(5)
        self.number = 0
        #: By tier, newest last: identity to [status, head of the body].
        self.tasks: dict[str, dict[str, list]] = {"default": {}, "flex": {}}
        self.tier: dict[str, str] = {}
        self.own: set[str] = set()
        self.prompts: dict[str, str] = {}
        self.calls: dict[str, list[float]] = {"create": [], "get": [], "list": [], "delete": [], "download": []}
        self.finished: dict[str, float] = {}
        self.seen: dict[str, float] = {}
        self.wrong: list[str] = []
        for index in range(foreign_running + foreign_done):
            tier = "flex" if index % 5 == 0 else "default"
            self.add(tier, "running" if index < foreign_running else "succeeded", 172800, None, "foreign")

    def add(self, tier, status, expiry, safety, text) -> str:
        self.number += 1
        name = f"cgt-20261120203000-{self.number:05d}"
        head = {"id": name, "model": "doubao-seedance-1-5-pro-251215", "created_at": int(time.time()),
                "updated_at": int(time.time()), "service_tier": tier, "execution_expires_after": expiry,
                "generate_audio": False, "draft": False, "priority": 0}
        if safety:
            head["safety_identifier"] = safety
        self.tasks[tier][name] = [status, json.dumps(head)[:-1]]
        self.tier[name] = tier
        self.prompts[name] = text
        return name

    def text(self, name: str) -> str:
        status, head = self.tasks[self.tier[name]][name]
        if status != "succeeded":
            return f'{head}, "status": "{status}"}}'
        if name in self.finished and name not in self.seen:
            self.seen[name] = time.monotonic()
        return (f'{head}, "status": "succeeded", "content": {{"video_url": "{self.url}/files/{name}.mp4"}}, '
                f'"usage": {{"completion_tokens": {TOKENS}, "total_tokens": {TOKENS}}}, "seed": 5, "resolution": "480p", '
                f'"ratio": "1:1", "duration": {SECONDS}, "framespersecond": 24}}')

    def note(self, kind, request):
        self.calls[kind].append(time.monotonic())
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            raise web.HTTPUnauthorized()

    def answer(self, text: str):
        return web.Response(text=text, content_type="application/json")

    async def create(self, request):
        self.note("create", request)
        body = await request.json()
        name = self.add(body.get("service_tier") or "default", "running", body.get("execution_expires_after") or 172800,
                        body.get("safety_identifier"), body["content"][0]["text"])
        self.own.add(name)
        return self.answer(json.dumps({"id": name}))

    async def get(self, request):
        self.note("get", request)
        name = request.match_info["id"]
        if name not in self.own:
            self.wrong.append(f"asked for {name}")
            raise web.HTTPNotFound()
        return self.answer(self.text(name))

    async def list(self, request):
        self.note("list", request)
        query = request.query
        tier, status = query.get("filter.service_tier", "default"), query.get("filter.status")
        page, size = int(query.get("page_num", 1)), int(query.get("page_size", 20))
        if not (1 <= page <= 500 and 1 <= size <= 500):
            self.wrong.append(str(dict(query)))
            raise web.HTTPBadRequest()
        wanted = set(query.getall("filter.task_ids", []))
        names = [name for name, task in reversed(self.tasks[tier].items())
                 if (status is None or task[0] == status) and (not wanted or name in wanted)]
        items = ", ".join(self.text(name) for name in names[(page - 1) * size: page * size])
        return self.answer(f'{{"items": [{items}], "total": {len(names)}}}')

    async def delete(self, request):
        self.note("delete", request)
        return self.answer("{}")

    async def file(self, request):
        self.calls["download"].append(time.monotonic())
        return web.FileResponse(self.clip, headers={"Content-Type": "video/mp4"})

    async def finish(self, request):
        count = (await request.json())["tasks"]
        running = [name for name in self.own if name not in self.finished]
        for name in self.chance.sample(sorted(running), min(count, len(running))):
            self.tasks[self.tier[name]][name][0] = "succeeded"
            self.finished[name] = time.monotonic()
        return self.answer("{}")

    async def report(self, request):
        delays = {name: self.seen[name] - at for name, at in self.finished.items() if name in self.seen}
        return self.answer(json.dumps({
            "own": len(self.own), "finished": len(self.finished), "seen": len(delays), "delays": list(delays.values()),
            "flex": sum(1 for name in self.own if self.tier[name] == "flex"), "wrong": self.wrong[:10],
            "repeated": len(self.own) - len({self.prompts[name] for name in self.own}), "calls": self.calls,
            "now": time.monotonic()}))

    async def serve(self):
        self.clip = clips.clip(SIZE, SECONDS)
        app = web.Application(client_max_size=80 << 20)
        tasks = "/api/v3/contents/generations/tasks"
        app.add_routes([web.post(tasks, self.create), web.get(tasks, self.list), web.get(tasks + "/{id}", self.get),
                        web.delete(tasks + "/{id}", self.delete), web.get("/files/{name}", self.file),
                        web.post("/control/finish", self.finish), web.get("/control/report", self.report)])
        # Hundreds of ids in one query make a long line.
        runner = web.AppRunner(app, access_log=None, max_line_size=65536)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        print(port, flush=True)
        # Ends with whoever started it.
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--foreign-running", type=int, default=0)
    parser.add_argument("--foreign-done", type=int, default=0)
    options = parser.parse_args()
    asyncio.run(BusyArk(options.foreign_running, options.foreign_done).serve())
