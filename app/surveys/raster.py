"""PNG and WebP from outside, taken apart and put together again without anything but the picture itself. Pure.

Every chunk is walked, its length and (PNG) checksum held to; what is not needed to show the picture goes: words, places,
dates, cameras, previews. A PNG's pixels are unpacked within the bound that its size gives. Photographs (JPEG) are refused:
what a child taps is a drawing, and a photograph shows somebody.
"""

import struct
import zlib
from collections.abc import Iterator

from app.errors import Invalid

MOST_PIXELS = 512
"""On a side; shown at about 100."""
_PNG, _RIFF, _JPEG = b"\x89PNG\r\n\x1a\n", b"RIFF", b"\xff\xd8\xff"
_SHOWN = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_SIGNS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples of a pixel, by a PNG's colour type."""
_STILL = frozenset({b"VP8 ", b"VP8L", b"ALPH"})


def harmless(content: bytes) -> tuple[str, bytes]:
    """Its media type and the picture alone. Refuses `photograph`, `not-a-picture` and `picture-too-wide`."""
    try:
        if content.startswith(_PNG):
            return "image/png", _png(content)
        if content.startswith(_RIFF) and content[8:12] == b"WEBP":
            return "image/webp", _webp(content)
    except (struct.error, zlib.error, IndexError) as error:
        raise _broken() from error
    if content.startswith(_JPEG):
        raise Invalid("photograph", "JPEG is for photographs. Use a drawing: SVG, or a small PNG or WebP.")
    raise Invalid("not-a-picture", "This is not a picture that can be shown. Use SVG, or a small PNG or WebP.")


def _broken() -> Invalid:
    return Invalid("not-a-picture", "This picture is broken. Save it again as SVG, PNG or WebP.")


def _png(content: bytes) -> bytes:
    chunks = list(_chunks_of_png(content))
    names = [name for name, _ in chunks]
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or names.count(b"IHDR") != 1 or b"acTL" in names:
        raise _broken()
    wide, high, depth, colours, packing, filtering, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    _small(wide, high)
    if colours not in _SIGNS or depth not in {1, 2, 4, 8} or packing or filtering or interlaced:
        raise Invalid("not-a-picture", "Save this PNG plainly: 8 bits a colour, not interlaced.")
    if colours == 3 and b"PLTE" not in names:
        raise _broken()
    expected = high * (1 + (wide * depth * _SIGNS[colours] + 7) // 8)
    unpacking = zlib.decompressobj()
    pixels = unpacking.decompress(b"".join(data for name, data in chunks if name == b"IDAT"), expected + 1)
    if len(pixels) != expected or not unpacking.eof:
        raise _broken()
    shown = [(name, data) for name, data in chunks if name in _SHOWN]
    return _PNG + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in shown
    )


def _chunks_of_png(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        name, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack(">I", content[at + 8 + length : at + 12 + length])
        if len(data) != length or checksum != zlib.crc32(name + data):
            raise _broken()
        yield name, data
        at += 12 + length
        if name == b"IEND":
            return


def _webp(content: bytes) -> bytes:
    """A still picture: its pixels and their transparency, and a header of our own where there is both."""
    kept = {name: data for name, data in _chunks_of_webp(content) if name in _STILL}
    pixels = next((name for name in (b"VP8L", b"VP8 ") if name in kept), None)
    if pixels is None:
        raise Invalid("not-a-picture", "This WebP moves, or is broken. Use a still picture.")
    wide, high = _lossless(kept[pixels]) if pixels == b"VP8L" else _lossy(kept[pixels])
    _small(wide, high)
    body = _chunk(pixels, kept[pixels])
    if pixels == b"VP8 " and b"ALPH" in kept:
        header = b"\x10\0\0\0" + (wide - 1).to_bytes(3, "little") + (high - 1).to_bytes(3, "little")
        body = _chunk(b"VP8X", header) + _chunk(b"ALPH", kept[b"ALPH"]) + body
    return _RIFF + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def _chunks_of_webp(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = 12, 8 + int(struct.unpack("<I", content[4:8])[0])
    if end > len(content):
        raise _broken()
    while at < end:
        name, (length,) = content[at : at + 4], struct.unpack("<I", content[at + 4 : at + 8])
        data = content[at + 8 : at + 8 + length]
        if len(data) != length:
            raise _broken()
        yield name, data
        at += 8 + length + length % 2


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _lossless(data: bytes) -> tuple[int, int]:
    if data[0] != 0x2F:
        raise _broken()
    (bits,) = struct.unpack("<I", data[1:5])
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _lossy(data: bytes) -> tuple[int, int]:
    if data[0] & 1 or data[3:6] != b"\x9d\x01\x2a":
        raise _broken()
    wide, high = struct.unpack("<HH", data[6:10])
    return wide & 0x3FFF, high & 0x3FFF


def _small(wide: int, high: int) -> None:
    if not (0 < wide <= MOST_PIXELS and 0 < high <= MOST_PIXELS):
        most = f"A picture has at most {MOST_PIXELS} x {MOST_PIXELS} pixels"
        raise Invalid("picture-too-wide", f"{most}; this has {wide} x {high}.")
