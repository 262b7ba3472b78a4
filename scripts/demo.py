#!/usr/bin/env python3
"""Starts a server on fresh data, orders videos in every dialect, downloads them to demo/ and checks each one.

    scripts/demo.py [BINARY]        (default: .build/release/filmgate)

Needs ffmpeg and ffprobe; of Python nothing but the standard library. Ends with 0 only if every video is as ordered.
"""

import http.server
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONG, SHORT = "doubao-seedance-1-5-pro-251215", "doubao-seedance-1-5-pro"
#: Seconds that the whole run may take.
LIMIT = int(os.environ.get("FILMGATE_DEMO_LIMIT", "600"))
END = time.monotonic() + LIMIT

# Calls go to this machine alone.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Problem(Exception):
    """What went wrong, in words for people."""


def remaining():
    left = END - time.monotonic()
    if left <= 0:
        raise Problem(f"not done after {LIMIT} s")
    return left


# Pictures


def make_pictures(directory):
    """Test pictures by FFmpeg: name, source, format."""
    recipes = {
        "sunrise.jpg": "gradients=size=1280x720:c0=orange:c1=purple:c2=navy:nb_colors=3:x0=0:y0=0:x1=0:y1=720:seed=4",
        "fractal.png": "mandelbrot=size=1200x900:start_scale=2.5",
        "fractal-deep.png": "mandelbrot=size=1200x900:start_scale=0.3",
        "card.png": "testsrc2=size=720x1280",
        "square.jpg": "gradients=size=960x960:c0=teal:c1=gold:nb_colors=2:seed=9",
    }
    for name, source in recipes.items():
        command = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source, "-frames:v", "1"]
        if name.endswith(".jpg"):
            command += ["-q:v", "2", "-pix_fmt", "yuvj420p"]
        subprocess.run([*command, str(directory / name)], check=True, timeout=60, stdin=subprocess.DEVNULL)


