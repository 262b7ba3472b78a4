"""Addresses that lead inward, in pictures, callbacks and what an upstream answers: nobody behind them is ever connected to."""

import itertools
import json
import shutil
import subprocess
import sys
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from aiohttp import web

from fakes import ArkFake, Plan
from support.faces import ALL, ARK, FACES, FLAT, LONG, Client, tasks, text_body
from support.gateways import QUICK, entry, eventually, free_port, running
from support.server import Server, binary

SMALL = {"duration": 4, "resolution": "480p"}
#: Why an address is not used.
PRIVATE, BAD = "is not a public address", "the URL cannot be used"

#: Each address and why it is refused; {port} is the trap's.
INWARD = {
    "http://127.0.0.1:{port}/": PRIVATE, "http://127.1:{port}/": PRIVATE, "http://127.0.1:{port}/": PRIVATE,
    "http://127.255.255.254:{port}/": PRIVATE,
    # Decimal, octal, hexadecimal, and mixtures.
    "http://2130706433:{port}/": PRIVATE, "http://017700000001:{port}/": PRIVATE, "http://0x7f000001:{port}/": PRIVATE,
    "http://0x7F.0.0.1:{port}/": PRIVATE, "http://0177.0.0.1:{port}/": PRIVATE, "http://0x7f.1:{port}/": PRIVATE,
    "http://127.0x0.00.1:{port}/": PRIVATE, "http://00000177.1:{port}/": PRIVATE, "http://0x7f.0x0.0x0.0x1:{port}/": PRIVATE,
    "http://4294967297:{port}/": BAD, "http://127.0.0.1.:{port}/": PRIVATE, "http://256.0.0.1:{port}/": BAD,
    "http://127.0.0.0x:{port}/": PRIVATE, "http://0.0.0.0:{port}/": PRIVATE, "http://0:{port}/": PRIVATE, "http://0x:{port}/": PRIVATE,
    # Version 6, and version 4 inside it.
    "http://[::1]:{port}/": PRIVATE, "http://[0:0:0:0:0:0:0:1]:{port}/": PRIVATE, "http://[::]:{port}/": PRIVATE,
    "http://[::ffff:127.0.0.1]:{port}/": PRIVATE, "http://[::ffff:7f00:1]:{port}/": PRIVATE, "http://[::127.0.0.1]:{port}/": PRIVATE,
    "http://[0000::ffff:7f00:0001]:{port}/": PRIVATE, "http://[64:ff9b::7f00:1]/": PRIVATE, "http://[64:ff9b:1::1]/": PRIVATE,
    "http://[2002:7f00:1::]/": PRIVATE, "http://[2001:0:7f00:1::]/": PRIVATE, "http://[fe80::1]/": PRIVATE,
    "http://[fe80::1%25lo]:{port}/": BAD, "http://[::1%25lo]:{port}/": BAD, "http://[fd00::1]/": PRIVATE, "http://[ff02::1]/": PRIVATE,
    "http://[::1:{port}/": BAD, "http://[127.0.0.1]:{port}/": BAD,
    # Ranges of other people's networks.
    "http://169.254.169.254/latest/meta-data/": PRIVATE, "http://2852039166/latest/meta-data/": PRIVATE,
    "http://[::ffff:a9fe:a9fe]/": PRIVATE, "http://[fd00:ec2::254]/": PRIVATE, "http://168.63.129.16/": PRIVATE,
    "http://100.100.100.200/": PRIVATE, "http://10.0.0.1/": PRIVATE, "http://172.16.0.1/": PRIVATE, "http://172.31.255.255/": PRIVATE,
    "http://192.168.0.1/": PRIVATE, "http://100.64.0.1/": PRIVATE, "http://192.0.2.1/": PRIVATE, "http://198.18.0.1/": PRIVATE,
    "http://224.0.0.1/": PRIVATE, "http://240.0.0.1/": PRIVATE, "http://255.255.255.255/": PRIVATE,
    # Names.
    "http://localhost:{port}/": PRIVATE, "http://localhost.:{port}/": PRIVATE, "http://LOCALHOST:{port}/": PRIVATE,
    "https://localhost:{port}/": PRIVATE, "http://localhost..:{port}/": BAD, "http://１２７.0.0.1:{port}/": BAD,
    "http://127。0。0。1:{port}/": BAD, "http://loc%61lhost:{port}/": BAD, "http://ⓛocalhost:{port}/": BAD,
    "http://localhost\u00ad:{port}/": BAD,
    # Credentials, and what parsers take for them.
    "http://user:password@127.0.0.1:{port}/": BAD, "http://user@localhost:{port}/": BAD, "http://example.com@127.0.0.1:{port}/": BAD,
    "http://@127.0.0.1:{port}/": BAD, "http://127.0.0.1:{port}\\@example.com/": BAD, "http://example.com\\@127.0.0.1:{port}/": BAD,
    "http://127.0.0.1:{port}#@example.com/": PRIVATE, "http://127.0.0.1:{port}?@example.com/": PRIVATE,
    "http://example.com:80@127.0.0.1:{port}/": BAD, "http:\\\\127.0.0.1:{port}/": BAD, "http:/127.0.0.1:{port}/": BAD,
    "http:127.0.0.1:{port}/": BAD, "http:///127.0.0.1:{port}/": BAD, " http://127.0.0.1:{port}/": BAD,
    "http://127.0.0.1 :{port}/": BAD, "http://127.0.0.1:{port}\t/": BAD, "http://127.0.0.1:{port}\r\nHost: x/": BAD,
    "http://127.0.0.1\u0000.example.com:{port}/": BAD, "http://127.0.0.1:0/": BAD, "http://127.0.0.1:65536/": BAD,
    "http://127.0.0.1:+{port}/": BAD, "http://127.0.0.1:{port}:80/": BAD,
    # Other schemes.
    "file:///etc/passwd": BAD, "file://127.0.0.1:{port}/": BAD, "FILE:///etc/passwd": BAD, "gopher://127.0.0.1:{port}/_GET%20/": BAD,
    "ftp://127.0.0.1:{port}/": BAD, "dict://127.0.0.1:{port}/": BAD, "ldap://127.0.0.1:{port}/": BAD, "tftp://127.0.0.1:{port}/": BAD,
    "jar:http://127.0.0.1:{port}/!/": BAD, "http+unix://%2fvar%2frun%2fdocker.sock/": BAD, "unix:///var/run/docker.sock": BAD,
    "concat:http://127.0.0.1:{port}/": BAD, "subfile,,start,0,end,9,,:/etc/passwd": BAD, "//127.0.0.1:{port}/": BAD,
    "/etc/passwd": BAD, "javascript:alert(1)": BAD, "about:blank": BAD, "ws://127.0.0.1:{port}/": BAD,
}
#: Some of every kind, where each costs more.
FEW = ["http://127.0.0.1:{port}/", "http://2130706433:{port}/", "http://017700000001:{port}/", "http://0x7f.1:{port}/",
       "http://[::1]:{port}/", "http://[::ffff:7f00:1]:{port}/", "http://0.0.0.0:{port}/", "http://169.254.169.254/latest/meta-data/",
       "http://10.0.0.1/", "http://[fe80::1]/", "http://localhost:{port}/", "http://localhost.:{port}/", "file:///etc/passwd",
       "gopher://127.0.0.1:{port}/_GET%20/", "http://user:password@127.0.0.1:{port}/", "http://example.com\\@127.0.0.1:{port}/",
       "//127.0.0.1:{port}/"]


