"""The six dialects as their clients see them, written from the vendors' documents."""

import json
import re
import time
from dataclasses import dataclass, field
from typing import Any, Callable

import httpx

LONG = "doubao-seedance-1-5-pro-251215"
SHORT = "doubao-seedance-1-5-pro"

ARK_FORM = re.compile(r"cgt-\d{14}-[0-9a-z]+")
TASK_FORM = re.compile(r"task_[0-9A-HJKMNP-TV-Z]{26}")
GEN_FORM = re.compile(r"gen-[0-9a-z]+")
SEEDANCE_FORM = re.compile(r"seedance_\d+_[0-9a-z]+")
MICROS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


@dataclass
class Story:
    """What a read says, in Ark's words."""

    state: str
    video: str | None = None
    last_frame: str | None = None
    error: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class Face:
    name: str
    create: str
    read: str
    form: re.Pattern
    created: Callable[[Any], str]
    story: Callable[[Any], Story]
    refused: Callable[[httpx.Response, int], str]
    #: Statuses that this vendor uses for a wrong parameter.
    invalid: int = 400
    base: Callable[[dict], dict] = field(default=lambda body: body)

    def path(self, which: str, prefixed: bool = False) -> str:
        return (f"/{self.name}" if prefixed else "") + which


def keys(value: Any, *names: str) -> None:
    assert isinstance(value, dict), f"not an object: {value}"
    assert list(sorted(value)) == sorted(names), f"keys {sorted(value)} instead of {sorted(names)}"


# Ark and its passthrough

ARK_MODELS = ("doubao-seedance-1-0-pro-250528", "doubao-seedance-1-0-pro-fast-251015", LONG, "doubao-seedance-2-0-260128",
              "doubao-seedance-2-0-fast-260128", "doubao-seedance-2-0-mini-260615", "doubao-seedance-2-5-260628")
ARK_ALWAYS = {"id", "model", "status", "created_at", "updated_at", "service_tier", "execution_expires_after"}
ARK_MAYBE = {"priority", "generate_audio", "draft", "output_format", "tools", "frames", "draft_task_id", "safety_identifier", "content", "usage", "error", "seed", "resolution",
             "ratio", "duration", "framespersecond"}


def ark_created(answer):
    keys(answer, "id")
    return answer["id"]


def volc_created(answer):
    keys(answer, "id", "status")
    assert answer["status"] == "submitted"
    return answer["id"]


def ark_story(answer):
    assert ARK_ALWAYS <= set(answer) <= ARK_ALWAYS | ARK_MAYBE, sorted(answer)
    assert answer["model"] in ARK_MODELS and isinstance(answer["created_at"], int) and isinstance(answer["updated_at"], int)
    # models.md section 6.1: not every model has sound or drafts, and then the key is absent.
    assert ("generate_audio" in answer) == ("-1-0-" not in answer["model"]), sorted(answer)
    assert ("draft" in answer) == any(name in answer["model"] for name in ("-1-5-", "-2-5-")), sorted(answer)
    state = answer["status"]
    assert state in ("queued", "running", "succeeded", "failed", "cancelled", "expired")
    if state == "succeeded":
        assert {"content", "usage", "seed", "resolution", "ratio", "duration", "framespersecond"} <= set(answer)
        assert answer["framespersecond"] == 24 and isinstance(answer["duration"], int)
        keys(answer["usage"], "completion_tokens", "total_tokens")
        assert set(answer["content"]) <= {"video_url", "last_frame_url"}
    else:
        assert not {"content", "usage"} & set(answer)
    if state == "failed":
        keys(answer["error"], "code", "message")
    content = answer.get("content", {})
    return Story(state, content.get("video_url"), content.get("last_frame_url"),
                 answer.get("error", {}).get("code"), answer["id"])


ARK_TYPES = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 429: "TooManyRequests",
             500: "InternalServerError"}


def ark_refused(response, status):
    assert response.status_code == status, f"{response.status_code} {response.text[:300]}"
    answer = response.json()
    keys(answer, "error")
    error = answer["error"]
    keys(error, "code", "message", "param", "type")
    assert re.search(r" Request id: 02\d{13}[0-9a-f]+$", error["message"]), error["message"]
    if status in ARK_TYPES:
        assert error["type"] in (ARK_TYPES[status], "Not Found"), error
    assert response.headers["x-error-code"] and response.headers["x-request-id"]
    return f"{error['code']} {error['param']} {error['message']}"


