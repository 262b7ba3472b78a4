#!/usr/bin/env python3
"""What a gateway adds to a create and a read: Filmgate, LiteLLM proxy and no gateway at all, over /v1/videos to one upstream.

    scripts/install-tools.sh bench && scripts/python.sh scripts/bench_peers.py [--requests 400] [--at-once 1,8]

One run, one machine, the same orders; rounds alternate between the three, so that what else the machine does meets all alike.
Everything is on loopback, in processes that this script starts and ends. Prints a table and ratios, and --json for docs/benchmarks.md.
"""

import argparse
import asyncio
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "Tests" / "acceptance")]

import aiohttp  # noqa: E402
from aiohttp import web  # noqa: E402

from fakes import clips  # noqa: E402
from fakes.models import SIZES  # noqa: E402
from support.gateways import free_port  # noqa: E402
from support.server import Server  # noqa: E402

LITELLM = ROOT / ".tools" / "litellm" / "bin" / "litellm"
KEY = "sk-upstream"
MODEL = "doubao-seedance-1-5-pro-251215"
ORDER = {"prompt": "海边日落，金色的阳光照在海面上", "seconds": "4", "size": "1280x720"}


def upstream(port: int):
    """An OpenAI-shaped vendor that answers at once: every video is ready when it is first asked for."""
    made: dict[str, dict] = {}
    clip = clips.clip(SIZES["720p"]["16:9"], 4, audio=True)

    def body(video: dict, status: str):
        now = int(time.time()) if status == "completed" else None
        return web.json_response({**video, "status": status, "progress": 100 if now else 0, "completed_at": now,
                                  "expires_at": now and now + 86400})

    async def create(request):
        fields = dict(await request.post()) if request.content_type.startswith("multipart/") else await request.json()
        video = {"id": f"video_{secrets.token_hex(16)}", "object": "video", "model": fields.get("model", "seedance"),
                 "created_at": int(time.time()), "prompt": fields["prompt"], "size": fields.get("size", "1280x720"),
                 "seconds": str(fields.get("seconds", "4")), "remixed_from_video_id": None, "error": None}
        made[video["id"]] = video
        return body(video, "queued")

    async def read(request):
        video = made.get(request.match_info["id"])
        return body(video, "completed") if video else web.json_response({"error": {"message": "no"}}, status=404)

    async def listed(request):
        return web.json_response({"object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False})

    async def content(request):
        return web.FileResponse(clip, headers={"Content-Type": "video/mp4"})

    app = web.Application(client_max_size=80 << 20)
    app.add_routes([web.post("/v1/videos", create), web.get("/v1/videos", listed), web.get("/v1/videos/{id}", read),
                    web.get("/v1/videos/{id}/content", content)])
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


class Peer:
    def __init__(self, name: str, base: str, key: str, model: str):
        self.name, self.base, self.key, self.model = name, base, key, model
        self.create: dict[int, list[float]] = {}
        self.read: dict[int, list[float]] = {}
        self.session: aiohttp.ClientSession | None = None
        self.names: list[str] = []

    async def open(self):
        self.session = aiohttp.ClientSession(headers={"Authorization": f"Bearer {self.key}"},
                                             timeout=aiohttp.ClientTimeout(total=60), trust_env=False)

    async def post(self) -> float:
        began = time.perf_counter()
        async with self.session.post(self.base + "/videos", json={**ORDER, "model": self.model}) as response:
            text = await response.text()
        took = time.perf_counter() - began
        if response.status != 200:
            raise RuntimeError(f"{self.name}: {response.status} {text[:500]}")
        self.names.append(json.loads(text)["id"])
        return took

    async def get(self, index: int) -> float:
        began = time.perf_counter()
        async with self.session.get(f"{self.base}/videos/{self.names[index % len(self.names)]}") as response:
            text = await response.text()
        took = time.perf_counter() - began
        if response.status != 200:
            raise RuntimeError(f"{self.name}: {response.status} {text[:500]}")
        return took


async def timed(operation, count: int, at_once: int) -> list[float]:
    numbers, found = iter(range(count)), []

    async def work():
        for number in numbers:
            found.append(await operation(number))

    await asyncio.gather(*(work() for _ in range(at_once)))
    return found


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


async def wait(url: str, process: subprocess.Popen, log: Path, deadline: float = 180):
    end = time.monotonic() + deadline
    async with aiohttp.ClientSession(trust_env=False) as session:
        while True:
            try:
                async with session.get(url) as response:
                    if response.status < 500:
                        return
            except aiohttp.ClientError:
                pass
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{url} does not answer: {log.read_text(errors='replace')[-2000:]}")
            await asyncio.sleep(0.2)


class Bench:
    def __init__(self, options):
        self.options = options
        self.place = Path(tempfile.mkdtemp(prefix="filmgate-peers-"))
        self.processes: list[subprocess.Popen] = []
        self.gateway: Server | None = None

    def spawn(self, command: list[str], log: str, **environment: str) -> subprocess.Popen:
        # An upstream on loopback is reached as it is, whatever proxy the environment names.
        variables = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        process = subprocess.Popen(command, stdout=open(self.place / log, "wb"), stderr=subprocess.STDOUT,
                                   env={**variables, **environment})
        self.processes.append(process)
        return process

    async def start(self) -> list[Peer]:
        port = free_port()
        process = self.spawn([sys.executable, str(ROOT / "scripts" / "bench_peers.py"), "--upstream", str(port)], "upstream.log")
        await wait(f"http://127.0.0.1:{port}/v1/videos", process, self.place / "upstream.log")
        base = f"http://127.0.0.1:{port}/v1"
        peers = [Peer("direct", base, KEY, "seedance")]
        limits = {"create": "1000000/s", "get": "1000000/s", "list": "1000000/s", "delete": "1000000/s"}
        config = {"fetch": {"allow": ["127.0.0.0/8"]}, "polling": {"first": "5s", "min": "2s", "max": "15s"},
                  "providers": [{"name": "upstream", "dialect": "openai", "base_url": f"http://127.0.0.1:{port}",
                                 "api_key": KEY, "concurrency": 8, "limits": limits, "models": {MODEL: "seedance"}}]}
        self.gateway = Server(self.place / "gateway", config=json.dumps(config)).start()
        peers.append(Peer("filmgate", self.gateway.url + "/openai/v1", self.gateway.key, MODEL))
        if LITELLM.exists():
            peers.append(await self.litellm(base))
        else:
            print("bench_peers: no LiteLLM in .tools/litellm: scripts/install-tools.sh bench installs it", file=sys.stderr)
        for peer in peers:
            await peer.open()
        return peers

    async def litellm(self, base: str) -> Peer:
        config, port = self.place / "litellm.yaml", free_port()
        config.write_text(json.dumps({
            "model_list": [{"model_name": "seedance",
                            "litellm_params": {"model": "openai/seedance", "api_base": base, "api_key": KEY}}],
            "general_settings": {"master_key": "sk-bench"}, "litellm_settings": {"telemetry": False}}))
        process = self.spawn([str(LITELLM), "--config", str(config), "--host", "127.0.0.1", "--port", str(port)], "litellm.log",
                             LITELLM_LOCAL_MODEL_COST_MAP="True", LITELLM_LOG="ERROR", NO_PROXY="127.0.0.1")
        await wait(f"http://127.0.0.1:{port}/health/liveliness", process, self.place / "litellm.log")
        return Peer("litellm", f"http://127.0.0.1:{port}/v1", "sk-bench", "seedance")

    async def run(self):
        peers = await self.start()
        for peer in peers:
            await timed(lambda _, peer=peer: peer.post(), 20, 1)
            await timed(peer.get, 20, 1)
        for at_once in self.options.at_once:
            for _ in range(self.options.rounds):
                count = self.options.requests // self.options.rounds
                for peer in peers:
                    peer.create.setdefault(at_once, []).extend(await timed(lambda _, peer=peer: peer.post(), count, at_once))
                for peer in peers:
                    peer.read.setdefault(at_once, []).extend(await timed(peer.get, count, at_once))
        for peer in peers:
            await peer.session.close()
        return peers

    def report(self, peers: list[Peer]) -> dict:
        figures, direct = {}, peers[0]
        print(f"{'':10} {'at once':>7} {'create p50':>11} {'p99':>9} {'added p50':>10} {'read p50':>11} {'p99':>9} {'added p50':>10}  ms")
        for at_once in self.options.at_once:
            for peer in peers:
                row = {}
                for kind in ("create", "read"):
                    values, bare = getattr(peer, kind)[at_once], getattr(direct, kind)[at_once]
                    row[kind] = {"p50": statistics.median(values) * 1000, "p99": percentile(values, 0.99) * 1000,
                                 "added_p50": (statistics.median(values) - statistics.median(bare)) * 1000,
                                 "added_p99": (percentile(values, 0.99) - percentile(bare, 0.99)) * 1000}
                figures[f"{peer.name}-{at_once}"] = row
                create, read = row["create"], row["read"]
                print(f"{peer.name:10} {at_once:7} {create['p50']:11.2f} {create['p99']:9.2f} {create['added_p50']:10.2f} "
                      f"{read['p50']:11.2f} {read['p99']:9.2f} {read['added_p50']:10.2f}")
        if len(peers) == 3:
            for at_once in self.options.at_once:
                ours, theirs = figures[f"filmgate-{at_once}"], figures[f"litellm-{at_once}"]
                for kind in ("create", "read"):
                    print(f"{kind}, {at_once} at once: LiteLLM takes {theirs[kind]['p50'] / ours[kind]['p50']:.1f} times as long as "
                          f"Filmgate at the median, {theirs[kind]['p99'] / ours[kind]['p99']:.1f} times at p99")
        return figures

    def end(self):
        if self.gateway is not None:
            self.gateway.kill()
        for process in self.processes:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.place, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=400, help="creates and reads of each peer")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--at-once", type=lambda text: [int(part) for part in text.split(",")], default=[1, 8])
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--upstream", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.upstream:
        return upstream(options.upstream)
    bench = Bench(options)
    try:
        figures = bench.report(asyncio.run(asyncio.wait_for(bench.run(), 600)))
        if options.json:
            options.json.write_text(json.dumps(figures, indent=1) + "\n")
    finally:
        bench.end()


if __name__ == "__main__":
    main()
