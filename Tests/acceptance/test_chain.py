"""A Filmgate in front of another one, through each dialect: the order that the second keeps is the one that the first was given."""

import httpx
import pytest

from support import media
from support.faces import ARK, LONG, Client
from support.gateways import database, gateway, running, second, shown, simulated
from support.orders import ARKLIKE, CASES, LACKING, NAMES, PAIRS, SMALL, ark
from support.pictures import encoded, natural

#: Columns that say what was ordered.
ORDERED = ("prompt", "media", "resolution", "ratio", "duration", "seed", "camera_fixed", "watermark", "generate_audio", "draft",
           "return_last_frame", "tier", "mode", "model")


class Chain:
    def __init__(self, first, other):
        self.first, self.other = first, other
        self.client = Client(first.url, first.key)


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    with running(simulated(tmp_path_factory.mktemp("second") / "data", seed=1)) as server:
        yield server


@pytest.fixture(scope="module")
def chains(tmp_path_factory, other):
    made, lives = {}, []

    def chain(dialect):
        if dialect not in made:
            server = gateway(tmp_path_factory.mktemp(dialect) / "data", [second(other, dialect)])
            life = running(server)
            life.__enter__()
            lives.append(life)
            made[dialect] = Chain(server, other)
        return made[dialect]

    yield chain
    for life in lives:
        life.__exit__(None, None, None)


@pytest.fixture(scope="module")
def frames(pictures):
    return [pictures.add("chain-first.png", encoded(natural(800, 600, 21), "png")),
            pictures.add("chain-last.jpg", encoded(natural(700, 700, 22), "jpeg"))]


def newest(server):
    with database(server) as found:
        cursor = found.execute("SELECT * FROM tasks ORDER BY number DESC LIMIT 1")
        row = dict(zip([column[0] for column in cursor.description], cursor.fetchone()))
        row["pictures"] = found.execute("SELECT role, hash FROM media WHERE task = ? ORDER BY position",
                                        (row["number"],)).fetchall()
        row["count"] = found.execute("SELECT count(*) FROM tasks").fetchone()[0]
        return row


@pytest.mark.parametrize("dialect, case", PAIRS, ids=lambda value: value)
def test_the_second_keeps_the_order_of_the_first(dialect, case, chains, frames, tmp_path):
    count, parameters, _ = CASES[case]
    chain = chains(dialect)
    before = newest(chain.other)["count"] if database(chain.other).execute("SELECT 1 FROM tasks").fetchone() else 0
    name = chain.client.make(ARK, ark(frames=frames[:count], **parameters))
    story = chain.client.follow(ARK, name)
    assert story.state == "succeeded", f"{story}\n{shown(chain.first, name)}"
    ours, theirs = newest(chain.first), newest(chain.other)
    assert theirs["count"] == before + 1 and theirs["dialect"] == dialect
    for column in ORDERED:
        if column == "ratio" and ours["ratio"] == "adaptive":
            assert theirs["ratio"] in ("adaptive", "4:3" if count else "16:9")
        elif column == "duration" and ours["duration"] == -1:
            assert theirs["duration"] == -1 or 4 <= theirs["duration"] <= 12
        elif column == "return_last_frame" and dialect not in ARKLIKE:
            pass
        else:
            assert theirs[column] == ours[column], column
    assert theirs["pictures"] == ours["pictures"], "the same bytes in the same roles"
    if dialect in ("ark", "volc") and case == "expiry":
        assert theirs["safety_identifier"] == "user-7"
    video = chain.client.download(story.video, tmp_path / "video.mp4")
    found = media.facts(video)
    assert found.audio is not None if ours["generate_audio"] else found.audio is None
    assert bool(story.last_frame) == bool(parameters.get("return_last_frame"))
    if story.last_frame:
        assert httpx.get(story.last_frame, trust_env=False).content.startswith(b"\x89PNG")


@pytest.mark.parametrize("dialect, case", LACKING, ids=lambda value: value)
def test_what_the_dialect_cannot_say_is_refused_by_the_first(dialect, case, chains, frames):
    count, parameters, _ = CASES[case]
    chain = chains(dialect)
    response = chain.client.post("/ark" + ARK.create, ark(frames=frames[:count], **parameters))
    assert response.status_code == 400, response.text
    ARK.refused(response, 400)


def test_the_failure_of_the_second_is_told_by_the_first(tmp_path):
    """Moderated behind each dialect: named alike where the dialect has the code, and never tried again."""
    faults = {"task": {"failed_moderation": 1}}
    with running(simulated(tmp_path / "second", faults=faults)) as strict:
        for dialect in NAMES:
            with running(gateway(tmp_path / dialect, [second(strict, dialect)])) as first:
                client = Client(first.url, first.key)
                before = database(strict).execute("SELECT count(*) FROM tasks").fetchone()[0]
                name = client.make(ARK, ark(dialect, **SMALL))
                story = client.follow(ARK, name)
                assert story.state == "failed" and story.error, dialect
                if dialect in ("ark", "volc", "anyfast", "xcompute", "toapis"):
                    assert story.error == "OutputVideoSensitiveContentDetected", dialect
                assert database(strict).execute("SELECT count(*) FROM tasks").fetchone()[0] == before + 1


def test_two_gateways_deep(tmp_path, chains, other):
    """Ark in, XCompute between, ToAPIs behind: what all of them can say survives."""
    with running(gateway(tmp_path / "middle", [second(other, "toapis")])) as middle:
        with running(gateway(tmp_path / "front", [second(middle, "xcompute")])) as front:
            client = Client(front.url, front.key)
            name = client.make(ARK, {"model": LONG, "content": [{"type": "text", "text": "深"}], "resolution": "480p",
                                     "ratio": "3:4", "duration": 6, "seed": 77, "camera_fixed": True,
                                     "generate_audio": False})
            assert client.follow(ARK, name).state == "succeeded", shown(front, name)
            kept = newest(other)
            assert (kept["prompt"], kept["ratio"], kept["duration"], kept["seed"]) == ("深", "3:4", 6, 77)
            assert kept["camera_fixed"] == 1 and kept["generate_audio"] == 0
