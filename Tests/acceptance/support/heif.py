"""HEIF files as phones write them: a grid of HEVC tiles, turned and mirrored by properties of the whole."""

import io
import struct

import pillow_heif
from PIL import Image


def box(kind: str, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I", 8 + len(content)) + kind.encode() + content


def full(kind: str, version: int, flags: int, *parts: bytes) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def boxes(data: bytes) -> dict[str, bytes]:
    found, offset = {}, 0
    while offset + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, offset)
        found.setdefault(kind.decode(), data[offset + 8:offset + length])
        offset += length
    return found


def tile(picture: Image.Image, quality: int) -> tuple[bytes, bytes]:
    """The decoder's configuration and the coded data of one tile, out of a file that libheif wrote."""
    buffer = io.BytesIO()
    pillow_heif.from_pillow(picture).save(buffer, quality=quality)
    file = buffer.getvalue()
    meta = boxes(boxes(file)["meta"][4:])
    # One item with one extent, in the form that libheif writes: base, offset and length of four bytes each.
    base, _, offset, length = struct.unpack_from(">IHII", meta["iloc"], 12)
    offset += base
    return box("hvcC", boxes(boxes(meta["iprp"])["ipco"])["hvcC"]), file[offset:offset + length]


def grid(picture: Image.Image, side: int = 256, turns: int = 0, mirror: int | None = None, quality: int = 80) -> bytes:
    """`picture` in tiles of `side` pixels, shown after `turns` quarters against the clock and then mirrored, if at all:
    0 exchanges top and bottom, 1 left and right."""
    columns, rows = -(-picture.width // side), -(-picture.height // side)
    canvas = Image.new("RGB", (columns * side, rows * side))
    canvas.paste(picture)
    tiles = [
        tile(canvas.crop((x * side, y * side, (x + 1) * side, (y + 1) * side)), quality)
        for y in range(rows) for x in range(columns)
    ]
    assert len({configuration for configuration, _ in tiles}) == 1, "the tiles need different decoders"
    count = len(tiles)
    primary = count + 1
    description = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, picture.width, picture.height)
    properties = [tiles[0][0], full("ispe", 0, 0, struct.pack(">II", side, side)),
                  full("ispe", 0, 0, struct.pack(">II", *picture.size)), box("irot", bytes([turns]))]
    whole = [3, 0x80 | 4]
    if mirror is not None:
        properties.append(box("imir", bytes([mirror])))
        whole.append(0x80 | 5)
    links = [(item, [0x80 | 1, 2]) for item in range(1, count + 1)] + [(primary, whole)]
    associations = b"".join(struct.pack(">HB", item, len(numbers)) + bytes(numbers) for item, numbers in links)
    items = b"".join(
        full("infe", 2, 1 if item < primary else 0, struct.pack(">HH", item, 0), b"hvc1" if item < primary else b"grid", b"\0")
        for item in range(1, primary + 1)
    )
    data = [coded for _, coded in tiles] + [description]

    def meta(start: int) -> bytes:
        places, at = b"", start
        for item, part in enumerate(data, 1):
            places += struct.pack(">HHHII", item, 0, 1, at, len(part))
            at += len(part)
        return full(
            "meta", 0, 0,
            full("hdlr", 0, 0, b"\0" * 4 + b"pict" + b"\0" * 13),
            full("pitm", 0, 0, struct.pack(">H", primary)),
            full("iloc", 0, 0, struct.pack(">BBH", 0x44, 0, primary), places),
            full("iinf", 0, 0, struct.pack(">H", primary), items),
            full("iref", 0, 0, box("dimg", struct.pack(f">HH{count}H", primary, count, *range(1, count + 1)))),
            box("iprp", box("ipco", *properties),
                full("ipma", 0, 0, struct.pack(">I", primary), associations)),
        )

    head = box("ftyp", b"heic", b"\0" * 4, b"mif1heic")
    start = len(head) + len(meta(0)) + 8
    return head + meta(start) + box("mdat", *data)
