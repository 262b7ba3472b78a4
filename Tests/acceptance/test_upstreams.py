"""A gateway in front of each vendor: what was ordered is what arrives there, and what comes back is what is told."""

import base64
import hashlib
import io
import itertools

import httpx
import pytest
from PIL import Image

from fakes import (AIGenerationFake, AnyFastFake, ArkFake, OpenAIFake, Plan, Refusal, ToAPIsFake, VolcFake, XComputeFake)
from fakes.models import SIZES
from support import media
from support.faces import ALL, ARK, LONG, SHORT, Client
from support.orders import ALL_KINDS, ARKLIKE, CASES, CODECS, LACKING, NAMES, PAIRS, SMALL, ark, wanted
from support.gateways import entry, eventually, gateway, running, shown
from support.pictures import encoded, natural

FAKES = {"ark": ArkFake, "volc": VolcFake, "anyfast": AnyFastFake, "xcompute": XComputeFake, "toapis": ToAPIsFake,
         "aigeneration": AIGenerationFake, "openai": OpenAIFake}


class Rig:
    """One fake and the gateway in front of it."""

    def __init__(self, fake, server):
        self.fake, self.server = fake, server
        self.client = Client(server.url, server.key)

    def order(self, body, face=ARK) -> str:
        return self.client.make(face, body)

    def done(self, name, face=ARK, deadline=60):
        return self.client.follow(face, name, deadline=deadline, may_return=True)

    def succeed(self, body, face=ARK):
        name = self.order(body, face)
        story = self.done(name, face)
        assert story.state == "succeeded", f"{story}\n{shown(self.server, name)}\n{self.fake.complaints}"
        assert not self.fake.complaints, self.fake.complaints
        return name, story


@pytest.fixture(scope="module")
def rigs(tmp_path_factory):
    """A gateway for each dialect, started when first asked for."""
    made, stack = {}, []

    def rig(dialect) -> Rig:
        if dialect not in made:
            fake = FAKES[dialect]()
            server = gateway(tmp_path_factory.mktemp(dialect) / "data", [entry(fake)])
            life = running(server)
            life.__enter__()
            stack.append((life, fake))
            made[dialect] = Rig(fake, server)
        made[dialect].fake.forget()
        return made[dialect]

    yield rig
    for life, fake in stack:
        life.__exit__(None, None, None)
        fake.stop()


@pytest.fixture(params=NAMES)
def rig(request, rigs):
    return rigs(request.param)


@pytest.fixture(scope="module")
def frames(pictures):
    """Two pictures at addresses that only this machine reaches: 4:3 and 1:1."""
    return [pictures.add("first.png", encoded(natural(800, 600, 11), "png")),
            pictures.add("last.jpg", encoded(natural(700, 700, 12), "jpeg"))]


# What arrives


@pytest.mark.parametrize("dialect, case", PAIRS, ids=lambda value: value)
def test_every_parameter_arrives(dialect, case, rigs, frames, tmp_path):
    count, parameters, _ = CASES[case]
    rig = rigs(dialect)
    body = ark(frames=frames[:count], **parameters)
    order = wanted(body)
    name, story = rig.succeed(body)
    [create] = rig.fake.creates
    got, task = create.order, create.task
    assert got.text == order.text
    assert got.model == {"xcompute": SHORT, "toapis": SHORT, "openai": "seedance"}.get(dialect, LONG)
    if order.ratio == "adaptive":
        # Supplied where the vendor lacks the word: what fits the first picture, and 16:9 where no picture says what fits.
        supplied = "4:3" if count else "16:9"
        knows = dialect in ARKLIKE or dialect == "anyfast" and count
        assert got.ratio in ({"adaptive", supplied} if knows else {supplied}) and task.ratio == supplied
    else:
        assert got.ratio == order.ratio
    if order.duration == -1 and dialect not in ARKLIKE:
        assert 4 <= got.duration <= 12
    else:
        assert got.duration == order.duration
    assert got.resolution == order.resolution
    assert got.generate_audio == order.generate_audio
    for parameter in ("seed", "camera_fixed", "watermark", "draft", "service_tier"):
        assert getattr(got, parameter) == getattr(order, parameter), parameter
    if dialect in CODECS and case == "expiry":
        assert got.safety_identifier == "user-7" and 3600 <= got.execution_expires_after <= 259200
    assert [role for role, _ in got.media] == [role for role, _ in order.media]
    for data, address in zip(task.media, frames):
        assert hashlib.sha256(data).digest() == hashlib.sha256(httpx.get(address, trust_env=False).content).digest()
    assert_told(rig, name, story, order, task, tmp_path)


