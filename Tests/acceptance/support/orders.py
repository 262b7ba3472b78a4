"""Orders of every kind, in Ark's words, with the vendors that can make them."""

import itertools

from fakes import ArkFake
from fakes.upstream import Create

from .faces import LONG

NAMES = ["ark", "volc", "anyfast", "xcompute", "toapis", "aigeneration", "openai"]
CODECS = ("ark", "volc")
SMALL = {"resolution": "480p", "duration": 4, "ratio": "1:1"}


def ark(text="海边日落", frames=(), **more):
    content = [{"type": "text", "text": text}] if text else []
    content += [{"type": "image_url", "image_url": {"url": url}, "role": role}
                for role, url in zip(("first_frame", "last_frame"), frames)]
    return {"model": LONG, "content": content, **more}


#: Parameters in Ark's words, and the dialects that can order them. Whatever is not given has Ark's default.
ALL_KINDS = set(NAMES)
ARKLIKE = {"ark", "volc", "aigeneration"}
SPEAKING = ALL_KINDS - {"openai"}
CASES = {
    "text": (0, dict(ratio="9:16", resolution="480p", duration=4), ALL_KINDS),
    "text-720p": (0, dict(ratio="21:9", resolution="720p", duration=12), ALL_KINDS),
    "text-1080p": (0, dict(ratio="3:4", resolution="1080p", duration=4), ALL_KINDS),
    "silent": (0, dict(generate_audio=False, **SMALL), SPEAKING),
    "audible": (0, dict(generate_audio=True, **SMALL), ALL_KINDS),
    "seed": (0, dict(seed=4294967295, **SMALL), SPEAKING),
    "seed-0": (0, dict(seed=0, **SMALL), SPEAKING),
    "camera": (0, dict(camera_fixed=True, **SMALL), SPEAKING),
    "watermark": (0, dict(watermark=True, **SMALL), ARKLIKE | {"anyfast"}),
    "last-frame": (0, dict(return_last_frame=True, **SMALL), ALL_KINDS),
    "flex": (0, dict(service_tier="flex", **SMALL), ARKLIKE),
    "expiry": (0, dict(execution_expires_after=7200, safety_identifier="user-7", **SMALL), ALL_KINDS),
    "chosen": (0, dict(duration=-1, resolution="480p", ratio="1:1"), ALL_KINDS),
    "adaptive-text": (0, dict(ratio="adaptive", resolution="480p", duration=4), ALL_KINDS),
    "first": (1, dict(resolution="480p", ratio="adaptive", duration=4), ALL_KINDS),
    "first-cropped": (1, dict(resolution="480p", ratio="16:9", duration=4), ALL_KINDS),
    "first-all": (1, dict(resolution="480p", ratio="4:3", duration=5, seed=3, camera_fixed=True, generate_audio=False),
                  SPEAKING),
    "both": (2, dict(resolution="480p", ratio="adaptive", duration=4), SPEAKING),
    "both-all": (2, dict(resolution="480p", ratio="1:1", duration=6, seed=5, generate_audio=True, return_last_frame=True),
                 SPEAKING),
    "promptless": (1, dict(text="", resolution="480p", ratio="adaptive", duration=4), ARKLIKE),
    "draft": (0, dict(draft=True, duration=4, ratio="1:1"), ARKLIKE | {"anyfast"}),
}
PAIRS = [(dialect, case) for dialect, case in itertools.product(NAMES, CASES) if dialect in CASES[case][2]]
LACKING = [(dialect, case) for dialect, case in itertools.product(NAMES, CASES) if dialect not in CASES[case][2]]


class _Reader(ArkFake):
    """Reads bodies and serves nothing."""

    def __init__(self):
        self.tasks = {}


_READER = _Reader()


def wanted(body):
    """The order in Ark's words with Ark's defaults, as the vendor's side reads it."""
    return _READER.decode(Create(0, "", {}, b"", body))
