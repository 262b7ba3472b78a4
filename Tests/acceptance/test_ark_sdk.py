"""Volcengine's own Python SDK, unmodified, with only its base URL pointed here: once at a server that renders by itself, once
at a gateway whose provider is another Filmgate.
"""

import asyncio
import time

import httpx
import pytest
from volcenginesdkarkruntime import Ark, AsyncArk
from volcenginesdkarkruntime._exceptions import (ArkAPIConnectionError, ArkAuthenticationError, ArkBadRequestError,
                                                 ArkConflictError, ArkInternalServerError, ArkNotFoundError,
                                                 ArkPermissionDeniedError, ArkRateLimitError)

from support.faces import LONG
from support.gateways import gateway, running, second
from support.pictures import encoded, natural
from support.server import Server

QUICK = {"resolution": "480p", "duration": 4, "ratio": "1:1"}


def text(words):
    return [{"type": "text", "text": words}]


@pytest.fixture(scope="module", params=["preview", "upstream"])
def server(request, tmp_path_factory):
    place = tmp_path_factory.mktemp("sdk")
    # One render at a time makes queued tasks easy to have.
    maker = Server(place / "maker", config="preview:\n  workers: 1\n")
    maker.start()
    if request.param == "preview":
        yield maker
    else:
        with running(gateway(place / "gateway", [second(maker, "ark", concurrency=1)])) as server:
            server.is_gateway = True
            yield server
    assert maker.is_running()
    maker.stop()


class Counting(httpx.Client):
    """Counts what the SDK sends."""

    sent = 0

    def send(self, request, **options):
        type(self).sent += 1
        self.last = request
        return super().send(request, **options)


@pytest.fixture
def http():
    Counting.sent = 0
    return Counting(trust_env=False, timeout=60)


@pytest.fixture
def tasks(server, http):
    return Ark(api_key=server.key, base_url=server.url + "/api/v3", http_client=http).content_generation.tasks


def ended(tasks, name, deadline=120):
    end = time.monotonic() + deadline
    while (task := tasks.get(task_id=name)).status in ("queued", "running"):
        assert time.monotonic() < end, f"{name} is {task.status}"
        time.sleep(0.1)
    return task


def reached(tasks, name, state, deadline=60):
    end = time.monotonic() + deadline
    while (task := tasks.get(task_id=name)).status != state:
        assert task.status in ("queued", "running"), f"{name} is {task.status}: {task}"
        assert time.monotonic() < end, f"{name} is {task.status}"
        time.sleep(0.05)
    return task


def test_create_with_every_argument_and_get(tasks, pictures):
    url = pictures.add("sdk.png", encoded(natural(640, 640, 3), "png"))
    created = tasks.create(
        model=LONG,
        content=[*text("全部参数"), {"type": "image_url", "image_url": {"url": url}, "role": "first_frame"}],
        safety_identifier="user-1", callback_url="http://127.0.0.1:9/hook", return_last_frame=True,
        service_tier="default", execution_expires_after=3600, generate_audio=True, draft=False, camera_fixed=True,
        watermark=True, seed=42, resolution="480p", ratio="4:3", duration=4,
        extra_headers={"X-Extra": "1"}, extra_query={"extra": "1"}, extra_body={"unknown": 1}, timeout=60,
    )
    assert created.id.startswith("cgt-")
    task = ended(tasks, created.id)
    assert task.status == "succeeded" and task.id == created.id and task.model == LONG
    assert task.content.video_url.startswith("http") and task.content.last_frame_url
    assert task.usage.completion_tokens == task.usage.total_tokens == 752 * 560 * 97 // 1024
    assert (task.seed, task.resolution, task.ratio, task.duration, task.framespersecond) == (42, "480p", "4:3", 4, 24)
    assert task.service_tier == "default" and task.execution_expires_after == 3600
    assert task.generate_audio is True and task.draft is False and task.safety_identifier == "user-1"
    assert task.created_at <= task.updated_at and task.error is None


def test_create_with_the_least(tasks):
    task = tasks.get(task_id=tasks.create(model=LONG, content=text("最少 --rs 480p --dur 4")).id)
    assert task.status in ("queued", "running") and task.generate_audio is True
    assert task.execution_expires_after == 172800 and task.service_tier == "default"