def assert_told(rig, name, story, order, task, tmp_path):
    answer = rig.client.get(f"/ark{ARK.read.format(id=name)}").json()
    assert answer["model"] == LONG and answer["status"] == "succeeded"
    assert (answer["resolution"], answer["ratio"], answer["duration"]) == (order.resolution, task.ratio, task.seconds)
    assert answer["usage"]["completion_tokens"] == task.tokens
    if order.seed != -1:
        assert answer["seed"] == order.seed
    assert answer["generate_audio"] == order.generate_audio and answer["draft"] == order.draft
    assert answer["service_tier"] == order.service_tier
    assert answer["execution_expires_after"] == order.execution_expires_after
    assert answer.get("safety_identifier") == order.safety_identifier
    video = rig.client.download(story.video, tmp_path / "video.mp4")
    media.expect_video(video, task.size, task.seconds, task.order.generate_audio)
    assert bool(story.last_frame) == order.return_last_frame
    if order.return_last_frame:
        picture = rig.client.download(story.last_frame, tmp_path / "last.png")
        assert media.facts_size(picture) == task.size
    told = shown(rig.server, name)
    assert task.id in told and rig.fake.dialect in told


@pytest.mark.parametrize("dialect, case", LACKING, ids=lambda value: value)
def test_what_cannot_be_ordered_is_refused_by_name(dialect, case, rigs, frames):
    count, parameters, _ = CASES[case]
    rig = rigs(dialect)
    response = rig.client.post("/ark" + ARK.create, ark(frames=frames[:count], **parameters))
    assert response.status_code == 400, f"{response.status_code} {response.text}"
    words = {"silent": "generate_audio", "seed": "seed", "seed-0": "seed", "camera": "camera_fixed",
             "watermark": "watermark", "flex": "service_tier", "draft": "draft", "promptless": "content",
             "first-all": ("camera_fixed", "seed", "generate_audio"), "both": "flf2v",
             "both-all": ("flf2v", "seed")}[case]
    refusal = ARK.refused(response, 400)
    assert any(word in refusal for word in ([words] if isinstance(words, str) else words)), refusal
    assert not rig.fake.creates


@pytest.mark.parametrize("dialect", [name for name in NAMES if name not in CODECS])
def test_what_one_vendor_lacks_goes_to_one_that_has_it(dialect, tmp_path, frames):
    with FAKES[dialect]() as first, ArkFake("other-key") as other:
        server = gateway(tmp_path / "data", [entry(first, priority=1), entry(other, priority=2)])
        with running(server):
            client = Client(server.url, server.key)
            for case in [case for lacking, case in LACKING if lacking == dialect]:
                count, parameters, _ = CASES[case]
                name = client.make(ARK, ark(frames=frames[:count], **parameters))
                assert client.follow(ARK, name).state == "succeeded", shown(server, name)
                assert len(other.creates) == 1 and not first.creates, case
                other.forget()
            name = client.make(ARK, ark(**SMALL))
            assert client.follow(ARK, name).state == "succeeded"
            assert len(first.creates) == 1 and not other.creates, "the preferred account serves what it can"


# The vendor's own words, in and out

OWN = {
    "ark": {"model": LONG, "content": [{"type": "text", "text": "风"}], "resolution": "480p", "ratio": "3:4", "duration": 4,
            "seed": 9, "watermark": True, "camera_fixed": True, "generate_audio": False},
    "anyfast": {"model": LONG, "content": [{"type": "text", "text": "风"}], "resolution": "480p", "ratio": "3:4",
                "duration": 4, "seed": 9, "watermark": True, "camera_fixed": True},
    "xcompute": {"model": SHORT, "prompt": "风", "resolution": "480p", "aspect_ratio": "3:4", "duration": 4, "seed": 9,
                 "camerafixed": True},
    "toapis": {"model": SHORT, "prompt": "风", "aspect_ratio": "3:4", "duration": 4,
               "metadata": {"resolution": "480p", "seed": 9, "camerafixed": True}},
}
OWN["volc"] = OWN["ark"]
OWN["aigeneration"] = OWN["ark"]


