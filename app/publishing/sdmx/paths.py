"""A query as it is addressed, in SDMX 2.1 (`v1`) and SDMX 3.0 (`v2`). Pure.

Source: SDMX Technical Working Group, SDMX REST 1.5 and 2.1. Segments that are left out at the end mean all, and the latest.
"""

import re
from collections.abc import Iterator

from app.publishing.sdmx import refusing
from app.publishing.sdmx.artefacts import AGENCY, Kind
from app.publishing.sdmx.keys import EVERYTHING, Filter, Selection, keys_of
from app.publishing.sdmx.parameters import (
    Parameters,
    at_observation,
    filters,
    one,
    parameters,
    periods,
    references,
    some_series_wanted,
)
from app.publishing.sdmx.queries import Asked, AvailabilityQuery, DataQuery, Query, StructureQuery
from app.publishing.sdmx.versions import is_version

_KINDS_1 = {
    **{kind.value: (kind,) for kind in Kind},
    "structure": tuple(Kind),
    "organisationscheme": (Kind.AGENCY_SCHEME,),
}
_KINDS_2 = {**{kind.value: (kind,) for kind in Kind}, "dataconstraint": (Kind.CONSTRAINT,), "*": tuple(Kind)}
_OTHERS = {
    "categorisation", "categoryscheme", "dataconsumerscheme", "dataproviderscheme", "hierarchicalcodelist", "hierarchy",
    "metadataflow", "metadatastructure", "organisationunitscheme", "process", "provisionagreement", "reportingtaxonomy",
    "structureset", "valuelist",
}  # fmt: skip
"""Artefacts of the standard that this service has none of."""

_STRUCTURE = frozenset({"references", "detail"})
_COUNTS = frozenset({"firstNObservations", "lastNObservations"})
_DATA_1 = frozenset({"startPeriod", "endPeriod", "dimensionAtObservation", "detail"}) | _COUNTS
_DATA_2 = frozenset({"c", "dimensionAtObservation", "attributes", "measures"}) | _COUNTS
_AVAILABLE_1 = frozenset({"startPeriod", "endPeriod", "references", "mode"})
_AVAILABLE_2 = frozenset({"c", "references", "mode"})
_LATEST = frozenset({"", "latest", "all", "*", "~", "+"})
_ANY = frozenset({"", "all", "*"})
_ID = re.compile(r"[A-Za-z0-9_@$.-]{1,120}")
_MOST_IDS = 20


def query_1(path: str, query: str) -> Query:
    """A query of SDMX 2.1. Refuses as the modules that read its parts do."""
    resource, *rest = _segments(path)
    if resource == "data":
        return _data_1(rest, query)
    if resource == "availableconstraint":
        return _available_1(rest, query)
    if resource in {"schema", "metadata", "registration"} | _OTHERS:
        raise refusing.not_implemented(f"{resource} queries")
    if resource not in _KINDS_1:
        raise refusing.no_results(
            "There is nothing at this address: a query begins with data, dataflow, datastructure or codelist."
        )
    return StructureQuery(_asked(_KINDS_1[resource], rest), references(parameters(query, _STRUCTURE)))


def query_2(path: str, query: str) -> Query:
    """A query of SDMX 3.0. Refuses as the modules that read its parts do."""
    resource, *rest = _segments(path)
    if resource == "structure":
        kind = rest[0].lower() if rest else "*"
        if kind in _OTHERS:
            raise refusing.not_implemented(f"queries for a {kind}")
        if kind not in _KINDS_2:
            raise refusing.syntax("There is no such kind of structure.")
        return StructureQuery(_asked(_KINDS_2[kind], rest[1:]), references(parameters(query, _STRUCTURE)))
    if resource == "data":
        flow, key, _ = _in_context(rest, 5)
        found = parameters(query, _DATA_2)
        some_series_wanted(found)
        attributes, values = (_wanted(found, name) for name in ("attributes", "measures"))
        return DataQuery(flow, _selection(key, filters(found), several=True), at_observation(found), attributes, values)
    if resource == "availability":
        flow, key, components = _in_context(rest, 6)
        found = parameters(query, _AVAILABLE_2)
        selection = _selection(key, filters(found), several=True)
        return AvailabilityQuery(flow, selection, components, references(found), _others(found))
    if resource in {"schema", "metadata", "registration"}:
        raise refusing.not_implemented(f"{resource} queries")
    raise refusing.no_results("There is nothing at this address: a query begins with structure, data or availability.")


