"""An export is a form that ODK takes, and importing it gives the same questionnaire, to the byte."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pyxform.xls2xform import convert

from app.surveys import structure
from app.surveys.questionnaire import Questionnaire, canonical
from app.surveys.starter import starter
from app.surveys.xlsform.conditions import Unfit, limits, normal, parse
from app.surveys.xlsform.reading import read
from app.surveys.xlsform.sheets import packed, unpacked
from app.surveys.xlsform.writing import write
from tests.makers import a_questionnaire, a_worked_example, open_text, option, pick, says, sensitive, single

HOSTILE = [
    "${AGE} costs $5",
    "_x0041_ and _x005F_",
    "<b>bold</b> & &amp; ]]> <!-- -->",
    "two\nlines",
    "'quoted' \"twice\"",
    "{{ 7 * 7 }} *stars* #heading",
    "'=1+1",
    "http://example.org/?a=1",
    "007",
    "TRUE",
    "ถ้าอยากหยุด\u200bหยุดได้ไหม",
    "مرحبا",
    "\U0001f600 face",
    "\ufeffmark",
    "a\u00a0b\u2028c\x85d",
    "x" * 1000,
    "yes",
    "\ufffe\uffff",
    "pulldata('x', 'y')",
]


def again(questionnaire: Questionnaire) -> Questionnaire:
    document, findings = read(write(questionnaire))
    assert findings == ()
    return Questionnaire.model_validate(document)


def assert_same(questionnaire: Questionnaire) -> None:
    assert canonical(again(questionnaire)) == canonical(questionnaire)


def test_the_starter_survey_comes_back_in_all_its_languages() -> None:
    assert len(starter().languages) >= 10
    assert_same(starter())


def test_the_starter_survey_is_taken_by_pyxform_without_a_warning() -> None:
    warnings: list[str] = []
    form = convert(write(starter()), warnings=warnings, file_type=".xlsx", form_name="form").xform
    assert warnings == []
    assert "${" not in form


def test_the_worked_example_comes_back_with_profile_pairs_and_closing() -> None:
    assert_same(Questionnaire.model_validate(a_worked_example()))


def test_places_indicators_pictures_names_and_topics_come_back() -> None:
    area = {"code": "AREA", "label": {"en": "Where"}, "categories": [{"code": c, "label": {"en": f"${{{c}"}} for c in "12A"]}
    items = [
        single("Q1", topic="=cmd|' /C calc'!A0"),
        single("META", bands="21"),
        single("DATA", asked_if={"any": [{"item": "META", "codes": ["1"]}]}, asked_if_in_words=says("If yes.")),
        {**single("N1"), "options": [option("1", "A", name="=1"), option("2", "B", name="two words", picture="face-good")]},
        {**single("N2"), "options": [option("1", "A", name="2"), option("2", "B", name="1")]},
        {**single("N3"), "options": [option("1", "A", name="1"), option("2", "B")]},
        {"kind": "card", "code": "C1", "bands": ["2"], "wording": says("Nearly done", "2")},
    ]
    indicator = {"code": "I1", "name": {"en": "Share"}, "kind": "risk", "item": "N2", "codes": ["1", "2"]}
    more: dict[str, Any] = {"places": [area], "indicators": [indicator], "check": says("Can you stop?", "2")}
    assert_same(a_questionnaire(*items, breakdowns=["AGE", "AREA"], pairs=[["AGE", "AREA"]], **more))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_come_back_and_no_cell_is_a_formula_or_link(text: str) -> None:
    items = [{**single("Q1"), "wording": says(text), "options": [option("1", text), option("2", "Other")]}]
    questionnaire = a_questionnaire(*items, title={"en": text}, welcome=says(text))
    content = write(questionnaire)
    assert_same(questionnaire)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/"))


LANGUAGES = st.lists(st.sampled_from(["en", "th", "tet", "zh-Hant", "ar"]), min_size=1, max_size=3, unique=True)
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20))


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    languages = draw(LANGUAGES)
    bands = ["1", "3", "7"][: draw(st.integers(1, 3))]
    some_bands = st.lists(st.sampled_from(bands), min_size=1, unique=True)
    by_band = st.dictionaries(st.sampled_from(bands), TEXTS, min_size=1)
    wordings = st.fixed_dictionaries(dict.fromkeys(languages, by_band))
    texts = st.fixed_dictionaries(dict.fromkeys(languages, TEXTS))
    items: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 4))):
        item: dict[str, Any] = {"code": f"Q{number}", "wording": draw(wordings), "topic": draw(st.text(max_size=8))}
        item |= {
            "bands": bands if number == 0 else draw(some_bands),
            "kind": draw(st.sampled_from(["single", "pick", "text", "card"])),
        }
        if item["kind"] in {"single", "pick"}:
            codes = draw(st.lists(st.sampled_from("129AZ"), min_size=2, max_size=4, unique=True))
            names = st.none() | st.sampled_from(["yes", "no", "2"]) | st.text(max_size=6)
            item["options"] = [
                {"code": code, "label": draw(wordings), "name": draw(names), "sensitive": draw(st.booleans())} for code in codes
            ]
            sources = [one for one in items if one["kind"] in {"single", "pick"}]
            if bool(sources) and draw(st.booleans()):
                clauses = [
                    {"item": one["code"], "codes": [option["code"] for option in one["options"][: draw(st.integers(1, 3))]]}
                    for one in draw(st.lists(st.sampled_from(sources), min_size=1, max_size=3))
                ]
                item["asked_if"] = {draw(st.sampled_from(["any", "all"])): clauses}
                item["asked_if_in_words"] = draw(wordings)
        if item["kind"] == "pick":
            item["maximum"] = draw(st.integers(1, len(item["options"])))
            item["options"][0] |= {"exclusive": draw(st.booleans())}
        if item["kind"] == "text":
            item["maximum"] = draw(st.integers(1, 280))
        items.append(item)
    ages = {"1": (8, 10), "3": (11, 13), "7": (14, 17)}
    data = {
        "format": "suara-questionnaire/1",
        "code": "ANY",
        "title": draw(texts),
        "languages": languages,
        "default_language": draw(st.sampled_from(languages)),
        "drafts": draw(st.lists(st.sampled_from(languages), unique=True)),
        "bands": [{"code": b, "label": draw(texts), "from_age": ages[b][0], "to_age": ages[b][1]} for b in bands],
        "welcome": draw(wordings),
        "assent": draw(wordings),
        "check": draw(st.none() | wordings),
        "items": items,
    }
    try:
        questionnaire = Questionnaire.model_validate(data)
    except ValidationError:
        assume(False)
        raise
    assume(not list(structure.examine(questionnaire)))
    return questionnaire


@given(questionnaires())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
def test_any_sound_questionnaire_comes_back_to_the_byte(questionnaire: Questionnaire) -> None:
    assert_same(questionnaire)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_can_be_packed_into_a_cell_and_begins_with_nothing_a_spreadsheet_runs(text: str) -> None:
    assert unpacked(packed(text)) == text
    assert not packed(text).startswith(("=", "+", "-", "@"))


@given(st.text("${}ab='()selctdan r,.<=>0123", max_size=40))
def test_no_expression_breaks_the_reading_of_it(expression: str) -> None:
    for reads in (lambda: normal(parse(expression)), lambda: limits(expression)):
        with contextlib.suppress(Unfit):
            reads()


def edited(questionnaire: Questionnaire, change: Callable[[Any], None]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    book = openpyxl.load_workbook(io.BytesIO(write(questionnaire)))
    change(book)
    out = io.BytesIO()
    book.save(out)
    document, findings = read(out.getvalue())
    assert document is not None
    return document, [(finding.rule, finding.path) for finding in findings]


def put(book: Any, name: str, header: str, becomes: str) -> None:
    sheet = book["survey"]
    headers = [cell.value for cell in sheet[1]]
    line = next(line for line in sheet.iter_rows(min_row=2) if line[headers.index("name")].value == name)
    line[headers.index(header)].value = becomes


AN_EXPORT = a_questionnaire(
    single("Q1"),
    {**pick("P1"), "wording": {"en": {"1": "For the young ones?", "2": "For the older ones?"}}},
    sensitive(single("Q2", asked_if={"any": [{"item": "Q1", "codes": ["1"]}]}, asked_if_in_words=says("If so.")), "1"),
    open_text("T1"),
)


def test_a_label_changed_in_another_tool_counts_for_the_band_that_it_was_of() -> None:
    document, told = edited(AN_EXPORT, lambda book: put(book, "P1", "label::English (en)", "New words?"))
    assert document["items"][1]["wording"] == {"en": {"1": "New words?", "2": "For the older ones?"}}
    assert [rule for rule, _ in told] == ["xlsform-changed"]


def test_a_relevance_and_a_constraint_changed_in_another_tool_count() -> None:
    def change(book: Any) -> None:
        put(book, "Q2", "relevant", "${AGE} = '2' and selected(${P1}, '2')")
        put(book, "P1", "constraint", "count-selected(.) <= 1")

    document, told = edited(AN_EXPORT, change)
    assert document["items"][2]["asked_if"] == {"any": [{"item": "P1", "codes": ["2"]}]}
    assert document["items"][2]["bands"] == ["2"]
    assert document["items"][1]["maximum"] == 1
    assert not any(one["exclusive"] for one in document["items"][1]["options"])
    assert [rule for rule, _ in told] == ["xlsform-changed", "xlsform-changed"]


def test_a_changed_relevance_that_cannot_be_said_here_is_refused() -> None:
    _, told = edited(AN_EXPORT, lambda book: put(book, "Q2", "relevant", "${Q1} != '1'"))
    assert [rule for rule, _ in told] == ["xlsform-condition"]


def test_a_row_added_to_an_export_is_refused() -> None:
    _, told = edited(AN_EXPORT, lambda book: book["survey"].append(["text", "extra", None, "More?"]))
    assert [rule for rule, _ in told] == ["xlsform-value"]