@pytest.mark.parametrize("dialect", OWN)
def test_the_same_dialect_in_and_out(dialect, rigs):
    rig = rigs(dialect)
    from fakes.upstream import Create

    order = rig.fake.decode(Create(0, "", {}, b"", OWN[dialect]))
    rig.succeed(OWN[dialect], ALL[dialect])
    got = rig.fake.last().order
    for parameter in ("model", "text", "resolution", "ratio", "duration", "generate_audio", "seed", "camera_fixed",
                      "watermark", "draft", "service_tier"):
        assert getattr(got, parameter) == getattr(order, parameter), parameter


@pytest.mark.parametrize("into, out", [(into, out) for into, out in itertools.product(OWN, NAMES)
                                       if out not in ("openai",)], ids=lambda value: value)
def test_a_default_that_differs_is_sent_explicitly(into, out, rigs):
    body = ({"model": SHORT, "prompt": "默认", "duration": 4} if into in ("xcompute", "toapis") else
            {"model": LONG, "content": [{"type": "text", "text": "默认"}], "duration": 4})
    audible = into in ("ark", "volc", "aigeneration")
    wide = into in ("xcompute", "toapis", "anyfast")
    rig = rigs(out)
    rig.succeed(body, ALL[into])
    create = rig.fake.last()
    assert create.order.generate_audio is audible
    assert create.order.resolution == "720p" and create.order.watermark is False
    if wide or out in ("xcompute", "toapis", "anyfast"):
        assert create.order.ratio == "16:9"
    else:
        assert create.order.ratio == "adaptive"
    if audible != (out in ("ark", "volc", "aigeneration")):
        sent = create.body.get("metadata", {}) if out == "toapis" else create.body
        word = "audio" if out in ("xcompute", "toapis") else "generate_audio"
        assert sent[word] is audible, "said in so many words"


# Pictures

@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "bmp", "tiff", "gif"])
@pytest.mark.parametrize("dialect", ["ark", "xcompute", "toapis", "anyfast", "aigeneration", "openai"])
def test_a_picture_that_the_upstream_cannot_reach_gets_there(dialect, kind, rigs, pictures):
    """As a data URL from the client, and at an address of which the upstream knows nothing."""
    rig = rigs(dialect)
    data = encoded(natural(480, 480, 31), kind)
    rig.fake.unreachable = [pictures.url]
    place = pictures.add(f"private.{kind}", data)
    inline = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    for address in (place, inline):
        rig.fake.creates.clear()
        rig.succeed(ark(frames=[address], **SMALL))
        [create] = rig.fake.creates
        [(role, sent)] = create.order.media
        [got] = create.task.media
        assert role == "first_frame" and not sent.startswith(pictures.url)
        assert Image.open(io.BytesIO(got)).size == (480, 480)
        if dialect == "ark":
            assert sent.startswith(f"data:image/{kind};base64,") and got == data
        elif dialect in ("xcompute", "toapis"):
            assert any(upload.link == sent for upload in rig.fake.uploads)
            if kind in ("png", "jpeg", "webp", "gif"):
                assert got == data
        elif dialect == "openai":
            assert sent.startswith("file:")
        else:
            assert sent.startswith(rig.server.url) and got == data, "a link of ours"


# What comes back

MODERATION = [("OutputVideoSensitiveContentDetected", "The request failed because the output video may contain sensitive "
               "information."),
              ("OutputAudioSensitiveContentDetected.PolicyViolation", "copyright")]


@pytest.mark.parametrize("code, message", MODERATION)
@pytest.mark.parametrize("dialect", NAMES)
def test_a_task_that_the_vendor_fails_fails_in_the_clients_words(dialect, code, message, rigs):
    rig = rigs(dialect)
    rig.fake.plan = Plan(words=("queued", "running", "failed"), error=(code, message))
    name = rig.order(ark(**SMALL))
    story = rig.done(name)
    assert story.state == "failed" and len(rig.fake.creates) == 1, "moderation is never tried elsewhere or again"
    if dialect != "aigeneration":
        # There the message alone tells; shape B of AnyFast says nothing at all.
        assert dialect == "anyfast" or story.error == code
    for face in ALL.values():
        other = rig.client.read(face, name)
        assert other.state == "failed" and (face.name == "ark" or other.error)


