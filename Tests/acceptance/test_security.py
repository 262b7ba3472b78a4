"""Attempts on keys, other projects and links of a real server, each refused or harmless.

test_security_fetch.py has those on addresses, test_security_media.py on pictures and prompts, test_security_door.py on HTTP;
test_hostile.py has the 300 random ones beside these.
"""

import base64
import json
import sqlite3
import time
from collections import namedtuple
from contextlib import closing

import httpx
import pytest

from support.faces import ALL, ARK, FACES, FLAT, LONG, VOLC, Client, text_body
from support.gateways import eventually, running
from support.pictures import encoded, natural
from support.server import Server

NEVER = "cgt-20250101000000-000000000000000000"
OPENAI = "/openai/v1/videos"
#: A client without a key.
BARE = httpx.Client(trust_env=False, verify=False, timeout=60)
SMALL = {"duration": 4, "resolution": "480p"}
#: Every way to make a task: name, path and body.
CREATES = [(face.name, face.path(face.create, True), text_body(face, "海边", **SMALL)) for face in FACES]
CREATES.append(("openai", OPENAI, {"model": LONG, "prompt": "海边", "seconds": "4"}))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Without any exception from the fetch policy; most of its tasks are only made, so one worker will do."""
    server = Server(tmp_path_factory.mktemp("security") / "data", config=json.dumps({"preview": {"workers": 1}}))
    with running(server, allow_loopback=False):
        yield server


@pytest.fixture(scope="module")
def good(server):
    return Client(server.url, server.key)


@pytest.fixture(scope="module")
def stranger(server):
    """A key of another project."""
    return Client(server.url, server.make_key(project="others"))


@pytest.fixture(scope="module")
def unused(server):
    """A key of a project that has made nothing."""
    return Client(server.url, server.make_key(project="unused"))


@pytest.fixture(scope="module", autouse=True)
def finished(good):
    """A task that has succeeded, by its id, and its link."""
    name = good.make(ARK, text_body(ARK, "海边", **SMALL))
    story = good.follow(ARK, name)
    assert story.state == "succeeded"
    return name, story.video


@pytest.fixture(scope="module", autouse=True)
def draft(good):
    name = good.make(ARK, text_body(ARK, "草稿", draft=True, duration=4))
    assert good.follow(ARK, name).state == "succeeded"
    return name


@pytest.fixture(scope="module")
def upload(good, picture):
    """The link to an uploaded picture."""
    answer = good.http.post("/toapis/v1/uploads/images", files={"file": ("a.png", picture, "image/png")})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["url"]


def alike(left, right, names):
    """The same answer but for the names and the request's id."""
    def plain(answer):
        text = answer.text
        for name in names:
            text = text.replace(name, "ID")
        return answer.status_code, text.replace(answer.headers.get("x-request-id", "-"), "REQUEST")
    return plain(left) == plain(right)


def count(client):
    """How many tasks the client's project has."""
    return client.get(ARK.create).json()["total"]


def artifacts(server):
    """Files that are kept, without the posters and sheets that the server makes of videos by itself."""
    files = {path for path in (server.data / "artifacts").rglob("*") if path.is_file()}
    return {path for path in files if path.read_bytes()[:3] != b"\xff\xd8\xff"}


def stored(server, table, columns="*"):
    with closing(sqlite3.connect(f"file:{server.data / 'filmgate.sqlite'}?mode=ro", uri=True, timeout=20)) as store:
        return store.execute(f"SELECT {columns} FROM {table}").fetchall()


def link_of(answer, face):
    """The video's link in a read's answer."""
    return face.story(answer.json()).video


