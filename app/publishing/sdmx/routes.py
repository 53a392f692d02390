"""The SDMX web service: `/sdmx/v1` as in SDMX 2.1, `/sdmx/v2` as in SDMX 3.0. Read-only, without a cookie, for anybody.

Every refusal is an SDMX error message. Pages of other sites may read it all: there is nothing here that is not public.
"""

from collections.abc import Mapping
from types import MappingProxyType

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.config import settings
from app.errors import Invalid, NotFound
from app.publishing.sdmx import answering, refusing
from app.web.compressed import kept
from app.web.transactions import engine_of

OPEN: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-cache",  # a withdrawal has to be seen
        "Vary": "Accept",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
)

router = APIRouter(include_in_schema=False)


@router.get("/sdmx/v1/{asked:path}")
def version_1(asked: str, request: Request) -> Response:
    """Structure, data and availability queries of SDMX 2.1."""
    return _answered(1, asked, request)


@router.get("/sdmx/v2/{asked:path}")
def version_2(asked: str, request: Request) -> Response:
    """Structure, data and availability queries of SDMX 3.0."""
    return _answered(2, asked, request)


def _answered(version: int, asked: str, request: Request) -> Response:
    query = answering.Request(version, asked, request.url.query, request.headers.get("accept", ""))
    try:
        found = answering.answer(engine_of(request), query, settings().base_url)
    except (NotFound, Invalid) as refusal:
        headers = {**OPEN, "Cache-Control": "no-store"}
        return Response(refusing.message(refusal), refusing.fault(refusal).status, headers, refusing.MEDIA_TYPE)
    return kept(found, request.headers, OPEN)