REFUSALS = {
    "ark": Refusal(400, "InputTextSensitiveContentDetected", "The request failed because the input text may contain "
                   "sensitive information."),
    "volc": Refusal(400, "InputTextSensitiveContentDetected", "The request failed because the input text may contain "
                    "sensitive information."),
    "anyfast": Refusal(400, "fail_to_fetch_task", '{"error":{"code":"InputTextSensitiveContentDetected","message":"sensitive",'
                       '"param":"","type":"BadRequest"}}'),
    "xcompute": Refusal(400, "", "请求参数无效: sensitive"),
    "toapis": Refusal(422, "", "content policy violation"),
    "aigeneration": Refusal(422, "", "The content is not allowed.", "content"),
    "openai": Refusal(400, "moderation_blocked", "Your request was blocked by our moderation system."),
}


@pytest.mark.parametrize("dialect", NAMES)
def test_a_create_that_the_vendor_refuses_fails_once(dialect, rigs):
    rig = rigs(dialect)
    rig.fake.plan = Plan(refusal=REFUSALS[dialect])
    name = rig.order(ark(**SMALL))
    story = rig.done(name)
    assert story.state == "failed" and story.error, story
    assert len(rig.fake.creates) == 1 and not rig.fake.tasks
    if dialect in (*CODECS, "anyfast"):
        assert story.error == "InputTextSensitiveContentDetected"
    answer = rig.client.get(f"/ark{ARK.read.format(id=name)}").json()
    assert answer["error"]["message"]


def test_an_unknown_word_is_polled_on(rig):
    rig.fake.plan = Plan(words=("queued", "pondering", "running", "pondering", "succeeded"))
    name, _ = rig.succeed(ark(**SMALL))


def test_a_task_that_the_vendor_cancels_or_lets_expire_ends(rigs):
    for dialect, word in (("ark", "cancelled"), ("ark", "expired"), ("xcompute", "cancelled"), ("aigeneration", "expired")):
        rig = rigs(dialect)
        rig.fake.plan = Plan(words=("running", word))
        story = rig.done(rig.order(ark(**SMALL)))
        assert story.state in ("failed", word), (dialect, word, story)


@pytest.mark.parametrize("shape", ["A", "B", "C"])
def test_the_three_reads_of_anyfast_are_told_apart(shape, rigs):
    rig = rigs("anyfast")
    rig.fake.shape = shape
    try:
        rig.succeed(ark(**SMALL))
        rig.fake.plan = Plan(words=("queued", "running", "failed"), error=MODERATION[0])
        story = rig.done(rig.order(ark(**SMALL)))
        assert story.state == "failed" and (shape == "B" or story.error == MODERATION[0][0])
    finally:
        rig.fake.shape = "B"


def test_the_two_reads_of_xcompute_are_told_apart(rigs):
    rig = rigs("xcompute")
    rig.fake.is_wrapped = False
    try:
        rig.succeed(ark(**SMALL))
    finally:
        rig.fake.is_wrapped = True


def test_a_broken_download_goes_on(rig):
    rig.fake.plan = Plan(broken_downloads=2)
    rig.succeed(ark(**SMALL))
    assert rig.fake.last().task.downloads >= 3


def test_a_file_of_another_size_is_recorded(rigs):
    rig = rigs("ark")
    rig.fake.plan = Plan(size=(320, 320))
    name = rig.order(ark(**SMALL))
    assert rig.done(name).state == "succeeded"
    assert "320" in shown(rig.server, name)


def test_a_draft_and_its_final_stay_on_one_account(tmp_path):
    with ArkFake("one") as one, ArkFake("two") as two:
        server = gateway(tmp_path / "data", [entry(one, "one"), entry(two, "two")])
        with running(server):
            client = Client(server.url, server.key)
            for _ in range(3):
                draft = client.make(ARK, {"model": LONG, "content": [{"type": "text", "text": "x"}], "draft": True,
                                          "duration": 4, "ratio": "1:1", "seed": 7})
                assert client.follow(ARK, draft).state == "succeeded"
                maker = one if any(create.order.draft for create in one.creates) else two
                final = client.make(ARK, {"model": LONG, "content": [{"type": "draft_task", "draft_task": {"id": draft}}],
                                          "resolution": "720p"})
                assert client.follow(ARK, final).state == "succeeded", shown(server, final)
                assert maker.last().order.draft_task in maker.tasks
                answer = client.get(f"/ark{ARK.read.format(id=final)}").json()
                assert answer["draft_task_id"] == draft
                one.forget(), two.forget()


