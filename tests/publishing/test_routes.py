"""The reading room over HTTP, on both databases, as anybody sees it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.database import writing
from app.publishing import routes, tables
from app.results import releases
from app.results.releases import Stored
from app.web import problems
from tests.office import words
from tests.results.children import a_stored_release

FILES = {"tables.csv": tables.tables_csv, "response.csv": tables.response_csv, "indicators.csv": tables.indicators_csv}


@pytest.fixture
def reader(engine: Engine) -> Iterator[TestClient]:
    application = FastAPI()
    application.state.engine = engine
    problems.install(application)
    application.include_router(routes.router)
    with TestClient(application) as client:
        yield client


@pytest.fixture
def stored(engine: Engine, counting_engine: Engine) -> Stored:
    return a_stored_release(engine, counting_engine)


def test_a_reader_finds_the_release_and_its_page(reader: TestClient, stored: Stored) -> None:
    room = reader.get("/results")
    assert room.status_code == 200
    assert 'href="/results/K7Q/1"' in room.text
    result = reader.get("/results/K7Q/1")
    assert result.status_code == 200
    assert stored.digest in result.text
    assert "set-cookie" not in result.headers
    assert result.headers["cache-control"] == "no-cache"
    again = reader.get("/results/K7Q/1", headers={"If-None-Match": result.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_files_are_those_of_the_release_and_asked_for_again_only_when_it_changed(reader: TestClient, stored: Stored) -> None:
    for name, write in FILES.items():
        answer = reader.get(f"/results/K7Q/1/{name}")
        assert answer.content == write(stored.release)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
        assert answer.headers["etag"] == f'"{stored.digest}"'
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["content-disposition"] == f'attachment; filename="practice-not-a-real-survey-K7Q-1-{name}"'
        again = reader.get(f"/results/K7Q/1/{name}", headers={"If-None-Match": f'"{stored.digest}"'})
        assert (again.status_code, again.content) == (304, b"")


def test_an_unknown_release_or_file_is_a_kind_page(reader: TestClient, stored: Stored) -> None:
    for address in ("ZZ/1", "K7Q/2", "K7Q/x", "ZZ/1/tables.csv", "K7Q/1/answers.csv"):
        answer = reader.get(f"/results/{address}", headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")
    problem = reader.get("/results/ZZ/1", headers={"Accept": "application/json"})
    assert problem.json()["code"] == "unknown-release"


def test_a_withdrawn_release_is_still_served_and_marked(reader: TestClient, engine: Engine, stored: Stored) -> None:
    before = reader.get("/results/K7Q/1")
    assert "withdrawn" not in words(before.text)
    with writing(engine) as session:
        releases.withdraw(session, "K7Q/1", "The wrong wave was closed.")
    assert "The wrong wave was closed." in reader.get("/results/K7Q/1").text
    assert reader.get("/results/K7Q/1", headers={"If-None-Match": before.headers["etag"]}).status_code == 200
    assert "Withdrawn" in reader.get("/results").text
    file = reader.get("/results/K7Q/1/tables.csv", headers={"If-None-Match": f'"{stored.digest}"'})
    assert file.content == tables.tables_csv(stored.release)
    assert 'filename="withdrawn-' in file.headers["content-disposition"]


def test_an_empty_room_is_no_mistake(reader: TestClient) -> None:
    assert reader.get("/results").status_code == 200
