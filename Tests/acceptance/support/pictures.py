"""Pictures to send, and a loopback server to fetch them from."""

import io
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy
from PIL import Image


def natural(width: int, height: int, seed: int = 1) -> Image.Image:
    """Something like a photograph: soft shapes in many colours, a few hard edges, a little grain."""
    random = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    x, y = x / width, y / height
    planes = []
    for _ in range(3):
        plane = numpy.zeros((height, width), numpy.float32)
        for _ in range(6):
            fx, fy, phase = random.uniform(0.5, 5), random.uniform(0.5, 5), random.uniform(0, 6.3)
            plane += numpy.sin(6.28 * (fx * x + fy * y) + phase).astype(numpy.float32)
        planes.append(128 + 22 * plane)
    picture = numpy.stack(planes, -1)
    for _ in range(5):
        cx, cy, r = random.uniform(0.1, 0.9, 3)
        inside = (x - cx) ** 2 + (y - cy) ** 2 < (r * 0.15) ** 2
        picture[inside] = random.uniform(40, 215, 3)
    picture += random.normal(0, 2, picture.shape)
    return Image.fromarray(picture.clip(0, 255).astype(numpy.uint8), "RGB")


def drawn(source: str, width: int, height: int) -> Image.Image:
    """One frame of a test source of FFmpeg."""
    data = subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"{source}=size={width}x{height}", "-frames:v", "1",
         "-f", "image2pipe", "-c:v", "png", "-"],
        capture_output=True, check=True, timeout=60,
    ).stdout
    return Image.open(io.BytesIO(data)).convert("RGB")


def encoded(picture: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    if kind == "jpeg":
        picture.save(buffer, "JPEG", quality=95)
    elif kind == "webp":
        picture.save(buffer, "WEBP", quality=95)
    elif kind == "gif":
        picture.quantize(256).save(buffer, "GIF")
    else:
        picture.save(buffer, {"png": "PNG", "bmp": "BMP", "tiff": "TIFF"}[kind])
    return buffer.getvalue()


class PictureServer:
    """Serves what it is given, on loopback."""

    def __init__(self):
        self.files: dict[str, bytes] = {}
        files = self.files

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                body = files.get(self.path.split("?")[0])
                if body is None:
                    self.send_response(404)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                self.send_response(200)
                self.send_header("Content-Type", "application/octet-stream")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    try:
                        self.wfile.write(body)
                    except (BrokenPipeError, ConnectionResetError):
                        pass

            do_HEAD = do_GET

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def add(self, name: str, data: bytes) -> str:
        self.files["/" + name] = data
        return f"{self.url}/{name}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
