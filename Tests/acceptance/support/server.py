"""A Filmgate server as a child process, on a data directory of its own."""

import json
import os
import queue
import signal
import subprocess
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def binary() -> str:
    """FILMGATE_BINARY, else the release build, else the debug build."""
    if named := os.environ.get("FILMGATE_BINARY"):
        return named
    for flavour in ("release", "debug"):
        path = ROOT / ".build" / flavour / "filmgate"
        if path.exists():
            return str(path)
    raise FileNotFoundError("no filmgate: run `make build`, or name one in FILMGATE_BINARY")


def is_release() -> bool:
    return "release" in str(Path(binary()).resolve())


class Server:
    """Starts, kills, restarts and measures one server. Output after the ready line is kept in `lines`."""

    def __init__(self, data: Path, *options: str, config: str | None = None, environment: dict | None = None,
                 port: int = 0):
        self.data = Path(data)
        self.port = port
        self.options = list(options)
        self.environment = {**os.environ, "FILMGATE_LOG_LEVEL": "warning", **(environment or {})}
        if config is not None:
            path = self.data.with_suffix(".yaml")
            path.write_text(config)
            self.options += ["--config", str(path)]
        self.log = self.data.with_suffix(".log")
        self.process: subprocess.Popen | None = None
        self.url = ""
        self.lines: list[str] = []
        self.key = ""
        self._reader: threading.Thread | None = None

    def start(self, allow_loopback: bool = True, deadline: float = 60) -> "Server":
        command = [binary(), "serve", "--port", str(self.port), "--data", str(self.data), *self.options]
        if allow_loopback:
            command += ["--allow-fetch-cidr", "127.0.0.0/8"]
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=open(self.log, "ab"), text=True, env=self.environment
        )
        lines: queue.Queue = queue.Queue()

        def read(stream):
            for line in stream:
                self.lines.append(line.rstrip("\n"))
                lines.put(line)
            lines.put(None)

        self._reader = threading.Thread(target=read, args=(self.process.stdout,), daemon=True)
        self._reader.start()
        end = time.monotonic() + deadline
        while True:
            try:
                line = lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                self.kill()
                raise TimeoutError(f"not ready after {deadline} s: {self.tail()}") from None
            if line is None:
                raise RuntimeError(f"the server ended with {self.process.wait()}: {self.tail()}")
            if line.startswith("{"):
                ready = json.loads(line)
                if ready.get("event") == "ready":
                    self.url = ready["url"]
                    break
        first = self.data / "first.key"
        while not self.key:
            if first.exists() and (text := first.read_text()).endswith("\n"):
                self.key = text.strip()
            elif time.monotonic() > end:
                raise TimeoutError("no first key")
            else:
                time.sleep(0.005)
        return self

    @property
    def pid(self) -> int:
        return self.process.pid

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(30)

    def stop(self, deadline: float = 40) -> int:
        if not self.is_running():
            return self.process.returncode if self.process else 0
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(deadline)
        except subprocess.TimeoutExpired:
            self.kill()
            raise TimeoutError(f"no end {deadline} s after SIGTERM: {self.tail()}") from None

    def memory(self, field: str = "VmRSS") -> float:
        """A field of /proc/PID/status in MB: VmRSS now, VmHWM at the highest."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024
        raise LookupError(field)

    def forget_peak(self) -> None:
        """Lets VmHWM start again from now."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def tail(self, size: int = 2000) -> str:
        try:
            return self.log.read_text(errors="replace")[-size:]
        except FileNotFoundError:
            return ""

    def keys(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        return subprocess.run(
            [binary(), "keys", *arguments, "--data", str(self.data)],
            capture_output=True, text=True, timeout=60, check=check,
        )

    def make_key(self, dialect: str | None = None, project: str | None = None, name: str = "test") -> str:
        arguments = ["create", "--name", name]
        if dialect:
            arguments += ["--dialect", dialect]
        if project:
            arguments += ["--project", project]
        return self.keys(*arguments).stdout.strip()
