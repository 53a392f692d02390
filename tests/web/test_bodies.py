"""A form has a largest size, whether it says how large it is or not."""

import re
from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import FastAPI, Form
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from app.web import problems
from app.web.bodies import LARGEST_UPLOAD, BoundedBody
from tests.office import FORM

LARGEST = 1000


@pytest.fixture
def client() -> TestClient:
    application = FastAPI()
    problems.install(application)
    application.add_middleware(BoundedBody, largest=LARGEST, uploads=re.compile("/upload/[a-z]+"))

    @application.post("/upload/voice")
    @application.post("/upload/voice/more")
    @application.post("/form")
    def form(text: Annotated[str, Form()]) -> int:
        return len(text)

    return TestClient(application)


def in_parts(size: int) -> Iterator[bytes]:
    yield b"text="
    for _ in range(size - 5):
        yield b"x"


def test_a_form_of_the_largest_size_is_taken(client: TestClient) -> None:
    assert client.post("/form", content=b"text=" + b"x" * (LARGEST - 5), headers=FORM).json() == LARGEST - 5


def test_a_form_that_says_it_is_larger_is_refused(client: TestClient) -> None:
    answer = client.post("/form", content=b"text=" + b"x" * (LARGEST - 4), headers={**FORM, "accept": "application/json"})
    assert answer.status_code == 413
    assert answer.json()["code"] == "form-too-large"


def test_what_says_it_is_larger_never_reaches_the_application() -> None:
    reached: list[str] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(scope["path"])

    answer = TestClient(BoundedBody(application, LARGEST)).post("/form", content=b"x" * (LARGEST + 1))
    assert (answer.status_code, reached) == (413, [])


@pytest.mark.parametrize(("size", "status"), [(LARGEST, 200), (LARGEST + 1, 413)])
def test_a_form_that_does_not_say_is_counted(client: TestClient, size: int, status: int) -> None:
    answer = client.post("/form", content=in_parts(size), headers={**FORM, "accept": "application/json"})
    assert answer.status_code == status


def test_where_files_are_brought_more_is_taken_and_not_everything(client: TestClient) -> None:
    content = b"text=" + b"x" * (LARGEST * 3)
    assert client.post("/upload/voice", content=content, headers=FORM).status_code == 200
    assert client.post("/upload/voice/more", content=content, headers=FORM).status_code == 413
    headers = {**FORM, "content-length": str(LARGEST_UPLOAD + 1)}
    assert client.post("/upload/voice", content=b"text=x", headers=headers).status_code == 413