def serve_pictures(directory):
    """Serves a directory on a free loopback port; gives the base URL."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(directory))

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


# The server


class Server:
    def __init__(self, binary, directory):
        self.data = directory / "data"
        self.log = open(directory / "server.log", "w+b")
        self.process = subprocess.Popen(
            [binary, "serve", "--port", "0", "--data", str(self.data), "--allow-fetch-cidr", "127.0.0.0/8"],
            stdout=subprocess.PIPE, stderr=self.log, stdin=subprocess.DEVNULL, text=True,
            # A key in the environment would make an account of it, and the videos would cost money.
            env={name: value for name, value in os.environ.items() if name != "ARK_API_KEY"},
        )
        lines = queue.Queue()

        def read():
            for line in self.process.stdout:
                lines.put(line)
            lines.put(None)

        threading.Thread(target=read, daemon=True).start()
        self.url = self.ready(lines)
        self.key = self.first_key()

    def ready(self, lines):
        end = time.monotonic() + 30
        while True:
            try:
                line = lines.get(timeout=max(0.1, end - time.monotonic()))
            except queue.Empty:
                raise Problem("the server was not ready within 30 s") from None
            if line is None:
                self.log.seek(0)
                raise Problem(f"the server ended at once: {self.log.read()[-1000:].decode(errors='replace')}")
            if line.startswith("{") and json.loads(line).get("event") == "ready":
                return json.loads(line)["url"]

    def first_key(self):
        path, end = self.data / "first.key", time.monotonic() + 10
        while time.monotonic() < end:
            if path.exists() and (text := path.read_text()).endswith("\n"):
                return text.strip()
            time.sleep(0.02)
        raise Problem("the server made no first key")

    def stop(self):
        """Ends the process that was started here, and no other."""
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Authorization", f"Bearer {self.key}")
        if body is not None:
            request.data = json.dumps(body, ensure_ascii=False).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with OPENER.open(request, timeout=min(60, remaining())) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Problem(f"{method} {path}: {error.code} {error.read(1000).decode(errors='replace')}") from None
        except urllib.error.URLError as error:
            raise Problem(f"{method} {path}: {error.reason}") from None


# The dialects: how to create and read, and where in the answers the id, the status, the video and the reason stand


class Dialect:
    def __init__(self, name, create, read, made, status, done, failed, video, error):
        self.name, self.create, self.read = name, create, read
        self.made, self.status, self.video, self.error = made, status, video, error
        self.done, self.failed = done, failed


TASKS = "/contents/generations/tasks"
DIALECTS = {
    each.name: each
    for each in (
        Dialect("ark", "/api/v3" + TASKS, "/api/v3" + TASKS + "/{}", lambda a: a["id"], lambda a: a["status"],
                "succeeded", ("failed", "cancelled", "expired"), lambda a: a["content"]["video_url"],
                lambda a: a.get("error")),
        Dialect("volc", "/volc/v1" + TASKS, "/volc/v1" + TASKS + "/{}", lambda a: a["id"], lambda a: a["status"],
                "succeeded", ("failed", "cancelled", "expired"), lambda a: a["content"]["video_url"],
                lambda a: a.get("error")),
        Dialect("anyfast", "/v1/video/generations", "/v1/video/generations/{}", lambda a: a["id"], lambda a: a["status"],
                "completed", ("failed",), lambda a: a["video_url"], lambda a: a["data"]["fail_reason"]),
        Dialect("xcompute", "/xcompute/v1/videos/generations", "/v1/tasks/{}?language=zh",
                lambda a: a["data"][0]["task_id"], lambda a: a["data"]["status"], "completed", ("failed", "cancelled"),
                lambda a: a["data"]["result"]["videos"][0]["url"][0], lambda a: a["data"].get("error")),
        Dialect("toapis", "/toapis/v1/videos/generations", "/v1/videos/generations/{}", lambda a: a["id"],
                lambda a: a["status"], "completed", ("failed",), lambda a: a["result"]["data"][0]["url"],
                lambda a: a.get("error")),
        Dialect("aigeneration", "/api/AIGeneration/video/seedance/createTask",
                "/api/AIGeneration/video/seedance/taskStatus/{}", lambda a: a["data"]["id"],
                lambda a: a["data"]["status"], "succeeded", ("failed", "expired"), lambda a: a["data"]["result_url"],
                lambda a: a["data"]["error_message"]),
        Dialect("openai", "/v1/videos", "/v1/videos/{}", lambda a: a["id"], lambda a: a["status"], "completed", ("failed",),
                lambda a: a["metadata"]["url"], lambda a: a.get("error")),
    )
}


class Order:
    """A create in one dialect, and what must come of it."""

    def __init__(self, dialect, title, body, size, seconds, audio, after=None):
        self.dialect, self.title, self.body = DIALECTS[dialect], title, body
        self.size, self.seconds, self.audio, self.after = size, seconds, audio, after
        self.id = self.link = self.file = None
        self.state = "waiting" if after else "new"
        self.problem = ""
        self.row = ["", "", ""]

    def send(self, server):
        body = self.body(self.after.id) if self.after else self.body
        self.id = self.dialect.made(server.call("POST", self.dialect.create, body))
        self.state = "sent"

    def poll(self, server):
        answer = server.call("GET", self.dialect.read.format(self.id))
        word = self.dialect.status(answer)
        if word == self.dialect.done:
            self.link = self.dialect.video(answer)
        elif word in self.dialect.failed:
            raise Problem(f"ended {word}: {self.dialect.error(answer)}")
        self.state = word
        return bool(self.link)

    def fetch(self, directory):
        self.file = directory / f"{self.dialect.name}-{self.title.replace(' ', '-')}.mp4"
        with OPENER.open(self.link, timeout=min(60, remaining())) as answer, open(self.file, "wb") as out:
            shutil.copyfileobj(answer, out)

    def check(self):
        """Decodes the whole file and compares it with the order."""
        output = subprocess.run(
            ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json", str(self.file)],
            capture_output=True, text=True, timeout=min(60, remaining()), stdin=subprocess.DEVNULL,
        )
        if output.returncode != 0 or output.stderr:
            raise Problem(f"ffprobe: {output.stderr.strip()[:200]}")
        found = json.loads(output.stdout)
        videos = [stream for stream in found["streams"] if stream["codec_type"] == "video"]
        sounds = [stream for stream in found["streams"] if stream["codec_type"] == "audio"]
        if len(videos) != 1:
            raise Problem(f"{len(videos)} video streams")
        video = videos[0]
        size = (video["width"], video["height"])
        sound = f"{sounds[0]['codec_name']} {sounds[0]['sample_rate']} Hz" if sounds else "none"
        self.row = [f"{size[0]}x{size[1]}", f"{float(found['format']['duration']):.2f} s", sound]
        wanted = [
            ("size", size, self.size), ("frames", int(video["nb_read_frames"]), 24 * self.seconds + 1),
            ("rate", video["r_frame_rate"], "24/1"), ("codec", video["codec_name"], "h264"),
            ("pixels", video["pix_fmt"], "yuv420p"), ("audio", bool(sounds), self.audio),
        ]
        wrong = [f"{name} is {have}, not {should}" for name, have, should in wanted if have != should]
        if wrong:
            raise Problem(", ".join(wrong))


def orders(pictures):
    """What the demonstration orders: text, first frame, first and last frame, draft and final; every dialect takes part."""

    def ark(text, *frames, **more):
        content = [{"type": "text", "text": text}]
        for name, role in zip(frames, ("first_frame", "last_frame")):
            content.append({"type": "image_url", "image_url": {"url": f"{pictures}/{name}"}, "role": role})
        return {"model": LONG, "content": content, **more}

    made = [
        Order("ark", "text", ark("海边日落，金色阳光洒在海面上，海浪轻轻拍打沙滩", ratio="16:9", seed=7), (1280, 720), 5, True),
        Order("ark", "first frame", ark("The camera drifts slowly forward", "fractal.png", duration=4), (1112, 834), 4, True),
        Order("ark", "first and last frame",
              ark("画面由远及近", "fractal.png", "fractal-deep.png", ratio="4:3", resolution="480p"), (752, 560), 5, True),
        Order("volc", "text", ark("雪山之巅，云海翻涌", ratio="21:9", resolution="480p", duration=4), (992, 432), 4, True),
        Order("volc", "first frame", ark("镜头缓缓拉出", "square.jpg", resolution="480p", duration=4, watermark=True),
              (640, 640), 4, True),
        Order("anyfast", "first and last frame",
              ark("从白天到夜晚", "sunrise.jpg", "fractal.png", ratio="adaptive", resolution="480p", duration=4),
              (864, 496), 4, False),
        Order("anyfast", "text", ark("城市夜景，车流如织", resolution="480p", duration=4), (864, 496), 4, False),
        Order("xcompute", "text", {"model": SHORT, "prompt": "一位女孩在樱花树下旋转，花瓣随风飘落", "aspect_ratio": "9:16",
                                   "resolution": "480p", "audio": True}, (496, 864), 5, True),
        Order("xcompute", "first frame", {"model": SHORT, "prompt": "让画面动起来", "duration": 4, "resolution": "480p",
                                          "aspect_ratio": "9:16", "image_urls": [f"{pictures}/card.png"]},
              (496, 864), 4, False),
        Order("toapis", "text", {"model": SHORT, "prompt": "A quiet city street in the rain at night", "duration": 4,
                                 "aspect_ratio": "1:1", "metadata": {"resolution": "480p", "audio": True}},
              (640, 640), 4, True),
        Order("toapis", "first and last frame",
              {"model": SHORT, "prompt": "过渡", "duration": 4, "metadata": {"resolution": "480p"},
               "image_with_roles": [{"url": f"{pictures}/sunrise.jpg", "role": "first_frame"},
                                    {"url": f"{pictures}/fractal.png", "role": "last_frame"}]}, (864, 496), 4, False),
        Order("aigeneration", "text", ark("一只可爱的小猫在阳光下打哈欠,画面温馨自然", resolution="480p", ratio="16:9", duration=4,
                                          seed=12345, generate_audio=True), (864, 496), 4, True),
        Order("openai", "text", {"prompt": "A lighthouse in the snow, wind", "seconds": "4", "size": "864x496"},
              (864, 496), 4, True),
        Order("openai", "first frame",
              {"prompt": "The picture comes alive", "seconds": "4", "size": "496x864", "generate_audio": False,
               "input_reference": {"image_url": f"{pictures}/card.png"}}, (496, 864), 4, False),
    ]
    for name in ("ark", "aigeneration"):
        draft = Order(name, "draft", ark("一个人在海边看日落,画面唯美浪漫", draft=True, duration=4, seed=20, ratio="16:9"),
                      (864, 496), 4, True)
        final = Order(name, "final",
                      lambda task: {"model": LONG, "resolution": "720p", "watermark": False,
                                    "content": [{"type": "draft_task", "draft_task": {"id": task}}]},
                      (1280, 720), 4, True, after=draft)
        made += [draft, final]
    return made


def run(server, directory, everything):
    """Sends what can be sent, polls what is open, fetches and checks what is done; one order's fault stops no other."""
    open_orders = list(everything)
    while open_orders:
        remaining()
        for order in list(open_orders):
            try:
                if order.state == "new" or (order.state == "waiting" and order.after.link):
                    order.send(server)
                elif order.state == "waiting" and order.after.problem:
                    raise Problem("its draft has failed")
                elif order.id and order.poll(server):
                    order.fetch(directory)
                    order.check()
                    open_orders.remove(order)
                    print(f"  {order.dialect.name}: {order.title}: {order.file.name}", flush=True)
            except (Problem, KeyError, IndexError, TypeError, OSError, subprocess.SubprocessError) as error:
                order.problem = str(error) or repr(error)
                open_orders.remove(order)
                print(f"  {order.dialect.name}: {order.title}: {order.problem}", flush=True)
        time.sleep(0.2)