def test_raw_response(tasks):
    raw = tasks.with_raw_response.create(model=LONG, content=text("原始"), **QUICK)
    assert raw.parse().id.startswith("cgt-") and raw.headers["x-request-id"]
    assert raw.headers["content-type"] == "application/json; charset=utf-8"


def test_draft_and_final(tasks):
    draft = tasks.create(model=LONG, content=text("样片"), draft=True, seed=20, duration=4)
    assert ended(tasks, draft.id).draft is True
    final = tasks.create(model=LONG, content=[{"type": "draft_task", "draft_task": {"id": draft.id}}], watermark=False,
                         resolution="720p", return_last_frame=True, service_tier="default")
    task = ended(tasks, final.id)
    assert task.status == "succeeded" and task.draft_task_id == draft.id and task.resolution == "720p"
    assert task.seed == 20 and task.duration == 4


class TestList:
    @pytest.fixture(scope="class")
    def many(self, server):
        """A project of its own with tasks in several states: newest last."""
        key = server.make_key(project="list")
        tasks = Ark(api_key=key, base_url=server.url + "/api/v3",
                    http_client=httpx.Client(trust_env=False)).content_generation.tasks
        made = {"failed": [], "succeeded": [], "cancelled": [], "flex": []}
        for number in range(3):
            words = f"失败 {number} --sim-fail OutputVideoSensitiveContentDetected"
            made["failed"].append(tasks.create(model=LONG, content=text(words), **QUICK).id)
        for number in range(2):
            made["succeeded"].append(tasks.create(model=LONG, content=text(f"成功 {number}"), **QUICK).id)
        made["flex"].append(tasks.create(model=LONG, content=text("离线"), service_tier="flex", **QUICK).id)
        for name in made["failed"] + made["succeeded"] + made["flex"]:
            ended(tasks, name)
        blocker = tasks.create(model=LONG, content=text("挡 --sim-seconds 5"), **QUICK).id
        for number in range(2):
            name = tasks.create(model=LONG, content=text(f"取消 {number}"), **QUICK).id
            tasks.delete(name)
            made["cancelled"].append(name)
        ended(tasks, blocker)
        made["succeeded"].append(blocker)
        return tasks, made

    def names(self, page):
        return [item.id for item in page.items]

    def test_all_but_flex(self, many):
        tasks, made = many
        page = tasks.list()
        expected = set(made["failed"] + made["succeeded"] + made["cancelled"])
        assert set(self.names(page)) == expected and page.total == len(expected)

    def test_newest_first(self, many):
        tasks, _ = many
        names = self.names(tasks.list())
        assert names == sorted(names, reverse=True)

    @pytest.mark.parametrize("state", ["failed", "succeeded", "cancelled", "queued", "running", "expired"])
    def test_by_status(self, many, state):
        tasks, made = many
        page = tasks.list(status=state)
        assert set(self.names(page)) == set(made.get(state, [])) and page.total == len(page.items)
        assert all(item.status == state for item in page.items)

    def test_by_ids(self, many):
        tasks, made = many
        wanted = [made["failed"][0], made["succeeded"][1]]
        assert set(self.names(tasks.list(task_ids=wanted))) == set(wanted)
        assert self.names(tasks.list(task_ids=wanted[0])) == wanted[:1]
        assert tasks.list(task_ids=["cgt-20260101000000-xxxxx"]).total == 0

    def test_by_tier(self, many):
        tasks, made = many
        assert self.names(tasks.list(service_tier="flex")) == made["flex"]
        assert len(self.names(tasks.list(service_tier="default"))) == 8

    def test_by_model(self, many):
        tasks, _ = many
        assert tasks.list(model=LONG).total == 8
        assert tasks.list(model="ep-20260101000000-abcde").total == 0

    def test_paging(self, many):
        tasks, made = many
        whole = self.names(tasks.list())
        pieces = []
        for number in range(1, 5):
            page = tasks.list(page_num=number, page_size=3)
            assert page.total == 8
            pieces += self.names(page)
        assert pieces == whole
        assert self.names(tasks.list(page_num=500, page_size=500)) == []
        assert len(tasks.list(page_size=500).items) == 8

    def test_everything_at_once(self, many):
        tasks, made = many
        page = tasks.list(page_num=1, page_size=1, status="failed", task_ids=made["failed"], model=LONG,
                          service_tier="default")
        assert page.total == 3 and len(page.items) == 1

    @pytest.mark.parametrize("query", [{"page_num": 501}, {"page_size": 501}, {"page_size": -1}, {"status": "dead"},
                                       {"service_tier": "gold"}])
    def test_what_is_out_of_range_is_refused(self, many, query):
        tasks, _ = many
        with pytest.raises(ArkBadRequestError):
            tasks.list(**query)

    def test_another_project_sees_nothing(self, many, server):
        key = server.make_key(project="list-stranger")
        tasks = Ark(api_key=key, base_url=server.url + "/api/v3").content_generation.tasks
        assert tasks.list().total == 0 and tasks.list(task_ids=many[1]["failed"]).total == 0