class TestOtherProjects:
    @pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
    def test_a_read_answers_as_if_the_task_never_was(self, finished, stranger, face):
        real = stranger.get(face.path(face.read, True).format(id=finished[0]))
        assert real.status_code in (400, 404)
        assert alike(real, stranger.get(face.path(face.read, True).format(id=NEVER)), (finished[0], NEVER))

    @pytest.mark.parametrize("path", [ARK.read, VOLC.read, "/v1/videos/{id}"])
    def test_a_delete_does_nothing(self, finished, stranger, good, path):
        assert stranger.http.delete(path.format(id=finished[0])).status_code == 404
        assert good.read(ARK, finished[0]).state == "succeeded"

    @pytest.mark.parametrize("path", ["/v1/videos/{id}", "/v1/videos/{id}/content", "/v1/videos/{id}/content?variant=thumbnail",
                                      "/v1/videos?after={id}", ARK.create + "?filter.task_ids={id}", ARK.create, "/v1/videos",
                                      VOLC.create, VOLC.create + "?filter.task_ids={id}", ARK.create + "?filter.status=succeeded"])
    def test_neither_content_nor_lists_show_it(self, finished, stranger, path):
        answer = stranger.get(path.format(id=finished[0]))
        assert answer.status_code in (200, 400, 404)
        assert "/files/" not in answer.text
        if answer.status_code == 200:
            assert finished[0] not in answer.text

    @pytest.mark.parametrize("face", [face for face in FACES if face.name not in FLAT], ids=lambda face: face.name)
    def test_a_draft_of_others_is_no_draft(self, good, stranger, draft, face):
        def body(name):
            return {"model": LONG, "content": [{"type": "draft_task", "draft_task": {"id": name}}]}
        create, before = face.path(face.create, True), count(stranger)
        answer = stranger.post(create, body(draft))
        assert answer.status_code == face.invalid
        assert alike(answer, stranger.post(create, body(NEVER)), (draft, NEVER))
        assert count(stranger) == before
        # Its owner's is one, so that it was the project that decided.
        assert good.post(create, body(draft)).status_code == 200

    @pytest.mark.parametrize("name, path, body", CREATES, ids=[name for name, *_ in CREATES])
    def test_an_idempotency_key_is_the_projects_own(self, good, stranger, name, path, body):
        headers = {"Idempotency-Key": f"same-{name}"}
        mine, theirs, again = (client.post(path, body, headers=headers) for client in (good, stranger, good))
        assert mine.status_code == theirs.status_code == again.status_code == 200
        assert "idempotent-replayed" not in theirs.headers and again.headers["idempotent-replayed"] == "true"
        assert again.content == mine.content
        ids = [ALL[name].created(answer.json()) if name in ALL else answer.json()["id"] for answer in (mine, theirs)]
        assert ids[0] != ids[1]
        assert stranger.get(ARK.read.format(id=ids[0])).status_code == 404

    @pytest.mark.parametrize("name, path, body", CREATES, ids=[name for name, *_ in CREATES])
    def test_anothers_idempotency_key_does_not_tell_of_its_request(self, good, stranger, name, path, body):
        headers = {"Idempotency-Key": f"told-{name}"}
        assert good.post(path, body, headers=headers).status_code == 200
        other = {**body, "seconds": "8"} if name == "openai" else {**body, "duration": 5}
        assert good.post(path, other, headers=headers).status_code == 409
        assert stranger.post(path, other, headers=headers).status_code == 200

    def test_a_business_id_is_the_projects_own(self, good, stranger):
        face = ALL["toapis"]
        body = text_body(face, "海", duration=4, client_business_id="order-1")
        first, second, third = (client.make(face, body) for client in (good, good, stranger))
        assert first == second != third

    @pytest.mark.parametrize("path", ["/xcompute/v1/usage", "/xcompute/v1/balance", "/toapis/v1/balance"])
    def test_usage_and_balance_do_not_show_it(self, unused, good, path):
        answer = unused.get(path)
        assert answer.status_code == 200
        told = answer.json()
        assert told.get("data", []) == [] and told.get("used_balance", 0) == 0
        if path.endswith("usage"):
            assert sum(row["tasks"] for row in good.get(path).json()["data"]) >= 1

    @pytest.mark.parametrize("path", ["/files/{id}", "/files/{hash}/{id}.png", "/artifacts/{hash}", "/v1/uploads/images/{id}",
                                      "/xcompute/v1/uploads/images", "/toapis/v1/uploads/images", "/v1/files/{id}", "/v1/files"])
    def test_a_picture_is_not_found_without_its_link(self, stranger, upload, path):
        name = upload.rsplit("/", 1)[1].removesuffix(".png")
        digest = parse(upload).hash.hex()
        answer = stranger.get(path.format(id=name, hash=digest))
        assert answer.status_code in (404, 405)
        assert parts(upload)[1] not in answer.text and b"IHDR" not in answer.content

    def test_the_same_picture_of_two_projects_is_told_alike(self, server, good, stranger):
        """That a file is there already must not show."""
        data = encoded(natural(320, 320, 77), "png")
        answers = [client.http.post("/toapis/v1/uploads/images", files={"file": ("a.png", data, "image/png")})
                   for client in (good, stranger)]
        assert [answer.status_code for answer in answers] == [200, 200]
        told = [answer.json()["data"] for answer in answers]
        for one in told:
            one.pop("url")
        assert told[0] == told[1]


