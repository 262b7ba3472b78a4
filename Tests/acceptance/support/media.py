"""What is in a file: ffprobe, single frames, likeness."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy

SIZES = {
    "480p": {"16:9": (864, 496), "4:3": (752, 560), "1:1": (640, 640), "3:4": (560, 752), "9:16": (496, 864),
             "21:9": (992, 432)},
    "720p": {"16:9": (1280, 720), "4:3": (1112, 834), "1:1": (960, 960), "3:4": (834, 1112), "9:16": (720, 1280),
             "21:9": (1470, 630)},
    "1080p": {"16:9": (1920, 1080), "4:3": (1664, 1248), "1:1": (1440, 1440), "3:4": (1248, 1664),
              "9:16": (1080, 1920), "21:9": (2206, 946)},
}


@dataclass(frozen=True)
class Facts:
    size: tuple[int, int]
    frames: int
    rate: str
    codec: str
    pixel_format: str
    audio: tuple[str, int, int] | None
    is_fast_start: bool


def facts(path: Path) -> Facts:
    """Decodes the whole file and says what it is; a file that does not play raises."""
    output = subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json", str(path)],
        capture_output=True, text=True, check=True, timeout=120,
    )
    assert output.stderr == "", f"ffprobe complains: {output.stderr[:300]}"
    streams = json.loads(output.stdout)["streams"]
    [video] = [stream for stream in streams if stream["codec_type"] == "video"]
    sounds = [stream for stream in streams if stream["codec_type"] == "audio"]
    assert len(sounds) <= 1 and len(streams) == 1 + len(sounds)
    head = path.read_bytes()
    return Facts(
        size=(video["width"], video["height"]),
        frames=int(video["nb_read_frames"]),
        rate=video["r_frame_rate"],
        codec=video["codec_name"],
        pixel_format=video["pix_fmt"],
        audio=(sounds[0]["codec_name"], int(sounds[0]["sample_rate"]), sounds[0]["channels"]) if sounds else None,
        is_fast_start=0 < head.find(b"moov") < head.find(b"mdat"),
    )


def expect_video(path: Path, size: tuple[int, int], seconds: int, audio: bool) -> Facts:
    found = facts(path)
    expected = Facts(size, 24 * seconds + 1, "24/1", "h264", "yuv420p", ("aac", 44100, 2) if audio else None, True)
    assert found == expected, f"{path.name}: {found} instead of {expected}"
    return found


def frame(video: Path, index: int) -> numpy.ndarray:
    """One frame as RGB."""
    size = facts_size(video)
    data = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(video), "-vf", f"select=eq(n\\,{index})", "-frames:v", "1",
         "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        capture_output=True, check=True, timeout=120,
    ).stdout
    assert len(data) == size[0] * size[1] * 3, f"no frame {index} in {video.name}"
    return numpy.frombuffer(data, numpy.uint8).reshape(size[1], size[0], 3)


def facts_size(path: Path) -> tuple[int, int]:
    output = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "stream=width,height", "-of", "csv=p=0",
         str(path)],
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout
    width, height = output.strip().split(",")[:2]
    return int(width), int(height)


def fitted(picture: Path, size: tuple[int, int], through: str = "rgb24") -> numpy.ndarray:
    """The picture as Ark crops it, scaled by FFmpeg with default flags, as RGB; `through` yuv420p it loses what every
    video loses of its colours.
    """
    width, height = facts_size(picture)
    target = size[0] / size[1]
    crop_width, crop_height = (width, width / target) if width / height < target else (height * target, height)
    crop_width, crop_height = min(width, round(crop_width)), min(height, round(crop_height))
    filters = (
        f"format=rgb24,crop={crop_width}:{crop_height}:{(width - crop_width) // 2}:{(height - crop_height) // 2}:exact=1,"
        f"scale={size[0]}:{size[1]},format={through}"
    )
    data = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(picture), "-vf", filters, "-frames:v", "1", "-f", "rawvideo",
         "-pix_fmt", "rgb24", "-"],
        capture_output=True, check=True, timeout=60,
    ).stdout
    return numpy.frombuffer(data, numpy.uint8).reshape(size[1], size[0], 3)


def psnr(one: numpy.ndarray, other: numpy.ndarray) -> float:
    assert one.shape == other.shape, f"{one.shape} is not {other.shape}"
    error = numpy.mean((one.astype(numpy.float64) - other.astype(numpy.float64)) ** 2)
    return 99.0 if error == 0 else float(10 * numpy.log10(255**2 / error))
