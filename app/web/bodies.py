"""No form of the office is larger than this. What says it is larger is not read at all; what turns out to be, not to the end.

Where recordings are brought, more is taken: an application says which addresses those are.
"""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.problems import answer, too_large

LARGEST_FORM = 1024 * 1024
LARGEST_UPLOAD = 32 * 1024 * 1024


class BoundedBody:
    """ASGI middleware: refuses a body of more than `largest` bytes (`form-too-large`); `uploads` may have LARGEST_UPLOAD."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_FORM, uploads: re.Pattern[str] | None = None) -> None:
        self._app = app
        self._largest = largest
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        brings = self._uploads is not None and self._uploads.fullmatch(scope["path"]) is not None
        largest = LARGEST_UPLOAD if brings else self._largest
        if _declared(scope) > largest:
            await answer(Request(scope), too_large(), status=413)(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > largest:
                raise HTTPException(413)  # the one exception that passes through the framework's form parser unchanged
            return message

        await self._app(scope, counted, send)


def _declared(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0
