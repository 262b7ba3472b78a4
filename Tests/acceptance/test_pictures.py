"""The first frame is the picture, the last frame is the other; the same seed gives the same bytes; bad pictures are refused."""

import base64
import socket
import struct
import threading
import zlib

import httpx
import pytest
from PIL import Image

from support import media
from support.faces import ARK, LONG, SHORT, TOAPIS, XCOMPUTE, Client, text_body
from support.pictures import drawn, encoded, natural
from support.server import Server


def picture_body(first, last=None, text="动起来", **more):
    content = [{"type": "text", "text": text}] if text else []
    for url, role in ((first, "first_frame"), (last, "last_frame")):
        if url:
            content.append({"type": "image_url", "image_url": {"url": url}, "role": role})
    return {"model": LONG, "content": content, "resolution": "480p", "duration": 4, "generate_audio": False, **more}


def data_url(data, kind):
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def made(client, body, path, deadline=240):
    name = client.make(ARK, body)
    story = client.follow(ARK, name, deadline=deadline)
    assert story.state == "succeeded", client.get(ARK.read.format(id=name)).text
    client.download(story.video, path)
    return story


CASES = [
    # kind, size, how, ratio, resolution
    ("jpeg", (1280, 720), "url", "16:9", "720p"),
    ("png", (1000, 1000), "data", "16:9", "480p"),
    ("png", (1200, 800), "url", "9:16", "720p"),
    ("webp", (900, 700), "data", "1:1", "480p"),
    ("gif", (640, 480), "url", "4:3", "480p"),
    ("bmp", (720, 960), "data", "21:9", "480p"),
    ("tiff", (800, 600), "url", "3:4", "480p"),
    ("jpeg", (301, 700), "upload", "adaptive", "480p"),
    ("png", (750, 300), "upload", "adaptive", "720p"),
    ("jpeg", (4000, 3000), "data", "adaptive", "1080p"),
    ("webp", (2206, 946), "url", "adaptive", "1080p"),
    ("png", (960, 960), "url", "adaptive", "720p"),
]


@pytest.mark.parametrize("kind,size,how,ratio,resolution", CASES)
def test_the_first_frame_is_the_picture(client, pictures, tmp_path, measured, kind, size, how, ratio, resolution):
    data = encoded(natural(*size, seed=size[0]), kind)
    source = tmp_path / f"picture.{kind}"
    source.write_bytes(data)
    url = pictures.add(f"{size[0]}x{size[1]}.{kind}", data) if how == "url" else data_url(data, kind)
    if how == "upload":
        url = client.http.post("/xcompute/v1/uploads/images", files={"file": (source.name, data)}).json()["url"]
    video = tmp_path / "video.mp4"
    made(client, picture_body(url, ratio=ratio, resolution=resolution, camera_fixed=size[0] % 2 == 0), video)
    nearest = {(301, 700): "9:16", (750, 300): "21:9", (4000, 3000): "4:3", (2206, 946): "21:9", (960, 960): "1:1"}
    pixels = media.SIZES[resolution][nearest[size] if ratio == "adaptive" else ratio]
    assert media.facts_size(video) == pixels
    likeness = media.psnr(media.frame(video, 0), media.fitted(source, pixels))
    measured(f"PSNR {likeness:.1f} dB")
    assert likeness >= 30


@pytest.mark.parametrize("source", ["testsrc2", "mandelbrot", "smptehdbars"])
def test_drawn_pictures_too(client, pictures, tmp_path, measured, source):
    path = tmp_path / "picture.png"
    path.write_bytes(encoded(drawn(source, 1280, 720), "png"))
    made(client, picture_body(pictures.add(source + ".png", path.read_bytes()), ratio="16:9", resolution="720p"),
         tmp_path / "video.mp4")
    frame, picture = media.frame(tmp_path / "video.mp4", 0), media.fitted(path, (1280, 720))
    # Colours that change from pixel to pixel cannot live in a yuv420p video, whoever makes it.
    limit = media.psnr(media.fitted(path, (1280, 720), through="yuv420p"), picture)
    likeness = media.psnr(frame, picture)
    measured(f"PSNR {likeness:.1f} dB where the pixel format allows {limit:.1f} dB")
    assert likeness >= min(30, limit - 0.5)


