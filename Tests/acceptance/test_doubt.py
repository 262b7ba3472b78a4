"""Creates whose answer is lost, vendors that are down, slow or busy: nothing is made twice, and what can be cured is cured."""

import os
import time

import pytest

from fakes import AnyFastFake, ArkFake, Plan, Refusal, ToAPIsFake, XComputeFake
from support.faces import ARK, Client
from support.gateways import entry, eventually, gateway, running, shown
from test_shares import body

#: Faults with the create after which nobody knows whether there is a task, and whether there is one.
DOUBTS = {"after": True, "bare": True, "cut": True, "no_id": True, "before": False, "bare_before": False}
SLOW = pytest.mark.slow


@pytest.fixture
def rig(request, tmp_path):
    with request.param() as fake:
        with running(gateway(tmp_path / "data", [entry(fake)])) as server:
            yield fake, server, Client(server.url, server.key)


def creates_of(fake, text):
    return [create for create in fake.creates if text in create.raw.decode()]


@pytest.mark.parametrize("rig", [ArkFake], indirect=True)
@pytest.mark.parametrize("trouble", [name for name, made in DOUBTS.items() if made])
def test_ark_finds_a_lost_task_by_its_token(rig, trouble):
    fake, server, client = rig
    fake.following = [Plan(trouble=trouble)]
    name = client.make(ARK, body("lost"))
    story = client.follow(ARK, name, deadline=120, may_return=True)
    assert story.state == "succeeded", shown(server, name)
    assert len(fake.creates) == len(fake.tasks) == 1, "it was adopted, not made again"
    assert "doubt" in shown(server, name).lower()


@pytest.mark.parametrize("rig", [ArkFake], indirect=True)
def test_ark_tells_the_lost_tasks_of_like_orders_apart(rig):
    """Ten equal orders, each answer lost: every one is found by its own token."""
    fake, server, client = rig
    fake.following = [Plan(trouble="after") for _ in range(10)]
    names = [client.make(ARK, body("alike")) for _ in range(10)]
    for name in names:
        assert client.follow(ARK, name, deadline=120, may_return=True).state == "succeeded", shown(server, name)
    assert len(fake.creates) == len(fake.tasks) == 10
    tokens = {(create.order.execution_expires_after, create.order.safety_identifier) for create in fake.creates}
    assert len(tokens) == 10
    for name in names:
        told = [task for task in fake.tasks if task in shown(server, name)]
        assert len(told) == 1


@SLOW
@pytest.mark.parametrize("rig", [ArkFake], indirect=True)
@pytest.mark.parametrize("trouble", [name for name, made in DOUBTS.items() if not made])
def test_ark_sends_again_once_absence_is_proved(rig, trouble):
    fake, server, client = rig
    fake.following = [Plan(trouble=trouble)]
    name = client.make(ARK, body("absent"))
    story = client.follow(ARK, name, deadline=200, may_return=True)
    assert story.state == "succeeded", shown(server, name)
    assert len(fake.creates) == 2 and len(fake.tasks) == 1
    assert fake.creates[1].at - fake.creates[0].at >= 60, "three complete listings over at least 60 s"
    assert fake.count("list") >= 3


@pytest.mark.parametrize("rig", [ToAPIsFake], indirect=True)
@pytest.mark.parametrize("trouble", DOUBTS)
def test_toapis_sends_again_with_the_same_token(rig, trouble):
    fake, server, client = rig
    fake.following = [Plan(trouble=trouble)]
    name = client.make(ARK, body("again"))
    story = client.follow(ARK, name, deadline=90, may_return=True)
    assert story.state == "succeeded", shown(server, name)
    assert len(fake.tasks) == 1
    tokens = {create.body["client_business_id"] for create in fake.creates if create.body}
    assert len(tokens) == 1, "the same token each time"


