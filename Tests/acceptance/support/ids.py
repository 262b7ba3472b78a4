"""The forms of a task's id, worked out from their description alone."""

import calendar
import re
import time

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def _decode(text: str) -> int:
    value = 0
    for character in text.upper():
        value = value * 32 + CROCKFORD.index(character)
    return value


def _encode(value: int, digits: int) -> str:
    text = ""
    for _ in range(digits):
        text = CROCKFORD[value % 32] + text
        value //= 32
    assert value == 0
    return text


def ulid(text: str) -> int:
    """The 128 bits behind an id in any form."""
    if match := re.fullmatch(r"(?:task_|gen-|video_)([0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{26})", text):
        return _decode(match.group(1))
    if match := re.fullmatch(r"cgt-(\d{14})-([0-9a-hjkmnp-tv-z]+)", text):
        seconds = calendar.timegm(time.strptime(match.group(1), "%Y%m%d%H%M%S")) - 8 * 3600
        return _join(seconds, match.group(2))
    if match := re.fullmatch(r"seedance_(\d+)_([0-9a-hjkmnp-tv-z]+)", text):
        return _join(int(match.group(1)), match.group(2))
    raise ValueError(f"no form of a task's id: {text}")


def _join(seconds: int, rest: str) -> int:
    tail = _decode(rest)
    return (seconds * 1000 + (tail >> 80)) << 80 | tail & ((1 << 80) - 1)


def forms(text: str) -> dict[str, str]:
    """The same id in every form."""
    value = ulid(text)
    milliseconds = value >> 80
    tail = (milliseconds % 1000) << 80 | value & ((1 << 80) - 1)
    rest = _encode(tail, 18).lower()
    seconds = milliseconds // 1000
    plain = _encode(value, 26)
    china = time.strftime("%Y%m%d%H%M%S", time.gmtime(seconds + 8 * 3600))
    return {
        "cgt": f"cgt-{china}-{rest}",
        "task": f"task_{plain}",
        "gen": f"gen-{plain.lower()}",
        "seedance": f"seedance_{seconds}_{rest}",
        "video": f"video_{plain.lower()}",
    }