class TestKeys:
    @pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
    @pytest.mark.parametrize("how", ["key", "api_key", "access_token", "Authorization"])
    def test_no_key_in_the_query(self, server, face, how):
        answer = BARE.get(server.url + face.path(face.read, True).format(id="x"), params={how: server.key})
        assert answer.status_code == 401

    @pytest.mark.parametrize("name, path, body", CREATES, ids=[name for name, *_ in CREATES])
    def test_no_task_without_a_key(self, server, good, name, path, body):
        before = count(good)
        answer = BARE.post(server.url + path, json=body, params={"api_key": server.key})
        assert answer.status_code == 401 and count(good) == before

    @pytest.mark.parametrize("field", ["Basic {}", "Token {}", "Bearer", "Bearer {}x", "Bearer x{}", "Bearer {} {}", "{}",
                                       "Bearer\t{}", "bearer:{}", "Digest {}", "Bearer '{}'", "Bearer {}, Bearer {}", "Bearer={}",
                                       "Bearer %66%67_", "Basic OnBhc3N3b3Jk", "Bearer " + "a" * 5000, "Bearer null", "Bearer *"])
    def test_no_other_scheme(self, server, field):
        answer = BARE.get(server.url + ARK.create, headers={"Authorization": field.replace("{}", server.key)})
        assert answer.status_code == 401, answer.text
        assert server.key not in answer.text

    def test_no_key_in_another_case(self, server):
        answer = Client(server.url, server.key.swapcase()).get(ARK.create)
        assert answer.status_code == 401

    @pytest.mark.parametrize("header", ["X-API-Key", "Api-Key", "X-Auth-Token", "Proxy-Authorization", "Cookie",
                                        "X-Original-Authorization", "X-Forwarded-Authorization"])
    def test_no_other_header(self, server, header):
        answer = BARE.get(server.url + ARK.create, headers={header: f"Bearer {server.key}"})
        assert answer.status_code == 401

    def test_the_hash_that_is_kept_is_no_key(self, server):
        rows = stored(server, "keys")
        first = next(row for row in rows if "first" in row)
        assert server.key not in str(rows)
        for value in filter(None, first):
            text = value.hex() if isinstance(value, bytes) else str(value)
            answer = BARE.get(server.url + ARK.create, headers={"Authorization": f"Bearer {text}"})
            assert answer.status_code == 401


#: What no longer counts: how it came to that.
SPENT = ["revoked", "expired", "rotated"]


@pytest.fixture(scope="module", params=SPENT)
def spent(request, server):
    """A client whose key counted once and does no more."""
    name = f"{request.param}-key"
    client = Client(server.url, server.make_key(name=name))
    assert client.get(ARK.create).status_code == 200
    [(key,)] = stored(server, f"keys WHERE name = '{name}'", "id")
    if request.param == "revoked":
        server.keys("revoke", key)
    elif request.param == "rotated":
        successor = server.keys("rotate", key, "--overlap", "0").stdout.strip()
        assert Client(server.url, successor).get(ARK.create).status_code == 200
    else:
        expire(server, key)
    return client


def expire(server, key):
    """Days are the shortest life that a key can be given, so its end is moved to the past where it is kept."""
    with closing(sqlite3.connect(server.data / "filmgate.sqlite", timeout=20)) as store:
        changed = store.execute("UPDATE keys SET expires_at = ? WHERE id = ?", (int(time.time() * 1000) - 1000, key))
        assert changed.rowcount == 1
        store.commit()
    # The running server reads keys anew when a process of its own kind has changed some.
    server.make_key(name="another")


