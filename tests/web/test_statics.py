import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.errors import NotFound
from app.web import statics

application = FastAPI()
application.include_router(statics.router)
browser = TestClient(application)


def test_a_file_is_served_for_ever_under_a_name_that_holds_its_hash() -> None:
    answer = browser.get(statics.url("child.js"))
    assert answer.content == (statics.FOLDER / "child.js").read_bytes()
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-encoding"] in {"br", "gzip"}


@pytest.mark.parametrize("name", ["child.js", "child.000000000000.js", "..\\pyproject.toml"])
def test_nothing_else_is_served(name: str) -> None:
    with pytest.raises(NotFound) as refusal:
        browser.get(f"/static/{name}")
    assert refusal.value.code == "unknown-file"


def test_an_address_of_a_file_that_is_not_there_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        statics.url("missing.js")
