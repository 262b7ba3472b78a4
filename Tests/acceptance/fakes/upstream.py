"""What the vendors have in common here: a server on a thread of its own, records, and scripted ends."""

import asyncio
import base64
import io
import json
import secrets
import socket
import struct
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
from aiohttp import ClientSession, ClientTimeout, web
from PIL import Image

from . import clips
from .models import PRO, Model, nearest

FINAL = ("succeeded", "failed", "cancelled", "expired")


class Refusal(Exception):
    """An answer in the vendor's error envelope. `code` and `message` are the vendor's own."""

    def __init__(self, status: int, code: str = "", message: str = "", param: str = "", retry_after: int | None = None):
        super().__init__(f"{status} {code} {param} {message}")
        self.status, self.code, self.message, self.param = status, code, message, param
        self.retry_after = retry_after


@dataclass
class Plan:
    """How one create goes.

    `words`, in Ark's words or the vendor's own unknown ones, are what reads say one after another; the last one stays.
    `trouble` with the create: `before` and `after` the task was made the connection is reset, `bare` answers a 502
    without the vendor's envelope after the task was made and `bare_before` before, `hang` never answers though the task
    was made, `cut` breaks off within the answer, `no_id` answers 200 without an id.
    """

    words: tuple = ("queued", "running", "succeeded")
    refusal: Refusal | None = None
    trouble: str | None = None
    #: Code and message of a task that ends `failed`.
    error: tuple[str, str] = ("InternalServiceError", "The service encountered an unexpected internal error.")
    #: The size of the file, if not the ordered one.
    size: tuple[int, int] | None = None
    #: Downloads that break off half way before one is whole.
    broken_downloads: int = 0


@dataclass
class Order:
    """A create in Ark's words, with the vendor's own defaults filled in."""

    model: str
    text: str = ""
    #: Role and address of each medium as they came.
    media: list = field(default_factory=list)
    resolution: str = "720p"
    ratio: str = "16:9"
    duration: int = 5
    generate_audio: bool = False
    seed: int = -1
    camera_fixed: bool = False
    watermark: bool = False
    return_last_frame: bool = False
    draft: bool = False
    draft_task: str | None = None
    service_tier: str = "default"
    execution_expires_after: int = 172800
    safety_identifier: str | None = None
    callback_url: str | None = None
    extras: dict = field(default_factory=dict)


@dataclass
class Create:
    """One create as it came, kept whatever became of it."""

    at: float
    path: str
    headers: dict
    raw: bytes
    body: Any = None
    #: Files of a multipart body: name to (file name, content type, bytes).
    files: dict = field(default_factory=dict)
    order: Order | None = None
    task: "Task | None" = None
    answered: int | None = None


@dataclass
class Upload:
    name: str
    content_type: str
    data: bytes
    link: str


@dataclass
class Task:
    id: str
    order: Order
    plan: Plan
    born: int
    #: Kept apart: what the task's file really is.
    ratio: str = "16:9"
    seconds: int = 5
    size: tuple[int, int] = (1280, 720)
    seed: int = 0
    #: The bytes of each medium as this upstream got them.
    media: list = field(default_factory=list)
    step: int = 0
    changed: int = 0
    cancelled: bool = False
    deleted: bool = False
    downloads: int = 0

    @property
    def word(self) -> str:
        if self.cancelled:
            return "cancelled"
        return self.plan.words[min(self.step, len(self.plan.words) - 1)]

    @property
    def tokens(self) -> int:
        """By Ark's formula; a draft counts for 0.6 with sound and 0.7 without (ark.md sections 5 and 10.1)."""
        tokens = self.size[0] * self.size[1] * (24 * self.seconds + 1) // 1024
        return tokens * (6 if self.order.generate_audio else 7) // 10 if self.order.draft else tokens


