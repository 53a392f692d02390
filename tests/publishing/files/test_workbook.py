"""The workbook, read back with openpyxl and pandas and compared cell by cell with the release."""

import io
import zipfile
from typing import Any

import openpyxl
import pandas as pd
import pytest

from app.publishing.files.workbook import distinct, sheets_of, workbook
from app.publishing.tables import Row, indicator_rows, table_rows
from app.surveys.plan import EVERYONE
from tests.publishing.files.releases import BASE, FORMULA, a_file_release, a_hostile_release


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(sheet: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The headings and rows of a sheet's one table."""
    (table,) = sheet.tables.values()
    cells = [[cell.value for cell in row] for row in sheet[table.ref]]
    return cells[0], [tuple(row) for row in cells[1:]]


def in_words(row: Row) -> tuple[Any, Any, Any]:
    if row.base is None:
        return ("not shown",) * 3
    return row.base, row.count, row.note or row.percent


@pytest.mark.parametrize("number", [25, 140, 700])
def test_every_number_of_every_question_is_that_of_the_release(number: int) -> None:
    stored = a_file_release(number)
    book = opened(workbook(stored, BASE))
    items: dict[str, list[Row]] = {}
    for row in table_rows(stored.release):
        items.setdefault(row.item, []).append(row)
    for code, rows in items.items():
        headings, found = rows_of(book[f"Item_{code}"])
        groups = list(dict.fromkeys(row.group for row in rows))
        assert len(found) == len(groups)
        for group, cells in zip(groups, found, strict=True):
            expected = [in_words(row) for row in rows if row.group == group]
            assert cells[2] == expected[0][0]
            assert list(cells[3:-1]) == [value for words in expected for value in words[1:]]
            assert cells[1] == ("All children" if group == EVERYONE else rows[0].group_label or cells[1])
        labels = [row.category for row in rows if row.group == EVERYONE]
        assert headings[3:-1] == [f"{label} ({kind})" for label in labels for kind in ("children", "percent")]


def test_pandas_reads_findings_and_responses_as_they_were_released() -> None:
    stored = a_file_release(700)
    content = io.BytesIO(workbook(stored, BASE))
    findings = pd.read_excel(content, sheet_name="Findings", header=3)
    expected = [(row.question, *in_words(row)) for row in indicator_rows(stored.release)]
    columns = ["Finding", "Children who answered", "Children", "Percent"]
    assert [tuple(row) for row in findings[columns].itertuples(index=False)] == expected
    responses = pd.read_excel(content, sheet_name="Responses", header=3)
    for row in responses.itertuples(index=False):
        told = stored.release.responses[row[0]]
        numbers = (told.asked, told.answered, told.left, told.dont_know, told.rather_not) if told else ("not shown",) * 5
        assert tuple(row[2:]) == numbers


def test_it_follows_the_guidance_on_accessible_spreadsheets() -> None:
    stored = a_file_release(140, withdrawn=True)
    book = opened(workbook(stored, BASE))
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    assert book.properties.title == stored.release.title
    assert {one.name: one.value for one in book.custom_doc_props.props}["Language"] == "en"
    names = []
    for sheet in book.worksheets:
        assert sheet.merged_cells.ranges == set()
        assert sheet["A1"].value
        assert sheet.sheet_state == "visible"
        if sheet.title == "Cover":
            continue
        (table,) = sheet.tables.values()
        names.append(table.name)
        assert table.ref.startswith("A")
        headings, rows = rows_of(sheet)
        assert all(headings)
        assert len({heading.casefold() for heading in headings}) == len(headings)
        assert all(value is not None and value != "" for row in rows for value in row), sheet.title
        top = int(table.ref.partition(":")[0][1:])
        assert sheet.freeze_panes == f"A{top + 1}"
        said = [sheet.cell(row, 1).value for row in range(1, top)]
        assert any("Withdrawn on 2 September 2026" in line and "The wrong wave was closed." in line for line in said)
        assert any("Practice" in line for line in said)
    assert len(set(names)) == len(names)
    _, listed = rows_of(book["Contents"])
    assert [row[0] for row in listed] == [name for name in book.sheetnames if name not in {"Cover", "Contents"}]
    assert {sheet.name for sheet in sheets_of(stored.release)} <= set(book.sheetnames)
    notes = dict(rows_of(book["Notes"])[1])
    assert "It does not mean that nobody answered" in notes["not shown"]


def test_nothing_that_people_wrote_becomes_a_formula_or_a_link() -> None:
    content = workbook(a_hostile_release(), BASE)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            text = packed.read(name).decode(errors="replace")
            assert "<f>" not in text
            assert "<f " not in text
            assert "\u202e" not in text
            if name.endswith(".rels"):
                assert 'TargetMode="External"' not in text
    book = opened(content)
    texts = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(isinstance(text, str) and text.startswith(FORMULA) for text in texts)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if cell.hyperlink:
                    assert cell.hyperlink.location is not None
                    assert sheet.title == "Contents"


def test_the_same_release_makes_the_same_bytes() -> None:
    assert workbook(a_file_release(), BASE) == workbook(a_file_release(), BASE)


def test_headings_are_distinct_short_and_of_one_line() -> None:
    long = "x" * 900
    found = distinct(["Yes (children)", "yes (children)", "a\nb", f"{long} (percent)", f"{long} (children)"])
    assert found[:3] == ["Yes (children)", "yes (children) 2", "a b"]
    assert found[3].endswith("… (percent)")
    assert all(len(heading) <= 240 for heading in found)