# AnyFast


def anyfast_created(answer):
    assert {"id", "model", "status", "created_at"} <= set(answer)
    assert answer["model"] == LONG and answer["status"] == "processing" and isinstance(answer["created_at"], int)
    return answer["id"]


def anyfast_story(answer):
    word = {"processing": "running", "completed": "succeeded", "failed": "failed"}[answer["status"]]
    assert answer["model"] == LONG and isinstance(answer["created_at"], int)
    assert answer["code"] == "success" and answer["message"] == ""
    data = answer["data"]
    assert {"task_id", "action", "status", "fail_reason", "submit_time", "start_time", "finish_time", "progress",
            "request_id", "data"} <= set(data), sorted(data)
    assert re.fullmatch(r"\d{1,3}%", data["progress"])
    inner = {"NOT_START": "queued", "QUEUED": "queued", "IN_PROGRESS": "running", "SUCCESS": "succeeded",
             "FAILURE": "failed"}[data["status"]]
    assert word == inner or (word, inner) == ("running", "queued")
    error = None
    if word == "succeeded":
        assert answer["video_url"] == data["result_url"] and data["progress"] == "100%"
        assert data["data"]["content"]["video_url"] == answer["video_url"]
    else:
        assert "video_url" not in answer and "result_url" not in data
    if word == "failed":
        assert data["fail_reason"]
        error = (answer.get("error") or data["data"].get("error") or {}).get("code")
    last = data["data"].get("content", {}).get("last_frame_url") if word == "succeeded" else None
    return Story(inner, answer.get("video_url"), last, error, answer["id"])


def anyfast_refused(response, status):
    assert response.status_code == status, f"{response.status_code} {response.text[:300]}"
    answer = response.json()
    if "error" in answer:
        keys(answer, "error")
        keys(answer["error"], "message", "type", "code")
        assert answer["error"]["type"] == "new_api_error" and "(request id: " in answer["error"]["message"]
        return f"{answer['error']['code']} {answer['error']['message']}"
    keys(answer, "code", "message", "data")
    assert answer["data"] is None and isinstance(answer["code"], str)
    return f"{answer['code']} {answer['message']}"


# XCompute

def xcompute_created(answer):
    keys(answer, "code", "data")
    [item] = answer["data"]
    keys(item, "status", "task_id")
    assert answer["code"] == 200 and item["status"] == "submitted"
    return item["task_id"]


def xcompute_story(answer):
    assert answer["code"] == 200
    data = answer["data"]
    assert {"id", "status", "progress", "created", "estimated_time"} <= set(data), sorted(data)
    for name, value in data.items():
        if name != "error":
            assert answer[name] == value, f"the bare form lacks {name}"
    assert "error" not in answer
    state = {"pending": "queued", "submitted": "queued", "processing": "running", "completed": "succeeded",
             "failed": "failed", "cancelled": "cancelled"}[data["status"]]
    video = last = error = None
    if state == "succeeded":
        [item] = data["result"]["videos"]
        [video] = item["url"]
        last = item.get("last_frame_url")
        assert isinstance(item["expires_at"], int) and data["progress"] == 100
        assert data["completed"] >= data["created"] and data["actual_time"] >= 0
    else:
        assert not {"result", "completed", "actual_time"} & set(data) and data["progress"] < 100
    if state == "failed":
        keys(data["error"], "code", "message", "type", "param")
        error = data["error"]["code"]
    return Story(state, video, last, error, data["id"])


XCOMPUTE_WORDS = {
    400: ("invalid_request_error", None),
    401: ("authentication_error", "身份验证失败，请检查您的API密钥"),
    402: ("payment_required", "账户余额不足，请充值后再试"),
    429: ("rate_limit_error", "请求过于频繁，请稍后再试"),
    500: ("server_error", "服务器内部错误，请稍后重试"),
}


