"""Every page comes with the safe headers, and a route that brings its own keeps them."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.web.headers import SafeHeaders

OWN = {"Content-Security-Policy": "default-src 'none'; style-src 'sha256-x'", "Cache-Control": "public, max-age=300"}


def page(request: Request) -> PlainTextResponse:
    return PlainTextResponse("here", headers=OWN if "own" in request.url.path else {})


@pytest.fixture
def client() -> TestClient:
    return TestClient(SafeHeaders(Starlette(routes=[Route("/{rest:path}", page)])))


@pytest.mark.parametrize("path", ["/office", "/office/waves/K7", "/results", "/office-like"])
def test_nothing_foreign_is_loaded_framed_or_guessed(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "img-src": "'self' data:",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_pages_of_the_office_are_not_kept_and_others_may_be(client: TestClient) -> None:
    assert client.get("/office/waves/K7").headers["cache-control"] == "no-store"
    assert "cache-control" not in client.get("/results").headers


def test_no_other_site_learns_where_a_reader_came_from(client: TestClient) -> None:
    assert client.get("/results").headers["referrer-policy"] == "no-referrer"
    assert client.get("/office").headers["referrer-policy"] == "same-origin"


def test_a_route_s_own_header_is_never_overridden(client: TestClient) -> None:
    headers = client.get("/office/own").headers
    assert headers.get_list("content-security-policy") == [OWN["Content-Security-Policy"]]
    assert headers.get_list("cache-control") == [OWN["Cache-Control"]]
