import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.errors import Conflict
from app.results import disclosure
from app.results.published import Cell, Protected, cell_key
from app.results.rules import Rules
from app.results.suppression import sensitive_items
from app.surveys.codebook import codebook
from app.surveys.plan import EVERYONE, Group, plan
from app.surveys.questionnaire import Pick, Questionnaire, Single
from tests.makers import a_questionnaire, a_worked_example, pick, says, sensitive, single
from tests.results.children import counted, keys_for, protected, some_records

WORKED = Questionnaire.model_validate(a_worked_example())
GIRL = Group(of=(("GEN", "1"),))


def hinges(item: str, codes: str) -> dict[str, Any]:
    return {"asked_if": {"any": [{"item": item, "codes": list(codes)}]}, "asked_if_in_words": says("If not, tap Continue.")}


HARD = a_questionnaire(
    single("GEN"),
    single("AREA", "12"),
    sensitive(single("RISK"), "3"),
    single("AFTER", **hinges("RISK", "123")),  # S0, but rests on a sensitive item
    single("LATER", **hinges("AFTER", "12")),  # and so does this
    sensitive(single("TEENS", bands="2"), "1"),
    single("MILD"),
    single("GIRLS", **hinges("GEN", "1")),  # rests on a profile item, which is not planned
    sensitive(pick("WHAT"), "12"),
    single("END1"),
    profile=["GEN", "AREA"],
    closing="END1",
    breakdowns=["AGE", "GEN", "AREA"],
    pairs=[["AGE", "GEN"]],
)  # fmt: skip

sizes = st.sampled_from([25, 26, 49, 60, 99, 100, 101, 180, 320, 499, 500, 640])
children = st.builds(lambda size, seed: some_records(HARD, size, seed=seed, silent=0.15), sizes, st.integers(0, 10_000))


class ByHand:
    """The rules once more, on plain strings: this test's own copy, which shares no line with the module it judges."""

    def __init__(self, questionnaire: Questionnaire, records: list[str]) -> None:
        self.questionnaire = questionnaire
        self.records = records
        self.start = {variable.code: variable.start for variable in codebook(questionnaire).variables}
        self.planned = {planned.item: list(planned.groups) for planned in plan(questionnaire).items}
        self.known: dict[tuple[str, Group], bool] = {}

    def of(self, group: Group) -> list[str]:
        return [record for record in self.records if all(record[self.start[code]] == category for code, category in group.of)]

    def column(self, item: str) -> int:
        asked = self.questionnaire.item(item)
        return self.start[f"{item}_{asked.options[0].code}" if isinstance(asked, Pick) else item]

    def base(self, item: str, group: Group) -> list[str]:
        return [record for record in self.of(group) if record[self.column(item)] not in ".-?!"]

    def count(self, item: str, variable: str, category: str, group: Group) -> int:
        return sum(record[self.start[variable]] == category for record in self.base(item, group))

    def is_sensitive(self, item: str) -> bool:
        asked = self.questionnaire.item(item)
        parents = [] if asked.asked_if is None else [clause.item for clause in asked.asked_if.any]  # type: ignore[union-attr]
        return asked.level != "S0" or any(self.is_sensitive(parent) for parent in parents)

    def is_of_one_mind(self, item: str, group: Group) -> bool:
        asked = self.questionnaire.item(item)
        assert isinstance(asked, Single | Pick)
        base = len(self.base(item, group))
        flagged = [option.code for option in asked.options if option.sensitive]
        if isinstance(asked, Pick):
            gave = min(base, sum(self.count(item, f"{item}_{code}", "1", group) for code in flagged))
        else:
            gave = sum(self.count(item, item, code, group) for code in flagged)
        return base < 200 and gave / max(base, 1) > 0.9

    def is_shown(self, item: str, group: Group) -> bool:
        if (item, group) not in self.known:
            self.known[item, group] = self.decide(item, group)
        return self.known[item, group]

    def decide(self, item: str, group: Group) -> bool:
        least_in_wave = {0: 25, 1: 100, 2: 500}[len(group.of)]
        enough = len(self.base(item, group)) >= (50 if self.is_sensitive(item) else 25)
        alone = len(self.records) >= least_in_wave and enough and not self.is_of_one_mind(item, group)
        asked_if = self.questionnaire.item(item).asked_if
        parents = [] if asked_if is None else [clause.item for clause in asked_if.any]  # type: ignore[union-attr]
        rests = all(self.is_shown(parent, group) for parent in parents if group in self.planned.get(parent, []))
        return alone and rests and (group == EVERYONE or self.is_shown(item, EVERYONE))


