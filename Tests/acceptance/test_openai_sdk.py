"""OpenAI's own Python SDK, unmodified, with only its base URL pointed here."""

import asyncio
import io
import json
import time

import httpx2
import openai
import pytest
from PIL import Image

from fakes import OpenAIFake
from support import media
from support.faces import ARK, Client
from support.pictures import encoded, natural
from support.server import Server

pytestmark = pytest.mark.filterwarnings("ignore:.*Sora.*:DeprecationWarning")

MODEL = "doubao-seedance-1-5-pro-251215"
KEYS = {"id", "object", "model", "status", "progress", "created_at", "completed_at", "expires_at", "prompt", "size", "seconds",
        "remixed_from_video_id", "error"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("openai") / "data", config="preview:\n  workers: 2\n")
    yield server.start()
    assert server.is_running()
    server.stop()


def sdk(server, key=None, path="/v1", **options):
    http = httpx2.Client(trust_env=False, timeout=60)
    return openai.OpenAI(api_key=key or server.key, base_url=server.url + path, http_client=http, **options)


@pytest.fixture(scope="module")
def videos(server):
    return sdk(server).videos


@pytest.fixture(scope="module")
def done(videos):
    """One finished video, with its last frame."""
    video = videos.create_and_poll(prompt="海边日落", seconds="4", size="720x1280",
                                   extra_body={"return_last_frame": True})
    assert video.status == "completed", video
    return video


def test_the_sdk_as_it_is_reaches_the_fake_too():
    """So that what the fake takes is what the SDK sends."""
    with OpenAIFake() as fake:
        fake.model_name = "sora-2"
        client = openai.OpenAI(api_key=fake.key, base_url=fake.url + "/v1", http_client=httpx2.Client(trust_env=False))
        video = client.videos.create_and_poll(prompt="x", seconds="4", size="720x1280", poll_interval_ms=20)
        assert video.status == "completed" and not fake.complaints
        assert client.videos.download_content(video.id).read()[4:8] == b"ftyp"


def test_create_with_text(videos):
    raw = videos.with_raw_response.create(prompt="一只猫", model=MODEL, seconds="4", size="1280x720")
    video = raw.parse()
    assert video.id.startswith("video_") and video.object == "video" and video.status in ("queued", "in_progress")
    assert video.prompt == "一只猫" and video.seconds == "4" and video.size == "1280x720" and video.model == MODEL
    assert video.error is None and video.completed_at is None and video.remixed_from_video_id is None
    assert KEYS <= set(json.loads(raw.content)) <= KEYS | {"metadata"}, "all 13 keys, always"
    video = videos.poll(video.id)
    assert video.status == "completed" and video.progress == 100 and video.expires_at > video.completed_at >= video.created_at


def test_create_without_a_model_takes_the_default(done):
    assert done.model == MODEL and done.size == "720x1280" and done.seconds == "4"


def test_create_with_a_reference_picture(videos, tmp_path):
    picture = natural(1280, 720, 9)
    for reference in (("first.png", encoded(picture, "png"), "image/png"), io.BytesIO(encoded(picture, "jpeg"))):
        video = videos.create_and_poll(prompt="走近", input_reference=reference, seconds="4", size="1280x720")
        assert video.status == "completed", video.error
        path = tmp_path / "video.mp4"
        videos.download_content(video.id).write_to_file(path)
        media.expect_video(path, (1280, 720), 4, True)
        still = tmp_path / "first.png"
        picture.save(still)
        assert media.psnr(media.frame(path, 0), media.fitted(still, (1280, 720), "yuv420p")) > 30


def test_seedance_parameters_as_extra_fields(videos, server):
    video = videos.create(prompt="风", seconds="5", size="1280x720",
                          extra_body={"seed": 7, "camera_fixed": True, "generate_audio": False, "watermark": True,
                                      "return_last_frame": True, "safety_identifier": "user-2"})
    assert videos.poll(video.id).status == "completed"
    told = Client(server.url, server.key).get(f"/ark{ARK.read.format(id=video.id)}").json()
    assert told["seed"] == 7 and told["generate_audio"] is False and told["duration"] == 5
    assert told["safety_identifier"] == "user-2" and told["content"]["last_frame_url"]


def test_retrieve_and_poll_hint(videos, done):
    raw = videos.with_raw_response.retrieve(done.id)
    assert raw.parse().model_dump() == done.model_dump()
    fresh = videos.with_raw_response.create(prompt="慢 --sim-seconds 3", seconds="4")
    assert 100 <= int(videos.with_raw_response.retrieve(fresh.parse().id).headers["openai-poll-after-ms"]) <= 60000


def test_download_variants_and_ranges(videos, done, tmp_path):
    path = tmp_path / "video.mp4"
    videos.download_content(done.id).write_to_file(path)
    media.expect_video(path, (720, 1280), 4, True)
    whole = path.read_bytes()
    part = videos.download_content(done.id, extra_headers={"Range": "bytes=10-19"})
    assert part.response.status_code == 206 and part.read() == whole[10:20]
    thumbnail = Image.open(io.BytesIO(videos.download_content(done.id, variant="thumbnail").read()))
    assert thumbnail.size[0] * 16 == thumbnail.size[1] * 9
    sheet = Image.open(io.BytesIO(videos.download_content(done.id, variant="spritesheet").read()))
    assert sheet.format == "JPEG" and sheet.size[0] * 16 == sheet.size[1] * 9
    with pytest.raises(openai.BadRequestError):
        videos.download_content(done.id, variant="gif")


