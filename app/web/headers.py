"""The headers that every page carries unless its route says otherwise: nothing from elsewhere, nothing framed, nothing kept.

A route's own header always wins: children's pages bring a policy of their own, with a hash for their one style.
"""

from collections.abc import Mapping
from types import MappingProxyType

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

EVERYWHERE: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)

IN_THE_OFFICE: Mapping[str, str] = MappingProxyType(
    {
        **EVERYWHERE,
        # Not `no-referrer`: under it a browser sends `Origin: null` with a form, and over plain http (a school's own network)
        # there is no Sec-Fetch-Site to tell by instead; every form would be refused. Other sites are told nothing either way.
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
)


class SafeHeaders:
    """ASGI middleware: adds to each response the headers that it lacks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; complete the head of the response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = IN_THE_OFFICE if is_office(scope["path"]) else EVERYWHERE

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, complete)


def is_office(path: str) -> bool:
    """Whether an address belongs to the office."""
    return path == "/office" or path.startswith("/office/")