def numbers(safe: Protected, questionnaire: Questionnaire) -> Iterator[tuple[str, Group, Cell]]:
    for planned in plan(questionnaire).items:
        for group in planned.groups:
            cell = safe.cells[cell_key(planned.item, group)]
            if cell is not None:
                yield planned.item, group, cell


@given(children)
@settings(max_examples=15)
def test_no_table_is_shown_that_the_thresholds_forbid(records: list[str]) -> None:
    safe = protected(HARD, counted(HARD, records))
    hand = ByHand(HARD, records)
    for item, group, _ in numbers(safe, HARD):
        assert hand.is_shown(item, group), (item, group.key)


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_where_nobody_is_left_over_exactly_the_tables_that_the_thresholds_allow_are_shown(seed: int) -> None:
    even = a_questionnaire(
        single("GEN", "12"), sensitive(single("RISK"), "3"), single("MILD"), pick("WHAT"),
        profile=["GEN"], breakdowns=["AGE", "GEN"], pairs=[["AGE", "GEN"]],
    )  # fmt: skip
    draw = random.Random(seed)
    answers = [[draw.choice("123") for _ in range(4)] for _ in range(30 + seed % 40)]
    # Each of the four pairs of age and gender gave the same answers, and nobody withheld a gender.
    records = [
        age + gender + risk + mild + {"1": "100", "2": "010", "3": "001"}[what]
        for age, gender in ("11", "12", "21", "22")
        for risk, mild, what, _ in answers
    ]
    hand = ByHand(even, records)
    safe = protected(even, counted(even, records))
    for item, groups in hand.planned.items():
        for group in groups:
            assert (safe.cells[cell_key(item, group)] is not None) == hand.is_shown(item, group), (item, group.key)


@given(children)
@settings(max_examples=20)
def test_every_planned_table_has_its_key_and_nothing_else_has(records: list[str]) -> None:
    safe = protected(HARD, counted(HARD, records))
    planned = plan(HARD).items
    assert set(safe.cells) == {f"{one.item}/{group.key}" for one in planned for group in one.groups}
    assert set(safe.responses) == {one.item for one in planned}
    for one in planned:
        assert (safe.responses[one.item] is None) == (safe.cells[f"{one.item}/"] is None)


@given(children)
@settings(max_examples=20)
def test_published_numbers_are_multiples_of_five_within_eight_of_the_truth(records: list[str]) -> None:
    safe = protected(HARD, counted(HARD, records))
    hand = ByHand(HARD, records)
    assert near(safe.respondents, len(records))
    for item, group, cell in numbers(safe, HARD):
        for variable, counts in cell.counts.items():
            for category, published in counts.items():
                assert near(published, hand.count(item, variable, category, group))
        if isinstance(HARD.item(item), Pick):
            assert near(cell.base, len(hand.base(item, group)))
            assert all(set(counts) == {"1"} for counts in cell.counts.values())  # `not ticked` is never drawn
        else:
            assert cell.base == sum(cell.counts[item].values())
    for item, found in safe.responses.items():
        if found is not None:
            kinds = [record[hand.column(item)] for record in records]
            assert near(found.left, kinds.count("-"))
            assert near(found.dont_know, kinds.count("?"))
            assert near(found.rather_not, kinds.count("!"))
            everyone = safe.cells[f"{item}/"]
            assert everyone is not None
            assert found.answered == everyone.base
            assert found.asked == found.answered + found.left + found.dont_know + found.rather_not


def near(published: int, true: int) -> bool:
    return published >= 0 and published % 5 == 0 and abs(published - true) <= 8


