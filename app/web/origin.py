"""Forms are taken from this site's own pages only (cross-site request forgery).

A browser says by itself where a request comes from: `Sec-Fetch-Site` where it can, else `Origin`, else `Referer`. So no form
needs a hidden token. Where none of the three is there, it is no browser that anybody's page has talked into sending, but
also none that can be told from one: refused.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import NotAllowed
from app.web.problems import answer

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def ours(headers: Headers) -> bool:
    """Whether a request with these headers comes from a page of this host, or from the reader's own hand."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    source = headers.get("origin") or headers.get("referer") or ""
    return bool(source) and urlsplit(source).netloc == headers.get("host")


class SameOrigin:
    """ASGI middleware: refuses what would change something and does not come from here (`foreign-form`)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer that it is refused."""
        if scope["type"] != "http" or scope["method"] in _SAFE or ours(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        refusal = NotAllowed(
            "foreign-form", "This form was not sent from a page of this site. Open the page again and send it from there."
        )
        await answer(Request(scope), refusal)(scope, receive, send)