class TestSpentKeys:
    @pytest.mark.parametrize("name, path, body", CREATES, ids=[name for name, *_ in CREATES])
    def test_it_makes_nothing(self, good, spent, name, path, body):
        before = count(good)
        assert spent.post(path, body).status_code == 401
        assert count(good) == before

    @pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
    def test_it_reads_nothing(self, finished, spent, face):
        answer = spent.get(face.path(face.read, True).format(id=finished[0]))
        assert answer.status_code == 401 and "/files/" not in answer.text

    def test_it_deletes_and_uploads_nothing(self, server, good, finished, spent, picture):
        before = artifacts(server)
        assert spent.http.delete(ARK.read.format(id=finished[0])).status_code == 401
        assert spent.http.post("/toapis/v1/uploads/images", files={"file": ("a.png", picture, "image/png")}).status_code == 401
        assert good.read(ARK, finished[0]).state == "succeeded" and artifacts(server) <= before


@pytest.fixture(scope="module")
def scoped(server):
    """Clients of the first project by the one scope that they have."""
    return {scope: Client(server.url, server.keys("create", "--name", scope, "--scopes", scope).stdout.strip())
            for scope in ("read", "generate", "admin")}


READS = [face.path(face.read, True) for face in FACES] + [OPENAI + "/{id}", OPENAI + "/{id}/content", OPENAI, ARK.create, VOLC.create,
                                                          "/xcompute/v1/usage", "/xcompute/v1/balance", "/v1/models"]


class TestScopes:
    @pytest.mark.parametrize("scope", ["read", "admin"])
    @pytest.mark.parametrize("name, path, body", CREATES, ids=[name for name, *_ in CREATES])
    def test_no_create(self, good, scoped, name, path, body, scope):
        before = count(good)
        assert scoped[scope].post(path, body).status_code == 403
        assert count(good) == before

    @pytest.mark.parametrize("scope", ["read", "admin"])
    @pytest.mark.parametrize("path", [ARK.read, VOLC.read, OPENAI + "/{id}"])
    def test_no_delete(self, good, scoped, finished, path, scope):
        assert scoped[scope].http.delete(path.format(id=finished[0])).status_code == 403
        assert good.read(ARK, finished[0]).state == "succeeded"

    @pytest.mark.parametrize("scope", ["read", "admin"])
    @pytest.mark.parametrize("path", ["/toapis/v1/uploads/images", "/xcompute/v1/uploads/images"])
    def test_no_upload(self, server, scoped, path, scope):
        before = artifacts(server)
        data = encoded(natural(300, 300, hash((path, scope)) % 1000), "png")
        assert scoped[scope].http.post(path, files={"file": ("a.png", data, "image/png")}).status_code == 403
        assert artifacts(server) <= before

    @pytest.mark.parametrize("scope", ["generate", "admin"])
    @pytest.mark.parametrize("path", READS)
    def test_no_read(self, scoped, finished, path, scope):
        answer = scoped[scope].get(path.format(id=finished[0]))
        assert answer.status_code == 403 and "/files/" not in answer.text and finished[0] not in answer.text

    def test_no_dialect_but_its_own(self, server, good):
        client = Client(server.url, server.keys("create", "--name", "volc-only", "--dialects", "volc").stdout.strip())
        assert client.get(VOLC.create).status_code == 200
        before = count(good)
        assert {name: client.post(path, body).status_code for name, path, body in CREATES if name != "volc"} == \
            {name: 403 for name, *_ in CREATES if name != "volc"}
        assert count(good) == before

    def test_no_model_but_its_own(self, server, good):
        client = Client(server.url, server.keys("create", "--name", "one-model", "--models", "doubao-seedance-2-0-260128").stdout.strip())
        before = count(good)
        assert client.post(ARK.create, text_body(ARK, "海", **SMALL)).status_code == 403
        assert count(good) == before


ADMIN = [("GET", "projects"), ("POST", "projects"), ("GET", "projects/{project}"), ("PATCH", "projects/{project}"),
         ("GET", "projects/{project}/ledger"), ("POST", "projects/{project}/ledger"), ("POST", "projects/{project}/webhook-secret"),
         ("GET", "keys"), ("POST", "keys"), ("GET", "keys/{key}"), ("PATCH", "keys/{key}"), ("DELETE", "keys/{key}"),
         ("POST", "keys/{key}/rotate"), ("GET", "tasks"), ("GET", "tasks/{task}"), ("GET", "providers"), ("PATCH", "providers/preview"),
         ("GET", "callbacks"), ("POST", "callbacks/1/retry"), ("GET", "exposures"), ("GET", "usage"), ("GET", "audit")]