def test_a_cancel_goes_by_the_vendor(rigs):
    rig = rigs("ark")
    rig.fake.plan = Plan(words=("queued",))
    name = rig.order(ark(**SMALL))
    eventually(lambda: rig.fake.count("list") + rig.fake.count("get"), what="a poll")
    assert rig.client.http.delete(f"/ark{ARK.read.format(id=name)}").status_code == 200
    assert rig.client.read(ARK, name).state == "cancelled" and rig.fake.last().task.cancelled
    rig.fake.plan = Plan(words=("running",))
    name = rig.order(ark(**SMALL))
    eventually(lambda: rig.client.read(ARK, name).state == "running", what="running")
    response = rig.client.http.delete(f"/ark{ARK.read.format(id=name)}")
    assert response.status_code == 409 and "RunningTaskDeletion" in response.text
    rig.fake.last().task.plan = Plan()
    assert rig.done(name).state == "succeeded"


def test_a_cancel_where_the_vendor_has_none_is_refused(rigs):
    rig = rigs("xcompute")
    rig.fake.plan = Plan(words=("queued",))
    name = rig.order(ark(**SMALL))
    eventually(lambda: rig.fake.creates and rig.fake.count("get"), what="a poll")
    response = rig.client.http.delete(f"/ark{ARK.read.format(id=name)}")
    assert response.status_code == 409 and "RunningTaskDeletion" in response.text
    rig.fake.last().task.plan = Plan()
    assert rig.done(name).state == "succeeded"


@pytest.mark.parametrize("dialect", ["ark", "volc", "xcompute", "toapis"])
def test_a_callback_from_the_vendor_is_a_hint_and_no_more(dialect, tmp_path):
    """Polled so seldom that only the hint can bring the end soon; what it says is not believed."""
    with FAKES[dialect]() as fake:
        fake.plan = Plan(words=("running",))
        server = gateway(tmp_path / "data", [entry(fake)], polling={"first": "60s", "min": "60s", "max": "60s"})
        with running(server):
            client = Client(server.url, server.key)
            name = client.make(ARK, ark(**SMALL))
            task = eventually(lambda: fake.creates and fake.last().task, what="the task upstream")
            assert task.order.callback_url.startswith(server.url)
            # The vendor's side still says running, whatever the caller claims.
            address, told = fake.callback(task)
            assert httpx.post(address, json={**told, "status": "succeeded"}, trust_env=False).status_code < 500
            task.plan = Plan(words=("succeeded",))
            assert fake.tell(task) < 300
            assert client.follow(ARK, name, deadline=20).state == "succeeded", shown(server, name)


@pytest.mark.parametrize("model", ["doubao-seedance-1-0-pro-250528", "doubao-seedance-2-0-260128",
                                   "doubao-seedance-2-0-fast-260128", "doubao-seedance-2-0-mini-260615",
                                   "doubao-seedance-2-5-260628"])
@pytest.mark.parametrize("dialect", CODECS)
def test_the_family_passes(dialect, model, rigs, frames):
    rig = rigs(dialect)
    rig.succeed({"model": model, "content": [{"type": "text", "text": "x"}], "resolution": "480p", "ratio": "16:9",
                 "duration": 5})
    assert rig.fake.last().order.model == model
    if "-2-" in model:
        rig.succeed({"model": model, "content": [
            {"type": "text", "text": "x"},
            *({"type": "image_url", "image_url": {"url": url}, "role": "reference_image"} for url in frames)],
            "resolution": "480p", "duration": 5, "ratio": "16:9", "priority": 3})
        got = rig.fake.last().order
        assert [role for role, _ in got.media] == ["reference_image"] * 2 and got.extras["priority"] == 3


@pytest.mark.parametrize("dialect, name", [("xcompute", "doubao-seedance-2.0"), ("toapis", "doubao-seedance-2-0"),
                                           ("anyfast", "seedance")])
def test_newer_models_by_the_resellers_names(dialect, name, rigs):
    rig = rigs(dialect)
    rig.succeed({"model": "doubao-seedance-2-0-260128", "content": [{"type": "text", "text": "x"}], "resolution": "480p",
                 "ratio": "4:3", "duration": 15, "generate_audio": True})
    got = rig.fake.last().order
    assert (got.model, got.ratio, got.duration, got.generate_audio, got.resolution) == (name, "4:3", 15, True, "480p")


def test_sizes_are_those_of_the_table():
    """The fakes' table is the one that the other suites hold the preview to."""
    assert {name: SIZES[name] for name in media.SIZES} == media.SIZES
