"""Observations as SDMX-JSON 2.0, with the names of the codes that they use: what web pages read. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.publishing.sdmx.artefacts import Code, Component, Reference, Scheme
from app.publishing.sdmx.data_xml import Message
from app.publishing.sdmx.observations import Observation
from app.publishing.sdmx.structure_json import dumped, meta, named


def json_2(message: Message, found: Iterable[Observation], lists: Iterable[Scheme]) -> bytes:
    """SDMX-JSON 2.0; codes are named after `lists`. A value that is not there is null."""
    seen = list(found)
    codes = {one.ref: {code.id: code for code in one.items} for one in lists}
    structure = message.structure
    places = _used(structure.dimensions, [one.key for one in seen])
    told = _used(structure.attributes, [one.said for one in seen])
    links = [{"urn": message.flow.ref.urn_3, "rel": "dataflow"}, {"urn": structure.ref.urn_3, "rel": "structure"}]
    dataset: dict[str, Any] = {"structure": 0, "action": "Replace", "links": links[:1]}
    if message.flat:
        dataset["observations"] = {":".join(_indices(one.key, places)): _told(one, told) for one in seen}
    else:
        dataset["series"] = {
            ":".join(_indices(one.key[:-1], places)): {"observations": {str(places[-1][one.key[-1]]): _told(one, told)}}
            for one in seen
        }
    described = {
        "dataSets": [0],
        "links": links,
        **named(message.flow.names),
        "dimensions": _dimensions(message, places, codes),
        "measures": {"observation": [{"id": "OBS_VALUE"}]},
        "attributes": {
            "observation": [
                {**_described(attribute, values, codes), "relationship": {"observation": {}}}
                for attribute, values in zip(structure.attributes, told, strict=True)
            ]
        },
    }
    about = meta("DATA", "data", message.flow.names, day=message.day, practice=message.practice)
    return dumped({"meta": about, "data": {"dataSets": [dataset], "structures": [described]}})


def _used(components: tuple[Component, ...], rows: list[tuple[str, ...]]) -> list[dict[str, int]]:
    """For each component the values in use, by their place; a row names them by it."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(components)
    return [{value: place for place, value in enumerate(dict.fromkeys(filter(None, column)))} for column in columns]


def _indices(key: tuple[str, ...], places: list[dict[str, int]]) -> Iterable[str]:
    return (str(known[code]) for known, code in zip(places, key, strict=False))


def _told(one: Observation, told: list[dict[str, int]]) -> list[int | None]:
    said = (known[text] if text else None for known, text in zip(told, one.said, strict=True))
    return [None if one.value is None else int(one.value), *said]


def _dimensions(message: Message, places: list[dict[str, int]], codes: Mapping[Reference, Mapping[str, Code]]) -> dict[str, Any]:
    described = [
        {"keyPosition": position, **_described(dimension, values, codes)}
        for position, (dimension, values) in enumerate(zip(message.structure.dimensions, places, strict=True))
    ]
    return {"observation": described} if message.flat else {"series": described[:-1], "observation": described[-1:]}


def _described(component: Component, values: Mapping[str, int], codes: Mapping[Reference, Mapping[str, Code]]) -> dict[str, Any]:
    known = codes.get(component.codes, {}) if component.codes is not None else {}
    listed = [{"id": value, **named(known[value].names)} if value in known else {"value": value} for value in values]
    return {"id": component.id, "values": listed}