class TestAdmin:
    @pytest.fixture(scope="class")
    def is_there(self, scoped):
        """Whether this build has an admin API at all."""
        return scoped["admin"].get("/admin/v1/projects").status_code == 200

    @pytest.mark.parametrize("who", ["read", "generate", "read and generate", "nobody"])
    @pytest.mark.parametrize("method, path", ADMIN, ids=[f"{method} {path}" for method, path in ADMIN])
    def test_it_is_for_admin_keys_alone(self, server, good, stranger, finished, scoped, is_there, who, method, path):
        """Of one's own project as well: what is named in the paths is."""
        client = {**scoped, "read and generate": good, "nobody": Client(server.url, None)}[who]
        [(key, project)] = stored(server, "keys JOIN projects ON projects.number = keys.project WHERE keys.name = 'first'",
                                  "keys.id, projects.id")
        # Every change is written there.
        before = stored(server, "audit")
        url = f"/admin/v1/{path.format(project=project, key=key, task=finished[0])}"
        answer = client.http.request(method, url, json={} if method != "GET" else None)
        known = 401 if who == "nobody" else 403
        assert answer.status_code == (known if is_there else 404), answer.text
        assert "others" not in answer.text and stored(server, "audit") == before

    @pytest.mark.parametrize("how", ["query", "cookie", "other scheme", "bare", "revoked"])
    def test_not_even_with_an_admin_key_that_is_given_wrongly(self, server, is_there, how):
        name = f"admin-{how.replace(' ', '-')}"
        key = server.keys("create", "--name", name, "--scopes", "admin").stdout.strip()
        if how == "revoked":
            server.keys("revoke", stored(server, f"keys WHERE name = '{name}'", "id")[0][0])
        headers = {"query": {}, "cookie": {"Cookie": f"key={key}"}, "other scheme": {"Authorization": f"Basic {key}"},
                   "bare": {"Authorization": key}, "revoked": {"Authorization": f"Bearer {key}"}}[how]
        answer = BARE.get(server.url + "/admin/v1/projects", headers=headers, params={"api_key": key} if how == "query" else None)
        assert answer.status_code == (401 if is_there else 404) and "others" not in answer.text

    def test_metrics_are_not_for_clients(self, good, server):
        for client in (good, Client(server.url, None)):
            answer = client.get("/metrics")
            assert answer.status_code in (401, 403, 404) and "filmgate_" not in answer.text


# Links

Token = namedtuple("Token", "version key expires type hash tag")
#: Where the fields of a token lie.
FIELDS = {"version": (0, 1), "key": (1, 5), "expires": (5, 13), "type": (13, 14), "hash": (14, 46), "tag": (46, 62)}


def parts(link):
    """What stands before the token, the token, and the name."""
    return link.rsplit("/", 2)


def raw(link):
    return base64.urlsafe_b64decode(parts(link)[1] + "==")


def parse(link):
    return Token(*(raw(link)[start:end] for start, end in FIELDS.values()))


def write(link, token, name=None):
    """The link with another token."""
    head, _, old = parts(link)
    text = base64.urlsafe_b64encode(b"".join(token)).decode().rstrip("=")
    return f"{head}/{text}/{name or old}"


def plus(data, number):
    return ((int.from_bytes(data, "big") + number) % (1 << 8 * len(data))).to_bytes(len(data), "big")


