"""A release as a workbook after the UK government's guidance on accessible spreadsheets: cover, contents, notes, a table a sheet.

Every table is a named one that begins in column A; no merged cells, no blank rows inside, panes frozen at the headings, real
numbers, and words where a number is not shown. Every text is written as text: nothing in it can become a formula or a link.
`xlsxwriter` is loaded when it is needed (extra `xlsform`). Source: Analysis Function, Releasing statistics in spreadsheets.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import groupby
from typing import Any

from app.errors import Invalid
from app.publishing.figures import FEW_OR_NONE, NEARLY_ALL, Status
from app.publishing.files.about import About, about, plain
from app.publishing.tables import Row, indicator_rows, table_rows, wording
from app.publishing.words import NOT_SHOWN
from app.results.releases import Release, Stored

Value = str | int
_WIDEST_HEADING = 240
_WIDTHS = {"text": 44, "number": 16}
_CAUTION = "few answers: caution"
_SHOWN = "shown"
_NOTES = (
    ("not shown", "The figure is not shown, to protect children. It does not mean that nobody answered."),
    (FEW_OR_NONE, "Few or none gave this answer: a percentage of 0 is never published."),
    (NEARLY_ALL, "Nearly all gave this answer: a percentage of 95 or more is never published."),
    (_CAUTION, "Few children of the group answered: treat the figures with caution."),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its sheet's name, what it is called, what has to be said of it, its headings and rows."""

    name: str
    title: str
    said: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def workbook(stored: Stored, base_url: str) -> bytes:
    """`results.xlsx`. Refuses `extra-missing` where this installation cannot write workbooks."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise Invalid("extra-missing", "To write workbooks, install Suara with the extra `xlsform`.") from error
    said = about(stored, base_url)
    out = io.BytesIO()
    never = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, never) as book:
        made = datetime.combine(stored.release.day, time(), UTC).replace(tzinfo=None)
        book.set_properties(
            {"title": said.title, "subject": said.cited, "comments": said.in_short, "author": "Suara", "created": made}
        )
        book.set_custom_property("Language", said.language)
        styles = {
            "title": book.add_format({"bold": True, "font_size": 16}),
            "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": "#,##0", "align": "right", "valign": "top"}),
            "words": book.add_format({"align": "right", "valign": "top"}),
        }
        sheets = list(sheets_of(stored.release))
        _cover(book.add_worksheet("Cover"), said, styles)
        for sheet in (_contents(sheets), _notes(said), *sheets):
            _write(book.add_worksheet(sheet.name), sheet, said, styles)
    return out.getvalue()


def sheets_of(release: Release) -> Iterator[Sheet]:
    """The tables: findings, responses, then one a question."""
    findings = list(indicator_rows(release))
    if findings:
        headings = ("Finding", "Kind", "Breakdown", "Group", "Children who answered", "Children", "Percent", "Status")
        rows = tuple((row.question, row.category, *_group(row), *_numbers(row), _status(row.status)) for row in findings)
        yield Sheet("Findings", "The main findings", ("Risks, benefits, help and what children ask for.",), headings, rows)
    yield _responses(release)
    for code, rows_of in groupby(table_rows(release), key=lambda row: row.item):
        yield _of_item(release, code, list(rows_of))


def _responses(release: Release) -> Sheet:
    headings = ("Question code", "Question", "Asked", "Answered", "Left without answer", "Do not know", "Rather not say")
    rows: list[tuple[Value, ...]] = []
    for planned in release.plan.items:
        told = release.responses[planned.item]
        numbers = (told.asked, told.answered, told.left, told.dont_know, told.rather_not) if told else (NOT_SHOWN,) * 5
        rows.append((planned.item, wording(release, planned.item), *numbers))
    return Sheet("Responses", "Who was asked, who answered, who did not", ("All children together.",), headings, tuple(rows))


def _of_item(release: Release, code: str, rows: list[Row]) -> Sheet:
    """One row a group; for each answer its count and its percentage."""
    answers = list(dict.fromkeys((row.variable, row.category_code) for row in rows))
    labels = {(row.variable, row.category_code): row.category for row in rows}
    table: list[tuple[Value, ...]] = []
    by_group: dict[str, list[Row]] = {}
    for row in rows:
        by_group.setdefault(row.group.key, []).append(row)
    for found in by_group.values():
        figures = [figure for row in found for figure in _numbers(row)[1:]]
        table.append((*_group(found[0]), _numbers(found[0])[0], *figures, _status(found[0].status)))
    named = [heading for answer in answers for heading in (f"{labels[answer]} (children)", f"{labels[answer]} (percent)")]
    question = wording(release, code)
    return Sheet(
        f"Item_{code}",
        f"{code}: {question}",
        ("One row for each group of children; percent of those of the group who answered.",),
        ("Breakdown", "Group", "Children who answered", *named, "Status"),
        tuple(table),
    )


def _group(row: Row) -> tuple[str, str]:
    return row.group.breakdown or "All children", row.group_label or "All children"


def _numbers(row: Row) -> tuple[Value, Value, Value]:
    """Base, count and percentage, or the words in their place."""
    if row.base is None or row.count is None:
        return NOT_SHOWN, NOT_SHOWN, NOT_SHOWN
    return row.base, row.count, row.note if row.percent is None else row.percent


def _status(status: Status) -> str:
    return {Status.NORMAL: _SHOWN, Status.UNCERTAIN: _CAUTION, Status.SUPPRESSED: NOT_SHOWN}[status]


def _contents(sheets: Iterable[Sheet]) -> Sheet:
    rows = tuple((sheet.name, sheet.title) for sheet in (Sheet("Notes", "Notes", (), (), ()), *sheets))
    return Sheet("Contents", "Contents", ("Each sheet holds one table.",), ("Sheet", "What it holds"), rows)


def _notes(said: About) -> Sheet:
    sentences = [("protection", sentence) for sentence in said.protection]
    rows = (*_NOTES, *sentences, ("how sure", said.range), ("of whom", said.whom), ("how asked", said.how))
    return Sheet("Notes", "Notes", ("What the words in the tables mean.",), ("In the tables", "Meaning"), rows)


def _cover(sheet: Any, said: About, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 100)
    lines = (
        f"{said.country}, {said.period}. Release {said.name} of survey {said.survey}, published {said.published}.",
        *said.marks,
        said.how,
        said.whom,
        *said.protection,
        f"Source: {said.cited}",
        f"Digest of the release (SHA-256): {said.digest}",
    )
    sheet.write_string(0, 0, said.title, styles["title"])
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, styles["text"])


def _write(sheet: Any, table: Sheet, said: About, styles: dict[str, Any]) -> None:
    """Title, what has to be said, then the table."""
    sheet.write_string(0, 0, plain(_one_line(table.title)), styles["title"])
    told = (*said.marks, *table.said)
    for row, line in enumerate(told, start=1):
        sheet.write_string(row, 0, line)
    top = len(told) + 1
    headings = distinct(table.headings)
    columns = [{"header": heading, "header_format": styles["heading"]} for heading in headings]
    last = top + max(len(table.rows), 1)
    sheet.add_table(
        top, 0, last, len(headings) - 1, {"name": f"table_{table.name.lower()}", "columns": columns, "autofilter": False}
    )
    for row, values in enumerate(table.rows, start=top + 1):
        for column, value in enumerate(values):
            if isinstance(value, int):
                sheet.write_number(row, column, value, styles["number"])
            elif column == 0 and table.name == "Contents":
                sheet.write_url(row, column, f"internal:'{value}'!A1", None, value)  # our own names alone
            else:
                sheet.write_string(row, column, plain(value), styles["words" if _in_place_of_number(value) else "text"])
    sheet.freeze_panes(top + 1, 0)
    for column, heading in enumerate(headings):
        wide = column < 2 and heading != "Children who answered"
        sheet.set_column(column, column, _WIDTHS["text" if wide else "number"])


def _in_place_of_number(value: str) -> bool:
    return value in {NOT_SHOWN, FEW_OR_NONE, NEARLY_ALL}


def distinct(headings: Iterable[str]) -> list[str]:
    """Headings that a table can have: one line, not too long, none twice, whatever their case."""
    found: list[str] = []
    seen: set[str] = set()
    for heading in headings:
        wanted = plain(_one_line(heading))
        if len(wanted) > _WIDEST_HEADING:
            kind = wanted[wanted.rfind(" (") :]
            wanted = f"{wanted[: _WIDEST_HEADING - len(kind) - 1]}…{kind}"
        number, unlike = 1, wanted
        while unlike.casefold() in seen:
            number += 1
            unlike = f"{wanted} {number}"
        seen.add(unlike.casefold())
        found.append(unlike)
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())
