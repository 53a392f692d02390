"""Small pictures for tests: a drawing, and bitmaps made byte by byte."""

import struct
import zlib

CAT = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><title>x</title>'
    b'<path d="M8 40V12l10 8h12l10-8v28z" fill="#e8a33d"/><circle cx="18" cy="28" r="3"/><circle cx="30" cy="28" r="3"/></svg>'
)


def drawn(inside: str, attributes: str = 'viewBox="0 0 10 10"') -> bytes:
    """An SVG with this inside, and a shape."""
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:ink="urn:ink"'
    return f'<svg {space} {attributes}>{inside}<rect width="9" height="9"/></svg>'.encode()


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def a_png(wide: int = 8, high: int = 8, pixels: bytes | None = None, *more: bytes) -> bytes:
    """A grey PNG; `more` chunks stand before its pixels."""
    header = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    rows = (b"\0" + b"\x80" * wide) * high if pixels is None else pixels
    body = [chunk(b"IHDR", header), *more, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def a_webp(wide: int = 8, high: int = 8, *more: tuple[bytes, bytes]) -> bytes:
    """The frame of a lossless WebP, with more chunks behind it."""
    bits = struct.pack("<I", (wide - 1) | (high - 1) << 14)
    chunks = b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        for name, data in ((b"VP8L", b"\x2f" + bits + b"\0\0"), *more)
    )
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks
