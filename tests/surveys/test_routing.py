"""Conditions: what they mean, and that an item nobody can reach is found out, whatever the way it is hidden."""

from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.surveys.questionnaire import AllOf, AnyOf, Clause, Pick, Questionnaire, Single
from app.surveys.routing import holds, reachable
from tests.makers import a_questionnaire, pick, single

ONE, TWO = Clause(item="A", codes=("1",)), Clause(item="B", codes=("2", "3"))


def test_any_needs_one_clause_and_all_needs_every_one() -> None:
    chosen = {"A": frozenset("1"), "B": frozenset("1")}
    assert holds(AnyOf(any=(ONE, TWO)), chosen)
    assert not holds(AllOf(all=(ONE, TWO)), chosen)
    assert holds(AllOf(all=(ONE, TWO)), {**chosen, "B": frozenset("3")})


def test_a_missing_value_makes_a_clause_false() -> None:
    assert not holds(AnyOf(any=(ONE, TWO)), {})


def asked_if(how: str, *clauses: tuple[str, str]) -> dict[str, Any]:
    return {"asked_if": {how: [{"item": item, "codes": list(codes)} for item, codes in clauses]}}


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([single("A"), single("Z", **asked_if("all", ("A", "1"), ("A", "2")))], False),
        ([pick("A"), single("Z", **asked_if("all", ("A", "1"), ("A", "2")))], True),
        ([pick("A", maximum=1), single("Z", **asked_if("all", ("A", "1"), ("A", "2")))], False),
        ([pick("A"), single("Z", **asked_if("all", ("A", "1"), ("A", "9")))], False),
        (
            [single("A"), single("B", **asked_if("any", ("A", "1"))), single("Z", **asked_if("all", ("B", "1"), ("A", "2")))],
            False,
        ),
        ([single("A", bands="1"), single("Z", bands="2", **asked_if("any", ("A", "1")))], False),
    ],
)
def test_an_item_is_reachable_only_where_one_set_of_answers_meets_every_condition_above_it(
    items: list[dict[str, Any]], *, expected: bool
) -> None:
    questionnaire = a_questionnaire(*items)
    last = questionnaire.items[-1]
    assert reachable(questionnaire, last, last.bands[0]) is expected


def answers_to(item: Single | Pick) -> list[frozenset[str]]:
    """Every answer that the item allows, none included."""
    codes = [option.code for option in item.options]
    if isinstance(item, Single):
        return [frozenset(), *map(frozenset, codes)]
    plain = [option.code for option in item.options if not option.exclusive]
    together = [frozenset(some) for size in range(1, item.maximum + 1) for some in combinations(plain, size)]
    return [frozenset(), *together, *(frozenset(option.code) for option in item.options if option.exclusive)]


def some_child_is_asked(questionnaire: Questionnaire) -> bool:
    """By trying every possible child of the band."""
    items = [item for item in questionnaire.asked_of("1") if isinstance(item, Single | Pick)]
    for everything in product(*(answers_to(item) for item in items)):
        chosen: dict[str, frozenset[str]] = {}
        asked = False
        for item, answer in zip(items, everything, strict=True):
            asked = holds(item.asked_if, chosen)
            if asked and answer:
                chosen[item.code] = answer
        if asked:
            return True
    return False


@st.composite
def chains(draw: st.DrawFn) -> Questionnaire:
    items: list[dict[str, Any]] = []
    for code in "ABCD":
        make = draw(st.sampled_from([single, pick]))
        more: dict[str, Any] = {"maximum": draw(st.integers(1, 2))} if make is pick else {}
        conditional: bool = draw(st.booleans())
        if items and conditional:
            sources: list[str] = draw(st.lists(st.sampled_from([item["code"] for item in items]), min_size=1, max_size=3))
            clauses = [(source, draw(st.sampled_from(["1", "2", "9", "12", "29"]))) for source in sources]
            more |= asked_if(draw(st.sampled_from(["any", "all"])), *clauses)
        items.append(make(code, "129", bands="1", **more))
    return a_questionnaire(*items)


@given(chains())
def test_reachability_agrees_with_trying_every_child(questionnaire: Questionnaire) -> None:
    assert reachable(questionnaire, questionnaire.items[-1], "1") is some_child_is_asked(questionnaire)
