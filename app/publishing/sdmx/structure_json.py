"""Structures as SDMX-JSON 2.0, with every name in every language: what pysdmx asks for. Pure.

Source: SDMX Technical Working Group, SDMX-JSON structure message 2.0.0 (2021).
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

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

_SCHEMAS = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master"
_LISTS = {
    Kind.AGENCY_SCHEME: ("agencySchemes", "agencies"),
    Kind.CODELIST: ("codelists", "codes"),
    Kind.CONCEPT_SCHEME: ("conceptSchemes", "concepts"),
    Kind.STRUCTURE: ("dataStructures", ""),
    Kind.DATAFLOW: ("dataflows", ""),
    Kind.CONSTRAINT: ("dataConstraints", ""),
}


def structure_json(artefacts: Iterable[Artefact], *, day: date, practice: bool) -> bytes:
    """A structure message, said to be prepared on that day; a practice release says that it is a test."""
    data: dict[str, list[Any]] = {}
    languages: dict[str, None] = {"en": None}
    for one in artefacts:
        data.setdefault(_LISTS[one.ref.kind][0], []).append(_artefact(one))
        languages.update(dict.fromkeys(one.names))
    return dumped({"meta": meta("STRUCTURES", "structure", languages, day=day, practice=practice), "data": data})


def meta(identity: str, message: str, languages: Iterable[str], *, day: date, practice: bool) -> dict[str, Any]:
    """What every message begins with."""
    return {
        "schema": f"{_SCHEMAS}/{message}-message/tools/schemas/2.0.0/sdmx-json-{message}-schema.json",
        "id": identity,
        "test": practice,
        "prepared": f"{day.isoformat()}T00:00:00Z",
        "contentLanguages": list(languages),
        "sender": {"id": AGENCY},
    }


def dumped(message: dict[str, Any]) -> bytes:
    """The message as it is sent."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def named(names: Names, about: Names | None = None) -> dict[str, Any]:
    """A name in the language that most read, and in all there are; and what more there is to say, likewise."""
    found: dict[str, Any] = {"name": _best(names), "names": dict(names)}
    return {**found, "description": _best(about), "descriptions": dict(about)} if about else found


def _best(texts: Names) -> str:
    return texts.get("en") or next(iter(texts.values()))


def _artefact(one: Artefact) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": one.ref.id,
        "agencyID": one.ref.agency,
        "version": one.ref.version,
        **named(one.names, one.about),
    }
    notes: list[dict[str, Any]] = [{"type": note.type, "text": note.text, "texts": {"en": note.text}} for note in one.notes]
    if isinstance(one, Constraint):
        notes.append({"id": "obs_count", "type": "sdmx_metrics", "title": str(one.count)})
    if notes:
        made["annotations"] = notes
    if isinstance(one, Scheme):
        made[_LISTS[one.ref.kind][1]] = [{"id": item.id, **named(item.names, item.about)} for item in one.items]
    elif isinstance(one, Structure):
        made["dataStructureComponents"] = _components(one)
    elif isinstance(one, Dataflow):
        made["structure"] = one.structure.urn_3
    elif isinstance(one, Constraint):
        made["role"] = "Actual"
        made["constraintAttachment"] = {"dataflows": [one.flow.urn_3]}
        regions = [{"id": dimension, "values": [{"value": code} for code in codes]} for dimension, codes in one.values]
        made["cubeRegions"] = [{"include": True, "keyValues": regions}]
    return made


def _components(one: Structure) -> dict[str, Any]:
    *dimensions, time = one.dimensions
    return {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": [
                {"position": place, **_component(one.concepts, dimension)} for place, dimension in enumerate(dimensions)
            ],
            "timeDimension": _component(one.concepts, time),
        },
        "attributeList": {
            "id": "AttributeDescriptor",
            "attributes": [
                {
                    **_component(one.concepts, attribute),
                    "usage": "mandatory" if attribute.mandatory else "optional",
                    "attributeRelationship": {"observation": {}},
                }
                for attribute in one.attributes
            ],
        },
        "measureList": {
            "id": "MeasureDescriptor",
            "measures": [{**_component(one.concepts, Component("OBS_VALUE", text="Double")), "usage": "optional"}],
        },
    }


def _component(concepts: Reference, component: Component) -> dict[str, Any]:
    concept = f"{concepts.urn_3.replace('.ConceptScheme=', '.Concept=')}.{component.id}"
    represented: dict[str, Any] = {"format": {"dataType": component.text}}
    if component.codes is not None:
        represented = {"enumeration": component.codes.urn_3}
    return {"id": component.id, "conceptIdentity": concept, "localRepresentation": represented}
