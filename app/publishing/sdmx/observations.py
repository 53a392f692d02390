"""The numbers of a release as observations: where each stands, its value, what is said of it. Pure; nothing is computed.

A hidden table keeps its observations and loses its values, all alike (`Q`, `C`), so that nothing tells why. A percentage that is
said in words has no value either; its count beside it has.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.publishing.figures import Status
from app.publishing.sdmx.artefacts import Constraint, Dataflow
from app.publishing.sdmx.shared import TOTAL, area
from app.publishing.sdmx.structures import Family, category, constraint
from app.publishing.tables import Row, indicator_rows, table_rows
from app.results.releases import Stored
from app.surveys.codebook import CHOSEN

HIDDEN = "not shown"


@dataclass(frozen=True, slots=True)
class Observation:
    """`key` in the order of the structure's dimensions, time last; `said` in that of its attributes; no value is None."""

    key: tuple[str, ...]
    value: str | None
    said: tuple[str, ...]


def observations(family: Family, flow: Dataflow) -> Iterator[Observation]:
    """Every observation of a flow, in the order of the tables: the number of each row, then its percentage."""
    release = family.stored.release
    before = (area(release.country), release.wave)
    year = str(release.opened_on.year)
    same = _said_of_all(family.stored)
    of_items = flow.ref == family.flows[0].ref
    for row in table_rows(release) if of_items else indicator_rows(release):
        what = (row.item, _category(row)) if of_items else (row.variable,)
        groups = dict(row.group.of)
        who = tuple(one.codes[groups[one.variable]].id if one.variable in groups else TOTAL for one in family.profiles)
        for unit in ("NUMBER", "PERCENT"):
            value = row.count if unit == "NUMBER" else row.percent
            yield Observation(
                (*before, *what, *who, unit, year),
                None if value is None else str(value),
                (*_said(row, value), *same),
            )


def _category(row: Row) -> str:
    """An option of a pick item has a variable of its own, with the one category that it was chosen."""
    return row.variable if row.variable != row.item and row.category_code == CHOSEN else category(row.item, row.category_code)


def _said(row: Row, value: int | None) -> tuple[str, str, str, str]:
    base = "" if row.base is None else str(row.base)
    if value is None:
        return "Q", "C", base, row.note or HIDDEN
    return ("U" if row.status is Status.UNCERTAIN else "A"), "F", base, ""


def _said_of_all(stored: Stored) -> tuple[str, ...]:
    release = stored.release
    standing = [word for word, true in (("PRACTICE", release.practice), ("WITHDRAWN", stored.withdrawn_on is not None)) if true]
    return (
        release.survey,
        release.name,
        "_".join(standing) or "FINAL",
        release.sample_design.name,
        f"BR{release.rules.rounding}",
    )


def available(flow: Dataflow, dimensions: tuple[str, ...], found: list[Observation]) -> Constraint:
    """Which codes these observations have, in the order in which they appear."""
    columns = [tuple(dict.fromkeys(column)) for column in zip(*(one.key for one in found), strict=True)]
    return constraint(flow, tuple(zip(dimensions, columns, strict=True)) if found else (), len(found))