def xcompute_refused(response, status):
    assert response.status_code == status, f"{response.status_code} {response.text[:300]}"
    answer = response.json()
    keys(answer, "error")
    error = answer["error"]
    keys(error, "code", "message", "type")
    assert error["code"] == status
    if status in XCOMPUTE_WORDS:
        kind, message = XCOMPUTE_WORDS[status]
        assert error["type"] == kind, error
        assert message is None or error["message"] == message, error
    if status == 400:
        assert error["message"].startswith("请求参数无效") or error["message"] == "无效的任务ID", error
    return f"{error['type']} {error['message']}"


# ToAPIs


def toapis_created(answer):
    echoed = ["client_business_id"] if "client_business_id" in answer else []
    keys(answer, "id", "object", "model", "status", "progress", "created_at", "metadata", *echoed)
    assert answer["object"] == "generation.task" and answer["model"] == SHORT and answer["status"] == "queued"
    assert answer["progress"] == 0 and answer["metadata"] == {} and isinstance(answer["created_at"], int)
    return answer["id"]


def toapis_story(answer):
    assert {"id", "object", "model", "status", "progress", "created_at"} <= set(answer)
    assert answer["object"] == "generation.task" and answer["model"] == SHORT
    state = {"queued": "queued", "in_progress": "running", "completed": "succeeded", "failed": "failed"}[answer["status"]]
    video = last = error = None
    if state == "succeeded":
        assert answer["progress"] == 100 and answer["result"]["type"] == "video"
        assert answer["expires_at"] - answer["completed_at"] == 86400
        [item] = answer["result"]["data"]
        assert item["format"] == "mp4"
        video, last = item["url"], item.get("last_frame_url")
    else:
        assert not {"result", "completed_at", "expires_at"} & set(answer) and answer["progress"] < 100
    if state == "failed":
        keys(answer["error"], "code", "message")
        error = answer["error"]["code"]
    return Story(state, video, last, error, answer["id"])


TOAPIS_WORDS = {
    401: ("authentication_error", "Authentication failed, please check your API key"),
    404: ("not_found_error", None),
    429: ("rate_limit_error", "Too many requests, please try again later"),
}


def toapis_refused(response, status):
    assert response.status_code == status, f"{response.status_code} {response.text[:300]}"
    answer = response.json()
    keys(answer, "error")
    error = answer["error"]
    keys(error, "code", "message", "type")
    assert error["code"] == status
    if status in TOAPIS_WORDS:
        kind, message = TOAPIS_WORDS[status]
        assert error["type"] == kind
        assert message is None or error["message"] == message
    return f"{error['type']} {error['message']}"


# AIGeneration

DATA_KEYS = ("id", "task_id", "status", "result_url", "last_frame_url", "error_message", "created_at", "started_at",
             "completed_at")


def aigeneration_created(answer):
    story = aigeneration_story(answer)
    assert story.state in ("queued", "running")
    return story.id


def aigeneration_story(answer):
    keys(answer, "success", "data")
    assert answer["success"] is True
    data = answer["data"]
    keys(data, *DATA_KEYS)
    assert data["task_id"] == data["id"]
    for name in ("created_at", "started_at", "completed_at"):
        assert data[name] is None or MICROS.fullmatch(data[name]), data[name]
    state = data["status"]
    assert state in ("queued", "running", "succeeded", "failed", "expired")
    if state == "succeeded":
        assert data["error_message"] is None and data["started_at"] and data["completed_at"]
    elif state in ("queued", "running"):
        assert data["result_url"] is None and data["error_message"] is None and data["completed_at"] is None
        assert (data["started_at"] is None) == (state == "queued")
    else:
        assert data["error_message"] and data["result_url"] is None and data["completed_at"]
    error = data["error_message"].split(":")[0] if data["error_message"] else None
    return Story(state, data["result_url"], data["last_frame_url"], error, data["id"])


def aigeneration_refused(response, status):
    assert response.status_code == status, f"{response.status_code} {response.text[:300]}"
    answer = response.json()
    if status == 401:
        assert answer == {"message": "Unauthenticated."}
        return answer["message"]
    if status == 422:
        keys(answer, "message", "errors")
        [(name, sentences)] = answer["errors"].items()
        assert sentences == [answer["message"]]
        return f"{name} {answer['message']}"
    keys(answer, "success", "message")
    assert answer["success"] is False
    return answer["message"]


