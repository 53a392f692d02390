"""The releases of one survey beside one another: indicator by indicator, with a break wherever they cannot be compared. Pure.

Two releases are compared only in numbers that both hold, and only where the same question was asked with the same answers, of
the same ages, on the same condition, of children who were found in the same way: volunteers, everyone of a group, or drawn by
chance. Where something differs that is said, and the two are drawn apart. Who was invited is another between any two countries,
so it is quoted beside what stands together. Releases that stand together can each be compared with every other of them. What
breaks a trend in the office (`surveys.differences`) breaks it here. No difference is called clear across releases: no rule says
how to judge one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.errors import NotFound
from app.publishing.bars import Chart, chart
from app.publishing.caveats import caveat
from app.publishing.directions import apart as isolated
from app.publishing.glance import at_a_glance
from app.publishing.tables import Row, indicator_rows, wording
from app.publishing.words import NOT_SHOWN, country_name, months
from app.results.releases import Release, Stored
from app.surveys.differences import Break, broken_by
from app.surveys.plan import EVERYONE
from app.surveys.questionnaire import Indicator, IndicatorKind

_REASONS: Mapping[Break, str] = MappingProxyType(
    {
        Break.ANSWERS: "Other answers were offered.",
        Break.CHOOSING: "Answers were chosen in another way.",
        Break.AGES: "Other ages were asked.",
        Break.CONDITION: "It was asked of other children, after other answers.",
        Break.LANGUAGES: "The questions have no language in common.",
        Break.WORDS: "The words were changed.",
        Break.BEFORE: "It was asked of other children, for the question that led to it was changed.",
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """One release of the survey."""

    name: str
    address: str
    country: str
    months: str
    respondents: int
    whom: str
    invited: str
    practice: bool


@dataclass(frozen=True, slots=True)
class Place:
    """An indicator in one release. `apart` says why it cannot be compared with those before it; empty where it can.

    `shown`: whether `share` is a number; else it says why there is none.
    """

    release: str
    share: str
    range: str
    apart: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator in every release, in their order."""

    code: str
    name: str
    address: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """Context of `publishing/survey.html`: the indicators by kind, each in every release."""

    code: str
    title: str
    columns: tuple[Column, ...]
    kinds: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Releases that may be compared with one another; `apart` says why not with those before. Named by the first of them.

    `invited` says of each who was invited; empty where that is the same of all.
    """

    name: str
    apart: str
    question: str
    chart: Chart
    rows: tuple[tuple[Column, Place, str], ...]
    invited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """Context of `publishing/indicator.html`."""

    survey: str
    title: str
    code: str
    name: str
    language: str
    address: str
    runs: tuple[Run, ...]
    whom: tuple[str, ...]


def survey_page(releases: Sequence[Stored]) -> SurveyPage:
    """All indicators of a survey in all its releases that stand. At least one release."""
    found = _ordered(releases)
    newest = max(found, key=lambda release: (release.closed_on, release.name))
    known = {indicator.code: indicator for release in found for indicator in release.questionnaire.indicators}
    by_kind = []
    for kind in IndicatorKind:
        codes = [code for code, indicator in known.items() if indicator.kind is kind]
        by_kind.append((kind.value, tuple(_line(found, code) for code in codes)))
    return SurveyPage(
        code=newest.survey,
        title=newest.title,
        columns=tuple(map(_column, found)),
        kinds=tuple((kind, lines) for kind, lines in by_kind if lines),
    )


def indicator_page(releases: Sequence[Stored], code: str) -> IndicatorPage:
    """One indicator in all releases that hold it. NotFound `unknown-indicator`."""
    found = [release for release in _ordered(releases) if _indicator(release, code)]
    if not found:
        raise NotFound("unknown-indicator", f"No release of this survey has an indicator {code[:40]}.")
    newest = max(found, key=lambda release: (release.closed_on, release.name))
    indicator = _indicator(newest, code)
    assert indicator is not None
    return IndicatorPage(
        survey=newest.survey,
        title=newest.title,
        code=code,
        name=indicator.name[newest.questionnaire.default_language],
        language=newest.questionnaire.default_language,
        address=f"/results/surveys/{newest.survey}/{code}",
        runs=tuple(_run(together, code, why) for why, together in _together(found, code)),
        whom=tuple(dict.fromkeys(caveat(release).whom for release in found)),
    )


def apart(one: Release, other: Release, code: str) -> str:
    """Why the indicator cannot be compared between two releases; empty where it can."""
    of_one, of_other = _indicator(one, code), _indicator(other, code)
    if of_one is None or of_other is None:
        return "The indicator is not in both."
    if (of_one.item, of_one.codes) != (of_other.item, of_other.codes):
        return "The indicator counts other answers."
    if one.practice != other.practice:
        return "One of them is practice, not a real survey."
    if one.sample_design != other.sample_design:
        return "The children were found in another way."
    broken = broken_by(one.questionnaire, other.questionnaire, of_one.item)
    return _REASONS[broken] if broken else ""


def _indicator(release: Release, code: str) -> Indicator | None:
    return next((one for one in release.questionnaire.indicators if one.code == code), None)


def _ordered(releases: Sequence[Stored]) -> list[Release]:
    """By country, then by time."""
    found = [stored.release for stored in releases]
    return sorted(found, key=lambda release: (country_name(release.country), release.opened_on, release.name))


def _column(release: Release) -> Column:
    return Column(
        name=release.name,
        address=f"/results/{release.name}",
        country=country_name(release.country),
        months=months(release.opened_on, release.closed_on),
        respondents=release.respondents,
        whom=caveat(release).whom,
        invited=f"“{isolated(release.invited)}”" if release.invited else "",
        practice=release.practice,
    )


def _line(releases: Sequence[Release], code: str) -> Line:
    newest = next(release for release in reversed(releases) if _indicator(release, code))
    indicator = _indicator(newest, code)
    assert indicator is not None
    return Line(
        code,
        indicator.name[newest.questionnaire.default_language],
        f"/results/surveys/{newest.survey}/{code}",
        tuple(
            _place(release, code, "" if place else why)
            for why, together in _together(releases, code)
            for place, release in enumerate(together)
        ),
    )


def _place(release: Release, code: str, broken: str) -> Place:
    row = _row(release, code)
    if row is None:
        return Place(release.name, "not asked", "", broken, shown=False)
    told = at_a_glance(release, row, "")
    return Place(release.name, told.figure.words, told.range, broken, told.shown)


def _row(release: Release, code: str) -> Row | None:
    return next((row for row in indicator_rows(release) if row.variable == code and row.group == EVERYONE), None)


def _together(releases: Sequence[Release], code: str) -> Iterator[tuple[str, list[Release]]]:
    """The releases in their order, parted wherever one cannot be compared with every one of those before it; and why not."""
    run: list[Release] = []
    why = ""
    for release in releases:
        broken = next(filter(None, (apart(one, release, code) for one in run)), "")
        if broken:
            yield why, run
            run, why = [], broken
        run.append(release)
    yield why, run


def _run(releases: Sequence[Release], code: str, why: str) -> Run:
    """Releases that all hold the indicator."""
    columns = [_column(release) for release in releases]
    rows = [row for release in releases if (row := _row(release, code))]
    told = [
        at_a_glance(release, row, f"{column.country}, {column.months}")
        for release, row, column in zip(releases, rows, columns, strict=True)
    ]
    bases = [NOT_SHOWN if row.base is None else f"{row.base:,}" for row in rows]
    places = [_place(release, code, "") for release in releases]
    name = f"{releases[0].wave}-{releases[0].number}"
    drawn = chart(f"r-{name}", "", (one.figure for one in told))
    return Run(
        name, why, wording(releases[-1], rows[-1].item), drawn, tuple(zip(columns, places, bases, strict=True)), _invited(columns)
    )


def _invited(columns: Sequence[Column]) -> tuple[str, ...]:
    if len({column.invited for column in columns}) == 1:
        return ()
    return tuple(f"{column.country}, {column.months}: {column.invited or 'not written down'}" for column in columns)
