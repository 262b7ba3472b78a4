"""The server keeps to its own OpenAPI document: no 5xx, no status, header or body that it does not describe.

Every operation is called with values of the document and with values beside it. FILMGATE_EXAMPLES chooses how many.
"""

import os

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (content_type_conformance, response_headers_conformance,
                                               response_schema_conformance, status_code_conformance)

from support.server import Server

EXAMPLES = int(os.environ.get("FILMGATE_EXAMPLES", "15"))
#: Unknown models are 503 at AnyFast, whose vendor says so; nothing else may be a 5xx.
DOCUMENTED_503 = "/v1/video/generations"
CHECKS = [status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance]
#: Copies of one prepared video: accepted creates cost no rendering.
CONFIG = "simulate:\n  videos: instant\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("contract") / "data", config=CONFIG).start(allow_loopback=False)
    yield server
    assert server.is_running(), server.tail()
    server.stop()


@pytest.fixture(scope="module")
def document(served):
    answer = httpx.get(served.url + "/openapi.yaml", trust_env=False)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/yaml"
    return schemathesis.openapi.from_url(served.url + "/openapi.yaml")


contract = schemathesis.pytest.from_fixture("document")


@contract.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
          suppress_health_check=list(HealthCheck))
def test_answers_are_those_of_the_document(case, served):
    answer = case.call(headers={"Authorization": f"Bearer {served.key}"}, timeout=30)
    if answer.status_code >= 500:
        assert answer.status_code == 503 and case.operation.path == DOCUMENTED_503, answer.text[:300]
    case.validate_response(answer, checks=CHECKS)
