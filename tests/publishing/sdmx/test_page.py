"""docs/sdmx.md: what it shows runs, and what it lists is what there is."""

import re
import warnings
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.publishing.files import contents
from app.publishing.sdmx.structures import ATTRIBUTES, Family
from app.results.releases import Stored
from tests.publishing.files.releases import BASE

PAGE = (Path(__file__).parents[3] / "docs" / "sdmx.md").read_text()
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_its_python_runs_against_the_service(service: str, stored: Stored) -> None:
    examples = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    seen: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sdmx1's own making
        for example in examples:
            code = example.replace("https://suara.example/sdmx", service)
            code = code.replace('/v1"})', '/v1"}, override=True)')  # another test may have added it
            exec(code, seen)  # noqa: S102 (the page's own examples)
    assert len(examples) == 2
    assert len(seen["questions"]) == len(stored.release.plan.items)
    assert len(seen["numbers"]) > 0
    assert {row["UNIT_MEASURE"] for row in seen["rows"]} == {"PERCENT"}


def test_its_addresses_answer(client: TestClient, stored: Stored) -> None:
    addresses = [line.split()[0] for line in PAGE.splitlines() if line.startswith("/sdmx/")]
    assert len(addresses) > 5
    for address in addresses:
        # The worked example has no CON2, and one characteristic less than the starter.
        asked = address.replace("CON1+CON2.._T._T._T", "CON1+CON2.._T._T").replace("CON1.....", "CON1....")
        assert client.get(asked).status_code == 200, asked


def test_its_r_would_find_data_and_labels(client: TestClient, stored: Stored) -> None:
    """What rsdmx asks for, as it addresses it: slashes at the end, and the structure by the id that stands in the data."""
    data = client.get("/sdmx/v1/data/DF_K7Q_1/all/all/")
    assert data.status_code == 200
    (structure,) = re.findall(r'<com:Structure><Ref id="(\w+)"', data.text)
    assert client.get(f"/sdmx/v1/datastructure/all/{structure}/latest/?references=children").text.count("<str:Codelist ") > 5


def test_it_names_every_component_and_every_file(stored: Stored) -> None:
    components = [*Family(stored, BASE).structures[0].dimensions, *Family(stored, BASE).structures[1].dimensions, *ATTRIBUTES]
    for one in components:
        assert f"`{one.id}`" in PAGE or one.id == "GEN", one.id
    for name in contents.BY_NAME:
        assert f"`{name}`" in PAGE or not name.startswith("sdmx-"), name
