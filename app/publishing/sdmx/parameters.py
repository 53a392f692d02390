"""What follows the question mark of a query: names and values, read as they were sent (a plus is no space). Pure.

A name that means nothing here is refused: data that ignore a condition would pass for an answer to it.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from app.publishing.sdmx import refusing
from app.publishing.sdmx.data_xml import ALL, TIME
from app.publishing.sdmx.keys import OPERATORS, Filter

_FILTER = re.compile(r"c\[([A-Z][A-Z0-9_]{0,30})\]")
_PERIOD = re.compile(r"\d{4}(-[A-Z0-9-]{1,8}(T[0-9:.]{1,12}Z?)?)?")
_UNANSWERED = {"updatedAfter", "includeHistory", "asOf", "reportingYearStartDay"}
_REFERENCES = {"none", "parents", "parentsandsiblings", "ancestors", "children", "descendants", "all"}
_REFERENCED = {"codelist", "conceptscheme", "datastructure", "dataflow", "contentconstraint", "dataconstraint"}
_DETAILS = {
    "full", "raw", "allstubs", "allcompletestubs", "referencestubs", "referencecompletestubs", "referencepartial",
}  # fmt: skip
"""All are answered in full: more than was asked for, and true."""
_MOST = 50

Parameters = Mapping[str, tuple[str, ...]]


def asked_format(query: str) -> tuple[str, str]:
    """The format that the query names before any header, such as `csv`; and the rest of the query."""
    pairs = [part for part in query.split("&") if part]
    named = [unquote(part.partition("=")[2]) for part in pairs if part.startswith("format=")]
    return (named[-1] if named else ""), "&".join(part for part in pairs if not part.startswith("format="))


def parameters(query: str, allowed: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Each name with its values. Refuses `sdmx-syntax`, `sdmx-too-large`, `sdmx-not-implemented`."""
    found: dict[str, tuple[str, ...]] = {}
    pairs = [one for one in query.split("&") if one]
    if len(pairs) > _MOST:
        raise refusing.too_large(f"A query has at most {_MOST} conditions.")
    for pair in pairs:
        name, _, value = (unquote(part) for part in pair.partition("="))
        if name in _UNANSWERED and value not in {"", "false"}:
            raise refusing.not_implemented(name)
        if name not in allowed | _UNANSWERED and not ("c" in allowed and _FILTER.fullmatch(name)):
            raise refusing.syntax(
                f"There is no parameter of that name here. There are: {', '.join(sorted(allowed | {'format'}))}."
            )
        found[name] = (*found.get(name, ()), value)
    return found


def one(found: Parameters, name: str, otherwise: str = "") -> str:
    """The value of a parameter that stands once. Refuses `sdmx-syntax` where it stands more often."""
    values = found.get(name, (otherwise,))
    if len(values) > 1:
        raise refusing.syntax(f"{name} can be said once.")
    return values[0] or otherwise


def references(found: Parameters) -> str:
    """Which related artefacts are wanted; `sdmx-not-implemented` for artefacts that this service does not have."""
    wanted = one(found, "references", "none").lower()
    if wanted not in _REFERENCES | _REFERENCED:
        raise refusing.not_implemented("references to that kind of artefact")
    if one(found, "detail", "full").lower() not in _DETAILS:
        raise refusing.syntax("There is no such detail.")
    return wanted


def at_observation(found: Parameters) -> str:
    """The dimension of single observations: time, or all."""
    wanted = one(found, "dimensionAtObservation", TIME)
    if wanted not in {TIME, ALL}:
        raise refusing.not_implemented(f"dimensionAtObservation other than {TIME} and {ALL}")
    return wanted


def some_series_wanted(found: Parameters) -> None:
    """Each series has one observation, so any first or last ones are all. Refuses what is no number above 0."""
    for name in ("firstNObservations", "lastNObservations"):
        number = one(found, name, "1")
        if not (number.isascii() and number.isdigit() and number.strip("0")):
            raise refusing.syntax(f"{name} is a whole number above 0.")


def periods(found: Parameters) -> Iterator[Filter]:
    """`startPeriod` and `endPeriod` as conditions on time."""
    for name, operator in (("startPeriod", "ge"), ("endPeriod", "le")):
        value = one(found, name)
        if value and not _PERIOD.fullmatch(value):
            raise refusing.syntax(f"{name} is a year, or begins with one.")
        if value:
            yield Filter(TIME, operator, (value,))


def filters(found: Parameters) -> Iterator[Filter]:
    """`c[SEX]=F,M` and `c[TIME_PERIOD]=ge:2025+le:2027` as conditions, all of which have to be true."""
    for name, values in found.items():
        match = _FILTER.fullmatch(name)
        if match is not None:
            yield from (_filter(match[1], condition) for value in values for condition in value.split("+"))


def _filter(component: str, condition: str) -> Filter:
    operator, colon, rest = condition.partition(":")
    if not colon:
        operator, rest = "eq", condition
    if operator not in OPERATORS:
        raise refusing.not_implemented(f"operators other than {', '.join(OPERATORS)}")
    values = tuple(value.removeprefix(f"{operator}:") for value in rest.split(","))
    if component == TIME and not all(_PERIOD.fullmatch(value) for value in values):
        raise refusing.syntax(f"{TIME} is a year, or begins with one.")
    return Filter(component, operator, values)
