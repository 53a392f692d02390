"""What goes wrong, said to whoever asked: a refusal becomes a page, or `application/problem+json` (RFC 9457) for programs.

Statuses: NotFound 404, NotAllowed 403, Conflict 409, Invalid 400, NotKnown 401, TooOften 429 and Busy 503 (both with
Retry-After). A form or query that lacks a field or holds one of the wrong type never reaches an act; it is 422
`malformed-request`, which is what the API description promises. So 400 always means that the domain has understood and
refused, with a code of its own.

What nobody foresaw is answered without details and logged without address, query, body or message (promise 1): the
sentence of an exception may quote what was sent, the lines of code that raised it cannot.
"""

import json
import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Busy, Conflict, Invalid, NotAllowed, NotFound, NotKnown, Refusal, TooOften
from app.web.templates import page

RETRY_SECONDS = 5
_STATUSES: Mapping[type[Refusal], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    Invalid: 400,
    Busy: 503,
    TooOften: 429,
    NotKnown: 401,
}
_PROGRAMS = ("/api/", "/sdmx/")
_TITLES: Mapping[int, str] = {
    400: "That does not fit",
    403: "You may not do this",
    404: "This page is not here",
    405: "That is not possible here",
    409: "Not in this state",
    413: "That is too large",
    422: "Something is missing",
    503: "Not right now",
}
_UNFORESEEN = Refusal(
    "unforeseen", "The mistake is ours, and it has been noted. Nothing was saved. Please try again in a moment."
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ProblemPage:
    """Context of `office/problem.html`: what was refused, why, what is missing, and a way on."""

    title: str
    reason: str
    missing: tuple[str, ...]
    onward: str


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal's kind."""
    return next((status for kind, status in _STATUSES.items() if isinstance(refusal, kind)), 500)


def problem_document(refusal: Refusal, status: int | None = None) -> dict[str, Any]:
    """The refusal as a problem document (RFC 9457): its code in `type` and `code`, its details as further members."""
    status = status or status_of(refusal)
    return {
        **{name: _plain(value) for name, value in refusal.details.items()},
        "type": f"urn:suara:refusal:{refusal.code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": refusal.reason,
        "code": refusal.code,
    }


def answer(
    request: Request, refusal: Refusal, *, status: int | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """The response that says the refusal, as a page to people and as a problem document to programs."""
    status = status or status_of(refusal)
    sent = {"Cache-Control": "no-store", "Vary": "Accept", **(headers or {})}
    if isinstance(refusal, NotKnown):
        sent["WWW-Authenticate"] = "Bearer"
    if isinstance(refusal, Busy | TooOften):
        sent["Retry-After"] = str(refusal.details.get("retry_after", RETRY_SECONDS))
    if _is_program(request):
        body = json.dumps(problem_document(refusal, status), ensure_ascii=False).encode()
        return Response(body, status, sent, "application/problem+json")
    missing = refusal.details.get("missing", ())
    context = ProblemPage(
        title=_TITLES.get(status, "Something went wrong"),
        reason=refusal.reason,
        missing=tuple(str(one) for one in missing) if isinstance(missing, list | tuple) else (),
        onward="/office" if request.url.path.startswith("/office") else "/results",
    )
    return HTMLResponse(page("office/problem.html", context), status, sent)


def too_large() -> Invalid:
    """The refusal of a body that is too large."""
    return Invalid("form-too-large", "What was sent is too large. Shorten it and send it again.")


def install(application: FastAPI) -> None:
    """Let the application answer refusals, unknown addresses, wrong methods and malformed requests in this way."""
    application.add_exception_handler(Refusal, _refused)
    application.add_exception_handler(HTTPException, _http)
    application.add_exception_handler(RequestValidationError, _malformed)


class Unforeseen:
    """ASGI middleware: the last resort. Answers 500, and logs where in the code it happened and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; say sorry where it fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except ClientDisconnect:
            return  # whoever asked has gone in the middle of a word: there is nobody to tell, and nothing to mend
        except Exception as error:  # noqa: BLE001 (whatever it is, nobody outside may read it)
            where = "".join(traceback.format_tb(error.__traceback__))
            _log.error("unforeseen %s in %s\n%s", type(error).__name__, _route(scope), where)
            if started:
                # Half a page has gone out; only a broken connection tells the reader that it is half.
                raise RuntimeError("the response broke off") from None
            await answer(Request(scope), _UNFORESEEN, status=500)(scope, receive, send)


def _refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return answer(request, refusal)


def _http(request: Request, error: Exception) -> Response:
    """What the framework refuses, and the guards' redirects."""
    assert isinstance(error, HTTPException)
    if 300 <= error.status_code < 400 and error.headers is not None:
        return RedirectResponse(error.headers["Location"], error.status_code)
    refusal = {
        404: NotFound("unknown-page", "There is no such page. Check the address, or start from the beginning."),
        405: Refusal("wrong-method", "This address cannot be used in that way. Start from the beginning."),
        413: too_large(),
    }.get(error.status_code, Refusal("http-error", HTTPStatus(error.status_code).phrase))
    return answer(request, refusal, status=error.status_code, headers=error.headers)


def _malformed(request: Request, error: Exception) -> Response:
    """A request that lacks fields or holds wrong ones. What was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    fields = [f"{'.'.join(str(part) for part in one['loc'][1:]) or 'body'}: {one['msg']}" for one in error.errors()]
    return answer(
        request,
        Invalid("malformed-request", "The form is not complete, or a field holds something else.", missing=fields),
        status=422,
    )


def _is_program(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return request.url.path.startswith(_PROGRAMS) or ("json" in accepted and "html" not in accepted)


def _route(scope: Scope) -> str:
    """The template of the address, never the address: that may hold a code."""
    return str(getattr(scope.get("route"), "path", "an unknown route"))


def _plain(value: object) -> Any:
    """A detail as JSON can say it."""
    return json.loads(json.dumps(value, default=str))
