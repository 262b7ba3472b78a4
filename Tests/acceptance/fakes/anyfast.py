"""AnyFast (vendors.md section 1), with the three shapes that its read has had."""

import secrets
import time

from .models import ARK_MODELS, PRO, RATIOS
from .upstream import Checker, Order, Refusal, Task, Upstream

INNER = {"queued": "QUEUED", "running": "IN_PROGRESS", "succeeded": "SUCCESS", "failed": "FAILURE"}
OLDEST = {"queued": "submitted", "running": "processing", "succeeded": "succeeded", "failed": "failed"}
FIRST = {"queued": "processing", "running": "processing", "succeeded": "completed", "failed": "failed"}


class AnyFastFake(Upstream):
    dialect = "anyfast"
    #: A: the oldest, B: the one that belongs to the seed, C: today's.
    shape = "B"
    #: What newer models are called (models.md section 8).
    newer = {"seedance": "doubao-seedance-2-0-260128", "seedance-fast": "doubao-seedance-2-0-fast-260128",
             "seedance-2.0-mini": "doubao-seedance-2-0-mini-260615"}

    def model(self, name):
        return ARK_MODELS[self.newer[name]] if name in self.newer else PRO

    def mount(self, router):
        router.add_post("/v1/video/generations", self.create)
        router.add_get("/v1/video/generations/{id}", self.read)

    def make_id(self):
        token = secrets.token_hex(16)
        return {"A": f"doubao_task_{int(token[:6], 16)}", "B": f"gen-{token[:12]}", "C": f"asyntask_{token}"}[self.shape]

    def decode(self, create):
        body = Checker(self, create.body)
        name = body.take("model", str, required=True)
        if name != PRO.id and name not in self.newer:
            raise Refusal(503, "model_not_found", f"no channel for {name}")
        order = Order(name)
        images = []
        for index, item in enumerate(body.take("content", list, required=True)):
            item = Checker(self, item, f"content[{index}].")
            kind = item.take("type", str, required=True)
            if kind == "text":
                if order.text:
                    item.fail("text", "a second text")
                order.text = item.take("text", str, required=True)
            elif kind == "image_url":
                inner = Checker(self, item.take("image_url", dict, required=True), f"content[{index}].image_url.")
                address = inner.take("url", str, required=True)
                inner.done()
                if not address.startswith(("http://", "https://", "asset://")):
                    item.fail("image_url", f"{address[:40]} is no address")
                images.append((item.choice("role", ("first_frame", "last_frame")), address))
            else:
                item.fail("type", kind)
            item.done()
        roles = [role for role, _ in images]
        if len(images) == 1 and roles[0] != "last_frame":
            images = [("first_frame", images[0][1])]
        elif images and sorted(map(str, roles)) != ["first_frame", "last_frame"]:
            body.fail("content", f"roles {roles}")
        order.media = images
        if not order.text:
            body.fail("content", "a text is wanted")
        order.ratio = body.choice("ratio", (*RATIOS, "adaptive"), "16:9")
        if order.ratio == "adaptive" and not images:
            body.fail("ratio", "text-to-video does not take adaptive")
        model = self.model(name)
        order.resolution = body.choice("resolution", model.resolutions, "720p")
        order.duration = body.whole("duration", *model.seconds, default=5)
        order.watermark = body.take("watermark", bool, False)
        order.seed = body.whole("seed", -1, 2**32 - 1, -1)
        order.camera_fixed = body.take("camera_fixed", bool, False)
        order.generate_audio = body.take("generate_audio", bool, False)
        order.draft = body.take("draft", bool, False)
        body.done()
        return order

    def bad(self, param, message):
        return Refusal(400, "invalid_request", f"{param}: {message}", param)

    def unauthorized(self):
        return Refusal(401, "", "Invalid token")

    def unknown_task(self, name):
        return Refusal(404, "task_not_exist", "task not found")

    def envelope(self, refusal):
        if refusal.status in (401, 503) or not refusal.code:
            return {"error": {"message": f"{refusal.message} (request id: {secrets.token_hex(12)})",
                              "type": "new_api_error", "code": refusal.code}}
        return {"code": refusal.code, "message": refusal.message, "data": None}

    def created(self, task):
        if self.shape == "A":
            return {"id": task.id, "status": "submitted", "created_at": self.iso(task.born)}
        if self.shape == "B":
            return {"id": task.id, "model": task.order.model, "status": "processing", "created_at": task.born}
        return {"task_id": task.id, "status": "queued"}

    def iso(self, seconds):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))

    def told(self, task: Task):
        return {"A": self.oldest, "B": self.first, "C": self.today}[self.shape](task)

    def oldest(self, task):
        answer = {"model": task.order.model, "status": OLDEST.get(task.word, task.word)}
        if task.word == "succeeded":
            answer |= {"content": {"video_url": self.video_link(task)},
                       "usage": {"completion_tokens": task.tokens, "total_tokens": task.tokens}}
        if task.word == "failed":
            answer["error"] = {"code": task.plan.error[0], "message": task.plan.error[1]}
        return answer | {"created_at": self.iso(task.born), "updated_at": self.iso(task.changed)}

    def first(self, task):
        answer = {"id": task.id, "model": task.order.model, "status": FIRST.get(task.word, task.word)}
        if task.word == "succeeded":
            answer["video_url"] = self.video_link(task)
        return answer | {"created_at": task.born}

    def today(self, task):
        word, order = task.word, task.order
        inner = {"id": f"cgt-{task.id[-8:]}", "model": order.model, "status": word}
        data = {"task_id": task.id, "action": "firstTailGenerate" if len(order.media) == 2 else "generate",
                "status": INNER.get(word, word), "fail_reason": "", "submit_time": task.born,
                "start_time": 0 if word == "queued" else task.born, "finish_time": 0,
                "progress": {"queued": "0%", "succeeded": "100%", "failed": "100%"}.get(word, "50%"),
                "request_id": secrets.token_hex(16), "data": {}}
        if word == "succeeded":
            # The older software says the link here as well; it is no failure.
            data |= {"result_url": self.video_link(task), "finish_time": task.changed, "fail_reason": self.video_link(task)}
            data["data"] = inner | {
                "content": {"video_url": self.video_link(task)}, "created_at": task.born, "updated_at": task.changed,
                "seed": task.seed, "resolution": order.resolution, "ratio": task.ratio, "duration": task.seconds,
                "framespersecond": 24, "generate_audio": order.generate_audio, "draft": order.draft,
                "service_tier": "default", "usage": {"completion_tokens": task.tokens, "total_tokens": task.tokens}}
        elif word == "failed":
            data |= {"fail_reason": task.plan.error[1], "finish_time": task.changed}
            data["data"] = inner | {"error": {"code": task.plan.error[0], "message": task.plan.error[1]}}
        return {"code": "success", "message": "", "data": data}