class TestDelete:
    def test_queued_becomes_cancelled_and_cancelled_is_refused(self, tasks, http):
        blocker = tasks.create(model=LONG, content=text("挡 --sim-seconds 20"), **QUICK).id
        reached(tasks, blocker, "running")
        # Waiting tasks do not hold the worker; enough of them must be there to leave one queued.
        others = [tasks.create(model=LONG, content=text(f"渲染 {n}"), **{**QUICK, "duration": 12}).id for n in range(6)]
        last = others[-1]
        assert tasks.get(task_id=last).status == "queued"
        tasks.delete(last)
        assert tasks.get(task_id=last).status == "cancelled"
        Counting.sent = 0
        with pytest.raises(ArkConflictError):
            tasks.delete(last)
        assert Counting.sent == 1, f"the SDK asked {Counting.sent} times"
        for name in others[1:-1]:
            try:
                tasks.delete(name)
            except ArkConflictError:
                pass

    def test_running_is_refused_once(self, tasks, http):
        name = tasks.create(model=LONG, content=text("跑 --sim-seconds 6"), **QUICK).id
        reached(tasks, name, "running")
        Counting.sent = 0
        with pytest.raises(ArkConflictError) as caught:
            tasks.delete(name)
        assert caught.value.code == "InvalidAction.RunningTaskDeletion" and name in str(caught.value.body)
        assert Counting.sent == 1
        assert ended(tasks, name).status == "succeeded"

    @pytest.mark.parametrize("words,state", [("成功", "succeeded"),
                                             ("失败 --sim-fail OutputVideoSensitiveContentDetected", "failed")])
    def test_ended_is_gone(self, tasks, words, state):
        name = tasks.create(model=LONG, content=text(words), **QUICK).id
        task = ended(tasks, name)
        assert task.status == state
        tasks.delete(task_id=name)
        for again in (tasks.get, tasks.delete):
            with pytest.raises(ArkNotFoundError) as caught:
                again(task_id=name)
            assert caught.value.code == "ResourceNotFound"
        if state == "succeeded":
            assert httpx.get(task.content.video_url, trust_env=False).status_code in (200, 403, 404)

    # `expired` takes at least an hour to reach from outside (execution_expires_after is 3600 or more): the engine's own
    # tests reach it with a clock of theirs.


