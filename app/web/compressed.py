"""Bytes that are made once and sent often: kept plain, in brotli and in gzip, with an entity tag.

Nothing that is compressed here may hold both a secret and something the asker chose (BREACH).
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import brotli
from starlette.responses import Response

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Compressed:
    """One body in three encodings. The tag is weak: it names the content, whichever encoding carries it."""

    plain: bytes
    brotli: bytes
    gzip: bytes
    media_type: str
    etag: str


def compress(body: bytes, media_type: str = HTML, *, quality: int = 11) -> Compressed:
    """The body, compressed as well as can be (slow, so only for what is kept), or less well."""
    return Compressed(
        plain=body,
        brotli=brotli.compress(body, quality=quality),
        gzip=gzip.compress(body, min(9, quality), mtime=0),
        media_type=media_type,
        etag=f'W/"{hashlib.sha256(body).hexdigest()[:24]}"',
    )


def kept(compressed: Compressed, asked: Mapping[str, str], headers: Mapping[str, str], status: int = 200) -> Response:
    """The answer to a request with these headers: in the best encoding it reads, or 304 where it has the content already."""
    sent = {**headers, "ETag": compressed.etag, "Vary": _varying(headers)}
    if status == 200 and compressed.etag in (asked.get("if-none-match") or ""):
        return Response(status_code=304, headers=sent)
    readable = _readable(asked)
    bodies = {"br": compressed.brotli, "gzip": compressed.gzip}
    encoding = next((name for name, body in bodies.items() if name in readable and len(body) < len(compressed.plain)), None)
    if encoding is None:
        return Response(compressed.plain, status, sent, compressed.media_type)
    return Response(bodies[encoding], status, {**sent, "Content-Encoding": encoding}, compressed.media_type)


def fresh(body: bytes, asked: Mapping[str, str], headers: Mapping[str, str], status: int = 200) -> Response:
    """The answer with a body made for this request alone, compressed lightly."""
    readable = _readable(asked)
    sent = {**headers, "Vary": _varying(headers)}
    if "br" in readable:
        return Response(brotli.compress(body, quality=4), status, {**sent, "Content-Encoding": "br"}, HTML)
    if "gzip" in readable:
        return Response(gzip.compress(body, 5, mtime=0), status, {**sent, "Content-Encoding": "gzip"}, HTML)
    return Response(body, status, sent, HTML)


def _varying(headers: Mapping[str, str]) -> str:
    return ", ".join(name for name in ("Accept-Encoding", headers.get("Vary", "")) if name)


def _readable(asked: Mapping[str, str]) -> frozenset[str]:
    parts = (part.strip().lower() for part in (asked.get("accept-encoding") or "").split(","))
    return frozenset(part.partition(";")[0].strip() for part in parts if not part.replace(" ", "").endswith(("q=0", "q=0.0")))
