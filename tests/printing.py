"""What a test that prints needs of this machine, letters and a reader of PDFs; and what can be seen of a printed page.

A test without what it needs is skipped. Where everything must run (SUARA_BROWSER_REQUIRED), it fails instead.
"""

import os
import re
import shutil
import struct
import subprocess
import unicodedata
import zlib
from collections.abc import Iterator
from difflib import SequenceMatcher

import pytest

from app import typeset
from app.errors import Conflict
from tests.conftest import BROWSER_REQUIRED

_NOT_SEEN = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_AGAIN = re.compile(r"(.{1,12}?)\1+")


def needs_letters(*scripts: str) -> None:
    """Skip the test where this machine has no font for one of these scripts (ISO 15924)."""
    try:
        typeset.fonts_for(scripts)
    except Conflict as refusal:
        _left_out(refusal.reason)


def words_of_pdf(content: bytes) -> str:
    """The text in the order in which Poppler's pdftotext reads it, which knows nothing of who wrote it."""
    return _pdftotext(content)


def right_edges(content: bytes) -> list[tuple[str, float]]:
    """Each word of a PDF, with where it ends, in points from the left."""
    found = re.findall(
        r'<word xMin="[\d.]+" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</word>', _pdftotext(content, "-bbox")
    )
    return [(word, float(edge)) for edge, word in found]


def _pdftotext(content: bytes, *how: str) -> str:
    if shutil.which("pdftotext") is None:
        _left_out("There is no pdftotext here (package poppler-utils).")
    return subprocess.run(["pdftotext", *how, "-", "-"], input=content, check=True, capture_output=True).stdout.decode()


def _left_out(reason: str) -> None:
    if os.environ.get(BROWSER_REQUIRED):
        pytest.fail(f"{reason} This run requires it.")
    pytest.skip(reason)


def in_order(words: str, text: str) -> float:
    """How much of the words stands in the text in their order, from 0 to 1, whatever the spaces.

    Letters that follow one another twice count once: of a syllable whose marks stand at heights of their own, typst says what it
    stands for with each piece. And Poppler turns the two halves of an Arabic ligature.
    """
    looked_for, there = (_AGAIN.sub(r"\1", _NOT_SEEN.sub("", unicodedata.normalize("NFC", one))) for one in (words, text))
    same = SequenceMatcher(None, looked_for, there, autojunk=False).get_matching_blocks()
    return sum(block.size for block in same) / len(looked_for)


def ink(png: bytes) -> float:
    """The share of a picture that is not as its first corner is, from 0 to 1 (PNG of 8 bits a channel; RFC 2083)."""
    width, height, _, colours = struct.unpack(">IIBB", png[16:26])
    channels = {2: 3, 6: 4}[colours]
    packed = zlib.decompress(b"".join(_image_data(png)))
    above = bytes(width * channels)
    corner = None
    inked = 0
    for start in range(0, len(packed), 1 + len(above)):
        above = _unfiltered(packed[start], packed[start + 1 : start + 1 + len(above)], above, channels)
        pixels = [above[at : at + channels] for at in range(0, len(above), channels)]
        corner = corner or pixels[0]
        inked += sum(pixel != corner for pixel in pixels)
    share: float = inked / (width * height)
    return share


def _image_data(png: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            yield png[at + 8 : at + 8 + length]
        at += length + 12


def _unfiltered(kind: int, line: bytes, above: bytes, channels: int) -> bytes:
    """A line of a PNG as it was before it was told by its differences from what stands left of it and above it."""
    found = bytearray(channels) + line
    for at in range(channels, len(found)):
        left, up, corner = found[at - channels], above[at - channels], above[at - 2 * channels] if at >= 2 * channels else 0
        nearest = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
        found[at] = (found[at] + (0, left, up, (left + up) // 2, nearest)[kind]) % 256
    return bytes(found[channels:])