class TestErrors:
    def test_400(self, tasks):
        with pytest.raises(ArkBadRequestError) as caught:
            tasks.create(model=LONG, content=text("x"), duration=3)
        assert caught.value.param == "duration" and caught.value.code == "InvalidParameter"
        assert caught.value.type == "BadRequest" and "4" in str(caught.value.body)
        with pytest.raises(ArkBadRequestError) as caught:
            tasks.create(model=LONG, content=[])
        assert caught.value.param == "content"
        with pytest.raises(ArkBadRequestError) as caught:
            tasks.create(model=LONG, content=text("x"), frames=57)
        assert caught.value.param == "frames"

    def test_401(self, server, http):
        tasks = Ark(api_key="wrong", base_url=server.url + "/api/v3", http_client=http).content_generation.tasks
        for call in (lambda: tasks.create(model=LONG, content=text("x")), lambda: tasks.get(task_id="x"),
                     lambda: tasks.list(), lambda: tasks.delete("x")):
            Counting.sent = 0
            with pytest.raises(ArkAuthenticationError) as caught:
                call()
            assert caught.value.code == "AuthenticationError" and Counting.sent == 1

    @pytest.mark.parametrize("code,error,sent", [
        ("AccessDenied", ArkPermissionDeniedError, 1),
        ("AccountOverdueError", ArkPermissionDeniedError, 1),
        ("ModelNotOpen", ArkNotFoundError, 1),
        ("RateLimitExceeded.EndpointRPMExceeded", ArkRateLimitError, 3),
        ("QuotaExceeded", ArkRateLimitError, 1),
        ("InternalServiceError", ArkInternalServerError, 3),
        ("InputTextSensitiveContentDetected", ArkBadRequestError, 1),
    ])
    def test_typed_errors_and_how_often_the_sdk_asks(self, server, tasks, code, error, sent, measured):
        if getattr(server, "is_gateway", False):
            pytest.skip("the preview alone reads --sim-fail before a task is made")
        before = tasks.list().total
        with pytest.raises(error) as caught:
            tasks.create(model=LONG, content=text(f"x --sim-fail {code}"))
        assert caught.value.code == code
        measured(f"sent {Counting.sent - 1} times")
        assert Counting.sent - 1 == sent
        assert tasks.list().total == before, "a refused create made a task"

    def test_404(self, tasks):
        with pytest.raises(ArkNotFoundError) as caught:
            tasks.create(model="no-such-model", content=text("x"))
        assert caught.value.code == "InvalidEndpointOrModel.NotFound"
        for name in ("cgt-20260101000000-zr48p", "nonsense"):
            for call in (tasks.get, tasks.delete):
                with pytest.raises(ArkNotFoundError) as caught:
                    call(task_id=name)
                assert caught.value.code == "ResourceNotFound" and name in str(caught.value.body)

    def test_an_output_failure_is_on_the_task(self, tasks):
        name = tasks.create(model=LONG, content=text("x --sim-fail OutputAudioSensitiveContentDetected"), **QUICK).id
        task = ended(tasks, name)
        assert task.status == "failed" and task.error.code == "OutputAudioSensitiveContentDetected"
        assert "output audio" in task.error.message and task.content is None and task.usage is None

    def test_no_server(self):
        tasks = Ark(api_key="x", base_url="http://127.0.0.1:1/api/v3", max_retries=0).content_generation.tasks
        with pytest.raises(ArkAPIConnectionError):
            tasks.list()


def test_too_many_queued_is_429(tmp_path):
    """`tasks.max_queued` reached: nothing is made, and the answer says when to come again."""
    server = Server(tmp_path / "data", config="tasks:\n  max_queued: 3\npreview:\n  workers: 1\n").start()
    try:
        tasks = Ark(api_key=server.key, base_url=server.url + "/api/v3", max_retries=0).content_generation.tasks
        made = []
        with pytest.raises(ArkRateLimitError) as caught:
            for number in range(20):
                made.append(tasks.create(model=LONG, content=text(f"{number}"), resolution="1080p", duration=12).id)
        assert int(caught.value.response.headers["retry-after"]) >= 1
        assert tasks.list(page_size=100).total == len(made)
    finally:
        server.stop()


def test_async_ark(server):
    async def whole_life():
        ark = AsyncArk(api_key=server.key, base_url=server.url + "/api/v3")
        tasks = ark.content_generation.tasks
        names = [made.id for made in await asyncio.gather(
            *(tasks.create(model=LONG, content=text(f"并发 {n}"), **QUICK) for n in range(4)))]
        assert len(set(names)) == 4
        end = time.monotonic() + 120
        while True:
            found = await asyncio.gather(*(tasks.get(task_id=name) for name in names))
            if all(task.status == "succeeded" for task in found):
                break
            assert time.monotonic() < end, [task.status for task in found]
            await asyncio.sleep(0.1)
        page = await tasks.list(task_ids=names)
        assert page.total == 4
        await tasks.delete(names[0])
        with pytest.raises(ArkNotFoundError):
            await tasks.get(task_id=names[0])

    asyncio.run(whole_life())
