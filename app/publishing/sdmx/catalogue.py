"""Which artefacts there are: of every release that is as it was sealed, and the shared ones.

Each id that belongs to a release names it, so one release is opened for it and no other; what lists all opens each once and keeps
what the list says of it. A damaged release is nowhere to be found (promise 2: what does not verify is never served).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session

from app.errors import NotFound
from app.publishing import making
from app.publishing.keeping import Keeping
from app.publishing.sdmx import observations, refusing, shared
from app.publishing.sdmx.artefacts import Artefact, Constraint, Dataflow, Kind, Scheme, Structure
from app.publishing.sdmx.observations import Observation
from app.publishing.sdmx.queries import Asked
from app.publishing.sdmx.structures import Family, release_of
from app.publishing.sdmx.versions import reached
from app.results.headlines import Seal, opened

_UPWARDS = frozenset(
    {"parents", "parentsandsiblings", "ancestors", "all", "datastructure", "dataflow", "contentconstraint", "dataconstraint"}
)
"""Relations of a shared artefact to what names it, which any release may."""
MOST_WHOLE = 20
"""Releases whose structures are written into one answer."""
MOST_LISTED = 2_000
"""Flows are short; but a list has an end."""
_BYTES_OF_AN_OBSERVATION = 700
_BYTES_OF_STRUCTURES = 2_000_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A release with its artefacts and its observations, by flow in the order of the flows."""

    family: Family
    data: tuple[list[Observation], ...]
    constraints: tuple[Constraint, ...]

    def of_flow(self, flow: Dataflow) -> tuple[Structure, list[Observation]]:
        """The structure and all the observations of one of its flows."""
        which = self.family.flows.index(flow)
        return self.family.structures[which], self.data[which]

    def everything(self) -> tuple[Artefact, ...]:
        """All its artefacts, those shared with others among them."""
        return (*self.family.artefacts(), *self.constraints)

    def lists(self) -> tuple[Scheme, ...]:
        """Every code list that its data use."""
        return tuple(one for one in self.family.artefacts() if isinstance(one, Scheme) and one.ref.kind is Kind.CODELIST)


_opened: Keeping[Opened] = Keeping(64 * 1024 * 1024)
_flows: Keeping[tuple[Dataflow, ...]] = Keeping(8 * 1024 * 1024)


def seals(engine: Engine, asked: Asked, references: str = "none") -> tuple[Seal, ...]:
    """The releases that a question touches. Refuses `sdmx-too-large`; NotFound for a damaged release.

    An id of a release that there is not touches none: the others asked for with it are answered.
    """
    shared_too = not all(map(release_of, asked.ids))
    if asked.ids and not (shared_too and references in _UPWARDS):
        return tuple(filter(None, (_seal(engine, name) for name in dict.fromkeys(filter(None, map(release_of, asked.ids))))))
    if Kind.AGENCY_SCHEME in asked.kinds and len(asked.kinds) == 1:
        return ()
    found = making.listing(engine).seals
    most = MOST_LISTED if asked.kinds == (Kind.DATAFLOW,) else MOST_WHOLE
    if len(found) > most:
        raise refusing.too_large(f"There are {len(found)} releases. Ask for the dataflows first, then for one by its id.")
    return found


def _seal(engine: Engine, name: str) -> Seal | None:
    try:
        return making.seal_in(engine, name)
    except NotFound as refusal:
        if refusal.code == "unknown-release":
            return None
        raise


def opened_release(session: Session, sealed: Seal, base_url: str) -> Opened:
    """The release behind a seal, kept for the next who asks."""

    def make() -> Opened:
        family = Family(opened(session, sealed), base_url)
        data = tuple(list(observations.observations(family, flow)) for flow in family.flows)
        constraints = tuple(
            observations.available(flow, tuple(one.id for one in structure.dimensions), found)
            for flow, structure, found in zip(family.flows, family.structures, data, strict=True)
        )
        return Opened(family, data, constraints)

    return _opened.get(
        (sealed, base_url), make, lambda made: _BYTES_OF_STRUCTURES + _BYTES_OF_AN_OBSERVATION * sum(map(len, made.data))
    )


def flows_of(session: Session, sealed: Seal, base_url: str) -> tuple[Dataflow, ...]:
    """The flows of a release, without its data."""
    return _flows.get((sealed, base_url), lambda: Family(opened(session, sealed), base_url).flows, lambda made: 4_000)


def fitting(asked: Asked, artefacts: Iterable[Artefact]) -> Iterator[Artefact]:
    """Those that are asked for."""
    return (
        one
        for one in artefacts
        if one.ref.kind in asked.kinds
        and (not asked.ids or one.ref.id in asked.ids)
        and asked.agency in {"", one.ref.agency}
        and (not asked.version or reached(asked.version, one.ref.version))
    )


def shared_ones(asked: Asked) -> list[Artefact]:
    """Of the shared artefacts those that are asked for."""
    return list(fitting(asked, shared.SHARED))


def related(found: list[Artefact], universe: tuple[Artefact, ...], references: str) -> list[Artefact]:
    """What was found, and what of all there is has the asked relation to it; each once, in the order of `universe`."""
    if references == "none":
        return found
    parents, children = _parents(found, universe), _children(found, universe)
    wanted = {
        "parents": parents,
        "ancestors": _closed(found, universe, _parents),
        "parentsandsiblings": [*parents, *_children(parents, universe)],
        "children": children,
        "descendants": _closed(found, universe, _children),
        "all": [*parents, *_children(parents, universe), *_closed(found, universe, _children)],
    }.get(references)
    if wanted is None:
        both = [*_closed(found, universe, _children), *_closed(found, universe, _parents)]
        kind = references.replace("dataconstraint", Kind.CONSTRAINT.value)
        wanted = [one for one in both if one.ref.kind.value == kind]
    refs = {one.ref for one in (*found, *wanted)}
    return [*(one for one in universe if one.ref in refs), *(one for one in found if one not in universe)]


_Step = Callable[[Iterable[Artefact], tuple[Artefact, ...]], list[Artefact]]


def _children(of: Iterable[Artefact], universe: tuple[Artefact, ...]) -> list[Artefact]:
    refs = {child for one in of for child in one.children()}
    return [one for one in universe if one.ref in refs]


def _parents(of: Iterable[Artefact], universe: tuple[Artefact, ...]) -> list[Artefact]:
    refs = {one.ref for one in of}
    return [one for one in universe if refs & set(one.children())]


def _closed(of: list[Artefact], universe: tuple[Artefact, ...], step: _Step) -> list[Artefact]:
    found: dict[object, Artefact] = {}
    waiting = list(of)
    while waiting:
        new = [one for one in step(waiting, universe) if one.ref not in found]
        found.update({one.ref: one for one in new})
        waiting = new
    return list(found.values())
