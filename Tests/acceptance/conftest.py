"""What the acceptance tests share. They talk to a real server process as its clients do."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from support.faces import FACES, Client  # noqa: E402
from support.pictures import PictureServer  # noqa: E402
from support.server import Server, binary  # noqa: E402


def pytest_report_header(config):
    return f"filmgate: {binary()}"


@pytest.fixture(scope="session")
def pictures():
    server = PictureServer()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server") / "data").start()
    yield server
    assert server.is_running(), f"the server died: {server.tail()}"
    code = server.stop()
    assert code == 0, f"the server ended with {code}: {server.tail()}"


@pytest.fixture(scope="module")
def client(server):
    """A key without a home dialect."""
    return Client(server.url, server.key)


@pytest.fixture(scope="module")
def at_home(server):
    """A client with a key of each home dialect."""
    return {face.name: Client(server.url, server.make_key(face.name)) for face in FACES}


@pytest.fixture
def measured(request, capsys):
    """Prints a line past pytest's capture."""

    def show(text: str) -> None:
        with capsys.disabled():
            print(f"\n    {request.node.name}: {text}", end="")

    return show


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes minutes; deselect with -m 'not slow'")
