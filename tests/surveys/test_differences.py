"""What changed between two versions: said in words, carried over by code, and broken where the words are not the same."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.surveys.differences import Break, Difference, broken_by, carried, differences
from app.surveys.questionnaire import Questionnaire
from app.surveys.starter import starter
from tests.makers import a_questionnaire, a_worked_example, option, pick, says, single


def worked(**changed: Any) -> Questionnaire:
    """The worked example, with some of its items changed (None: removed)."""
    data = a_worked_example()
    removed = {code for code, change in changed.items() if change is None}
    data["items"] = [{**one, **(changed.get(one["code"]) or {})} for one in data["items"] if one["code"] not in removed]
    return Questionnaire.model_validate(data)


def broken(after: Questionnaire) -> tuple[str, ...]:
    return carried(worked(), after).broken


def test_a_survey_does_not_differ_from_itself() -> None:
    assert differences(starter(), starter()) == ()
    assert carried(starter(), starter()).broken == ()


def test_other_words_break_the_trend_and_are_shown_with_the_old_ones() -> None:
    after = worked(CON1={"wording": says("Did you see something bad?")})
    one = differences(worked(), after)[0]
    assert one == Difference(
        "CON1", "Wording", "What about CON1?", "Did you see something bad?", "en", "14 to 17", breaks=Break.WORDS
    )
    assert "CON1" in broken(after)
    assert "HLP1" in carried(worked(), after).same


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("GEN", {"options": [option("1", "Answer 1"), option("2", "Another"), option("3", "Answer 3")]}),
        ("GEN", {"options": [option("1", "Answer 1"), option("2", "Answer 2")]}),
        ("GEN", {"options": [option(one, f"Answer {one}") for one in "132"]}),
        ("GEN", {"options": [option(one, f"Answer {one}") for one in "1234"]}),
        ("GEN", {"bands": ["1"]}),
        ("HLP1", {"maximum": 1}),
        ("HLP3", {"asked_if": {"any": [{"item": "CON1", "codes": ["3"]}]}}),
    ],
)
def test_other_answers_ages_limits_and_conditions_break_the_trend(code: str, change: dict[str, Any]) -> None:
    assert broken(worked(**{code: change})) == (code,)


@pytest.mark.parametrize(
    ("code", "change", "why"),
    [
        ("GEN", {"wording": says("Other words?")}, Break.WORDS),
        ("GEN", {"options": [option("1", "Answer 1"), option("2", "Answer 2")]}, Break.ANSWERS),
        ("GEN", {"options": [option("1", "Other"), option("2", "Answer 2")]}, Break.ANSWERS),
        ("HLP1", {"maximum": 1}, Break.CHOOSING),
        ("HLP1", {"options": [option(one, f"Answer {one}") for one in "129"]}, Break.CHOOSING),
        ("GEN", {"bands": ["1"]}, Break.AGES),
        ("HLP3", {"asked_if": {"any": [{"item": "CON1", "codes": ["3"]}]}}, Break.CONDITION),
    ],
)
def test_a_break_says_its_weightiest_reason_whichever_version_came_first(code: str, change: dict[str, Any], why: Break) -> None:
    after = worked(**{code: change})
    assert broken_by(worked(), after, code) is broken_by(after, worked(), code) is why
    assert broken_by(after, after, code) is None


def test_a_question_breaks_with_the_one_that_leads_to_it() -> None:
    after = worked(CON1={"wording": says("Did you see something bad?")})
    assert broken(after) == ("CON1", "HLP3")
    assert differences(worked(), after)[1] == Difference(
        "HLP3", "Asked only after CON1, which is another question now", breaks=Break.BEFORE
    )


def test_a_draft_whose_conditions_go_in_a_circle_is_compared_all_the_same() -> None:
    before, after = (
        worked(CON1={"wording": words, "asked_if": {"any": [{"item": "HLP3", "codes": ["1"]}]}}).items
        for words in (says("One?"), says("Other?"))
    )
    one, other = (worked().model_copy(update={"items": items}) for items in (before, after))
    assert carried(one, other).broken == ("CON1", "HLP3")


def test_without_a_language_in_common_every_question_breaks() -> None:
    after = worked().model_copy(update={"languages": ("th",)})
    assert carried(worked(), after).same == ()
    assert broken_by(worked(), after, "GEN") is Break.LANGUAGES


def test_the_same_ages_under_other_codes_break_the_trend() -> None:
    before = a_questionnaire(single("Q1", bands="12"))
    bands = (before.bands[0], before.bands[1].model_copy(update={"code": "3"}))
    items = (before.items[0].model_copy(update={"bands": ("1", "3")}),)
    after = before.model_copy(update={"bands": bands, "items": items})
    assert broken_by(before, after, "Q1") is Break.AGES


def test_a_new_language_breaks_nothing() -> None:
    data = a_worked_example()
    data["languages"] = ["en", "th"]
    data["title"]["th"] = "ทดสอบ"
    data["items"][0]["wording"] = {"en": {"1": "What about GEN?"}, "th": {"1": "เพศ"}}
    after = Questionnaire.model_validate(data)
    assert [one.what for one in differences(worked(), after)] == ["Language added"]
    assert carried(worked(), after).broken == ()


def test_the_words_that_a_band_really_reads_are_compared() -> None:
    spelled_out = worked(GEN={"wording": {"en": {"1": "What about GEN?", "2": "What about GEN?"}}})
    assert differences(worked(), spelled_out) == ()
    for_older = worked(GEN={"wording": {"en": {"1": "What about GEN?", "2": "And GEN?"}}})
    (one,) = differences(worked(), for_older)
    assert one.ages == "14 to 17"


def test_new_and_removed_questions_are_said_and_break_no_other() -> None:
    after = worked(HLP3=None)
    assert [(one.item, one.what) for one in differences(worked(), after)] == [("HLP3", "Question removed")]
    assert carried(worked(), after).gone == ("HLP3",)
    assert carried(after, worked()).new == ("HLP3",)


def test_a_level_and_a_place_in_the_order_change_no_words() -> None:
    before = a_questionnaire(single("Q1"), single("Q2"), pick("Q3"))
    after = a_questionnaire(single("Q2"), pick("Q3"), single("Q1"))
    assert [(one.item, one.what) for one in differences(before, after)] == [("Q1", "Asked at another place in the order")]
    assert carried(before, after).broken == ()


@given(st.permutations(["Q1", "Q2", "Q3", "Q4"]))
def test_only_what_moved_is_said_to_have_moved(order: list[str]) -> None:
    before = a_questionnaire(*[single(code) for code in ("Q1", "Q2", "Q3", "Q4")])
    said = [one.item for one in differences(before, a_questionnaire(*[single(code) for code in order]))]
    left = [code for code in order if code not in said]
    assert left == sorted(left)
    assert len(left) >= 2 or order == ["Q4", "Q3", "Q2", "Q1"]
