"""The answer to a query: found, selected, written in the format that the asker reads. No number is computed on the way.

What was written is kept under the seals of the releases that it touches, which are looked up at most once a second (`making`):
so long a withdrawal, or damage, may be answered from memory.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session

from app.database import reading
from app.publishing.keeping import Keeping
from app.publishing.sdmx import catalogue, data_csv, data_json, data_xml, observations, paths, refusing
from app.publishing.sdmx.artefacts import Artefact, Dataflow, Kind
from app.publishing.sdmx.catalogue import Opened
from app.publishing.sdmx.data_xml import Message
from app.publishing.sdmx.formats import DATA_1, DATA_2, STRUCTURE_1, STRUCTURE_2, Format, chosen
from app.publishing.sdmx.keys import refuse_endless, selected, without
from app.publishing.sdmx.observations import Observation
from app.publishing.sdmx.parameters import asked_format
from app.publishing.sdmx.queries import Asked, AvailabilityQuery, DataQuery, Query, StructureQuery
from app.publishing.sdmx.structure_json import structure_json
from app.publishing.sdmx.structure_xml import V21, V30, structure_xml
from app.results.headlines import Seal
from app.web.compressed import Compressed, compress

LONGEST = 4_000
"""Characters of an address with its query."""
MOST_OBSERVATIONS = 200_000
"""In one answer: about 80 MB of XML."""
_LARGE = 300_000
_LONG_AGO = date(2026, 1, 1)

_kept: Keeping[Compressed] = Keeping(32 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, as it came: the version of the service, the path after it, the query, the header."""

    version: int
    path: str
    query: str
    accept: str


def answer(engine: Engine, request: Request, base_url: str) -> Compressed:
    """The answer, with its media type. Refuses with what `refusing` knows, and NotFound where there is nothing."""
    if len(request.path) + len(request.query) > LONGEST:
        raise refusing.too_large(f"An address has at most {LONGEST} characters. Ask in several queries.")
    by_name, rest = asked_format(request.query)
    query = (paths.query_1 if request.version == 1 else paths.query_2)(request.path, rest)
    written_as = chosen(request.accept, by_name, _offered(request.version, query))
    about = (query.asked, query.references) if isinstance(query, StructureQuery) else (query.flow,)
    touched = catalogue.seals(engine, *about)

    def make() -> Compressed:
        with reading(engine) as session:
            written = _written(session, query, touched, written_as, base_url)
        return compress(written, written_as.value, quality=4 if len(written) > _LARGE else 9)

    return _kept.get(
        (touched, base_url, query, written_as), make, lambda made: len(made.plain) + len(made.brotli) + len(made.gzip)
    )


def _offered(version: int, query: Query) -> tuple[Format, ...]:
    if isinstance(query, DataQuery):
        return DATA_1 if version == 1 else DATA_2
    return STRUCTURE_1 if version == 1 else STRUCTURE_2


def _written(session: Session, query: Query, touched: tuple[Seal, ...], written_as: Format, base_url: str) -> bytes:
    if isinstance(query, StructureQuery):
        return _structures(_artefacts(session, query, touched, base_url), written_as, touched)
    flow, opened = _flow(session, query.flow, touched, base_url)
    structure, everything = opened.of_flow(flow)
    found = selected(query.selection, structure, everything)
    if not found:
        raise refusing.no_results("No data of this flow has such a key. The availability query says which codes have data.")
    if isinstance(query, AvailabilityQuery):
        return _structures(_available(query, flow, opened, found), written_as, touched)
    return _data(query, flow, opened, found, written_as)


