"""The files of /static, read once at start and served from memory under names that hold their hash, so for ever.

A module served here must not import another by its plain name: names change with the content. Put such addresses into the page.
"""

import hashlib
import mimetypes
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.errors import NotFound
from app.web.compressed import Compressed, compress, kept

FOLDER = Path(__file__).parents[2] / "static"
FOR_EVER = MappingProxyType({"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"})
_MEDIA_TYPES = MappingProxyType({".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"})

router = APIRouter(include_in_schema=False)


def url(name: str) -> str:
    """The address of a static file, such as `/static/child.3f2a91bc04d1.js` for `child.js`; KeyError where there is none."""
    return f"/static/{_hashed_names()[name]}"


@router.api_route("/static/{name}", methods=["GET", "HEAD"])
def static_file(name: str, request: Request) -> Response:
    """A static file by its hashed name; NotFound `unknown-file`."""
    found = _files().get(name)
    if found is None:
        raise NotFound("unknown-file", "There is no such file; it may have changed its name.", file=name)
    return kept(found, request.headers, FOR_EVER)


@cache
def _hashed_names() -> Mapping[str, str]:
    return {path.name: _hashed(path) for path in sorted(FOLDER.iterdir()) if path.is_file()}


@cache
def _files() -> Mapping[str, Compressed]:
    return {hashed: compress((FOLDER / name).read_bytes(), _media_type(name)) for name, hashed in _hashed_names().items()}


def _hashed(path: Path) -> str:
    return f"{path.stem}.{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}{path.suffix}"


def _media_type(name: str) -> str:
    return _MEDIA_TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