@pytest.mark.parametrize("rig", [XComputeFake, AnyFastFake], indirect=True)
@pytest.mark.parametrize("trouble", ["after", "bare", "no_id"])
def test_where_nothing_cures_it_is_not_sent_again(rig, trouble):
    fake, server, client = rig
    fake.following = [Plan(trouble=trouble)]
    name = client.make(ARK, body("unknown"))
    eventually(lambda: fake.creates, what="the create")
    time.sleep(4)
    assert client.read(ARK, name).state == "running" and len(fake.creates) == 1
    response = client.http.delete(f"/ark{ARK.read.format(id=name)}")
    assert response.status_code == 409 and "RunningTaskDeletion" in response.text, "in doubt, nothing can be cancelled"


@SLOW
@pytest.mark.skipif(not os.environ.get("FILMGATE_LONG"), reason="ten minutes; FILMGATE_LONG=1 runs it")
@pytest.mark.parametrize("rig", [XComputeFake], indirect=True)
def test_what_is_never_known_ends_after_ten_minutes(rig):
    fake, server, client = rig
    fake.following = [Plan(trouble="after")]
    name = client.make(ARK, body("unknown"))
    story = client.follow(ARK, name, deadline=660, may_return=True)
    assert story.state == "failed" and story.error == "SubmissionOutcomeUnknown"
    assert len(fake.creates) == 1


@pytest.mark.parametrize("rig", [ArkFake], indirect=True)
def test_a_429_is_waited_out(rig):
    fake, server, client = rig
    fake.following = [Plan(refusal=Refusal(429, "RequestBurstTooFast", "Too fast.", retry_after=2))]
    name = client.make(ARK, body("busy"))
    story = client.follow(ARK, name, deadline=60, may_return=True)
    assert story.state == "succeeded", shown(server, name)
    assert len(fake.creates) == 2 and fake.creates[1].at - fake.creates[0].at >= 1.9


@pytest.mark.parametrize("rig", [ArkFake], indirect=True)
def test_an_error_of_the_vendors_own_is_tried_again(rig):
    fake, server, client = rig
    fake.following = [Plan(refusal=Refusal(500, "InternalServiceError", "The service encountered an unexpected internal error."))]
    name = client.make(ARK, body("500"))
    assert client.follow(ARK, name, deadline=90, may_return=True).state == "succeeded", shown(server, name)
    assert len(fake.creates) == 2 and len(fake.tasks) == 1


@pytest.mark.parametrize("rig", [ArkFake], indirect=True)
def test_troubled_reads_do_not_end_a_task(rig):
    fake, server, client = rig
    fake.read_trouble = [Refusal(500, "InternalServiceError", "x"), "reset", Refusal(429, "RequestBurstTooFast", "x"), "reset"]
    name = client.make(ARK, body("reads"))
    assert client.follow(ARK, name, deadline=90, may_return=True).state == "succeeded", shown(server, name)
    assert len(fake.creates) == 1


def two_accounts(place, first, other, **more):
    return gateway(place, [entry(first, "first", priority=1, **more), entry(other, "other", priority=2)])


@pytest.mark.parametrize("refusal", [
    Refusal(401, "AuthenticationError", "The API key in the request is missing or invalid."),
    Refusal(403, "AccountOverdueError", "The account is in arrears."),
    Refusal(404, "ModelNotOpen", "Your account has not activated the model."),
    Refusal(429, "QuotaExceeded", "Too many queued tasks.", retry_after=30),
    Refusal(500, "InternalServiceError", "An unexpected internal error."),
], ids=lambda refusal: refusal.code)
def test_the_other_account_takes_over(tmp_path, refusal):
    with ArkFake("one") as first, ArkFake("two") as other:
        first.plan = Plan(refusal=refusal)
        with running(two_accounts(tmp_path / "data", first, other)) as server:
            client = Client(server.url, server.key)
            for number in range(6):
                name = client.make(ARK, body(f"over {number}"))
                assert client.follow(ARK, name, deadline=60, may_return=True).state == "succeeded", shown(server, name)
            assert len(other.tasks) == 6 and not first.tasks
            assert len(first.creates) >= 1


