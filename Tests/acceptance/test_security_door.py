"""HTTP that is not what it seems, too much of it, and too slow: one refusal at most, and others are served meanwhile."""

import contextlib
import json
import os
import re
import resource
import socket
import sys
import threading
import time

import httpx
import pytest

from support.faces import ARK, Client, tasks, text_body
from support.gateways import eventually
from support.pictures import encoded, natural
from support.server import Server, binary

BODY = json.dumps(text_body(ARK, "smuggled", duration=4, resolution="480p"))
SLOW = {"head_timeout": "2s", "body_grace": "2s", "idle_timeout": "4s"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("door") / "data").start(allow_loopback=False)
    yield server
    assert server.is_running(), server.tail()
    server.stop()


@pytest.fixture(scope="module")
def good(server):
    return Client(server.url, server.key)


def connect(server, timeout=10):
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout)


def pour(connection, data):
    with contextlib.suppress(OSError):
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)


def listen(connection):
    """All that comes until the other side closes, and whether it did."""
    answer = b""
    try:
        while piece := connection.recv(65536):
            answer += piece
    except ConnectionResetError:
        pass
    except TimeoutError:
        return answer, False
    return answer, True


def send(server, text, timeout=10):
    """Sends all, closes its own side, and gives what comes until the server closes too."""
    with connect(server, timeout) as connection:
        # Beside the listening: who is refused early is not listened to any more.
        threading.Thread(target=pour, args=(connection, text.encode("latin-1")), daemon=True).start()
        answer, is_closed = listen(connection)
    assert is_closed, f"still open after {timeout} s: {answer[:300]}"
    return answer


def statuses(answer):
    return [int(code) for code in re.findall(rb"HTTP/1\.[01] (\d{3})", answer)]


def head(server, more="", method="POST", target=ARK.create, version="1.1"):
    return f"{method} {target} HTTP/{version}\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n{more}"


