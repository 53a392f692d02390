"""What importing says about a form: where (sheet and row), what, why, and what was done or must be done about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.surveys.findings import Finding, FindingLevel

SOURCE = "What an XLSForm holds and Suara does not: docs/xlsform.md"

REFUSED: dict[str, str] = {
    "xlsform-refused-by-odk": "ODK and KoboToolbox would refuse the form too.",
    "xlsform-sheet": "The form has a survey sheet.",
    "xlsform-calculation": "Answers are counted as they were given: nothing is computed from them.",
    "xlsform-repeat": "A child sends one answer to each question, so that each can be counted.",
    "xlsform-condition": "Who is asked what must be exactly what the form says, or is not imported.",
    "xlsform-choices": "The same options are on offer to every child who is asked.",
    "xlsform-text": "Texts are words of at most 1,000 characters.",
    "xlsform-value": "The suara_ columns hold what an export wrote there.",
}
"""Rules whose breach keeps a form from being imported; each with its reason."""

TOLD: dict[str, str] = {
    "xlsform-identifies": "Suara never asks or records who a child is, where, when exactly, or on which phone.",
    "xlsform-type": "Suara asks choices and short texts only.",
    "xlsform-group": "A survey is one page: groups are taken apart, and what was said of a group is said of its questions.",
    "xlsform-required": "No answer is required of a child.",
    "xlsform-hint": "A question is all that a child reads.",
    "xlsform-default": "No answer is given before the child gives one.",
    "xlsform-appearance": "How a question looks depends on the child's phone and age, not on the form.",
    "xlsform-constraint": "A pick has a maximum, a text a length; answers are limited in no other way.",
    "xlsform-media": "Pictures and voices are checked one by one.",
    "xlsform-other": "Who writes what they mean by another answer may be recognised by it.",
    "xlsform-column": "The column has no counterpart here.",
    "xlsform-language": "A language is named by its code.",
    "xlsform-label": "A question needs words.",
    "xlsform-characters": "Spreadsheets would run such a text, or show something else than it says.",
    "xlsform-bands": "A form from elsewhere does not say for which ages its words are.",
    "xlsform-before": "A child reads who asks and what taking part means before the first question.",
    "xlsform-changed": "Where an ordinary column and a suara_ column differ, the form was changed elsewhere, and that counts.",
}
"""Rules that only say what was done; each with its reason."""


@dataclass
class Messages:
    """The findings of one import, in the order of the rows."""

    findings: list[Finding] = field(default_factory=list)

    def say(self, rule: str, sheet: str, row: int | None, what: str, mend: str) -> None:
        """Add a message. KeyError where there is no such rule."""
        refused = rule in REFUSED
        reason = REFUSED[rule] if refused else TOLD[rule]
        self.findings.append(
            Finding(
                path=f"sheet {sheet}" if row is None else f"sheet {sheet}, row {row}",
                rule=rule,
                level=FindingLevel.BLOCK if refused else FindingLevel.WARN,
                reason=f"{what} {reason}",
                mend=mend,
                source=SOURCE,
                structure=refused,
            )
        )

    def __iter__(self) -> Iterator[Finding]:
        return iter(dict.fromkeys(self.findings))
