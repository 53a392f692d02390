"""The media types of SDMX, and which of them answers a request. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.publishing.sdmx import refusing


class Format(StrEnum):
    """A way to write an answer, by its media type."""

    XML_STRUCTURE = "application/vnd.sdmx.structure+xml; version=2.1"
    XML_STRUCTURE_3 = "application/vnd.sdmx.structure+xml; version=3.0.0"
    JSON_STRUCTURE = "application/vnd.sdmx.structure+json; version=2.0.0"
    XML_GENERIC = "application/vnd.sdmx.genericdata+xml; version=2.1"
    XML_DATA = "application/vnd.sdmx.structurespecificdata+xml; version=2.1"
    XML_DATA_3 = "application/vnd.sdmx.data+xml; version=3.0.0"
    JSON_DATA = "application/vnd.sdmx.data+json; version=2.0.0"
    CSV = "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"
    CSV_1 = "application/vnd.sdmx.data+csv; version=1.0.0; charset=utf-8"

    @property
    def type(self) -> str:
        """The media type without its parameters."""
        return self.value.partition(";")[0]

    @property
    def family(self) -> str:
        """`xml`, `json` or `csv`."""
        return self.type.rpartition("+")[2]

    @property
    def version(self) -> str:
        """The version of the format."""
        return _parameters(self.value)["version"]


DATA_1 = (Format.XML_GENERIC, Format.XML_DATA, Format.CSV_1, Format.CSV)
DATA_2 = (Format.JSON_DATA, Format.CSV, Format.XML_DATA_3)
STRUCTURE_1 = (Format.XML_STRUCTURE,)
STRUCTURE_2 = (Format.JSON_STRUCTURE, Format.XML_STRUCTURE_3)
"""What each kind of query is answered in; first what is sent to those who do not say."""

_GENERAL = {"application/xml": "xml", "text/xml": "xml", "application/json": "json", "text/json": "json", "text/csv": "csv"}
_QUALITY = re.compile(r"[01](\.\d{0,3})?")
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class _Wanted:
    type: str
    version: str
    quality: float


def chosen(accept: str, by_name: str, offered: tuple[Format, ...]) -> Format:
    """The format that an `Accept` header asks for, or a `format` in the query before it. Refuses `sdmx-not-acceptable`."""
    if by_name:
        named = list(_wanted(by_name[:_LONGEST]))
        found = next((one for one in offered if by_name == one.family or any(_matches(wanted, one) for wanted in named)), None)
        if found is None:
            raise refusing.not_acceptable(_listed(offered))
        return found
    wanted = sorted(_wanted(accept[:_LONGEST]), key=lambda one: -one.quality) or [_Wanted("*/*", "", 1)]
    for one in wanted:
        matching = [known for known in offered if _matches(one, known)]
        if matching:
            return matching[0]
    raise refusing.not_acceptable(_listed(offered))


def _matches(wanted: _Wanted, known: Format) -> bool:
    if wanted.quality <= 0:
        return False
    if wanted.type in {"*/*", "application/*"}:
        return True
    if wanted.type in _GENERAL:
        return _GENERAL[wanted.type] == known.family
    return wanted.type == known.type and wanted.version in {"", known.version}


def _wanted(accept: str) -> Iterator[_Wanted]:
    for part in accept.split(","):
        media_type = part.partition(";")[0].strip().lower()
        if media_type:
            parameters = _parameters(part)
            quality = parameters.get("q", "1")
            yield _Wanted(media_type, parameters.get("version", ""), float(quality) if _QUALITY.fullmatch(quality) else 0)


def _parameters(media_type: str) -> dict[str, str]:
    pairs = (one.partition("=") for one in media_type.split(";")[1:])
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}


def _listed(offered: tuple[Format, ...]) -> str:
    return ", ".join(one.value for one in offered)
