"""Builds the web applications: public (children, reading room) and office (adults); one process serves both, or several.

The public application has no office route, no cookie and no sign-in: nothing behind a child's page can tell adults apart.
Intake stands in front of the public application's framework, for it is the one hot path.
"""

import re

from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig
from sqlalchemy import Engine, text
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.accounts import routes as accounts_routes
from app.accounts.programs import routes as programs_routes
from app.answering import routes as answering_routes
from app.answering.intake import Intake
from app.answering.writer import Writer
from app.config import Settings
from app.publishing import routes as publishing_routes
from app.publishing.api import routes as api_routes
from app.publishing.sdmx import routes as sdmx_routes
from app.results import routes as results_routes
from app.studio import routes as studio_routes
from app.studio.beginning import routes as beginning_routes
from app.studio.fielding import routes as fielding_routes
from app.studio.picturing import routes as picturing_routes
from app.studio.preview import routes as preview_routes
from app.studio.translating import routes as translating_routes
from app.studio.voicing import routes as voicing_routes
from app.studio.writing import routes as writing_routes
from app.web import bodies, headers, heads, origin, problems, statics
from app.web.transactions import Reading

# FastAPI would trace requests with their full path as soon as a tracer exists.
_UNOBSERVED: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
_UPLOADS = re.compile(r"/office/surveys/[A-Z0-9]+/(voices/[a-z-]+|languages/[a-z-]+/file)")
"""Where recordings, and workbooks of translations, are brought."""


class Application:
    """The ASGI application of one process: /office to the office, everything else to the public."""

    def __init__(self, public: ASGIApp, office: ASGIApp, writer: Writer) -> None:
        self._public = public
        self._office = office
        self.writer = writer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to its application; on shutdown, commit what waits."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["path"] == "/office" or scope["path"].startswith("/office/"):
            await self._office(scope, receive, send)
        else:
            await self._public(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.close()
        await send({"type": "lifespan.shutdown.complete"})

    def close(self) -> None:
        """Commit the forms that wait, and take no more."""
        self.writer.close()


def everything(engine: Engine, settings: Settings) -> Application:
    """Both applications over one serving engine."""
    writer = Writer(engine, settings.intake_queue)
    return Application(Intake(public(engine), engine, writer), office(engine), writer)


def public(engine: Engine) -> FastAPI:
    """What children and readers see."""
    return _application(
        engine,
        operations,
        statics.router,
        publishing_routes.router,
        sdmx_routes.router,
        api_routes.router,
        answering_routes.router,
    )


def office(engine: Engine) -> FastAPI:
    """Where adults sign in and work."""
    return _application(
        engine,
        accounts_routes.router,
        programs_routes.router,
        beginning_routes.router,
        writing_routes.router,
        translating_routes.router,
        voicing_routes.router,
        picturing_routes.router,
        preview_routes.router,
        studio_routes.router,
        fielding_routes.router,
        results_routes.router,
        protected=True,
    )


operations = APIRouter(include_in_schema=False)


@operations.get("/health")
def health(session: Reading) -> PlainTextResponse:
    """Whether the process serves and its database answers."""
    session.connection().execute(text("SELECT 1"))
    return PlainTextResponse("suara")


def _application(engine: Engine, *routers: APIRouter, protected: bool = False) -> FastAPI:
    """One application: its routes, refusals as pages, safe headers; `protected`: bounded forms from our own pages only.

    What is not protected changes nothing by a GET, so HEAD may ask for all that GET does.
    """
    application = FastAPI(openapi_url=None, redirect_slashes=False, telemetry=_UNOBSERVED)
    application.state.engine = engine
    problems.install(application)
    for router in routers:
        application.include_router(router)
    if protected:
        application.add_middleware(origin.SameOrigin)
        application.add_middleware(bodies.BoundedBody, uploads=_UPLOADS)
    application.add_middleware(problems.Unforeseen)
    application.add_middleware(headers.SafeHeaders)
    if not protected:
        application.add_middleware(heads.Heads)
    return application
