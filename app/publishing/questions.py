"""The questions of a result page: each item with its chart, its tables and what became of those who did not answer. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from app.publishing.bars import Chart, Figure, bar_share, chart
from app.publishing.caveats import caveat
from app.publishing.contexts import BreakdownTable, GroupRow, NumberRow, Question, Topic
from app.publishing.directions import apart
from app.publishing.figures import FEW_OR_NONE, Status, percent, range_in_words
from app.publishing.tables import Row, group_label, table_rows, wording
from app.publishing.words import NOT_SHOWN, bracketed, listed, share_of
from app.results.published import Responses, cell_key
from app.results.releases import Release
from app.results.uncertainty import (
    MANY_SILENT_PERCENT,
    Difference,
    chance_range,
    clear_differences,
    compared,
    draws_of,
    many_silent,
)
from app.results.weighting import Weighted, weighted
from app.surveys.plan import EVERYONE, Group
from app.surveys.questionnaire import AGE, Pick


def topics(release: Release) -> Iterator[Topic]:
    """All planned items, in the order in which they were asked, under the topics of the questionnaire."""
    sure = _Comparisons(compared(release), clear_differences(release))
    rows = {item: list(found) for item, found in groupby(table_rows(release), key=lambda row: row.item)}
    for title, planned in groupby(release.plan.items, key=lambda planned: release.questionnaire.item(planned.item).topic):
        yield Topic(title, tuple(_question(release, one.item, rows[one.item], sure) for one in planned))


def question_of(release: Release, code: str) -> Question:
    """One planned item alone."""
    sure = _Comparisons(compared(release), clear_differences(release))
    return _question(release, code, [row for row in table_rows(release) if row.item == code], sure)


@dataclass(frozen=True)
class _Comparisons:
    """What may be said of groups beside one another: where there are enough answers, and what differs clearly."""

    made: frozenset[tuple[str, str]]
    clear: tuple[Difference, ...]


def _question(release: Release, code: str, rows: list[Row], sure: _Comparisons) -> Question:
    item = release.questionnaire.item(code)
    words = wording(release, code)
    overall = [row for row in rows if row.group == EVERYONE]
    everyone = release.cells[cell_key(code, EVERYONE)]
    responses = release.responses[code]
    shares = weighted(release, code)
    return Question(
        code=code,
        wording=words,
        asked_of=_asked_of(release, code),
        several=isinstance(item, Pick),
        base=everyone.base if everyone else None,
        caution=overall[0].status is Status.UNCERTAIN,
        chart=chart_of(f"q-{code}", words, overall) if everyone else None,
        numbers=tuple(number_row(release, row, shares) for row in overall if row.base is not None),
        breakdowns=tuple(_breakdowns(release, rows, sure)) if everyone else (),
        opt_outs=_opt_outs(responses) if responses else "",
        silent=f"{many.capitalize()}." if (many := silence(responses)) else "",
        weighted=_weighted_by(release, shares) if shares else "",
    )


def chart_of(identity: str, title: str, rows: list[Row]) -> Chart:
    """A bar for each row, labelled with its category."""
    figures = (Figure(row.category, bar_share(row.percent, row.note), share_of(row), row.status) for row in rows)
    return chart(identity, title, figures)


def _asked_of(release: Release, code: str) -> str:
    """`8 to 10 years`; empty where every child was asked."""
    item = release.questionnaire.item(code)
    if len(item.bands) == len(release.questionnaire.bands):
        return ""
    ages = release.codebook.variable(AGE).categories
    return listed(apart(ages[band]) for band in item.bands)


def number_row(release: Release, row: Row, shares: Weighted | None = None) -> NumberRow:
    """A shown number as a row of a table, with its weighted share where there is one."""
    assert row.count is not None
    return NumberRow(
        answer=row.category,
        count=bracketed(f"{row.count:,}", row.status) if row.count else FEW_OR_NONE,
        share=share_of(row),
        range=range_of(release, row),
        weighted=_weighted(shares.shares[row.variable, row.category_code]) if shares else "",
    )


def _weighted(share: float) -> str:
    whole, note = percent(round(share * 1_000_000), 1_000_000)
    return note if whole is None else f"{whole}%"


def _weighted_by(release: Release, shares: Weighted) -> str:
    """What weighting means here, and what it costs."""
    assert release.population is not None
    return (
        f"Weighted by {profile_name(release, shares.breakdown)}: as it would be if its groups were as large as among all children"
        f" ({release.population.source}). As certain as about {shares.effective // 10 * 10:,} answers would be."
        f" {caveat(release).weighting}"
    )


def range_of(release: Release, row: Row) -> str:
    """The range that chance and blurring alone would give for a shown row; empty where too few answered."""
    assert row.base is not None
    assert row.count is not None
    draws = draws_of(release, row.item, summed=len(row.category_code.split("+")))
    return range_in_words(chance_range(row.count, row.base, draws, release.rules))


def _breakdowns(release: Release, rows: list[Row], sure: _Comparisons) -> Iterator[BreakdownTable]:
    by_group: dict[Group, list[Row]] = {}
    for row in rows:
        by_group.setdefault(row.group, []).append(row)
    groups = [group for group in by_group if group != EVERYONE]
    for breakdown, members in groupby(groups, key=lambda group: group.breakdown):
        found = list(members)
        yield BreakdownTable(
            title=_breakdown_title(release, breakdown),
            answers=tuple(row.category for row in by_group[found[0]]),
            rows=tuple(_group(release, group, by_group[group]) for group in found),
            differences=tuple(_differences(rows, breakdown, sure.clear)),
            compared=(rows[0].item, breakdown) in sure.made,
        )


def _differences(rows: list[Row], breakdown: str, clear: tuple[Difference, ...]) -> Iterator[str]:
    """`“A lot”: 14 to 17 (62%) more often than 8 to 10 (41%)`."""
    found = {(row.variable, row.category_code, row.group): row for row in rows}
    for one in clear:
        if one.item == rows[0].item and one.more.breakdown == breakdown:
            more, less = (found[one.variable, one.category, group] for group in (one.more, one.less))
            labels = (f"{apart(row.group_label)} ({share_of(row)})" for row in (more, less))
            yield f"“{apart(more.category)}”: {' more often than '.join(labels)}"


def _group(release: Release, group: Group, rows: list[Row]) -> GroupRow:
    label = group_label(release, group).replace("+", ", ")
    base = rows[0].base
    if base is None:
        return GroupRow(label, NOT_SHOWN, ())
    return GroupRow(label, bracketed(f"{base:,}", rows[0].status), tuple(share_of(row) for row in rows))


def _breakdown_title(release: Release, breakdown: str) -> str:
    """`By age`, `By age and by “Are you a girl or a boy?”`."""
    return "By " + " and by ".join(profile_name(release, variable) for variable in breakdown.split("+"))


def profile_name(release: Release, variable: str) -> str:
    """What a profile variable is called: age, a place, or the question that was asked."""
    if variable == AGE:
        return "age"
    for place in release.questionnaire.places:
        if place.code == variable:
            return apart(place.label[release.questionnaire.default_language])
    return f"“{apart(wording(release, variable))}”"


def _opt_outs(responses: Responses) -> str:
    """Of those asked, who gave no answer; said of all children only."""
    parts = [
        (responses.dont_know, "did not know"),
        (responses.rather_not, "did not want to say"),
        (responses.left, "left it out"),
    ]
    said = [f"{_share(count, responses.asked)} {what}" for count, what in parts]
    return f"Of about {responses.asked:,} children asked, {listed(said)}."


def silence(responses: Responses | None) -> str:
    """`many chose not to say`: stands in place of a headline where many opted out, and beside the numbers; else empty."""
    if responses is None or not many_silent(responses):
        return ""
    alone = 100 * responses.rather_not > MANY_SILENT_PERCENT * responses.asked
    return "many chose not to say" if alone else "many did not know, or chose not to say"


def _share(count: int, asked: int) -> str:
    share, note = percent(count, asked)
    return f"about {share}%" if share is not None else note
