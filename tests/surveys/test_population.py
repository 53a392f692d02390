import pytest

from app.errors import Invalid
from app.surveys.population import Population, fitting
from app.surveys.questionnaire import Questionnaire
from tests.makers import a_worked_example

WORKED = Questionnaire.model_validate(a_worked_example())
AGES = {"AGE": {"1": 48.2, "2": 51.8}}
GENDERS = {"GEN": {"1": 51.0, "2": 49.0, "3": 0.0}}


def test_shares_of_whole_breakdowns_fit() -> None:
    population = Population(source="A census of 2026", shares=AGES | GENDERS)
    assert fitting(population, WORKED) is population


def test_shares_may_be_rounded_to_whole_percents() -> None:
    shares = {"GEN": {"1": 50.0, "2": 50.0, "3": 1.0}}
    assert fitting(Population(source="A census", shares=shares), WORKED).shares == shares


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ({}, "shares-missing"),
        ({"REG": {"1": 100.0}}, "unknown-breakdown"),
        ({"AGE": {"1": 40.0, "2": 40.0, "7": 20.0}}, "unknown-category"),
        ({"AGE": {"1": 100.0}}, "shares-missing"),
        (AGES | {"GEN": {"1": 51.0, "2": 49.0}}, "shares-missing"),
        ({"AGE": {"1": 48.0, "2": 50.9}}, "shares-do-not-add-up"),
        ({"AGE": {"1": 50.0, "2": 51.1}}, "shares-do-not-add-up"),
        ({"AGE": {"1": -10.0, "2": 110.0}}, "shares-do-not-add-up"),
    ],
)
def test_shares_that_are_not_those_of_whole_breakdowns_are_refused(shares: dict[str, dict[str, float]], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        fitting(Population(source="A census", shares=shares), WORKED)
    assert refusal.value.code == code
