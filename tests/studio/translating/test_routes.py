"""The pages of translating: side by side, as files, reviewed by another person; nothing typed is lost, nothing half saved."""

import io
import re
from html import unescape

import openpyxl
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts.models import Role
from app.database import reading, writing
from app.studio import drafts
from app.studio.changes import Put
from app.studio.translating.saving import document_of
from app.surveys import versions
from app.surveys.starter import starter
from tests.office import a_desk, words
from tests.studio.translating.desk import a_survey_to_translate, translate_all

ADDRESS = "/office/surveys/TEST/languages"
TITLE, Q2 = "title", "items.Q2.wording.1"


@pytest.fixture(name="desk")
def a_desk_with_a_survey(engine: Engine) -> TestClient:
    desk = a_desk(engine)
    with writing(engine) as session:
        versions.save(session, a_survey_to_translate())
    assert desk.post(ADDRESS, data={"language": "th"}).headers["location"] == f"{ADDRESS}/th"
    return desk


def stands(engine: Engine, key: str = TITLE) -> str | None:
    with reading(engine) as session:
        document = document_of(session, "TEST")
    found = document["title"] if key == TITLE else document["items"][1]["wording"]
    text = found.get("th")
    return str(text["1"] if isinstance(text, dict) else text) if text else None


def test_a_text_is_written_beside_its_source_and_what_the_checks_say_stands_by_it(desk: TestClient, engine: Engine) -> None:
    page = desk.get(f"{ADDRESS}/th")
    assert page.status_code == 200
    assert 'lang="th" dir="ltr"' in page.text
    assert "A test" in page.text
    saved = desk.post(f"{ADDRESS}/th", data={f"t:{Q2}": "ข้อไหน?\r\nข้อไหนอีก?", f"was.t:{Q2}": "", "sheet": "Q1"})
    assert saved.status_code == 303
    assert stands(engine, Q2) == "ข้อไหน?\nข้อไหนอีก?"
    shown = words(desk.get(saved.headers["location"]).text)
    assert "Saved. 1 text has changed." in shown
    assert "Two question marks in one item." in shown
    assert "at most 60 characters a sentence" in shown


def test_a_sheet_that_nobody_touched_begins_no_draft(desk: TestClient, engine: Engine) -> None:
    with writing(engine) as session:
        drafts.discard(session, "TEST", drafts.by_code(session, "TEST").revision)
    untouched = {"t:title": "A test", "was.t:title": "A test", "sheet": "start"}
    assert desk.post(f"{ADDRESS}/en", data=untouched).status_code == 303
    with reading(engine) as session:
        assert drafts.find(session, "TEST") is None
    assert desk.post(f"{ADDRESS}/en", data={**untouched, "t:title": "Another test"}).status_code == 303
    with reading(engine) as session:
        assert drafts.by_code(session, "TEST").document["title"]["en"] == "Another test"


def test_arabic_runs_from_right_to_left(desk: TestClient) -> None:
    assert desk.post(ADDRESS, data={"language": "ar"}).status_code == 303
    page = desk.get(f"{ADDRESS}/ar?source=th").text
    assert 'lang="ar" dir="rtl"' in page
    assert "right to left" in page
    assert "Thai and Arabic" in words(page)


def test_a_refused_text_stays_in_its_field_and_holds_up_no_other(desk: TestClient, engine: Engine) -> None:
    form = {"t:title": "การทดสอบ", "was.t:title": "", f"t:{Q2}": "<b>ข้อ</b>", f"was.t:{Q2}": "", "sheet": "Q1"}
    answer = desk.post(f"{ADDRESS}/th", data=form)
    assert answer.status_code == 400
    assert "&lt;b&gt;ข้อ&lt;/b&gt;</textarea>" in answer.text
    assert "<b> is not in the source" in unescape(answer.text)
    assert "What does not fit was not saved." in words(answer.text)
    assert (stands(engine), stands(engine, Q2)) == ("การทดสอบ", None)
    assert desk.post(f"{ADDRESS}/th", data={**form, f"t:{Q2}": "ข้อ"}).status_code == 303, "the same words twice are no clash"