def inner(server):
    """A create that is good if the server ever sees it as a request."""
    return head(server, f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n") + BODY


def chunked(text):
    return f"{len(text):x}\r\n{text}\r\n0\r\n\r\n"


#: What stands between the head and the end of a POST; {inner} is the smuggled create, {chunked} the same as one chunk.
#: Whoever takes the length in another way than meant answers twice.
SMUGGLED = {
    # Two lengths.
    "length, chunked": "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{inner}",
    "chunked, length": "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{inner}",
    "chunked, long length": "Transfer-Encoding: chunked\r\nContent-Length: 9999\r\n\r\n0\r\n\r\n{inner}",
    "two lengths": "Content-Length: 0\r\nContent-Length: {size}\r\n\r\n{inner}", "two lengths, swapped": "Content-Length: {size}\r\nContent-Length: 0\r\n\r\n{inner}",
    "two lengths in one": "Content-Length: 0, {size}\r\n\r\n{inner}", "the same length twice": "Content-Length: 0\r\nContent-Length: 0\r\n\r\n{inner}",
    "the same twice in one": "Content-Length: 0, 0\r\n\r\n{inner}",
    # Lengths that are no number.
    "plus": "Content-Length: +0\r\n\r\n{inner}", "minus": "Content-Length: -0\r\n\r\n{inner}", "hexadecimal": "Content-Length: 0x0\r\n\r\n{inner}",
    "spaces": "Content-Length: 0 0\r\n\r\n{inner}", "fraction": "Content-Length: 0.0\r\n\r\n{inner}", "exponent": "Content-Length: 0e1\r\n\r\n{inner}",
    "quotes": 'Content-Length: "0"\r\n\r\n{inner}', "too large": "Content-Length: 18446744073709551616\r\n\r\n{inner}", "nothing": "Content-Length:\r\n\r\n{inner}",
    "underscore": "Content-Length: 0_0\r\n\r\n{inner}", "other digits": "Content-Length: \xb2\r\n\r\n{inner}",
    # Encodings that are not quite chunked.
    "x chunked": "Transfer-Encoding: xchunked\r\n\r\n{chunked}", "identity": "Transfer-Encoding: identity\r\n\r\n{inner}",
    "chunked, identity": "Transfer-Encoding: chunked, identity\r\n\r\n{chunked}", "chunked and identity": "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n{chunked}",
    "identity and chunked": "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}", "chunked twice": "Transfer-Encoding: chunked, chunked\r\n\r\n{chunked}",
    "chunked in two": "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}", "gzip, chunked": "Transfer-Encoding: gzip, chunked\r\n\r\n{chunked}",
    "parameter": "Transfer-Encoding: chunked;q=1\r\n\r\n{chunked}", "chunked in quotes": 'Transfer-Encoding: "chunked"\r\n\r\n{chunked}', "comma": "Transfer-Encoding: ,chunked\r\n\r\n{chunked}",
    "vertical tab": "Transfer-Encoding:\x0bchunked\r\n\r\n{chunked}", "form feed": "Transfer-Encoding: chunked\x0c\r\n\r\n{chunked}", "nul": "Transfer-Encoding: \0chunked\r\n\r\n{chunked}",
    "no-break space": "Transfer-Encoding: \xa0chunked\r\n\r\n{chunked}", "empty, with a length": "Transfer-Encoding:\r\nContent-Length: {all}\r\n\r\n{chunked}",
    # Encodings that are chunked, in odd spellings.
    "odd case": "tRANSFER-eNCODING: cHUNKED\r\n\r\n{chunked}", "tab": "Transfer-Encoding:\tchunked\r\n\r\n{chunked}", "space behind": "Transfer-Encoding: chunked \t \r\n\r\n{chunked}",
    # Names of fields.
    "space before the colon": "Transfer-Encoding : chunked\r\n\r\n{chunked}", "length before a space": "Content-Length : 0\r\n\r\n{inner}", "space before the name": " Transfer-Encoding: chunked\r\n\r\n{chunked}",
    "nul in the name": "Transfer-Encoding\0: chunked\r\n\r\n{chunked}", "underscore in the name": "Transfer_Encoding: chunked\r\nContent-Length: {all}\r\n\r\n{chunked}",
    "no name": ": chunked\r\n\r\n{inner}", "no colon": "Transfer-Encoding chunked\r\n\r\n{inner}",
    # Ends of lines.
    "folded": "X: a\r\n Content-Length: 0\r\n\r\n{inner}", "folded length": "Content-Length:\r\n 0\r\n\r\n{inner}", "folded encoding": "Transfer-Encoding:\r\n chunked\r\n\r\n{chunked}",
    "folded by a tab": "Transfer-Encoding:\r\n\tchunked\r\n\r\n{chunked}", "bare LF": "X: a\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{inner}",
    "bare LF at the end": "Content-Length: 0\n\n{inner}", "bare CR": "X: a\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{inner}", "CR CR LF": "Content-Length: 0\r\r\n\r\r\n{inner}",
    # Chunks.
    "chunk ended by LF": "Transfer-Encoding: chunked\r\n\r\n2\n[]\n0\n\n{inner}", "0x before the size": "Transfer-Encoding: chunked\r\n\r\n0x2\r\n[]\r\n0\r\n\r\n{inner}",
    "minus before the size": "Transfer-Encoding: chunked\r\n\r\n-2\r\n[]\r\n0\r\n\r\n{inner}", "plus before the size": "Transfer-Encoding: chunked\r\n\r\n+2\r\n[]\r\n0\r\n\r\n{inner}",
    "size that overflows": "Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\n[]\r\n0\r\n\r\n{inner}", "space behind the size": "Transfer-Encoding: chunked\r\n\r\n2 \r\n[]\r\n0\r\n\r\n{inner}",
    "no end of a chunk": "Transfer-Encoding: chunked\r\n\r\n2\r\n[]0\r\n\r\n{inner}", "more than the size": "Transfer-Encoding: chunked\r\n\r\n2\r\n[]xx\r\n0\r\n\r\n{inner}",
    "LF in an extension": "Transfer-Encoding: chunked\r\n\r\n2;a\n[]\r\n0\r\n\r\n{inner}", "no size": "Transfer-Encoding: chunked\r\n\r\n\r\n[]\r\n0\r\n\r\n{inner}", "size of nothing": "Transfer-Encoding: chunked\r\n\r\n;a=b\r\n[]\r\n0\r\n\r\n{inner}",
}


class TestSmuggling:
    def test_what_would_be_smuggled_is_a_request(self, server, good):
        """Behind a request that is one, it makes a task: else the tests below would say nothing."""
        before = tasks(good)
        answer = send(server, head(server, "Content-Length: 2\r\n\r\n[]") + inner(server))
        assert statuses(answer) == [400, 200] and tasks(good) == before + 1

    @pytest.mark.parametrize("how", SMUGGLED)
    def test_it_is_answered_once_and_makes_nothing(self, server, good, how):
        before, text = tasks(good), inner(server)
        text = SMUGGLED[how].replace("{all}", str(len(chunked(text)))).replace("{size}", str(len(text)))
        text = text.replace("{inner}", inner(server)).replace("{chunked}", chunked(inner(server)))
        answer = send(server, head(server, text))
        assert statuses(answer) == [400], answer[:400]
        assert tasks(good) == before

    @pytest.mark.parametrize("version", ["1.0", "0.9", "1.2", "2.0", "9.9", "1", "1.1.1", "x"])
    def test_an_odd_version_smuggles_nothing(self, server, good, version):
        before = tasks(good)
        text = head(server, "Transfer-Encoding: chunked\r\n\r\n", version=version) + chunked(inner(server))
        answer = send(server, text)
        assert statuses(answer) in ([400], [505], []) and tasks(good) == before

    @pytest.mark.parametrize("field", ["Authorization", "Content-Length", "Transfer-Encoding", "Host", "Idempotency-Key"])
    def test_a_trailer_is_no_header(self, server, good, field):
        before = tasks(good)
        value = {"Authorization": f"Bearer {server.key}", "Content-Length": "0", "Transfer-Encoding": "identity", "Host": "evil"}.get(field, "x")
        start = f"POST {ARK.create} HTTP/1.1\r\nHost: x\r\nTrailer: {field}\r\nTransfer-Encoding: chunked\r\n\r\n"
        answer = send(server, start + f"{len(BODY):x}\r\n{BODY}\r\n0\r\n{field}: {value}\r\n\r\n")
        assert set(statuses(answer)) <= {400, 401} and tasks(good) == before

    def test_a_body_on_a_get_is_no_request(self, server, good):
        before = tasks(good)
        answer = send(server, head(server, f"Content-Length: {len(inner(server))}\r\n\r\n", "GET") + inner(server))
        assert statuses(answer) == [200] and tasks(good) == before

    def test_nothing_is_upgraded(self, server):
        for upgrade in ("h2c", "websocket", "TLS/1.0", "HTTP/2.0"):
            more = f"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: {upgrade}\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
            assert statuses(send(server, head(server, more, "GET"))) == [200]

    def test_the_preface_of_http2_is_no_request(self, server):
        assert statuses(send(server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + inner(server))) in ([400], [505], [])


#: Targets and what is answered at most; {port} is the trap's.
TARGETS = {
    "another host": ("GET", "http://127.0.0.1:{port}/", 404), "another host's list": ("GET", "http://evil.example" + ARK.create, 200),
    "tunnel": ("CONNECT", "127.0.0.1:{port}", 405), "tunnel by name": ("CONNECT", "localhost:{port}", 405), "path of a tunnel": ("CONNECT", ARK.create, 405),
    "another scheme": ("GET", "gopher://127.0.0.1:{port}/", 404), "file": ("GET", "file:///etc/passwd", 404), "two slashes": ("GET", "//127.0.0.1:{port}/", 404),
    "dots": ("GET", "/files/../../../../etc/passwd", 404), "escaped dots": ("GET", "/files/%2e%2e/%2e%2e/etc/passwd", 404),
    "twice escaped": ("GET", "/files/%252e%252e/x", 404), "backslashes": ("GET", "/files/..\\..\\etc\\passwd", 404), "nul": ("GET", "/files/x/y%00.mp4", 404),
    "line break": ("GET", ARK.create + "%0d%0aX-Evil:%201", 404), "fragment": ("GET", "/files/x/y#z", 404), "semicolon": ("GET", "/files;a=b/x/y", 404),
    "no slash": ("GET", "healthz", 404), "star": ("OPTIONS", "*", 404), "broken escape": ("GET", "/files/%zz/x", 404), "long escape": ("GET", "/files/" + "%c0%ae" * 1000 + "/x", 404),
}


class TestTargets:
    @pytest.mark.parametrize("what", TARGETS)
    def test_it_leads_nowhere(self, server, untouched, what):
        method, target, most = TARGETS[what]
        answer = send(server, head(server, "\r\n", method, target.replace("{port}", str(untouched.port))))
        [status] = statuses(answer) or [400]
        assert status == most or 400 <= status <= most, answer[:300]
        assert b"root:" not in answer and b"X-Evil" not in answer.partition(b"\r\n\r\n")[0] and server.key.encode() not in answer

    @pytest.mark.parametrize("method", ["TRACE", "TRACK", "DEBUG", "PROPFIND", "get", "GET\0", "", "POST POST"])
    def test_a_method_that_is_none_tells_nothing(self, server, method):
        answer = send(server, head(server, "Cookie: CANARY\r\n\r\n", method))
        assert all(400 <= status < 500 or status == 501 for status in statuses(answer)) and len(statuses(answer)) <= 1
        assert server.key.encode() not in answer and b"CANARY" not in answer

    @pytest.mark.parametrize("hosts", [[], ["a", "b"], ["x", ""], ["a b"], ["x@evil.example"], ["x/y"], ["x\0"]], ids=str)
    def test_a_host_that_is_none_is_refused(self, server, hosts):
        """RFC 9112, section 3.2: to be answered with 400."""
        text = f"GET {ARK.create} HTTP/1.1\r\nAuthorization: Bearer {server.key}\r\n" + "".join(f"Host: {host}\r\n" for host in hosts) + "\r\n"
        assert statuses(send(server, text)) == [400]

    @pytest.mark.parametrize("other", ["Bearer x", "", "Basic eDp5"])
    def test_of_two_keys_none_counts(self, server, other):
        for fields in ([f"Bearer {server.key}", other], [other, f"Bearer {server.key}"]):
            lines = "".join(f"Authorization: {field}\r\n" for field in fields)
            answer = send(server, f"GET {ARK.create} HTTP/1.1\r\nHost: x\r\n{lines}\r\n")
            assert statuses(answer) == [401] or statuses(answer) == [400]

    def test_no_body_is_asked_of_strangers(self, server):
        text = f"POST {ARK.create} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n"
        answer = statuses(send(server, text))
        # The body never comes, which may be told too.
        assert answer in ([401], [401, 400])

    @pytest.mark.parametrize("value", ["a\0b", "a\x01b", "a\x7fb", "a\rb", "a\nb"], ids=ascii)
    @pytest.mark.parametrize("name", ["X-A", "Idempotency-Key", "User-Agent", "X-Forwarded-For"])
    def test_no_field_holds_a_control(self, server, good, name, value):
        before = tasks(good)
        answer = send(server, head(server, f"{name}: {value}\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n") + BODY)
        assert statuses(answer) == [400] and tasks(good) == before


def lines(count, size=1):
    return "".join(f"X{number}: {'a' * size}\r\n" for number in range(count))


FLOODS = {
    "201 fields": lines(201), "3,000 fields": lines(3000), "100,000 fields": lines(100_000), "field of 65 KB": "X: " + "a" * 66_000 + "\r\n",
    "field of 1 MB": "X: " + "a" * (1 << 20) + "\r\n", "field of 20 MB": "X: " + "a" * (20 << 20) + "\r\n", "150 KB in fifty": lines(50, 3000), "1 MB in a hundred": lines(100, 10_000),
    "name of 1 MB": "a" * (1 << 20) + ": 1\r\n", "1 MB without a colon": "a" * (1 << 20), "key of 1 MB": "Authorization: Bearer " + "a" * (1 << 20) + "\r\n",
    "cookie of 1 MB": "Cookie: " + "a=b;" * (1 << 18) + "\r\n", "100,000 times one name": "X: 1\r\n" * 100_000, "5,000 hosts": "X-Forwarded-For: " + "1.1.1.1," * 100_000 + "\r\n",
}


class TestFloods:
    @pytest.mark.parametrize("what", FLOODS)
    def test_a_flood_of_headers_is_refused(self, server, good, what):
        before = server.memory()
        answer = send(server, head(server, FLOODS[what] + "\r\n", "GET"))
        assert statuses(answer) in ([400], [431], [])
        assert server.memory() - before < 30 and good.get(ARK.create).status_code == 200

    def test_spaces_are_not_kept(self, server, good):
        """They belong to no value, so they count for nothing and take nothing."""
        before = server.memory()
        answer = send(server, head(server, "X:" + " " * (8 << 20) + "a\r\n\r\n", "GET"))
        assert statuses(answer) in ([200], [400], [431]) and server.memory() - before < 10

    def test_just_below_it_is_none(self, server):
        assert statuses(send(server, head(server, lines(190) + "\r\n", "GET"))) == [200]
        assert statuses(send(server, head(server, lines(30, 2000) + "\r\n", "GET"))) == [200]

    @pytest.mark.parametrize("line", ["GET /" + "a" * (1 << 20), "GET " + ARK.create + "?" + "a=b&" * (1 << 18), "A" * (1 << 20) + " /", "GET / HTTP/1." + "1" * (1 << 20),
                                      "\r\n" * 500_000, "GET " + "/" * (1 << 20)], ids=lambda line: ascii(line[:20]))
    def test_a_long_first_line_is_refused(self, server, good, line):
        text = line + " HTTP/1.1\r\nHost: x\r\n\r\n" if line.strip() else line + head(server, "\r\n", "GET")
        answer = send(server, text)
        assert set(statuses(answer)) <= {400, 414, 431} or not line.strip() and statuses(answer) == [200]
        assert good.get(ARK.create).status_code == 200

    @pytest.mark.parametrize("what", ["extension of 5 MB", "trailers", "50,000 chunks", "body of 65 MB", "announced 65 MB"])
    def test_a_flood_in_a_body_is_refused(self, server, good, what):
        before, memory = tasks(good), server.memory()
        start = "Content-Type: application/json\r\n" + ("" if "announced" in what else "Transfer-Encoding: chunked\r\n\r\n")
        rest = {"extension of 5 MB": "2;" + "a" * 5_000_000 + "\r\n[]\r\n0\r\n\r\n", "trailers": "2\r\n[]\r\n0\r\n" + lines(100_000) + "\r\n",
                "50,000 chunks": "1\r\n[\r\n" * 50_000 + "0\r\n\r\n", "body of 65 MB": f"{65 << 20:x}\r\n" + " " * (65 << 20) + "\r\n0\r\n\r\n",
                "announced 65 MB": f"Content-Length: {65 << 20}\r\n\r\n"}[what]
        answer = send(server, head(server, start) + rest, 30)
        # Of a body that is only announced, the end is told too.
        assert statuses(answer) in ([400], [413], [413, 400], []) and tasks(good) == before
        assert server.memory() - memory < 60

    def test_a_hundred_pipelined_requests_are_answered_in_order(self, server):
        text = head(server, "\r\n", "GET") * 99 + head(server, "Connection: close\r\n\r\n", "GET")
        assert statuses(send(server, text, 30)) == [200] * 100


# Slow ones, on a server with short limits.

@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """Heads, bodies and idle connections have a few seconds."""
    server = Server(tmp_path_factory.mktemp("quick") / "data", config=json.dumps({"limits": SLOW})).start(allow_loopback=False)
    yield server
    assert server.is_running(), server.tail()
    server.stop()


#: What is sent at once, and what then byte after byte.
DRIPS = {
    "head": (lambda s: "", lambda s: head(s, lines(30))), "field": (lambda s: head(s, "X: ", "GET"), lambda s: "a" * 100), "fields": (lambda s: head(s, "", "GET"), lambda s: lines(30)),
    "target": (lambda s: "GET /", lambda s: "a" * 100), "line ends": (lambda s: "", lambda s: "\r\n" * 50), "silence": (lambda s: "", lambda s: ""), "half a head": (lambda s: head(s), lambda s: ""),
    "body": (lambda s: head(s, f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"), lambda s: BODY),
    "silent body": (lambda s: head(s, f"Content-Length: {len(BODY)}\r\n\r\n") + BODY[:-1], lambda s: ""),
    "chunks": (lambda s: head(s, "Transfer-Encoding: chunked\r\n\r\n"), lambda s: "1\r\n[\r\n" * 20), "size of a chunk": (lambda s: head(s, "Transfer-Encoding: chunked\r\n\r\n"), lambda s: "0" * 100),
    "extension": (lambda s: head(s, "Transfer-Encoding: chunked\r\n\r\n1;"), lambda s: "a" * 100), "trailers": (lambda s: head(s, "Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n"), lambda s: lines(30)),
    "promised body": (lambda s: head(s, "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n"), lambda s: "a" * 99),
    "second head": (lambda s: head(s, "\r\n", "GET"), lambda s: head(s, lines(30))), "idle": (lambda s: head(s, "\r\n", "GET"), lambda s: ""),
    "handshake of TLS": (lambda s: "\x16\x03\x01\x02\x00\x01", lambda s: "\0" * 100), "strangers' body": (lambda s: f"POST {ARK.create} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", lambda s: "a" * 100),
}


class TestSlow:
    @pytest.fixture(scope="class")
    def drips(self, quick):
        """One connection for each, all at once, a byte a second: when each was ended, and what it was told."""
        client = Client(quick.url, quick.key)
        before, ends, begun = tasks(client), {}, time.monotonic()
        threads = [threading.Thread(target=self.drip, args=(quick, what, ends), daemon=True) for what in DRIPS]
        for thread in threads:
            thread.start()
        waits = []
        while any(thread.is_alive() for thread in threads) and time.monotonic() - begun < 25:
            started = time.monotonic()
            assert client.get(ARK.create).status_code == 200
            waits.append(time.monotonic() - started)
            time.sleep(0.2)
        return ends, waits, tasks(client) - before

    @staticmethod
    def drip(server, what, ends):
        first, slowly = (part(server) for part in DRIPS[what])
        answer, begun = b"", time.monotonic()
        with connect(server) as connection:
            connection.sendall(first.encode("latin-1"))
            connection.settimeout(1)
            rest = iter(slowly)
            while time.monotonic() - begun < 20:
                try:
                    if byte := next(rest, ""):
                        connection.sendall(byte.encode())
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
        ends[what] = time.monotonic() - begun, answer

    @pytest.mark.parametrize("what", DRIPS)
    def test_it_is_cut_off(self, drips, what):
        assert what in drips[0], "still open after 20 s"
        took, answer = drips[0][what]
        assert took < 10
        first = [200] if what in ("second head", "idle") else []
        told = [status for status in statuses(answer) if status != 100]
        assert told[: len(first)] == first and all(400 <= status < 500 for status in told[len(first):]) and len(told) <= len(first) + 1

    def test_nothing_was_made_and_others_were_served(self, drips, measured):
        ends, waits, made = drips
        measured(f"ended after {sorted(round(took, 1) for took, _ in ends.values())} s; others waited {max(waits):.2f} s at most")
        assert made == 0 and len(waits) > 5 and max(waits) < 2

    @pytest.fixture(scope="class")
    def deaf(self, quick):
        """Fifty who ask for a large file again and again, and take nothing; what the server held before."""
        client = Client(quick.url, quick.key)
        data = encoded(natural(1600, 1600, 1), "png")
        upload = client.http.post("/toapis/v1/uploads/images", files={"file": ("a.png", data, "image/png")}).json()["data"]["url"]
        assert len(data) > 2_000_000
        before = quick.memory()
        host, port = quick.url.removeprefix("http://").split(":")
        with contextlib.ExitStack() as stack:
            connections = []
            for _ in range(50):
                connection = stack.enter_context(socket.socket())
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                connection.connect((host, int(port)))
                connection.sendall((f"GET {upload.removeprefix(quick.url)} HTTP/1.1\r\nHost: x\r\n\r\n" * 20).encode())
                connections.append(connection)
            yield connections, before

    def test_those_who_do_not_read_hold_nobody_up(self, quick, deaf):
        client = Client(quick.url, quick.key)
        for _ in range(10):
            started = time.monotonic()
            assert client.get(ARK.create).status_code == 200
            assert time.monotonic() - started < 2

    def test_nor_much_memory(self, quick, deaf, measured):
        grown = quick.memory() - deaf[1]
        measured(f"{grown:.0f} MB for fifty")
        assert grown < 100

    @pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
    def test_and_are_cut_off(self, quick, deaf):
        """They are seen from the server's side: what is under way to them hides that it has closed."""
        remote = {f"{connection.getsockname()[1]:04X}" for connection in deaf[0]}
        mine = f":{int(quick.url.rsplit(':', 1)[1]):04X}"

        def open_ones():
            rows = [line.split() for line in open("/proc/net/tcp").readlines()[1:]]
            # 01 is an established connection.
            return [row for row in rows if row[1].endswith(mine) and row[2].split(":")[1] in remote and row[3] == "01"]
        eventually(lambda: not open_ones(), 20, "the end of connections that nobody reads from")


def room():
    """How many connections this process may hold, its soft limit raised as far as it goes."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 1 << 20 if hard == resource.RLIM_INFINITY else hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (most if hard == resource.RLIM_INFINITY else hard, hard))
    return most


@contextlib.contextmanager
def crowd(server, count, steps=500):
    """`count` connections that say nothing; after every `steps` the server has to have taken them."""
    host, port = server.url.removeprefix("http://").split(":")
    with contextlib.ExitStack() as stack:
        for number in range(1, count + 1):
            connection = stack.enter_context(socket.socket())
            connection.setblocking(False)
            connection.connect_ex((host, int(port)))
            if number % steps == 0:
                # Faster than they are taken, and the kernel drops some, while their clients believe to be connected.
                held(server, number)
        yield


def held(server, count):
    """Waits until the server holds so many connections."""
    if sys.platform == "linux":
        eventually(lambda: len(os.listdir(f"/proc/{server.pid}/fd")) >= count, 15, f"{count} open connections")
    else:
        time.sleep(1)


class TestCrowds:
    def test_ten_thousand_idle_connections_do_not_shut_others_out(self, tmp_path, measured):
        # A fifth of the descriptors is not for connections, and this process needs some for itself.
        count = min(10_000, room() * 3 // 4 - 500)
        config = {"limits": {"connections": count + 1000, "head_timeout": "60s"}}
        server = Server(tmp_path / "data", config=json.dumps(config)).start(allow_loopback=False)
        try:
            inside = Client(server.url, server.key)
            assert inside.get(ARK.create).status_code == 200
            before, begun = server.memory(), time.monotonic()
            with crowd(server, count):
                opened = time.monotonic() - begun
                waits = []
                for _ in range(10):
                    started = time.monotonic()
                    assert inside.get(ARK.create).status_code == 200
                    answer = httpx.get(server.url + ARK.create, headers={"Authorization": f"Bearer {server.key}"}, trust_env=False)
                    assert answer.status_code == 200
                    waits.append(time.monotonic() - started)
                grown = server.memory() - before
                name = inside.make(ARK, text_body(ARK, "海", duration=4, resolution="480p"))
                assert inside.follow(ARK, name).state == "succeeded"
            measured(f"{count} opened in {opened:.1f} s; others waited {max(waits):.2f} s at most; {grown:.0f} MB more")
            assert max(waits) < 3 and grown < 600 and server.is_running()
        finally:
            server.kill()

    def test_a_crowd_that_leaves_at_once_holds_nobody_up(self, tmp_path, measured):
        count = min(5000, room() * 3 // 4 - 500)
        config = {"limits": {"connections": count + 1000, "head_timeout": "60s"}}
        server = Server(tmp_path / "data", config=json.dumps(config)).start(allow_loopback=False)
        try:
            client = Client(server.url, server.key)
            with crowd(server, count):
                pass
            started = time.monotonic()
            assert client.get(ARK.create).status_code == 200
            waited = time.monotonic() - started
            measured(f"{count} left; the next request took {waited:.2f} s")
            # On a machine that does nothing else it is well under one.
            assert waited < 10
        finally:
            server.kill()

    def test_a_crowd_does_not_delay_the_end(self, tmp_path, measured):
        """SIGTERM waits for open requests, and these have none."""
        count = min(3000, room() * 3 // 4 - 500)
        config = {"limits": {"connections": count + 1000, "head_timeout": "60s"}}
        server = Server(tmp_path / "data", config=json.dumps(config)).start(allow_loopback=False)
        with crowd(server, count):
            started = time.monotonic()
            assert server.stop(20) == 0
            measured(f"it took {time.monotonic() - started:.1f} s")

    def test_more_connections_than_descriptors(self, tmp_path, monkeypatch, measured):
        """256 descriptors and 600 connections: the store goes on, and so does everybody in turn."""
        script = tmp_path / "few"
        script.write_text(f'#!/bin/sh\nulimit -n 256\nexec "{os.path.abspath(binary())}" "$@"\n')
        script.chmod(0o755)
        monkeypatch.setenv("FILMGATE_BINARY", str(script))
        config = {"limits": {"head_timeout": "2s"}, "preview": {"workers": 1}}
        server = Server(tmp_path / "data", config=json.dumps(config)).start(allow_loopback=False)
        try:
            inside = Client(server.url, server.key)
            name = inside.make(ARK, text_body(ARK, "海", duration=4, resolution="480p"))
            # Many more than it can take, so there is nothing to wait for.
            with crowd(server, 600, steps=1000):
                assert inside.read(ARK, name).state in ("queued", "running", "succeeded")
                again = inside.make(ARK, text_body(ARK, "海", duration=4, resolution="480p"))
                started = time.monotonic()
                answer = httpx.get(server.url + "/healthz", timeout=30, trust_env=False)
                measured(f"a new connection waited {time.monotonic() - started:.1f} s")
                assert answer.status_code == 200
            for one in (name, again):
                assert inside.follow(ARK, one).state == "succeeded"
        finally:
            server.stop()