def picture_body(face, url):
    """A create with one picture."""
    if face.name in FLAT:
        return {"model": text_body(face)["model"], "prompt": "海", "image_urls": [url]}
    return {"model": LONG, "content": [{"type": "image_url", "image_url": {"url": url}}]}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Without any exception from the fetch policy."""
    server = Server(tmp_path_factory.mktemp("fetch") / "data", config=json.dumps({"preview": {"workers": 1}}))
    with running(server, allow_loopback=False):
        yield server


@pytest.fixture(scope="module")
def good(server):
    return Client(server.url, server.key)


class TestPictures:
    def test_the_trap_works(self, trap):
        """Whoever reaches it gets a picture, and is noticed."""
        before = len(trap.heard)
        answer = httpx.get(f"http://localhost:{trap.port}/", trust_env=False)
        assert answer.content == trap.body and len(trap.heard) > before

    @pytest.mark.parametrize("address", INWARD)
    def test_it_is_not_fetched(self, good, untouched, address):
        before = tasks(good)
        answer = good.post(ARK.create, picture_body(ARK, address.replace("{port}", str(untouched.port))))
        assert answer.status_code == 400, answer.text
        assert INWARD[address] in answer.json()["error"]["message"], answer.text
        assert tasks(good) == before

    @pytest.mark.parametrize("address", FEW[::2])
    @pytest.mark.parametrize("face", [face for face in FACES if face is not ARK], ids=lambda face: face.name)
    def test_nor_in_another_dialect(self, good, untouched, face, address):
        before = tasks(good)
        answer = good.post(face.path(face.create, True), picture_body(face, address.replace("{port}", str(untouched.port))))
        face.refused(answer, face.invalid)
        assert tasks(good) == before

    @pytest.mark.parametrize("address", FEW[::2])
    @pytest.mark.parametrize("kind", ["video", "audio"])
    def test_nor_is_another_medium(self, good, untouched, kind, address):
        item = {"type": f"{kind}_url", f"{kind}_url": {"url": address.replace("{port}", str(untouched.port))}, "role": f"reference_{kind}"}
        content = [{"type": "text", "text": "海"}, item]
        if kind == "audio":
            content.append({"type": "image_url", "image_url": {"url": item["audio_url"]["url"]}, "role": "reference_image"})
        answer = good.post(ARK.create, {"model": "doubao-seedance-2-0-260128", "content": content})
        assert answer.status_code == 400 and INWARD[address] in answer.json()["error"]["message"], answer.text

    @pytest.mark.parametrize("path", ["/healthz", "/openapi.yaml", ARK.create, "/files/x/y"])
    def test_the_server_does_not_fetch_from_itself(self, server, good, path):
        url = server.url.replace("127.0.0.1", "localhost") + path
        answer = good.post(ARK.create, picture_body(ARK, url))
        assert answer.status_code == 400 and PRIVATE in answer.json()["error"]["message"]

    def test_a_refusal_tells_no_port_from_another(self, good, trap):
        """Open or closed, the answer is the same."""
        def told(port):
            answer = good.post(ARK.create, picture_body(ARK, f"http://localhost:{port}/"))
            return answer.json()["error"]["message"].replace(str(port), "PORT").split("Request id")[0]
        assert told(trap.port) == told(free_port())


#: Not taken at all.
MISSHAPEN = ["file:///etc/passwd", "gopher://127.0.0.1:{port}/", "ftp://127.0.0.1/", "javascript:alert(1)", "//127.0.0.1:{port}/",
             "data:text/plain,x", " ", "http://", "http:///x", "unix:///var/run/docker.sock", "127.0.0.1:{port}", "https:"]


class TestCallbacks:
    @pytest.mark.parametrize("address", MISSHAPEN)
    @pytest.mark.parametrize("dialect, name", [("ark", "callback_url"), ("volc", "callback_url"), ("xcompute", "webhook"),
                                               ("toapis", "callback_url")])
    def test_it_is_not_taken(self, good, untouched, dialect, name, address):
        face, before = ALL[dialect], tasks(good)
        body = {**text_body(face, "回调", duration=4), name: address.replace("{port}", str(untouched.port))}
        assert good.post(face.path(face.create, True), body).status_code == 400
        assert tasks(good) == before

    @pytest.fixture(scope="class")
    def called(self, server, good, trap):
        """The tries of callbacks to inward addresses, by address. Their tasks are cancelled at once: what is owed stays owed."""
        before = len(trap.heard)
        orders = {}
        for address in INWARD:
            if address.isascii() and "\r" not in address and "\0" not in address:
                url = address.replace("{port}", str(trap.port))
                answer = good.post(ARK.create, text_body(ARK, "回调", callback_url=url, **SMALL))
                # What is no web address is refused, as above.
                if answer.status_code == 200:
                    orders[address] = url
                    good.http.delete(ARK.read.format(id=answer.json()["id"]))
        listed = eventually(lambda: (text := self.tries(server)) and all(url in text for url in orders.values()) and text, 60)
        yield orders, listed
        assert trap.heard[before:] == []

    @staticmethod
    def tries(server):
        done = subprocess.run([binary(), "callbacks", "list", "--limit", "1000", "--data", str(server.data)], capture_output=True,
                              text=True, timeout=60, check=True)
        return done.stdout

    @staticmethod
    def told(listed, url):
        """The tries of an address, but for states that were dropped without a try."""
        return [line for line in listed.splitlines() if line.endswith("  " + url) and "dropped: a newer state" not in line]

    @pytest.mark.parametrize("address", [address for address in FEW if not address.startswith(("file", "gopher", "//"))])
    def test_it_is_not_called(self, called, address):
        orders, listed = called
        told = self.told(listed, orders[address])
        assert told and all(INWARD[address] in line for line in told), told

    def test_none_is(self, called):
        orders, listed = called
        assert len(orders) > 40
        for address, url in orders.items():
            assert all(INWARD[address] in line for line in self.told(listed, url)), address


# Redirects and names. What the servers below may fetch from is 127.0.0.2 alone.

OPEN = "127.0.0.2"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has 127.0.0.2 without being asked")


class Redirector:
    """A host at 127.0.0.2 that the servers may fetch from; what it is not told otherwise about is a picture."""

    def __init__(self, picture, port=0):
        self.heard, self.heads = [], []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                outer.heard.append(self.path)
                outer.heads.append(dict(self.headers))
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                name = self.path.lstrip("/").split("/")[0]
                target = outer.targets.get(name)
                self.send_response(outer.statuses.get(name, 302) if target is not None else 200)
                if target is not None:
                    self.send_header("Location", target)
                body = b"" if target is not None else outer.bodies.get(name, picture)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *arguments):
                pass

        self.targets, self.statuses, self.bodies = {}, {}, {}
        self.server = ThreadingHTTPServer((OPEN, port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.url = f"http://{OPEN}:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def to(self, target, status=302):
        """An address that leads to `target`."""
        name = f"to{len(self.targets)}"
        self.targets[name], self.statuses[name] = target, status
        return f"{self.url}/{name}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def outside(picture, trap):
    """At the trap's own port, so that only the address tells them apart."""
    server = Redirector(picture, trap.port)
    yield server
    server.stop()


