"""Why there is no answer, in the codes of the SDMX web services, and the message that says so. Pure.

Source: SDMX 2.1, section 7 (guidelines for the use of web services), 5.8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from app.errors import Invalid, NotFound, Refusal
from app.publishing.files.about import plain
from app.publishing.sdmx.structure_xml import V21

MEDIA_TYPE = "application/xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Fault:
    """A code of the standard and the HTTP status that belongs to it."""

    code: int
    status: int


_FAULTS: Mapping[str, Fault] = {
    "sdmx-syntax": Fault(140, 400),
    "sdmx-unknown-component": Fault(150, 400),
    "sdmx-not-acceptable": Fault(1000, 406),
    "sdmx-too-large": Fault(130, 413),
    "sdmx-not-implemented": Fault(501, 501),
}
_NOTHING = Fault(100, 404)


def no_results(reason: str) -> NotFound:
    """There is nothing of the kind; an empty answer would break the programs that read it."""
    return NotFound("sdmx-no-results", reason)


def syntax(reason: str) -> Invalid:
    """The query does not follow the rules of its version."""
    return Invalid("sdmx-syntax", reason)


def semantic(reason: str) -> Invalid:
    """The query follows the rules, but speaks of what the structure does not have."""
    return Invalid("sdmx-unknown-component", reason)


def not_acceptable(offered: str) -> Invalid:
    """Nothing that the asker reads is written here."""
    return Invalid("sdmx-not-acceptable", f"This can be had as: {offered}. Ask for one of these in the Accept header.")


def too_large(reason: str) -> Invalid:
    """The answer, or the query, is larger than is taken on."""
    return Invalid("sdmx-too-large", reason)


def not_implemented(what: str) -> Invalid:
    """The standard knows it; this service does not."""
    return Invalid("sdmx-not-implemented", f"This service does not answer {what}.")


def fault(refusal: Refusal) -> Fault:
    """What the standard calls a refusal. A release that is unknown or damaged is nothing to be found."""
    return _FAULTS.get(refusal.code, _NOTHING)


def message(refusal: Refusal) -> bytes:
    """The error message of SDMX-ML 2.1, which every client reads."""
    text = escape(plain(refusal.reason))
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<mes:Error xmlns:mes="{V21.namespace("message")}"'
        f' xmlns:com="{V21.namespace("common")}"><mes:ErrorMessage code="{fault(refusal).code}">'
        f'<com:Text xml:lang="en">{text}</com:Text></mes:ErrorMessage></mes:Error>\n'
    ).encode()
