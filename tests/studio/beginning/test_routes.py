"""Where a survey begins: blank, as a copy, and as a file, of which nothing is half read."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine

from app.accounts.models import Role
from app.database import reading, writing
from app.studio import drafts
from app.studio.beginning import files
from app.surveys import checks, pictures, versions
from app.surveys.questionnaire import Questionnaire, content_hash
from app.surveys.starter import starter
from app.surveys.xlsform.writing import write
from tests.makers import a_fit_survey, a_survey, single
from tests.office import a_desk, words
from tests.surveys.drawings import CAT
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


def test_a_file_of_a_survey_that_somebody_writes_begins_another_under_a_code_of_its_own(engine: Engine) -> None:
    desk = a_desk(engine)
    content = json.dumps(a_fit_survey()).encode()
    upload(desk, content)
    refused = upload(desk, content)
    assert refused.status_code == 409
    assert "choose another code" in words(refused.text)
    for code, location in (("fit2", "/office/drafts/FIT2"), ("FIT", None), ("2FIT", None)):
        made = desk.post("/office/surveys/new/file", files={"file": ("a.json", content)}, data={"code": code})
        assert made.headers.get("location") == location
        if location is None:
            assert f'name="code" value="{code}"' in made.text, "what was typed stands there again"
    with reading(engine) as session:
        assert {one.code for one in drafts.all_drafts(session)} == {"FIT", "FIT2"}
        assert drafts.by_code(session, "FIT2").document["items"] == drafts.by_code(session, "FIT").document["items"]


def test_a_file_is_merged_into_the_draft_shown_and_undone(engine: Engine) -> None:
    desk = a_desk(engine)
    upload(desk, json.dumps(a_fit_survey()).encode())
    with reading(engine) as session:
        before = drafts.by_code(session, "FIT")
    assert 'href="/office/drafts/FIT/file"' in desk.get("/office/drafts/FIT/changes").text
    changed = a_fit_survey()
    changed["items"] = [one for one in changed["items"] if one["code"] != "VOI1"]
    changed["items"][1]["wording"]["en"]["1"] = "What is new here?"
    address = "/office/drafts/FIT/file"
    taken = desk.post(address, files={"file": ("a.json", json.dumps(changed).encode())})
    assert taken.status_code == 200
    for told in ("The file is taken in.", "What is new here?", "What changed", "VOI1"):
        assert told in words(taken.text)
    with reading(engine) as session:
        draft = drafts.by_code(session, "FIT")
        assert [one["code"] for one in draft.document["items"]] == [one["code"] for one in changed["items"]]
        assert draft.revision == before.revision + 1, "one change, however much of it there is"
    assert "Nothing changed." in words(desk.post(address, files={"file": ("a.json", json.dumps(changed).encode())}).text)
    assert desk.post("/office/drafts/FIT/undo", data={"revision": draft.revision}).status_code == 303
    with reading(engine) as session:
        assert drafts.by_code(session, "FIT").document == before.document


def test_an_xlsform_comes_back_to_the_draft_that_it_was_made_from(engine: Engine) -> None:
    desk = a_desk(engine)
    with writing(engine) as session:
        versions.save(session, a_fit_survey())
    content = desk.get("/office/surveys/FIT/questionnaire.xlsx").content
    desk.post("/office/surveys/FIT/draft")
    with reading(engine) as session:
        before = drafts.by_code(session, "FIT").document
    taken = desk.post("/office/drafts/FIT/file", files={"file": ("a.xlsx", content)})
    assert "Nothing changed." in words(taken.text)
    with reading(engine) as session:
        assert drafts.by_code(session, "FIT").document == before


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (json.dumps(a_survey()).encode(), 400, "This file holds survey TEST, not FIT."),
        (b"{", 400, "not a questionnaire in JSON"),
        (b"PK\x03\x04" + b"x" * 100, 400, ""),
    ],
)
def test_a_file_that_does_not_fit_changes_nothing_of_a_draft(engine: Engine, content: bytes, status: int, said: str) -> None:
    desk = a_desk(engine)
    upload(desk, json.dumps(a_fit_survey()).encode())
    refused = desk.post("/office/drafts/FIT/file", files={"file": ("a", content)})
    assert refused.status_code == status
    assert 'role="alert"' in refused.text
    assert said in words(refused.text)
    with reading(engine) as session:
        assert drafts.by_code(session, "FIT").revision == 1


def test_a_picture_that_is_not_kept_here_is_said_with_its_row_and_what_to_do(engine: Engine) -> None:
    desk = a_desk(engine)
    with writing(engine) as session:
        kept = pictures.add(session, CAT)
    survey = a_survey(single("Q1", options="123"), single("Q2"))
    for option, name in zip(survey["items"][0]["options"], (kept, "own-" + "0" * 24), strict=False):
        option |= {"picture": name, "picture_text": {"en": "A cat"}}
    form = write(Questionnaire.model_validate(survey))
    told = "Answer 2 of Q1 shows a picture that is not kept here"
    for content, code, where in (
        (form, "ONE", "sheet choices, row 5"),
        (json.dumps(survey).encode(), "TWO", "items.Q1.options.2"),
    ):
        read = words(desk.post("/office/surveys/new/file", files={"file": ("a", content)}, data={"code": code}).text)
        assert f"{where} {told}" in read
        assert "Answer 1 of Q1" not in read
    begun = desk.post("/office/surveys/new/file", files={"file": ("a", form)})
    assert begun.status_code == 200
    taken = words(desk.post("/office/drafts/TEST/file", files={"file": ("a", form)}).text)
    assert f"sheet choices, row 5 {told}" in taken
    refused = desk.post("/office/drafts/TEST/publish")
    assert refused.status_code == 409
    assert "items.Q1.options.2" in words(refused.text)


def test_only_who_may_write_brings_a_file_and_only_to_a_draft_that_is_there(engine: Engine) -> None:
    assert a_desk(engine).get("/office/drafts/NONE/file").status_code == 404
    reviewer = a_desk(engine, Role.REVIEWER)
    assert reviewer.post("/office/drafts/FIT/file", files={"file": ("a", b"{}")}).status_code == 403