#: In front of the system's `getaddrinfo`: `x.127-0-0-2.127-0-0-1.rebind.test` is 127.0.0.2 at its first lookup and 127.0.0.1 ever
#: after; `_` stands between several addresses at once. The first label says nothing. Other names go on to the system.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int (*lookup)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct { char name[256]; int asked; } seen[256];

static int turn(const char *name) {
    int i = 0, asked;
    pthread_mutex_lock(&lock);
    while (i < 255 && seen[i].name[0] && strcmp(seen[i].name, name)) i++;
    strncpy(seen[i].name, name, 255);
    asked = seen[i].asked++;
    pthread_mutex_unlock(&lock);
    if (getenv("REBIND_LOG")) {
        FILE *log = fopen(getenv("REBIND_LOG"), "a");
        if (log) { fprintf(log, "%s\n", name); fclose(log); }
    }
    return asked;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
    lookup next = (lookup)dlsym(RTLD_NEXT, "getaddrinfo");
    const char *end = name ? strstr(name, ".rebind.test") : NULL;
    if (!end) return next(name, service, hints, result);
    char labels[256] = {0}, *rest, *label, *answer = NULL, *address;
    memcpy(labels, name, (size_t)(end - name));
    int asked = turn(name);
    strtok_r(labels, ".", &rest);
    while (asked-- >= 0 && (label = strtok_r(NULL, ".", &rest))) answer = label;
    struct addrinfo **tail = result;
    for (address = strtok_r(answer, "_", &rest); address; address = strtok_r(NULL, "_", &rest)) {
        for (char *c = address; *c; c++) if (*c == '-') *c = '.';
        int failed = next(address, service, hints, tail);
        if (failed) return failed;
        while (*tail) tail = &(*tail)->ai_next;
    }
    return 0;
}
"""


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    """A name server that changes its mind, as a library in front of the system's."""
    compiler = shutil.which("cc") or shutil.which("clang") or shutil.which("gcc")
    if not compiler:
        pytest.skip("no C compiler: GuardedFetcherTests has a name that rebinds")
    place = tmp_path_factory.mktemp("shim")
    (place / "shim.c").write_text(SHIM)
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", place / "shim.so", place / "shim.c", "-ldl"], check=True, timeout=60)
    return place


