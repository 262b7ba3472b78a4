"""Attempts on a real server, each refused or harmless. test_hostile.py has the 300 random ones beside these."""

import base64
import socket
import struct
import zlib

import httpx
import pytest

from support.faces import ALL, ARK, FACES, LONG, SHORT, Client, text_body
from support.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Without any exception from the fetch policy."""
    server = Server(tmp_path_factory.mktemp("security") / "data").start(allow_loopback=False)
    yield server
    assert server.is_running(), server.tail()
    server.stop()


@pytest.fixture(scope="module")
def good(server):
    return Client(server.url, server.key)


@pytest.fixture(scope="module")
def stranger(server):
    """A key of another project."""
    return Client(server.url, server.make_key(project="others"))


@pytest.fixture(scope="module")
def finished(good):
    """A task that has succeeded, by its id, and its link."""
    name = good.make(ARK, text_body(ARK, "海边", duration=4, resolution="480p"))
    story = good.follow(ARK, name)
    assert story.state == "succeeded"
    return name, story.video


def alike(left, right, names):
    """The same answer but for the names and the request's id."""
    def plain(answer):
        text = answer.text
        for name in names:
            text = text.replace(name, "ID")
        return answer.status_code, text.replace(answer.headers.get("x-request-id", "-"), "REQUEST")
    return plain(left) == plain(right)


class TestOtherProjects:
    @pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
    def test_a_read_answers_as_if_the_task_never_was(self, finished, stranger, face):
        name, never = finished[0], "cgt-20250101000000-000000000000000000"
        real = stranger.get(face.path(face.read, True).format(id=name))
        assert real.status_code in (400, 404)
        assert alike(real, stranger.get(face.path(face.read, True).format(id=never)), (name, never))

    @pytest.mark.parametrize("path", [ARK.read, ALL["volc"].read, "/v1/videos/{id}"])
    def test_a_delete_does_nothing(self, finished, stranger, good, path):
        assert stranger.http.delete(path.format(id=finished[0])).status_code == 404
        assert good.read(ARK, finished[0]).state == "succeeded"

    @pytest.mark.parametrize("path", ["/v1/videos/{id}", "/v1/videos/{id}/content", "/v1/videos/{id}/content?variant=thumbnail",
                                      "/v1/videos?after={id}", ARK.create + "?filter.task_ids={id}", ARK.create, "/v1/videos"])
    def test_neither_content_nor_lists_show_it(self, finished, stranger, path):
        answer = stranger.get(path.format(id=finished[0]))
        assert answer.status_code in (200, 400, 404)
        assert "/files/" not in answer.text
        if answer.status_code == 200:
            assert finished[0] not in answer.text

    def test_a_draft_of_others_is_no_draft(self, good, stranger):
        draft = good.make(ARK, text_body(ARK, "草稿", draft=True, duration=4))
        answer = stranger.post(ARK.create, {"model": LONG, "content": [{"type": "draft_task", "draft_task": {"id": draft}}]})
        assert 400 <= answer.status_code < 500

    def test_an_idempotency_key_is_the_projects_own(self, good, stranger):
        bodies = text_body(ARK, "一次", duration=4, resolution="480p")
        mine, theirs = (client.post(ARK.create, bodies, headers={"Idempotency-Key": "same"}).json()["id"]
                        for client in (good, stranger))
        assert mine != theirs
        assert stranger.get(ARK.read.format(id=mine)).status_code == 404


class TestKeys:
    @pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
    @pytest.mark.parametrize("how", ["key", "api_key", "access_token", "Authorization"])
    def test_no_key_in_the_query(self, server, face, how):
        answer = httpx.get(server.url + face.path(face.read, True).format(id="x"), params={how: server.key}, trust_env=False)
        assert answer.status_code == 401

    @pytest.mark.parametrize("field", ["Basic {}", "Token {}", "Bearer", "Bearer {}x", "Bearer x{}", "Bearer {} {}", "{}",
                                       "Bearer\t{}", "bearer:{}", "Digest {}", "Bearer '{}'", "Bearer {}, Bearer {}"])
    def test_no_other_scheme(self, server, field):
        answer = httpx.get(server.url + ARK.create, headers={"Authorization": field.replace("{}", server.key)}, trust_env=False)
        assert answer.status_code == 401, answer.text

    @pytest.mark.parametrize("header", ["X-API-Key", "Api-Key", "X-Auth-Token", "Proxy-Authorization", "Cookie"])
    def test_no_other_header(self, server, header):
        answer = httpx.get(server.url + ARK.create, headers={header: f"Bearer {server.key}"}, trust_env=False)
        assert answer.status_code == 401


class TestLinks:
    @pytest.mark.parametrize("change", range(12))
    def test_an_altered_link_is_no_link(self, finished, change):
        head, token, name = finished[1].rsplit("/", 2)
        place = change * (len(token) - 1) // 12
        other = "A" if token[place] != "A" else "B"
        altered = f"{head}/{token[:place]}{other}{token[place + 1:]}/{name}"
        assert httpx.get(altered, trust_env=False).status_code == 404

    @pytest.mark.parametrize("tail", ["x/x.mp4", "{token}/other.mp4", "{token}/..%2f..%2ffilmgate.db", "{token}x/{name}", "%00/{name}",
                                      "{token}/{name}%00", "..%2f..%2ffirst.key/x", "{token}/%2e%2e%2ffirst.key"])
    def test_a_forged_link_is_no_link(self, finished, tail):
        head, token, name = finished[1].rsplit("/", 2)
        answer = httpx.get(f"{head}/{tail.format(token=token, name=name)}", trust_env=False)
        assert answer.status_code in (400, 404) and b"ftyp" not in answer.content

    @pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Original-URL",
                                        "X-Rewrite-URL", "X-Forwarded-Prefix"])
    def test_headers_that_lie_change_no_link(self, server, good, finished, header):
        lie = "host=evil.example;proto=https" if header == "Forwarded" else "evil.example"
        answer = good.get(ARK.read.format(id=finished[0]), headers={header: lie})
        assert answer.status_code == 200 and "evil" not in answer.text
        assert answer.json()["content"]["video_url"].startswith(server.url)


