"""Small videos of a wanted size and length, each made once."""

import os
import subprocess
import tempfile
import threading
from pathlib import Path

PLACE = Path(os.environ.get("FILMGATE_CLIPS", Path(tempfile.gettempdir()) / f"filmgate-clips-{os.getuid()}"))
_lock = threading.Lock()


def clip(size: tuple[int, int], seconds: int, audio: bool = False) -> Path:
    """An MP4 as Ark delivers it: H.264, 24 frames a second, one frame more than `24 * seconds`, AAC when audible."""
    path = PLACE / f"{size[0]}x{size[1]}-{seconds}{'-sound' if audio else ''}.mp4"
    with _lock:
        if not path.exists():
            PLACE.mkdir(parents=True, exist_ok=True)
            frames = 24 * seconds + 1
            sound = ["-f", "lavfi", "-i", f"sine=440:sample_rate=44100:duration={frames / 24}"] if audio else []
            codec = ["-c:a", "aac", "-ac", "2", "-b:a", "64k"] if audio else []
            part = path.with_suffix(".part.mp4")
            subprocess.run(
                ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"color=c=gray:size={size[0]}x{size[1]}:rate=24",
                 *sound, "-frames:v", str(frames), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
                 *codec, "-movflags", "+faststart", str(part)],
                check=True, timeout=120,
            )
            part.rename(path)
    return path


def still(size: tuple[int, int]) -> Path:
    """A PNG, as a last frame."""
    path = PLACE / f"{size[0]}x{size[1]}.png"
    with _lock:
        if not path.exists():
            PLACE.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part.png")
            subprocess.run(
                ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"color=c=gray:size={size[0]}x{size[1]}",
                 "-frames:v", "1", str(part)], check=True, timeout=60,
            )
            part.rename(path)
    return path