@pytest.fixture(scope="module")
def rebound(tmp_path_factory, shim):
    """A server that may fetch from 127.0.0.2 alone, and asks that name server."""
    config = {"fetch": {"allow": [OPEN + "/32"]}, "preview": {"workers": 1}}
    server = Server(tmp_path_factory.mktemp("rebound") / "data", config=json.dumps(config),
                    environment={"LD_PRELOAD": str(shim / "shim.so"), "REBIND_LOG": str(shim / "asked")}).start(allow_loopback=False)
    yield server
    assert server.is_running(), server.tail()
    server.stop()


@pytest.fixture(scope="module")
def patient(rebound):
    return Client(rebound.url, rebound.key)


numbers = itertools.count()


def named(labels, port, path="/"):
    """A fresh name that resolves so."""
    return f"http://x{next(numbers)}.{labels}.rebind.test:{port}{path}"


#: What one name resolves to, lookup after lookup; what is fetched is public at first.
NAMES = {
    "public, then private": ("127-0-0-2.127-0-0-1", 200), "always public": ("127-0-0-2", 200),
    "private, then public": ("127-0-0-1.127-0-0-2", 400), "always private": ("127-0-0-1", 400),
    "public and private at once": ("127-0-0-2_127-0-0-1", 400), "private and public at once": ("127-0-0-1_127-0-0-2", 400),
    "link-local": ("169-254-169-254", 400), "any": ("0-0-0-0", 400), "private network": ("10-0-0-1", 400),
}


