"""Protected remainders: estimates against ordinary least squares, and what is hidden in cases small enough to see through."""

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.results.disclosure import protect
from app.results.noise import deviation
from app.results.remainders import Published, distinct, estimates, hidden_for
from app.results.rules import Rules
from app.results.suppression import _Wave
from app.surveys.codebook import codebook
from app.surveys.plan import EVERYONE, Group, plan
from app.surveys.questionnaire import Questionnaire
from tests.makers import a_questionnaire, asked_if, pick, says, sensitive, single
from tests.results.children import (
    FEW_OF_SOME_BANDS,
    THREE_BANDS,
    answers_of,
    asked_because_of_q1,
    counted,
    protected,
    some_records,
)


def number(cells: str, name: str = "", loss: int = 1, variance: float = 1.0) -> Published:
    group = Group(of=(("G", name or cells),))
    return Published(np.array([cell == "1" for cell in cells]), variance, frozenset([("Q", group)]), loss)


def sets(*cells: str) -> np.ndarray:
    return np.array([[cell == "1" for cell in one] for one in cells])


def draws(published: list[Published], *cells: str) -> list[float]:
    return [round(float(found), 6) for found in estimates(published, sets(*cells))[1]]


def test_a_difference_of_two_numbers_is_as_vague_as_two_draws() -> None:
    assert draws([number("111"), number("110")], "001", "110", "100") == [round(math.sqrt(2), 6), 1.0, math.inf]


def test_repeated_numbers_make_an_estimate_better() -> None:
    # The first two cells are known directly and as the sum of their parts: 1 and 2 draws make 2/3.
    assert draws([number("111"), number("110"), number("100"), number("010")], "110") == [round(math.sqrt(2 / 3), 6)]


def test_a_vaguer_number_weighs_less() -> None:
    assert draws([number("1"), number("1", "again", variance=4)], "1") == [round(math.sqrt(0.8), 6)]


def test_nothing_published_says_nothing() -> None:
    assert draws([], "1", "0") == [math.inf, math.inf]
    assert estimates([], sets("1", "0"))[0].shape == (2, 0)


matrices = st.integers(0, 10_000).map(
    lambda seed: np.random.default_rng(seed).integers(0, 2, np.random.default_rng(seed + 1).integers(1, 9, 2)).astype(bool)
)


@given(matrices, st.integers(0, 10_000))
@settings(max_examples=60)
def test_estimates_are_those_of_least_squares_and_no_other_is_better(rows: np.ndarray, seed: int) -> None:
    chance = np.random.default_rng(seed)
    variances = chance.choice([0.5, 1.0, 3.0], len(rows))
    published = [
        Published(row, float(variance), frozenset([("Q", Group(of=(("G", str(place)),)))]), 1)
        for place, (row, variance) in enumerate(zip(rows, variances, strict=True))
    ]
    targets = chance.integers(0, 2, (4, rows.shape[1])).astype(bool)
    found = estimates(published, targets)[1]
    for target, deviated in zip(targets, found, strict=True):
        # Least w'Vw with A'w = t is least |v| with A'V^(-1/2) v = t.
        weights, *_ = np.linalg.lstsq(rows.T / np.sqrt(variances), target.astype(float), rcond=None)
        reached = np.allclose(rows.T / np.sqrt(variances) @ weights, target)
        assert math.isfinite(deviated) == reached
        if reached:
            assert deviated == pytest.approx(np.linalg.norm(weights), abs=1e-6)


def test_groups_of_the_same_children_are_one_number_and_go_together() -> None:
    (one,) = distinct([number("11", "a", 5), number("11", "b", 7)])
    assert {group.code for _, group in one.tables} == {"a", "b"}
    assert one.loss == 12


def test_a_number_that_was_drawn_once_is_as_well_known_as_its_best_telling() -> None:
    vague, sharp = number("1", "a", variance=4.0), number("1", "b", variance=0.5)
    assert [one.variance for told in ([vague, sharp], [sharp, vague], [vague]) for one in distinct(told)] == [0.5, 0.5, 4.0]


def test_the_cheapest_number_that_makes_the_worst_safe_is_hidden() -> None:
    published = [number("111", loss=100), number("110", loss=60), number("001", "x", loss=20)]
    gone = hidden_for(published, lambda _: (sets("001"), np.array([9.0])), most=6.1)
    assert {group.code for _, group in gone} == {"x", "110"}  # first the group itself, then the cheaper side of the difference