def test_a_dead_host_is_left_alone_and_taken_up_again(tmp_path):
    """Connections are refused: no doubt, the other account serves; the breaker spares the dead one."""
    first, other = ArkFake("one"), ArkFake("two")
    port = first.port
    first.stop()
    try:
        server = gateway(tmp_path / "data", [
            {**entry(other, "first", priority=1), "base_url": f"http://127.0.0.1:{port}"}, entry(other, "other", priority=2)])
        with running(server):
            client = Client(server.url, server.key)
            for number in range(8):
                name = client.make(ARK, body(f"dead {number}"))
                assert client.follow(ARK, name, deadline=60, may_return=True).state == "succeeded", shown(server, name)
            assert len(other.tasks) == 8
    finally:
        other.stop()


def test_a_users_bad_request_does_not_count_against_the_account(tmp_path):
    with ArkFake("one") as first, ArkFake("two") as other:
        first.plan = Plan(refusal=Refusal(400, "InputTextSensitiveContentDetected", "sensitive"))
        with running(two_accounts(tmp_path / "data", first, other)) as server:
            client = Client(server.url, server.key)
            for number in range(12):
                name = client.make(ARK, body(f"bad {number}"))
                assert client.follow(ARK, name, deadline=60, may_return=True).state == "failed"
            assert len(first.creates) == 12 and not other.creates, "never another account on moderation"
            first.plan = Plan()
            name = client.make(ARK, body("good"))
            assert client.follow(ARK, name, deadline=60, may_return=True).state == "succeeded"
            assert len(first.tasks) == 1 and not other.creates, "the account was never put aside"


def test_a_failure_of_the_vendors_own_is_made_elsewhere_and_moderation_is_not(tmp_path):
    with ArkFake("one") as first, ArkFake("two") as other:
        first.plan = Plan(words=("running", "failed"), error=("InternalServiceError", "An unexpected internal error."))
        with running(two_accounts(tmp_path / "data", first, other)) as server:
            client = Client(server.url, server.key)
            name = client.make(ARK, body("fails"))
            assert client.follow(ARK, name, deadline=60, may_return=True).state == "succeeded", shown(server, name)
            assert len(other.tasks) == 1
            first.plan = Plan(words=("running", "failed"), error=("OutputVideoSensitiveContentDetected", "sensitive"))
            name = client.make(ARK, body("moderated"))
            assert client.follow(ARK, name, deadline=60, may_return=True).state == "failed"
            assert len(other.creates) == 1


def test_in_doubt_no_other_account_is_tried(tmp_path):
    with XComputeFake("one") as first, ArkFake("two") as other:
        first.following = [Plan(trouble="after")]
        with running(two_accounts(tmp_path / "data", first, other)) as server:
            client = Client(server.url, server.key)
            name = client.make(ARK, body("doubt"))
            eventually(lambda: first.creates, what="the create")
            time.sleep(4)
            assert client.read(ARK, name).state == "running" and not other.creates and len(first.creates) == 1


@pytest.mark.parametrize("rig", [ArkFake], indirect=True)
def test_a_create_that_never_answers_is_found(rig):
    """The send timeout passes; the token finds what was made."""
    fake, server, client = rig
    fake.following = [Plan(trouble="hang")]
    name = client.make(ARK, body("hang"))
    assert client.follow(ARK, name, deadline=180, may_return=True).state == "succeeded", shown(server, name)
    assert len(fake.creates) == 1


@pytest.mark.parametrize("kind", [ArkFake, ToAPIsFake])
def test_killed_between_the_send_and_the_answer(tmp_path, kind):
    """kill -9 while a create hangs: after the restart the doubt is cured, not guessed."""
    with kind() as fake:
        fake.following = [Plan(trouble="hang")]
        server = gateway(tmp_path / "data", [entry(fake)]).start()
        try:
            client = Client(server.url, server.key)
            name = client.make(ARK, body("killed"))
            eventually(lambda: fake.tasks, what="the task upstream")
            server.kill()
            server.start()
            client = Client(server.url, server.key)
            assert client.follow(ARK, name, deadline=120, may_return=True).state == "succeeded", shown(server, name)
            assert len(fake.tasks) == 1
        finally:
            server.stop()