class TestNames:
    @pytest.mark.parametrize("how", NAMES)
    def test_a_picture_comes_from_where_the_check_was(self, patient, outside, untouched, how):
        """The second lookup of a fetched name only asks whether a vendor may fetch it too."""
        labels, status = NAMES[how]
        before = len(outside.heard)
        answer = patient.post(ARK.create, picture_body(ARK, named(labels, outside.port)), headers={"X-Filmgate-Dry-Run": "true"})
        assert answer.status_code == status, answer.text
        assert len(outside.heard) - before == (status == 200)
        if status == 400:
            assert PRIVATE in answer.json()["error"]["message"]
            assert "127.0.0" not in answer.text and "169.254" not in answer.text

    def test_the_shim_was_asked(self, shim, patient, outside):
        """Else the tests above would say nothing."""
        url = named("127-0-0-2", outside.port)
        patient.post(ARK.create, picture_body(ARK, url), headers={"X-Filmgate-Dry-Run": "true"})
        assert url.split("/")[2].split(":")[0] in (shim / "asked").read_text().splitlines()

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_a_redirect_to_the_same_name_is_looked_up_and_judged_anew(self, patient, outside, untouched, status):
        target = outside.to("/picture", status).rsplit("/", 1)[1]
        before = len(outside.heard)
        answer = patient.post(ARK.create, picture_body(ARK, named("127-0-0-2.127-0-0-1", outside.port, "/" + target)))
        assert answer.status_code == 400 and PRIVATE in answer.json()["error"]["message"], answer.text
        assert outside.heard[before:] == ["/" + target]

    def test_a_callback_is_judged_when_it_is_made(self, rebound, patient, outside, untouched):
        """Public when the task is told of first, private ever after: the first call arrives, no other does."""
        before = len(outside.heard)
        url = named("127-0-0-2.127-0-0-1", outside.port, "/hook")
        name = patient.make(ARK, text_body(ARK, "回调", callback_url=url, **SMALL))
        patient.follow(ARK, name)
        refused = eventually(lambda: [line for line in TestCallbacks.tries(rebound).splitlines() if line.endswith(url) and PRIVATE in line])
        assert refused and outside.heard[before:] == ["/hook"]


REDIRECTS = [address for address in INWARD if address.isascii() and not set("\r\n\0\t") & set(address)
             and not address.startswith(("/etc", "http:127", " "))]


