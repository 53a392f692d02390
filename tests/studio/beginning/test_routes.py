"""Where a survey begins: blank, as a copy, and as a file, of which nothing is half read."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine

from app.database import reading, writing
from app.studio import drafts
from app.studio.beginning import files
from app.surveys import checks, versions
from app.surveys.questionnaire import content_hash
from app.surveys.starter import starter
from tests.makers import a_fit_survey, a_survey
from tests.office import a_desk, words
from tests.surveys.xlsform.forms import a_form, row

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_a_survey_begins_blank_as_the_starter_and_as_a_copy(engine: Engine) -> None:
    desk = a_desk(engine)
    with writing(engine) as session:
        versions.save(session, a_fit_survey())
    for source, code in (("blank", "B"), ("starter", "S"), ("copy:FIT", "C")):
        made = desk.post("/office/surveys/new", data={"source": source, "code": code, "title": "Mine", "language": "th"})
        assert made.headers["location"] == f"/office/drafts/{code}"
        for page in ("", "/settings", "/bank", "/preview", "/changes"):
            assert desk.get(f"/office/drafts/{code}{page}").status_code == 200, page
    assert "Mine" in desk.get("/office").text
    with writing(engine) as session:
        assert len(drafts.by_code(session, "S").document["items"]) == len(starter().items)
        assert drafts.by_code(session, "B").document["welcome"]["th"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"code": "1X"}, "begins with a letter"),
        ({"code": "FIT"}, "There is a survey FIT already"),
        ({"code": "N", "source": "copy:NOPE"}, "There is no survey NOPE"),
        ({"code": "N", "title": "=cmd()"}, "spreadsheets"),
    ],
)
def test_what_is_refused_at_the_beginning_is_said_on_the_same_page(engine: Engine, data: dict[str, str], said: str) -> None:
    desk = a_desk(engine)
    with writing(engine) as session:
        versions.save(session, a_fit_survey())
    answer = desk.post("/office/surveys/new", data={"source": "blank", "title": "Mine", "language": "en", **data})
    assert answer.status_code >= 400
    assert said in words(answer.text)
    assert "Start writing" in answer.text


def test_a_file_becomes_a_draft_and_a_broken_one_becomes_nothing(engine: Engine) -> None:
    desk = a_desk(engine)
    good = json.dumps(a_fit_survey()).encode()
    assert desk.post("/office/surveys/new/file", files={"file": ("a.json", good)}).headers["location"] == "/office/drafts/FIT"
    deep = b"[" * 100_000
    half = json.dumps({**a_survey(), "items": [{"kind": "slider", "code": "X"}]}).encode()
    for content in (b"", b"\xff\xfe", b"{", b"[]", b'"x"', deep, half, good + b" " * 1_000_000):
        answer = desk.post("/office/surveys/new/file", files={"file": ("a.json", content)})
        assert 400 <= answer.status_code < 500, content[:20]
    with writing(engine) as session:
        assert [one.code for one in drafts.all_drafts(session)] == ["FIT"]


def upload(desk: Any, content: bytes, name: str = "form.xlsx") -> Any:
    return desk.post("/office/surveys/new/file", files={"file": (name, content)})


def test_an_xlsform_becomes_a_draft_and_what_has_no_counterpart_is_said_by_row(engine: Engine) -> None:
    desk = a_desk(engine)
    content = a_form(row("select_one yesno", "likes", "Do you like it?"), row("geopoint", "place", "Where are you?"))
    answer = upload(desk, content)
    assert answer.status_code == 200
    assert "sheet survey, row 3" in words(answer.text)
    code = answer.text.split('class="b go" href="/office/drafts/')[1].split('"')[0]
    assert desk.get(f"/office/drafts/{code}").status_code == 200


def test_an_xlsform_that_cannot_be_kept_is_refused_by_row_and_nothing_is_saved(engine: Engine) -> None:
    desk = a_desk(engine)
    content = a_form(row("select_one yesno", "likes", "Do you like it?"), row("calculate", "twice", calculation="2 * 2"))
    answer = upload(desk, content)
    assert answer.status_code == 400
    assert "row 3" in words(answer.text)
    assert "nothing was saved" in words(answer.text)
    with reading(engine) as session:
        assert drafts.all_drafts(session) == []


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04" + b"x" * 100, b"\xd0\xcf\x11\xe0" + b"x" * 600, b"PK\x03\x04" + b"x" * 950_000]
)
def test_a_broken_locked_or_oversized_workbook_is_refused(engine: Engine, content: bytes) -> None:
    answer = upload(a_desk(engine), content)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_a_survey_leaves_as_a_file_and_comes_back_the_same(engine: Engine) -> None:
    desk = a_desk(engine)
    with writing(engine) as session:
        versions.save_sound(session, starter())
    for kind in ("json", "xlsx"):
        fetched = desk.get(f"/office/surveys/STARTER/questionnaire.{kind}")
        assert f'filename="STARTER.{kind}"' in fetched.headers["content-disposition"]
        assert checks.read(files.read(fetched.content).document)[0] == starter()
    assert upload(desk, desk.get("/office/surveys/STARTER/questionnaire.json").content).status_code == 303
    with writing(engine) as session:
        assert content_hash(drafts.publish(session, "STARTER").document) == content_hash(starter())
    again = upload(desk, desk.get("/office/surveys/STARTER/questionnaire.json").content)
    assert again.status_code == 409
    assert "Somebody is writing a survey STARTER already" in words(again.text)
