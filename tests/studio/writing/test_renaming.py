"""Another code for a question or an answer, in everything that names it; and for nothing that a saved version has."""

from typing import Any

import pytest
from sqlalchemy import Engine

from app.database import reading, writing
from app.errors import Conflict, Invalid
from app.studio import drafts
from app.studio.changes import codes, merge, value_at
from app.studio.step import step_of
from app.studio.translating import records
from app.studio.writing import renaming, words
from app.surveys import versions
from app.surveys.checks import read
from app.surveys.findings import sound
from tests.makers import a_survey, a_survey_with_indicators, option, says, single
from tests.office import a_desk
from tests.office import words as said
from tests.studio.writing.desk import DRAFT, fields, press, standing

Json = dict[str, Any]


def renamed(document: Json, place: str, code: str, saved: str = "") -> Json:
    after, _, clashes = merge(document, renaming.rename(document, tuple(place.split(".")), code, saved.split()))
    assert not clashes
    return after


def test_a_question_is_named_by_its_new_code_wherever_it_was_named() -> None:
    before = a_survey_with_indicators()
    assert sound(read(before)[1])
    document = before
    for old, new in (("GEN", "SEX"), ("CON1", "UPSET"), ("END1", "FEEL")):
        document = renamed(document, f"items.{old}", new)
    assert codes(document, ("items",)) == ("SEX", "CON1A", "UPSET", "HLP1", "HLP3", "FEEL")
    assert value_at(document, ("items", "HLP3", "asked_if")) == {"any": [{"item": "UPSET", "codes": ["2", "3"]}]}
    assert (document["profile"], document["closing"]) == (["SEX"], "FEEL")
    assert (document["breakdowns"], document["pairs"]) == (["AGE", "SEX"], [["AGE", "SEX"]])
    assert value_at(document, ("indicators", "I0", "item")) == "UPSET"
    assert sound(read(document)[1])


def test_an_answer_is_named_by_its_new_code_in_conditions_and_numbers_of_its_own_question() -> None:
    document = renamed(a_survey_with_indicators(), "items.CON1.options.2", "B")
    assert codes(document, ("items", "CON1", "options")) == ("1", "B", "3")
    assert codes(document, ("items", "GEN", "options")) == ("1", "2", "3")
    assert value_at(document, ("items", "HLP3", "asked_if")) == {"any": [{"item": "CON1", "codes": ["B", "3"]}]}
    assert value_at(document, ("indicators", "I0", "codes")) == ["B", "3"]
    assert value_at(document, ("indicators", "I1", "codes")) == ["1"]


def test_a_question_that_names_itself_by_mistake_is_renamed_all_the_same() -> None:
    document = a_survey(single("Q1", asked_if={"any": [{"item": "Q1", "codes": ["1"]}]}), single("Q2"))
    assert value_at(renamed(document, "items.Q1", "X"), ("items", "X", "asked_if")) == {"any": [{"item": "X", "codes": ["1"]}]}


def test_another_code_is_one_step_that_says_so_and_can_be_taken_back() -> None:
    document = a_survey_with_indicators()
    step = step_of(document, tuple(renaming.rename(document, ("items", "CON1"), "UPSET", ())))
    assert words.step(step) == "CON1 is now UPSET"
    assert merge(merge(document, step.changes)[0], step.back)[0] == document


@pytest.mark.parametrize(
    ("place", "code", "refusal"),
    [
        ("items.Q1", "Q2", "item-code-taken"),
        ("items.Q1", "AGE", "item-code-taken"),
        ("items.Q1", "OLD", "code-was-saved"),
        ("items.OLD", "NEW", "code-was-saved"),
        ("items.Q1", "GONE", "code-still-named"),
        ("items.Q1", "1st", "bad-code"),
        ("items.Q1", "A" * 13, "bad-code"),
        ("items.Q1.options.1", "2", "item-code-taken"),
        ("items.Q1.options.1", "0", "bad-code"),
        ("items.Q1.options.1", "AB", "bad-code"),
        ("items.Q1.options.9", "8", "gone-meanwhile"),
        ("items.MISSING", "NEW", "gone-meanwhile"),
        ("items.Q1.wording.en", "fr", "unknown-act"),
        ("title", "x", "unknown-act"),
    ],
)
def test_a_code_is_refused_that_would_mislead(place: str, code: str, refusal: str) -> None:
    document = a_survey(single("Q1"), single("Q2", asked_if={"any": [{"item": "GONE", "codes": ["1"]}]}), single("OLD"))
    with pytest.raises((Conflict, Invalid)) as refused:
        renamed(document, place, code, "OLD")
    assert refused.value.code == refusal


def test_the_office_renames_what_no_saved_version_has(engine: Engine) -> None:
    desk = a_desk(engine)
    with writing(engine) as session:
        versions.save(session, a_survey(single("Q1"), single("Q2")))
    desk.post("/office/surveys/TEST/draft")
    press(desk, "add-item", new__code="NEW")
    page = f"{DRAFT}/items/NEW"
    assert press(desk, "rename items.NEW", page, new__code="con1").headers["location"] == f"{DRAFT}/items/CON1"
    assert standing(engine, "items", "NEW") is None
    assert "Undo : NEW is now CON1" in said(desk.get(f"{DRAFT}/items/CON1").text)
    answer = press(desk, "rename items.CON1.options", f"{DRAFT}/items/CON1", new__option="2", new__code="b")
    assert answer.headers["location"] == f"{DRAFT}/items/CON1"
    assert [one["code"] for one in standing(engine, "items", "CON1", "options")] == ["1", "B"]
    for refused in (
        press(desk, "rename items.Q1", f"{DRAFT}/items/Q1", new__code="OTHER"),
        press(desk, "rename items.Q1.options", f"{DRAFT}/items/Q1", new__option="2", new__code="B"),
        press(desk, "rename items.CON1", f"{DRAFT}/items/CON1", new__code="Q1"),
        press(desk, "rename title", f"{DRAFT}/items/CON1", new__code="Q1"),
    ):
        assert refused.status_code in {400, 409}
    assert "A saved version has Q1" in said(press(desk, "rename items.Q1", f"{DRAFT}/items/Q1", new__code="OTHER").text)


def test_what_is_known_of_translations_goes_along_with_a_new_code(engine: Engine) -> None:
    desk = a_desk(engine)
    item = {**single("Q1"), "wording": {**says("What?"), "th": {"1": "อะไร"}}, "options": [option("1", "A"), option("2", "B")]}
    with writing(engine) as session:
        drafts.start(session, a_survey(item, single("Q2"), languages=["en", "th"]), 1)
    form = fields(desk.get(f"{DRAFT}/items/Q1").text)
    desk.post(DRAFT, data={**form, "items.Q1.wording.en.1": "What then?", "act": "save"})
    with reading(engine) as session:
        before = records.of_language(session, "TEST", "th")
    press(desk, "rename items.Q1", f"{DRAFT}/items/Q1", new__code="CON1")
    with reading(engine) as session:
        after = records.of_language(session, "TEST", "th")
    [(of, known)] = [(key, one) for key, one in before.items() if key[0].startswith("items.Q1.")]
    moved = after[(of[0].replace("Q1", "CON1"), of[1])]
    assert (moved.source_digest, moved.translator_id) == (known.source_digest, None), "nobody has translated it anew"
    assert of in after
