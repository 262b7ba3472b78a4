"""Pictures that are none or more than one thing, bombs, and prompts that are commands: refused, or shown and no more."""

import base64
import gzip
import io
import json
import os
import struct
import sys
import threading
import time
import zipfile
import zlib
from collections import defaultdict
from pathlib import Path

import httpx
import pytest
from PIL import PngImagePlugin

from support import media
from support.faces import ARK, FACES, FLAT, LONG, Client, tasks, text_body
from support.gateways import eventually, running
from support.pictures import encoded, natural
from support.server import Server

#: The shortest film that any model makes.
SHORTEST = {"model": "doubao-seedance-1-0-pro-250528", "frames": 29, "resolution": "480p"}
UPLOADS = ["/toapis/v1/uploads/images", "/xcompute/v1/uploads/images"]
#: A client without a key.
BARE = httpx.Client(trust_env=False, verify=False, timeout=60)
SECRET = "ENVIRONMENT-CANARY-93b1"


class Watch:
    """Looks at all descendants of a process, again and again: their arguments, environment and memory."""

    def __init__(self, pid):
        self.pid = pid
        self.lines: set[str] = set()
        self.surroundings: set[str] = set()
        self.most = 0
        self.own = self._read(pid, "cmdline")
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._stop.wait(0.05):
            self._look()

    def _look(self):
        children = defaultdict(list)
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                children[int(path.read_text().rsplit(")", 1)[1].split()[1])].append(int(path.parent.name))
            except (OSError, ProcessLookupError):
                pass
        known = list(children[self.pid])
        for pid in known:
            known += children[pid]
            try:
                line, status = self._read(pid, "cmdline"), self._read(pid, "status")
                around = self._read(pid, "environ")
            except OSError:
                continue
            # For a moment a child is still what its parent is.
            if line and line != self.own and self._read_or_none(pid) == line:
                self.lines.add(line)
                self.surroundings.add(around)
                peak = next((int(one.split()[1]) / 1024 for one in status.splitlines() if one.startswith("VmHWM")), 0)
                self.most = max(self.most, peak)

    @staticmethod
    def _read(pid, name):
        return Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace")

    def _read_or_none(self, pid):
        try:
            return self._read(pid, "cmdline")
        except OSError:
            return None

    def stop(self):
        self._stop.set()
        self._thread.join()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Without any exception from the fetch policy, and with a secret in its environment."""
    server = Server(tmp_path_factory.mktemp("media") / "data", environment={"FILMGATE_TEST_SECRET": SECRET})
    with running(server, allow_loopback=False):
        yield server


@pytest.fixture(scope="module")
def good(server):
    return Client(server.url, server.key)


@pytest.fixture(scope="module")
def watch(server):
    if sys.platform != "linux":
        pytest.skip("reads /proc")
    watch = Watch(server.pid)
    yield watch
    watch.stop()


def end(client, name, deadline=120):
    """What Ark says of a task once it has ended."""
    def ended():
        answer = client.get(ARK.read.format(id=name)).json()
        return answer if answer["status"] not in ("queued", "running") else None
    return eventually(ended, deadline)


# Pictures

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, data=b"", extra=b""):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def zeros(count):
    """`count` zeros under zlib."""
    packer = zlib.compressobj(9)
    piece = bytes(1 << 20)
    return b"".join(packer.compress(piece[: min(1 << 20, count - done)]) for done in range(0, count, 1 << 20)) + packer.flush()


def jpeg(width, height):
    return (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x11\x08" + struct.pack(">HH", height, width)
            + b"\3\1\x22\0\2\x11\1\3\x11\1\xff\xd9")


def webp(width, height):
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def bmp(width, height):
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)


def tiff(width, height):
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (262, 3, 1, 1)]
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *one) for one in entries) + bytes(4)


SVG = (b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
       b"<svg xmlns='http://www.w3.org/2000/svg' width='400' height='400'><image href='file:///etc/passwd'/><text>&x;</text></svg>")
PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"

#: No picture of these may be taken for one, whatever it says it is.
DISGUISED = {
    "png of 50,000": png(50_000, 50_000), "jpeg of 50,000": jpeg(50_000, 50_000), "gif of 50,000": b"GIF89a\x50\xc3\x50\xc3\0\0\0;",
    "webp of 50,000": webp(50_000, 50_000), "bmp of 50,000": bmp(50_000, 50_000), "tiff of 50,000": tiff(50_000, 50_000),
    "png of 50,000 with pixels": png(50_000, 50_000, zeros(1 << 24)), "png of 30,000": png(30_000, 30_000, zeros(1 << 20)),
    "png of 50,000 x 1": png(50_000, 1), "no pixels": png(0, 0), "2^31 wide": png(2**31 - 1, 1), "2^32 - 1": png(2**32 - 1, 2**32 - 1),
    "bmp of negative size": bmp(-400, 400), "bmp of -2^31": bmp(400, -2**31), "gif of 65,535": b"GIF89a\xff\xff\xff\xff\0\0\0;",
    "truncated png": png(400, 400)[:20], "truncated jpeg": jpeg(400, 400)[:24], "truncated gif": b"GIF89a\x90\x01", "truncated webp": webp(400, 400)[:22],
    "truncated bmp": bmp(400, 400)[:20], "truncated tiff": tiff(400, 400)[:16], "magic alone": b"\x89PNG\r\n\x1a\n", "jpeg magic": b"\xff\xd8\xff",
    "svg": SVG, "svg behind spaces": b"\n\n  " + SVG, "svg in gzip": gzip.compress(SVG), "svg with a bom": b"\xef\xbb\xbf" + SVG,
    "playlist": PLAYLIST, "playlist with a bom": b"\xef\xbb\xbf" + PLAYLIST, "master playlist": b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://127.0.0.1:1/\n",
    "concat script": b"ffconcat version 1.0\nfile /etc/passwd\n", "dash": b"<?xml version='1.0'?><MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>",
    "sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 1 RTP/AVP 96\n", "imagemagick": b"push graphic-context\nfill 'url(https://127.0.0.1/\"|id\")'\n",
    "msl": b"<?xml version='1.0'?><image><read filename='/etc/passwd'/></image>", "postscript": b"%!PS\n(/etc/passwd) (r) file\n",
    "html": b"<html><script>alert(1)</script></html>", "zip": b"PK\x03\x04" + bytes(40), "pdf": b"%PDF-1.7\n", "elf": b"\x7fELF" + bytes(60),
    "polyglot of a short gif": b"GIF89a/*" + b"<script>" * 10, "nothing": b"", "one byte": b"\x89", "zeros": bytes(1000),
    "tiff loop": b"II*\0\x08\0\0\0\1\0" + bytes(12) + b"\x08\0\0\0", "video": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
    "jpeg without an end of segments": b"\xff\xd8" + b"\xff\xe1\xff\xff" + b"a" * 65533 + (b"\xff\xfe\0\2" * 100_000),
    "png with chunks and no size": b"\x89PNG\r\n\x1a\n" + chunk(b"tEXt", b"a") * 10_000, "riff of another kind": b"RIFF\x24\0\0\0AVI LIST",
}
#: Those that are no picture of any size: an upload has no rule for sizes.
NO_PICTURE = ["truncated png", "truncated jpeg", "truncated gif", "truncated webp", "truncated bmp", "truncated tiff", "magic alone",
              "jpeg magic", "svg", "svg behind spaces", "svg in gzip", "playlist", "concat script", "imagemagick", "postscript", "html",
              "zip", "pdf", "elf", "nothing", "zeros", "tiff loop", "video", "no pixels", "bmp of negative size",
              "jpeg without an end of segments", "png with chunks and no size", "riff of another kind"]


def data_url(data, kind="png"):
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def picture_body(face, url):
    if face.name in FLAT:
        return {"model": text_body(face)["model"], "prompt": "海", "image_urls": [url]}
    return {"model": LONG, "content": [{"type": "image_url", "image_url": {"url": url}}]}


class TestDisguises:
    @pytest.mark.parametrize("what", DISGUISED)
    def test_it_is_not_taken_for_a_picture(self, good, what):
        before = tasks(good)
        answer = good.post(ARK.create, picture_body(ARK, data_url(DISGUISED[what])))
        assert answer.status_code == 400, answer.text
        assert "root:" not in answer.text and tasks(good) == before

    @pytest.mark.parametrize("kind", ["jpeg", "svg+xml", "x-icon", "html"])
    @pytest.mark.parametrize("what", ["svg", "playlist", "html", "concat script"])
    def test_whatever_it_says_it_is(self, good, what, kind):
        assert good.post(ARK.create, picture_body(ARK, data_url(DISGUISED[what], kind))).status_code == 400

    @pytest.mark.parametrize("what", ["svg", "playlist", "png of 50,000", "truncated png"])
    @pytest.mark.parametrize("face", FACES[1:], ids=lambda face: face.name)
    def test_nor_in_another_dialect(self, good, face, what):
        answer = good.post(face.path(face.create, True), picture_body(face, data_url(DISGUISED[what])))
        face.refused(answer, face.invalid)

    @pytest.mark.parametrize("what", NO_PICTURE)
    @pytest.mark.parametrize("path", UPLOADS)
    def test_nor_uploaded(self, good, path, what):
        answer = good.http.post(path, files={"file": ("../../a.png", DISGUISED[what], "image/png")})
        assert answer.status_code == 400 and "/files/" not in answer.text

    @pytest.mark.parametrize("what", ["svg", "playlist", "html", "png of 50,000"])
    def test_nor_as_the_picture_of_a_form(self, good, what):
        answer = good.http.post("/openai/v1/videos", data={"model": LONG, "prompt": "海", "seconds": "4"},
                                files={"input_reference": ("a.png", DISGUISED[what], "image/png")})
        assert answer.status_code == 400, answer.text


def commented(kind, payload):
    """A real picture with a payload in its comment."""
    buffer = io.BytesIO()
    picture = natural(400, 400, 5)
    if kind == "png":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", payload)
        picture.save(buffer, "PNG", pnginfo=notes)
    else:
        picture.save(buffer, kind.upper(), comment=payload.encode())
    return buffer.getvalue()


def zipped():
    buffer = io.BytesIO(encoded(natural(400, 400, 6), "png"))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("evil.php", "<?php system($_GET[0]); ?>")
    return buffer.getvalue()


SCRIPT = "<script>alert(document.domain)</script>"
#: Real pictures that are something else too: the bytes, the kind that they are served as.
POLYGLOTS = {
    # 10,799 pixels wide, so that its head reads `GIF89a/*`.
    "gif and script": (b"GIF89a/*\x01\0\0\0\0*/=1;alert(1)//" + SCRIPT.encode() + b";", "image/gif"),
    "gif and html": (encoded(natural(400, 400, 4), "gif") + b"<html>" + SCRIPT.encode(), "image/gif"),
    "gif with a comment": (commented("gif", SCRIPT), "image/gif"), "png with a comment": (commented("png", SCRIPT), "image/png"),
    "png and zip": (zipped(), "image/png"), "jpeg and php": (commented("jpeg", "<?php system($_GET[0]); __halt_compiler(); ?>"), "image/jpeg"),
    "jpeg and html": (commented("jpeg", "--><html>" + SCRIPT), "image/jpeg"),
    "webp and html": (encoded(natural(400, 400, 8), "webp") + SCRIPT.encode(), "image/webp"),
    "png and playlist": (encoded(natural(400, 400, 9), "png") + PLAYLIST, "image/png"),
}
NAMES = ["a.html", "a.svg", "a.php", "a.png.html", "../../a.png", "a\";x=\".html", "a\r\nX-Evil: 1\r\n\r\n<script>", "\u202egnp.exe", "a%00.png", ".htaccess",
         "x" * 5000, "<script>alert(1)</script>.png", "C:\\windows\\a.png", "/etc/passwd", ""]


class TestPolyglots:
    def harmless(self, answer, kind):
        """What a browser needs to be told so that nothing in the file runs, whoever links to it."""
        assert answer.status_code == 200
        assert answer.headers["content-type"] == kind and answer.headers["x-content-type-options"] == "nosniff"
        disposition, _, name = answer.headers["content-disposition"].partition("; filename=")
        assert disposition in ("inline", "attachment")
        ending = {"image/jpeg": (".jpg", ".jpeg")}.get(kind, ("." + kind.split("/")[1],))
        assert name.strip('"').endswith(ending) and set(name) <= set('"abcdefghijklmnopqrstuvwxyz0123456789._-')
        assert "x-evil" not in answer.headers and "set-cookie" not in answer.headers
        assert not any(name.startswith("access-control-") for name in answer.headers)

    @pytest.mark.parametrize("what", POLYGLOTS)
    @pytest.mark.parametrize("path", UPLOADS)
    def test_it_is_served_as_the_picture_that_it_is(self, good, path, what):
        data, kind = POLYGLOTS[what]
        answer = good.http.post(path, files={"file": ("evil.html", data, "text/html")})
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/json")
        told = answer.json().get("data", answer.json())
        link = told["url"]
        served = BARE.get(link, headers={"Accept": "text/html"})
        self.harmless(served, kind)
        assert served.content == data and link.endswith(served.headers["content-disposition"].split('"')[1])
        # Under no other name or type.
        assert BARE.get(link.rsplit(".", 1)[0] + ".html").status_code == 404
        partial = BARE.get(link, headers={"Range": "bytes=6-"})
        assert partial.status_code == 206 and partial.headers["content-type"] == kind and partial.headers["x-content-type-options"] == "nosniff"

    @pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:20]))
    def test_a_file_name_is_only_told_back(self, server, good, picture, name):
        before = {path for path in server.data.rglob("*")}
        boundary = "xx"
        body = (f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/html\r\n\r\n'
                .encode() + picture + f"\r\n--{boundary}--\r\n".encode())
        answer = good.http.post(UPLOADS[0], content=body, headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})
        assert answer.status_code in (200, 400) and answer.headers["content-type"].startswith("application/json")
        assert "x-evil" not in answer.headers
        if answer.status_code == 200:
            self.harmless(BARE.get(answer.json()["data"]["url"]), "image/png")
        made = {path for path in server.data.rglob("*")} - before
        # What is kept is called by its hash.
        assert all(set(path.name) <= set("0123456789abcdef") or path.name.startswith("filmgate.sqlite") for path in made), made

    def test_a_picture_of_its_video_is_served_so_too(self, good):
        data, _ = POLYGLOTS["png and zip"]
        body = {**SHORTEST, "content": [{"type": "image_url", "image_url": {"url": data_url(data)}}]}
        name = good.make(ARK, body)
        assert end(good, name)["status"] == "succeeded"
        answer = good.get(f"/openai/v1/videos/{name}/content?variant=thumbnail")
        self.harmless(answer, "image/jpeg")

    @pytest.mark.parametrize("path", ["/<script>alert(1)</script>", "/ark/<svg onload=alert(1)>", "/v1/videos/<script>", "/files/<script>/x",
                                      ARK.create + "/<img src=x>", ARK.create + "?filter.status=<script>"])
    def test_no_answer_is_a_page(self, good, path):
        answer = good.get(path, headers={"Accept": "text/html", "X-Request-Id": "<script>"})
        assert answer.status_code >= 400 or "items" in answer.text
        assert answer.headers.get("content-type", "application/json").startswith("application/json")
        assert "<script>" not in str(answer.headers)


#: Small files that unfold: what they are, and what comes of their task.
BOMBS = {
    "png of 36 million zeros": (png(6000, 6000, zeros(6000 * 18_001)), ("succeeded", "failed")),
    "png whose data go on": (png(400, 400, zeros(64 << 20)), ("succeeded", "failed")),
    "png with a profile of 512 MB": (png(400, 400, zeros(400 * 1201), chunk(b"iCCP", b"x\0\0" + zeros(512 << 20))), ("succeeded", "failed")),
    "png with a text of 512 MB": (png(400, 400, zeros(400 * 1201), chunk(b"zTXt", b"x\0\0" + zeros(512 << 20))), ("succeeded", "failed")),
    "png without pixels": (png(400, 400, b""), ("failed",)), "png of noise": (png(400, 400, os.urandom(1000)), ("failed",)),
    "png cut off": (encoded(natural(400, 400, 5), "png")[:2000], ("failed",)), "jpeg cut off": (encoded(natural(400, 400, 5), "jpeg")[:2000], ("failed",)),
    "jpeg without data": (jpeg(400, 400), ("failed",)), "webp without data": (webp(400, 400), ("failed",)),
}


class TestBombs:
    @pytest.fixture(scope="class")
    def fates(self, server, good, watch):
        """All of them at once: how each ended, and what the server took for it."""
        server.forget_peak()
        before = server.memory()
        names, refused = {}, {}
        for what, (data, _) in BOMBS.items():
            answer = good.post(ARK.create, {**SHORTEST, "content": [{"type": "image_url", "image_url": {"url": data_url(data)}}]})
            if answer.status_code == 200:
                names[what] = answer.json()["id"]
            else:
                refused[what] = answer
        states = {what: end(good, name)["status"] for what, name in names.items()}
        return states, refused, server.memory("VmHWM") - before

    @pytest.mark.parametrize("what", BOMBS)
    def test_it_is_refused_or_comes_to_an_end(self, fates, what):
        states, refused, _ = fates
        assert states[what] in BOMBS[what][1] if what in states else refused[what].status_code == 400

    def test_the_server_itself_unfolds_none(self, fates, measured):
        measured(f"the server's peak is {fates[2]:.0f} MB more")
        assert fates[2] < 100

    def test_nor_does_a_child_beyond_measure(self, fates, watch, measured):
        """The largest picture that is allowed, 6000 x 6000, takes 330 MB."""
        measured(f"the largest child had {watch.most:.0f} MB")
        assert 0 < watch.most < 1000

    @pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "identity, gzip", "x-gzip"])
    @pytest.mark.parametrize("what", ["a create", "256 MB of zeros"])
    def test_a_packed_body_is_not_unpacked(self, server, good, what, encoding):
        plain = json.dumps(text_body(ARK, "海", duration=4)).encode() if what == "a create" else b""
        body = zlib.compress(plain) if encoding == "deflate" else gzip.compress(plain) if plain else PACKED
        before, memory = tasks(good), server.memory()
        answer = good.http.post(ARK.create, content=body, headers={"Content-Type": "application/json", "Content-Encoding": encoding})
        assert answer.status_code in (400, 415) and tasks(good) == before
        assert server.memory() - memory < 50

    @pytest.mark.parametrize("path", [*UPLOADS, "/openai/v1/videos"])
    @pytest.mark.parametrize("what", ["100,000 parts", "endless head", "nested", "no end", "no boundary"])
    def test_a_form_is_no_bomb(self, server, good, path, what):
        part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
        body = {"100,000 parts": part * 100_000 + b"--b--\r\n", "endless head": b"--b\r\nX: " + b"a" * 5_000_000 + b"\r\n\r\n--b--\r\n",
                "nested": b"".join(b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" for _ in range(10_000)) + b"--b--",
                "no end": part + bytes(1000), "no boundary": part}[what]
        kind = "multipart/form-data" + ("" if what == "no boundary" else "; boundary=b")
        begun = time.monotonic()
        answer = good.http.post(path, content=body, headers={"Content-Type": kind})
        assert answer.status_code == 400 and time.monotonic() - begun < 10


#: 256 MB of zeros in 260 KB.
PACKED = gzip.compress(bytes(1 << 28), 1)


# Prompts

#: {mark} is a file that nobody may make, {word} a word that is looked for in arguments.
PROMPTS = {
    "filter": "drawtext=textfile=/etc/passwd:x=0,movie={mark}[a];[a]overlay {word}", "filter end": "'],movie={mark},drawtext=text='{word}",
    "expansion": "%{{e:system}} %{{metadata:x}} %{{pts}} %{{localtime}} {word}", "drawtext escapes": "\\\\\\'\\:\\%{{pts\\:hms}}\\n{word}",
    "sendcmd": "sendcmd=f={mark},zmq=bind_address=tcp\\://*\\:5555 {word}", "lavfi": "lavfi:color=red -f lavfi -i testsrc {word}",
    "options": "-i /etc/passwd -y {mark} {word}", "long options": "--help --version --output={mark} {word}",
    "report": "-report -dump_attachment {mark} {word}", "standard input": "- {word}",
    "substitution": "$(touch {mark}) {word}", "backticks": "`touch {mark}` {word}", "semicolon": "; touch {mark}; echo {word}", "pipe": "| tee {mark} {word}",
    "new line": "\ntouch {mark}\n{word}", "quotes": "'\"'; touch {mark}; '\"' {word}",
    "variables": "$FILMGATE_TEST_SECRET ${{FILMGATE_TEST_SECRET}} %PATH% {word}", "format": "%s%s%n%n%p%x {word}",
    "subtitles": "{{\\pos(1,1)}}{{\\fn/etc/passwd}}\\N<font face=/etc/passwd>{word}", "jndi": "${{jndi:ldap://127.0.0.1:1/a}} {word}",
    "nul": "a\0b -y {mark} {word}", "nul alone": "\0", "escape": "\x1b[31m\x1b]0;{word}\x07\x9b31m", "controls": "".join(map(chr, range(1, 32))) + "{word}",
    "right to left": "\u202e{word}\u202c \u2066x\u2069 \u200f", "right to left alone": "\u202e", "unclosed": "\u2067" * 500 + "{word}",
    "nothing to see": "\u200b\u200d\ufeff\u2060", "noncharacters": "\uffff\ufffe\U0010ffff{word}", "marks": "Z" + "\u0301" * 2000 + "{word}",
    "one long word": "W" * 5000 + "{word}", "emoji": "👨‍👩‍👧‍👦" * 100 + "{word}", "path": "../../../../etc/passwd {mark} {word}", "protocol": "concat:{mark}|file:/etc/passwd subfile,,start,0,end,9,,:/etc/passwd {word}",
    "json": '"}},"output":"{mark}","x":{{"a":"{word}', "lines": "done {{\"x\":1}}\nprogress 100\nerror job {word}\n",
}


class TestPrompts:
    @pytest.fixture(scope="class")
    def shown(self, good, watch, tmp_path_factory):
        place = tmp_path_factory.mktemp("marks")
        made = {}
        for number, (what, text) in enumerate(PROMPTS.items()):
            mark, word = place / f"mark{number}", f"Q{number}canaryQ"
            body = {**SHORTEST, "content": [{"type": "text", "text": text.format(mark=mark, word=word)}]}
            made[what] = good.make(ARK, body), mark, word
        return made

    @pytest.mark.parametrize("what", PROMPTS)
    def test_it_is_shown_and_nothing_else(self, server, good, watch, shown, what, tmp_path):
        name, mark, word = shown[what]
        answer = end(good, name)
        assert answer["status"] == "succeeded", answer
        path = good.download(answer["content"]["video_url"], tmp_path / "video.mp4")
        assert media.facts(path).frames == 29
        assert list(mark.parent.iterdir()) == []
        for line in watch.lines:
            assert word not in line and str(mark) not in line and "/etc/passwd" not in line
        assert server.is_running()

    def test_children_were_seen_and_knew_no_secret(self, server, shown, good, watch):
        """Else the tests above would say nothing of arguments."""
        assert any("ffmpeg" in line for line in watch.lines)
        assert watch.surroundings and SECRET in Path(f"/proc/{server.pid}/environ").read_text()
        assert not any(SECRET in one or server.key in one for one in watch.surroundings | watch.lines)

    def test_one_that_would_show_more_than_fits_is_refused(self, good):
        assert good.post(ARK.create, text_body(ARK, "海" * 200_000)).status_code == 400

    @pytest.mark.parametrize("raw", [b'"\\ud800"', b'"\\udc00x"', b'"\xff"', b'"\xc0\x80"', b'"\xed\xa0\x80"', b'"\x00"', b'"a\nb"', b'"\\x41"'])
    def test_one_that_is_no_text_is_refused(self, good, raw):
        before = tasks(good)
        body = b'{"model":"%s","content":[{"type":"text","text":%s}]}' % (LONG.encode(), raw)
        assert good.post(ARK.create, body).status_code == 400 and tasks(good) == before

    @pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
    def test_it_is_told_back_as_it_came_or_not_at_all(self, good, face):
        """And never as a part of a header or a page."""
        text = "<script>alert(1)</script>\r\nX-Evil: 1"
        answer = good.post(face.path(face.create, True), text_body(face, text, duration=4))
        assert answer.status_code == 200 and "x-evil" not in answer.headers
        read = good.get(face.path(face.read, True).format(id=face.created(answer.json())))
        for one in (answer, read):
            assert one.headers["content-type"].startswith("application/json") and "x-evil" not in one.headers
