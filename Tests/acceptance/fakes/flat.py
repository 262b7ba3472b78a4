"""XCompute (vendors.md section 2) and ToAPIs (section 3): flat bodies at one path."""

import secrets
import time

from .models import ARK_MODELS, PRO, RATIOS, Model
from .upstream import Checker, Order, Refusal, Task, Upstream

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
UPLOADS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}


class FlatFake(Upstream):
    def make_id(self):
        return "task_01" + "".join(secrets.choice(CROCKFORD) for _ in range(24))

    #: What newer models are called (models.md section 8).
    newer: dict[str, str] = {}

    def model(self, name: str) -> Model:
        return ARK_MODELS[self.newer[name]] if name in self.newer else PRO

    def frames(self, body: Checker, known=("first_frame", "last_frame")) -> list:
        plain, roles = body.take("image_urls", list), body.take("image_with_roles", list)
        if plain is not None and roles is not None:
            body.fail("image_urls", "excludes image_with_roles")
        media = []
        for index, address in enumerate(plain or []):
            if not isinstance(address, str):
                body.fail("image_urls", "strings")
            media.append((("first_frame", "last_frame")[index] if index < 2 else "extra", address))
        for index, item in enumerate(roles or []):
            if not isinstance(item, dict):
                body.fail("image_with_roles", "objects")
            item = Checker(self, item, f"image_with_roles[{index}].")
            role = item.choice("role", known)
            media.append((role, item.take("url", str, required=True)))
            if role is None:
                item.fail("role", "missing")
            item.done()
        found = [role for role, _ in media if role != "reference_image"]
        if len(found) != len(set(found)) or "last_frame" in found and "first_frame" not in found:
            body.fail("image_with_roles", f"roles {found}")
        for _, address in media:
            if not address.startswith(("http://", "https://")):
                body.fail("image_urls", f"no address: {address[:40]}")
        return media

    def common(self, body: Checker) -> Order:
        order = Order(body.take("model", str, required=True))
        if order.model != PRO.short and order.model not in self.newer:
            body.fail("model", f"{order.model} is none of ours")
        order.text = body.take("prompt", str, required=True)
        if not order.text.strip():
            body.fail("prompt", "empty")
        return order


class XComputeFake(FlatFake):
    dialect = "xcompute"
    newer = {"doubao-seedance-2.0": "doubao-seedance-2-0-260128", "doubao-seedance-2.0-fast": "doubao-seedance-2-0-fast-260128"}
    #: Whether reads are wrapped as creates are (the usual form) or bare.
    is_wrapped = True
    types = {400: "invalid_request_error", 401: "authentication_error", 402: "payment_required",
             403: "permission_error", 429: "rate_limit_error", 500: "server_error", 502: "bad_gateway"}
    words = {"queued": "pending", "running": "processing", "succeeded": "completed"}

    def mount(self, router):
        router.add_post("/v1/videos/generations", self.create)
        router.add_get("/v1/tasks/{id}", self.read)
        router.add_post("/v1/uploads/images", self.upload)
        router.add_get("/v1/balance", self.balance)

    def decode(self, create):
        body = Checker(self, create.body)
        order = self.common(body)
        order.media = self.frames(body)
        if len(order.media) > 2:
            body.fail("image_urls", "at most two")
        if order.model in self.newer:
            order.duration = body.whole("duration", 5, 15, 5)
            order.ratio = body.choice("size", (*RATIOS, "adaptive"), "16:9")
            order.resolution = body.choice("resolution", self.model(order.model).resolutions, "480p")
            order.generate_audio = body.take("generate_audio", bool, False)
        else:
            order.duration = body.whole("duration", 4, 12, 5)
            order.ratio = body.choice("aspect_ratio", RATIOS, "16:9")
            order.resolution = body.choice("resolution", PRO.resolutions, "720p")
            order.generate_audio = body.take("audio", bool, False)
            order.camera_fixed = body.take("camerafixed", bool, False)
        order.seed = body.whole("seed", -1, 2**32 - 1, -1)
        order.callback_url = body.take("webhook", str)
        body.choice("language", ("en", "zh", "ja", "ko", "ru", "fr", "de", "id", "pt", "es"))
        body.done()
        return order

    def bad(self, param, message):
        return Refusal(400, "", f"请求参数无效: {param}: {message}", param)

    def unauthorized(self):
        return Refusal(401, "", "身份验证失败，请检查您的API密钥")

    def unknown_task(self, name):
        return Refusal(400, "", "无效的任务ID")

    def envelope(self, refusal):
        return {"error": {"code": refusal.status, "message": refusal.message,
                          "type": self.types.get(refusal.status, "server_error")}}

    def created(self, task):
        return {"code": 200, "data": [{"status": "submitted", "task_id": task.id}]}

    def told(self, task: Task):
        word = task.word
        data = {"id": task.id, "status": self.words.get(word, word),
                "progress": {"queued": 0, "running": 45, "succeeded": 100}.get(word, 0)}
        if word == "succeeded":
            data |= {"cost": 0.05, "credits_cost": 0.5,
                     "result": {"videos": [{"url": [self.video_link(task)], "expires_at": task.changed + 86400}]}}
        data |= {"created": task.born, "estimated_time": 60}
        if word == "succeeded":
            data |= {"completed": task.changed, "actual_time": max(0, task.changed - task.born)}
        if word == "failed":
            data["error"] = {"code": task.plan.error[0], "message": task.plan.error[1], "type": "task_failed", "param": ""}
        return {"code": 200, "data": data} if self.is_wrapped else data

    def callback(self, task):
        # "`webhook` is a base URL: the server POSTs to `<webhook>/callback`"
        return task.order.callback_url.rstrip("/") + "/callback", self.told(task)

    async def upload(self, request):
        upload = await self._upload(request, UPLOADS, 20 << 20)
        return self.json({"url": upload.link, "filename": upload.name, "content_type": upload.content_type,
                          "bytes": len(upload.data), "created_at": int(time.time())})

    async def balance(self, request):
        self.note("balance")
        return self.json({"success": True, "remain_balance": 10.5, "remain_credits": 105.0, "used_balance": 2.3,
                          "used_credits": 23.0, "unlimited_quota": False})