@pytest.mark.parametrize("ratio,resolution,first,last,audio", [
    ("16:9", "720p", (1280, 720), (1280, 720), True),
    ("adaptive", "480p", (900, 900), (1600, 700), False),
    ("9:16", "1080p", (1080, 1920), (1500, 800), False),
])
def test_the_last_frame_is_the_other_picture(client, pictures, tmp_path, measured, ratio, resolution, first, last, audio):
    paths = []
    for name, size, seed in (("first", first, 11), ("last", last, 12)):
        path = tmp_path / f"{name}.png"
        path.write_bytes(encoded(natural(*size, seed=seed), "png"))
        paths.append(path)
    urls = [pictures.add(f"{ratio.replace(':', '-')}-{path.name}", path.read_bytes()) for path in paths]
    video, still = tmp_path / "video.mp4", tmp_path / "still.png"
    story = made(client, picture_body(*urls, ratio=ratio, resolution=resolution, return_last_frame=True,
                                      generate_audio=audio, duration=5), video)
    client.download(story.last_frame, still)
    pixels = media.SIZES[resolution]["1:1" if ratio == "adaptive" else ratio]
    media.expect_video(video, pixels, 5, audio)
    start = media.psnr(media.frame(video, 0), media.fitted(paths[0], pixels))
    final = media.frame(video, 24 * 5)
    end = media.psnr(final, media.fitted(paths[1], pixels))
    kept = media.psnr(final, media.fitted(still, pixels))
    measured(f"first {start:.1f} dB, last {end:.1f} dB, PNG {kept:.1f} dB")
    assert start >= 30 and end >= 30 and kept >= 35


@pytest.mark.parametrize("text", ["海边日落，海浪轻轻拍打沙滩", "A city street in the rain at night", "雪山 mountains"])
def test_the_png_is_the_last_frame_of_a_text_video(client, tmp_path, measured, text):
    body = text_body(ARK, text, resolution="720p", ratio="16:9", duration=4, return_last_frame=True, watermark=True)
    story = made(client, body, tmp_path / "video.mp4")
    still = client.download(story.last_frame, tmp_path / "still.png")
    assert Image.open(still).format == "PNG" and Image.open(still).size == (1280, 720)
    # The PNG has no watermark, the video has one: it may only differ there.
    video, png = media.frame(tmp_path / "video.mp4", 96), media.fitted(still, (1280, 720))
    left = media.psnr(video[:, :900], png[:, :900])
    measured(f"PSNR {left:.1f} dB outside the corner of the marks")
    assert left >= 35


@pytest.mark.parametrize("resolution", media.SIZES)
def test_every_size_of_the_table(client, tmp_path, measured, resolution):
    """Rain at night is the hardest thing that the preview draws: what holds for it holds for the rest."""
    made_of = {}
    for ratio in media.SIZES[resolution]:
        body = text_body(ARK, f"雨夜城市 {ratio}", resolution=resolution, ratio=ratio, duration=4, seed=1,
                         generate_audio=False, return_last_frame=True)
        made_of[ratio] = client.make(ARK, body)
    likeness = {}
    for ratio, name in made_of.items():
        width, height = size = media.SIZES[resolution][ratio]
        story = client.follow(ARK, name, deadline=300)
        video = client.download(story.video, tmp_path / "video.mp4")
        media.expect_video(video, size, 4, False)
        still = client.download(story.last_frame, tmp_path / "still.png")
        assert media.facts_size(still) == size
        likeness[ratio] = media.psnr(media.frame(video, 96), media.fitted(still, size))
        usage = client.get(ARK.read.format(id=name)).json()["usage"]
        assert usage["completion_tokens"] == usage["total_tokens"] == width * height * 97 // 1024
    measured(", ".join(f"{ratio} {value:.1f} dB" for ratio, value in likeness.items()))
    assert min(likeness.values()) >= 35


