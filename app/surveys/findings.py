"""What the checks say: one thing that is wrong, where, by which rule, why, and what to do about it.

`surveys.rules` holds the rules themselves and makes the findings.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from app.surveys.questionnaire import Document


class FindingLevel(StrEnum):
    """BLOCK keeps a wave from opening; WARN asks to think again."""

    BLOCK = "block"
    WARN = "warn"


class Finding(Document):
    """One finding. `structure` marks what would break the contract: such a questionnaire cannot even be saved."""

    path: str
    rule: str
    level: FindingLevel
    reason: str
    mend: str
    source: str = ""
    structure: bool = False

    def as_json(self) -> dict[str, Any]:
        """What commands and refusals print. Gravity and source go with the rule: docs/checks.md."""
        return self.model_dump(mode="json", exclude={"structure", "source"})


def sound(findings: Iterable[Finding]) -> bool:
    """Whether a questionnaire with these findings may be saved."""
    return not any(finding.structure for finding in findings)


def clean(findings: Iterable[Finding]) -> bool:
    """Whether a wave of a questionnaire with these findings may open."""
    return not any(finding.level is FindingLevel.BLOCK for finding in findings)