def test_only_what_tells_of_the_worst_is_hidden() -> None:
    published = [number("100", "few"), number("001", "many")]
    gone = hidden_for(published, lambda gone: (sets("100", "001"), np.array([1.0, 0.0 if gone else 9.0])), most=6.1)
    assert {group.code for _, group in gone} == {"many"}


def test_as_many_children_per_draw_as_are_allowed_are_allowed() -> None:
    def hidden(children: float) -> frozenset[Any]:
        return hidden_for([number("1")], lambda _: (sets("1"), np.array([children])), most=6.0)

    assert not hidden(6.0)
    assert hidden(6.01)


def test_what_always_stands_goes_on_telling_when_other_numbers_are_hidden() -> None:
    standing = Published(np.array([True, True]), 1.0, frozenset(), 0)
    gone = hidden_for([standing, number("10", loss=9), number("01", "x")], lambda _: (sets("01"), np.array([9.0])), most=6.1)
    assert {group.code for _, group in gone} == {"x", "10"}


def test_what_always_stands_is_never_hidden_and_the_search_ends() -> None:
    standing = Published(np.array([True, False]), 1.0, frozenset(), 0)
    for others in ([], [number("01")]):
        assert hidden_for([standing, *others], lambda _: (sets("10"), np.array([9.0])), most=6.1) == frozenset()


def test_the_deviation_of_a_published_number_is_that_of_noise_and_rounding() -> None:
    assert deviation(2.0, 6, 5) == pytest.approx(2.44, abs=0.005)
    assert deviation(2.0, 6, 5) < math.sqrt(2.0**2 + 5**2 / 12) == pytest.approx(2.47, abs=0.005)


# From answers to tables

GENDERS = a_questionnaire(single("GEN"), single("Q1"), profile=["GEN"], breakdowns=["GEN"])


def shown(questionnaire: object, records: list[str], **rules: object) -> set[str]:
    safe = protected(questionnaire, counted(questionnaire, records), rules=Rules(**rules))  # type: ignore[arg-type]
    return {key for key, cell in safe.cells.items() if cell}


def told_of(survey: Questionnaire, records: list[str], **rules: object) -> set[str]:
    """The items of which is told how many left them."""
    safe = protected(survey, counted(survey, records), rules=Rules(**rules))  # type: ignore[arg-type]
    return {item for item, found in safe.responses.items() if found}


def test_a_few_children_of_a_third_gender_do_not_cost_the_table_of_the_others() -> None:
    # Left over from three draws, of which whoever knows who answered knows two thirds: 5 / 3.45 is under 1.7, 6 / 3.45 is not.
    both = ["111"] * 80 + ["122"] * 80
    assert shown(GENDERS, both + ["133"] * 5) == {"Q1/", "Q1/GEN=1", "Q1/GEN=2"}
    assert shown(GENDERS, both + ["133"] * 6) < {"Q1/", "Q1/GEN=1", "Q1/GEN=2"}


def test_one_child_left_over_is_looked_at_like_nine() -> None:
    both = ["111"] * 80 + ["122"] * 80
    assert shown(GENDERS, both, remainder_ratio=0.2) == {"Q1/", "Q1/GEN=1", "Q1/GEN=2"}
    assert shown(GENDERS, [*both, "133"], remainder_ratio=0.2) < {"Q1/", "Q1/GEN=1", "Q1/GEN=2"}


def test_nine_in_ten_of_a_group_may_give_a_sensitive_answer_and_not_one_more() -> None:
    risk = a_questionnaire(sensitive(single("Q1"), "3"))
    assert shown(risk, ["13"] * 99 + ["11"] * 11) == {"Q1/"}
    assert shown(risk, ["13"] * 100 + ["11"] * 10) == set()


def test_five_children_left_over_from_two_draws_cost_the_sibling_and_four_do_not() -> None:
    assert shown(GENDERS, ["111"] * 150 + ["133"] * 5) == {"Q1/"}
    assert shown(GENDERS, ["111"] * 150 + ["133"] * 4) == {"Q1/", "Q1/GEN=1"}


def test_few_small_tables_are_hidden_rather_than_that_of_all_children() -> None:
    pairs = a_questionnaire(
        single("GEN"), single("AREA", "12"), single("Q1"), profile=["GEN", "AREA"], breakdowns=["AGE", "GEN", "AREA"],
        pairs=[["GEN", "AREA"]],
    )  # fmt: skip
    # Eight children of GEN 3 in AREA 2 are the rest of two wholes; no one table makes that vague enough but all children's.
    cells = [("1", "1", 150), ("1", "2", 150), ("2", "1", 150), ("2", "2", 150), ("3", "1", 60), ("3", "2", 8)]
    found = shown(pairs, [f"1{gender}{area}1" for gender, area, many in cells for _ in range(many)])
    assert {"Q1/", "Q1/GEN=1", "Q1/GEN=2", "Q1/GEN=3", "Q1/AREA=1", "Q1/AREA=2"} <= found


def test_not_stated_is_left_over_like_a_group() -> None:
    assert shown(GENDERS, ["111"] * 150 + ["1-3"] * 9) == {"Q1/"}
    assert shown(GENDERS, ["111"] * 150 + ["1-3"] * 4 + ["1?3"] * 5) == {"Q1/"}
    assert shown(GENDERS, ["111"] * 150 + ["1-3"] * 12) == {"Q1/", "Q1/GEN=1"}


def test_a_group_of_one_mind_is_not_left_over_whatever_its_size() -> None:
    risk = a_questionnaire(single("GEN"), sensitive(single("Q1"), "3"), profile=["GEN"], breakdowns=["GEN"])
    records = ["111"] * 150 + ["121"] * 90 + ["133"] * 120
    assert shown(risk, records) == {"Q1/", "Q1/GEN=1"}  # the smaller sibling goes
    assert shown(risk, records + ["131"] * 30) == {"Q1/", "Q1/GEN=1", "Q1/GEN=2", "Q1/GEN=3"}


def test_a_pair_is_hidden_where_a_group_that_it_lies_in_is() -> None:
    pairs = a_questionnaire(
        single("GEN", "12"), sensitive(single("Q1"), "3"), profile=["GEN"], breakdowns=["AGE", "GEN"], pairs=[["AGE", "GEN"]]
    )
    mixed = ["111"] * 100 + ["122"] * 100 + ["211"] * 100 + ["221"] * 60
    found = shown(pairs, mixed + ["213"] * 3, k_sensitive=60, smallest_with_pairs=500)
    assert not any("+" in key for key in found)  # under 500 there are none
    found = shown(pairs, mixed * 3, k_sensitive=400)
    assert found == {"Q1/", "Q1/AGE=1", "Q1/AGE=2", "Q1/GEN=1", "Q1/GEN=2"}


def test_a_pair_not_of_one_mind_is_hidden_where_a_group_that_it_lies_in_is() -> None:
    pairs = a_questionnaire(
        single("GEN", "12"), sensitive(single("Q1"), "3"), profile=["GEN"], breakdowns=["AGE", "GEN"], pairs=[["AGE", "GEN"]]
    )
    others = ["111"] * 200 + ["211"] * 200
    young, old = ["123"] * 50 + ["121"] * 10, ["223"] * 125 + ["221"] * 5  # 83% and 96%: together 92% of 190
    found = shown(pairs, others + young + old)
    assert "Q1/" in found
    assert not any("GEN=2" in key for key in found)


def test_those_who_did_not_state_it_are_protected_though_another_group_is_left_over_with_them() -> None:
    pairs = a_questionnaire(
        single("GEN"), sensitive(single("Q1"), "3"), profile=["GEN"], breakdowns=["AGE", "GEN"], pairs=[["AGE", "GEN"]]
    )
    mixed = ["1"] * 10 + ["2"] * 10 + ["3"] * 10
    records = [age + gender + one for age, gender, times in [
        ("1", "1", 7), ("1", "2", 7), ("1", "3", 1), ("2", "1", 7), ("2", "2", 7), ("2", "3", 7), ("2", "-", 2)
    ] for one in mixed * times]  # fmt: skip
    # Young ones of gender 3 are too few to be shown; who they are is known from gender 3 less the old ones.
    harmless, of_one_mind = records + ["1-1", "1-2", "1-3"] * 20, records + ["1-3"] * 60
    assert len(shown(pairs, of_one_mind)) < len(shown(pairs, harmless))


