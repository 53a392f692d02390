"""docs/checks.md says every rule as the code has it, and names each source in full."""

import re

from app.surveys.rules import RULES
from tests.databases import ROOT

PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
SECTIONS = {"save": "Keeps a survey from being saved", "open": "Keeps a wave from opening", "think": "Asks to think again"}


def rows(gravity: str) -> list[tuple[str, ...]]:
    section = PAGE.partition(f"## {SECTIONS[gravity]}")[2].partition("\n## ")[0]
    found = [
        tuple(cell.strip() for cell in line.strip("|").split("|")) for line in section.splitlines() if line.startswith("| `")
    ]
    assert found
    return found


def test_the_page_of_checks_says_every_rule_as_it_is() -> None:
    for gravity in SECTIONS:
        ours = [(f"`{rule.code}`", rule.asks, rule.source) for rule in RULES.values() if rule.gravity == gravity]
        assert rows(gravity) == ours


def test_the_page_of_checks_names_every_source_in_full() -> None:
    explained = re.findall(r"^- \*\*([^*]+)\*\*", PAGE, re.MULTILINE)
    for rule in RULES.values():
        parts = [part.strip() for part in re.split("[;,] (?:after )?", rule.source)]
        for part in parts:
            assert any(one.startswith(part) or part.startswith(one) or rule.source.startswith(one) for one in explained), part
