"""What an SDMX structure is made of, whichever way it is written down. Pure, and ignorant of surveys.

Source: SDMX 2.1 and 3.0, section 2 (information model). Only what this service needs of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

AGENCY = "SUARA"
VERSION = "1.0.0"
"""Of everything: what follows from a release never changes with it."""

Names = Mapping[str, str]
"""One text by language."""
NOTHING: Names = {}


class Kind(StrEnum):
    """The artefacts that have an address of their own, by their name in a query of SDMX 2.1."""

    AGENCY_SCHEME = "agencyscheme"
    CODELIST = "codelist"
    CONCEPT_SCHEME = "conceptscheme"
    STRUCTURE = "datastructure"
    DATAFLOW = "dataflow"
    CONSTRAINT = "contentconstraint"


_CLASSES = {
    Kind.AGENCY_SCHEME: "base.AgencyScheme",
    Kind.CODELIST: "codelist.Codelist",
    Kind.CONCEPT_SCHEME: "conceptscheme.ConceptScheme",
    Kind.STRUCTURE: "datastructure.DataStructure",
    Kind.DATAFLOW: "datastructure.Dataflow",
    Kind.CONSTRAINT: "registry.ContentConstraint",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """Names an artefact."""

    kind: Kind
    id: str
    agency: str = AGENCY
    version: str = VERSION

    @property
    def urn(self) -> str:
        """As SDMX 2.1 and 3.0 both write it; only what constrains has changed its name between them."""
        return f"urn:sdmx:org.sdmx.infomodel.{_CLASSES[self.kind]}={self.agency}:{self.id}({self.version})"

    @property
    def urn_3(self) -> str:
        """As SDMX 3.0 writes it."""
        return self.urn.replace("registry.ContentConstraint", "registry.DataConstraint")


@dataclass(frozen=True, slots=True)
class Code:
    """A code, a concept or an agency: an id with its name, and perhaps with more to say."""

    id: str
    names: Names
    about: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """An annotation: a sentence that a program may show beside an artefact."""

    type: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """What has a name, a version and an owner."""

    ref: Reference
    names: Names
    about: Names = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def children(self) -> tuple[Reference, ...]:
        """The artefacts that this one names."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme(Artefact):
    """A list of codes, of concepts or of agencies."""

    items: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """A dimension or an attribute: a concept of the structure's scheme, with the codes it takes or the type of its text."""

    id: str
    codes: Reference | None = None
    text: str = "String"
    mandatory: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure(Artefact):
    """The dimensions that place a number and the attributes that speak of it. The last dimension is time."""

    concepts: Reference
    dimensions: tuple[Component, ...]
    attributes: tuple[Component, ...]

    def children(self) -> tuple[Reference, ...]:
        named = (one.codes for one in (*self.dimensions, *self.attributes) if one.codes is not None)
        return tuple(dict.fromkeys((self.concepts, *named)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataflow(Artefact):
    """What data are asked by."""

    structure: Reference

    def children(self) -> tuple[Reference, ...]:
        return (self.structure,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint(Artefact):
    """Which codes of each dimension have data; `count` observations in all."""

    flow: Reference
    values: tuple[tuple[str, tuple[str, ...]], ...]
    count: int

    def children(self) -> tuple[Reference, ...]:
        return (self.flow,)
