"""Structures as SDMX-ML 2.1 and 3.0, with every name in every language. Pure: the same bytes whenever made.

Source: SDMX Technical Working Group, SDMX-ML 2.1 (2020) and 3.0 (2023). The two differ in namespaces, in how one artefact names
another (a `Ref` element, a URN), in the order of the lists and in a few names; `Dialect` holds what differs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, SubElement, tostring

from app.publishing.sdmx.artefacts import (
    AGENCY,
    Artefact,
    Component,
    Constraint,
    Dataflow,
    Kind,
    Names,
    Reference,
    Scheme,
    Structure,
)

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One version of SDMX-ML. `lists` are in the order of its schema: the list, and the element of one artefact in it."""

    number: str
    lists: Mapping[Kind, tuple[str, str]]

    def namespace(self, part: str) -> str:
        """The namespace of `message`, `structure`, `common` and so on."""
        return f"http://www.sdmx.org/resources/sdmxml/schemas/v{self.number}/{part}"


V21 = Dialect(
    "2_1",
    {
        Kind.AGENCY_SCHEME: ("OrganisationSchemes", "AgencyScheme"),
        Kind.DATAFLOW: ("Dataflows", "Dataflow"),
        Kind.CODELIST: ("Codelists", "Codelist"),
        Kind.CONCEPT_SCHEME: ("Concepts", "ConceptScheme"),
        Kind.STRUCTURE: ("DataStructures", "DataStructure"),
        Kind.CONSTRAINT: ("Constraints", "ContentConstraint"),
    },
)
V30 = Dialect(
    "3_0",
    {
        Kind.AGENCY_SCHEME: ("AgencySchemes", "AgencyScheme"),
        Kind.CODELIST: ("Codelists", "Codelist"),
        Kind.CONCEPT_SCHEME: ("ConceptSchemes", "ConceptScheme"),
        Kind.CONSTRAINT: ("DataConstraints", "DataConstraint"),
        Kind.DATAFLOW: ("Dataflows", "Dataflow"),
        Kind.STRUCTURE: ("DataStructures", "DataStructure"),
    },
)
_ITEMS = {Kind.AGENCY_SCHEME: "Agency", Kind.CODELIST: "Code", Kind.CONCEPT_SCHEME: "Concept"}
_PACKAGES = {
    Kind.CODELIST: "codelist",
    Kind.CONCEPT_SCHEME: "conceptscheme",
    Kind.STRUCTURE: "datastructure",
    Kind.DATAFLOW: "datastructure",
}
_CLASSES = {
    Kind.CODELIST: "Codelist",
    Kind.CONCEPT_SCHEME: "Concept",
    Kind.STRUCTURE: "DataStructure",
    Kind.DATAFLOW: "Dataflow",
}


def structure_xml(artefacts: Iterable[Artefact], dialect: Dialect, *, day: date, practice: bool) -> bytes:
    """A structure message, said to be prepared on that day; a practice release says that it is a test."""
    root = Element("mes:Structure", {f"xmlns:{part[:3]}": dialect.namespace(part) for part in ("message", "structure", "common")})
    header(root, "STRUCTURES", day=day, practice=practice)
    lists = SubElement(root, "mes:Structures")
    found = list(artefacts)
    for kind, (container, element) in dialect.lists.items():
        of_kind = [one for one in found if one.ref.kind is kind]
        if of_kind:
            into = SubElement(lists, f"str:{container}")
            for one in of_kind:
                _artefact(into, element, one, dialect)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def header(root: Element, identity: str, *, day: date, practice: bool) -> Element:
    """What every message begins with."""
    made = SubElement(root, "mes:Header")
    SubElement(made, "mes:ID").text = identity
    SubElement(made, "mes:Test").text = "true" if practice else "false"
    SubElement(made, "mes:Prepared").text = f"{day.isoformat()}T00:00:00Z"
    SubElement(made, "mes:Sender", id=AGENCY)
    return made


