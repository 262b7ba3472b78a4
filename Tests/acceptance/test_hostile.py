"""300 hostile requests from a printed seed: each is refused in the dialect's shape, and the server goes on.

FILMGATE_SEED chooses them, FILMGATE_HOSTILE how many.
"""

import json
import os
import random
import re
import socket
import threading
import time

import httpx
import pytest

from support.faces import ARK, FACES, LONG, SHORT, TOAPIS, VOLC, XCOMPUTE, Client, text_body
from support.server import ROOT, Server

SEED = int(os.environ.get("FILMGATE_SEED", str(random.SystemRandom().randrange(10**6))))
COUNT = int(os.environ.get("FILMGATE_HOSTILE", "300"))

# What a value may be instead of what it should be.
WRONG = [0, -1, 1.5, 1e400, True, False, "", "x", "\u0000", "\U0001F600" * 50, "a" * 5000, [], [[]], {}, {"a": 1}, [None],
         -(2**63), 2**63, 2**64, 10**300, "null", "NaN"]
FIELDS = {
    "ark": ["model", "content", "callback_url", "return_last_frame", "service_tier", "execution_expires_after",
            "generate_audio", "draft", "camera_fixed", "watermark", "seed", "resolution", "ratio", "duration", "frames",
            "safety_identifier", "priority", "tools", "output_format"],
    "anyfast": ["model", "content", "ratio", "resolution", "duration", "watermark", "seed", "camera_fixed", "prompt"],
    "xcompute": ["model", "prompt", "duration", "aspect_ratio", "resolution", "seed", "audio", "camerafixed", "image_urls",
                 "image_with_roles", "webhook", "language"],
    "toapis": ["model", "prompt", "duration", "aspect_ratio", "metadata", "image_urls", "image_with_roles", "audio",
               "callback_url", "client_business_id"],
}
FIELDS["volc"] = FIELDS["ark"]
FIELDS["aigeneration"] = FIELDS["ark"][:-3]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("hostile") / "data").start()
    yield server
    assert server.is_running(), server.tail()
    server.stop()


def dumps(value):
    return json.dumps(value, ensure_ascii=False).replace("Infinity", "1e400").encode("utf-8", "surrogatepass")