class Upstream:
    """One account of a vendor. `creates`, `uploads` and `calls` are what came; `plan` and `following` what comes of it."""

    #: As `dialect:` in filmgate.yaml.
    dialect = ""

    def __init__(self, key: str = "upstream-key"):
        self.key = key
        self.creates: list[Create] = []
        self.uploads: list[Upload] = []
        self.tasks: dict[str, Task] = {}
        self.calls: list[tuple[float, str]] = []
        #: Calls that the vendor's documents do not know, and creates that they do not allow.
        self.complaints: list[str] = []
        self.plan = Plan()
        self.following: list[Plan] = []
        #: Beginnings of addresses that this upstream cannot reach.
        self.unreachable: list[str] = []
        #: Answers to reads that come before the ordinary one: refusals, or `reset`.
        self.read_trouble: list = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._ready.wait(10), "the fake does not start"

    # Life

    def _serve(self):
        asyncio.set_event_loop(self._loop)
        app = web.Application(client_max_size=80 << 20, middlewares=[self._watch])
        self.mount(app.router)
        app.router.add_get("/files/{name}", self._file, allow_head=True)

        async def start():
            self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
            await self._runner.setup()
            site = web.TCPSite(self._runner, "127.0.0.1", 0)
            await site.start()
            self.port = site._server.sockets[0].getsockname()[1]
            self._stopped = asyncio.Event()
            self._ready.set()
            await self._stopped.wait()
            await self._runner.cleanup()

        self._loop.run_until_complete(start())

    def stop(self):
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    #: What follows the host in `base_url`.
    base_path = ""

    def forget(self):
        """As new, for the next test."""
        self.creates, self.uploads, self.calls, self.complaints = [], [], [], []
        self.tasks, self.following, self.unreachable, self.read_trouble = {}, [], [], []
        self.plan = Plan()

    # What a vendor says for itself

    def mount(self, router):
        raise NotImplementedError

    def decode(self, create: Create) -> Order:
        """Reads a create as strictly as the documents allow, or raises a refusal."""
        raise NotImplementedError

    def make_id(self) -> str:
        raise NotImplementedError

    def created(self, task: Task) -> dict:
        raise NotImplementedError

    def told(self, task: Task) -> dict:
        raise NotImplementedError

    def envelope(self, refusal: Refusal) -> dict:
        raise NotImplementedError

    def bad(self, param: str, message: str) -> Refusal:
        return Refusal(400, "InvalidParameter", message, param)

    def unauthorized(self) -> Refusal:
        return Refusal(401, "AuthenticationError", "The API key in the request is missing or invalid.")

    def unknown_task(self, name: str) -> Refusal:
        return Refusal(404, "ResourceNotFound", f"The specified resource `{name}` is not found.")

    # What came

    def count(self, kind: str) -> int:
        return sum(1 for _, other in self.calls if other == kind)

    def busiest(self, kind: str, window: float = 1.0) -> int:
        """The most calls of a kind within any window."""
        times = sorted(at for at, other in self.calls if other == kind)
        most = first = 0
        for last, at in enumerate(times):
            while times[first] <= at - window:
                first += 1
            most = max(most, last - first + 1)
        return most

    def per_second(self, kind: str) -> Counter:
        return Counter(int(at) for at, other in self.calls if other == kind)

    def last(self) -> Create:
        assert self.creates, f"{self.dialect}: no create came: {self.complaints}"
        return self.creates[-1]

    # How calls are answered

    @web.middleware
    async def _watch(self, request, handler):
        try:
            if not request.path.startswith("/files/"):
                if request.headers.get("Authorization") != f"Bearer {self.key}":
                    self.complaints.append(f"{request.method} {request.path}: no key")
                    raise self.unauthorized()
            return await handler(request)
        except Refusal as refusal:
            headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after is not None else {}
            body = self.envelope(refusal)
            headers["Content-Type"] = "application/json; charset=utf-8"
            if refusal.code:
                headers["x-error-code"] = str(refusal.code)
            return web.Response(status=refusal.status, body=json.dumps(body, ensure_ascii=False).encode(), headers=headers)
        except web.HTTPException as problem:
            if problem.status in (404, 405):
                self.complaints.append(f"{request.method} {request.path}: {problem.status}, not documented")
            return web.Response(status=problem.status)

    def note(self, kind: str):
        self.calls.append((time.monotonic(), kind))

    def abort(self, request):
        """Resets the connection, as a broken path does."""
        sock = request.transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
        return web.Response()

    async def create(self, request):
        self.note("create")
        create = Create(time.monotonic(), request.path, dict(request.headers), await self._body(request))
        self.creates.append(create)
        plan = self.following.pop(0) if self.following else self.plan
        if plan.trouble == "before":
            return self.abort(request)
        if plan.trouble == "bare_before":
            return web.Response(status=502, text="<html><body>Bad Gateway</body></html>", content_type="text/html")
        try:
            await self._parse(request, create)
            create.order = self.decode(create)
            if plan.refusal:
                raise plan.refusal
            task = self.replayed(create) or await self._make(create.order, plan)
        except Refusal as refusal:
            create.answered = refusal.status
            if refusal is not plan.refusal:
                self.complaints.append(f"create refused: {refusal}")
            raise
        create.task = task
        if plan.trouble == "after":
            return self.abort(request)
        if plan.trouble == "bare":
            return web.Response(status=502, text="<html><body>Bad Gateway</body></html>", content_type="text/html")
        if plan.trouble == "hang":
            await asyncio.sleep(600)
        body = json.dumps(self.created(task), ensure_ascii=False).encode()
        if plan.trouble == "no_id":
            body = b"{}"
        create.answered = 200
        if plan.trouble == "cut":
            response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
            await response.prepare(request)
            await response.write(body[: len(body) // 2])
            return self.abort(request)
        return web.Response(body=body, content_type="application/json", charset="utf-8")

    async def _body(self, request) -> bytes:
        if request.content_type.startswith("multipart/"):
            return b""
        return await request.read()

    async def _parse(self, request, create: Create):
        if request.content_type.startswith("multipart/"):
            create.body = {}
            async for part in await request.multipart():
                data = await part.read(decode=False)
                create.raw += data
                if part.filename:
                    create.files[part.name] = (part.filename, part.headers.get("Content-Type", ""), bytes(data))
                else:
                    create.body[part.name] = bytes(data).decode()
            return
        if request.content_type != "application/json":
            raise self.bad("", f"content type {request.content_type}")
        try:
            create.body = json.loads(create.raw)
        except ValueError:
            raise self.bad("", "the body is not JSON") from None
        if not isinstance(create.body, dict):
            raise self.bad("", "the body is not an object")

    def replayed(self, create: Create) -> Task | None:
        """The task that an earlier create with the same identity made."""
        return None

    async def _make(self, order: Order, plan: Plan) -> Task:
        model = self.model(order.model)
        ratio = order.ratio
        pictures = []
        for role, address in order.media:
            data, size = await self._fetch(role, address)
            pictures.append(data)
            if ratio == "adaptive" and size:
                ratio = nearest(size)
        if ratio == "adaptive":
            ratio = "16:9"
        now = int(time.time())
        task = Task(self.make_id(), order, plan, now, changed=now, ratio=ratio,
                    seconds=7 if order.duration == -1 else order.duration,
                    seed=secrets.randbelow(100000) if order.seed == -1 else order.seed, media=pictures)
        task.size = plan.size or model.sizes[order.resolution.lower()][ratio]
        if any(word == "succeeded" for word in plan.words):
            await asyncio.to_thread(clips.clip, task.size, task.seconds, order.generate_audio)
        self.tasks[task.id] = task
        return task

    def model(self, name: str) -> Model:
        return PRO

    async def _fetch(self, role: str, address: str) -> tuple[bytes | None, tuple[int, int] | None]:
        """What is at an address and, of a picture, its size; videos and sounds only have to be there."""
        if address.startswith("asset://"):
            return None, None
        if address.startswith("data:"):
            data = base64.b64decode(address.split(",", 1)[1], validate=True)
        elif any(address.startswith(prefix) for prefix in self.unreachable):
            raise self.bad("content[1].image_url", "resource download failed.")
        elif upload := next((upload for upload in self.uploads if upload.link == address), None):
            data = upload.data
        else:
            try:
                async with ClientSession(timeout=ClientTimeout(total=10)) as session:
                    async with session.get(address) as response:
                        if response.status != 200:
                            raise self.bad("content[1].image_url", f"resource download failed. {response.status}")
                        data = await response.read()
            except (OSError, ValueError, asyncio.TimeoutError) as problem:
                raise self.bad("content[1].image_url", f"resource download failed. {problem!r}") from None
        if role in ("reference_video", "reference_audio"):
            return data, None
        try:
            return data, Image.open(io.BytesIO(data)).size
        except OSError:
            raise self.bad("content[1].image_url", "not a picture") from None

    def find(self, name: str) -> Task:
        task = self.tasks.get(name)
        if task is None or task.deleted:
            raise self.unknown_task(name)
        return task

    def observe(self, task: Task) -> str:
        """The word of now; the next read says the next one."""
        word = task.word
        if not task.cancelled and task.step < len(task.plan.words) - 1:
            task.step += 1
            task.changed = int(time.time())
        return word

    async def read(self, request):
        self.note("get")
        if self.read_trouble:
            trouble = self.read_trouble.pop(0)
            if isinstance(trouble, Refusal):
                raise trouble
            return self.abort(request)
        task = self.find(request.match_info["id"])
        answer = self.told(task)
        self.observe(task)
        return self.json(answer)

    def json(self, body, status: int = 200):
        return web.Response(status=status, body=json.dumps(body, ensure_ascii=False).encode(),
                            content_type="application/json", charset="utf-8")

    # Callbacks

    def callback(self, task: Task) -> tuple[str, dict]:
        """Where the vendor tells of a task's end, and what it says."""
        return task.order.callback_url, self.told(task)

    def tell(self, task: Task) -> int:
        """Calls back as the vendor does; the status of the answer."""
        address, body = self.callback(task)
        return httpx.post(address, json=body, trust_env=False, timeout=10).status_code

    # Files

    def video_link(self, task: Task) -> str:
        return f"{self.url}/files/{task.id}.mp4?X-Tos-Expires=86400"

    def frame_link(self, task: Task) -> str:
        return f"{self.url}/files/{task.id}.png?X-Tos-Expires=86400"

    async def _file(self, request):
        name, _, kind = request.match_info["name"].rpartition(".")
        if upload := next((one for one in self.uploads if one.link.endswith(request.path)), None):
            return web.Response(body=upload.data, content_type=upload.content_type)
        task = self.tasks.get(name)
        if task is None:
            return web.Response(status=404)
        self.note("download" if request.method == "GET" else "head")
        if kind == "png":
            return web.FileResponse(await asyncio.to_thread(clips.still, task.size))
        return await self.send_video(request, task)

    async def send_video(self, request, task: Task):
        path = clips.clip(task.size, task.seconds, task.order.generate_audio)
        task.downloads += 1
        if task.downloads <= task.plan.broken_downloads and request.method == "GET":
            data = path.read_bytes()
            response = web.StreamResponse(headers={"Content-Type": "video/mp4", "Content-Length": str(len(data)),
                                                   "Accept-Ranges": "bytes", "ETag": f'"{task.id}"'})
            await response.prepare(request)
            await response.write(data[: len(data) // 2])
            return self.abort(request)
        return web.FileResponse(path, headers={"Content-Type": "video/mp4"})

    # Uploads

    async def _upload(self, request, kinds: dict[str, str], most: int, field_name: str = "file"):
        self.note("upload")
        if not request.content_type.startswith("multipart/"):
            raise self.bad("file", "an upload is multipart")
        found = None
        async for part in await request.multipart():
            data = bytes(await part.read(decode=False))
            if part.name == field_name:
                found = (part.filename, part.headers.get("Content-Type", ""), data)
        if found is None or not found[0]:
            raise self.bad("file", "file is required")
        try:
            with Image.open(io.BytesIO(found[2])) as picture:
                real = picture.format
        except OSError:
            real = None
        if real not in kinds:
            self.complaints.append(f"upload of {real}")
            raise self.bad("file", f"unsupported file type {real}")
        if found[1] != kinds[real]:
            self.complaints.append(f"upload of {real} as {found[1]}")
            raise self.bad("file", "the content type does not fit")
        if len(found[2]) > most:
            raise Refusal(413, "", "file too large", "file")
        name = f"upload_{secrets.token_hex(6)}.{real.lower()}"
        upload = Upload(found[0], found[1], found[2], f"{self.url}/files/{name}")
        self.uploads.append(upload)
        return upload


class Checker:
    """Takes a body apart; what is left over at the end is unknown to the vendor."""

    def __init__(self, upstream: Upstream, body: dict, inside: str = ""):
        self.upstream, self.body, self.inside = upstream, dict(body), inside

    def fail(self, name: str, message: str):
        raise self.upstream.bad(self.inside + name, message)

    def take(self, name: str, kinds, default=None, required: bool = False):
        value = self.body.pop(name, None)
        if value is None:
            if required:
                self.fail(name, "missing")
            return default
        kinds = kinds if isinstance(kinds, tuple) else (kinds,)
        if isinstance(value, bool) and bool not in kinds or not isinstance(value, kinds):
            self.fail(name, f"{type(value).__name__} {value!r} is of the wrong type")
        return value

    def choice(self, name: str, values, default=None):
        value = self.take(name, str, default)
        if value is not None and value not in values:
            self.fail(name, f"{value!r} is not one of {values}")
        return value

    def whole(self, name: str, low: int, high: int, default=None, also=()):
        value = self.take(name, int, default)
        if value is not None and not (low <= value <= high or value in also):
            self.fail(name, f"{value} is not in {low}...{high}")
        return value

    def done(self):
        if self.body:
            name = sorted(self.body)[0]
            self.fail(name, "this vendor knows no such parameter")
