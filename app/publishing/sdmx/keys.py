"""Which observations a query asks for: keys by the places of the dimensions, and filters by name. Pure.

A key that no observation has is no mistake: it finds nothing. One with too many or too few places is, and is told the places.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.publishing.sdmx import refusing
from app.publishing.sdmx.artefacts import Structure
from app.publishing.sdmx.observations import Observation

EVERYTHING = frozenset({"", "all", "*"})
_CODES = re.compile(r"[A-Za-z0-9_@$*+-]*")
_MOST_KEYS = 50
_MOST_CODES = 500
MOST_COMPARED = 1_000_000
"""Keys and conditions times observations, in one query: about a second."""

Place = frozenset[str] | None
"""The codes asked for in one dimension; None for any."""
Key = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on one component: an operator of SDMX 3.0, and values of which one has to fit."""

    component: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """The keys asked for, none for all; and what has to be true besides."""

    keys: tuple[Key, ...] = ()
    filters: tuple[Filter, ...] = ()


OPERATORS = ("eq", "ne", "ge", "gt", "le", "lt")


def keys_of(text: str, *, several: bool) -> tuple[Key, ...]:
    """`THA.K7Q.CON1+CON2..` as keys; `several`: parted by commas. Refuses `sdmx-syntax`, `sdmx-too-large`."""
    if text in EVERYTHING:
        return ()
    parts = text.split(",") if several else [text]
    if len(parts) > _MOST_KEYS or text.count("+") > _MOST_CODES:
        raise refusing.too_large(f"A query names at most {_MOST_KEYS} keys and {_MOST_CODES} codes. Ask in several.")
    return tuple(tuple(_place(one) for one in part.split(".")) for part in parts)


def _place(text: str) -> Place:
    if not _CODES.fullmatch(text):
        raise refusing.syntax("A key holds codes, parted by dots; several codes of one dimension are parted by +.")
    codes = frozenset(text.split("+"))
    return None if codes <= {"", "*"} or "*" in codes else codes - {""}


def selected(selection: Selection, structure: Structure, found: list[Observation]) -> list[Observation]:
    """The observations that are asked for, in their order.

    Refuses `sdmx-unknown-component` where the structure has no such place, and `sdmx-too-large` what takes too long to find.
    """
    refuse_endless(selection, len(found))
    names = [one.id for one in structure.dimensions]
    for key in selection.keys:
        if len(key) != len(names) - 1:
            raise refusing.semantic(f"A key of this data has {len(names) - 1} places: {'.'.join(names[:-1])}.")
    tests = list(_tests(selection.filters, names, [one.id for one in structure.attributes]))
    keys = [[(place, codes) for place, codes in enumerate(key) if codes is not None] for key in selection.keys]
    return [
        one
        for one in found
        if (not keys or any(all(one.key[place] in codes for place, codes in key) for key in keys))
        and all(_fits(test, _text(one, where, len(names))) for where, test in tests)
    ]


def refuse_endless(selection: Selection, observations: int) -> None:
    """Refuses `sdmx-too-large` where so many observations would have to be compared with too much."""
    if (len(selection.keys) + sum(len(one.values) for one in selection.filters)) * observations > MOST_COMPARED:
        raise refusing.too_large("That takes too long to find. Ask with fewer keys and conditions, or for everything.")


def _tests(filters: tuple[Filter, ...], dimensions: list[str], attributes: list[str]) -> Iterator[tuple[int, Filter]]:
    known = [*dimensions, *attributes, "OBS_VALUE"]
    for one in filters:
        if one.component not in known:
            raise refusing.semantic(f"This data has no component of that name. It has: {', '.join(known)}.")
        yield known.index(one.component), one


def _text(one: Observation, where: int, dimensions: int) -> str:
    if where < dimensions:
        return one.key[where]
    return one.said[where - dimensions] if where - dimensions < len(one.said) else one.value or ""


def _fits(test: Filter, text: str) -> bool:
    if test.operator == "eq":
        return text in test.values
    if test.operator == "ne":
        return text not in test.values
    return any(_compared(test.operator, text, value) for value in test.values)


def _compared(operator: str, text: str, value: str) -> bool:
    """Numbers as numbers; periods by their year, for all of ours are years. What is neither fits nothing."""
    ours, theirs = text.partition("-")[0], value.partition("-")[0]
    if not (ours.isascii() and ours.isdigit() and theirs.isascii() and theirs.isdigit() and len(theirs) < len("1000000000")):
        return False
    difference = int(ours) - int(theirs)
    return {"ge": difference >= 0, "gt": difference > 0, "le": difference <= 0, "lt": difference < 0}[operator]


def without(selection: Selection, structure: Structure, dimension: str) -> Selection:
    """The same, but for what it says of one dimension: what could be asked instead."""
    where = [one.id for one in structure.dimensions].index(dimension)
    keys = tuple(tuple(None if place == where else codes for place, codes in enumerate(key)) for key in selection.keys)
    return replace(selection, keys=keys, filters=tuple(one for one in selection.filters if one.component != dimension))
