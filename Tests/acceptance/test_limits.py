"""Time to the first answer, memory at rest and under large bodies, size of rows, latency beside a full queue."""

import concurrent.futures
import io
import sqlite3
import statistics
import time

import httpx
import numpy
import pytest
from PIL import Image

from support.faces import ARK, LONG, XCOMPUTE, Client, text_body
from support.server import Server, is_release


def test_first_answer_within_150_ms(tmp_path, measured):
    times = []
    for number in range(5):
        server = Server(tmp_path / f"data{number % 2}").start()
        answer = httpx.get(server.url + "/healthz", trust_env=False)
        times.append((time.monotonic() - server.started_at) * 1000)
        assert answer.status_code == 200
        assert httpx.get(server.url + "/readyz", trust_env=False).status_code == 200
        server.stop()
    measured(f"{statistics.median(times):.0f} ms in the middle of five, {max(times):.0f} at most")
    assert statistics.median(times) < (150 if is_release() else 600)


def test_idle_memory_below_60_mb(tmp_path, measured):
    server = Server(tmp_path / "data").start()
    client = Client(server.url, server.key)
    for _ in range(20):
        assert client.get(ARK.create).status_code == 200
    time.sleep(1)
    idle = server.memory()
    measured(f"{idle:.1f} MB")
    server.stop()
    assert idle < (60 if is_release() else 200)


def large_picture(seed, kind="PNG"):
    """About 22 MB: noise does not compress."""
    noise = numpy.random.default_rng(seed).integers(0, 256, (2500, 2930, 3), numpy.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise, "RGB").save(buffer, kind, **({"compress_level": 1} if kind == "PNG" else {}))
    return buffer.getvalue()


def test_32_concurrent_creates_of_60_mb(tmp_path, measured):
    import base64

    server = Server(tmp_path / "data").start()
    client = Client(server.url, server.key)
    words = []
    for seed, kind in ((1, "PNG"), (2, "BMP")):
        data = large_picture(seed, kind)
        assert len(data) < 30 << 20
        words.append(f"data:image/{kind.lower()};base64," + base64.b64encode(data).decode())
    head = (f'{{"model":"{LONG}","resolution":"480p","duration":4,"content":[{{"type":"text","text":"NAME"}},')
    items = ",".join(f'{{"type":"image_url","image_url":{{"url":"{url}"}},"role":"{role}"}}'
                     for url, role in zip(words, ("first_frame", "last_frame")))
    plain = (head + items + "]}").encode()
    # As PHP writes them, every slash escaped: larger on the wire, the same in meaning.
    escaped = plain.replace(b"/", b"\\/")
    assert 55 << 20 < len(plain) <= 64 << 20 and len(escaped) <= 64 << 20, (len(plain), len(escaped))
    server.forget_peak()
    begun = time.monotonic()
    answers = []

    def send(number):
        body = (escaped if number == 0 else plain).replace(b"NAME", f"大图 {number}".encode(), 1)
        # A body of 60 MB among 31 others on two cores takes its time.
        response = httpx.post(server.url + ARK.create, content=body, timeout=300, trust_env=False,
                              headers={"Authorization": f"Bearer {server.key}", "Content-Type": "application/json"})
        return response.status_code, response.text[:300]

    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        waiting = [pool.submit(send, number) for number in range(32)]
        slowest = 0.0
        while not all(each.done() for each in waiting):
            started = time.monotonic()
            assert client.get(ARK.create).status_code == 200
            slowest = max(slowest, time.monotonic() - started)
            time.sleep(0.05)
        answers = [each.result() for each in waiting]
    peak, anonymous = server.memory("VmHWM"), server.memory("RssAnon")
    good = sum(status == 200 for status, _ in answers)
    measured(f"{good} of 32 accepted in {time.monotonic() - begun:.0f} s, peak {peak:.0f} MB, anonymous now {anonymous:.0f} MB, "
             f"slowest read meanwhile {slowest * 1000:.0f} ms")
    # All may be served, or some told to come again; nothing else, and memory stays bounded.
    assert all(status in (200, 429, 503) for status, _ in answers), answers
    assert good >= 1 and answers[0][0] == 200, answers[0]
    assert peak < 400
    largest = largest_row(server)
    measured(f"largest row {largest} bytes")
    assert largest <= 64 << 10
    server.kill()


def largest_row(server):
    [path] = list(server.data.glob("*.sqlite")) or list(server.data.glob("*.db"))
    largest = 0
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
        for table in tables:
            if table.startswith("sqlite_"):
                continue
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
            total = "+".join(f'coalesce(length(CAST("{column}" AS BLOB)),0)' for column in columns)
            largest = max(largest, database.execute(f'SELECT coalesce(max({total}),0) FROM "{table}"').fetchone()[0])
    return largest


def test_a_long_prompt_keeps_its_row_small_or_is_refused(tmp_path, measured):
    server = Server(tmp_path / "data").start()
    client = Client(server.url, server.key)
    statuses = []
    for size in (500, 20_000, 60_000, 1_000_000, 50_000_000):
        response = client.post(ARK.create, text_body(ARK, "海" * (size // 3), resolution="480p", duration=4))
        statuses.append((size, response.status_code))
        if response.status_code != 200:
            ARK.refused(response, response.status_code)
            assert response.status_code in (400, 413)
    largest = largest_row(server)
    measured(f"{statuses}, largest row {largest} bytes")
    assert statuses[0][1] == statuses[1][1] == 200
    assert largest <= 64 << 10
    server.kill()


def test_latency_beside_a_hundred_queued_renders(tmp_path, measured):
    server = Server(tmp_path / "data").start()
    client = Client(server.url, server.key)
    names = []
    for number in range(100):
        body = text_body(ARK, f"排队 {number}", resolution="1080p", duration=12)
        names.append(client.make(ARK, body))
    creates, reads = [], []
    for number in range(200):
        body = text_body(ARK, f"之后 {number}", resolution="1080p", duration=12)
        started = time.perf_counter()
        name = client.make(ARK, body)
        creates.append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
        client.read(ARK, name)
        client.read(ARK, names[number % 100])
        reads.append((time.perf_counter() - started) * 500)
        time.sleep(0.01)
    queued = client.get(ARK.create, params={"filter.status": "queued"}).json()["total"]

    def p(values, share):
        return sorted(values)[int(len(values) * share) - 1]

    measured(f"{queued} queued; create p50 {p(creates, 0.5):.1f} p99 {p(creates, 0.99):.1f} ms, "
             f"read p50 {p(reads, 0.5):.1f} p99 {p(reads, 0.99):.1f} ms")
    server.kill()
    assert queued >= 100
    assert p(creates, 0.99) < 50 and p(reads, 0.99) < 50


def test_shutdown_is_bounded(tmp_path, measured):
    server = Server(tmp_path / "data").start()
    client = Client(server.url, server.key)
    for number in range(4):
        client.make(ARK, text_body(ARK, f"停 {number}", resolution="1080p", duration=12))
    idle = httpx.Client(base_url=server.url, trust_env=False)
    idle.get("/healthz")
    begun = time.monotonic()
    code = server.stop()
    measured(f"{time.monotonic() - begun:.1f} s, exit code {code}")
    assert code == 0 and time.monotonic() - begun < 30
    import subprocess

    left = subprocess.run(["pgrep", "-f", str(server.data)], capture_output=True, text=True).stdout.split()
    assert not left, f"children outlive the server: {left}"