#: What is done to a link, as a function of it and of another valid one.
ALTERATIONS = {
    "version": lambda link, _: write(link, parse(link)._replace(version=b"\0")),
    "next version": lambda link, _: write(link, parse(link)._replace(version=b"\2")),
    "key": lambda link, _: write(link, parse(link)._replace(key=plus(parse(link).key, 1))),
    "key 0": lambda link, _: write(link, parse(link)._replace(key=bytes(4))),
    "a second longer": lambda link, _: write(link, parse(link)._replace(expires=plus(parse(link).expires, 1))),
    "a second shorter": lambda link, _: write(link, parse(link)._replace(expires=plus(parse(link).expires, -1))),
    "a year longer": lambda link, _: write(link, parse(link)._replace(expires=plus(parse(link).expires, 31_536_000))),
    "for ever": lambda link, _: write(link, parse(link)._replace(expires=b"\x7f" + b"\xff" * 7)),
    "negative expiry": lambda link, _: write(link, parse(link)._replace(expires=b"\xff" * 8)),
    "type": lambda link, _: write(link, parse(link)._replace(type=plus(parse(link).type, 1))),
    "type of nothing": lambda link, _: write(link, parse(link)._replace(type=b"\xff")),
    "hash": lambda link, _: write(link, parse(link)._replace(hash=plus(parse(link).hash, 1))),
    "hash of another file": lambda link, other: write(link, parse(link)._replace(hash=parse(other).hash)),
    "all but the tag of another": lambda link, other: write(other, parse(link)._replace(tag=parse(other).tag)),
    "tag of another": lambda link, other: write(link, parse(link)._replace(tag=parse(other).tag)),
    "tag": lambda link, _: write(link, parse(link)._replace(tag=plus(parse(link).tag, 1))),
    "tag of zeros": lambda link, _: write(link, parse(link)._replace(tag=bytes(16))),
    "no tag": lambda link, _: write(link, parse(link)._replace(tag=b"")),
    "half a tag": lambda link, _: write(link, parse(link)._replace(tag=parse(link).tag[:8])),
    "longer tag": lambda link, _: write(link, parse(link)._replace(tag=parse(link).tag + b"\0")),
    "name": lambda link, _: write(link, parse(link), "x.mp4"),
    "name of another": lambda link, other: write(link, parse(link), parts(other)[2]),
    "another ending": lambda link, _: write(link, parse(link), parts(link)[2].rsplit(".", 1)[0] + ".html"),
    "no name": lambda link, _: link.rsplit("/", 1)[0],
    "empty name": lambda link, _: link.rsplit("/", 1)[0] + "/",
    "more path": lambda link, _: link + "/x",
    "escaped name": lambda link, _: link.rsplit("/", 1)[0] + "/%2e" + parts(link)[2],
    "upper-case name": lambda link, _: write(link, parse(link), parts(link)[2].upper()),
    "padding": lambda link, _: "/".join((parts(link)[0], parts(link)[1] + "=", parts(link)[2])),
    # The last character carries two bits that say nothing.
    "another spelling": lambda link, _: "/".join((parts(link)[0], respelled(parts(link)[1]), parts(link)[2])),
    "lower case": lambda link, _: "/".join((parts(link)[0], parts(link)[1].lower(), parts(link)[2])),
    "another path": lambda link, _: link.replace("/files/", "/file/"),
    "dialect before it": lambda link, _: link.replace("/files/", "/ark/files/"),
}


def respelled(text):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + alphabet[alphabet.index(text[-1]) ^ 1]


@pytest.fixture(scope="module", params=["video", "upload"])
def link(request, finished, upload):
    """A link that is good, and another good one."""
    return (finished[1], upload) if request.param == "video" else (upload, finished[1])