def test_two_people_at_one_text_see_each_others_version(desk: TestClient, engine: Engine) -> None:
    desk.post(f"{ADDRESS}/th", data={"t:title": "ของคนอื่น", "was.t:title": ""})
    form = {"t:title": "ของฉัน", "was.t:title": "", f"t:{Q2}": "ข้อไหน", f"was.t:{Q2}": ""}
    clash = desk.post(f"{ADDRESS}/th", data=form)
    assert clash.status_code == 409
    assert "ของฉัน</textarea>" in clash.text
    assert "ของคนอื่น" in clash.text
    assert (stands(engine), stands(engine, Q2)) == ("ของคนอื่น", "ข้อไหน")
    assert 'name="was.t:title" value=""' in clash.text, "what a page sends by itself writes over nobody"
    assert desk.post(f"{ADDRESS}/th", data=form).status_code == 409
    seen = re.search(r'name="(theirs\.t:title)" value="([^"]*)"', clash.text)
    assert seen is not None
    assert desk.post(f"{ADDRESS}/th", data={**form, seen[1]: seen[2], "theirs": "title"}).status_code == 303
    assert stands(engine) == "ของคนอื่น"
    assert desk.post(f"{ADDRESS}/th", data={**form, seen[1]: seen[2]}).status_code == 303
    assert stands(engine) == "ของฉัน"


def test_a_changed_source_is_flagged_until_the_translation_is_said_to_be_right(desk: TestClient, engine: Engine) -> None:
    desk.post(f"{ADDRESS}/th", data={"t:title": "การทดสอบ", "was.t:title": ""})
    desk.post(f"{ADDRESS}/en", data={"t:title": "A new test", "was.t:title": "A test"})
    assert 'name="ok:title"' in desk.get(f"{ADDRESS}/th").text
    assert "1 to look at again" in desk.get(ADDRESS).text
    assert 'name="ok:title"' in desk.get(f"{ADDRESS}/th?show=todo").text
    desk.post(f"{ADDRESS}/th", data={"t:title": "การทดสอบ", "was.t:title": "การทดสอบ", "ok:title": "yes"})
    assert 'name="ok:title"' not in desk.get(f"{ADDRESS}/th").text


def there(desk: TestClient) -> list[tuple[str, int, int]]:
    """How many texts there are in Thai, by age, and of how many."""
    card = desk.get(ADDRESS).text.rpartition('class="card tongue"')[2].partition("Voices")[0]
    found = re.findall(r'aria-label="(\d+-\d+): (\d+) of (\d+)"', card)
    return [(ages, int(done), int(of)) for ages, done, of in found]


def test_words_that_are_only_borrowed_wait_until_they_are_said_to_be_right(desk: TestClient, engine: Engine) -> None:
    with writing(engine) as session:
        translate_all(session, "TEST", "th", 1)
        older = Put(place=("items", "Q2", "wording", "en", "2"), was=None, becomes="Which of these?")
        drafts.change(session, "TEST", [older], 1)
    page = desk.get(f"{ADDRESS}/th?show=todo").text
    assert "To do: 1" in words(page)
    assert "In English these children read words of their own." in words(page)
    assert there(desk) == [("8-10", 14, 14), ("14-17", 13, 14)]
    desk.post(f"{ADDRESS}/th", data={"ok:items.Q2.wording.2": "yes"})
    assert "Nothing is left to do here." in words(desk.get(f"{ADDRESS}/th?show=todo").text)
    assert there(desk) == [("8-10", 14, 14), ("14-17", 14, 14)]