def test_a_base_that_is_told_twice_is_known_better() -> None:
    both = a_questionnaire(single("GEN"), pick("P1", "12", maximum=1), single("Q1"), profile=["GEN"], breakdowns=["GEN"])
    # Two draws leave four children room enough in three answers, not in two: the other one's number tells as much as its own.
    records = ["11101"] * 150 + ["13013"] * 4
    assert shown(both, records, remainder_ratio=1.5) == {"P1/", "Q1/", "Q1/GEN=1"}


def test_an_answer_is_known_as_well_as_by_somebody_who_knows_how_many_answered() -> None:
    survey = a_questionnaire(
        single("GEN"), single("Q1", "1234"), pick("P1", "12", maximum=1), pick("P2"), profile=["GEN"], breakdowns=["GEN"]
    )
    wave = _Wave(counted(survey, some_records(survey, 60)), survey, plan(survey), Rules(), frozenset())
    girls = Group(of=(("GEN", "1"),))
    known = {code: [wave._variance(wave.items[code], group) for group in (EVERYONE, girls)] for code in ("Q1", "P1", "P2")}
    # Where several answers can be given, only the base of all children is known twice: by itself, and by three missing kinds.
    assert known == {"Q1": [0.75, 0.75], "P1": [0.5, 0.5], "P2": [pytest.approx(0.75), 1.0]}


def test_how_many_are_asked_a_conditional_item_counts_the_answers_before_it() -> None:
    # Not broken down by age. AFTER is asked of band 1 alone: who was asked tells how many of band 1 gave 1, and all but nine
    # of those who answered Q1 are of band 1.
    child = a_questionnaire(single("Q1"), single("AFTER", bands="1", **asked_if("Q1", "1")))
    records = ["111"] * 100 + ["12."] * 50 + ["23."] * 9
    assert "AFTER/" in shown(child, records)  # 5 draws leave it vague
    assert shown(child, records, remainder_ratio=1.2) == {"Q1/"}


def test_what_is_hidden_of_an_item_tells_nothing_of_the_one_before() -> None:
    child = a_questionnaire(single("Q1"), single("AFTER", bands="1", **asked_if("Q1", "1")))
    records = ["111"] * 20 + ["12."] * 130 + ["23."] * 9
    assert shown(child, records, remainder_ratio=1.2) == {"Q1/"}  # of those asked AFTER there are too few anyway


@pytest.mark.parametrize(
    ("condition", "counted_answer"),
    [
        ({"any": [("Q1", "1")]}, "Q1"),
        ({"all": [("Q1", "1"), ("GEN", "1")]}, "Q1"),  # those asked are the girls who gave it
        ({"any": [("Q1", "1"), ("GEN", "1")]}, None),
        ({"all": [("Q1", "1"), ("Q2", "1")]}, None),
        ({"all": [("GEN", "1")]}, None),
    ],
)
def test_those_asked_are_those_who_gave_an_answer_where_that_alone_decides(
    condition: dict[str, list[tuple[str, str]]], counted_answer: str | None
) -> None:
    how = {key: [{"item": item, "codes": [code]} for item, code in named] for key, named in condition.items()}
    child = pick("AFTER", asked_if=how, asked_if_in_words=says("If not, tap Continue."))
    survey = a_questionnaire(single("GEN"), single("Q1", "12"), single("Q2"), child, profile=["GEN"])
    items = _Wave(counted(survey, []), survey, plan(survey), Rules(), frozenset()).items
    assert items["AFTER"].counts_one == counted_answer
    assert [items[code].draws for code in ("Q1", "Q2", "AFTER")] == [2, 3, 1]  # a pick item has one blurred base


def test_a_conditional_item_is_hidden_where_its_children_are_those_of_a_hidden_group_of_the_item_before() -> None:
    survey = a_questionnaire(
        single("GEN"), single("Q1"), single("AFTER", bands="1", **asked_if("Q1", "1")), profile=["GEN"], breakdowns=["GEN"]
    )
    # All of band 1 are of gender 1. Eight of gender 3 are left over beside the two others, of whom the fewer are hidden.
    records = ["1111"] * 100 + ["222."] * 300 + ["233."] * 8
    assert shown(survey, records) == {"Q1/", "Q1/GEN=2"}
    # One child of gender 1 in another band, and the item after tells of none of the groups.
    assert shown(survey, [*records, "211."]) == {"Q1/", "Q1/GEN=2", "AFTER/"}


