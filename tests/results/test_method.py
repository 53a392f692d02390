"""The paper of the method and the code say the same: every parameter, its value and its floor, and every part that is named."""

import importlib
import re
from typing import Any

import annotated_types
import pytest

from app.results.rules import Rules
from tests.databases import ROOT

PAPER = (ROOT / "docs/protection-method.md").read_text()
PARAMETERS = re.findall(r"^\| `(\w+)` \| ([\d.]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAPER, re.MULTILINE)
CONSTANTS = re.findall(r"^\| `([A-Z_]+)` \| ([\d.]+) \| `([\w.]+)` \| [^|]+ \|$", PAPER, re.MULTILINE)


def floor(field: Any) -> str:
    """As the paper says it: `at least 5`, `50 to 90`, `above 0, at most 2.5`."""
    least = [limit.ge for limit in field.metadata if isinstance(limit, annotated_types.Ge)]
    most = [limit.le for limit in field.metadata if isinstance(limit, annotated_types.Le)]
    above = [limit.gt for limit in field.metadata if isinstance(limit, annotated_types.Gt)]
    if above:
        return f"above {above[0]}, at most {most[0]}"
    return f"{least[0]} to {most[0]}" if most else f"at least {least[0]}"


def test_the_paper_has_every_parameter_with_its_value_floor_reason_and_source() -> None:
    said = {name: (value, floored) for name, value, floored, _, _ in PARAMETERS}
    assert said == {name: (str(field.default), floor(field)) for name, field in Rules.model_fields.items()}
    assert all(reason.strip() and source.strip() for _, _, _, reason, source in PARAMETERS)


@pytest.mark.parametrize(("name", "value", "module"), CONSTANTS)
def test_the_paper_has_the_constants_as_they_are(name: str, value: str, module: str) -> None:
    assert str(getattr(importlib.import_module(module), name)) == value


def test_the_paper_names_constants_of_three_modules() -> None:
    assert {module for _, _, module in CONSTANTS} == {"app.results.audit", "app.results.preparing", "app.results.uncertainty"}


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`((?:[a-z]+\.)+_?[A-Za-z_]+)`", PAPER)) - {"app.results.rules.Rules"}))
def test_every_part_that_the_paper_names_is_there(named: str) -> None:
    if named.endswith(".csv"):
        return
    module, _, thing = named.removeprefix("app.results.").rpartition(".")
    places = [f"app.results.{module}", f"app.results.{module}.{thing}", f"app.{module}.{thing}", f"app.results.{thing}"]
    for place in places:
        try:
            found = importlib.import_module(place)
        except ModuleNotFoundError:
            continue
        if place.endswith(f".{thing}") or any(hasattr(one, thing) for one in [found, *vars(found).values()]):
            return
    pytest.fail(f"{named} is nowhere")


def test_the_rules_of_a_release_cannot_be_changed_once_made() -> None:
    rules = Rules()
    with pytest.raises(ValueError, match="frozen"):
        rules.k_show = 30  # type: ignore[misc]
