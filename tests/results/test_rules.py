from dataclasses import dataclass

import pytest
from pydantic import ValidationError

from app.results.rules import Rules


@dataclass(frozen=True)
class Parameter:
    """What a parameter is when nobody says otherwise, a laxer value, and a stricter one."""

    usual: float
    laxer: float
    stricter: float


PARAMETERS = {
    "k_show": Parameter(25, 24, 26),
    "k_sensitive": Parameter(50, 49, 51),
    "caution": Parameter(50, 49, 51),
    "smallest_wave": Parameter(25, 24, 26),
    "smallest_with_breakdowns": Parameter(100, 99, 101),
    "smallest_with_pairs": Parameter(500, 499, 501),
    "blur_sigma": Parameter(2.0, 1.99, 2.01),
    "blur_cut": Parameter(6, 5, 7),
    "rounding": Parameter(5, 4, 10),
    "dominance_below": Parameter(200, 199, 201),
    "dominance_percent": Parameter(90, 91, 89),
    "remainder_up_to": Parameter(9, 8, 10),
    "remainder_ratio": Parameter(1.7, 2.51, 1.69),
}


def test_the_rules_are_those_that_the_method_names() -> None:
    assert Rules().model_dump() == {name: parameter.usual for name, parameter in PARAMETERS.items()}


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_rule_can_be_said_or_be_stricter_and_never_laxer(name: str) -> None:
    parameter = PARAMETERS[name]
    for allowed in (parameter.usual, parameter.stricter):
        assert getattr(Rules.model_validate({name: allowed}), name) == allowed
    with pytest.raises(ValidationError):
        Rules.model_validate({name: parameter.laxer})


def test_percentages_and_ratios_stay_above_what_means_anything() -> None:
    assert Rules(dominance_percent=50).dominance_percent == 50
    assert Rules(remainder_ratio=0.01).remainder_ratio == 0.01
    assert Rules(remainder_ratio=2.5).remainder_ratio == 2.5
    for senseless in ({"dominance_percent": 49}, {"remainder_ratio": 0}):
        with pytest.raises(ValidationError):
            Rules.model_validate(senseless)
