"""The full report: every question of a release as one tagged PDF of any length, with its method. Pure but for the fonts it finds.

It prints what stands on the page of the release (`reading`) and says of the method what every file says (`files.about`): here
nothing is worked out, so nothing can differ. Texts go in as data and are never markup.
"""

from dataclasses import asdict
from typing import Any

from app import typeset
from app.publishing import reading
from app.publishing.bars import FULL
from app.publishing.files.about import about, plain
from app.results.releases import Stored
from app.results.rules import Rules
from app.web.languages import LANGUAGES

NAME = "report.pdf"
MEDIA_TYPE = "application/pdf"
HOLDS = "every question with its bars, tables and groups, and the method, to print (tagged PDF)"
TEMPLATE = "print/report.typ"
_NOT_PRINTED = frozenset({"files", "everything", "load_in_r", "load_in_python", "help"})
_MOST_HEADS = 5
"""Answers that stand at the heads of columns in full; where there are more, their numbers do."""


def pdf(stored: Stored, base_url: str) -> bytes:
    """The report. Refuses `fonts-missing` and `pdf-not-installed`."""
    return typeset.pdf(TEMPLATE, data_of(stored, base_url), stored.release.day)


def data_of(stored: Stored, base_url: str) -> dict[str, Any]:
    """All that is printed. Refuses `fonts-missing`."""
    context = asdict(reading.result_page(stored))
    told = _printable({name: value for name, value in context.items() if name not in _NOT_PRINTED})
    method = about(stored, base_url)
    known = LANGUAGES.get(stored.release.questionnaire.default_language)
    data = {
        **told,
        "most_heads": _MOST_HEADS,
        "full": FULL,
        "text_leading": (known.line_height if known else 1.5) - 0.85,
        "marks": method.marks,
        "address": method.address,
        "cited": method.cited,
        "method": [method.how, method.whom, *method.protection],
        "rules": [(rule.description, str(getattr(stored.release.rules, name))) for name, rule in Rules.model_fields.items()],
    }
    return {**data, "fonts": typeset.fonts_for(typeset.scripts_in(data))}


def _printable(value: Any) -> Any:
    """The texts without what no page can hold, and whole numbers as they are read; what is measured stays a number."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, dict):
        return {name: _printable(one) for name, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list | tuple) else value