def test_a_workbook_and_a_po_file_go_out_and_come_back(desk: TestClient, engine: Engine) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(desk.get(f"{ADDRESS}/th/texts.xlsx").content))
    workbook["Texts"].cell(2, 5).value = "จากสมุดงาน"
    content = io.BytesIO()
    workbook.save(content)
    back = desk.post(f"{ADDRESS}/th/file", files={"file": ("th.xlsx", content.getvalue())})
    assert back.status_code == 303
    assert "1 text has changed" in words(desk.get(back.headers["location"]).text)
    assert stands(engine) == "จากสมุดงาน"
    po = desk.get(f"{ADDRESS}/th/texts.po")
    assert po.headers["content-disposition"] == 'attachment; filename="TEST-th.po"'
    changed = po.text.replace('msgstr "จากสมุดงาน"', 'msgstr "จาก PO"')
    assert desk.post(f"{ADDRESS}/th/file", files={"file": ("th.po", changed.encode())}).status_code == 303
    assert stands(engine) == "จาก PO"


def test_a_bad_file_is_refused_with_a_line_for_each_problem(desk: TestClient, engine: Engine) -> None:
    po = desk.get(f"{ADDRESS}/th/texts.po").text
    bad = re.sub(r'(msgctxt "(?:title|items.Q2.wording.1)"\nmsgid "[^"]*"\nmsgstr) ""', r'\1 "<i>x</i>"', po)
    answer = desk.post(f"{ADDRESS}/th/file", files={"file": ("th.po", bad.encode())})
    assert answer.status_code == 400
    assert unescape(answer.text).count("<i> is not in the source") >= 2
    for name, content in (("th.doc", b"hello"), ("th.xlsx", b"PK\x03\x04"), ("th.xlsm", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        assert desk.post(f"{ADDRESS}/th/file", files={"file": (name, content)}).status_code == 400
    assert desk.post(f"{ADDRESS}/th/file", data={"file": "no file"}).status_code == 400
    assert stands(engine) is None


def test_a_review_is_recorded_by_somebody_else(desk: TestClient, engine: Engine) -> None:
    reviewer = a_desk(engine, Role.REVIEWER)
    assert "First every text has to be there, for everybody who reads it." in words(reviewer.get(f"{ADDRESS}/th").text)
    assert reviewer.post(f"{ADDRESS}/th/review").status_code == 409
    assert "/languages/en/review" in reviewer.get(f"{ADDRESS}/en").text
    assert reviewer.post(f"{ADDRESS}/en/review").status_code == 303
    assert "Reviewed by Ana" in words(reviewer.get(ADDRESS).text)
    assert "You have reviewed these very texts." in words(reviewer.get(f"{ADDRESS}/en").text)


def test_who_only_reads_sees_everything_and_changes_nothing(desk: TestClient, engine: Engine) -> None:
    operator = a_desk(engine, Role.OPERATOR)
    assert "Save these texts" not in operator.get(f"{ADDRESS}/th").text
    assert operator.get(f"{ADDRESS}/th/texts.po").status_code == 200
    for act, data in (("", {"language": "km"}), ("/th", {"t:title": "x"}), ("/th/file", {}), ("/th/review", {})):
        assert operator.post(ADDRESS + act, data=data).status_code == 403
    assert a_desk(engine, Role.OFFICIAL).get(ADDRESS).status_code == 403
    with reading(engine) as session:
        assert drafts.by_code(session, "TEST").revision == 2


def test_every_text_of_the_starter_stands_on_exactly_one_sheet(engine: Engine) -> None:
    desk = a_desk(engine)
    with writing(engine) as session:
        versions.save_sound(session, starter())
    first = desk.get("/office/surveys/STARTER/languages/km").text
    sheets = re.findall(r"\?sheet=([A-Za-z0-9]+)&", first)
    found = [key for sheet in sheets for key in _keys(desk.get(f"/office/surveys/STARTER/languages/km?sheet={sheet}").text)]
    assert len(found) == len(set(found)) > 200
    assert len(sheets) < 12
    with reading(engine) as session:
        assert drafts.find(session, "STARTER") is None, "looking begins no draft"


def _keys(page: str) -> list[str]:
    return re.findall(r'name="t:([^"]+)"', page)


def test_what_is_not_there_is_said(desk: TestClient) -> None:
    assert desk.get("/office/surveys/NO/languages").status_code == 404
    assert desk.get(f"{ADDRESS}/km").status_code == 400
    assert desk.post(ADDRESS, data={"language": "xx"}).status_code == 400