def _segments(path: str) -> list[str]:
    return path.strip("/").split("/")


def _data_1(rest: list[str], query: str) -> DataQuery:
    flow, key, _ = _by_provider(rest, 3)
    found = parameters(query, _DATA_1)
    some_series_wanted(found)
    detail = one(found, "detail", "full").lower()
    if detail not in {"full", "dataonly", "serieskeysonly", "nodata"}:
        raise refusing.syntax("detail is full, dataonly, serieskeysonly or nodata.")
    values = detail in {"full", "dataonly"}
    return DataQuery(flow, _selection(key, periods(found)), at_observation(found), detail in {"full", "nodata"}, values)


def _available_1(rest: list[str], query: str) -> AvailabilityQuery:
    flow, key, components = _by_provider(rest, 4)
    found = parameters(query, _AVAILABLE_1)
    return AvailabilityQuery(flow, _selection(key, periods(found)), components, references(found), _others(found))


def _by_provider(rest: list[str], most: int) -> tuple[Asked, str, tuple[str, ...]]:
    """`FLOW/KEY/PROVIDER/COMPONENT`; the flow as `ID`, `AGENCY,ID` or `AGENCY,ID,VERSION`."""
    if len(rest) > most:
        raise refusing.syntax("The address has more parts than a query of this kind.")
    flow, key, provider, component = (*rest, *("",) * (4 - len(rest)))
    if provider.rpartition(",")[2] not in _ANY | {AGENCY}:
        raise refusing.no_results(f"All data here is provided by {AGENCY}.")
    named = flow.split(",")
    agency, identity, version = ("", named[0], "") if len(named) == 1 else (*named, "", "")[:3]
    return _flow(agency, identity, version), key, _components(component)


def _in_context(rest: list[str], most: int) -> tuple[Asked, str, tuple[str, ...]]:
    """`dataflow/AGENCY/ID/VERSION/KEY/COMPONENT`."""
    if len(rest) > most:
        raise refusing.syntax("The address has more parts than a query of this kind.")
    context, agency, identity, version, key, component = (*rest, *("",) * (6 - len(rest)))
    if context not in {"dataflow", "*", ""}:
        raise refusing.not_implemented("data by anything else than a dataflow")
    return _flow(agency, identity, version), key, _components(component)


def _flow(agency: str, identity: str, version: str) -> Asked:
    asked = _asked((Kind.DATAFLOW,), [agency, identity, version])
    if len(asked.ids) != 1:
        raise refusing.not_implemented("data of several dataflows; name one")
    return asked


def _components(text: str) -> tuple[str, ...]:
    return () if text in EVERYTHING else tuple(text.replace("+", ",").split(","))


def _asked(kinds: tuple[Kind, ...], rest: list[str]) -> Asked:
    """`AGENCY/ID/VERSION/ITEM`, each of which can be left out."""
    if len(rest) > 4:
        raise refusing.syntax("The address has more parts than a query of this kind.")
    agency, identity, version, item = (*rest, *("",) * (4 - len(rest)))
    if item not in _ANY:
        raise refusing.not_implemented("queries for a part of an artefact; ask for the whole")
    ids = () if identity in _ANY else tuple(dict.fromkeys(identity.replace("+", ",").split(",")))
    if len(ids) > _MOST_IDS:
        raise refusing.too_large(f"A query names at most {_MOST_IDS} ids.")
    if not all(_ID.fullmatch(one) for one in ids) or not (agency in _ANY or _ID.fullmatch(agency)):
        raise refusing.syntax("An id holds letters, digits, and _ @ $ - and dots.")
    if version not in _LATEST and not is_version(version):
        raise refusing.syntax("A version is a number such as 1.0.0, or latest.")
    return Asked(kinds, ids, "" if agency in _ANY else agency, "" if version in _LATEST else version)


def _selection(key: str, conditions: Iterator[Filter], *, several: bool = False) -> Selection:
    return Selection(keys_of(key, several=several), tuple(conditions))


def _wanted(found: Parameters, name: str) -> bool:
    """Whether attributes, or measures, are wanted: all or none of them."""
    wanted = one(found, name, "all").lower()
    if wanted not in {"all", "dsd", "none"}:
        raise refusing.not_implemented(f"some of the {name}; ask for all or none")
    return wanted != "none"


def _others(found: Parameters) -> bool:
    mode = one(found, "mode", "exact").lower()
    if mode not in {"exact", "available"}:
        raise refusing.syntax("mode is exact or available.")
    return mode == "available"
