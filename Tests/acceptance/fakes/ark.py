"""Volcengine Ark (ark.md, models.md), and the passthrough under /volc/v1 (vendors.md section 4)."""

import secrets
import time

from aiohttp import web

from .models import ARK_MODELS, RATIOS, Model
from .upstream import FINAL, Checker, Order, Refusal, Task, Upstream

TYPES = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 409: "Conflict",
         429: "TooManyRequests", 500: "InternalServerError"}
ROLES = {"image_url": ("first_frame", "last_frame", "reference_image"), "video_url": ("reference_video",),
         "audio_url": ("reference_audio",)}


class ArkFake(Upstream):
    dialect = "ark"
    root = "/api/v3"
    #: Whether the calls of one second are held to Ark's limits (ark.md section 1).
    is_limiting = False

    def mount(self, router):
        tasks = self.root + "/contents/generations/tasks"
        router.add_post(tasks, self.create)
        router.add_get(tasks, self.list)
        router.add_get(tasks + "/{id}", self.read)
        router.add_delete(tasks + "/{id}", self.delete)

    def make_id(self):
        china = time.strftime("%Y%m%d%H%M%S", time.gmtime(time.time() + 8 * 3600))
        while (name := f"cgt-{china}-" + "".join(secrets.choice("24567890bcdfghjklmnpqrstvwxz") for _ in range(5))) in self.tasks:
            pass
        return name

    def model(self, name: str) -> Model:
        if name not in ARK_MODELS:
            raise Refusal(404, "InvalidEndpointOrModel.NotFound",
                          f"The model or endpoint {name} does not exist or you do not have access to it.")
        return ARK_MODELS[name]

    def decode(self, create):
        body = Checker(self, create.body)
        name = body.take("model", str)
        if not name:
            raise Refusal(400, "MissingParameter", "The request failed because it is missing `model` parameter.", "model")
        model = self.model(name)
        content = body.take("content", list)
        if not content:
            raise Refusal(400, "MissingParameter", "The request failed because it is missing `content` parameter.", "content")
        order = Order(name)
        self.read_content(content, order, model)
        tag = self.tag(order)
        is_final = order.draft_task is not None
        order.callback_url = body.take("callback_url", str)
        order.return_last_frame = body.take("return_last_frame", bool, False)
        order.service_tier = body.choice("service_tier", ("default", "flex"), "default")
        order.execution_expires_after = body.whole("execution_expires_after", 3600, 259200, 172800)
        order.generate_audio = body.take("generate_audio", bool, True)
        order.draft = body.take("draft", bool, False)
        resolution = body.take("resolution", str, "480p" if order.draft else model.resolution)
        if resolution.lower() not in model.resolutions:
            raise self.unfit("resolution", model, tag)
        order.resolution = resolution
        default = model.text_ratio if tag == "t2v" else "adaptive"
        order.ratio = body.choice("ratio", (*RATIOS, "adaptive"), default)
        order.duration = body.whole("duration", *model.seconds, default=model.duration, also=(-1,) if model.is_free else ())
        order.seed = body.whole("seed", -1, 2**32 - 1, -1)
        order.camera_fixed = body.take("camera_fixed", bool, False)
        order.watermark = body.take("watermark", bool, False)
        order.safety_identifier = body.take("safety_identifier", str)
        if len(order.safety_identifier or "") > 64:
            body.fail("safety_identifier", "longer than 64 characters")
        if (frames := body.whole("frames", 29, 289)) is not None:
            if (frames - 25) % 4:
                body.fail("frames", "not 25 + 4n")
            order.extras["frames"] = frames
        for parameter, kind in (("priority", int), ("tools", list), ("output_format", str),
                                ("omni_reference_task_type", str)):
            if (value := body.take(parameter, kind)) is not None:
                order.extras[parameter] = value
        if order.extras.get("output_format", "mp4") not in ("mp4", "mov"):
            body.fail("output_format", "mp4 or mov")
        if not 0 <= order.extras.get("priority", 0) <= 9:
            body.fail("priority", "0...9")
        if order.extras.get("omni_reference_task_type", "auto") not in ("auto", "reference", "edit", "extend"):
            body.fail("omni_reference_task_type", "auto, reference, edit, extend")
        body.done()
        for parameter in ("frames", "priority", "tools", "output_format", "omni_reference_task_type", "camera_fixed",
                          "draft", "generate_audio"):
            if parameter not in model.takes and parameter in create.body and create.body[parameter] is not None:
                raise self.foreign(parameter, model, tag)
        if "flex" not in model.takes and create.body.get("service_tier") is not None:
            raise self.foreign("service_tier", model, tag)
        if order.draft:
            if order.resolution.lower() != "480p":
                raise self.bad("resolution", "draft task only support resolution 480p")
            if order.service_tier == "flex":
                raise self.bad("service_tier", "draft task only support service_tier default")
            if order.return_last_frame:
                raise self.bad("return_last_frame", "not supported by a draft")
        if is_final:
            self.finish_draft(order, create.body, model)
        if "2-5" in model.id and tag in ("i2v", "flf2v") and order.ratio != "adaptive":
            raise Refusal(400, "InvalidParameter.TaskTypeConstraint", "the output ratio follows the first-frame image", "ratio")
        return order

    def read_content(self, content, order, model):
        texts, images = [], []
        for index, item in enumerate(content):
            where = f"content[{index}]."
            if not isinstance(item, dict):
                raise self.bad(where, "not an object")
            item = Checker(self, item, where)
            kind = item.take("type", str, required=True)
            role = item.take("role", str)
            if kind == "text":
                texts.append(item.take("text", str, required=True))
                if not texts[-1].strip() or role is not None:
                    raise self.bad(f"content[{index}].text.text", "text content must contain text, and has no role")
            elif kind in ROLES:
                inner = Checker(self, item.take(kind, dict, required=True), where + kind + ".")
                address = inner.take("url", str, required=True)
                inner.done()
                self.check_address(kind, address)
                if kind != "image_url" and role not in ROLES[kind]:
                    raise self.bad("content", f"reference media mode requires {kind[:5]} role to be {ROLES[kind][0]}")
                if role is not None and role not in ROLES[kind]:
                    raise self.bad("content", "invalid role specified for image content.")
                images.append((role, address))
            elif kind == "draft_task":
                inner = Checker(self, item.take("draft_task", dict, required=True), where + "draft_task.")
                order.draft_task = inner.take("id", str, required=True)
                inner.done()
            else:
                raise self.bad("content", f"unknown type {kind}: `text`,`image_url`,`audio_url`,`video_url`,`draft_task`")
            item.done()
        if len(texts) > 1:
            raise self.bad("content", "more than one text")
        order.text = texts[0] if texts else ""
        self.check_media(images, order, model)

    def check_address(self, kind: str, address: str):
        if kind == "video_url" and address.startswith("data:"):
            raise self.bad("content", "reference_video must be provided as a web url")
        if not address.startswith(("http://", "https://", "data:image/", "data:audio/", "asset://")):
            raise self.bad("content", f"{address[:40]} is no address")

    def check_media(self, images, order, model):
        roles = [role for role, _ in images]
        if order.draft_task is not None:
            if images or order.text:
                raise self.bad("content", "draft_task stands alone")
            return
        references = [role for role in roles if role and role.startswith("reference_")]
        if references:
            if len(references) != len(roles):
                raise self.bad("content", "first/last frame content cannot be mixed with reference media content")
            counts = [references.count(f"reference_{kind}") for kind in ("image", "video", "audio")]
            if not model.references[3]:
                raise self.bad("task_type", f"the specified task_type r2v does not support model {model.short}.")
            if any(count > most for count, most in zip([*counts, len(references)], model.references)):
                raise self.bad("content", f"too many references: {counts}")
            if counts[0] == counts[1] == 0 and "2-5" not in model.id:
                raise self.bad("content", "audio never alone")
        elif len(images) == 1:
            if roles[0] == "last_frame":
                raise self.bad("content", "a last frame needs a first one")
            images = [("first_frame", images[0][1])]
        elif images:
            if None in roles:
                raise self.bad("content", "role must be specified for image contents")
            for role in ("first_frame", "last_frame"):
                if roles.count(role) > 1:
                    raise self.bad("content", f"expected at most one {role} image content but got {roles.count(role)} instead")
            if not model.has_last_frame:
                raise self.bad("content", f"flf2v does not support model {model.short}.")
        elif not order.text:
            raise self.bad("content", "text to video needs a text")
        order.media = images

    def tag(self, order):
        roles = [role for role, _ in order.media]
        if any(role.startswith("reference_") for role in roles):
            return "r2v"
        return {0: "t2v", 1: "i2v"}.get(len(roles), "flf2v")

    def finish_draft(self, order, body, model):
        draft = self.tasks.get(order.draft_task)
        if draft is None or not draft.order.draft or draft.word != "succeeded":
            raise self.bad("content[0].draft_task", f"{order.draft_task} is no draft of this account that succeeded")
        if draft.order.model != model.id:
            raise self.bad("model", "the final names the draft's own model")
        for name in ("seed", "ratio", "duration", "camera_fixed", "generate_audio"):
            if body.get(name) is not None:
                raise self.bad(name, "comes from the draft")
            setattr(order, name, getattr(draft.order, name))
        order.text, order.media = draft.order.text, draft.order.media
        order.ratio, order.duration, order.seed = draft.ratio, draft.seconds, draft.seed

    def unfit(self, name, model, tag):
        return self.bad(name, f"the parameter {name} specified in the request is not valid for model {model.short} in {tag}")

    def foreign(self, name, model, tag):
        return self.bad(name, f"the specified parameter {name} is not supported for model {model.short} in {tag}, must be empty")

    def envelope(self, refusal):
        request = f"02{int(time.time() * 1000)}{secrets.token_hex(20)}"
        return {"error": {"code": refusal.code, "message": f"{refusal.message} Request id: {request}",
                          "param": refusal.param, "type": TYPES.get(refusal.status, "InternalServerError")}}

    def created(self, task):
        return {"id": task.id}

    def told(self, task: Task):
        order, word = task.order, task.word
        answer = {"id": task.id, "model": order.model, "status": word}
        if word == "failed":
            answer["error"] = {"code": task.plan.error[0], "message": task.plan.error[1]}
        if word == "succeeded":
            answer["content"] = {"video_url": self.video_link(task)}
            if order.return_last_frame:
                answer["content"]["last_frame_url"] = self.frame_link(task)
            answer["usage"] = {"completion_tokens": task.tokens, "total_tokens": task.tokens}
        answer |= {"created_at": task.born, "updated_at": task.changed}
        if word == "succeeded":
            answer |= {"seed": task.seed, "resolution": order.resolution, "ratio": task.ratio, "duration": task.seconds,
                       "framespersecond": 24}
        answer |= {"service_tier": order.service_tier, "execution_expires_after": order.execution_expires_after,
                   "generate_audio": order.generate_audio, "draft": order.draft, "priority": 0}
        if order.draft_task:
            answer["draft_task_id"] = order.draft_task
        if order.safety_identifier is not None:
            answer["safety_identifier"] = order.safety_identifier
        return answer

    async def list(self, request):
        self.note("list")
        if self.read_trouble:
            trouble = self.read_trouble.pop(0)
            if isinstance(trouble, Refusal):
                raise trouble
            return self.abort(request)
        query = request.query
        unknown = set(query) - {"page_num", "page_size", "filter.status", "filter.task_ids", "filter.model",
                                "filter.service_tier"}
        if unknown:
            self.complaints.append(f"list with {unknown}")
        page, size = int(query.get("page_num", 1)), int(query.get("page_size", 20))
        if not (1 <= page <= 500 and 1 <= size <= 500):
            self.complaints.append(f"list of page {page}, size {size}")
            raise self.bad("page_num", "1...500")
        tier = query.get("filter.service_tier", "default")
        status, names = query.get("filter.status"), query.getall("filter.task_ids", [])
        if status not in (None, "queued", "running", "cancelled", "succeeded", "failed"):
            self.complaints.append(f"list of {status}")
        kept = [task for task in reversed(self.tasks.values())
                if not task.deleted and task.order.service_tier == tier and (status is None or task.word == status)
                and (not names or task.id in names)]
        shown = kept[(page - 1) * size: page * size]
        answer = {"items": [self.told(task) for task in shown], "total": len(kept)}
        for task in shown:
            self.observe(task)
        return self.json(answer)

    async def delete(self, request):
        self.note("delete")
        task = self.find(request.match_info["id"])
        if task.word == "running":
            raise Refusal(409, "InvalidAction.RunningTaskDeletion",
                          f"Cannot delete task `{task.id}` because it is currently running.")
        if task.word == "queued":
            task.cancelled, task.changed = True, int(time.time())
        elif task.word in FINAL and not task.cancelled:
            task.deleted = True
        else:
            raise Refusal(409, "InvalidAction", "a cancelled task is not deleted")
        return web.json_response({})


class VolcFake(ArkFake):
    """The same wire under another path; a create also says `submitted` (vendors.md section 4.3)."""

    dialect = "volc"
    root = "/volc/v1"

    def created(self, task):
        return {"id": task.id, "status": "submitted"}
