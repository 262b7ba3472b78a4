"""A gateway in front of upstreams: its configuration, its life, and what it keeps."""

import json
import socket
import sqlite3
import subprocess
import time
from contextlib import contextmanager

from .faces import ARK_MODELS, LONG, SHORT
from .server import Server, binary

#: Much more often than a vendor would like, so that tests are quick.
QUICK = {"polling": {"first": "50ms", "min": "50ms", "max": "300ms"}}
LIMITS = {"create": "6000/min", "get": "500/s", "list": "50/s", "delete": "50/s"}


#: 1.5 Pro is retired at its maker's: only an account that lists it makes it.
MODELS = {
    "ark": {name: name for name in ARK_MODELS},
    "volc": {name: name for name in ARK_MODELS},
    "anyfast": {LONG: LONG, "doubao-seedance-2-0-260128": "seedance"},
    "xcompute": {LONG: SHORT, "doubao-seedance-2-0-260128": "doubao-seedance-2.0"},
    "toapis": {LONG: SHORT, "doubao-seedance-2-0-260128": "doubao-seedance-2-0"},
    "aigeneration": {LONG: LONG},
    "openai": {LONG: "seedance"},
}


def entry(upstream, name: str | None = None, **more) -> dict:
    """A provider of filmgate.yaml for a fake."""
    return {"name": name or upstream.dialect, "dialect": upstream.dialect, "base_url": upstream.url,
            "api_key": upstream.key, "concurrency": 100, "limits": limits(upstream.dialect), "models": MODELS[upstream.dialect], **more}


def limits(dialect: str) -> dict:
    known = dict(LIMITS)
    if dialect not in ("ark", "volc", "openai"):
        known.pop("list")
        known.pop("delete")
    return known


def second(server: Server, dialect: str, name: str | None = None, **more) -> dict:
    """A provider of filmgate.yaml for another Filmgate."""
    return {"name": name or dialect, "dialect": dialect, "base_url": f"{server.url}/{dialect}", "api_key": server.key,
            "concurrency": 100, "limits": limits(dialect),
            "models": {LONG: SHORT if dialect in ("xcompute", "toapis") else LONG}, **more}


def gateway(place, providers: list[dict], **more) -> Server:
    """A server with these providers, at an address of its own that vendors may come back to. JSON is YAML."""
    port = free_port()
    config = {"public_url": f"http://127.0.0.1:{port}", **QUICK, "fetch": {"allow": ["127.0.0.0/8"]},
              "providers": providers, **more}
    return Server(place, config=json.dumps(config, indent=1), port=port)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(server: Server, **start):
    """Starts it, and sees it end well."""
    server.start(**start)
    try:
        yield server
        assert server.is_running(), f"the server died: {server.tail()}"
    finally:
        code = server.stop()
    assert code == 0, f"the server ended with {code}: {server.tail()}"


def simulated(place, **simulate) -> Server:
    """A Filmgate that plays a vendor."""
    return Server(place, config=json.dumps({"simulate": {"videos": "instant", **simulate}}))


def shown(server: Server, name: str) -> str:
    """What `filmgate tasks show` says."""
    done = subprocess.run([binary(), "tasks", "show", name, "--data", str(server.data)], capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def database(server: Server) -> sqlite3.Connection:
    [path] = list(server.data.glob("*.sqlite")) or list(server.data.glob("*.db"))
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)


def eventually(condition, deadline: float = 30, what: str = "it"):
    """Waits until `condition` gives something true."""
    end = time.monotonic() + deadline
    while not (value := condition()):
        assert time.monotonic() < end, f"{what} does not come to pass in {deadline} s"
        time.sleep(0.02)
    return value
