"""A survey's variables as dimensions: the ids of statistical offices where the words are known, the survey's own elsewhere."""

import json
from typing import Any

import pytest
from lxml import etree

from app.publishing.sdmx.coding import FIXED
from app.publishing.sdmx.data_csv import csv_2
from app.publishing.sdmx.observations import observations
from app.publishing.sdmx.shared import area
from app.publishing.sdmx.structure_json import structure_json
from app.publishing.sdmx.structure_xml import V21, V30, structure_xml
from app.publishing.sdmx.structures import ATTRIBUTES, Family, release_of
from app.results.releases import Stored
from app.surveys.questionnaire import Questionnaire, Single, oldest_wording
from app.surveys.starter import starter
from app.surveys.support import countries
from tests.makers import a_worked_example
from tests.publishing.files.releases import BASE
from tests.publishing.sdmx.reading_back import faults
from tests.results.children import a_release, as_stored, counted, protected, some_records

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def released(questionnaire: Questionnaire, number: int = 600) -> Stored:
    records = some_records(questionnaire, number)
    return as_stored(a_release(questionnaire, protected(questionnaire, counted(questionnaire, records))))


def family(data: dict[str, Any]) -> Family:
    return Family(released(Questionnaire.model_validate(data)), BASE)


def renamed(code: str, labels: tuple[str, ...] = ()) -> dict[str, Any]:
    """The worked example with its profile item under another code, and with other answers."""
    data = a_worked_example()
    item = next(one for one in data["items"] if one["code"] == "GEN")
    item["code"] = code
    for option, label in zip(item["options"], labels, strict=False):
        option["label"] = {"en": {"1": label}}
    return {**data, "profile": [code], "breakdowns": ["AGE", code], "pairs": [["AGE", code]]}


def test_the_starter_is_coded_as_statistical_offices_do() -> None:
    found = Family(released(starter()), BASE)
    items, indicators = found.structures
    own = ["AGE", "SEX", "URBANISATION"]
    assert [one.id for one in items.dimensions] == ["REF_AREA", "WAVE", "ITEM", "CATEGORY", *own, "UNIT_MEASURE", "TIME_PERIOD"]
    assert [one.id for one in indicators.dimensions] == ["REF_AREA", "WAVE", "INDICATOR", *own, "UNIT_MEASURE", "TIME_PERIOD"]
    codes = {one.dimension: [code.id for code in one.listed("S").items] for one in found.profiles}
    assert codes == {
        "AGE": ["_T", "Y8T10", "Y11T13", "Y14T17"],
        "SEX": ["_T", "F", "M", "_O"],
        "URBANISATION": ["_T", "CITY", "TOWN", "VILLAGE"],
    }
    assert set(found.profiles[1].codes["1"].names) == set(starter().languages)


def test_answers_in_other_words_keep_their_own_codes() -> None:
    known = family(renamed("GEN", ("Girl", "Boy", "Another word")))
    assert known.profiles[1].dimension == "SEX"
    for labels in (("Boy", "Girl", "I don't know yet"), ("Yes", "No", "Maybe")):
        other = family(renamed("GEN", labels))
        assert other.profiles[1].dimension == "GEN"
        assert [code.id for code in other.profiles[1].codes.values()] == ["1", "2", "3"]
    turned = family(renamed("GEN", ("Boy", "Girl", "Another word")))
    assert [code.id for code in turned.profiles[1].codes.values()] == ["M", "F", "_O"]


@pytest.mark.parametrize("code", sorted(one for one in FIXED if "_" not in one and len(one) <= 12))
def test_a_variable_that_is_called_like_a_component_gets_another_name(code: str) -> None:
    found = family(renamed(code))
    names = [one.id for one in (*found.structures[0].dimensions, *ATTRIBUTES)]
    assert f"P_{code}" in names
    assert len(names) == len(set(names))
    flow = found.flows[0]
    header = csv_2(flow, found.structures[0], observations(found, flow)).decode().partition("\r\n")[0].split(",")
    assert len(header) == len(set(header))


def test_a_place_is_a_dimension_of_its_own_with_its_labels() -> None:
    data = a_worked_example()
    categories = [{"code": code, "label": {"en": f"Province {code}"}} for code in "12"]
    data |= {
        "places": [{"code": "PROV", "label": {"en": "Province"}, "categories": categories}],
        "breakdowns": ["AGE", "PROV"],
        "pairs": [],
    }
    questionnaire = Questionnaire.model_validate(data)
    records = [f"{record[:2]}{'12'[number % 2]}{record[3:]}" for number, record in enumerate(some_records(questionnaire, 600))]
    found = Family(as_stored(a_release(questionnaire, protected(questionnaire, counted(questionnaire, records)))), BASE)
    assert [one.dimension for one in found.profiles] == ["AGE", "PROV"]  # GEN is asked and not broken down by
    assert dict(found.profiles[1].codes["2"].names) == {"en": "Province 2"}
    values = {one.key[5] for one in observations(found, found.flows[0])}
    assert values == {"_T", "1", "2"}


def test_every_key_stands_once() -> None:
    found = Family(released(starter()), BASE)
    for flow in found.flows:
        keys = [one.key for one in observations(found, flow)]
        assert len(keys) == len(set(keys)) > 0


def test_every_country_of_a_wave_has_its_code_of_three_letters() -> None:
    assert all(len(area(country)) == 3 for country in countries())
    assert area("ZZ") == "ZZ"


def test_an_id_says_of_which_release_it_is() -> None:
    assert release_of("DF_K7Q_1") == release_of("CL_K7Q_1_AGE") == release_of("DSD_K7Q_1_INDICATORS") == "K7Q/1"
    for other in ("CL_OBS_STATUS", "CL_AREA", "DF_k7q_1", "DF_K7Q_0", "DF_K7Q", "XX_K7Q_1", "DF_K7Q_1/..", ""):
        assert release_of(other) is None
    everything = Family(released(starter()), BASE).artefacts()
    assert len({one.ref.id for one in everything}) == len(everything)


def test_every_label_is_there_in_every_language_of_the_survey() -> None:
    questionnaire = starter()
    found = Family(released(questionnaire), BASE)
    everything = found.artefacts()
    for version, dialect in (("2.1", V21), ("3.0", V30)):
        written = structure_xml(everything, dialect, day=found.stored.release.day, practice=False)
        assert faults(written, version) == []
        labels = etree.fromstring(written).xpath("//*[@id='CON1_2']/*[local-name()='Name']")
        assert {label.get(LANG): label.text for label in labels} == _labels(questionnaire, "CON1", "2")
    read = json.loads(structure_json(everything, day=found.stored.release.day, practice=False))
    (answers,) = (one for one in read["data"]["codelists"] if one["id"].endswith("_CATEGORY"))
    (answer,) = (one for one in answers["codes"] if one["id"] == "CON1_2")
    assert answer["names"] == _labels(questionnaire, "CON1", "2")
    assert set(read["meta"]["contentLanguages"]) == set(questionnaire.languages)


def _labels(questionnaire: Questionnaire, item: str, code: str) -> dict[str, str]:
    asked = questionnaire.item(item)
    assert isinstance(asked, Single)
    (option,) = (one for one in asked.options if one.code == code)
    return {language: oldest_wording(option.label, language, asked.bands) for language in questionnaire.languages}