def test_the_png_without_watermark(client, tmp_path, measured):
    body = text_body(ARK, "森林", resolution="480p", ratio="1:1", duration=4, return_last_frame=True)
    story = made(client, body, tmp_path / "video.mp4")
    still = client.download(story.last_frame, tmp_path / "still.png")
    kept = media.psnr(media.frame(tmp_path / "video.mp4", 96), media.fitted(still, (640, 640)))
    measured(f"PSNR {kept:.1f} dB")
    assert kept >= 35


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(client, pictures, tmp_path):
    first = pictures.add("seed.png", encoded(natural(800, 600, 21), "png"))
    for number, make in enumerate((
        lambda seed: text_body(ARK, "海边日落", resolution="480p", ratio="16:9", duration=4, seed=seed),
        lambda seed: picture_body(first, ratio="4:3", seed=seed, generate_audio=True),
    )):
        files = []
        for index, seed in enumerate((7, 7, 8)):
            path = tmp_path / f"{number}-{index}.mp4"
            made(client, make(seed), path)
            files.append(path.read_bytes())
        assert files[0] == files[1], "the same seed gave other bytes"
        assert files[0] != files[2], "another seed gave the same bytes"


def test_the_same_seed_is_the_same_at_every_door(client, tmp_path):
    files = []
    for face in (ARK, XCOMPUTE, TOAPIS):
        body = text_body(face, "城市夜景", resolution="480p", ratio="16:9", duration=4, seed=5, generate_audio=False)
        story = client.follow(face, client.make(face, body))
        files.append(client.download(story.video, tmp_path / f"{face.name}.mp4").read_bytes())
    assert files[0] == files[1] == files[2]


def test_a_random_seed_is_told_and_repeats_the_video(client, tmp_path):
    body = text_body(ARK, "草原", resolution="480p", ratio="1:1", duration=4)
    name = client.make(ARK, body)
    story = client.follow(ARK, name)
    one = client.download(story.video, tmp_path / "one.mp4").read_bytes()
    seed = client.get(ARK.read.format(id=name)).json()["seed"]
    assert seed >= 0
    made(client, {**body, "seed": seed}, tmp_path / "two.mp4")
    assert (tmp_path / "two.mp4").read_bytes() == one


def test_duration_minus_one_is_chosen_and_told(client, tmp_path):
    name = client.make(ARK, text_body(ARK, "云", resolution="480p", ratio="1:1", duration=-1))
    story = client.follow(ARK, name)
    seconds = client.get(ARK.read.format(id=name)).json()["duration"]
    assert 4 <= seconds <= 12
    media.expect_video(client.download(story.video, tmp_path / "video.mp4"), (640, 640), seconds, True)


def test_usage_follows_the_observed_formula(client):
    name = client.make(ARK, text_body(ARK, "云", resolution="480p", ratio="16:9", duration=5))
    client.follow(ARK, name)
    usage = client.get(ARK.read.format(id=name)).json()["usage"]
    assert usage == {"completion_tokens": 50638, "total_tokens": 50638}


# Pictures that break a rule of ark.md section 3


