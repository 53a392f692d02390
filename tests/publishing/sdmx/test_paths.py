"""Queries as they are addressed: whatever is sent is understood or refused, never more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.publishing.sdmx import refusing
from app.publishing.sdmx.artefacts import Kind, Structure
from app.publishing.sdmx.formats import DATA_1, DATA_2, STRUCTURE_2, Format, chosen
from app.publishing.sdmx.keys import Filter, Selection, keys_of, selected
from app.publishing.sdmx.observations import Observation, observations
from app.publishing.sdmx.parameters import asked_format
from app.publishing.sdmx.paths import query_1, query_2
from app.publishing.sdmx.queries import Asked, AvailabilityQuery, DataQuery, Query, StructureQuery
from app.publishing.sdmx.structures import Family
from tests.publishing.files.releases import BASE, a_file_release
from tests.publishing.sdmx.reading_back import faults

FLOW = Asked((Kind.DATAFLOW,), ("DF_K7Q_1",))
ANY = (None, None)
WORDS = st.sampled_from(
    [
        "data",
        "dataflow",
        "structure",
        "availability",
        "availableconstraint",
        "DF_K7Q_1",
        "SUARA",
        "all",
        "*",
        "~",
        "latest",
        "1.0.0",
        "A.B",
        "..+",
    ]
)
PATHS = st.lists(WORDS | st.text(max_size=8), max_size=8).map("/".join)
PARAMETERS = st.sampled_from(
    ["startPeriod", "c[AGE]", "c[TIME_PERIOD]", "detail", "references", "mode", "measures", "format", "x"]
)
QUERIES = st.lists(st.tuples(PARAMETERS, st.text(max_size=8)), max_size=4).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)


@given(PATHS, QUERIES)
def test_whatever_is_sent_is_understood_or_refused(path: str, query: str) -> None:
    for read in (query_1, query_2):
        try:
            found: Query | Refusal = read(path, query)
        except Refusal as refusal:
            found = refusal
        if isinstance(found, Refusal):
            assert refusing.fault(found).status in {400, 404, 413, 501}
            assert faults(refusing.message(found), "2.1") == []
        else:
            assert isinstance(found, StructureQuery | DataQuery | AvailabilityQuery)


@given(st.text(max_size=60))
def test_whatever_is_accepted_is_a_format_or_refused(accept: str) -> None:
    for offered in (DATA_1, DATA_2, STRUCTURE_2):
        try:
            found: Format | Refusal = chosen(accept, "", offered)
        except Refusal as refusal:
            found = refusal
        assert refusing.fault(found).status == 406 if isinstance(found, Refusal) else found in offered


def test_both_ways_of_asking_ask_the_same() -> None:
    codes = (None, None, frozenset({"CON1", "HLP1"}))
    asked = DataQuery(FLOW, Selection((codes,)))
    assert query_1("data/DF_K7Q_1/..CON1+HLP1", "") == asked
    assert query_2("data/dataflow/*/DF_K7Q_1/~/*.*.HLP1+CON1", "") == asked
    assert query_1("/data/SUARA,DF_K7Q_1,1.0.0/all/SUARA/", "") == DataQuery(
        Asked((Kind.DATAFLOW,), ("DF_K7Q_1",), "SUARA", "1.0.0"), Selection()
    )
    years = (Filter("TIME_PERIOD", "ge", ("2025",)), Filter("TIME_PERIOD", "le", ("2026-12",)))
    assert query_1("data/DF_K7Q_1", "startPeriod=2025&endPeriod=2026-12") == DataQuery(FLOW, Selection((), years))
    assert query_2("data/dataflow/*/DF_K7Q_1", "c%5BTIME_PERIOD%5D=ge:2025+le:2026-12") == DataQuery(FLOW, Selection((), years))


def test_a_plus_in_a_query_is_no_space_and_values_are_one_of_several() -> None:
    found = query_2("data/dataflow/*/DF_K7Q_1", "c[SEX]=F,M&c[BASE]=ge:100+lt:500")
    assert isinstance(found, DataQuery)
    assert found.selection.filters == (
        Filter("SEX", "eq", ("F", "M")),
        Filter("BASE", "ge", ("100",)),
        Filter("BASE", "lt", ("500",)),
    )


def test_the_format_is_told_apart_from_the_conditions() -> None:
    assert asked_format("format=csv&detail=full") == ("csv", "detail=full")
    assert asked_format("detail=full") == ("", "detail=full")


@given(
    st.lists(st.sampled_from(["", "*", "THA", "CON1", "HLP1+CON1", "_T", "Y14T17", "NUMBER", "NOTHING"]), min_size=7, max_size=7)
)
def test_a_key_selects_what_its_places_say_and_nothing_else(places: list[str]) -> None:
    structure, whole = _whole()
    found = selected(Selection(keys_of(".".join(places), several=False)), structure, whole)
    expected = [
        one
        for one in whole
        if all(place in {"", "*"} or code in place.split("+") for place, code in zip(places, one.key[:-1], strict=True))
    ]
    assert found == expected


def _whole() -> tuple[Structure, list[Observation]]:
    family = Family(_STORED, BASE)
    return family.structures[0], list(observations(family, family.flows[0]))


_STORED = a_file_release(120)


def test_what_is_hidden_fits_no_comparison() -> None:
    structure, whole = _whole()
    shown = [one for one in whole if one.value is not None]
    assert len(shown) < len(whole)
    for operator in ("ge", "gt", "le", "lt"):
        found = selected(Selection((), (Filter("OBS_VALUE", operator, ("100",)),)), structure, whole)
        assert all(one.value is not None for one in found)
    both = [selected(Selection((), (Filter("OBS_VALUE", way, ("100",)),)), structure, whole) for way in ("ge", "lt")]
    assert sorted(map(len, both)) == sorted((len(both[0]), len(shown) - len(both[0])))


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_an_error_message_holds_any_reason(version: str) -> None:
    refusal = refusing.semantic(f"{version} </com:Text><b>\x00\u202e & ]]>.")
    assert faults(refusing.message(refusal), "2.1") == []