class TestRedirects:
    def test_a_redirect_is_followed_where_it_may_be(self, patient, outside):
        url = outside.to(outside.url + "/picture")
        assert patient.post(ARK.create, picture_body(ARK, url), headers={"X-Filmgate-Dry-Run": "true"}).status_code == 200

    @pytest.mark.parametrize("address", REDIRECTS)
    def test_it_does_not_lead_a_picture_inward(self, patient, outside, untouched, address):
        url = outside.to(address.replace("{port}", str(untouched.port)))
        answer = patient.post(ARK.create, picture_body(ARK, url))
        assert answer.status_code == 400, answer.text
        message = answer.json()["error"]["message"]
        assert PRIVATE in message or BAD in message, message

    @pytest.mark.parametrize("status", [301, 303, 307, 308])
    def test_by_whatever_status(self, patient, outside, untouched, status):
        answer = patient.post(ARK.create, picture_body(ARK, outside.to(f"http://127.0.0.1:{untouched.port}/", status)))
        assert answer.status_code == 400 and PRIVATE in answer.json()["error"]["message"]

    def test_nor_through_several(self, patient, outside, untouched):
        url = outside.to(outside.to(outside.to(f"http://localhost:{untouched.port}/")))
        answer = patient.post(ARK.create, picture_body(ARK, url))
        assert answer.status_code == 400 and PRIVATE in answer.json()["error"]["message"]

    def test_redirects_end(self, patient, outside):
        url = outside.to("")
        outside.targets[url.rsplit("/", 1)[1]] = url
        before = len(outside.heard)
        assert patient.post(ARK.create, picture_body(ARK, url)).status_code == 400
        assert len(outside.heard) - before <= 4

    def test_a_callback_follows_none(self, rebound, patient, outside, untouched):
        hook = outside.to(f"http://127.0.0.1:{untouched.port}/")
        name = patient.make(ARK, text_body(ARK, "回调", callback_url=hook, **SMALL))
        patient.http.delete(ARK.read.format(id=name))
        tried = eventually(lambda: [line for line in TestCallbacks.tries(rebound).splitlines() if line.endswith(hook)])
        assert "answered 302" in tried[0]


# Upstreams

class Liar(ArkFake):
    """An Ark whose links are what the prompt says: `video <address>`, `frame <address>`, or `redirect <address>`."""

    def told_link(self, task, kind):
        word, _, address = task.order.text.partition(" ")
        return address if word == kind else None

    def video_link(self, task):
        return self.told_link(task, "video") or super().video_link(task)

    def frame_link(self, task):
        return self.told_link(task, "frame") or super().frame_link(task)

    async def send_video(self, request, task):
        if address := self.told_link(task, "redirect"):
            return web.Response(status=302, headers={"Location": address})
        return await super().send_video(request, task)


@pytest.fixture(scope="module")
def liar(tmp_path_factory, shim):
    """A gateway in front of it, with an account's address on loopback, which is the operator's word, and no exception but one."""
    with ExitStack() as stack:
        fake = stack.enter_context(Liar())
        port = free_port()
        config = {"public_url": f"http://127.0.0.1:{port}", **QUICK, "fetch": {"allow": [OPEN + "/32"]}, "providers": [entry(fake)]}
        server = Server(tmp_path_factory.mktemp("liar") / "data", config=json.dumps(config), port=port,
                        environment={"LD_PRELOAD": str(shim / "shim.so")}).start(allow_loopback=False)
        stack.callback(server.stop)
        yield fake, server, Client(server.url, server.key)
        assert server.is_running(), server.tail()


def troubles(server, name):
    """Why the file of a task was not fetched, as the log has it."""
    ulid = subprocess.run([binary(), "tasks", "show", name, "--data", str(server.data)], capture_output=True, text=True,
                          timeout=60, check=True).stdout
    kept = [json.loads(line) for line in server.log.read_text().splitlines() if "video not fetched" in line]
    return [line["reason"] for line in kept if line["task.id"] in ulid]


NO_VIDEO = {
    "playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:{port}/\n#EXT-X-ENDLIST\n",
    "concat": b"ffconcat version 1.0\nfile http://127.0.0.1:{port}/\n", "html": b"<html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='http://127.0.0.1:{port}/'/></svg>", "nothing": b"",
    "no index": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat", "endless box": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\xff\xff\xff\xffmoov",
    "box of 0": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\0\1moov" + b"\0" * 8 + b"\0" * 100,
}
LINKS = [(kind, address) for kind in ("video", "frame", "redirect") for address in FEW if address != "//127.0.0.1:{port}/"]