@given(children, st.randoms())
@settings(max_examples=10)
def test_the_same_answers_in_any_order_give_the_same_numbers(records: list[str], chance: object) -> None:
    keys = keys_for(records)
    order = list(range(len(records)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    again = counted(HARD, [records[place] for place in order], keys[order])
    assert protected(HARD, again) == protected(HARD, counted(HARD, records, keys))


def test_groups_that_are_the_same_children_have_the_same_numbers() -> None:
    records = some_records(HARD, 900)
    safe = protected(HARD, counted(HARD, records))
    both = [(safe.cells[f"TEENS/GEN={code}"], safe.cells[f"TEENS/AGE=2+GEN={code}"]) for code in "123"]
    assert all(alone is not None and alone == pair for alone, pair in both)


def test_one_child_more_redraws_every_number_of_its_groups_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    records = some_records(HARD, 800)
    newcomer = next(record for record in records if record[:2] == "21" and not set(record[3:6]) & set(".-?!"))
    keys = keys_for([*records, newcomer])

    def drawn(some: list[str]) -> dict[tuple[str, str, int], int]:
        keys_of: dict[tuple[str, str, int], int] = {}
        seen: dict[tuple[str, str], int] = {}

        def spy(_secret: bytes, variable: str, category: str, key_sum: int, *, sigma: float, cut: int) -> int:
            place = seen[variable, category] = seen.get((variable, category), -1) + 1
            keys_of[variable, category, place] = key_sum
            return 0

        monkeypatch.setattr(disclosure, "noise", spy)
        protected(HARD, counted(HARD, some, keys[: len(some)]))
        return keys_of

    before, after = drawn(records), drawn([*records, newcomer])
    assert before.keys() == after.keys()  # the same tables are shown
    groups = [group for planned in plan(HARD).items if planned.item == "MILD" for group in planned.groups]
    assert sum(variable == "MILD" and category == "1" for variable, category, _ in before) == len(groups)
    for category in "123":
        for place, group in enumerate(groups):
            contains = all({"AGE": "2", "GEN": "1", "AREA": newcomer[2]}[code] == value for code, value in group.of)
            assert (before["MILD", category, place] != after["MILD", category, place]) == contains


def test_another_secret_gives_other_numbers() -> None:
    cube = counted(HARD, some_records(HARD, 600))
    assert protected(HARD, cube) != protected(HARD, cube, secret=b"another secret of thirty-two byt")


@pytest.mark.parametrize("number", [0, 1, 24])
def test_fewer_than_twenty_five_children_are_refused_with_the_rule_named(number: int) -> None:
    with pytest.raises(Conflict) as refusal:
        protected(HARD, counted(HARD, some_records(HARD, number)))
    assert refusal.value.code == "too-few-children"
    assert refusal.value.details["rule"] == "smallest_wave"
    assert "25" in refusal.value.reason


@pytest.mark.parametrize(("number", "most"), [(25, 0), (99, 0), (100, 1), (499, 1), (500, 2)])
def test_a_small_wave_is_shown_in_few_cuts(number: int, most: int) -> None:
    plain = a_questionnaire(single("GEN", "12"), single("Q1"), profile=["GEN"], breakdowns=["AGE", "GEN"], pairs=[["AGE", "GEN"]])
    safe = protected(plain, counted(plain, some_records(plain, number, silent=0)))
    assert {key.count("=") for key, cell in safe.cells.items() if cell} == set(range(most + 1))


def test_a_group_of_one_mind_on_a_sensitive_item_is_hidden_up_to_two_hundred() -> None:
    risk = a_questionnaire(sensitive(single("RISK"), "23"), breakdowns=["AGE"])

    def shown(*answers: str) -> set[str]:
        cells = protected(risk, counted(risk, list(answers))).cells
        return {key for key, cell in cells.items() if cell}

    mixed = ["12"] * 60 + ["11"] * 60
    assert shown(*mixed, *["22"] * 55, *["23"] * 45) == {"RISK/"}  # the other band would tell what is left of all
    assert shown(*mixed, *["22"] * 90, *["21"] * 10) == {"RISK/", "RISK/AGE=1", "RISK/AGE=2"}  # 90% is not above 90%
    assert shown(*mixed, *["22"] * 91, *["21"] * 9) == {"RISK/"}
    assert shown(*mixed, *["22"] * 200) == {"RISK/", "RISK/AGE=1", "RISK/AGE=2"}
    assert shown(*["12"] * 80, *["22"] * 80) == set()  # all children together are a group too: then the item is hidden


def test_a_pick_item_is_hidden_where_its_sensitive_options_could_cover_nearly_all() -> None:
    risk = a_questionnaire(sensitive(pick("WHAT", "123"), "12"), breakdowns=[])
    half_each = ["1100"] * 50 + ["1010"] * 45 + ["1001"] * 5  # 95 of 100 ticked one of the two
    both_or_none = ["1110"] * 50 + ["1001"] * 50  # 50 of 100, but the sum of the two options is 100: hidden to be safe
    few = ["1100"] * 30 + ["1001"] * 70
    assert protected(risk, counted(risk, half_each)).cells["WHAT/"] is None
    assert protected(risk, counted(risk, both_or_none)).cells["WHAT/"] is None
    assert protected(risk, counted(risk, few)).cells["WHAT/"] is not None


def test_an_item_that_rests_on_a_sensitive_one_is_as_sensitive() -> None:
    assert sensitive_items(HARD) == {"RISK", "AFTER", "LATER", "TEENS", "WHAT"}
    assert sensitive_items(WORKED) == {"CON1A", "CON1", "HLP3"}


def test_an_item_is_hidden_in_every_group_where_it_is_hidden_for_all_children() -> None:
    risk = a_questionnaire(sensitive(single("RISK"), "3"), breakdowns=["AGE"])
    young, old = ["13"] * 40 + ["11"] * 10, ["23"] * 133 + ["21"] * 7  # 80% and 95%: together 91% of 190
    assert set(protected(risk, counted(risk, young + old)).cells.values()) == {None}


def test_a_conditional_item_is_hidden_where_its_parent_is_and_so_is_what_rests_on_it() -> None:
    rests = a_questionnaire(
        single("GEN"),
        sensitive(single("RISK"), "3"),
        single("AFTER", **hinges("RISK", "3")),
        single("LATER", **hinges("AFTER", "1")),
        profile=["GEN"],
        breakdowns=["GEN"],
    )
    # Of gender 2 nearly all gave the sensitive answer, so RISK is hidden there; the base of what follows would tell how many.
    # Gender 3, the smaller of the others, is hidden lest the difference tell it.
    records = ["11311"] * 120 + ["111.."] * 120 + ["12311"] * 95 + ["121.."] * 5 + ["13311"] * 60 + ["131.."] * 60
    cells = protected(rests, counted(rests, records)).cells
    assert {key for key, cell in cells.items() if cell} == {
        f"{item}/{group}" for item in ("RISK", "AFTER", "LATER") for group in ("", "GEN=1")
    }


def test_an_item_of_one_band_is_hidden_where_what_it_rests_on_is_hidden_in_that_band() -> None:
    rests = a_questionnaire(sensitive(single("RISK"), "3"), single("AFTER", bands="2", **hinges("RISK", "3")), breakdowns=["AGE"])
    # The base of AFTER, for all children, counts who of band 2 gave the sensitive answer: nearly all did.
    mixed = ["11."] * 120 + ["13."] * 120
    cells = protected(rests, counted(rests, [*mixed, *["231"] * 95, *["21."] * 5])).cells
    assert {key for key, cell in cells.items() if cell} == {"RISK/"}
    cells = protected(rests, counted(rests, [*mixed, *["231"] * 85, *["21."] * 15])).cells
    assert {key for key, cell in cells.items() if cell} == {"RISK/", "RISK/AGE=1", "RISK/AGE=2", "AFTER/"}


def test_an_item_is_hidden_in_a_group_where_what_it_rests_on_is_though_its_own_children_are_not_of_one_mind() -> None:
    rests = a_questionnaire(
        single("AREA"), sensitive(single("RISK"), "3"), single("AFTER", bands="2", **hinges("RISK", "3")),
        profile=["AREA"], breakdowns=["AREA"],
    )  # fmt: skip
    # In area 1 nearly all gave the sensitive answer: 97 of 100 young and 50 of 60 old children. AFTER is asked of the old.
    records = ["113."] * 97 + ["111."] * 3 + ["2131"] * 50 + ["211."] * 10
    records += [area + answer for area in ("12", "13") for answer in ["1.", "2.", "3."] * 60]
    records += [area + answer for area in ("22", "23") for answer in ["1.", "2.", "31"] * 60]
    cells = protected(rests, counted(rests, records)).cells
    assert cells["AFTER/"] is not None
    assert cells["RISK/AREA=1"] is None
    assert cells["AFTER/AREA=1"] is None


def test_an_item_is_hidden_where_children_of_one_mind_on_another_are_asked_it_though_no_table_shows_them() -> None:
    both = {"any": [{"item": "RISK", "codes": ["3"]}, {"item": "MILD", "codes": ["1"]}]}
    rests = a_questionnaire(
        sensitive(single("RISK"), "3"), single("MILD"),
        single("AFTER", bands="2", asked_if=both, asked_if_in_words=says("If not, tap Continue.")),
    )  # fmt: skip

    def shown(of_one_mind: int) -> set[str]:
        records = ["111."] * 120 + ["2311"] * of_one_mind + ["2112"] * (100 - of_one_mind)
        return {key for key, cell in protected(rests, counted(rests, records)).cells.items() if cell}

    assert shown(91) == {"RISK/", "MILD/"}
    assert shown(90) == {"RISK/", "MILD/", "AFTER/"}


@pytest.mark.parametrize(
    ("field", "laxer"),
    [
        ("k_show", 24), ("k_sensitive", 49), ("caution", 49), ("smallest_wave", 24), ("smallest_with_breakdowns", 99),
        ("smallest_with_pairs", 499), ("blur_sigma", 1.9), ("blur_cut", 5), ("rounding", 3), ("dominance_below", 199),
        ("dominance_percent", 91), ("remainder_up_to", 8), ("remainder_ratio", 2.6),
    ],
)  # fmt: skip
def test_no_rule_can_be_made_laxer_than_its_floor(field: str, laxer: float) -> None:
    assert set(Rules.model_fields) == {
        "k_show", "k_sensitive", "caution", "smallest_wave", "smallest_with_breakdowns", "smallest_with_pairs",
        "blur_sigma", "blur_cut", "rounding", "dominance_below", "dominance_percent", "remainder_up_to", "remainder_ratio",
    }  # fmt: skip
    with pytest.raises(ValidationError):
        Rules.model_validate({field: laxer})


def test_stricter_rules_hide_more() -> None:
    cube = counted(HARD, some_records(HARD, 600))
    strict = protected(HARD, cube, rules=Rules(k_show=120))
    assert strict.cells["MILD/AGE=1"] is not None
    assert strict.cells["MILD/AGE=1+GEN=3"] is None
    assert protected(HARD, cube).cells["MILD/AGE=1+GEN=3"] is not None
    assert strict.cells["RISK/AGE=1+GEN=3"] is None  # the stricter of the two thresholds holds for sensitive items too


def test_a_cube_of_another_codebook_is_not_protected() -> None:
    with pytest.raises(ValueError, match="codebook"):
        disclosure.protect(counted(WORKED, []), HARD, codebook(HARD), plan(HARD), Rules(), bytes(32))


def test_blurring_leaves_the_mean_where_it_was() -> None:
    plain = a_questionnaire(single("Q1"))
    errors = []
    for seed in range(400):
        records = ["11"] * 50 + ["12"] * 40 + ["13"] * 30
        safe = protected(plain, counted(plain, records, keys_for(records, seed=seed)))
        cell = safe.cells["Q1/"]
        assert cell is not None
        errors += [cell.counts["Q1"]["1"] - 50, cell.counts["Q1"]["2"] - 40, cell.counts["Q1"]["3"] - 30]
    assert abs(float(np.mean(errors))) < 0.3
    assert 2.2 < float(np.std(errors)) < 2.8  # noise of deviation 2, and rounding to 5
