import re
from pathlib import Path

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
    assert answer.content == statics.served("child.js").plain
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


def test_a_script_is_sent_without_comments_and_indentation_and_names_others_by_their_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.js").write_text('import { two } from "/static/two.js";\n// A remark.\n  // Another.\n\n  two("// kept");\n')
    (tmp_path / "two.js").write_text("export const two = 2;\n")
    monkeypatch.setattr(statics, "FOLDER", tmp_path)
    for kept in (statics._static, statics._files):
        kept.cache_clear()
    try:
        two = statics.url("two.js")
        assert statics.served("one.js").plain.decode() == f'import {{ two }} from "{two}";\n\ntwo("// kept");\n'
        before = statics.url("one.js")
        (tmp_path / "two.js").write_text("export const two = 3;\n")
        for kept in (statics._static, statics._files):
            kept.cache_clear()
        assert statics.url("one.js") != before
    finally:
        for kept in (statics._static, statics._files):
            kept.cache_clear()


def test_no_comment_or_indentation_of_ours_stands_where_it_would_be_missed() -> None:
    for path in statics.FOLDER.glob("*.js"):
        for literal in re.findall(r"`[^`]*`", path.read_text()):
            assert "\n" not in literal, path