def png_header(width, height):
    """A PNG that says to be of a size, with next to nothing in it."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", b"")


def refused(client, url):
    response = client.post(ARK.create, picture_body(url))
    words = ARK.refused(response, 400)
    assert response.json()["error"]["param"] == "content[1].image_url", words
    return words


SMALL = encoded(natural(299, 400, 1), "png")
BAD = {
    "small": (SMALL, "299x400"),
    "large": (png_header(6001, 4000), "6001x4000"),
    "too tall": (encoded(natural(300, 760, 1), "jpeg"), "300x760"),
    "too wide": (encoded(natural(760, 300, 1), "webp"), "760x300"),
    "huge": (png_header(2**31 - 1, 2**31 - 1), None),
    "nothing": (b"", None),
    "text": (b"this is no picture at all", None),
    "html": (b"<html><body>404</body></html>", None),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' width='400' height='400'/>", None),
    "pdf": (b"%PDF-1.4\n" + b"x" * 500, None),
    "truncated png": (encoded(natural(400, 400, 1), "png")[:20], None),
    "truncated jpeg": (encoded(natural(400, 400, 1), "jpeg")[:12], None),
    "truncated gif": (encoded(natural(400, 400, 1), "gif")[:8], None),
    "truncated webp": (encoded(natural(400, 400, 1), "webp")[:20], None),
    "truncated bmp": (encoded(natural(400, 400, 1), "bmp")[:18], None),
    "truncated tiff": (encoded(natural(400, 400, 1), "tiff")[:10], None),
}


@pytest.mark.parametrize("how", ["url", "data"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_picture_is_refused(client, pictures, name, how):
    data, words = BAD[name]
    url = pictures.add(name.replace(" ", "-"), data) if how == "url" else data_url(data, "png")
    said = refused(client, url)
    assert words is None or words in said, said


@pytest.mark.parametrize("size", [(300, 300), (300, 750), (750, 300)])
def test_the_ends_of_the_ranges_are_taken(client, size):
    data = encoded(natural(*size, seed=2), "jpeg")
    assert client.post(ARK.create, picture_body(data_url(data, "jpeg"))).status_code == 200


def test_thirty_megabytes_are_too_much(client, pictures):
    data = SMALL_ENOUGH + b"\0" * (30 << 20)
    refused(client, pictures.add("thirty.png", data))
    refused(client, data_url(data, "png"))


SMALL_ENOUGH = encoded(natural(400, 400, 1), "png")


@pytest.mark.parametrize("url", [
    "data:image/png;base64,", "data:image/png;base64,!!!!", "data:image/png,abc", "data:,x", "data:text/html;base64,AAAA",
    "data:image/png;base64,AAA", "ftp://127.0.0.1/x.png", "file:///etc/passwd", "gopher://127.0.0.1/", "/x.png", "x", "",
    "http://", "http:///x", "http://[::1", "http://user:secret@127.0.0.1:1/x", "asset://unknown", "javascript:alert(1)",
    "http://127.0.0.1:99999/x",
], ids=repr)
def test_a_bad_address_is_refused(client, url):
    response = client.post(ARK.create, picture_body(url) if url else
                           {**picture_body("x"), "content": [{"type": "image_url", "image_url": {"url": ""}}]})
    ARK.refused(response, 400)


def test_the_format_word_of_a_data_url_may_be_wrong_but_pixels_decide(client):
    data = encoded(natural(400, 400, 1), "jpeg")
    assert client.post(ARK.create, picture_body(data_url(data, "png"))).status_code in (200, 400)


class TestGuardedFetch:
    @pytest.fixture(scope="class")
    def strict(self, tmp_path_factory):
        """A server without --allow-fetch-cidr."""
        server = Server(tmp_path_factory.mktemp("strict") / "data").start(allow_loopback=False)
        yield Client(server.url, server.key)
        server.stop()

    @pytest.mark.parametrize("host", [
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]",
        "0.0.0.0", "169.254.169.254", "10.0.0.1", "192.168.0.1", "172.16.0.1", "[fd00::1]", "[fe80::1]", "100.64.0.1",
    ])
    def test_private_addresses_are_forbidden(self, strict, pictures, host):
        pictures.add("secret.png", SMALL_ENOUGH)
        port = pictures.server.server_port
        refused(strict, f"http://{host}:{port}/secret.png")

    def test_a_redirect_to_a_private_address_is_checked(self, client):
        """Allowed for the first hop, not for the second."""
        target = redirecting("http://10.0.0.1/x.png")
        refused(client, target)

    def test_a_redirect_to_a_picture_is_followed(self, client, pictures):
        url = redirecting(pictures.add("there.png", SMALL_ENOUGH))
        assert client.post(ARK.create, picture_body(url)).status_code == 200

    def test_endless_redirects_end(self, client):
        refused(client, redirecting(None))

    def test_a_body_that_never_ends_is_cut_off(self, client, measured):
        import time

        begun = time.monotonic()
        refused(client, endless())
        measured(f"{time.monotonic() - begun:.1f} s")
        assert time.monotonic() - begun < 60


def serve_raw(answer):
    """A loopback server that calls `answer(connection, own_url)` for each connection; gives its URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/x.png"

    def serve():
        while True:
            connection, _ = listener.accept()

            def one(connection=connection):
                with connection:
                    try:
                        connection.recv(65536)
                        answer(connection, url)
                    except OSError:
                        pass

            threading.Thread(target=one, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    return url


def redirecting(target):
    def answer(connection, own):
        connection.sendall(f"HTTP/1.1 302 Found\r\nLocation: {target or own}\r\nContent-Length: 0\r\n"
                           "Connection: close\r\n\r\n".encode())

    return serve_raw(answer)


def endless():
    def answer(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + SMALL_ENOUGH)
        while True:
            connection.sendall(b"\0" * 65536)

    return serve_raw(answer)
