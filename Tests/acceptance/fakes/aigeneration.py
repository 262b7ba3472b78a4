"""mp_audio_manage (vendors.md section 5): Ark's body in, Laravel's envelope out."""

import secrets
import time

from .ark import ArkFake
from .upstream import Refusal, Task


def moment(seconds: int | None) -> str | None:
    return None if seconds is None else time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(seconds))


class AIGenerationFake(ArkFake):
    dialect = "aigeneration"
    #: The parameters of the document's five examples.
    known = {"model", "content", "resolution", "ratio", "duration", "seed", "generate_audio", "watermark", "camera_fixed",
             "return_last_frame", "draft", "service_tier"}

    def mount(self, router):
        root = "/api/AIGeneration/video/seedance"
        router.add_post(root + "/createTask", self.create)
        router.add_get(root + "/taskStatus/{id}", self.read)

    def make_id(self):
        return f"seedance_{int(time.time())}_" + "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(6))

    def bad(self, param, message):
        return Refusal(422, "", message, param)

    def decode(self, create):
        if unknown := set(create.body) - self.known:
            raise self.bad(sorted(unknown)[0], "this vendor documents no such parameter")
        return super().decode(create)

    def check_address(self, kind, address):
        if kind != "image_url" or not address.startswith(("http://", "https://")):
            raise self.bad("content", f"the document shows web addresses of pictures alone, not {address[:40]}")

    def envelope(self, refusal):
        if refusal.status == 401:
            return {"message": "Unauthenticated."}
        if refusal.status == 422:
            message = refusal.message or "The given data was invalid."
            return {"message": message, "errors": {refusal.param: [message]}}
        return {"success": False, "message": refusal.message}

    def created(self, task):
        return self.told(task)

    def told(self, task: Task):
        word = task.word
        began = word not in ("queued",)
        ended = word in ("succeeded", "failed", "expired")
        return {"success": True, "data": {
            "id": task.id, "status": word,
            "result_url": self.video_link(task) if word == "succeeded" else None,
            "last_frame_url": self.frame_link(task) if word == "succeeded" and task.order.return_last_frame else None,
            "error_message": task.plan.error[1] if word in ("failed", "expired") else None,
            "created_at": moment(task.born), "started_at": moment(task.born if began else None),
            "completed_at": moment(task.changed if ended else None)}}
