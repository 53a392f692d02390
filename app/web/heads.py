"""HEAD is answered like GET, without the body: link checkers, `curl -I` and caches ask so. One place for a whole application."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """ASGI middleware: to the application behind it HEAD is GET; of its answer the head goes out, `Content-Length` included.

    Only for applications in which a GET changes nothing. An address that takes no GET refuses HEAD as it refuses GET.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; keep the body of the answer to a HEAD back."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, without_body)
