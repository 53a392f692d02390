"""The descriptions of the three tables: CSV on the Web (W3C, 2015) and Frictionless Data Package (version 1). Pure.

Both say the same of each column: its type, what may stand in it, what an empty field means. `csv-metadata.json` lies where CSV
on the Web looks for it by itself, beside the tables.
"""

import json
from dataclasses import dataclass
from typing import Any

from app.publishing.figures import FEW_OR_NONE, NEARLY_ALL, Status
from app.publishing.files.about import About, about
from app.publishing.tables import COLUMNS, RESPONSE_COLUMNS
from app.results.releases import Stored

KEY = ("survey", "wave", "release", "variable", "category_code", "breakdown", "group_code")
RESPONSE_KEY = ("survey", "wave", "release", "item")
_PERCENT = (1, 94)
"""0 and 100 are never published, nor 95 and above: the note says it in words."""


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    about: str
    number: bool = False
    most: int | None = None
    least: int = 0
    needed: bool = False
    one_of: tuple[str, ...] = ()


_COLUMNS: dict[str, _Column] = {
    "survey": _Column("Survey", "The code of the survey.", needed=True),
    "wave": _Column("Wave", "The code of the period in the field.", needed=True),
    "release": _Column("Release", "The number of the release within the wave.", number=True, least=1, needed=True),
    "variable": _Column("Variable", "A variable of the codebook; in indicators.csv the code of the indicator.", needed=True),
    "item": _Column("Question code", "The code of the question.", needed=True),
    "question": _Column("Question", "As the oldest children asked read it; in indicators.csv the indicator's name.", needed=True),
    "category_code": _Column("Answer code", "The code of the answer; several are joined by +.", needed=True),
    "category": _Column("Answer", "The answer in words; in indicators.csv its kind: risk, help, benefit, ask.", needed=True),
    "breakdown": _Column("Breakdown", "The characteristics by which children are grouped, joined by +; empty: all children."),
    "group_code": _Column("Group code", "The codes of the group, joined by + in the same order; empty: all children."),
    "group": _Column("Group", "The group in words; empty: all children."),
    "base": _Column("Children who answered", "About how many of the group answered; empty where it is not shown.", number=True),
    "count": _Column("Children", "About how many gave this answer; empty where it is not shown.", number=True),
    "percent": _Column(
        "Percent",
        "Of those of the group who answered; empty where it is not shown, and where the note says it in words.",
        number=True,
        least=_PERCENT[0],
        most=_PERCENT[1],
    ),
    "status": _Column(
        "Status",
        "A: shown. U: few children answered, treat with caution. S: not shown, to protect children.",
        needed=True,
        one_of=tuple(Status),
    ),
    "note": _Column("Note", "In place of a percentage: few or none, or 95% or more.", one_of=(FEW_OR_NONE, NEARLY_ALL)),
    "asked": _Column("Asked", "About how many were asked; empty where it is not shown.", number=True),
    "answered": _Column("Answered", "About how many answered.", number=True),
    "left": _Column("Left without answer", "About how many left the question without an answer.", number=True),
    "dont_know": _Column("Do not know", "About how many said that they do not know.", number=True),
    "rather_not": _Column("Rather not say", "About how many would rather not say.", number=True),
}

_TABLES = (
    ("tables.csv", "Every question, for all children and every group", COLUMNS, KEY),
    ("indicators.csv", "The main findings, for all children and every group", COLUMNS, KEY),
    ("response.csv", "Who was asked, who answered, who did not", RESPONSE_COLUMNS, RESPONSE_KEY),
)


def csv_on_the_web(stored: Stored, base_url: str) -> bytes:
    """`csv-metadata.json`: a table group of the three files."""
    said = about(stored, base_url)
    return _json(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": said.language}],
            "dc:title": said.title,
            "dc:identifier": said.address,
            "dc:issued": {"@value": stored.release.day.isoformat(), "@type": "xsd:date"},
            "dc:description": said.in_short,
            "dc:bibliographicCitation": said.cited,
            "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
            "tables": [
                {
                    "url": file,
                    "dc:title": title,
                    "tableSchema": {"columns": [_csvw_column(name) for name in columns], "primaryKey": list(key)},
                }
                for file, title, columns, key in _TABLES
            ],
        }
    )


def _csvw_column(name: str) -> dict[str, Any]:
    column = _COLUMNS[name]
    datatype: Any = "string"
    if column.number:
        datatype = {"base": "integer", "minimum": column.least}
        if column.most is not None:
            datatype["maximum"] = column.most
    elif column.one_of:
        datatype = {"base": "string", "format": "|".join(column.one_of)}
    described = {"name": name, "titles": name, "dc:title": column.title, "dc:description": column.about, "datatype": datatype}
    # A part of the key is there even when it is empty: all children are the group without a breakdown.
    if name in {*KEY, *RESPONSE_KEY} and not column.needed:
        described["null"] = []
    return {**described, "required": True} if column.needed else described


def data_package(stored: Stored, base_url: str) -> bytes:
    """`datapackage.json`: the three files as resources with their schemas."""
    said = about(stored, base_url)
    return _json(
        {
            "profile": "tabular-data-package",
            "name": f"suara-{stored.wave.lower()}-{stored.number}",
            "title": said.title,
            "description": said.in_short,
            "homepage": said.address,
            "created": f"{stored.release.day.isoformat()}T00:00:00Z",
            "sources": [{"title": said.cited, "path": said.address}],
            "resources": [_resource(said, *table) for table in _TABLES],
        }
    )


def _resource(said: About, file: str, title: str, columns: tuple[str, ...], key: tuple[str, ...]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": file.partition(".")[0],
        "path": file,
        "title": title,
        "description": " ".join((*said.marks, said.whom)),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True, "skipInitialSpace": False},
        "schema": {"fields": [_field(name) for name in columns], "primaryKey": list(key), "missingValues": [""]},
    }


def _field(name: str) -> dict[str, Any]:
    column = _COLUMNS[name]
    limits: dict[str, Any] = {"required": True} if column.needed else {}
    if column.number:
        limits["minimum"] = column.least
        if column.most is not None:
            limits["maximum"] = column.most
    if column.one_of:
        limits["enum"] = list(column.one_of)
    described = {
        "name": name,
        "title": column.title,
        "description": column.about,
        "type": "integer" if column.number else "string",
    }
    return {**described, "constraints": limits} if limits else described


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