class Hostile:
    """Makes one hostile request after another."""

    def __init__(self, chance):
        self.chance = chance
        self.kinds = [self.truncated, self.wrong_type, self.wrong_item, self.nested, self.bad_utf8, self.liar, self.path,
                      self.header, self.huge, self.tricky, self.raw, self.picture, self.query]

    def next(self, face):
        return self.chance.choice(self.kinds)(face)

    def valid(self, face):
        return dumps(text_body(face, "海边日落", duration=4, resolution="480p"))

    def truncated(self, face):
        body = self.valid(face)
        return "body", body[: self.chance.randrange(len(body))], {}

    def wrong_type(self, face):
        body = text_body(face, "海", duration=4)
        body[self.chance.choice(FIELDS[face.name])] = self.chance.choice(WRONG)
        # Some wrong values are right somewhere; a field that must be there makes the rest refused in any case.
        body["duration"] = self.chance.choice(["x", 99, [1], {"a": []}])
        return "body", dumps(body), {}

    def wrong_item(self, face):
        wrong = self.chance.choice([1, None, "text", [], {}, {"type": 1}, {"type": "text"}, {"type": "text", "text": 1},
                                    {"type": "image_url"}, {"type": "image_url", "image_url": "http://x"},
                                    {"type": "image_url", "image_url": {"url": 1}}, {"type": "video_url"},
                                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}, "role": 5},
                                    {"type": "draft_task", "draft_task": {"id": {}}}, {"type": "draft_task"}])
        if face in (XCOMPUTE, TOAPIS):
            name = self.chance.choice(["image_urls", "image_with_roles"])
            if name == "image_urls" and wrong is None:
                wrong = 5
            return "body", dumps({"model": SHORT, "prompt": "x", name: [wrong] * self.chance.choice([1, 2])}), {}
        return "body", dumps({"model": LONG, "content": [wrong] * self.chance.choice([1, 2, 1000])}), {}

    def nested(self, face):
        depth = self.chance.choice([200, 1000, 100_000, 3_000_000])
        opening, closing = self.chance.choice([(b"[", b"]"), (b'{"a":', b"}")])
        value = opening * depth + (b"1" if self.chance.random() < 0.5 else b"") + closing * depth
        if self.chance.random() < 0.5:
            return "body", value, {}
        return "body", self.valid(face)[:-1] + b',"x":' + value + b"}", {}

    def bad_utf8(self, face):
        bad = self.chance.choice([b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe4\xb8", b"\x80"])
        body = self.valid(face)
        place = body.index("海".encode())
        return "body", body[:place] + bad + body[place:], {}

    def liar(self, face):
        """Bodies that are not what their type says."""
        kind, body = self.chance.choice([
            ("application/json", b"model=x&prompt=y"), ("application/json", b"<xml/>"), ("application/json", b"\x89PNG\r\n"),
            ("application/json", b"\x1f\x8b\x08" + os.urandom(50)), ("multipart/form-data; boundary=x", b"--x\r\n\r\n"),
            ("multipart/form-data", b"{}"), ("text/csv", b"a,b\n1,2"), ("application/json; charset=utf-16",
                                                                      "{}".encode("utf-16")),
            ("application/msgpack", b"\x82\xa5model\xa1x"),
        ])
        return "body", body, {"Content-Type": kind}

    def path(self, face):
        tricks = ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00", "a%00b", "%ff%fe", "%", "%zz", "a" * 9000, "task_" + "Z" * 26,
                  "cgt-99999999999999-" + "z" * 18, "seedance_-1_" + "0" * 18, "seedance_99999999999999999999_" + "0" * 18,
                  "';DROP TABLE tasks;--", "%e2%80%ae", "${jndi:ldap://x}", "task_" + "0" * 26 + "%0a", "*", "gen-" + "U" * 26,
                  "cgt-00000000000000-" + "0" * 18, "a//b", "./.", "video_"]
        name = self.chance.choice(tricks)
        return "get", face.path(face.read, True).format(id=name), {}

    def header(self, face):
        trick = self.chance.choice([
            {"Authorization": "Bearer"}, {"Authorization": "Bearer " + "a" * 5000}, {"Authorization": "Basic eDp5"},
            {"Authorization": ""}, {"Authorization": "Bearer a b c"}, {"Authorization": "Bearer \u00e9".encode("latin-1")},
        ])
        return "body", self.valid(face), trick

    def query(self, face):
        if face in (ARK, VOLC):
            query = self.chance.choice(["page_num=0", "page_num=abc", "page_size=-1", "page_size=99999999999999999999",
                                        "filter.status=%00", "filter.service_tier=x", "page_num=1e3", "page_num=%31%2e%30"])
            return "get", face.path(face.create, True) + "?" + query, {}
        return self.path(face)

    def huge(self, face):
        what = self.chance.choice(["string", "array", "number", "keys", "spaces"])
        size = self.chance.choice([100_000, 2_000_000])
        value = {"string": b'"' + b"a" * size + b'"', "array": b"[" + b"0," * (size // 2) + b"0]", "number": b"9" * size,
                 "keys": b"{" + b",".join(b'"%d":1' % n for n in range(size // 10)) + b"}", "spaces": b" " * size}[what]
        name = self.chance.choice(FIELDS[face.name]).encode()
        return "body", b'{"duration":99,"model":"x","' + name + b'":' + value + (b'"' if what == "spaces" else b"") + b"}", {}

    def tricky(self, face):
        body = self.chance.choice([
            b'{"model":1,"model":2,"duration":99}', b'{"a":\x00}', b'{"a":"\x01"}', b'{"a":"\\u12"}', b'{"a":"\\ud800"}',
            b'{"a":01}', b'{"a":+1}', b'{"a":.5}', b'{"a":1.}', b'{"a":1e}', b'{"a":NaN}', b'{"a":Infinity}', b"{a:1}",
            b'{"a":1,}', b'{"a":[1,]}', b"/* x */{}", b"\x00", b" ", b"\n\n", b'{"a":tru}', b'{"a":"\\x"}', b"[1,2", b'"', b"-",
            b"\xfe\xff\x00{", b"{}x", b'{"__proto__":{"duration":1}}',
        ])
        return "body", body, {}

    def picture(self, face):
        url = self.chance.choice([
            "http://127.0.0.1:1/x", "file:///etc/passwd", "http://169.254.169.254/latest/meta-data", "data:image/png;base64," +
            "A" * 100_000, "data:image/png;base64,", "\u0000", "http://" + "a" * 5000 + ".example/", "http://[::]:1/",
            "https://127.0.0.1:1/x", "//x", "data:image/jpeg;base64,/9j/4AAQSkZJRg==", "http://localhost:22/", "http://%00/",
            "http://a b/", "http://\u202e.example/", "data:image/svg+xml;base64,PHN2Zy8+",
        ])
        if face in (XCOMPUTE, TOAPIS):
            return "body", dumps({"model": SHORT, "prompt": "x", "image_urls": [url]}), {}
        return "body", dumps({"model": LONG, "content": [{"type": "image_url", "image_url": {"url": url}}]}), {}

    def raw(self, face):
        """HTTP itself is broken."""
        create = face.path(face.create, True)
        head = f"POST {create} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\n"
        valid = self.valid(face).decode()
        return "raw", self.chance.choice([
            "GARBAGE\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\x00\x01\x02\x03\r\n\r\n", "POST  HTTP/1.1\r\n\r\n",
            head + "Content-Length: -1\r\n\r\n", head + "Content-Length: abc\r\n\r\n{}",
            head + "Content-Length: 99999999999999999999\r\n\r\n{}",
            head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}{}{}",
            head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
            head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
            head + "Transfer-Encoding: xchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            head + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            head + "Transfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n",
            head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\nx",
            head + "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
            head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n",
            head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{]\r\n0\r\n\r\n",
            head + "X: " + "a" * 300_000 + "\r\n\r\n", head + "".join(f"X{n}: 1\r\n" for n in range(3000)) + "\r\n",
            head + "X\x00Y: 1\r\n\r\n", head + " folded: 1\r\n\r\n", head + "NoColon\r\n\r\n",
            f"POST {create}{'a' * 200_000} HTTP/1.1\r\nHost: x\r\n\r\n", f"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "x" * 100, "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
            "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
            head + "Expect: nonsense\r\nContent-Length: 2\r\n\r\n{]",
            head + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
            head + f"Content-Length: {len(valid)}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n" + "[" * len(valid),
        ]), {}


def send_raw(server, text, timeout=20):
    """Sends and reads until the server has answered and falls silent or closes; gives what came."""
    host, port = server.url.removeprefix("http://").split(":")
    data = text.replace("KEY", server.key).encode("utf-8", "surrogateescape")
    answer = b""
    with socket.create_connection((host, int(port)), timeout) as connection:
        connection.settimeout(timeout)
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        try:
            while piece := connection.recv(65536):
                answer += piece
                if len(answer) > 1_000_000:
                    raise AssertionError("an endless answer")
        except (ConnectionResetError, BrokenPipeError):
            pass
    return answer


def in_shape(face, response):
    """A 4xx in the dialect's own shape."""
    status = response.status_code
    assert 400 <= status < 500 or (face.name == "anyfast" and status == 503), f"{status} {response.text[:300]}"
    if face in (ARK, VOLC) and status == 404 and response.content == b"":
        return
    face.refused(response, status)
    assert len(response.content) < 20_000, f"an error of {len(response.content)} bytes"
    assert str(ROOT) not in response.text and "Sources/" not in response.text and "Swift" not in response.text


def test_three_hundred_hostile_requests(server, measured):
    measured(f"seed {SEED}")
    chance = random.Random(SEED)
    hostile = Hostile(chance)
    good = Client(server.url, server.key)
    for face in FACES:
        good.make(face, text_body(face, "热身", duration=4, resolution="480p"))
    # One of each kind first, so that what is loaded once is not taken for growth.
    warm = Hostile(random.Random(1))
    for kind in warm.kinds:
        try:
            send(server, good, kind(ARK), ARK)
        except AssertionError:
            pass  # What is wrong here will be found below.
    settle(server, good)
    before = server.memory()
    accepted = broken = 0
    faults = []
    for number in range(COUNT):
        face = FACES[number % len(FACES)]
        request = hostile.next(face)
        try:
            outcome = send(server, good, request, face)
            broken += outcome == "raw"
        except AssertionError as error:
            faults.append(f"{number} {face.name} {request[0]} {str(request[1])[:160]!r} {request[2]}: {str(error)[:300]}")
        except httpx.HTTPError as error:
            faults.append(f"{number} {face.name} {request[0]} {str(request[1])[:160]!r}: connection {error!r}")
        if number % 10 == 0:
            answer = good.get(face.path(face.read, True).format(id=chance.choice(["x", "task_01K8SGYNNNVBQTXNR4MM964S7K"])))
            assert answer.status_code in (400, 404)
            assert good.get(ARK.create).status_code == 200
            assert server.is_running(), server.tail()
    settle(server, good)
    after = server.memory()
    measured(f"{COUNT} sent, {broken} of them broken HTTP; memory {before:.1f} to {after:.1f} MB")
    assert not faults, f"{len(faults)} faults (seed {SEED}):\n" + "\n".join(faults)
    assert after - before <= 50
    name = good.make(ARK, text_body(ARK, "还在", duration=4, resolution="480p"))
    assert good.follow(ARK, name).state == "succeeded"


def send(server, good, request, face):
    what, content, headers = request
    if what == "raw":
        answer = send_raw(server, content)
        statuses = [int(code) for code in re.findall(rb"^HTTP/1\.[01] (\d{3})", answer, re.M)]
        assert all(400 <= status < 500 for status in statuses), answer[:300]
        assert len(statuses) <= 1, f"{statuses}: more than one answer"
        return what
    if what == "get":
        connection_path = content
        response = good.http.build_request("GET", "http://x/")
        # httpx would clean the path up: the raw target goes over the wire.
        target = connection_path.encode("utf-8", "surrogatepass")
        response = raw_get(server, target)
    else:
        options = {"Content-Type": "application/json", **headers}
        response = good.http.post(face.path(face.create, True), content=content, headers=options)
    if response is not None:
        in_shape(face, response)
    return what


def raw_get(server, target):
    """A GET whose target is sent byte for byte; `None` where the server shut the door or gave a bare 400."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 20) as connection:
        connection.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                           + server.key.encode() + b"\r\n\r\n")
        answer = b""
        try:
            while piece := connection.recv(65536):
                answer += piece
        except ConnectionResetError:
            pass
    if not answer:
        return None
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split()[1])
    headers = [tuple(line.split(b": ", 1)) for line in head.split(b"\r\n")[1:]]
    if status == 400 and body == b"":
        return None
    headers = [(name, value) for name, value in headers if name.lower() != b"transfer-encoding"]
    return httpx.Response(status, headers=headers, content=body)


def settle(server, good):
    """Waits until no task is open, so that only what is kept is measured."""
    end = time.monotonic() + 120
    while any(good.get(ARK.create, params={"filter.status": state}).json()["total"] for state in ("queued", "running")):
        assert time.monotonic() < end
        time.sleep(0.2)


class TestBrokenHTTP:
    def test_slow_bodies_and_slow_heads_are_cut_off_and_hold_nobody_up(self, server, measured):
        host, port = server.url.removeprefix("http://").split(":")
        head = (f"POST {ARK.create} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n"
                "Content-Length: 100000\r\n\r\n").encode()
        slow = []
        for number in range(20):
            connection = socket.create_connection((host, int(port)), 10)
            connection.sendall(head if number % 2 else head[: head.index(b"Authorization") + 5])
            slow.append(connection)
        begun = time.monotonic()
        ends: dict[int, tuple[float, bytes]] = {}

        def drip(number, connection):
            answer = b""
            connection.settimeout(1)
            while time.monotonic() - begun < 110:
                try:
                    # One byte a second.
                    connection.sendall(b"x" if number % 2 else b"a")
                    piece = connection.recv(65536)
                    if not piece:
                        break
                    answer += piece
                except TimeoutError:
                    continue
                except OSError:
                    break
            else:
                return
            ends[number] = (time.monotonic() - begun, answer)

        threads = [threading.Thread(target=drip, args=pair, daemon=True) for pair in enumerate(slow)]
        for thread in threads:
            thread.start()
        good = Client(server.url, server.key)
        for _ in range(20):
            started = time.monotonic()
            assert good.get(ARK.create).status_code == 200
            assert time.monotonic() - started < 1
        for thread in threads:
            thread.join(130)
        bodies = [ends.get(number) for number in range(1, 20, 2)]
        heads = [ends.get(number) for number in range(0, 20, 2)]
        measured(f"slow bodies: {sorted(round(e[0]) for e in bodies if e)} s, "
                 f"slow heads: {sorted(round(e[0]) for e in heads if e)} s")
        assert all(bodies), f"{bodies.count(None)} slow bodies are still open after 110 s"
        assert all(heads), f"{heads.count(None)} slow heads are still open after 110 s"
        for _, answer in bodies + heads:
            assert answer == b"" or re.match(rb"HTTP/1\.1 4\d\d ", answer), answer[:200]

    def test_smuggled_requests_are_not_served(self, server):
        inner = f"GET {ARK.create} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n\r\n"
        for heads in (f"Content-Length: {len(inner)}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                      f"Transfer-Encoding: chunked\r\nContent-Length: {len(inner)}\r\n\r\n0\r\n\r\n"):
            text = f"POST {ARK.create} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\n{heads}{inner}"
            assert b"HTTP/1.1 200" not in send_raw(server, text)

    def test_pipelined_requests_are_answered_in_order(self, server):
        host, port = server.url.removeprefix("http://").split(":")
        one = "GET {} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key + "\r\n{}\r\n"
        paths = [ARK.create, "/api/v3/nothing", ARK.read.format(id="x"), ARK.create]
        text = "".join(one.format(path, "Connection: close\r\n" if n == 3 else "") for n, path in enumerate(paths))
        with socket.create_connection((host, int(port)), 10) as connection:
            connection.sendall(text.encode())
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"200", b"404", b"404", b"200"], answer

    def test_a_thousand_idle_connections_do_not_stop_others(self, server):
        host, port = server.url.removeprefix("http://").split(":")
        idle = [socket.create_connection((host, int(port)), 10) for _ in range(800)]
        try:
            assert Client(server.url, server.key).get(ARK.create).status_code == 200
        finally:
            for connection in idle:
                connection.close()

    def test_a_client_that_goes_away_in_the_middle_of_a_body(self, server):
        host, port = server.url.removeprefix("http://").split(":")
        head = (f"POST {ARK.create} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n"
                "Content-Length: 30000000\r\n\r\n").encode()
        before = server.memory()
        for _ in range(20):
            with socket.create_connection((host, int(port)), 10) as connection:
                connection.sendall(head + b'{"a":"' + b"x" * 3_000_000)
        assert Client(server.url, server.key).get(ARK.create).status_code == 200
        assert server.memory() - before < 50
        left = [path for path in (server.data / "spool").glob("*")] if (server.data / "spool").exists() else []
        end = time.monotonic() + 30
        while left and time.monotonic() < end:
            time.sleep(0.2)
            left = list((server.data / "spool").glob("*"))
        assert not left, f"spooled bodies stay: {left}"