TASKS = "/contents/generations/tasks"
ARK = Face("ark", "/api/v3" + TASKS, "/api/v3" + TASKS + "/{id}", ARK_FORM, ark_created, ark_story, ark_refused)
VOLC = Face("volc", "/volc/v1" + TASKS, "/volc/v1" + TASKS + "/{id}", ARK_FORM, volc_created, ark_story, ark_refused)
ANYFAST = Face("anyfast", "/v1/video/generations", "/v1/video/generations/{id}", GEN_FORM, anyfast_created,
               anyfast_story, anyfast_refused)
XCOMPUTE = Face("xcompute", "/v1/videos/generations", "/v1/tasks/{id}", TASK_FORM, xcompute_created, xcompute_story,
                xcompute_refused)
TOAPIS = Face("toapis", "/v1/videos/generations", "/v1/videos/generations/{id}", TASK_FORM, toapis_created,
              toapis_story, toapis_refused)
AIGENERATION = Face("aigeneration", "/api/AIGeneration/video/seedance/createTask",
                    "/api/AIGeneration/video/seedance/taskStatus/{id}", SEEDANCE_FORM, aigeneration_created,
                    aigeneration_story, aigeneration_refused, invalid=422)
FACES = [ARK, VOLC, ANYFAST, XCOMPUTE, TOAPIS, AIGENERATION]
ALL = {face.name: face for face in FACES}
FLAT = ("xcompute", "toapis")


def text_body(face: Face, text: str = "海边日落", **more) -> dict:
    """A small create in the dialect's own words; `more` in Ark's words for parameters."""
    if face.name in FLAT:
        body = {"model": SHORT, "prompt": text}
        words = {"ratio": "aspect_ratio", "generate_audio": "audio", "camera_fixed": "camerafixed"}
        for name, value in more.items():
            name = words.get(name, name)
            if face.name == "toapis" and name in ("resolution", "seed", "audio", "camerafixed"):
                body.setdefault("metadata", {})[name] = value
            else:
                body[name] = value
        return body
    return {"model": LONG, "content": [{"type": "text", "text": text}], **more}


class Client:
    """One caller with one key."""

    def __init__(self, url: str, key: str | None):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False)

    def post(self, path: str, body: Any, **options) -> httpx.Response:
        content = body if isinstance(body, (bytes, str)) else json.dumps(body, ensure_ascii=False)
        if isinstance(content, str):
            content = content.encode()
        headers = {"Content-Type": "application/json", **options.pop("headers", {})}
        return self.http.post(path, content=content, headers=headers, **options)

    def get(self, path: str, **options) -> httpx.Response:
        return self.http.get(path, **options)

    def make(self, face: Face, body: Any, prefixed: bool = True) -> str:
        response = self.post(face.path(face.create, prefixed), body)
        assert response.status_code == 200, f"{response.status_code} {response.text[:500]}"
        return face.created(response.json())

    def read(self, face: Face, name: str, prefixed: bool = True) -> Story:
        response = self.get(face.path(face.read, prefixed).format(id=name))
        assert response.status_code == 200, f"{response.status_code} {response.text[:500]}"
        return face.story(response.json())

    def follow(self, face: Face, name: str, prefixed: bool = True, deadline: float = 180, may_return: bool = False) -> Story:
        """Polls until the task has ended. No state may come after a later one; where `may_return`, a task that an upstream
        did not take may be queued again.
        """
        order = ["queued", "running", "succeeded"]
        reached = 0
        end = time.monotonic() + deadline
        while True:
            story = self.read(face, name, prefixed)
            if story.state not in ("queued", "running"):
                return story
            assert may_return or order.index(story.state) >= reached, f"{story.state} after {order[reached]}"
            reached = order.index(story.state)
            assert time.monotonic() < end, f"{name} is still {story.state} after {deadline} s"
            time.sleep(0.1)

    def download(self, link: str, path) -> Any:
        response = httpx.get(link, timeout=60, trust_env=False)
        assert response.status_code == 200, f"{link}: {response.status_code}"
        path.write_bytes(response.content)
        return path


def tasks(client: Client) -> int:
    """How many tasks Ark's list shows."""
    return client.get(ARK.create).json()["total"]