class TestResultLinks:
    @pytest.fixture(scope="class")
    def lies(self, liar, trap):
        """All at once, since each of them is tried again and again: the tasks by what was answered for them."""
        fake, server, client = liar
        before = len(trap.heard)
        names = {}
        for kind, address in LINKS:
            body = text_body(ARK, f"{kind} {address.replace('{port}', str(trap.port))}", return_last_frame=kind == "frame", **SMALL)
            names[kind, address] = client.make(ARK, body)
        yield names
        assert trap.heard[before:] == []

    @pytest.mark.parametrize("kind, address", LINKS)
    def test_it_is_not_followed(self, liar, lies, untouched, kind, address):
        _, server, client = liar
        name = lies[kind, address]
        is_web = address.startswith("http")
        if kind == "frame" and not is_web:
            # No address at all: the frame is taken from the video.
            story = client.follow(ARK, name)
            assert httpx.get(story.last_frame, trust_env=False).content.startswith(b"\x89PNG")
            return
        told = eventually(lambda: troubles(server, name), 60)
        reason = INWARD[address] if is_web or kind == "redirect" else "names no video"
        assert all(reason in one for one in told), told
        story = client.read(ARK, name)
        assert story.state == "running" and story.video is None

    def test_an_honest_link_is(self, liar, outside):
        """From the account's own address with its key, from elsewhere without."""
        fake, server, client = liar
        name = client.make(ARK, text_body(ARK, "honest", **SMALL))
        assert client.follow(ARK, name, deadline=60).state == "succeeded"
        before = len(outside.heads)
        client.make(ARK, text_body(ARK, f"video {outside.url}/video.mp4", **SMALL))
        eventually(lambda: len(outside.heads) > before)
        heads = outside.heads[-1]
        assert fake.key not in str(heads) and "Authorization" not in heads

    @pytest.mark.parametrize("labels", ["127-0-0-1", "127-0-0-2_127-0-0-1", "169-254-169-254", "10-0-0-1"])
    def test_nor_by_name(self, liar, outside, untouched, labels):
        _, server, client = liar
        url = named(labels, outside.port)
        name = client.make(ARK, text_body(ARK, f"video {url}", **SMALL))
        told = eventually(lambda: troubles(server, name), 60)
        assert all(PRIVATE in reason for reason in told) and client.read(ARK, name).state == "running"

    @pytest.mark.parametrize("what", NO_VIDEO)
    def test_what_is_no_video_is_none(self, liar, outside, untouched, what):
        """Whatever an upstream sends is kept only where its header is a video's."""
        _, server, client = liar
        outside.bodies[what] = NO_VIDEO[what].replace(b"{port}", str(untouched.port).encode())
        name = client.make(ARK, text_body(ARK, f"video {outside.url}/{what}", **SMALL))
        eventually(lambda: troubles(server, name), 60)
        story = client.read(ARK, name)
        assert story.state in ("running", "failed") and story.video is None


class TestUpstreamCallbacks:
    @pytest.fixture(scope="class")
    def open_task(self, liar):
        """A task that goes on and on, and where its account was told to call."""
        fake, _, client = liar
        fake.following.append(Plan(words=("running",)))
        name = client.make(ARK, text_body(ARK, "endless", **SMALL))
        order = eventually(lambda: next((create.order for create in fake.creates if create.order and create.order.text == "endless"), None))
        return name, order.callback_url

    @pytest.mark.parametrize("change", ["0" * 40, "", "{token}0", "{first}", "..", "%2e%2e", "{TOKEN}"])
    def test_a_forged_address_is_none(self, liar, open_task, change):
        head, token, tail = open_task[1].rsplit("/", 2)
        forged = change.format(token=token, first=token[:-1] + "g", TOKEN=token.upper())
        answer = httpx.post(f"{head}/{forged}/{tail}", json={"id": "x"}, trust_env=False)
        assert answer.status_code in (404, 405) and answer.content == b"" or "unknown" in answer.text.lower(), answer.text

    def test_that_of_another_account_is_none(self, liar, open_task):
        assert httpx.post(open_task[1].replace("/ark/", "/other/"), json={"id": "x"}, trust_env=False).status_code == 404

    @pytest.mark.parametrize("told", [{"status": "succeeded", "content": {"video_url": "http://127.0.0.1:{port}/"}}, {"status": "failed"},
                                      {"status": "cancelled"}, {"status": "expired"}])
    def test_what_it_says_is_not_believed(self, liar, open_task, untouched, told):
        fake, _, client = liar
        name, address = open_task
        upstream = next(task.id for task in fake.tasks.values() if task.order.text == "endless")
        body = json.dumps({"id": upstream, **told}).replace("{port}", str(untouched.port))
        asked = fake.count("get") + fake.count("list")
        assert httpx.post(address, content=body, trust_env=False).status_code == 204
        eventually(lambda: fake.count("get") + fake.count("list") > asked)
        assert client.read(ARK, name).state == "running"