class TestLinks:
    def test_the_links_are_good(self, link):
        assert [BARE.get(one).status_code for one in link] == [200, 200]

    @pytest.mark.parametrize("how", ALTERATIONS)
    def test_an_altered_link_is_no_link(self, link, how):
        altered = ALTERATIONS[how](*link)
        assert altered not in link
        answer = BARE.get(altered)
        assert answer.status_code == 404
        assert b"ftyp" not in answer.content and b"IHDR" not in answer.content

    @pytest.mark.parametrize("change", range(12))
    def test_no_character_may_change(self, finished, change):
        head, token, name = parts(finished[1])
        place = change * (len(token) - 1) // 11
        other = "A" if token[place] != "A" else "B"
        altered = f"{head}/{token[:place]}{other}{token[place + 1:]}/{name}"
        assert BARE.get(altered).status_code == 404

    @pytest.mark.parametrize("method, headers", [("HEAD", {}), ("GET", {"Range": "bytes=0-10"}), ("GET", {"If-None-Match": "*"}),
                                                 ("GET", {"If-None-Match": "tag"}), ("GET", {"Authorization": "key"})])
    def test_a_forged_link_tells_nothing_of_the_file(self, server, finished, method, headers):
        forged = ALTERATIONS["a year longer"](finished[1], "")
        told = {"tag": BARE.get(finished[1]).headers["etag"], "key": f"Bearer {server.key}"}
        answer = BARE.request(method, forged, headers={name: told.get(value, value) for name, value in headers.items()})
        assert answer.status_code == 404 and answer.content == b""
        assert not {"etag", "content-range", "content-disposition", "last-modified"} & set(answer.headers)

    @pytest.mark.parametrize("tail", ["x/x.mp4", "{token}/other.mp4", "{token}/..%2f..%2ffilmgate.db", "{token}x/{name}", "%00/{name}",
                                      "{token}/{name}%00", "..%2f..%2ffirst.key/x", "{token}/%2e%2e%2ffirst.key", "../first.key/x",
                                      "..\\first.key/x", "%252e%252e%252ffirst.key/x", "{token}/{name}?x=../first.key"])
    def test_a_forged_link_is_no_link(self, server, finished, tail):
        head, token, name = parts(finished[1])
        answer = BARE.get(f"{head}/{tail.format(token=token, name=name)}")
        if "?" in tail:
            assert answer.status_code == 200 and server.key not in answer.text
        else:
            assert answer.status_code in (400, 404) and b"ftyp" not in answer.content and server.key not in answer.text

    @pytest.mark.parametrize("how", ["a year longer", "hash of another file", "tag of another", "name", "more path"])
    def test_an_altered_link_is_no_picture(self, good, upload, finished, how):
        body = {"model": LONG, "content": [{"type": "image_url", "image_url": {"url": ALTERATIONS[how](upload, finished[1])}}]}
        before = count(good)
        assert good.post(ARK.create, body).status_code == 400
        assert count(good) == before
        body["content"][0]["image_url"]["url"] = upload
        assert good.post(ARK.create, body, headers={"X-Filmgate-Dry-Run": "true"}).status_code == 200

    @pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
    def test_a_link_is_for_reading(self, finished, method):
        assert BARE.request(method, finished[1]).status_code in (404, 405)
        assert BARE.get(finished[1]).status_code == 200


class TestExpiredLinks:
    @pytest.fixture(scope="class")
    def expired(self, tmp_path_factory):
        """A gateway whose links live three seconds, and one that was good."""
        server = Server(tmp_path_factory.mktemp("expired") / "data", config=json.dumps({"retention": {"files": "3s"}}))
        server.start(allow_loopback=False)
        client = Client(server.url, server.key)
        name = client.make(ARK, text_body(ARK, "海边", **SMALL))
        link = client.follow(ARK, name).video
        assert BARE.get(link).status_code == 200
        end = int.from_bytes(parse(link).expires, "big")
        assert end - time.time() < 4
        # The link's end is rounded down to whole seconds, the task's files' is not.
        eventually(lambda: time.time() > end + 1)
        yield client, name, link
        assert server.is_running(), server.tail()
        server.stop()

    @pytest.mark.parametrize("method, headers", [("GET", {}), ("HEAD", {}), ("GET", {"Range": "bytes=0-10"}), ("GET", {"If-None-Match": "*"})])
    def test_it_is_no_link(self, expired, method, headers):
        answer = BARE.request(method, expired[2], headers=headers)
        assert answer.status_code == 404 and answer.content == b""

    @pytest.mark.parametrize("how", ["a second longer", "a year longer", "for ever"])
    def test_it_is_not_made_longer(self, expired, how):
        assert BARE.get(ALTERATIONS[how](expired[2], "")).status_code == 404

    def test_nor_is_a_fresh_one_given(self, expired):
        client, name, _ = expired
        for path in (ARK.read, OPENAI + "/{id}"):
            answer = client.get(path.format(id=name))
            assert answer.status_code == 200
        assert client.get(f"{OPENAI}/{name}/content").status_code == 404
        link = client.get(ARK.read.format(id=name)).json()["content"].get("video_url")
        assert link is None or BARE.get(link).status_code == 404

    def test_it_is_no_picture(self, expired):
        client, _, link = expired
        body = {"model": LONG, "content": [{"type": "image_url", "image_url": {"url": link}}]}
        assert client.post(ARK.create, body).status_code == 400