INWARD = ["http://127.0.0.1:{port}/", "http://2130706433:{port}/", "http://0177.0.0.1:{port}/", "http://0x7f000001:{port}/",
          "http://0x7f.1:{port}/", "http://127.1:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
          "http://[::ffff:7f00:1]:{port}/", "http://0.0.0.0:{port}/", "http://0:{port}/", "http://[::]:{port}/",
          "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[fd00::1]/", "http://localhost:{port}/",
          "http://localhost.:{port}/", "http://LOCALHOST:{port}/", "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/",
          "http://100.64.0.1/", "http://224.0.0.1/", "http://255.255.255.255/", "http://[64:ff9b::7f00:1]/",
          "http://user:password@127.0.0.1:{port}/", "file:///etc/passwd", "gopher://127.0.0.1:{port}/", "ftp://127.0.0.1/",
          "http://１２７.0.0.1:{port}/", "http://127。0。0。1:{port}/"]


@pytest.fixture(scope="module")
def trap():
    """A listener that nobody may reach."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        yield listener


class TestInwardAddresses:
    @pytest.mark.parametrize("address", INWARD)
    def test_a_picture_is_not_fetched(self, good, trap, address):
        url = address.format(port=trap.getsockname()[1])
        answer = good.post(ARK.create, {"model": LONG, "content": [{"type": "image_url", "image_url": {"url": url}}]})
        assert answer.status_code == 400, answer.text
        with pytest.raises(TimeoutError):
            trap.accept()

    @pytest.mark.parametrize("address", ["file:///etc/passwd", "gopher://127.0.0.1:{port}/", "ftp://127.0.0.1/", "javascript:alert(1)",
                                         "//127.0.0.1/", "data:text/plain,x", "", "http://", "http:///x"])
    def test_a_callback_is_not_taken(self, good, trap, address):
        body = text_body(ARK, "回调", callback_url=address.format(port=trap.getsockname()[1]) or " ")
        assert good.post(ARK.create, body).status_code == 400


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, data=b""):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


DISGUISED = {
    "header of 50,000 x 50,000": png(50_000, 50_000), "bomb": png(30_000, 30_000, zlib.compress(bytes(1_000_000))),
    "no pixels": png(0, 0), "2^31 wide": png(2**31 - 1, 1), "truncated": png(300, 300)[:20], "magic alone": b"\x89PNG\r\n\x1a\n",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    "playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n",
    "concat script": b"ffconcat version 1.0\nfile /etc/passwd\n", "html": b"<html><script>alert(1)</script></html>",
    "polyglot": b"GIF89a/*" + b"<script>" * 10, "zip": b"PK\x03\x04" + bytes(40), "pdf": b"%PDF-1.7\n", "nothing": b"",
    "elf": b"\x7fELF" + bytes(60), "gif of 65,535": b"GIF89a\xff\xff\xff\xff\0\0\0;", "tiff loop": b"II*\0\x08\0\0\0\1\0" + bytes(12) + b"\x08\0\0\0",
}


class TestPictures:
    @pytest.mark.parametrize("what", DISGUISED)
    def test_no_picture_is_taken_for_one(self, good, what):
        data = base64.b64encode(DISGUISED[what]).decode()
        item = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}
        assert good.post(ARK.create, {"model": LONG, "content": [item]}).status_code == 400

    @pytest.mark.parametrize("what", ["svg", "playlist", "html", "zip", "truncated"])
    def test_nor_uploaded(self, good, what):
        answer = good.http.post("/toapis/v1/uploads/images", files={"file": ("../../a.png", DISGUISED[what], "image/png")})
        assert answer.status_code == 400


class TestHTTP:
    @pytest.mark.parametrize("heads", ["Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5, 6", "Content-Length: +5",
                                       "Content-Length: 0x5", "Transfer-Encoding: chunked\r\nContent-Length: 5",
                                       "Transfer-Encoding: gzip, chunked, identity", "Transfer-Encoding:\x0bchunked",
                                       "X: a\r\n folded: b\r\nContent-Length: z", "Content-Length : 5"])
    def test_smuggling_shapes_get_one_refusal_at_most(self, server, heads):
        host, port = server.url.removeprefix("http://").split(":")
        inner = f"GET {ARK.create} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n\r\n"
        text = f"POST {ARK.create} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n{heads}\r\n\r\n{inner}"
        with socket.create_connection((host, int(port)), 20) as connection:
            connection.sendall(text.encode())
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            try:
                while piece := connection.recv(65536):
                    answer += piece
            except ConnectionResetError:
                pass
        assert b"HTTP/1.1 200" not in answer, answer[:300]


def test_a_revoked_key_counts_no_more(server):
    key = server.make_key(name="leaver")
    client = Client(server.url, key)
    assert client.get(ARK.create).status_code == 200
    listed = server.keys("list").stdout
    line = next(line for line in listed.splitlines() if "leaver" in line)
    server.keys("revoke", line.split()[0])
    assert client.get(ARK.create).status_code == 401
