"""The server keeps to its own OpenAPI document: no 5xx, no status, header or body that it does not describe.

First each operation is called once as it should be and has to succeed; then with values of the document and with values
beside it, the same ones in each run. FILMGATE_EXAMPLES chooses how many. Pictures and callbacks go to hosts that cannot be.
"""

import hashlib
import hmac
import os
import re
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx
import pytest
import requests
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (allow_header_conformance, content_type_conformance, ignored_auth,
                                               missing_required_header, negative_data_rejection,
                                               response_headers_conformance, response_schema_conformance,
                                               status_code_conformance, unsupported_method)

from support.server import Server

EXAMPLES = int(os.environ.get("FILMGATE_EXAMPLES", "4"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
          response_schema_conformance, unsupported_method, allow_header_conformance, ignored_auth, missing_required_header]
#: The built-in renderer's model, here as copies of one prepared video, and those of an account that is not there: whatever
#: is ordered of them waits.
MADE = "doubao-seedance-1-5-pro-251215"
WAITING = ["doubao-seedance-1-0-pro-250528", "doubao-seedance-2-0-260128", "doubao-seedance-2-5-260628"]
CONFIG = f"""\
simulate:
  videos: instant
providers:
  - {{name: preview, dialect: preview, models: [{MADE}]}}
  - {{name: nowhere, dialect: ark, base_url: "http://127.0.0.1:9", api_key: none, models: [{", ".join(WAITING)}]}}
"""
#: What no Seedance model does is refused, whatever is sent.
NEVER = {"openai_remix", "openai_edits", "openai_extensions", "openai_characters"}
#: What these have done to a key or a task cannot be done again.
ENDINGS = {"admin_revoke_key", "admin_rotate_key"}
REMOVALS = {"ark_remove", "ark_plan_remove", "volc_remove", "openai_remove"}


@dataclass
class World:
    """A server with something of everything, and the statuses that each operation was answered with."""

    server: Server
    key: str
    picture: bytes
    project: str = ""
    kept: str = ""
    tasks: list[str] = field(default_factory=list)
    file: tuple[str, str] = ("", "")
    callback: int = 0
    statuses: dict[str, Counter] = field(default_factory=dict)
    turn: int = 0

    def call(self, method: str, path: str, body: dict | None = None, status: int = 200):
        answer = httpx.request(method, self.server.url + path, json=body, trust_env=False, timeout=30,
                               headers={"Authorization": f"Bearer {self.key}"})
        assert answer.status_code == status, answer.text
        return answer.json()

    def fill(self) -> None:
        self.project = self.call("POST", "/admin/v1/projects", {"name": "contract"}, 201)["id"]
        self.kept = self.fresh_key()
        self.tasks = [self.order() for _ in range(24)]
        end = time.monotonic() + 60
        while (task := self.call("GET", f"/api/v3/contents/generations/tasks/{self.tasks[-1]}"))["status"] != "succeeded":
            assert time.monotonic() < end, task
            time.sleep(0.2)
        _, token, name = task["content"]["video_url"].rsplit("/", 2)
        self.file = (token, name)
        # The last state is owed until it is given up; those before it go when a newer one comes, and all with their task.
        watched = self.order()
        while not (owed := [one for one in self.call("GET", f"/admin/v1/callbacks?task={watched}")["data"]
                            if one["status"] == "succeeded" and one["next"] == "again"]):
            assert time.monotonic() < end, "no callback was tried"
            time.sleep(0.2)
        self.callback = owed[0]["number"]

    def order(self) -> str:
        return self.call("POST", "/api/v3/contents/generations/tasks", {**ARK, "callback_url": "https://hook.invalid/"})["id"]

    def fresh_key(self) -> str:
        """The id of a key that nobody needs."""
        return self.call("POST", "/admin/v1/keys", {"project": self.project, "name": "contract"}, 201)["id"]

    def vendor(self) -> dict:
        """Where the account that is not there would tell of its tasks."""
        secret = (self.server.data / "upstream-callbacks.key").read_bytes()
        return {"provider": "nowhere", "token": hmac.digest(secret, b"upstream/nowhere", hashlib.sha256)[:20].hex()}

    def place(self, operation: str, path: str) -> dict:
        """Path parameters that name something which is there."""
        if "{token}" in path:
            return self.vendor() if "{provider}" in path else dict(zip(("token", "name"), self.file))
        if path.startswith("/admin/v1/projects/"):
            return {"id": self.project}
        if path.startswith("/admin/v1/keys/"):
            return {"id": self.fresh_key() if operation in ENDINGS else self.kept}
        if path.startswith("/admin/v1/providers/"):
            return {"id": "nowhere"}
        if path.startswith("/admin/v1/callbacks/"):
            return {"id": self.callback}
        removes = operation in REMOVALS and len(self.tasks) > 2
        return {"id": self.tasks.pop() if removes else self.tasks[0]} if "{id}" in path else {}


ARK = {"model": MADE, "content": [{"type": "text", "text": "海边日落"}], "resolution": "480p", "duration": 4}
FLAT = {"model": MADE, "prompt": "海边日落", "duration": 4}
#: What a request needs to succeed, beside what its path names.
BODIES = {
    **dict.fromkeys(["ark_create", "ark_plan_create", "volc_create", "anyfast_create", "aigeneration_create"], ARK),
    **dict.fromkeys(["xcompute_create", "shared_create"], {**FLAT, "resolution": "480p"}),
    "toapis_create": {**FLAT, "metadata": {"resolution": "480p"}},
    "openai_create": {"model": MADE, "prompt": "海边日落", "seconds": "4", "resolution": "480p"},
    "upstream_callback": {"id": "cgt-1"},
    "upstream_callback_appended": {"id": "cgt-1"},
    "admin_create_project": {"name": "another", "limits": {"open_tasks": 3}},
    "admin_change_project": {"price_factor": 900, "limits": {"open_tasks": None, "max_duration": 10}},
    "admin_enter_money": {"kind": "top_up", "micros": 5_000_000, "reason": "invoice 7"},
    "admin_rotate_webhook_secret": {"overlap_hours": 1},
    "admin_change_key": {"name": "changed", "models": [MADE], "dialects": ["ark"], "home_dialect": "ark"},
    "admin_rotate_key": {"overlap_hours": 0},
    "admin_drain_provider": {"draining": False},
    "admin_retry_callback": {},
}


@pytest.fixture(scope="module")
def world(tmp_path_factory, picture):
    server = Server(tmp_path_factory.mktemp("contract") / "data", config=CONFIG).start(allow_loopback=False)
    key = server.keys("create", "--name", "operator", "--scopes", "admin,read,generate").stdout.strip()
    world = World(server, key, picture)
    world.fill()
    yield world
    assert server.is_running(), server.tail()
    server.stop()


@pytest.fixture(scope="module")
def text(world):
    answer = httpx.get(world.server.url + "/openapi.yaml", trust_env=False)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/yaml"
    return answer.text


@pytest.fixture(scope="module")
def document(world, text):
    config = schemathesis.Config.from_dict({
        "seed": 7,
        "base-url": world.server.url,
        "phases": {"stateful": {"enabled": False}, "fuzzing": {"enabled": True}},
    })
    return schemathesis.openapi.from_dict(yaml.safe_load(text), config=config)


@pytest.fixture(scope="module")
def session(world):
    with requests.Session() as session:
        session.trust_env = False
        yield session


def send(world: World, session: requests.Session, case):
    name = case.operation.definition.raw["operationId"]
    answer = case.call(session=session, headers={"Authorization": f"Bearer {world.key}"}, timeout=30)
    if answer.request.method == case.operation.method.upper():
        world.statuses.setdefault(name, Counter())[answer.status_code] += 1
    checks = list(CHECKS)
    if name == "anyfast_create" and answer.status_code == 503 and answer.json()["error"]["code"] == "model_not_found":
        checks.remove(not_a_server_error)  # So says that vendor of a model that is not there.
    if name.startswith("admin_"):
        checks.append(negative_data_rejection)
    case.validate_response(answer, checks=checks, headers={"Authorization": f"Bearer {world.key}"})
    if name == "admin_drain_provider":
        world.call("PATCH", "/admin/v1/providers/nowhere", {"draining": False})
    return answer


def test_document_is_one_of_openapi_3_1(text):
    OpenAPIV31SpecValidator(yaml.safe_load(text)).validate()


def test_every_operation_succeeds_when_it_is_called_as_described(world, document, session, measured):
    failed = {}
    operations = [result.ok() for result in document.get_all_operations()]
    for operation in operations:
        name = operation.definition.raw["operationId"]
        parts = {"path_parameters": world.place(name, operation.path)}
        if name.endswith("_upload"):
            parts |= {"body": {"file": world.picture}, "media_type": "multipart/form-data"}
        elif name == "admin_create_key":
            parts |= {"body": {"project": world.project, "name": "ci", "scopes": ["read"], "limits": {"reads_per_second": 5}},
                      "media_type": "application/json"}
        elif name in BODIES:
            parts |= {"body": BODIES[name], "media_type": "application/json"}
        answer = send(world, session, operation.Case(**parts))
        if answer.status_code >= 300:
            failed[name] = f"{answer.status_code} {answer.text[:200]}"
    measured(f"{len(operations)} operations, {len(operations) - len(failed)} with a 2xx")
    assert {name: text for name, text in failed.items() if name not in NEVER} == {}
    assert failed.keys() == NEVER


def test_usage_is_answered_as_csv_too(world, document, session):
    operation = document.find_operation_by_id("admin_usage")
    case = operation.Case(query={"format": "csv", "group_by": "day,status"})
    assert send(world, session, case).headers["content-type"] == ["text/csv; charset=utf-8"]


def test_a_dry_run_is_answered_with_a_quote_in_every_dialect(world, document, session):
    for name, body in BODIES.items():
        if not name.endswith("_create"):
            continue
        case = document.find_operation_by_id(name).Case(body=body, media_type="application/json",
                                                      headers={"X-Filmgate-Dry-Run": "true"})
        assert send(world, session, case).json()["dry_run"] is True, name


def nowhere(value):
    """The same with every host replaced by one that cannot be."""
    if isinstance(value, str):
        return re.sub(r"^(https?):/+[^/?#]*", r"\1://media.invalid", value, flags=re.IGNORECASE)
    if isinstance(value, list):
        return [nowhere(item) for item in value]
    return {key: nowhere(item) for key, item in value.items()} if isinstance(value, dict) else value


contract = schemathesis.pytest.from_fixture("document")


@contract.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
          phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
def test_answers_are_those_of_the_document(case, world, session):
    name = case.operation.definition.raw["operationId"]
    case.body = nowhere(case.body)
    # Every second time something that is there is asked for, so that more is tried than 404.
    world.turn += 1
    if world.turn % 2:
        if case.path_parameters:
            case.path_parameters.update(world.place(name, case.operation.path))
        if isinstance(case.body, dict) and "model" in case.body:
            case.body["model"] = WAITING[world.turn // 2 % len(WAITING)]
        if name == "admin_create_key" and isinstance(case.body, dict) and "project" in case.body:
            case.body["project"] = world.project
    send(world, session, case)


def test_every_operation_was_tried(world, document, measured):
    if not world.turn:
        pytest.skip("the operations were not tried")
    names = {result.ok().definition.raw["operationId"] for result in document.get_all_operations()}
    succeeded = {name for name, seen in world.statuses.items() if any(200 <= status < 300 for status in seen)}
    seen = sum(world.statuses.values(), Counter())
    measured(f"{len(names)} operations, {len(succeeded)} with a 2xx; answers: {dict(sorted(seen.items()))}")
    assert names - world.statuses.keys() == set()
    assert names - succeeded == NEVER