class ToAPIsFake(FlatFake):
    dialect = "toapis"
    newer = {"doubao-seedance-2-0": "doubao-seedance-2-0-260128", "doubao-seedance-2-0-fast": "doubao-seedance-2-0-fast-260128"}
    types = {400: "invalid_request_error", 401: "authentication_error", 402: "insufficient_quota",
             404: "not_found_error", 422: "content_policy_violation", 429: "rate_limit_error", 500: "internal_error"}
    words = {"running": "in_progress", "succeeded": "completed"}

    def mount(self, router):
        router.add_post("/v1/videos/generations", self.create)
        router.add_get("/v1/videos/generations/{id}", self.read)
        router.add_post("/v1/uploads/images", self.upload)
        router.add_get("/v1/balance", self.balance)

    def make_id(self):
        return f"task_vid_{secrets.token_hex(6)}"

    def decode(self, create):
        body = Checker(self, create.body)
        order = self.common(body)
        model = self.model(order.model)
        order.duration = body.whole("duration", *model.seconds, default=5)
        order.ratio = body.choice("aspect_ratio", RATIOS, "16:9")
        if order.model in self.newer:
            order.media = self.frames(body, ("first_frame", "last_frame", "reference_image")) + self.others(body)
        else:
            # "more than 2: the rest is ignored"
            order.media = self.frames(body)[:2]
        order.extras["client_business_id"] = body.take("client_business_id", str)
        order.callback_url = body.take("callback_url", str)
        metadata = Checker(self, body.take("metadata", dict, {}), "metadata.")
        order.resolution = metadata.choice("resolution", model.resolutions, "720p")
        order.seed = metadata.whole("seed", -1, 2**32 - 1, -1)
        order.generate_audio = metadata.take("generate_audio" if order.model in self.newer else "audio", bool, False)
        if order.model not in self.newer:
            order.camera_fixed = metadata.take("camerafixed", bool, False)
        inner = metadata.take("client_business_id", str)
        order.extras["client_business_id"] = order.extras["client_business_id"] or inner
        metadata.done()
        body.done()
        return order

    def others(self, body: Checker) -> list:
        """`video_with_roles` and `audio_with_roles` of the Seedance 2 pages."""
        media = []
        for kind in ("video", "audio"):
            for index, item in enumerate(body.take(f"{kind}_with_roles", list, [])):
                item = Checker(self, item, f"{kind}_with_roles[{index}].")
                media.append((item.choice("role", (f"reference_{kind}",)), item.take("url", str, required=True)))
                item.done()
        return media

    def replayed(self, create):
        reference = create.order.extras["client_business_id"]
        if reference is None:
            return None
        return next((task for task in self.tasks.values()
                     if task.order.extras.get("client_business_id") == reference), None)

    def find(self, name):
        for task in self.tasks.values():
            if task.order.extras.get("client_business_id") == name:
                return task
        return super().find(name)

    def bad(self, param, message):
        return Refusal(400, "", f"{param}: {message}", param)

    def unauthorized(self):
        return Refusal(401, "", "Authentication failed, please check your API key")

    def unknown_task(self, name):
        return Refusal(404, "", "Task not found")

    def envelope(self, refusal):
        return {"error": {"code": refusal.status, "message": refusal.message,
                          "type": self.types.get(refusal.status, "internal_error")}}

    def created(self, task):
        return {"id": task.id, "object": "generation.task", "model": task.order.model, "status": "queued", "progress": 0,
                "created_at": task.born, "metadata": {}}

    def told(self, task: Task):
        word = task.word
        answer = {"id": task.id, "object": "generation.task", "model": task.order.model,
                  "status": self.words.get(word, word), "progress": {"running": 65, "succeeded": 100}.get(word, 0),
                  "created_at": task.born}
        if word == "succeeded":
            answer |= {"completed_at": task.changed, "expires_at": task.changed + 86400,
                       "result": {"type": "video", "data": [{"url": self.video_link(task), "format": "mp4"}]}}
        if word == "failed":
            answer["error"] = {"code": task.plan.error[0], "message": task.plan.error[1]}
        if reference := task.order.extras.get("client_business_id"):
            answer["client_business_id"] = reference
        return answer

    def callback(self, task):
        kind = "generation.completed" if task.word == "succeeded" else "generation.failed"
        return task.order.callback_url, {"id": f"evt_{secrets.token_hex(8)}", "type": kind, "data": {
            "task_id": task.id, "task_type": "video", "model": task.order.model, "status": self.words.get(task.word, task.word)}}

    async def upload(self, request):
        upload = await self._upload(request, UPLOADS, 10 << 20)
        return self.json({"success": True, "message": "", "data": {
            "id": f"upload_{secrets.token_hex(4)}", "url": upload.link, "mime_type": upload.content_type,
            "size": len(upload.data)}})

    async def balance(self, request):
        self.note("balance")
        return self.json({"success": True, "remain_balance": 10.5, "used_balance": 2.3, "remain_credits": 2100,
                          "used_credits": 460, "unlimited_quota": False})
