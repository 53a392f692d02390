"""The service as the clients of statistical offices see it: sdmx1 and pysdmx, over HTTP, cell by cell against the release."""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import sdmx
from pysdmx.api.dc.rest import SdmxConnector
from pysdmx.errors import NotFound

from app.results.releases import Stored
from tests.publishing.sdmx.reading_back import as_told, expected

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What is said is the same on both databases."""

KEYS = {"DF_K7Q_1": ("ITEM", "CATEGORY"), "DF_K7Q_1_INDICATORS": ("INDICATOR",)}


@pytest.fixture
def by_sdmx1(service: str) -> Iterator[Any]:
    about = {"id": "SUARA", "name": "Suara", "url": f"{service}/v1", "supports": {"availableconstraint": True}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own making
        sdmx.add_source(about, override=True)
        yield sdmx.Client("SUARA")


def read(message: Any) -> dict[tuple[str, ...], Any]:
    found = {}
    for one in message.data[0].obs:
        place = {name: value.value for name, value in one.key.values.items()}
        said = {name: str(value.value) for name, value in one.attached_attribute.items()}
        found[tuple(place[name] for name in ("ITEM", "CATEGORY", "AGE", "GEN", "UNIT_MEASURE"))] = as_told(
            {**said, "OBS_VALUE": one.value}
        )
    return found


def test_sdmx1_finds_the_flows_and_their_structure_with_labels(by_sdmx1: Any, stored: Stored) -> None:
    assert set(by_sdmx1.dataflow().dataflow) == {"DF_K7Q_1", "DF_K7Q_1_INDICATORS"}
    found = by_sdmx1.dataflow("DF_K7Q_1")
    assert [one.id for one in found.structure["DSD_K7Q_1"].dimensions] == [
        "REF_AREA", "WAVE", "ITEM", "CATEGORY", "AGE", "GEN", "UNIT_MEASURE", "TIME_PERIOD",
    ]  # fmt: skip
    assert str(found.codelist["CL_K7Q_1_ITEM"]["CON1"].name) == "What about CON1?"
    assert str(found.codelist["CL_K7Q_1_AGE"]["Y14T17"].name) == "14 to 17"
    assert "CR_K7Q_1" in found.constraint


def test_sdmx1_reads_every_cell_generic_and_structure_specific(by_sdmx1: Any, stored: Stored) -> None:
    structure = by_sdmx1.dataflow("DF_K7Q_1").structure["DSD_K7Q_1"]
    assert read(by_sdmx1.data("DF_K7Q_1")) == expected(stored)
    specific = by_sdmx1.data("DF_K7Q_1", dsd=structure)
    assert "structurespecificdata" in specific.response.headers["content-type"]
    assert read(specific) == expected(stored)


def test_sdmx1_asks_for_a_part_by_names_and_finds_it(by_sdmx1: Any, stored: Stored) -> None:
    found = read(by_sdmx1.data("DF_K7Q_1", key={"ITEM": "CON1+HLP3", "AGE": "_T", "UNIT_MEASURE": "NUMBER"}))
    wanted = {
        key: told
        for key, told in expected(stored).items()
        if key[0] in {"CON1", "HLP3"} and key[2] == "_T" and key[4] == "NUMBER"
    }
    assert wanted
    assert found == wanted


def test_sdmx1_is_told_clearly_where_there_is_nothing(by_sdmx1: Any, stored: Stored) -> None:
    with pytest.raises(Exception, match="404"):
        by_sdmx1.data("DF_K7Q_2")
    with pytest.raises(Exception, match="404"):
        by_sdmx1.get(resource_type="data", resource_id="DF_K7Q_1", key="LAO......", validate=False)


def test_sdmx1_asks_what_is_available(by_sdmx1: Any, stored: Stored) -> None:
    found = by_sdmx1.get(resource_type="availableconstraint", resource_id="DF_K7Q_1", key="..HLP1....", validate=False)
    (region,) = found.constraint["CR_K7Q_1"].data_content_region
    codes = {dimension.id: {one.value for one in selection.values} for dimension, selection in region.member.items()}
    assert codes["CATEGORY"] == {"HLP1_1", "HLP1_2", "HLP1_9"}
    assert codes["AGE"] == {"_T", "Y8T10", "Y14T17"}


def test_pysdmx_finds_the_flows_and_what_they_hold(service: str, stored: Stored) -> None:
    connector = SdmxConnector(f"{service}/v2")
    flows = connector.dataflows()
    assert [flow.id for flow in flows] == list(KEYS)
    assert all(flow.name is not None and flow.name.startswith("[Practice] A test") for flow in flows)
    found = connector.dataflow(flows[0])
    assert found.structure is not None
    components = {one.id: one for one in found.structure.components}  # type: ignore[union-attr]
    assert {"REF_AREA", "WAVE", "ITEM", "CATEGORY", "AGE", "GEN", "OBS_VALUE", "OBS_STATUS", "BASE"} <= set(components)
    assert found.obs_count == len(expected(stored))


@pytest.mark.parametrize("flow", KEYS)
def test_pysdmx_reads_every_cell(service: str, stored: Stored, flow: str) -> None:
    connector = SdmxConnector(f"{service}/v2")
    (asked,) = (one for one in connector.dataflows() if one.id == flow)
    rows = list(connector.data(asked))
    assert rows
    found = {tuple(row[name] for name in (*KEYS[flow], "AGE", "GEN", "UNIT_MEASURE")): as_told(row) for row in rows}
    assert found == expected(stored, indicators=flow != "DF_K7Q_1")


def test_pysdmx_filters_by_an_expression(service: str, stored: Stored) -> None:
    connector = SdmxConnector(f"{service}/v2")
    (flow, _) = connector.dataflows()
    rows = list(connector.data(flow, "ITEM IN ('CON1', 'HLP3') AND UNIT_MEASURE='PERCENT' AND OBS_STATUS <> 'Q'"))
    found = {tuple(row[name] for name in ("ITEM", "CATEGORY", "AGE", "GEN", "UNIT_MEASURE")): as_told(row) for row in rows}
    wanted = {
        key: told
        for key, told in expected(stored).items()
        if key[0] in {"CON1", "HLP3"} and key[4] == "PERCENT" and told[1] != "Q"
    }
    assert wanted
    assert found == wanted


def test_pysdmx_is_told_clearly_where_there_is_nothing(service: str, stored: Stored) -> None:
    connector = SdmxConnector(f"{service}/v2")
    (flow, _) = connector.dataflows()
    with pytest.raises(NotFound):
        list(connector.data(flow, "ITEM='NOTHING'"))
