"""OpenAI Videos (vendors.md section 7)."""

import asyncio
import io
import re
import secrets

from aiohttp import web
from PIL import Image

from . import clips
from .models import SIZES
from .upstream import Checker, Order, Refusal, Task, Upstream

TYPES = {400: "invalid_request_error", 401: "invalid_request_error", 404: "invalid_request_error",
         429: "rate_limit_error", 500: "server_error"}
KINDS = ("image/jpeg", "image/png", "image/webp")


class OpenAIFake(Upstream):
    dialect = "openai"
    model_name = "seedance"
    words = {"running": "in_progress", "succeeded": "completed"}

    def mount(self, router):
        router.add_post("/v1/videos", self.create)
        router.add_get("/v1/videos", self.list)
        router.add_get("/v1/videos/{id}", self.read)
        router.add_delete("/v1/videos/{id}", self.delete)
        router.add_get("/v1/videos/{id}/content", self.content, allow_head=True)
        router.add_get("/v1/models", self.models)

    def make_id(self):
        return f"video_{secrets.token_hex(16)}"

    def decode(self, create):
        is_form = create.headers.get("Content-Type", "").startswith("multipart/")
        body = Checker(self, create.body)
        order = Order(body.take("model", str, "sora-2"), generate_audio=True)
        if order.model != self.model_name:
            raise Refusal(400, "model_not_found", f"The model '{order.model}' does not exist.", "model")
        order.text = body.take("prompt", str, required=True)
        if not 1 <= len(order.text) <= 32000:
            body.fail("prompt", "1 to 32000 characters")
        seconds = body.take("seconds", str, "4")
        if not re.fullmatch(r"\d{1,2}", seconds) or not 4 <= int(seconds) <= 12:
            body.fail("seconds", f"{seconds!r}")
        order.duration = int(seconds)
        size = body.take("size", str, "720x1280")
        for resolution in ("480p", "720p", "1080p"):
            for ratio, pixels in SIZES[resolution].items():
                if size == f"{pixels[0]}x{pixels[1]}":
                    order.resolution, order.ratio = resolution, ratio
                    break
            else:
                continue
            break
        else:
            body.fail("size", f"{size!r}")
        order.extras["size"] = size
        if is_form:
            if file := create.files.pop("input_reference", None):
                if file[1] not in KINDS:
                    body.fail("input_reference", f"content type {file[1]}")
                create.files["input_reference"] = file
                order.media = [("first_frame", "file:" + file[2].hex())]
            if len(create.files) > 1 or create.files and "input_reference" not in create.files:
                body.fail("input_reference", f"files {sorted(create.files)}")
        elif (reference := body.take("input_reference", dict)) is not None:
            inner = Checker(self, reference, "input_reference.")
            address = inner.take("image_url", str, required=True)
            inner.done()
            if not address.startswith(("http://", "https://", "data:image/")) or len(address) > 20971520:
                body.fail("input_reference", "a URL or data URL")
            order.media = [("first_frame", address)]
        body.done()
        return order

    async def _fetch(self, role, address):
        """A file of the form stands as `file:` before its bytes in hexadecimal."""
        if address.startswith("file:"):
            data = bytes.fromhex(address[5:])
            return data, Image.open(io.BytesIO(data)).size
        return await super()._fetch(role, address)

    def bad(self, param, message):
        return Refusal(400, "invalid_value", f"Invalid value for '{param}': {message}", param)

    def unauthorized(self):
        return Refusal(401, "invalid_api_key", "Incorrect API key provided.")

    def unknown_task(self, name):
        return Refusal(404, "", f"Video with id '{name}' not found.", "")

    def envelope(self, refusal):
        return {"error": {"message": refusal.message, "type": TYPES.get(refusal.status, "server_error"),
                          "param": refusal.param or None, "code": refusal.code or None}}

    def created(self, task):
        return self.shown(task, "queued")

    def told(self, task):
        return self.shown(task, task.word)

    def shown(self, task: Task, word: str):
        ended = word == "succeeded"
        return {"id": task.id, "object": "video", "model": task.order.model, "status": self.words.get(word, word),
                "progress": {"running": 50, "succeeded": 100}.get(word, 0), "created_at": task.born,
                "completed_at": task.changed if ended else None, "expires_at": task.changed + 86400 if ended else None,
                "prompt": task.order.text, "size": task.order.extras["size"], "seconds": str(task.order.duration),
                "remixed_from_video_id": None,
                "error": {"code": task.plan.error[0], "message": task.plan.error[1]} if word == "failed" else None}

    async def list(self, request):
        self.note("list")
        limit, order = int(request.query.get("limit", 20)), request.query.get("order", "desc")
        if not 0 <= limit <= 100 or order not in ("asc", "desc") or set(request.query) - {"limit", "order", "after"}:
            self.complaints.append(f"list {dict(request.query)}")
            raise self.bad("limit", str(limit))
        tasks = [task for task in self.tasks.values() if not task.deleted]
        if order == "desc":
            tasks.reverse()
        if after := request.query.get("after"):
            tasks = tasks[[task.id for task in tasks].index(after) + 1:]
        shown = tasks[:limit]
        answer = {"object": "list", "data": [self.told(task) for task in shown],
                  "first_id": shown[0].id if shown else None, "last_id": shown[-1].id if shown else None,
                  "has_more": len(tasks) > limit}
        for task in shown:
            self.observe(task)
        return self.json(answer)

    async def delete(self, request):
        self.note("delete")
        task = self.find(request.match_info["id"])
        if task.word not in ("succeeded", "failed"):
            raise Refusal(400, "invalid_state", "Only completed or failed videos can be deleted.")
        task.deleted = True
        return self.json({"id": task.id, "object": "video.deleted", "deleted": True})

    async def content(self, request):
        self.note("content")
        task = self.find(request.match_info["id"])
        variant = request.query.get("variant", "video")
        if task.word != "succeeded":
            raise Refusal(404, "", "Video is not ready yet.")
        if variant == "thumbnail":
            return web.FileResponse(await asyncio.to_thread(clips.still, task.size))
        if variant != "video":
            raise self.bad("variant", variant)
        return await self.send_video(request, task)

    async def models(self, request):
        self.note("models")
        return self.json({"object": "list", "data": [{"id": self.model_name, "object": "model", "created": 0,
                                                      "owned_by": "fake"}]})