def test_content_of_an_unfinished_video(videos):
    video = videos.create(prompt="慢 --sim-seconds 20", seconds="4")
    with pytest.raises((openai.NotFoundError, openai.BadRequestError, openai.ConflictError)):
        videos.download_content(video.id)


class TestList:
    @pytest.fixture(scope="class")
    def many(self, server):
        """Seven of a project of its own, oldest first."""
        client = sdk(server, server.make_key(project="openai-list"))
        return client.videos, [client.videos.create(prompt=f"片 {n} --sim-fail OutputVideoSensitiveContentDetected",
                                                    seconds="4").id for n in range(7)]

    def test_newest_first(self, many):
        videos, names = many
        page = videos.list()
        assert [video.id for video in page.data] == names[::-1] and not page.has_more

    def test_pages(self, many):
        videos, names = many
        page = videos.list(limit=3)
        assert [video.id for video in page.data] == names[:3:-1] and page.has_more
        assert page.has_next_page() and [video.id for video in page.get_next_page().data] == names[3:0:-1]
        assert [video.id for video in videos.list(limit=2)] == names[::-1], "the SDK pages on by itself"
        assert [video.id for video in videos.list(limit=4, order="asc")] == names
        assert [video.id for video in videos.list(after=names[2], order="asc", limit=2).data] == names[3:5]

    def test_raw(self, many):
        videos, names = many
        body = json.loads(videos.with_raw_response.list(limit=2).content)
        assert set(body) == {"object", "data", "first_id", "last_id", "has_more"} and body["object"] == "list"
        assert body["first_id"] == names[-1] and body["last_id"] == names[-2]

    def test_empty(self, server):
        page = sdk(server, server.make_key(project="openai-empty")).videos.list()
        assert page.data == [] and not page.has_more

    @pytest.mark.parametrize("query", [{"limit": 101}, {"order": "up"}, {"limit": -1}])
    def test_wrong_queries(self, many, query):
        with pytest.raises(openai.BadRequestError) as caught:
            many[0].list(**query)
        assert caught.value.param in query


def test_a_failed_video_says_why(videos):
    video = videos.create_and_poll(prompt="x --sim-fail OutputVideoSensitiveContentDetected", seconds="4")
    assert video.status == "failed" and video.error.code and video.error.message


def test_delete(videos, server):
    video = videos.create_and_poll(prompt="x --sim-fail OutputVideoSensitiveContentDetected", seconds="4")
    answer = videos.delete(video.id)
    assert answer.deleted is True and answer.id == video.id and answer.object == "video.deleted"
    with pytest.raises(openai.NotFoundError):
        videos.retrieve(video.id)


class TestErrors:
    def test_bad_request(self, videos):
        for wrong in ({"seconds": "3"}, {"size": "100x100"}, {"prompt": ""}):
            with pytest.raises(openai.BadRequestError) as caught:
                videos.create(**{"prompt": "x", **wrong})
            error = caught.value
            assert error.type == "invalid_request_error" and error.param == next(iter(wrong)), error

    def test_unknown_model(self, videos):
        with pytest.raises((openai.BadRequestError, openai.NotFoundError)) as caught:
            videos.create(prompt="x", model="sora-2")
        assert "sora-2" in caught.value.message

    def test_not_found(self, videos):
        for call in (videos.retrieve, videos.delete, videos.download_content):
            with pytest.raises(openai.NotFoundError) as caught:
                call("video_01jd3z4y6k8m0n2p4r6t8v0x2z")
            assert caught.value.type == "invalid_request_error"

    def test_authentication(self, server):
        with pytest.raises(openai.AuthenticationError) as caught:
            sdk(server, "sk-wrong").videos.list()
        assert caught.value.code == "invalid_api_key"

    def test_foreign_videos_do_not_exist(self, server, done):
        stranger = sdk(server, server.make_key(project="stranger")).videos
        with pytest.raises(openai.NotFoundError):
            stranger.retrieve(done.id)

    def test_rate_limit(self, tmp_path):
        server = Server(tmp_path / "data", config="preview:\n  workers: 1\ntasks:\n  max_queued: 1\n").start()
        try:
            videos = sdk(server, max_retries=0).videos
            with pytest.raises(openai.RateLimitError) as caught:
                for n in range(4):
                    videos.create(prompt=f"{n} --sim-seconds 20", seconds="4")
            assert int(caught.value.response.headers["Retry-After"]) >= 1
        finally:
            server.stop()


def test_models(server):
    names = {model.id for model in sdk(server).models.list()}
    assert MODEL in names


@pytest.mark.parametrize("path", ["/v1", "/openai/v1"])
def test_both_base_urls(server, path):
    assert sdk(server, path=path).videos.list(limit=1).data is not None


def test_the_async_client(server):
    async def run():
        client = openai.AsyncOpenAI(api_key=server.key, base_url=server.url + "/v1",
                                    http_client=httpx2.AsyncClient(trust_env=False, timeout=60))
        started = time.monotonic()
        videos = await asyncio.gather(*(client.videos.create_and_poll(prompt=f"并发 {n}", seconds="4") for n in range(3)))
        assert all(video.status == "completed" for video in videos) and time.monotonic() - started < 120

    asyncio.run(run())
