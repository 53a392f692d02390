"""What no child may be asked is found in questions, cards, answers and conditions alike, and nothing else is taken for it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from app.database import writing
from app.errors import Invalid
from app.surveys import checks, versions
from app.surveys.bank import bank
from app.surveys.questionnaire import Item, Pick, Single, Wording
from app.surveys.starter import starter
from app.surveys.words import said, whole
from tests.makers import a_survey, option, says, single


def topics(*items: dict[str, Any], **more: Any) -> set[tuple[str, str]]:
    """Where something is found that may not be saved, and by which rule."""
    _, findings = checks.read(a_survey(*items, single("Q8"), single("Q9"), **more))
    return {(one.path, one.rule) for one in findings if one.rule in {"identifier", "forbidden-topic"}}


def answers(*labels: str) -> dict[str, Any]:
    return {**single("A"), "options": [option(str(number), label) for number, label in enumerate(labels, 1)]}


def card(text: str) -> dict[str, Any]:
    return {"kind": "card", "code": "C", "bands": ["1", "2"], "wording": says(text)}


def test_answers_are_read_for_forbidden_topics_like_questions() -> None:
    found = topics(answers("I am a Muslim", "My parents hit me", "I like football"))
    assert found == {("items.A.options.1.label.en.1", "forbidden-topic"), ("items.A.options.2.label.en.1", "forbidden-topic")}


@pytest.mark.parametrize("label", ["Muslim", "A refugee.", "I'm gay", "I was arrested", "My tribe", "I cut myself"])
def test_an_answer_that_says_what_a_child_is_or_believes_or_did_cannot_be_saved(label: str) -> None:
    assert topics(answers("Yes", label)) == {("items.A.options.2.label.en.1", "forbidden-topic")}


@pytest.mark.parametrize(
    "label", ["My mother", "Bad words about Muslims", "I use my own phone", "At home", "My account was hacked"]
)
def test_an_answer_about_what_children_see_or_have_may_be_given(label: str) -> None:
    assert topics(answers("Yes", label)) == set()


def test_a_condition_in_words_is_read_for_forbidden_topics() -> None:
    asked_if = {"any": [{"item": "A", "codes": ["1"]}]}
    hangs = single("B", asked_if=asked_if, asked_if_in_words=says("If your parents hit you, go on. Else tap Continue."))
    assert topics(single("A"), hangs) == {("items.B.asked_if_in_words.en.1", "forbidden-topic")}


def test_a_card_asks_neither_who_a_child_is_nor_about_a_forbidden_topic() -> None:
    assert topics(card("Write your name and school on the paper.")) == {("items.C.wording.en.1", "identifier")}
    assert topics(card("Some children say: my parents hit me.")) == {("items.C.wording.en.1", "forbidden-topic")}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Please do not write your name, other names, your school or a phone number."),
        ("en", "Never write your name."),
        ("en", "Please don't tell us your name."),
        ("th", "อย่าเขียนชื่อ"),
        ("id", "Jangan tulis namamu."),
        ("vi", "Đừng ghi tên."),
    ],
)
def test_a_card_may_say_what_not_to_write(language: str, text: str) -> None:
    assert said("identifiers", text, language) is not None
    survey = json.dumps(a_survey(card(text), single("Q8"), single("Q9"), languages=["en"])).replace('"en"', f'"{language}"')
    questionnaire, findings = checks.read(json.loads(survey))
    assert questionnaire is not None
    assert "identifier" not in {one.rule for one in findings}


def test_a_negative_elsewhere_in_a_card_excuses_nothing() -> None:
    assert topics(card("Do not be shy. Write your name.")) == {("items.C.wording.en.1", "identifier")}
    assert topics(card("This is not hard: write your name.")) == {("items.C.wording.en.1", "identifier")}


SELF: dict[str, tuple[str, ...]] = {
    "ar": ("أبي يضربني", "مسلم"),
    "en": ("My father beats me", "Hindu"),
    "fil": ("Sinasaktan ako ng tatay ko", "Katoliko"),
    "id": ("Orang tuaku memukulku", "Ayahku memukulku", "Kristen"),
    "km": ("ឪពុកម្ដាយវាយខ្ញុំ", "សាសនាព្រះពុទ្ធ"),
    "lo": ("ແມ່ຕີຂ້ອຍ", "ສາສະໜາພຸດ"),
    "ms": ("Ayah memukul saya", "Islam"),
    "my": ("အဖေက ရိုက်တယ်", "ဗုဒ္ဓဘာသာ"),
    "pt": ("Os meus pais batem-me", "Muçulmana"),
    "th": ("พ่อแม่ตีฉัน", "ฉันเป็นมุสลิม", "มุสลิม"),
    "vi": ("Bố mẹ đánh mình", "Đạo Phật"),
    "zh": ("父母会打我", "佛教"),
}


@pytest.mark.parametrize("language", SELF)
def test_every_list_knows_how_a_child_would_say_it_of_itself(language: str) -> None:
    for text in SELF[language]:
        assert said("forbidden", text, language) or whole("forbidden answers", text, language), text


def labels(item: Item) -> Iterator[Wording]:
    if item.asked_if_in_words is not None:
        yield item.asked_if_in_words
    for one in item.options if isinstance(item, Single | Pick) else ():
        yield one.label


def test_no_answer_of_the_starter_or_the_bank_is_taken_for_a_forbidden_topic() -> None:
    for item in (*starter().items, *(one.item for one in bank())):
        for wording in labels(item):
            for language, by_band in wording.items():
                for text in by_band.values():
                    hit = said("forbidden", text, language) or whole("forbidden answers", text, language)
                    assert hit is None, (item.code, language, text)


def test_a_survey_with_a_forbidden_answer_is_not_saved_on_any_database(engine: Engine) -> None:
    with writing(engine) as session, pytest.raises(Invalid):
        versions.save(session, a_survey(answers("Yes", "I am a Muslim"), single("Q8"), single("Q9")))