def _artefacts(session: Session, query: StructureQuery, touched: tuple[Seal, ...], base_url: str) -> list[Artefact]:
    asked = query.asked
    found: dict[object, Artefact] = {one.ref: one for one in catalogue.shared_ones(asked)}
    for sealed in touched:
        if asked.kinds == (Kind.DATAFLOW,) and query.references == "none":
            found.update({one.ref: one for one in catalogue.fitting(asked, catalogue.flows_of(session, sealed, base_url))})
            continue
        universe = _opened(session, sealed, touched, base_url).everything()
        fitting = list(catalogue.fitting(asked, universe))
        found.update({one.ref: one for one in catalogue.related(fitting, universe, query.references)})
    if not found:
        raise refusing.no_results("There is no such artefact. The dataflows are listed at dataflow/all.")
    return list(found.values())


def _opened(session: Session, sealed: Seal, touched: tuple[Seal, ...], base_url: str) -> Opened:
    if len(touched) > catalogue.MOST_WHOLE:
        raise refusing.too_large("That is more than one answer holds. Ask for the dataflows first, then for one by its id.")
    return catalogue.opened_release(session, sealed, base_url)


def _flow(session: Session, asked: Asked, touched: tuple[Seal, ...], base_url: str) -> tuple[Dataflow, Opened]:
    for sealed in touched:
        opened = catalogue.opened_release(session, sealed, base_url)
        for flow in opened.family.flows:
            if list(catalogue.fitting(asked, [flow])):
                return flow, opened
    raise refusing.no_results("There is no such dataflow. They are listed at dataflow/all.")


def _available(query: AvailabilityQuery, flow: Dataflow, opened: Opened, found: list[Observation]) -> list[Artefact]:
    structure, everything = opened.of_flow(flow)
    names = tuple(one.id for one in structure.dimensions)
    if not set(query.components) <= set(names):
        raise refusing.semantic(f"This data has no dimension of that name. It has: {', '.join(names)}.")
    made = observations.available(flow, names, found)
    values = dict(made.values)
    if query.others:
        refuse_endless(query.selection, len(everything) * len(names))
        free = ((name, selected(without(query.selection, structure, name), structure, everything)) for name in names)
        values = {name: dict(observations.available(flow, names, one).values)[name] for name, one in free}
    kept = tuple((name, codes) for name, codes in values.items() if not query.components or name in query.components)
    constraint = replace(made, values=kept)
    universe = (*(one for one in opened.everything() if one.ref != constraint.ref), constraint)
    return catalogue.related([constraint], universe, query.references)


def _structures(artefacts: list[Artefact], written_as: Format, touched: tuple[Seal, ...]) -> bytes:
    day = max((one.withdrawn_on or one.day for one in touched), default=_LONG_AGO)
    practice = bool(touched) and all(one.practice for one in touched)
    if written_as is Format.JSON_STRUCTURE:
        return structure_json(artefacts, day=day, practice=practice)
    return structure_xml(artefacts, V21 if written_as is Format.XML_STRUCTURE else V30, day=day, practice=practice)


def _data(query: DataQuery, flow: Dataflow, opened: Opened, found: list[Observation], written_as: Format) -> bytes:
    if len(found) > MOST_OBSERVATIONS:
        raise refusing.too_large(
            f"That is more than {MOST_OBSERVATIONS:,} observations. Ask with a key, for one question at a time."
        )
    structure, _ = opened.of_flow(flow)
    if not query.attributes:
        structure = replace(structure, attributes=())
        found = [replace(one, said=()) for one in found]
    if not query.values:
        found = [replace(one, value=None) for one in found]
    stored = opened.family.stored
    message = Message(flow, structure, stored.withdrawn_on or stored.release.day, stored.release.practice, query.at)
    writers: dict[Format, Callable[[], bytes]] = {
        Format.XML_GENERIC: lambda: data_xml.generic_21(message, found),
        Format.XML_DATA: lambda: data_xml.specific_21(message, found),
        Format.XML_DATA_3: lambda: data_xml.specific_30(message, found),
        Format.CSV: lambda: data_csv.csv_2(flow, structure, found),
        Format.CSV_1: lambda: data_csv.csv_1(flow, structure, found),
        Format.JSON_DATA: lambda: data_json.json_2(message, found, opened.lists()),
    }
    return writers[written_as]()