def _artefact(into: Element, element: str, one: Artefact, dialect: Dialect) -> None:
    made = SubElement(into, f"str:{element}", id=one.ref.id)
    made.set("agencyID", one.ref.agency)
    if dialect is V21 or one.ref.kind is not Kind.AGENCY_SCHEME:  # a list of agencies has one version only
        made.set("version", one.ref.version)
    if dialect is V21 and one.ref.kind is not Kind.AGENCY_SCHEME:
        made.set("isFinal", "true")
    if isinstance(one, Constraint):
        made.set("type" if dialect is V21 else "role", "Actual")
    _notes(made, one)
    _named(made, one.names, one.about)
    if isinstance(one, Scheme):
        for item in one.items:
            _named(SubElement(made, f"str:{_ITEMS[one.ref.kind]}", id=item.id), item.names, item.about)
    elif isinstance(one, Structure):
        _components(SubElement(made, "str:DataStructureComponents"), one, dialect)
    elif isinstance(one, Dataflow):
        refer(SubElement(made, "str:Structure"), one.structure, dialect)
    elif isinstance(one, Constraint):
        refer(SubElement(SubElement(made, "str:ConstraintAttachment"), "str:Dataflow"), one.flow, dialect)
        _region(SubElement(made, "str:CubeRegion", include="true"), one, dialect)


def _notes(made: Element, one: Artefact) -> None:
    count = [("obs_count", "sdmx_metrics", str(one.count))] if isinstance(one, Constraint) else []
    notes = [*(("", note.type, note.text) for note in one.notes), *count]
    if not notes:
        return
    into = SubElement(made, "com:Annotations")
    for identity, kind, text in notes:
        annotation = SubElement(into, "com:Annotation", {"id": identity} if identity else {})
        if identity:
            SubElement(annotation, "com:AnnotationTitle").text = text
        SubElement(annotation, "com:AnnotationType").text = kind
        if not identity:
            _text(annotation, "com:AnnotationText", "en", text)


def _named(made: Element, names: Names, about: Names) -> None:
    for tag, texts in (("com:Name", names), ("com:Description", about)):
        for language, text in texts.items():
            _text(made, tag, language, text)


def _text(made: Element, tag: str, language: str, text: str) -> None:
    SubElement(made, tag, {_LANG: language}).text = text


def refer(made: Element, to: Reference, dialect: Dialect, item: str = "") -> None:
    """Let an element name an artefact, or an item of it."""
    if dialect is V30:
        urn = to.urn_3.replace(".ConceptScheme=", ".Concept=") if item else to.urn_3
        made.text = f"{urn}.{item}" if item else urn
        return
    where = {"maintainableParentID": to.id, "maintainableParentVersion": to.version} if item else {"version": to.version}
    named = {"id": item or to.id, **where, "agencyID": to.agency, "package": _PACKAGES[to.kind], "class": _CLASSES[to.kind]}
    SubElement(made, "Ref", named)


def _components(into: Element, one: Structure, dialect: Dialect) -> None:
    dimensions = SubElement(into, "str:DimensionList", id="DimensionDescriptor")
    last = len(one.dimensions)
    for position, dimension in enumerate(one.dimensions, start=1):
        made = SubElement(dimensions, "str:TimeDimension" if position == last else "str:Dimension", id=dimension.id)
        if position < last or dialect is V21:
            made.set("position", str(position))
        _represented(made, one, dimension, dialect)
    attributes = SubElement(into, "str:AttributeList", id="AttributeDescriptor")
    for attribute in one.attributes:
        made = SubElement(attributes, "str:Attribute", id=attribute.id)
        if dialect is V21:
            made.set("assignmentStatus", "Mandatory" if attribute.mandatory else "Conditional")
        else:
            made.set("usage", "mandatory" if attribute.mandatory else "optional")
        _represented(made, one, attribute, dialect)
        relation = SubElement(made, "str:AttributeRelationship")
        if dialect is V21:
            SubElement(SubElement(relation, "str:PrimaryMeasure"), "Ref", id="OBS_VALUE")
        else:
            SubElement(relation, "str:Observation")
    measures = SubElement(into, "str:MeasureList", id="MeasureDescriptor")
    measure = SubElement(measures, "str:PrimaryMeasure" if dialect is V21 else "str:Measure", id="OBS_VALUE")
    _represented(measure, one, Component("OBS_VALUE", text="Double"), dialect)


def _represented(made: Element, one: Structure, component: Component, dialect: Dialect) -> None:
    refer(SubElement(made, "str:ConceptIdentity"), one.concepts, dialect, component.id)
    into = SubElement(made, "str:LocalRepresentation")
    if component.codes is not None:
        refer(SubElement(into, "str:Enumeration"), component.codes, dialect)
    else:
        SubElement(into, "str:TextFormat", textType=component.text)


def _region(into: Element, one: Constraint, dialect: Dialect) -> None:
    prefix = "com" if dialect is V21 else "str"
    for dimension, codes in one.values:
        values = SubElement(into, f"{prefix}:KeyValue", id=dimension)
        for code in codes:
            SubElement(values, f"{prefix}:Value").text = code
