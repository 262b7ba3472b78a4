"""The counting after a chaos trial sees each of the wrongs that it is there for."""

import sys
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

import chaos  # noqa: E402
import chaos_books  # noqa: E402
from fakes import clips  # noqa: E402
from support.faces import Story  # noqa: E402


def trial(count=3):
    """A day on which nothing went wrong, but the first create was lost on its way and repeated after the cure."""
    books = chaos_books.Books(SimpleNamespace(
        options=SimpleNamespace(tasks=count, kills=1, seed=1), kills=1, refused=[], unanswered=[], deleted={},
        answered={number: ("ark", f"cgt-{number}") for number in range(count)},
        upstreams=[SimpleNamespace(name="ark-0", dialect="ark")],
        receiver=SimpleNamespace(bodies=[(str(number), "succeeded") for number in range(count)])))
    books.tasks = [{"number": number, "id": bytes([number]), "prompt": f"chaos {number}", "state": 2, "failure_code": None,
                    "failure_message": None, "ratio": "1:1", "duration": 4, "generate_audio": 0} for number in range(count)]
    books.attempts, books.timeline = defaultdict(list), defaultdict(list)
    for number in range(count):
        attempts = 2 if number == 0 else 1
        books.attempts[number] = [{"provider": "ark-0", "number": one + 1} for one in range(attempts)]
        books.timeline[number] = [{"kind": "started", "at": 0}]
    books.timeline[0] += [{"kind": "doubted", "at": 1000}, {"kind": "requeued", "at": 62000}, {"kind": "started", "at": 63000}]
    books.shown = {number: Story("succeeded", "link", id=f"cgt-{number}") for number in range(count)}
    books.files = {number: ((640, 640), 4.042, False) for number in range(count)}
    books.ledger = [{"project": 1, "task": bytes([number]), "kind": kind, "amount": amount} for number in range(count)
                    for kind, amount in (("hold", -9), ("release", 9), ("charge", -5))]
    books.balances, books.exposures, books.owed = {1: -5 * count}, [], 0
    made = [{"prompt": f"chaos {number}", "state": "succeeded", "created_at": 5, "ended_at": 9, "faults": []}
            for number in range(count)]
    faults = {f"{operation}.{name}": 1 for operation, kinds in chaos.FAULTS.items() for name in kinds}
    books.reports = [{"tasks": made, "creates": {"chaos 0": 2, "chaos 1": 1, "chaos 2": 1}, "faults": faults}]
    return books


def test_a_good_day_holds():
    assert trial().judge()


def made_twice(books):
    books.reports[0]["tasks"].append({**books.reports[0]["tasks"][1], "created_at": 7})


def resent_early(books):
    books.timeline[0][-1]["at"] = 30000


def resent_unwritten(books):
    books.reports[0]["creates"]["chaos 1"] = 2


def lost(books):
    del books.tasks[2]


def unended(books):
    books.tasks[2]["state"] = 1


def uncalled(books):
    books.trial.receiver.bodies.pop()


def held(books):
    del books.ledger[1]
    books.balances = {1: -24}


def unbalanced(books):
    books.balances = {1: 0}


def charged_twice(books):
    books.ledger.append(books.ledger[2])
    books.balances = {1: -20}


def failed_for_nothing(books):
    books.tasks[2] |= {"state": 3, "failure_code": "InternalServiceError", "failure_message": "x"}
    books.shown[2] = Story("failed", error="InternalServiceError")
    books.ledger.pop()
    books.balances = {1: -10}
    books.files.pop(2)


def wrong_film(books):
    books.files[1] = ((640, 360), 4.042, False)


def unread_film(books):
    books.files.pop(1)


def told_otherwise(books):
    books.shown[1] = Story("failed", error="x")


def foreign(books):
    books.reports[0]["tasks"].append({**books.reports[0]["tasks"][1], "prompt": "chaos 99"})


@pytest.mark.parametrize("wrong", [made_twice, resent_early, resent_unwritten, lost, unended, uncalled, held, unbalanced,
                                   charged_twice, failed_for_nothing, wrong_film, unread_film, told_otherwise, foreign],
                         ids=lambda wrong: wrong.__name__)
def test_each_wrong_is_seen(wrong):
    books = trial()
    wrong(books)
    assert not books.judge()


def test_a_failure_upstream_may_be_made_again():
    books = trial()
    books.reports[0]["tasks"].append({**books.reports[0]["tasks"][1], "state": "failed", "created_at": 1, "ended_at": 4})
    books.attempts[1].append({"provider": "ark-0", "number": 2})
    books.reports[0]["creates"]["chaos 1"] = 2
    assert books.judge()


@pytest.mark.parametrize("audio", [False, True])
def test_the_header_of_a_film_is_read_and_a_piece_of_one_is_not_a_film(audio):
    data = clips.clip((640, 640), 4, audio).read_bytes()
    size, seconds, sound = chaos_books.header(data)
    assert size == (640, 640) and abs(seconds - 97 / 24) < 0.05 and sound is audio
    for end in (0, 100, len(data) // 2, len(data) - 1):
        with pytest.raises(ValueError):
            chaos_books.header(data[:end])
