"""One question of a release as a picture to put on a slide: SVG or PNG, with what a reader must know below it.

Drawn by the typesetter, so that every script has its letters; texts go in as data and are never markup.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

from app import typeset
from app.publishing.bars import bar_share
from app.publishing.caveats import caveat
from app.publishing.figures import Status
from app.publishing.files.about import plain
from app.publishing.one_question import codes_of, unknown
from app.publishing.questions import question_of
from app.publishing.tables import table_rows
from app.publishing.words import country_name, period, share_of
from app.results.releases import Stored
from app.surveys.plan import EVERYONE
from app.web.languages import LANGUAGES

TEMPLATE = "print/chart.typ"
MEDIA_TYPES: Mapping[str, str] = MappingProxyType({"svg": "image/svg+xml", "png": "image/png"})
_DOTS_PER_INCH = 200


def picture(stored: Stored, code: str, form: str, base_url: str) -> bytes:
    """The picture, in a form of `MEDIA_TYPES`.

    NotFound `unknown-question`, also for one that is hidden; Conflict `fonts-missing`, `pdf-not-installed`.
    """
    data = data_of(stored, code, base_url)
    if form == "png":
        return typeset.pictures(TEMPLATE, data, _DOTS_PER_INCH)[0]
    return _named(typeset.pictures(TEMPLATE, data, form="svg")[0].decode(), data).encode()


def _named(svg: str, data: Mapping[str, Any]) -> str:
    """The drawing with its content in words: the typesetter draws letters as shapes, which nobody can hear."""
    start = svg.index(">") + 1
    told = "; ".join(f"{bar['label']}: {bar['words']}" for bar in data["bars"])
    named = f"<title>{escape(data['title'])}</title><desc>{escape(told)}. {escape(' '.join(data['notes']))}</desc>"
    return f'{svg[: start - 1]} role="img">{named}{svg[start:]}'


def data_of(stored: Stored, code: str, base_url: str) -> dict[str, Any]:
    """All that is drawn."""
    release = stored.release
    question = question_of(release, code) if code in codes_of(release) else None
    if question is None or question.chart is None:
        raise unknown(release, code)
    rows = [row for row in table_rows(release) if row.item == code and row.group == EVERYONE]
    bars = [
        {
            "label": plain(row.category),
            "share": bar_share(row.percent, row.note) or 0,
            "words": share_of(row),
            "uncertain": row.status is Status.UNCERTAIN,
        }
        for row in rows
    ]
    base = f"About {question.base:,} children answered" + (f" (ages {question.asked_of})" if question.asked_of else "")
    notes = [
        f"{base}, {country_name(release.country)}, {period(release.opened_on, release.closed_on)}. {question.silent}".strip(),
        f"{caveat(release).whom} Numbers are slightly blurred and rounded to {release.rules.rounding}.",
        f"{base_url}/results/{release.name}/questions/{code}",
    ]
    if release.practice:
        notes.insert(0, "Practice: not a real survey. Do not use these numbers.")
    if stored.withdrawn_on:
        notes.insert(0, f"Withdrawn: {plain(stored.withdrawn_reason or '')}")
    known = LANGUAGES.get(release.questionnaire.default_language)
    title = plain(question.wording)
    told = "".join([title, *(str(bar["label"]) for bar in bars), *notes])
    return {
        "title": title,
        "bars": bars,
        "notes": notes,
        "language": release.questionnaire.default_language,
        "dir": known.direction if known else "ltr",
        "leading": (known.line_height if known else 1.4) - 0.85,
        "fonts": typeset.fonts_for(typeset.scripts_in(told)),
    }
