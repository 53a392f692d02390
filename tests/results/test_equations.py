"""Every equation that ties the tables of an item together, written out for a survey that is small enough."""

from itertools import product

import numpy as np

from app.results.cube import Layout
from app.results.equations import Groups
from app.surveys.codebook import codebook
from app.surveys.plan import EVERYONE, Group, plan
from tests.makers import a_questionnaire, single

SURVEY = a_questionnaire(single("GEN", "12"), single("Q1"), profile=["GEN"], breakdowns=["AGE", "GEN"], pairs=[["AGE", "GEN"]])
CELLS = ["".join(cell) for cell in product("12", "12!")]
"""Bands 1 and 2, genders 1, 2 and not stated."""
GROUPS = Groups(Layout(codebook(SURVEY)))


def named(mask: np.ndarray) -> str:
    return " ".join(cell for cell, inside in zip(CELLS, mask, strict=True) if inside)


def of(age: str = "", gender: str = "") -> Group:
    return Group(of=tuple((code, category) for code, category in (("AGE", age), ("GEN", gender)) if category))


def test_every_whole_has_its_parts_and_each_not_stated_is_a_whole() -> None:
    (planned,) = plan(SURVEY).items
    found = [(named(equation.whole), equation.parts) for equation in GROUPS.equations(planned.groups)]
    everyone = "11 12 1! 21 22 2!"
    pairs = tuple(of(age, gender) for age, gender in product("12", "12"))
    assert (
        found
        == [
            (everyone, (of("1"), of("2"))),
            (everyone, (of(gender="1"), of(gender="2"))),
            (everyone, pairs),
            ("11 12 1!", pairs[:2]),
            ("21 22 2!", pairs[2:]),
            ("", ()),  # everyone's age is known
            ("11 21", pairs[::2]),
            ("12 22", pairs[1::2]),
            ("1! 2!", ()),  # gender not stated
        ]
    )


def test_groups_are_sets_of_cells() -> None:
    assert named(GROUPS[EVERYONE]) == "11 12 1! 21 22 2!"
    assert named(GROUPS[of("2", "1")]) == "21"
    assert named(GROUPS.union((of("1", "1"), of(gender="2")))) == "11 12 22"
    assert named(GROUPS.union(())) == ""
    assert named(GROUPS.of_bands(("2",))) == "21 22 2!"
    assert named(GROUPS.of_bands(("1", "2"))) == named(GROUPS[EVERYONE])
