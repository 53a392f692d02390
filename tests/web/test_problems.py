"""What goes wrong is said to people as a page, to programs as a problem document, and to logs without what was sent."""

import asyncio
import logging
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app.errors import Busy, Conflict, Invalid, NotAllowed, NotFound, NotKnown, Refusal, TooOften
from app.web import problems

PROGRAM = {"accept": "application/json"}
PERSON = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
KINDS = [(NotFound, 404), (NotAllowed, 403), (Conflict, 409), (Invalid, 400), (Busy, 503), (TooOften, 429), (NotKnown, 401)]


def a_refusing_application(refusal: Exception) -> TestClient:
    application = FastAPI()
    problems.install(application)
    application.add_middleware(problems.Unforeseen)

    @application.get("/office/thing")
    @application.get("/api/v1/thing")
    def thing(number: int = 0) -> None:
        raise refusal

    @application.get("/half")
    def half() -> StreamingResponse:
        def parts() -> Iterator[bytes]:
            yield b"half a page"
            raise refusal

        return StreamingResponse(parts())

    return TestClient(application, follow_redirects=False)


def test_who_leaves_while_sending_is_no_fault_of_the_program(caplog: pytest.LogCaptureFixture) -> None:
    sent: list[Message] = []

    async def leaves(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def say(message: Message) -> None:
        sent.append(message)

    asyncio.run(problems.Unforeseen(leaves)({"type": "http", "method": "POST", "path": "/", "headers": []}, gone, say))
    assert (sent, caplog.text) == ([], "")


@pytest.mark.parametrize(("kind", "status"), KINDS)
def test_each_kind_of_refusal_has_its_status(kind: type[Refusal], status: int) -> None:
    answer = a_refusing_application(kind("some-code", "This is why.")).get("/office/thing", headers=PERSON)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "This is why." in answer.text


def test_a_program_gets_a_problem_document() -> None:
    refusal = Conflict("not-ready", "Not ready.", wave="K7", missing=("1. Purpose",))
    answer = a_refusing_application(refusal).get("/office/thing", headers=PROGRAM)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:suara:refusal:not-ready",
        "title": "Conflict",
        "status": 409,
        "detail": "Not ready.",
        "code": "not-ready",
        "wave": "K7",
        "missing": ["1. Purpose"],
    }


def test_the_api_answers_programs_whatever_they_accept() -> None:
    answer = a_refusing_application(NotFound("gone", "Gone.")).get("/api/v1/thing", headers=PERSON)
    assert answer.json()["code"] == "gone"


def test_a_detail_cannot_take_the_place_of_a_member() -> None:
    document = problems.problem_document(NotFound("gone", "Gone.", status="fine", type="nothing", title="All is well"))
    assert (document["status"], document["type"], document["title"]) == (404, "urn:suara:refusal:gone", "Not Found")


def test_a_page_lists_what_is_missing_and_cannot_be_made_to_run_anything() -> None:
    refusal = Conflict("not-ready", "<b>Not</b> ready.", missing=["<script>alert(1)</script>"])
    page = a_refusing_application(refusal).get("/office/thing", headers=PERSON).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>Not" not in page


@pytest.mark.parametrize(("details", "seconds"), [({}, "5"), ({"retry_after": 300}, "300")])
def test_who_is_told_to_come_back_is_told_when(details: dict[str, int], seconds: str) -> None:
    answer = a_refusing_application(Busy("full", "Full.", **details)).get("/office/thing", headers=PERSON)
    assert answer.headers["retry-after"] == seconds


def test_what_nobody_foresaw_gives_nothing_away(caplog: pytest.LogCaptureFixture) -> None:
    client = a_refusing_application(RuntimeError("INSERT INTO remark ... 'I am Siti'"))
    answer = client.get("/office/thing?number=4711", headers=PERSON)
    assert answer.status_code == 500
    assert "Siti" not in answer.text
    assert "Traceback" not in answer.text
    (record,) = [one for one in caplog.records if one.name == "app.web.problems"]
    said = logging.Formatter("%(message)s").format(record)
    assert "unforeseen RuntimeError" in said
    assert "test_problems.py" in said, "where it happened must be found in the log"
    assert "Siti" not in caplog.text
    assert "4711" not in caplog.text


def test_a_page_that_breaks_half_way_breaks_off(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(RuntimeError, match="broke off"):
        a_refusing_application(ValueError("'I am Siti'")).get("/half")
    assert "Siti" not in caplog.text


def test_an_unknown_address_and_a_wrong_method_are_pages_too() -> None:
    client = a_refusing_application(NotFound("gone", "Gone."))
    unknown = client.get("/office/nowhere", headers=PERSON)
    assert (unknown.status_code, "There is no such page." in unknown.text) == (404, True)
    wrong = client.delete("/office/thing", headers=PERSON)
    assert wrong.status_code == 405
    assert wrong.headers["allow"] == "GET"
    assert "<h1>" in wrong.text


def test_a_malformed_request_names_the_field_and_does_not_repeat_what_was_sent() -> None:
    answer = a_refusing_application(NotFound("gone", "Gone.")).get("/office/thing?number=siti", headers=PROGRAM)
    assert answer.status_code == 422
    assert answer.json()["code"] == "malformed-request"
    assert answer.json()["missing"][0].startswith("number: ")
    assert "siti" not in answer.text