def width(text):
    """Columns on a terminal: Chinese takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def table(everything):
    rows = [["DIALECT", "TASK", "STATUS", "SIZE", "DURATION", "AUDIO", "FILE"]]
    for order in everything:
        status = "WRONG" if order.problem else order.state
        file = os.path.relpath(order.file, ROOT) if order.file else "-"
        rows.append([order.dialect.name, f"{order.title} ({order.id or 'none'})", status, *order.row, file])
    columns = [max(width(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell + " " * (columns[n] - width(cell)) for n, cell in enumerate(row)).rstrip())


def main():
    binary = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build/release/filmgate")
    if not os.access(binary, os.X_OK):
        sys.exit(f"demo: {binary} is not there; run `make build` first")
    for tool in ("ffmpeg", "ffprobe"):
        if not shutil.which(tool):
            sys.exit(f"demo: {tool} is missing")
    directory = ROOT / "demo"
    directory.mkdir(exist_ok=True)
    server = None
    with tempfile.TemporaryDirectory(prefix="filmgate-demo-") as temporary:
        temporary = Path(temporary)
        try:
            (temporary / "pictures").mkdir()
            make_pictures(temporary / "pictures")
            everything = orders(serve_pictures(temporary / "pictures"))
            server = Server(binary, temporary)
            print(f"The server listens at {server.url}. Ordering {len(everything)} videos in {len(DIALECTS)} dialects:")
            begun = time.monotonic()
            run(server, directory, everything)
            print(f"\nDone in {time.monotonic() - begun:.0f} s.\n")
        except (Problem, subprocess.SubprocessError) as error:
            print(f"demo: {error}", file=sys.stderr)
            return 1
        finally:
            if server:
                server.stop()
    table(everything)
    wrong = [order for order in everything if order.problem]
    for order in wrong:
        print(f"\n{order.dialect.name}, {order.title}: {order.problem}", file=sys.stderr)
    if not wrong:
        print(f"\nAll {len(everything)} videos are as ordered.")
    return 1 if wrong else 0


if __name__ == "__main__":
    # A signal ends the run in the same way as a fault, so that no server is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
