"""What the checks say: one thing that is wrong, where, by which rule, why, and what to do about it."""

from collections.abc import Iterable
from enum import StrEnum

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
    structure: bool = False


def structural(path: str, rule: str, reason: str, mend: str) -> Finding:
    """A finding that keeps a questionnaire from being saved."""
    return Finding(path=path, rule=rule, level=FindingLevel.BLOCK, reason=reason, mend=mend, structure=True)


def sound(findings: Iterable[Finding]) -> bool:
    """Whether a questionnaire with these findings may be saved."""
    return not any(finding.structure for finding in findings)


def clean(findings: Iterable[Finding]) -> bool:
    """Whether a wave of a questionnaire with these findings may open."""
    return not any(finding.level is FindingLevel.BLOCK for finding in findings)
