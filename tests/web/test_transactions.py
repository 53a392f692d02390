"""One request, one transaction: committed before anybody reads the answer, undone where the answer is a refusal."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.models import Organisation
from app.database import reading
from app.errors import Conflict
from app.web import problems
from app.web.transactions import Reading, Writing


def a_small_application(engine: Engine) -> FastAPI:
    application = FastAPI()
    application.state.engine = engine
    problems.install(application)

    @application.post("/write")
    def write(session: Writing) -> str:
        session.add(Organisation(name="Ministry"))
        return "written"

    @application.post("/refuse")
    def refuse(session: Writing) -> None:
        session.add(Organisation(name="Ministry"))
        session.flush()
        raise Conflict("not-now", "Not now.")

    @application.get("/read-and-write")
    def read(session: Reading) -> None:
        session.add(Organisation(name="Ministry"))
        session.flush()

    return application


def stored(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [one.name for one in session.exec(select(Organisation))]


def test_the_commit_comes_before_the_response(engine: Engine) -> None:
    application = a_small_application(engine)
    seen: list[list[str]] = []

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        async def look(message: Any) -> None:
            if message["type"] == "http.response.start":
                seen.append(stored(engine))
            await send(message)

        await application(scope, receive, look)

    assert TestClient(watched).post("/write").status_code == 200
    assert seen == [["Ministry"]]


def test_a_refused_request_leaves_nothing_behind(engine: Engine) -> None:
    assert TestClient(a_small_application(engine)).post("/refuse").status_code == 409
    assert stored(engine) == []


def test_a_reading_request_cannot_write(engine: Engine) -> None:
    with pytest.raises(DatabaseError):
        TestClient(a_small_application(engine)).get("/read-and-write")
    assert stored(engine) == []
