"""Observations as SDMX-ML: structure-specific 2.1 and 3.0, and generic 2.1. Pure; written line by line, for there may be many.

In series over time (what rsdmx reads), or flat where all dimensions are asked for at the observation. Codes and numbers are the
only content, and every text is escaped all the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from app.publishing.sdmx.artefacts import AGENCY, Dataflow, Reference, Structure
from app.publishing.sdmx.observations import Observation
from app.publishing.sdmx.structure_xml import V21, V30, Dialect

ALL = "AllDimensions"
TIME = "TIME_PERIOD"


@dataclass(frozen=True, slots=True)
class Message:
    """Data of one flow, and how they are to be laid out: `at` is the dimension of single observations."""

    flow: Dataflow
    structure: Structure
    day: date
    practice: bool
    at: str = TIME

    @property
    def flat(self) -> bool:
        """Whether there are observations without series."""
        return self.at == ALL

    @property
    def names(self) -> tuple[str, ...]:
        """The dimensions in order, time last."""
        return tuple(one.id for one in self.structure.dimensions)

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes in order."""
        return tuple(one.id for one in self.structure.attributes)


def specific_21(message: Message, found: Iterable[Observation]) -> bytes:
    """Structure-specific data of SDMX-ML 2.1."""
    ref = message.structure.ref
    namespace = f"{ref.urn}:ObsLevelDim:{message.at}"
    return _specific(message, found, V21, namespace, _by_structure(ref))


def specific_30(message: Message, found: Iterable[Observation]) -> bytes:
    """Structure-specific data of SDMX-ML 3.0."""
    usage = f"<com:StructureUsage>{message.flow.ref.urn}</com:StructureUsage>"
    return _specific(message, found, V30, f"{message.flow.ref.urn}:ObsLevelDim:{message.at}", usage)


def _specific(message: Message, found: Iterable[Observation], dialect: Dialect, namespace: str, usage: str) -> bytes:
    identity = message.structure.ref.id
    spaces = {
        "mes": dialect.namespace("message"),
        "com": dialect.namespace("common"),
        "ss": dialect.namespace("data/structurespecific"),
        "ns1": namespace,
        "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }
    more = f' namespace={quoteattr(namespace)} dimensionAtObservation="{message.at}"'
    lines = [_opened("StructureSpecificData", spaces), _header(message, more, usage)]
    scope = ' ss:dataScope="DataStructure"' if dialect is V21 else ""
    lines.append(f'<mes:DataSet ss:structureRef="{identity}" xsi:type="ns1:DataSetType"{scope} ss:action="Replace">')
    lines.extend(_specific_observations(message, found))
    lines.append("</mes:DataSet></mes:StructureSpecificData>\n")
    return "\n".join(lines).encode()


def _specific_observations(message: Message, found: Iterable[Observation]) -> Iterator[str]:
    names, attributes = message.names, message.attributes
    for one in found:
        value = () if one.value is None else (("OBS_VALUE", one.value),)
        said = [(name, text) for name, text in zip(attributes, one.said, strict=True) if text]
        if message.flat:
            yield f"<Obs{_attributes((*zip(names, one.key, strict=True), *value, *said))}/>"
        else:
            series = _attributes(zip(names[:-1], one.key[:-1], strict=True))
            yield f"<Series{series}><Obs{_attributes(((names[-1], one.key[-1]), *value, *said))}/></Series>"


def _attributes(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f" {name}={quoteattr(text)}" for name, text in pairs)


def generic_21(message: Message, found: Iterable[Observation]) -> bytes:
    """Generic data of SDMX-ML 2.1."""
    ref = message.structure.ref
    spaces = {"mes": V21.namespace("message"), "com": V21.namespace("common"), "gen": V21.namespace("data/generic")}
    lines = [_opened("GenericData", spaces), _header(message, f' dimensionAtObservation="{message.at}"', _by_structure(ref))]
    lines.append(f'<mes:DataSet structureRef="{ref.id}" action="Replace">')
    lines.extend(_generic_observations(message, found))
    lines.append("</mes:DataSet></mes:GenericData>\n")
    return "\n".join(lines).encode()


def _generic_observations(message: Message, found: Iterable[Observation]) -> Iterator[str]:
    names, attributes = message.names, message.attributes
    for one in found:
        value = "" if one.value is None else f"<gen:ObsValue value={quoteattr(one.value)}/>"
        said = _values((name, text) for name, text in zip(attributes, one.said, strict=True) if text)
        told = f"{value}<gen:Attributes>{said}</gen:Attributes>" if said else value
        if message.flat:
            yield f"<gen:Obs><gen:ObsKey>{_values(zip(names, one.key, strict=True))}</gen:ObsKey>{told}</gen:Obs>"
        else:
            key = _values(zip(names[:-1], one.key[:-1], strict=True))
            obs = f"<gen:Obs><gen:ObsDimension value={quoteattr(one.key[-1])}/>{told}</gen:Obs>"
            yield f"<gen:Series><gen:SeriesKey>{key}</gen:SeriesKey>{obs}</gen:Series>"


def _values(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<gen:Value id="{name}" value={quoteattr(text)}/>' for name, text in pairs)


def _by_structure(ref: Reference) -> str:
    """Rsdmx looks labels up by it; it cannot by the flow."""
    named = _attributes((("id", ref.id), ("version", ref.version), ("agencyID", ref.agency), ("class", "DataStructure")))
    return f"<com:Structure><Ref{named}/></com:Structure>"


def _opened(element: str, spaces: dict[str, str]) -> str:
    declared = _attributes((f"xmlns:{one}", uri) for one, uri in spaces.items())
    return f'<?xml version="1.0" encoding="utf-8"?>\n<mes:{element}{declared}>'


def _header(message: Message, more: str, usage: str) -> str:
    identity = escape(message.structure.ref.id)
    return (
        f"<mes:Header><mes:ID>DATA</mes:ID><mes:Test>{'true' if message.practice else 'false'}</mes:Test>"
        f'<mes:Prepared>{message.day.isoformat()}T00:00:00Z</mes:Prepared><mes:Sender id="{AGENCY}"/>'
        f'<mes:Structure structureID="{identity}"{more}>{usage}</mes:Structure></mes:Header>'
    )
