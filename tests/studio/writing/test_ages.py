"""Age groups come with ages that nobody has yet, and all questions are asked of one at once."""

from typing import Any

import pytest

from app.errors import Conflict
from app.studio.changes import codes, value_at
from tests.makers import a_survey, sensitive, single
from tests.studio.writing.test_acts import done


def of_ages(**groups: tuple[int, int]) -> dict[str, Any]:
    """A survey of groups such as `b3=(14, 17)`, each question asked of all."""
    bands: list[dict[str, Any]] = [
        {"code": code[1], "label": {"en": code}, "from_age": ages[0], "to_age": ages[1]} for code, ages in sorted(groups.items())
    ]
    known = "".join(band["code"] for band in bands)
    return a_survey(single("Q1", bands=known), single("Q2", bands=known), bands=bands)


def groups(document: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(band["code"], band["from_age"], band["to_age"]) for band in document["bands"]]


def test_below_a_form_for_the_oldest_come_the_younger_groups_one_after_the_other() -> None:
    document = done(of_ages(b3=(14, 17)), "add-band")
    assert groups(document) == [("2", 11, 13), ("3", 14, 17)]
    document = done(document, "add-band")
    assert groups(document) == [("1", 8, 10), ("2", 11, 13), ("3", 14, 17)]
    assert value_at(document, ("bands", "1", "label")) == {"en": "8–10"}
    with pytest.raises(Conflict) as refusal:
        done(document, "add-band")
    assert refusal.value.code == "no-ages-left"


def test_ages_that_fit_no_usual_group_become_one_of_their_own() -> None:
    assert groups(done(of_ages(b1=(8, 12)), "add-band")) == [("1", 8, 12), ("3", 14, 17)]
    assert groups(done(of_ages(b1=(8, 12), b3=(14, 17)), "add-band"))[1] == ("2", 13, 13)


def test_a_group_for_whose_code_there_is_no_room_is_refused_and_it_is_said_what_to_do() -> None:
    with pytest.raises(Conflict) as refusal:
        done(of_ages(b1=(8, 10), b2=(14, 17)), "add-band")
    assert refusal.value.code == "no-code-left"
    assert "No group of 11 to 13 fits between the others. Give the next older group these ages" in refusal.value.reason
    assert groups(done(of_ages(b1=(8, 10), b2=(11, 13)), "add-band"))[2] == ("3", 14, 17)


def test_a_code_that_a_group_once_had_is_not_given_to_another() -> None:
    assert groups(done(of_ages(b1=(8, 10)), "add-band", used="3"))[1] == ("2", 14, 17)


def test_all_questions_are_asked_of_a_group_at_once_but_difficult_ones_of_the_oldest_only() -> None:
    document = of_ages(b1=(8, 10), b2=(11, 13), b3=(14, 17))
    document["items"] = [single("Q1", bands="3"), single("Q2", bands="12"), sensitive(single("Q3", bands=""), "1", "S2")]
    younger = done(document, "ask-all 2")
    assert [item["bands"] for item in younger["items"]] == [["2", "3"], ["1", "2"], []]
    older = done(document, "ask-all 3")
    assert [item["bands"] for item in older["items"]] == [["3"], ["1", "2", "3"], ["3"]]
    assert codes(older, ("items",)) == ("Q1", "Q2", "Q3")
    with pytest.raises(Conflict):
        done(document, "ask-all 9")
