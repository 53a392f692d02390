"""A form is taken from this site's own pages only."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.web.origin import SameOrigin

OURS = [
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": "http://office.test"},
    {"referer": "http://office.test/office/waves/K7"},
    {"sec-fetch-site": "same-origin", "origin": "https://elsewhere.test"},
]
FOREIGN = [
    {},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": "http://office.test"},
    {"sec-fetch-site": ""},
    {"origin": "null"},
    {"origin": "http://office.test.elsewhere.test"},
    {"origin": "http://office.test:8443"},
    {"origin": "http://elsewhere.test", "referer": "http://office.test/"},
    {"referer": "http://elsewhere.test/?http://office.test/"},
    {"referer": "office.test"},
]


async def done(request: Request) -> PlainTextResponse:
    return PlainTextResponse("done")


@pytest.fixture
def client() -> TestClient:
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    return TestClient(SameOrigin(Starlette(routes=[Route("/office/x", done, methods=methods)])), base_url="http://office.test")


@pytest.mark.parametrize("headers", OURS)
def test_a_form_from_here_is_taken(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/office/x", headers=headers).text == "done"


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_from_elsewhere_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/office/x", headers=headers)
    assert answer.status_code == 403
    assert "done" not in answer.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_method_that_changes_something_is_let_through(client: TestClient, method: str) -> None:
    assert client.request(method, "/office/x").status_code == 403


def test_reading_is_free(client: TestClient) -> None:
    assert client.get("/office/x", headers={"sec-fetch-site": "cross-site"}).text == "done"