def test_a_hidden_group_is_protected_though_no_whole_leaves_it_over_by_itself() -> None:
    pairs = a_questionnaire(
        single("GEN"), single("Q1", "12"), profile=["GEN"], breakdowns=["AGE", "GEN"], pairs=[["AGE", "GEN"]]
    )  # fmt: skip

    def hidden(of_the_corner: int) -> set[str]:
        cells = {"11": of_the_corner, "12": 20, "13": 200, "21": 20, "22": 200, "23": 200}
        every = {"Q1/", *(f"Q1/{group}" for group in ("AGE=1", "AGE=2", "GEN=1", "GEN=2", "GEN=3"))}
        every |= {f"Q1/AGE={cell[0]}+GEN={cell[1]}" for cell in cells}
        return every - shown(pairs, [f"{cell}1" for cell, many in cells.items() for _ in range(many)])

    too_few = {"Q1/AGE=1+GEN=1", "Q1/AGE=1+GEN=2", "Q1/AGE=2+GEN=1"}
    assert hidden(20) == too_few
    assert hidden(9) > too_few  # gender 1 less what is left over of band 2


@pytest.mark.parametrize(
    ("how", "named", "asked"),
    [
        ("all", {"GEN": "1", "Q1": "1"}, [("1", "1"), ("1", "2")]),
        ("all", {"GEN": "1", "AREA": "2"}, [("1", "2")]),
        ("any", {"GEN": "1", "AREA": "2"}, [("1", "1"), ("1", "2"), ("2", "2"), ("3", "2")]),
        ("any", {"GEN": "1", "Q1": "1"}, list(product("123", "12"))),  # whoever gave 1 is asked too, of whatever gender
        ("any", {"Q1": "1"}, list(product("123", "12"))),
    ],
)
def test_a_condition_on_the_profile_lets_through_whom_it_names(
    how: str, named: dict[str, str], asked: list[tuple[str, str]]
) -> None:
    condition = {how: [{"item": item, "codes": [code]} for item, code in named.items()]}
    child = single("AFTER", asked_if=condition, asked_if_in_words=says("If not, tap Continue."))
    survey = a_questionnaire(single("GEN"), single("AREA", "12"), single("Q1"), child, profile=["GEN", "AREA"])
    wave = _Wave(counted(survey, []), survey, plan(survey), Rules(), frozenset())
    inside = {pair: wave.groups[Group(of=(("GEN", pair[0]), ("AREA", pair[1])))] for pair in product("123", "12")}
    found = wave.items["AFTER"].asked
    assert [pair for pair, cells in inside.items() if (found & cells).any()] == asked
    assert all((found & cells).sum() in {0, cells.sum()} for cells in inside.values())


@pytest.mark.parametrize(("bands", "few"), FEW_OF_SOME_BANDS)
def test_those_whom_only_some_of_several_conditional_items_are_asked_of_are_protected(
    bands: tuple[str, ...], few: dict[str, int]
) -> None:
    survey = asked_because_of_q1(*bands)
    every = {f"{item.code}/" for item in survey.items}
    assert shown(survey, answers_of(survey, **{band: max(many, 40) for band, many in few.items()})) == every
    assert {"Q1/"} < shown(survey, answers_of(survey, **few)) < every


def test_children_of_whom_an_attack_learnt_something_cannot_be_worked_out_any_more() -> None:
    two = a_questionnaire(single("GEN"), single("Q1"), single("Q2"), profile=["GEN"], breakdowns=["GEN"])
    records = ["1111"] * 80 + ["1222"] * 80 + ["1333"] * 40 + ["1-33"] * 12
    cube = counted(two, records)
    silent = 3  # the cell of band 1 with no gender stated
    assert cube.counts[silent].sum() > 0

    def shown_where(proved: frozenset[tuple[str, tuple[int, ...]]]) -> set[str]:
        safe = protect(cube, two, codebook(two), plan(two), Rules(), bytes(32), proved)
        return {key for key, cell in safe.cells.items() if cell}

    every = {f"{item}/{group}" for item in ("Q1", "Q2") for group in ("", "GEN=1", "GEN=2", "GEN=3")}
    assert shown_where(frozenset()) == every
    assert shown_where(frozenset([("Q1", (silent,))])) == every - {"Q1/GEN=3"}


