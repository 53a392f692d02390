"""The reading room: `/results`, a page per release, and its files. Read-only, without a cookie, for anybody."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.publishing import reading, tables
from app.results import releases
from app.results.releases import Release, Stored
from app.web.compressed import Compressed, compress, fresh, kept
from app.web.templates import page
from app.web.transactions import Reading

CSV = "text/csv; charset=utf-8; header=present"
ASK_AGAIN: Mapping[str, str] = MappingProxyType({"Cache-Control": "no-cache"})
"""A page gains the mark of a withdrawal, a file its name."""

FILES: MappingProxyType[str, Callable[[Release], bytes]] = MappingProxyType(
    {
        "tables.csv": tables.tables_csv,
        "response.csv": tables.response_csv,
        "indicators.csv": tables.indicators_csv,
    }
)

router = APIRouter(include_in_schema=False)


@router.get("/results")
def room(session: Reading, request: Request) -> Response:
    """Every release, the newest first."""
    context = reading.room_page(releases.all_releases(session))
    return fresh(page("publishing/room.html", context).encode(), request.headers, ASK_AGAIN)


@router.get("/results/{wave}/{number}")
def result(wave: str, number: str, session: Reading, request: Request) -> Response:
    """The page of a release; NotFound `unknown-release`."""
    stored = releases.by_name(session, f"{wave}/{number}")
    return kept(_result(stored), request.headers, ASK_AGAIN)


@lru_cache(maxsize=32)
def _result(stored: Stored) -> Compressed:
    """The page of a release changes only when it is withdrawn, so it is made once."""
    return compress(page("publishing/result.html", reading.result_page(stored)).encode())


def _file_route(name: str, write: Callable[[Release], bytes]) -> None:
    @router.get(f"/results/{{wave}}/{{number}}/{name}", name=name)
    def file(wave: str, number: str, session: Reading, request: Request) -> Response:
        stored = releases.by_name(session, f"{wave}/{number}")
        tag = f'"{stored.digest}{"-withdrawn" if stored.withdrawn_on else ""}"'
        headers = {"ETag": tag, **ASK_AGAIN}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        headers["Content-Disposition"] = f'attachment; filename="{file_name(stored, name)}"'
        return Response(write(stored.release), headers=headers, media_type=CSV)


def file_name(stored: Stored, name: str) -> str:
    """`K7Q-1-tables.csv`; a withdrawn or practice release says so, for the columns of its files cannot."""
    withdrawn = "withdrawn-" if stored.withdrawn_on else ""
    practice = "practice-not-a-real-survey-" if stored.release.practice else ""
    return f"{withdrawn}{practice}{stored.wave}-{stored.number}-{name}"


for _name, _write in FILES.items():
    _file_route(_name, _write)
