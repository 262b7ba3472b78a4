"""Any picture: each good one is shown upright and in its colours, each bad one is refused by name."""

import base64
import functools
import json
import subprocess

import pytest

from support import corpus, media
from support.faces import ARK, LONG
from support.server import binary

pictures = functools.cache(corpus.good)
damaged = functools.cache(corpus.bad)


def rendered(place, data):
    """What the render child says, and the video's first frame when there is one."""
    (place / "picture").write_bytes(data)
    job = {"width": 192, "height": 144, "seconds": 1, "frameCount": 2, "prompt": "", "seed": 1, "references": [],
           "firstFrame": str(place / "picture"), "cameraFixed": False, "watermark": False, "audio": False, "mark": False,
           "output": str(place / "video.mp4"), "fonts": []}
    child = subprocess.run([binary(), "render"], input=json.dumps(job).encode(), capture_output=True, timeout=120)
    return child.returncode, child.stdout.decode()


def test_the_corpus_is_large():
    assert len(pictures()) + len(damaged()) >= 40


@pytest.mark.parametrize("name", pictures())
def test_a_good_picture_is_upright_and_in_its_colours(tmp_path, measured, name):
    case = pictures()[name]
    code, said = rendered(tmp_path, case.data)
    assert code == 0, said
    frame = media.frame(tmp_path / "video.mp4", 0).astype(float)
    off = []
    for index, colour in enumerate(corpus.CORNERS):
        y, x = (36, 108)[index // 2], (48, 144)[index % 2]
        shown = frame[y - 16:y + 16, x - 16:x + 16].mean((0, 1))
        if case.is_grey:
            colour = [sum(c * k for c, k in zip(colour, (0.299, 0.587, 0.114)))] * 3
        off.append(max(abs(a - b) for a, b in zip(shown, colour)))
    measured(f"off by at most {max(off):.0f} of 255")
    # Ink has fewer colours than light: what is lost there is lost in every viewer.
    assert max(off) <= (75 if "cmyk" in name else 14), off


@pytest.mark.parametrize("name", damaged())
def test_a_bad_picture_is_refused_by_name(tmp_path, name):
    code, said = rendered(tmp_path, damaged()[name])
    assert code == 1 and "error FIRST_PICTURE " in said, said
    assert not (tmp_path / "video.mp4").exists()


def test_every_good_picture_passes_the_door(client):
    for name, case in pictures().items():
        url = f"data:image/{case.kind};base64,{base64.b64encode(case.data).decode()}"
        body = {"model": LONG, "content": [{"type": "image_url", "image_url": {"url": url}, "role": "first_frame"}],
                "resolution": "480p", "duration": 4, "generate_audio": False}
        answer = client.post(ARK.create, body)
        assert answer.status_code == 200, (name, answer.text)
        client.http.delete(ARK.read.format(id=answer.json()["id"]))
