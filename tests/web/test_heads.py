"""HEAD is GET without a body, wherever anybody may read; where nothing can be read it is refused as before."""

import pytest
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app import main
from app.database import writing
from app.web import statics
from app.web.heads import Heads
from tests.makers import an_open_wave
from tests.results.children import a_stored_release

READ = (
    "/results", "/results/feed.atom", "/results/K7Q/1", "/results/K7Q/1/brief", "/results/K7Q/1/brief/children/th",
    "/results/K7Q/1/questions/HLP1", "/results/K7Q/1/tables.csv", "/results/surveys/WORKED", "/results/NONE/1",
    "/sdmx/v1/dataflow", "/sdmx/v1/data/DF_K7Q_1", "/sdmx/v2/structure/dataflow", "/sdmx/v2/data/dataflow/SUARA/NONE",
    "/api/v1/releases", "/api/v1/releases/NONE/1", "/health", "/OPEN", "/OPEN/en/2", "/NONE", statics.url("reading.css"),
)  # fmt: skip


def test_whatever_can_be_read_can_be_asked_about(engine: Engine, counting_engine: Engine) -> None:
    a_stored_release(engine, counting_engine)
    with writing(engine) as session:
        an_open_wave(session, code="OPEN")
    reader = TestClient(main.public(engine), follow_redirects=False)
    for path in READ:
        got, asked = reader.get(path), reader.head(path)
        assert (asked.status_code, asked.content) == (got.status_code, b""), path
        assert asked.headers == got.headers, path


def test_the_office_is_asked_as_before(engine: Engine) -> None:
    assert TestClient(main.office(engine)).head("/office/sign-in").status_code == 405


@pytest.fixture
def client() -> TestClient:
    async def streamed(request: Request) -> StreamingResponse:
        return StreamingResponse(iter([b"many", b"parts"]))

    def said(request: Request) -> Response:
        return PlainTextResponse(request.method)

    return TestClient(
        Heads(
            Starlette(
                routes=[
                    Route("/parts", streamed),
                    Route("/said", said, methods=["GET", "POST"]),
                    Route("/form", said, methods=["POST"]),
                ]
            )
        )
    )


def test_what_comes_in_parts_is_kept_back_too(client: TestClient) -> None:
    assert client.get("/parts").content == b"manyparts"
    assert client.head("/parts").content == b""


def test_the_length_is_that_of_the_answer_to_get(client: TestClient) -> None:
    assert client.head("/said").headers["content-length"] == str(len("GET"))


def test_other_methods_come_through_as_they_are(client: TestClient) -> None:
    assert client.post("/said").text == "POST"
    assert client.head("/form").status_code == client.get("/form").status_code == 405