LIES = {
    "Host": {"Host": "evil.example"}, "Host with a port": {"Host": "evil.example:81"}, "Host of nothing": {"Host": ""},
    "X-Forwarded-Host": {"X-Forwarded-Host": "evil.example"}, "X-Forwarded-Proto": {"X-Forwarded-Proto": "evil"},
    "X-Forwarded-Port": {"X-Forwarded-Port": "81"}, "X-Forwarded-Server": {"X-Forwarded-Server": "evil.example"},
    "Forwarded": {"Forwarded": "host=evil.example;proto=https"}, "X-Original-URL": {"X-Original-URL": "/evil.example"},
    "X-Rewrite-URL": {"X-Rewrite-URL": "/evil.example"}, "X-Forwarded-Prefix": {"X-Forwarded-Prefix": "/evil"},
    "X-HTTP-Method-Override": {"X-HTTP-Method-Override": "DELETE"}, "X-Host": {"X-Host": "evil.example"},
    "all at once": {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "evil",
                    "Forwarded": "for=127.0.0.1;host=evil.example", "X-Forwarded-For": "127.0.0.1"},
}


@pytest.fixture(scope="module", params=[False, True], ids=["nobody trusted", "the peer trusted"])
def proxied(request, tmp_path_factory):
    """A server with a log of its requests; behind a trusted proxy, which is us, or not."""
    place = tmp_path_factory.mktemp("proxied") / "data"
    config = {"trusted_proxies": ["127.0.0.0/8"]} if request.param else {}
    server = Server(place, config=json.dumps(config), environment={"FILMGATE_LOG_LEVEL": "debug"}).start(allow_loopback=False)
    client = Client(server.url, server.key)
    name = client.make(ARK, text_body(ARK, "PROMPT-CANARY", callback_url="http://127.0.0.1:1/CALLBACK", **SMALL))
    assert client.follow(ARK, name).state == "succeeded"
    yield request.param, server, client, name
    assert server.is_running(), server.tail()
    server.stop()


class TestHeadersThatLie:
    @pytest.mark.parametrize("lie", LIES)
    @pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
    def test_they_change_no_link(self, proxied, face, lie):
        """Nor do those of a trusted proxy: links come of `public_url` alone."""
        _, server, client, name = proxied
        answer = client.get(face.path(face.read, True).format(id=name), headers=LIES[lie])
        assert answer.status_code == 200 and "evil" not in answer.text
        assert link_of(answer, face).startswith(server.url + "/files/")
        assert not any("evil" in value for value in answer.headers.values())

    @pytest.mark.parametrize("lie", LIES)
    def test_nor_that_of_an_upload(self, proxied, picture, lie):
        _, server, client, _ = proxied
        answer = client.http.post("/toapis/v1/uploads/images", files={"file": ("a.png", picture, "image/png")}, headers=LIES[lie])
        assert answer.status_code == 200 and answer.json()["data"]["url"].startswith(server.url + "/files/")

    def test_the_client_is_the_peer_but_for_trusted_proxies(self, proxied):
        is_trusted, server, client, _ = proxied
        answer = client.get(ARK.create, headers={"X-Forwarded-For": "198.51.100.7"})
        line = eventually(lambda: lines(server, answer.headers["x-request-id"]))[0]
        assert line["client.address"] == ("198.51.100.7" if is_trusted else "127.0.0.1")


def lines(server, request_id):
    """Its log lines of a request."""
    kept = (json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{"))
    return [line for line in kept if line.get("request.id") == request_id and line["message"] == "request"]


def test_no_log_holds_a_secret(proxied):
    """At the level that says most."""
    _, server, client, name = proxied
    link = client.read(ARK, name).video
    client.get(ARK.create, params={"api_key": server.key})
    Client(server.url, "wrong-key-canary").get(ARK.create)
    answer = client.get(ARK.create, params={"last": "QUERY-CANARY"})
    eventually(lambda: lines(server, answer.headers["x-request-id"]))
    log = server.log.read_text()
    assert log.count("\n") > 10
    for secret in (server.key, "wrong-key-canary", "PROMPT-CANARY", parts(link)[1]):
        assert secret not in log


@pytest.mark.parametrize("name", ["first.key", "links.key", "upstream-callbacks.key", "filmgate.sqlite", "filmgate.sqlite-wal"])
def test_what_is_kept_is_for_its_owner_alone(server, name):
    assert (server.data / name).stat().st_mode & 0o077 == 0
    assert server.data.stat().st_mode & 0o077 == 0
