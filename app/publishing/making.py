"""Pages and files of releases, made once and kept under the seals of the releases that they show.

Which releases there are, and whether one still is what it was, is looked up at most once a second in each process: within that
second a page may not yet say that one was withdrawn, and a list may not yet hold a new one. Otherwise a request that finds its
page kept asks the database nothing.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from types import MappingProxyType
from weakref import WeakKeyDictionary

from fastapi import Request
from sqlalchemy import Engine
from starlette.responses import Response

from app.config import settings
from app.database import reading
from app.publishing.files import archive, contents
from app.publishing.keeping import Keeping
from app.results.headlines import Headline, Seal, listed, opened, seal
from app.results.releases import Stored
from app.web.compressed import Compressed, compress, kept
from app.web.transactions import engine_of

ASK_AGAIN: Mapping[str, str] = MappingProxyType({"Cache-Control": "no-cache"})
"""A page gains the mark of a withdrawal, a file its name."""
FOR_EVER: Mapping[str, str] = MappingProxyType({"Cache-Control": "public, max-age=31536000, immutable"})
LOOK_AGAIN_SECONDS = 1.0
_EDITION = 3
"""Of the writers of files: raised when the same release makes other bytes than before."""
_LARGE = 300_000
"""Bytes above which the best compression takes longer than anybody waits."""
_COMPRESSED_ALREADY = {"application/pdf", "image/png", archive.MEDIA_TYPE, contents.BY_NAME["results.xlsx"].media_type}
_MOST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Listing:
    """Every release that is as it was sealed, in the order of the chain. `state` names all that the list says."""

    headlines: tuple[Headline, ...]
    seals: tuple[Seal, ...]
    state: str


@dataclass
class _Kept:
    """What this process keeps: what was made, and when each seal, and the list of all, of an engine was last looked up."""

    things: Keeping[Compressed]
    seals: WeakKeyDictionary[Engine, dict[str, tuple[float, Seal]]]
    lists: WeakKeyDictionary[Engine, tuple[float, Listing]]


_kept = _Kept(Keeping(_MOST_BYTES), WeakKeyDictionary(), WeakKeyDictionary())


def forget(most_bytes: int = _MOST_BYTES) -> None:
    """Keep nothing of what was made so far."""
    _kept.things, _kept.seals, _kept.lists = Keeping(most_bytes), WeakKeyDictionary(), WeakKeyDictionary()


def listing(engine: Engine) -> Listing:
    """The releases there are, as they were at most LOOK_AGAIN_SECONDS ago."""
    now = monotonic()
    looked_at, found = _kept.lists.get(engine, (0.0, None))
    if found is None or now - looked_at >= LOOK_AGAIN_SECONDS:
        with reading(engine) as session:
            standing = [(headline, sealed) for sealed, headline in listed(session) if headline is not None]
        seals = tuple(sealed for _, sealed in standing)
        found = Listing(tuple(headline for headline, _ in standing), seals, hashlib.sha256(repr(seals).encode()).hexdigest())
        _kept.lists[engine] = now, found
    return found


def seal_of(request: Request, name: str) -> Seal:
    """The seal of `CODE/NUMBER`, as it was at most LOOK_AGAIN_SECONDS ago. Refuses as `headlines.seal` does."""
    return seal_in(engine_of(request), name)


def seal_in(engine: Engine, name: str) -> Seal:
    """The same, of an engine."""
    seen, now = _kept.seals.setdefault(engine, {}), monotonic()
    looked_at, sealed = seen.get(name, (0.0, None))
    if sealed is None or now - looked_at >= LOOK_AGAIN_SECONDS:
        seen.pop(name, None)
        with reading(engine) as session:
            sealed = seal(session, name)
        seen[name] = now, sealed
    return sealed


def stored_of(request: Request, sealed: Seal) -> Stored:
    """The release behind a seal. Refuses as `headlines.opened` does."""
    with reading(engine_of(request)) as session:
        return opened(session, sealed)


def made(request: Request, sealed: Seal, name: str, media_type: str, write: Callable[[Stored, str], bytes]) -> Compressed:
    """What `write` makes of a release, under a name of its own; made where it is not kept."""

    def make() -> Compressed:
        return _compressed(write(stored_of(request, sealed), settings().base_url), media_type)

    return _kept.things.get((sealed, settings().base_url, name), make, _size)


def made_of_all(
    request: Request, seals: tuple[Seal, ...], name: str, media_type: str, write: Callable[[list[Stored], str], bytes]
) -> Compressed:
    """What is made of several releases."""

    def make() -> Compressed:
        return _compressed(write([stored_of(request, one) for one in seals], settings().base_url), media_type)

    return _kept.things.get((seals, settings().base_url, name), make, _size)


def made_alike(name: str, media_type: str, write: Callable[[str], bytes]) -> Compressed:
    """What is the same whatever is published."""

    def make() -> Compressed:
        return _compressed(write(settings().base_url), media_type)

    return _kept.things.get((settings().base_url, name), make, _size)


def made_of_list(found: Listing, name: str, media_type: str, write: Callable[[tuple[Headline, ...], str], bytes]) -> Compressed:
    """What is made of the list of all releases and of nothing else."""

    def make() -> Compressed:
        return _compressed(write(found.headlines, settings().base_url), media_type)

    return _kept.things.get((found.state, settings().base_url, name), make, _size)


def _compressed(written: bytes, media_type: str) -> Compressed:
    quality = 1 if media_type in _COMPRESSED_ALREADY else 6 if len(written) > _LARGE else 11
    return compress(written, media_type, quality=quality)


def _size(one: Compressed) -> int:
    return len(one.plain) + len(one.brotli) + len(one.gzip)


def edition(digest: str, withdrawn: str | None) -> str:
    """What names the bytes of a release's files: other bytes, another edition."""
    told = f"{_EDITION} {digest} {settings().base_url} {withdrawn or ''}"
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def to_download(sealed: Seal, name: str, one: Compressed, request: Request, how: str = "attachment") -> Response:
    """The file under a name that says what it is; asked for by its edition it may be kept for ever."""
    known = request.query_params.get("edition") == edition(sealed.digest, sealed.withdrawn_reason)
    as_file = {"Content-Disposition": f'{how}; filename="{file_name(sealed, name)}"'}
    return kept(one, request.headers, {**(FOR_EVER if known else ASK_AGAIN), **as_file})


def file_name(sealed: Seal, name: str) -> str:
    """`K7Q-1-tables.csv`; a withdrawn or practice release says so, for the columns of its files cannot."""
    withdrawn = "withdrawn-" if sealed.withdrawn_on else ""
    practice = "practice-not-a-real-survey-" if sealed.practice else ""
    return f"{withdrawn}{practice}{sealed.wave}-{sealed.number}-{name}"
