"""What the buttons of the editor do to a document, and what they refuse."""

from typing import Any

import pytest

from app.errors import Conflict
from app.studio.changes import codes, merge
from app.studio.writing import acts
from app.surveys.questionnaire import OPTION_CODES
from tests.makers import a_survey, single

Json = dict[str, Any]


def done(document: Json, act: str, used: str = "", **filled: str) -> Json:
    """The document after an act. `used`: codes that every list has held before."""
    given = {name.replace("__", "."): value for name, value in filled.items()}
    after, _, clashes = merge(document, acts.changes_of(document, act, given, lambda place: frozenset(used)))
    assert not clashes
    return after


def provinces(number: int) -> Json:
    categories = [{"code": code, "label": {"en": f"Province {code}"}} for code in OPTION_CODES[:number]]
    return a_survey(places=[{"code": "PROV", "label": {"en": "Province"}, "categories": categories}])


def test_a_place_has_thirty_five_categories_and_then_says_to_put_some_together() -> None:
    full = done(provinces(34), "add-category places.PROV")
    assert codes(full, ("places", "PROV", "categories")) == tuple(OPTION_CODES)
    with pytest.raises(Conflict) as refusal:
        done(full, "add-category places.PROV")
    assert refusal.value.code == "no-code-left"
    assert "Put some together" in refusal.value.reason


def test_codes_that_were_given_out_before_count_as_spent() -> None:
    with pytest.raises(Conflict) as refusal:
        done(a_survey(), "add-option items.Q1", used=OPTION_CODES)
    assert "35 answers at most, and no code is used twice" in refusal.value.reason


def test_a_question_that_was_copied_to_the_last_letter_is_not_copied_again() -> None:
    copies = [single(f"Q1{letter}") for letter in "BCDEFGHIJKLMNOPQRSTUVWXYZ"]
    with pytest.raises(Conflict) as refusal:
        done(a_survey(single("Q1"), *copies), "copy-item items.Q1")
    assert refusal.value.code == "no-code-left"
