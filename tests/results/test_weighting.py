from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.results.published import Cell, Protected, Responses
from app.results.releases import Release
from app.results.weighting import weighted
from app.surveys.population import Population
from app.surveys.questionnaire import Questionnaire
from tests.makers import a_survey, says, single
from tests.results.children import a_release

SURVEY = Questionnaire.model_validate(a_survey(single("GEN"), single("Q1", "12"), profile=["GEN"], breakdowns=["AGE", "GEN"]))
CENSUS = Population(source="A census", shares={"AGE": {"1": 50.0, "2": 50.0}})
GENDERS = Population(source="A census", shares={"GEN": {"1": 40.0, "2": 40.0, "3": 20.0}})


def cell(base: int, first: int) -> Cell:
    return Cell(base=base, counts={"Q1": {"1": first, "2": base - first}})


def of(young: Cell | None, old: Cell | None, population: Population | None = CENSUS, **more: Any) -> Release:
    """A release in which 300 younger and 900 older children answered, or as told."""
    cells = {"Q1/": cell(1_200, 600), "Q1/AGE=1": young, "Q1/AGE=2": old}
    cells |= {f"Q1/GEN={code}": None for code in "123"} | more.pop("cells", {})
    told = Responses(answered=1_200, left=0, dont_know=0, rather_not=0)
    safe = Protected(respondents=more.pop("respondents", 1_200), cells=cells, responses={"Q1": told})
    return a_release(SURVEY, safe, population=population, **more)


def test_an_age_group_that_is_missing_weighs_more() -> None:
    found = weighted(of(cell(300, 240), cell(900, 360)), "Q1")
    assert found is not None
    assert found.breakdown == "AGE"
    # The young are a quarter of those who answered and half of the population.
    assert found.shares["Q1", "1"] == pytest.approx(0.5 * 240 / 300 + 0.5 * 360 / 900)
    assert found.effective == round((2 * 300 + 900 * 2 / 3) ** 2 / (4 * 300 + 4 / 9 * 900)) == 900


def test_an_item_that_only_some_are_asked_is_not_weighted() -> None:
    # Eight hundred young and two hundred old ones were asked: the census does not say how many of each ought to have been.
    data = a_survey(single("GEN"), single("Q1", "12"), profile=["GEN"], breakdowns=["AGE", "GEN"])
    data["items"][1] |= {
        "asked_if": {"any": [{"item": "GEN", "codes": ["1"]}]},
        "asked_if_in_words": says("If not, tap Continue."),
    }
    conditional = Questionnaire.model_validate(data)
    release = of(cell(800, 480), cell(200, 40))
    assert weighted(release, "Q1") is not None
    assert weighted(release.model_copy(update={"questionnaire": conditional}), "Q1") is None


def test_a_group_weighs_at_most_three_times_and_at_least_three_tenths() -> None:
    few = weighted(of(cell(60, 60), cell(1_140, 0)), "Q1")
    assert few is not None
    held = 3 * 60 / (3 * 60 + 0.5 / 0.95 * 1_140)
    assert few.shares["Q1", "1"] == pytest.approx(held)
    rare = Population(source="A census", shares={"AGE": {"1": 99.0, "2": 1.0}})
    many = weighted(of(cell(600, 600), cell(600, 0), rare), "Q1")
    assert many is not None
    assert many.shares["Q1", "2"] == pytest.approx(0.3 * 600 / (0.3 * 600 + 1.98 * 600))


@given(st.integers(1, 240), st.integers(1, 240), st.integers(1, 99), st.data())
def test_a_weighted_share_lies_between_those_of_the_groups(a: int, b: int, share: int, data: st.DataObject) -> None:
    young, old = (cell(5 * n, data.draw(st.integers(0, 5 * n))) for n in (a, b))
    population = Population(source="A census", shares={"AGE": {"1": float(share), "2": 100.0 - share}})
    found = weighted(of(young, old, population), "Q1")
    assert found is not None
    for category in "12":
        parts = [one.counts["Q1"][category] / one.base for one in (young, old)]
        assert min(parts) - 1e-9 <= found.shares["Q1", category] <= max(parts) + 1e-9
    assert sum(found.shares.values()) == pytest.approx(1)
    assert 1 <= found.effective <= 5 * (a + b)


def test_a_population_like_those_who_answered_changes_nothing() -> None:
    population = Population(source="A census", shares={"AGE": {"1": 25.0, "2": 75.0}})
    found = weighted(of(cell(300, 240), cell(900, 360), population), "Q1")
    assert found is not None
    assert found.shares == pytest.approx({("Q1", "1"): 0.5, ("Q1", "2"): 0.5})
    assert found.effective == 1_200


def test_nothing_is_weighted_where_the_rules_do_not_allow_it() -> None:
    young, old = cell(300, 240), cell(900, 360)
    assert weighted(of(young, old, None), "Q1") is None
    assert weighted(of(young, old, respondents=995), "Q1") is None
    assert weighted(of(young, old, respondents=1_000), "Q1") is not None
    assert weighted(of(None, old), "Q1") is None
    assert weighted(of(young, old, cells={"Q1/": None}), "Q1") is None
    assert weighted(of(young, old, Population(source="A census", shares={"AGE": {"1": 0.0, "2": 100.0}})), "Q1") is None


def test_the_next_characteristic_is_taken_where_the_first_has_a_hidden_group() -> None:
    both = Population(source="A census", shares=CENSUS.shares | GENDERS.shares)
    shown = {"Q1/GEN=1": cell(500, 250), "Q1/GEN=2": cell(600, 300), "Q1/GEN=3": cell(100, 100)}
    found = weighted(of(None, cell(900, 360), both, cells=shown), "Q1")
    assert found is not None
    assert found.breakdown == "GEN"
