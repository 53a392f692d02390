"""Observations as SDMX-CSV 2.0, and as 1.0 for the older web service. Pure. Source: SDMX Technical Working Group, 2023."""

import csv
import io
from collections.abc import Iterable

from app.publishing.sdmx.artefacts import Dataflow, Structure
from app.publishing.sdmx.observations import Observation

NO_VALUE = "NaN"
"""sdmx1 cannot read an empty value; in SDMX-CSV both mean that there is none."""


def csv_2(flow: Dataflow, structure: Structure, found: Iterable[Observation]) -> bytes:
    """SDMX-CSV 2.0."""
    ref = flow.ref
    before = ("dataflow", f"{ref.agency}:{ref.id}({ref.version})", "I")
    return _written(("STRUCTURE", "STRUCTURE_ID", "ACTION"), before, structure, found)


def csv_1(flow: Dataflow, structure: Structure, found: Iterable[Observation]) -> bytes:
    """SDMX-CSV 1.0."""
    ref = flow.ref
    return _written(("DATAFLOW",), (f"{ref.agency}:{ref.id}({ref.version})",), structure, found)


def _written(first: tuple[str, ...], before: tuple[str, ...], structure: Structure, found: Iterable[Observation]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    dimensions = (one.id for one in structure.dimensions)
    writer.writerow((*first, *dimensions, "OBS_VALUE", *(one.id for one in structure.attributes)))
    writer.writerows((*before, *one.key, NO_VALUE if one.value is None else one.value, *one.said) for one in found)
    return out.getvalue().encode()
