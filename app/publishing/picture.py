"""A question of a release, its groups, or an indicator over releases as a picture to put on a slide: SVG or PNG.

What a reader must know stands below. Drawn by the typesetter, so that every script has its letters; texts go in as data and are
never markup.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

from app import typeset
from app.errors import NotFound
from app.publishing.bars import Chart
from app.publishing.caveats import caveat
from app.publishing.comparing import indicator_page
from app.publishing.figures import Status
from app.publishing.files.about import plain
from app.publishing.one_question import Multiple, Multiples, codes_of, multiples_of, unknown
from app.publishing.questions import question_of
from app.publishing.words import NOT_SHOWN, country_name, period
from app.results.releases import Release, Stored
from app.web.languages import LANGUAGES

TEMPLATE = "print/chart.typ"
MEDIA_TYPES: Mapping[str, str] = MappingProxyType({"svg": "image/svg+xml", "png": "image/png"})
_DOTS_PER_INCH = 200


def picture(stored: Stored, code: str, form: str, base_url: str, breakdown: str = "") -> bytes:
    """A question, or its groups by one characteristic, in a form of `MEDIA_TYPES`.

    NotFound `unknown-question`, also for one that is hidden, `unknown-breakdown`; Conflict `fonts-missing`, `pdf-not-installed`.
    """
    return _drawn(data_of(stored, code, base_url, breakdown), form)


def picture_of_run(found: Sequence[Stored], code: str, first: str, form: str, base_url: str) -> bytes:
    """An indicator in the releases that stand together, the first of which is `CODE-NUMBER`.

    NotFound `unknown-indicator`, `unknown-release`; Conflict as for a question.
    """
    return _drawn(data_of_run(found, code, first, base_url), form)


def _drawn(data: Mapping[str, Any], form: str) -> bytes:
    if form == "png":
        return typeset.pictures(TEMPLATE, data, _DOTS_PER_INCH)[0]
    return _named(typeset.pictures(TEMPLATE, data, form="svg")[0].decode(), data).encode()


def _named(svg: str, data: Mapping[str, Any]) -> str:
    """The drawing with its content in words: the typesetter draws letters as shapes, which nobody can hear."""
    start = svg.index(">") + 1
    told = "; ".join(f"{bar['label']}: {bar['words']}" for bar in data["bars"])
    named = f"<title>{escape(data['title'])}</title><desc>{escape(told)}. {escape(' '.join(data['notes']))}</desc>"
    return f'{svg[: start - 1]} role="img">{named}{svg[start:]}'


def data_of(stored: Stored, code: str, base_url: str, breakdown: str = "") -> dict[str, Any]:
    """All that is drawn of a question."""
    release = stored.release
    question = question_of(release, code) if code in codes_of(release) else None
    if question is None or question.chart is None:
        raise unknown(release, code)
    where = f"{country_name(release.country)}, {period(release.opened_on, release.closed_on)}. {question.silent}".strip()
    base = f"About {question.base:,} children answered" + (f" (ages {question.asked_of})" if question.asked_of else "")
    notes = [
        f"{base}, {where}",
        f"{caveat(release).whom} Numbers are slightly blurred and rounded to {release.rules.rounding}.",
        f"{base_url}/results/{release.name}/questions/{code}",
    ]
    bars = _bars(question.chart)
    if breakdown:
        groups = _breakdown(release, code, breakdown)
        bars = [bar for one in groups.groups for bar in _bars_of(one)]
        notes.insert(1, f"{groups.title}. Compare groups only where the page calls a difference clear.{_caution(bars)}")
    if release.practice:
        notes.insert(0, "Practice: not a real survey. Do not use these numbers.")
    if stored.withdrawn_on:
        notes.insert(0, f"Withdrawn: {plain(stored.withdrawn_reason or '')}")
    return _data(question.wording, bars, notes, release.questionnaire.default_language)


def data_of_run(found: Sequence[Stored], code: str, first: str, base_url: str) -> dict[str, Any]:
    """All that is drawn of releases that stand together."""
    shown = indicator_page(found, code)
    run = next((one for one in shown.runs if one.name == first), None)
    if run is None:
        raise NotFound("unknown-release", f"No releases that stand together begin with {first[:20]}.")
    bars = _bars(run.chart)
    notes = [
        f"“{run.question}”",
        *dict.fromkeys(column.whom for column, _, _ in run.rows),
        f"Numbers are slightly blurred; differences of a few percentage points mean nothing.{_caution(bars)}",
        f"{base_url}{shown.address}#{run.chart.id}",
    ]
    if run.invited:
        notes.insert(-1, "Who was invited differs between them: the page says how.")
    if any(column.practice for column, _, _ in run.rows):
        notes.insert(0, "Practice: not a real survey. Do not use these numbers.")
    return _data(shown.name, bars, notes, shown.language)


def _breakdown(release: Release, code: str, breakdown: str) -> Multiples:
    for one in multiples_of(release, code):
        if one.code == breakdown:
            return one
    raise NotFound("unknown-breakdown", f"{code} is not shown by {breakdown[:40]}.", release=release.name)


def _bars_of(group: Multiple) -> list[dict[str, Any]]:
    """The bars of a group, each under its name; of a hidden one that it is hidden."""
    if group.chart is None:
        return [{"label": plain(group.group), "share": 0, "words": NOT_SHOWN, "uncertain": False}]
    return [{**bar, "label": f"{plain(group.group)}: {bar['label']}"} for bar in _bars(group.chart)]


def _bars(chart: Chart) -> list[dict[str, Any]]:
    return [
        {"label": plain(bar.label), "share": bar.share, "words": bar.words, "uncertain": bar.status is Status.UNCERTAIN}
        for bar in chart.bars
    ]


def _caution(bars: list[dict[str, Any]]) -> str:
    return " Figures in brackets: few answers, treat with caution." if any(bar["uncertain"] for bar in bars) else ""


def _data(title: str, bars: list[dict[str, Any]], notes: list[str], language: str) -> dict[str, Any]:
    known = LANGUAGES.get(language)
    title, notes = plain(title), [plain(note) for note in notes]
    told = "".join([title, *(str(bar["label"]) for bar in bars), *notes])
    return {
        "title": title,
        "bars": bars,
        "notes": notes,
        "language": language,
        "dir": known.direction if known else "ltr",
        "leading": (known.line_height if known else 1.5) - 0.85,
        "fonts": typeset.fonts_for(typeset.scripts_in(told)),
    }
