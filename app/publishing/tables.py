"""The files of a release: tables.csv, response.csv and indicators.csv, exactly as in the contract. Pure.

UTF-8 without a byte-order mark, RFC 4180, CRLF. One row per planned (variable, group, category), in codebook, plan and
option order; a hidden table keeps its rows and loses its numbers. Labels are those of the default language.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.publishing.figures import Status, percent, status
from app.results.published import Cell, cell_key
from app.results.releases import Release
from app.surveys.codebook import CHOSEN, Role, Variable
from app.surveys.plan import EVERYONE, Group
from app.surveys.questionnaire import Indicator, Single, oldest_wording

COLUMNS = (
    "survey", "wave", "release", "variable", "question", "category_code", "category", "breakdown", "group_code", "group",
    "base", "count", "percent", "status", "note",
)  # fmt: skip
RESPONSE_COLUMNS = ("survey", "wave", "release", "item", "question", "asked", "answered", "left", "dont_know", "rather_not")


@dataclass(frozen=True, slots=True)
class Row:
    """One number of tables.csv or indicators.csv, with all that is said about it. `base` is None where it is hidden."""

    item: str
    variable: str
    question: str
    category_code: str
    category: str
    group: Group
    group_label: str
    base: int | None
    count: int | None
    percent: int | None
    status: Status
    note: str


def table_rows(release: Release) -> Iterator[Row]:
    """Every row of tables.csv."""
    for planned in release.plan.items:
        variables = release.codebook.of_item(planned.item)
        question = wording(release, planned.item)
        for variable in variables:
            for group in planned.groups:
                cell = release.cells[cell_key(planned.item, group)]
                for code, label in _shown_categories(variable):
                    count = cell.counts[variable.code][code] if cell else None
                    yield _row(release, planned.item, variable.code, question, code, label, group, cell, count)


def indicator_rows(release: Release) -> Iterator[Row]:
    """Every row of indicators.csv: sums of published counts over the base of their table."""
    groups = {planned.item: planned.groups for planned in release.plan.items}
    for indicator in release.questionnaire.indicators:
        name = indicator.name[release.questionnaire.default_language]
        for group in groups[indicator.item]:
            cell = release.cells[cell_key(indicator.item, group)]
            count = _sum(release, indicator, cell) if cell else None
            codes = "+".join(indicator.codes)
            yield _row(release, indicator.item, indicator.code, name, codes, indicator.kind.value, group, cell, count)


def wording(release: Release, item: str) -> str:
    """An item's question, as the oldest band asked reads it in the default language."""
    asked = release.questionnaire.item(item)
    return oldest_wording(asked.wording, release.questionnaire.default_language, asked.bands)


def group_label(release: Release, group: Group) -> str:
    """`8 to 10+Girl`; empty for all children."""
    return "+".join(release.codebook.variable(variable).categories[category] for variable, category in group.of)


def tables_csv(release: Release) -> bytes:
    """Every planned number."""
    return _csv(COLUMNS, (_cells(release, row) for row in table_rows(release)))


def indicators_csv(release: Release) -> bytes:
    """The numbers with a name."""
    return _csv(COLUMNS, (_cells(release, row) for row in indicator_rows(release)))


def response_csv(release: Release) -> bytes:
    """How all children who were asked dealt with each item; empty where the item is hidden."""
    rows = []
    for planned in release.plan.items:
        found = release.responses[planned.item]
        numbers = (found.asked, found.answered, found.left, found.dont_know, found.rather_not) if found else ("",) * 5
        rows.append((release.survey, release.wave, release.number, planned.item, wording(release, planned.item), *numbers))
    return _csv(RESPONSE_COLUMNS, rows)


def _shown_categories(variable: Variable) -> list[tuple[str, str]]:
    """Of an option of a pick item only `chosen`, under the option's label."""
    categories = list(variable.categories.items())
    return [(code, label) for code, label in categories if code == CHOSEN] if variable.role is Role.OPTION else categories


def _sum(release: Release, indicator: Indicator, cell: Cell) -> int:
    if isinstance(release.questionnaire.item(indicator.item), Single):
        return sum(cell.counts[indicator.item][code] for code in indicator.codes)
    return sum(cell.counts[f"{indicator.item}_{code}"][CHOSEN] for code in indicator.codes)


def _row(
    release: Release,
    item: str,
    variable: str,
    question: str,
    category_code: str,
    category: str,
    group: Group,
    cell: Cell | None,
    count: int | None,
) -> Row:
    share, note = percent(count, cell.base) if cell is not None and count is not None else (None, "")
    return Row(
        item=item,
        variable=variable,
        question=question,
        category_code=category_code,
        category=category,
        group=group,
        group_label=group_label(release, group) if group != EVERYONE else "",
        base=cell.base if cell else None,
        count=count,
        percent=share,
        status=status(cell.base if cell else None, release.rules.caution),
        note=note,
    )


def _cells(release: Release, row: Row) -> tuple[object, ...]:
    # The csv module writes None as an empty field.
    return (
        release.survey, release.wave, release.number, row.variable, row.question, row.category_code, row.category,
        row.group.breakdown, row.group.code, row.group_label, row.base, row.count, row.percent, row.status.value, row.note,
    )  # fmt: skip


def _csv(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return written.getvalue().encode()
