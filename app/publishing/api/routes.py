"""The routes of `/api/v1`. Every answer has an entity tag; every refusal is a problem document (RFC 9457)."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from app.accounts.programs.tokens import Scope
from app.config import settings
from app.publishing import making
from app.publishing.api import documents, entries
from app.publishing.api.asking import (
    Limit,
    OnlyBreakdown,
    OnlyCountry,
    OnlyIndicator,
    OnlyItem,
    OnlyKind,
    OnlyStatus,
    OnlySurvey,
    OnlyVariable,
    ReleaseNumber,
    Start,
    SurveyCode,
    WaveCode,
)
from app.publishing.api.describing import api_page
from app.publishing.api.guards import PER_MINUTE, Asking, ReadingResults
from app.publishing.making import ASK_AGAIN
from app.publishing.tables import Row, indicator_rows, table_rows
from app.results.releases import Release, Stored
from app.web.compressed import compress, kept
from app.web.templates import page
from app.web.transactions import Reading

JSON = "application/json"
PREFIX = "/api/v1"
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": documents.Problem, "description": words, "content": {"application/problem+json": {}}}
    for status, words in {
        401: "The token is not known, was taken back, or has ended.",
        403: "The token may not read this.",
        404: "There is no such thing.",
        422: "A parameter is not what the description says.",
        429: "Too many requests; `Retry-After` says how many seconds to wait.",
    }.items()
}

router = APIRouter(prefix=PREFIX, responses=_PROBLEMS)


@router.get("/surveys", response_model=documents.Page[documents.Survey], tags=["published"])
def surveys(request: Request, session: Reading, _: ReadingResults, limit: Limit = 50, start: Start = 0) -> Response:
    """Every survey of which something is published."""
    return _page(request, entries.surveys(session), limit, start)


@router.get("/surveys/{code}", response_model=documents.Survey, tags=["published"])
def survey(code: SurveyCode, request: Request, session: Reading, _: ReadingResults) -> Response:
    """One survey."""
    return _one(request, entries.survey(session, code))


@router.get("/waves", response_model=documents.Page[documents.Wave], tags=["published"])
def waves(
    request: Request, session: Reading, asker: Asking, country: OnlyCountry = None, limit: Limit = 50, start: Start = 0
) -> Response:
    """Waves that have a release; with a token of the scope `waves` every wave."""
    return _page(request, entries.all_waves(session, unreleased=Scope.WAVES in asker.scopes, country=country), limit, start)


@router.get("/waves/{code}", response_model=documents.Wave, tags=["published"])
def wave(code: WaveCode, request: Request, session: Reading, asker: Asking) -> Response:
    """One wave. One without a release needs a token of the scope `waves`."""
    return _one(request, entries.wave(session, code, unreleased=Scope.WAVES in asker.scopes))


@router.get("/releases", response_model=documents.Page[documents.Release], tags=["published"])
def releases(
    request: Request,
    session: Reading,
    _: ReadingResults,
    survey: OnlySurvey = None,
    country: OnlyCountry = None,
    limit: Limit = 50,
    start: Start = 0,
) -> Response:
    """Every release, the newest first; those that were withdrawn say so."""
    return _page(request, entries.releases(session, survey, country), limit, start)


@router.get("/releases/{wave}/{number}", response_model=documents.ReleaseInFull, tags=["published"])
def release(wave: WaveCode, number: ReleaseNumber, request: Request, _: ReadingResults) -> Response:
    """One release, with what a reader must know of it."""
    return _one(request, entries.in_full(_stored(request, f"{wave}/{number}")))


@router.get("/releases/{wave}/{number}/tables", response_model=documents.Page[documents.Number], tags=["numbers"])
def tables(
    wave: WaveCode,
    number: ReleaseNumber,
    request: Request,
    _: ReadingResults,
    item: OnlyItem = None,
    variable: OnlyVariable = None,
    breakdown: OnlyBreakdown = None,
    status: OnlyStatus = None,
    limit: Limit = 100,
    start: Start = 0,
) -> Response:
    """The numbers of a release, as in its `tables.csv`."""
    wanted = {"item": item, "variable": variable, "breakdown": breakdown, "status": status}
    return _numbers(request, f"{wave}/{number}", table_rows, wanted, limit, start)


@router.get("/releases/{wave}/{number}/indicators", response_model=documents.Page[documents.Indicator], tags=["numbers"])
def indicators(
    wave: WaveCode,
    number: ReleaseNumber,
    request: Request,
    _: ReadingResults,
    indicator: OnlyIndicator = None,
    kind: OnlyKind = None,
    breakdown: OnlyBreakdown = None,
    status: OnlyStatus = None,
    limit: Limit = 100,
    start: Start = 0,
) -> Response:
    """The numbers with a name, as in `indicators.csv`."""
    wanted = {"variable": indicator, "category": kind, "breakdown": breakdown, "status": status}
    return _numbers(request, f"{wave}/{number}", indicator_rows, wanted, limit, start)


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request) -> Response:
    """The description of the API (OpenAPI)."""
    return _said(request, _description())


@router.get("", include_in_schema=False)
def readable(request: Request) -> HTMLResponse:
    """The description of the API, to be read."""
    return HTMLResponse(page("publishing/api.html", api_page(_description(), PER_MINUTE)))


def _description() -> dict[str, Any]:
    told = get_openapi(
        title="Suara",
        version="1",
        description="What children said, as it was published: protected numbers, and nothing else. Read-only.",
        routes=router.routes,
        servers=[{"url": settings().base_url}],
    )
    for asked in told["paths"].values():
        asked["get"]["security"] = [{}, *asked["get"]["security"]]  # without a token, or with one
    return told


def _stored(request: Request, name: str) -> Stored:
    return making.stored_of(request, making.seal_of(request, name))


def _numbers(
    request: Request,
    name: str,
    rows_of: Callable[[Release], Iterator[Row]],
    wanted: Mapping[str, str | None],
    limit: int,
    start: int,
) -> Response:
    rows = map(entries.number, rows_of(_stored(request, name).release))
    found = [row for row in rows if all(value in {None, row[field]} for field, value in wanted.items())]
    return _page(request, found, limit, start)


def _page(request: Request, found: Sequence[BaseModel | dict[str, Any]], limit: int, start: int) -> Response:
    """Some of a list, with the address of what follows in the body and in the header `Link`."""
    items = [one.model_dump(mode="json") if isinstance(one, BaseModel) else one for one in found[start : start + limit]]
    following = ""
    if start + limit < len(found):
        others = {name: value for name, value in request.query_params.items() if name != "start"}
        following = f"{request.url.path}?{urlencode({**others, 'start': start + limit})}"
    links = {"Link": f'<{following}>; rel="next"'} if following else {}
    return _said(request, {"items": items, "total": len(found), "next": following or None}, links)


def _one(request: Request, found: BaseModel) -> Response:
    return _said(request, found.model_dump(mode="json"))


def _said(request: Request, document: dict[str, Any], headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    written = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return kept(compress(written, JSON, quality=4), request.headers, {**ASK_AGAIN, **headers})
