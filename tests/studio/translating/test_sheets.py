"""A language goes out as a workbook and comes back without loss; what is wrong in it is named by its row."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.database import reading, writing
from app.errors import Conflict, Invalid
from app.studio.translating import records, sheets
from app.studio.translating.incoming import Taken, take_in
from app.studio.translating.saving import document_of, language_of
from tests.studio.translating.desk import a_survey_here, a_survey_to_translate, put, translate_all, two_people
from tests.studio.translating.test_catalogues import TEXTS, of_document

Q2 = "items.Q2.wording.1"


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(["title", Q2]), TEXTS), TEXTS)
def test_any_text_comes_back_as_it_went_out(texts: dict[str, str], source: str) -> None:
    document = a_survey_to_translate(languages=["en", "th"])
    document["title"] = {"en": source, **({"th": texts["title"]} if "title" in texts else {})}
    if Q2 in texts:
        document["items"][1]["wording"]["th"] = {"1": texts[Q2]}
    of = of_document(document)
    said, incoming = sheets.read(sheets.written(of, frozenset()), "TEST", "th")
    assert said == "en"
    assert [one.key for one in incoming] == [slot.key for slot in of.slots]
    assert {one.key: one.text for one in incoming if one.text} == texts
    assert {one.key: one.source for one in incoming}["title"] == source


@pytest.mark.parametrize(
    "text", ["_x0041_", "a_x000D_b", "first\nsecond", "  spaced", "'quoted", '"said"', "\u200bក\u200bខ", "007", "8"]
)
def test_texts_that_spreadsheets_like_to_change_stay_as_they_are(text: str) -> None:
    document = a_survey_to_translate(languages=["en", "th"], title={"en": text, "th": text})
    _, incoming = sheets.read(sheets.written(of_document(document), frozenset()), "TEST", "th")
    assert (incoming[0].source, incoming[0].text) == (text, text)


def test_only_the_translations_can_be_written_and_nothing_is_a_formula() -> None:
    document = a_survey_to_translate(languages=["en", "ar"])
    document["title"] = {"en": "A test", "ar": "تجربة"}
    sheet = openpyxl.load_workbook(io.BytesIO(sheets.written(of_document(document, "ar"), frozenset())))["Texts"]
    assert sheet.protection.sheet
    for row in sheet.iter_rows(min_row=2):
        assert [cell.protection.locked for cell in row].count(False) == 1
        assert not row[sheets.TRANSLATION].protection.locked
        assert {cell.data_type for cell in row} <= {"s", "n"}
        assert row[sheets.TRANSLATION].alignment.readingOrder == 2
    assert sheet.column_dimensions["H"].hidden
    assert [cell.value for cell in sheet[2]][:7] == ["title", "Title", "", "A test", "تجربة", "", ""]
    assert "at most 5 words" in {row[5].value for row in sheet.iter_rows(min_row=2)}


def out(engine: Engine, code: str, language: str = "th") -> Any:
    with reading(engine) as session:
        of = language_of(session, code, language)
        overtaken = records.stale(of.document, of.slots, language, records.of_language(session, code, language))
        return openpyxl.load_workbook(io.BytesIO(sheets.written(of, overtaken)))


def back(engine: Engine, code: str, workbook: Any, *, overwrite: bool = False) -> Taken:
    content = io.BytesIO()
    workbook.save(content)
    with writing(engine) as session:
        source, incoming = sheets.read(content.getvalue(), code, "th")
        return take_in(session, language_of(session, code, "th", source), incoming, 1, overwrite=overwrite)


def fill(workbook: Any, key: str, value: Any, column: int = sheets.TRANSLATION) -> None:
    row = next(row for row in workbook["Texts"].iter_rows(min_row=2) if row[0].value == key)
    row[column].value = value


@pytest.fixture
def code(engine: Engine) -> str:
    ana, _ = two_people(engine)
    return a_survey_here(engine, ana, "th")


def test_a_workbook_comes_back_into_the_survey_and_a_second_time_changes_nothing(engine: Engine, code: str) -> None:
    workbook = out(engine, code)
    fill(workbook, "title", "การทดสอบ")
    fill(workbook, Q2, "ข้อไหนบ้าง")
    fill(workbook, "items.Q2.options.1.label.1", 8.0)
    workbook["Texts"].delete_rows(4)
    assert back(engine, code, workbook).changed == 3
    assert back(engine, code, workbook).changed == 0
    assert back(engine, code, out(engine, code)).changed == 0
    with reading(engine) as session:
        document = document_of(session, code)
        assert document["title"]["th"] == "การทดสอบ"
        assert document["items"][1]["options"][0]["label"]["th"] == {"1": "8"}


def test_a_source_that_changed_since_is_told_and_the_text_shows_as_overtaken(engine: Engine, code: str) -> None:
    workbook = out(engine, code)
    fill(workbook, Q2, "ข้อไหน")
    with writing(engine) as session:
        put(session, code, "en", 1, items__Q2__wording__1="Which ones?")
    taken = back(engine, code, workbook)
    assert (taken.changed, taken.overtaken) == (1, [f"row {taken.overtaken[0].split()[1]} ({Q2}): the source has changed."])
    states = {row[0].value: row[6].value for row in out(engine, code)["Texts"].iter_rows(min_row=2)}
    assert states[Q2] == "The source has changed"
    assert states["title"] == "To be translated"


def test_what_was_changed_here_meanwhile_is_not_written_over_unless_asked_for(engine: Engine, code: str) -> None:
    with writing(engine) as session:
        translate_all(session, code, "th", 1)
    workbook = out(engine, code)
    with writing(engine) as session:
        put(session, code, "th", 1, title="ที่นี่", items__Q2__wording__1="ที่นี่ด้วย")
    fill(workbook, "title", "ที่นั่น")
    with pytest.raises(Conflict) as refusal:
        back(engine, code, workbook)
    assert str(refusal.value.details["missing"]).startswith("('row 2 (title): changed here to “ที่นี่”")
    assert back(engine, code, workbook, overwrite=True).changed == 1
    with reading(engine) as session:
        assert document_of(session, code)["items"][1]["wording"]["th"]["1"] == "ที่นี่ด้วย", "what the file left alone stays"


def spoiled(key: str, value: Any, column: int = sheets.TRANSLATION) -> Callable[[Any], None]:
    return lambda workbook: fill(workbook, key, value, column)


def about(row: int, value: str) -> Callable[[Any], None]:
    def change(workbook: Any) -> None:
        workbook["About"].cell(row, 2).value = value

    return change


def without_key(workbook: Any) -> None:
    fill(workbook, Q2, "ข้อ")
    fill(workbook, Q2, None, sheets.KEY)


BAD: dict[str, tuple[Callable[[Any], None], str, str]] = {
    "an unknown key": (spoiled(Q2, "items.NO.wording.1", sheets.KEY), "translations-refused", "Row "),
    "a key twice": (spoiled(Q2, "title", sheets.KEY), "translations-refused", "first at row 2"),
    "no key": (without_key, "translations-refused", "key"),
    "a formula": (spoiled(Q2, '=HYPERLINK("x")'), "translations-refused", "a formula"),
    "a date": (spoiled(Q2, datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)), "translations-refused", "a date"),
    "a truth": (spoiled(Q2, True), "translations-refused", "true or false"),
    "markup": (spoiled(Q2, "<script>"), "translations-refused", "<script> is not in the source"),
    "a text too long": (spoiled(Q2, "ก" * 1001), "translations-refused", "1000"),
    "another survey": (about(1, "OTHER"), "another-survey", "OTHER"),
    "another language": (about(2, "km"), "another-language", "km"),
    "another workbook": (lambda workbook: workbook.remove(workbook["About"]), "not-a-translation", "not made here"),
}


def test_what_is_wrong_is_named_by_its_row_and_nothing_is_saved(engine: Engine, code: str) -> None:
    for name, (spoil, refused, said) in BAD.items():
        workbook = out(engine, code)
        fill(workbook, "bands.1.label", "เด็กเล็ก")
        spoil(workbook)
        with pytest.raises(Invalid) as refusal:
            back(engine, code, workbook)
        assert (name, refusal.value.code) == (name, refused)
        assert said in refusal.value.reason, name
    with reading(engine) as session:
        assert "th" not in document_of(session, code)["bands"][0]["label"]
