"""The files of /static, read once at start and served from memory under names that hold their hash, so for ever.

Files name each other as `"/static/NAME"`; what is served has the hashed name there instead, so a file's name changes with
whatever it leads to. Scripts are served without their comment lines and indentation: bytes that a child would pay for.
"""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
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
_MENTION = re.compile(r'"/static/([a-z.-]+)"')
_COMMENT_OR_INDENT = re.compile(r"^[ \t]*(//.*\n)?", re.MULTILINE)

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _Static:
    """A file as it is served."""

    hashed: str
    body: bytes

    @property
    def url(self) -> str:
        return f"/static/{self.hashed}"


def url(name: str) -> str:
    """The address of a static file, such as `/static/child.3f2a91bc04d1.js` for `child.js`; KeyError where there is none."""
    return _static(name).url


def served(name: str) -> Compressed:
    """A static file as it is served; KeyError where there is none."""
    return _files()[_static(name).hashed]


@router.get("/static/{name}")
def static_file(name: str, request: Request) -> Response:
    """A static file by its hashed name; NotFound `unknown-file`."""
    found = _files().get(name)
    if found is None:
        raise NotFound("unknown-file", "There is no such file; it may have changed its name.", file=name)
    return kept(found, request.headers, FOR_EVER)


@cache
def _files() -> Mapping[str, Compressed]:
    statics = [_static(path.name) for path in sorted(FOLDER.iterdir()) if path.is_file()]
    return {static.hashed: compress(static.body, _media_type(static.hashed)) for static in statics}


@cache
def _static(name: str) -> _Static:
    path = FOLDER / name
    if path.parent != FOLDER or not path.is_file():
        raise KeyError(name)
    body = path.read_bytes()
    if path.suffix == ".js":
        text = _COMMENT_OR_INDENT.sub("", body.decode())
        body = _MENTION.sub(lambda mention: f'"{url(mention[1])}"', text).encode()
    return _Static(f"{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}", body)


def _media_type(name: str) -> str:
    return _MEDIA_TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
