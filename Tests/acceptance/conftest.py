"""What the acceptance tests share. They talk to a real server process as its clients do."""

import socket
import sys
import threading
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from support.faces import FACES, Client  # noqa: E402
from support.pictures import PictureServer, encoded, natural  # noqa: E402
from support.server import Server, binary  # noqa: E402


def pytest_report_header(config):
    return f"filmgate: {binary()}"


class Trap:
    """A listener that nobody may reach. It serves a picture, so that whoever fetches from it succeeds and is found out."""

    def __init__(self, body: bytes):
        #: The first bytes of each connection.
        self.heard: list[bytes] = []
        self.body = body
        self.listeners = [socket.create_server(("127.0.0.1", 0))]
        self.port = self.listeners[0].getsockname()[1]
        try:
            self.listeners.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        except OSError:
            pass  # No version 6 on this machine.
        for listener in self.listeners:
            threading.Thread(target=self._listen, args=(listener,), daemon=True).start()

    def _listen(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                # Noted before a byte is read: to connect is too much.
                number = len(self.heard)
                self.heard.append(b"")
                try:
                    self.heard[number] = connection.recv(65536)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: image/png\r\n"
                                       b"Content-Length: %d\r\n\r\n" % len(self.body) + self.body)
                except OSError:
                    pass

    def stop(self):
        for listener in self.listeners:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()


@pytest.fixture(scope="session")
def pictures():
    server = PictureServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def picture():
    """A picture that every model takes."""
    return encoded(natural(400, 400, 3), "png")


@pytest.fixture(scope="session")
def trap(picture):
    trap = Trap(picture)
    yield trap
    trap.stop()


@pytest.fixture
def untouched(trap):
    """Nothing may reach the trap while the test runs."""
    before = len(trap.heard)
    yield trap
    assert trap.heard[before:] == []


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
