"""The descriptions, read by programs we did not write."""

import json
from pathlib import Path

import csvw
import frictionless
import pytest

from app.publishing.files import archive
from app.publishing.tables import indicator_rows, table_rows
from tests.publishing.files.releases import BASE, a_file_release, a_hostile_release


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return unpacked(tmp_path)


def unpacked(folder: Path, *, hostile: bool = False) -> Path:
    stored = a_hostile_release() if hostile else a_file_release(140)
    for name, content in archive.together(stored, BASE).items():
        (folder / name).write_bytes(content)
    return folder


def read(folder: Path) -> dict[str, list[dict[str, object]]]:
    group = csvw.TableGroup.from_file(str(folder / "csv-metadata.json"))
    assert all(table.check_primary_key() for table in group.tables)
    return {str(table.url): list(table.iterdicts(strict=True)) for table in group.tables}


def test_csvw_reads_every_table_with_its_types_and_finds_no_fault(folder: Path) -> None:
    release = a_file_release(140).release
    found = read(folder)
    for name, rows in (("tables.csv", table_rows(release)), ("indicators.csv", indicator_rows(release))):
        expected = [
            (row.variable, row.category_code, row.group.code, row.base, row.count, row.percent, row.status.value) for row in rows
        ]
        columns = ("variable", "category_code", "group_code", "base", "count", "percent", "status")
        assert [tuple(row[column] for column in columns) for row in found[name]] == expected
    assert [row["item"] for row in found["response.csv"]] == [planned.item for planned in release.plan.items]


def test_frictionless_finds_no_fault(folder: Path) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert report.tasks[0].stats["rows"] == len(list(table_rows(a_file_release(140).release)))


def test_hostile_texts_leave_the_descriptions_valid(tmp_path: Path) -> None:
    folder = unpacked(tmp_path, hostile=True)
    assert read(folder)["tables.csv"]
    assert frictionless.validate(str(folder / "datapackage.json")).valid


@pytest.mark.parametrize(("before", "after"), [(",A,", ",Z,"), (",A,", "x,A,")], ids=["unknown status", "number in words"])
def test_both_find_what_is_wrong(folder: Path, before: str, after: str) -> None:
    table = folder / "tables.csv"
    table.write_bytes(table.read_bytes().replace(before.encode(), after.encode(), 1))
    assert not frictionless.validate(str(folder / "datapackage.json")).valid
    with pytest.raises((ValueError, AssertionError)):
        read(folder)


def test_the_practice_mark_stands_in_both(folder: Path) -> None:
    assert "Practice: not a real survey." in json.loads((folder / "csv-metadata.json").read_bytes())["dc:description"]
    assert "Practice: not a real survey." in json.loads((folder / "datapackage.json").read_bytes())["description"]
