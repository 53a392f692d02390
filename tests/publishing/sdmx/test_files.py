"""The SDMX files of a release: valid by the standard's schemas, and read back cell by cell by programs of others."""

import io
from pathlib import Path
from typing import Any

import pytest
import sdmx
from lxml import etree
from pysdmx.io import get_datasets

from app.publishing.files import contents
from app.results.releases import Stored
from tests.publishing.files.releases import BASE, a_file_release, a_hostile_release
from tests.publishing.sdmx.reading_back import as_told, expected, faults

FLOWS = {"items": ("ITEM", "CATEGORY"), "indicators": ("INDICATOR",)}


def written(stored: Stored, name: str) -> bytes:
    return contents.BY_NAME[name].write(stored, BASE)


def read_by_sdmx1(content: bytes, **more: Any) -> Any:
    return sdmx.read_sdmx(io.BytesIO(content), **more)


def laid(folder: Path, stored: Stored) -> dict[str, Path]:
    names = [name for name in contents.BY_NAME if name.startswith("sdmx-")]
    for name in names:
        (folder / name).write_bytes(written(stored, name))
    return {name: folder / name for name in names}


@pytest.mark.parametrize("version", ["2.1", "3.0"])
@pytest.mark.parametrize(
    "stored", [a_file_release(), a_file_release(withdrawn=True), a_hostile_release()], ids=["tame", "withdrawn", "hostile"]
)
def test_structures_are_valid_by_the_standards_schema(version: str, stored: Stored) -> None:
    assert faults(written(stored, f"sdmx-structure-{version}.xml"), version) == []


def test_the_schema_refuses_what_is_no_structure() -> None:
    broken = (
        written(a_file_release(), "sdmx-structure-2.1.xml")
        .replace(b"<str:DimensionList", b"<str:DimensionLis")
        .replace(b"</str:DimensionList", b"</str:DimensionLis")
    )
    assert faults(broken, "2.1") != []


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("kind", ["csv", "xml"])
@pytest.mark.parametrize("version", ["2.1", "3.0"])
@pytest.mark.parametrize("number", [120, 700])
def test_pysdmx_reads_every_cell_of_the_tables_and_no_other(
    tmp_path: Path, flow: str, kind: str, version: str, number: int
) -> None:
    stored = a_file_release(number)
    files = laid(tmp_path, stored)
    (found,) = get_datasets(files[f"sdmx-{flow}.{kind}"], files[f"sdmx-structure-{version}.xml"], validate=False)
    key = [*FLOWS[flow], "AGE", "GEN", "UNIT_MEASURE"]
    rows = found.data.astype(object).to_dict("records")
    read = {tuple(row[name] for name in key): as_told(row) for row in rows}
    assert read == expected(stored, indicators=flow == "indicators")
    assert len(rows) == len(read)
    assert {(row["REF_AREA"], row["WAVE"], row["TIME_PERIOD"]) for row in rows} == {("THA", "K7Q", "2026")}
    assert {(row["SURVEY"], row["RELEASE"], row["RELEASE_STATUS"]) for row in rows} == {("WORKED", "K7Q/1", "PRACTICE")}


@pytest.mark.parametrize("flow", FLOWS)
def test_sdmx1_reads_every_cell_of_the_tables(tmp_path: Path, flow: str) -> None:
    stored = a_file_release(120)
    files = laid(tmp_path, stored)
    structures = read_by_sdmx1(files["sdmx-structure-2.1.xml"].read_bytes())
    dsd = structures.structure["DSD_K7Q_1" if flow == "items" else "DSD_K7Q_1_INDICATORS"]
    message = read_by_sdmx1(files[f"sdmx-{flow}.xml"].read_bytes(), structure=dsd)
    read = {}
    for one in message.data[0].obs:
        place = {name: value.value for name, value in one.key.values.items()}
        attributes = {name: str(value.value) for name, value in one.attached_attribute.items()}
        read[tuple(place[name] for name in (*FLOWS[flow], "AGE", "GEN", "UNIT_MEASURE"))] = as_told(
            {**attributes, "OBS_VALUE": one.value}
        )
    assert read == expected(stored, indicators=flow == "indicators")


def test_a_hidden_table_is_hidden_alike_whatever_the_reason() -> None:
    hidden = {told for told in expected(a_file_release(120)).values() if told[4] == "not shown"}
    assert hidden == {(None, "Q", "C", "", "not shown")}
    lines = written(a_file_release(120), "sdmx-items.csv").decode().splitlines()
    assert {line.partition(",2026,")[2] for line in lines if "not shown" in line} == {
        "NaN,Q,C,,not shown,WORKED,K7Q/1,PRACTICE,OPT_IN,BR5"
    }


def test_every_code_in_the_data_is_in_its_list(tmp_path: Path) -> None:
    files = laid(tmp_path, a_file_release(120))
    structures = read_by_sdmx1(files["sdmx-structure-2.1.xml"].read_bytes())
    for flow, dsd in (("items", "DSD_K7Q_1"), ("indicators", "DSD_K7Q_1_INDICATORS")):
        (found,) = get_datasets(files[f"sdmx-{flow}.csv"], files["sdmx-structure-2.1.xml"])
        structure = structures.structure[dsd]
        listed = [one for one in (*structure.dimensions, *structure.attributes) if one.local_representation.enumerated]
        assert {one.id for one in listed} >= {"AGE", "GEN", "UNIT_MEASURE", "OBS_STATUS", "RELEASE_STATUS", "SAMPLE_DESIGN"}
        for one in listed:
            assert set(found.data[one.id]) <= {code.id for code in one.local_representation.enumerated}, one.id


def test_constraints_name_exactly_the_codes_that_have_data(tmp_path: Path) -> None:
    files = laid(tmp_path, a_file_release())
    structures = read_by_sdmx1(files["sdmx-structure-2.1.xml"].read_bytes())
    (found,) = get_datasets(files["sdmx-items.csv"], files["sdmx-structure-2.1.xml"])
    constraint = structures.constraint["CR_K7Q_1"]
    (region,) = constraint.data_content_region
    for dimension, selection in region.member.items():
        assert {value.value for value in selection.values} == set(found.data[dimension.id]), dimension.id
    assert {dimension.id for dimension in region.member} >= {"REF_AREA", "WAVE", "ITEM", "CATEGORY", "AGE", "GEN", "UNIT_MEASURE"}


def test_marks_are_in_every_row_and_in_every_name() -> None:
    stored = a_file_release(withdrawn=True)
    for name in ("sdmx-items.csv", "sdmx-indicators.csv"):
        _, *rows = written(stored, name).decode().splitlines()
        assert rows
        assert all(",PRACTICE_WITHDRAWN," in row for row in rows)
    for version in ("2.1", "3.0"):
        text = written(stored, f"sdmx-structure-{version}.xml").decode()
        assert "The wrong wave was closed." in text
        assert text.count("[Withdrawn] [Practice] A test") >= 5
        assert "Test>true<" in text


def test_hostile_texts_stay_texts() -> None:
    stored = a_hostile_release()
    for version in ("2.1", "3.0"):
        content = written(stored, f"sdmx-structure-{version}.xml")
        assert b"<script" not in content
        assert "\u202e" not in content.decode()
        assert "<script>alert(1)</script>" in "".join(etree.fromstring(content).itertext())
    for name in ("sdmx-items.csv", "sdmx-indicators.csv", "sdmx-items.xml", "sdmx-indicators.xml"):
        assert "HYPERLINK" not in written(stored, name).decode()  # data are codes alone; words are in the lists
