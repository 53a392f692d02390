"""Ranges and clear differences, with this file's own copy of each rule and its own dice."""

import math
import random

import numpy as np
import pytest

from app.results.published import Cell, Responses
from app.results.releases import Release
from app.results.rules import Rules
from app.results.uncertainty import Draws, chance_range, clear_differences, compared, draws_of, many_silent
from app.surveys.plan import EVERYONE, Group
from app.surveys.questionnaire import Questionnaire
from tests.makers import a_survey, pick, single
from tests.results.children import a_release, counted, protected, some_records

RULES = Rules()
TWO = Draws(1, 2, apart=False)
STEPS = range(-6, 7)
WEIGHTS = [math.exp(-k * k / 8) for k in STEPS]


def blurred(draw: random.Random, true: int) -> int:
    return max(0, (true + draw.choices(STEPS, WEIGHTS)[0] + 2) // 5 * 5)


def test_a_range_is_given_from_fifty_answers_on() -> None:
    assert chance_range(20, 45, TWO, RULES) is None
    assert chance_range(20, 50, TWO, RULES) is not None


def between(count: int, base: int, draws: Draws = TWO) -> tuple[int, int]:
    found = chance_range(count, base, draws, RULES)
    assert found is not None
    return found


def test_a_range_holds_its_share_and_narrows_with_more_children() -> None:
    small, large = between(40, 100), between(4_000, 10_000)
    assert small[0] < 40 < small[1]
    assert large[0] < 40 < large[1]
    assert small[1] - small[0] > 3 * (large[1] - large[0])


def test_a_range_is_wilsons_where_nothing_is_blurred() -> None:
    still = RULES.model_copy(update={"blur_sigma": 0.0, "rounding": 0})
    assert chance_range(81, 263, TWO, still) == (25, 37)  # Newcombe, 1998: 0.2553 to 0.3662


def test_a_range_reaches_the_edges_where_rounding_hides_the_difference() -> None:
    assert between(5, 100)[0] == 0
    assert between(10, 100)[0] > 0
    assert between(95, 100)[1] == 100
    assert between(105, 100)[1] == 100
    assert between(60, 60) == (between(60, 60)[0], 100)


def test_a_share_of_more_blurred_numbers_is_less_sure() -> None:
    assert between(60, 100, Draws(1, 11, apart=False))[0] < between(60, 100)[0]
    assert between(60, 100, Draws(10, 11, apart=False))[0] < between(60, 100)[0]


@pytest.mark.parametrize(
    ("children", "shares"),
    [(60, (0.5, 0.5)), (60, (0.55, *[0.05] * 9)), (200, (0.2, 0.8)), (400, (0.05, 0.55, 0.4)), (100, (0.8, *[0.05] * 4))],
)
def test_ranges_of_single_answers_cover_the_truth_as_often_as_they_say(children: int, shares: tuple[float, ...]) -> None:
    draw = random.Random(5)
    dice = np.random.default_rng(5)
    inside = []
    for _ in range(1_500):
        counts = [blurred(draw, int(true)) for true in dice.multinomial(children, shares)]
        found = chance_range(counts[0], sum(counts), Draws(1, len(shares), apart=False), RULES)
        if found is not None:
            inside.append(found[0] <= 100 * shares[0] <= found[1])
    assert sum(inside) / len(inside) > 0.93  # 0.91 for ten options, were the blur of the base forgotten


@pytest.mark.parametrize(("children", "share"), [(60, 0.9), (100, 0.05), (300, 0.6)])
def test_ranges_of_picked_answers_cover_the_truth_as_often_as_they_say(children: int, share: float) -> None:
    draw = random.Random(6)
    inside = []
    for _ in range(1_500):
        true = sum(draw.random() < share for _ in range(children))
        found = chance_range(blurred(draw, true), blurred(draw, children), Draws(1, 1, apart=True), RULES)
        if found is not None:
            inside.append(found[0] <= 100 * share <= found[1])
    assert sum(inside) / len(inside) > 0.94


# Comparisons


def a_questionnaire() -> Questionnaire:
    items = [single("GEN"), *(single(f"Q{number}", "12345") for number in range(6)), pick("P1"), single("YES", "12")]
    data = a_survey(*items, profile=["GEN"], breakdowns=["AGE", "GEN"], pairs=[["AGE", "GEN"]])
    return Questionnaire.model_validate(data)


def released(number: int = 1_500, seed: int = 1) -> Release:
    questionnaire = a_questionnaire()
    cube = counted(questionnaire, some_records(questionnaire, number, seed=seed))
    return a_release(questionnaire, protected(questionnaire, cube, secret=seed.to_bytes(32, "big")))


def with_cells(release: Release, **cells: dict[str, dict[str, int]]) -> Release:
    """The release with other numbers for `YES`, by group."""
    new = {f"YES/{key.replace('_', '=')}": Cell(base=sum(counts["YES"].values()), counts=counts) for key, counts in cells.items()}
    return release.model_copy(update={"cells": {**release.cells, **new}})


def yes(count: int, base: int) -> dict[str, dict[str, int]]:
    return {"YES": {"1": count, "2": base - count}}


BAND_1, BAND_2 = Group(of=(("AGE", "1"),)), Group(of=(("AGE", "2"),))


def of_yes(release: Release) -> list[tuple[str, Group, Group]]:
    return [(one.category, one.more, one.less) for one in clear_differences(release) if one.item == "YES"]


def test_a_great_difference_is_clear_and_said_once() -> None:
    release = with_cells(released(), AGE_1=yes(200, 700), AGE_2=yes(500, 700))
    assert of_yes(release) == [("1", BAND_2, BAND_1)]
    turned = with_cells(released(), AGE_1=yes(500, 700), AGE_2=yes(200, 700))
    assert of_yes(turned) == [("1", BAND_1, BAND_2)]


def test_a_difference_of_less_than_five_points_is_never_clear() -> None:
    assert of_yes(with_cells(released(), AGE_1=yes(50_000, 100_000), AGE_2=yes(54_900, 100_000))) == []
    assert of_yes(with_cells(released(), AGE_1=yes(50_000, 100_000), AGE_2=yes(55_000, 100_000))) != []


def test_groups_of_fewer_than_a_hundred_are_not_compared() -> None:
    release = with_cells(released(), AGE_1=yes(5, 95), AGE_2=yes(600, 700))
    assert of_yes(release) == []
    assert ("YES", "AGE") not in compared(release)
    larger = with_cells(released(), AGE_1=yes(5, 100), AGE_2=yes(600, 700))
    assert ("YES", "AGE") in compared(larger)
    assert of_yes(larger) != []


def test_hidden_groups_are_not_compared() -> None:
    release = with_cells(released(), AGE_1=yes(200, 700), AGE_2=yes(500, 700))
    hidden = release.model_copy(update={"cells": {**release.cells, "YES/AGE=1": None}})
    assert of_yes(hidden) == []
    assert not [one for one in clear_differences(hidden) if EVERYONE in {one.more, one.less}]


def test_the_more_is_compared_the_more_a_difference_must_show() -> None:
    """The weakest difference that is clear by itself is not any more among all the others (Holm's correction)."""
    release = released()
    found = None
    for step in range(200, 700, 5):
        moved = with_cells(release, AGE_1=yes(200, 700), AGE_2=yes(step, 700))
        alone = moved.model_copy(update={"cells": {key: cell if "YES" in key else None for key, cell in moved.cells.items()}})
        if of_yes(alone) and not of_yes(moved):
            found = step
    assert found is not None


def test_where_groups_do_not_differ_hardly_any_release_says_so() -> None:
    """All comparisons of 50 releases under no difference at all; were the blur forgotten, 7 would say so."""
    assert sum(bool(clear_differences(released(400, seed))) for seed in range(50)) <= 4


def test_draws_are_counted_by_the_kind_of_item() -> None:
    release = released()
    assert draws_of(release, "Q1") == Draws(1, 5, apart=False)
    assert draws_of(release, "Q1", summed=2) == Draws(2, 5, apart=False)
    assert draws_of(release, "P1", summed=2) == Draws(2, 1, apart=True)


@pytest.mark.parametrize(
    ("draws", "numerator", "rest"),
    [(Draws(1, 5, apart=False), 1, 4), (Draws(3, 5, apart=False), 3, 2), (Draws(1, 1, apart=True), 1, 1)],
)
def test_the_variance_of_blurring_is_that_of_dice(draws: Draws, numerator: int, rest: int) -> None:
    dice = np.random.default_rng(3)
    base, share = 3_000, 0.6
    noise = dice.choice(np.array(STEPS), (40_000, numerator + rest), p=np.array(WEIGHTS) / sum(WEIGHTS))
    noise = noise + dice.uniform(-2.5, 2.5, noise.shape)  # rounding
    top = share * base + noise[:, :numerator].sum(1)
    below = base + noise[:, numerator:].sum(1) + (0 if draws.apart else noise[:, :numerator].sum(1))
    assert float((top / below).var()) == pytest.approx(draws.variance(share, RULES) / base**2, rel=0.05)


def test_every_comparison_is_of_groups_that_share_no_child() -> None:
    release = with_cells(released(), AGE_1=yes(200, 700), AGE_2=yes(500, 700))
    assert clear_differences(release)
    for one in clear_differences(release):
        assert one.more.breakdown == one.less.breakdown
        assert len(one.more.of) == 1
        assert one.more != one.less


@pytest.mark.parametrize(
    ("dont_know", "rather_not", "many"), [(0, 20, False), (0, 21, True), (21, 0, True), (11, 10, True), (10, 10, False)]
)
def test_many_opted_out_above_a_fifth_of_those_asked(dont_know: int, rather_not: int, many: bool) -> None:
    left = 5
    answered = 100 - left - dont_know - rather_not
    assert many_silent(Responses(answered=answered, left=left, dont_know=dont_know, rather_not=rather_not)) is many
    assert not many_silent(None)