def test_how_many_were_asked_is_withheld_where_it_would_tell_a_few_of_another_band() -> None:
    items = [single(f"A{n}", "12", bands="1") for n in range(9)] + [single(f"B{n}", "12") for n in range(9)]
    heads = a_questionnaire(*items)
    young, old = "1" + "1" * 18, "2" + "." * 9 + "1" * 9
    nobody, few, many = (told_of(heads, [young] * 100 + [old] * of_band_two) for of_band_two in (0, 9, 40))
    assert nobody == many == {item["code"] for item in items}
    assert few < many
    assert few  # not more than it takes


def test_how_many_were_asked_is_withheld_where_it_would_tell_a_few_of_two_other_bands_together() -> None:
    items = [single(f"A{of}{n}", "12", bands=of) for of in ("1", "12") for n in range(4)]
    survey = a_questionnaire(*items, single("Q1", bands="123"), bands=THREE_BANDS)
    # Four and four are each too vague; the eight that the first items leave over are not.
    few, many = (told_of(survey, answers_of(survey, b1=100, b2=each, b3=each)) for each in (4, 40))
    assert set() < few < many == {item.code for item in survey.items}


def test_that_so_many_took_part_is_known_from_one_draw() -> None:
    items = [single("A1", bands="1"), single("A2", bands="1"), single("B1", bands="2")]
    survey = a_questionnaire(*items)
    # 1 draw and two numbers of 6 draws each leave nine of band 2 not vague enough; 2 draws would.
    assert len(told_of(survey, ["111."] * 100 + ["2..1"] * 9)) == 1
    assert told_of(survey, ["111."] * 100 + ["2..1"] * 40) == {"A1", "A2", "B1"}


def test_a_band_of_one_child_is_looked_at_like_one_of_nine() -> None:
    survey = a_questionnaire(single("A1", "12", bands="1"), single("B1", "12"))
    of_one, of_many = (["111"] * 100 + ["2.1"] * many for many in (1, 40))
    assert told_of(survey, of_one) == {"A1", "B1"}  # one is hidden by the noise
    assert told_of(survey, of_one, remainder_ratio=0.1) < told_of(survey, of_many, remainder_ratio=0.1) == {"A1", "B1"}


def test_how_many_were_asked_is_withheld_from_whoever_knows_which_groups_nobody_is_of() -> None:
    girls: dict[str, Any] = {
        "asked_if": {"all": [{"item": "GEN", "codes": ["1"]}]},
        "asked_if_in_words": says("If not, tap Continue."),
    }
    items = [*(single(f"G{n}", "12", **girls) for n in range(4)), *(single(f"B{n}", "12", bands="1") for n in range(4))]
    survey = a_questionnaire(single("GEN"), *items, profile=["GEN"])

    def children(boys_of_band_1: int) -> list[str]:
        return ["1" * 10] * 100 + ["12" + "." * 4 + "1" * 4] * boys_of_band_1 + ["22" + "." * 8] * 100

    # All girls are of band 1, so band 1 less the girls are its boys.
    assert told_of(survey, children(40)) == {item["code"] for item in items}
    assert told_of(survey, children(8)) < told_of(survey, children(40))


def test_how_many_were_asked_because_of_two_answers_does_not_tell_who_took_part() -> None:
    both: dict[str, Any] = {
        "asked_if": {"all": [{"item": item, "codes": ["1"]} for item in ("Q1", "Q2")]},
        "asked_if_in_words": says("If not, tap Continue."),
    }
    after = [single(f"A{n}", bands="1", **both) for n in range(3)]
    survey = a_questionnaire(single("Q1", "12"), single("Q2", "12"), *after)
    records = ["1" * 6] * 100 + ["112..."] * 60 + ["211..."] * 9
    assert told_of(survey, records) == {"Q1", "Q2", "A0", "A1", "A2"}


def test_what_rests_on_an_item_rests_on_it_through_others_too() -> None:
    survey = a_questionnaire(
        single("Q1"), single("Q2"), single("AFTER", **asked_if("Q1", "1")), single("OTHER", **asked_if("Q2", "1")),
        single("LATER", **asked_if("AFTER", "2")),
    )  # fmt: skip
    assert _Wave(counted(survey, []), survey, plan(survey), Rules(), frozenset()).resting_on == {
        "Q1": {"AFTER", "LATER"}, "Q2": {"OTHER"}, "AFTER": {"LATER"}, "OTHER": set(), "LATER": set()
    }  # fmt: skip
