"""Pictures by other people's encoders: everything that a phone, a camera or a drawing program makes, and what only looks
like it. All good ones show the same when they are upright: red and green above, blue and white below."""

import io
import struct
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy
import pillow_heif
from PIL import Image, ImageCms

from support import heif

SIZE = (480, 360)
CORNERS = [(214, 48, 40), (48, 170, 62), (44, 64, 196), (232, 232, 226)]
# How to lay a picture so that the tag sets it upright: the inverse of what a viewer does.
LAID = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True)
class Good:
    data: bytes
    kind: str
    is_grey: bool = False


def upright() -> Image.Image:
    """The four fields with a little grain, so that no encoder finds it too easy."""
    planes = numpy.zeros((SIZE[1], SIZE[0], 3), numpy.float32)
    for index, colour in enumerate(CORNERS):
        y, x = index // 2 * SIZE[1] // 2, index % 2 * SIZE[0] // 2
        planes[y:y + SIZE[1] // 2, x:x + SIZE[0] // 2] = colour
    planes += numpy.random.default_rng(5).normal(0, 3, planes.shape)
    return Image.fromarray(planes.clip(0, 255).astype(numpy.uint8), "RGB")


def laid(turn: int) -> Image.Image:
    return upright().transpose(LAID[turn]) if turn in LAID else upright()


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def tag(turn: int) -> Image.Exif:
    exif = Image.Exif()
    exif[274] = turn
    return exif


def heic(picture: Image.Image, **options) -> bytes:
    buffer = io.BytesIO()
    pillow_heif.from_pillow(picture).save(buffer, quality=80, **options)
    return buffer.getvalue()


def vips(operation: str, ending: str, picture: Image.Image, *options: str) -> bytes:
    """Saved by libvips; `magicksave` is ImageMagick."""
    with tempfile.TemporaryDirectory() as place:
        source, target = Path(place, "in.png"), Path(place, f"out.{ending}")
        picture.save(source)
        subprocess.run(["vips", operation, source, target, *options], check=True, capture_output=True, timeout=60)
        return target.read_bytes()


def profile(primaries: dict[bytes, tuple[float, float, float]]) -> bytes:
    """Pillow's sRGB profile with other primaries."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for index in range(struct.unpack_from(">I", data, 128)[0]):
        name, offset, _ = struct.unpack_from(">4sII", data, 132 + 12 * index)
        if name in primaries:
            struct.pack_into(">3i", data, offset + 8, *(round(value * 65536) for value in primaries[name]))
    return bytes(data)


DISPLAY_P3 = profile({b"rXYZ": (0.51512, 0.24120, -0.00105), b"gXYZ": (0.29198, 0.69225, 0.04189),
                      b"bXYZ": (0.15710, 0.06657, 0.78407)})
ADOBE_RGB = profile({b"rXYZ": (0.60974, 0.31111, 0.01947), b"gXYZ": (0.20528, 0.62567, 0.06087),
                     b"bXYZ": (0.14919, 0.06322, 0.74457)})


def wide(target: bytes) -> Image.Image:
    """The same colours, in the numbers of another profile."""
    return ImageCms.profileToProfile(
        upright(), ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(target))
    )


def sixteen_bits() -> bytes:
    """A PNG of 16 bits a channel, which Pillow does not write."""
    wide_planes = numpy.asarray(upright(), numpy.float32) * 257
    with tempfile.TemporaryDirectory() as place:
        raw, target = Path(place, "raw"), Path(place, "out.png")
        raw.write_bytes(wide_planes.astype("<u2").tobytes())
        subprocess.run(
            ["ffmpeg", "-v", "error", "-f", "rawvideo", "-pixel_format", "rgb48le", "-video_size",
             f"{SIZE[0]}x{SIZE[1]}", "-i", raw, target], check=True, timeout=60,
        )
        return target.read_bytes()


def good() -> dict[str, Good]:
    picture, grey = upright(), upright().convert("L")
    clear = picture.convert("RGBA")
    other = Image.new("RGB", SIZE, (120, 0, 120))
    files: dict[str, Good] = {}
    for turn in range(1, 9):
        files[f"jpeg turn {turn}"] = Good(saved(laid(turn), "jpeg", quality=92, exif=tag(turn)), "jpeg")
    for turn in (3, 6, 7):
        files[f"png turn {turn}"] = Good(saved(laid(turn), "png", exif=tag(turn)), "png")
        files[f"tiff turn {turn}"] = Good(saved(laid(turn), "tiff", tiffinfo={274: turn}), "tiff")
    files["webp turn 6"] = Good(saved(laid(6), "webp", exif=tag(6)), "webp")
    files["webp lossless turn 8"] = Good(saved(laid(8), "webp", lossless=True, exif=tag(8)), "webp")
    files["jpeg progressive"] = Good(saved(picture, "jpeg", progressive=True), "jpeg")
    files["jpeg grey"] = Good(saved(grey, "jpeg"), "jpeg", is_grey=True)
    files["jpeg cmyk"] = Good(saved(picture.convert("CMYK"), "jpeg", quality=92), "jpeg")
    files["png transparent"] = Good(saved(clear, "png"), "png")
    files["png palette"] = Good(saved(picture.quantize(64), "png"), "png")
    files["png grey"] = Good(saved(grey, "png"), "png", is_grey=True)
    files["png grey and alpha"] = Good(saved(grey.convert("LA"), "png"), "png", is_grey=True)
    files["png grey 16 bits"] = Good(
        saved(Image.fromarray((numpy.asarray(grey).astype(numpy.uint16)) * 257), "png"), "png", is_grey=True)
    files["png 16 bits"] = Good(sixteen_bits(), "png")
    files["webp transparent"] = Good(saved(clear, "webp"), "webp")
    files["webp animated"] = Good(saved(picture, "webp", save_all=True, append_images=[other], duration=200), "webp")
    files["gif"] = Good(saved(picture.quantize(64), "gif"), "gif")
    files["gif animated"] = Good(saved(picture, "gif", save_all=True, append_images=[other], duration=200), "gif")
    files["bmp"] = Good(saved(picture, "bmp"), "bmp")
    files["bmp palette"] = Good(saved(picture.quantize(64), "bmp"), "bmp")
    files["tiff lzw"] = Good(saved(picture, "tiff", compression="tiff_lzw"), "tiff")
    files["tiff jpeg"] = Good(saved(picture, "tiff", compression="jpeg"), "tiff")
    files["tiff cmyk"] = Good(saved(picture.convert("CMYK"), "tiff"), "tiff")
    for name, data in (("P3", DISPLAY_P3), ("Adobe RGB", ADOBE_RGB)):
        for kind in ("jpeg", "png", "webp", "tiff"):
            files[f"{kind} in {name}"] = Good(saved(wide(data), kind, icc_profile=data), kind)
    files["heic"] = Good(heic(picture), "heic")
    files["heic transparent"] = Good(heic(clear), "heic")
    files["heic in P3"] = Good(heic(wide(DISPLAY_P3), icc_profile=DISPLAY_P3), "heic")
    for turns, turn in ((0, 1), (1, 8), (2, 3), (3, 6)):
        files[f"heic grid turned {turns}"] = Good(heif.grid(laid(turn), turns=turns), "heic")
    for mirror, turn in ((0, 4), (1, 2)):
        files[f"heic grid mirrored {mirror}"] = Good(heif.grid(laid(turn), mirror=mirror), "heic")
    files["heic by libvips"] = Good(vips("heifsave", "heic", picture), "heic")
    files["jpeg by libvips"] = Good(vips("jpegsave", "jpg", picture, "--interlace"), "jpeg")
    files["png by libvips"] = Good(vips("pngsave", "png", picture, "--interlace"), "png")
    files["webp by libvips"] = Good(vips("webpsave", "webp", picture), "webp")
    files["tiff by libvips"] = Good(vips("tiffsave", "tif", picture, "--tile", "--compression=deflate"), "tiff")
    files["bmp by ImageMagick"] = Good(vips("magicksave", "bmp", picture), "bmp")
    files["gif by ImageMagick"] = Good(vips("magicksave", "gif", picture), "gif")
    files["tiff by ImageMagick"] = Good(vips("magicksave", "tiff", picture), "tiff")
    return files


def bad() -> dict[str, bytes]:
    """Named after what is wrong with them."""
    picture = upright()
    whole = {kind: saved(picture, kind) for kind in ("jpeg", "png", "webp", "gif", "bmp", "tiff")}
    whole["heic"] = heic(picture)
    files = {f"{kind} cut in half": data[:len(data) // 2] for kind, data in whole.items()}
    files |= {
        "nothing": b"",
        "text": b"this is no picture at all",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' width='480' height='360'/>",
        "pdf": b"%PDF-1.4\n" + b"x" * 500,
        "jpeg2000": saved(picture, "jpeg2000"),
        "ico": saved(picture.resize((256, 256)), "ico"),
        "photoshop": b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 360, 480, 8, 3) + bytes(500),
        "heic of noise": whole["heic"][:32] + numpy.random.default_rng(6).bytes(4000),
        "png of noise": whole["png"][:60] + numpy.random.default_rng(7).bytes(4000),
        "png of 60000 by 60000": whole["png"][:16] + struct.pack(">II", 60_000, 60_000) + whole["png"][24:],
        "film": box_of_a_film(),
    }
    return files


def box_of_a_film() -> bytes:
    return heif.box("ftyp", b"isom", b"\0\0\2\0", b"isomavc1") + heif.box("mdat", bytes(500))
