"""Each text has a key that stays, and stands where the checks look for it."""

import pytest

from app.studio.changes import value_at
from app.studio.completeness import texts
from app.studio.translating.texts import problem, slots, tidy
from app.surveys.starter import starter
from tests.studio.translating.desk import a_survey_to_translate


def test_every_text_that_a_language_has_has_a_place_and_a_key_of_its_own() -> None:
    document = starter().model_dump(mode="json")
    for language in starter().languages:
        places = slots(document, language)
        standing = [text[language] for _, text in texts(starter())]
        assert (
            len({slot.key for slot in places}) == len(places) == sum(len(one) if isinstance(one, dict) else 1 for one in standing)
        )
        for slot in places:
            assert slot.text(document, language)
            assert value_at(document, slot.place(language)) == slot.text(document, language)


def test_a_band_without_words_of_its_own_reads_those_of_the_youngest_that_has_them() -> None:
    places = {slot.key: slot for slot in slots(a_survey_to_translate(), "en")}
    assert places["items.Q1.wording.1"].bands == ("1",)
    assert places["items.Q1.wording.2"].bands == ("2",)
    assert places["items.Q2.wording.1"].bands == ("1", "2")
    assert places["items.Q2.options.9.label.1"].kind == "option"
    assert places["assent.1"].kind == "lines"
    assert places["indicators.I1.name"].kind == "label"
    document = a_survey_to_translate()
    assert places["items.Q1.wording.2"].read(document, "th") == ""
    document["items"][0]["wording"]["th"] = {"1": "สบายดีไหม"}
    assert places["items.Q1.wording.2"].text(document, "th") == ""
    assert places["items.Q1.wording.2"].read(document, "th") == "สบายดีไหม"


def test_keys_stay_when_items_move_and_the_default_language_changes() -> None:
    document = a_survey_to_translate()
    moved = {**document, "items": document["items"][::-1], "languages": ["th", "en"], "default_language": "th"}
    assert {slot.key for slot in slots(document, "en")} == {slot.key for slot in slots(moved, "th", "en")}


@pytest.mark.parametrize(
    ("source", "text", "wrong"),
    [
        ("Hello", "สวัสดี", None),
        ("Hello {name}", "สวัสดี {name}", None),
        ("Hello {name}", "สวัสดี", "{name} is missing"),
        ("Hello %(count)s", "สวัสดี %(counts)s", "%(count)s is missing, %(counts)s is not in the source"),
        ("Hello", "<b>สวัสดี</b>", "<b> is not in the source"),
        ("<b>Hello</b>", "<b>สวัสดี", "</b> is missing"),
        ("Hello", "=1+1", "spreadsheets"),
        ("Hello", "a\u202eb", "control characters"),
        ("Hello", "a" * 1001, "1000"),
        ("", "Anything {at} all", None),
        ("5 < 6 and 7 > 6", "5 < 6 dan 7 > 6", None),
    ],
)
def test_placeholders_and_markup_are_those_of_the_source(source: str, text: str, wrong: str | None) -> None:
    said = problem(source, text)
    assert said is None if wrong is None else said is not None and wrong in said


def test_texts_are_kept_with_one_kind_of_line_end_and_their_invisible_marks() -> None:
    assert tidy(" a\r\nb\rc \n") == "a\nb\nc"
    assert tidy("\u200bក\u200bខ\u200b") == "\u200bក\u200bខ\u200b"
