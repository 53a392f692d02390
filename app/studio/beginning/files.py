"""A questionnaire that comes as a file: JSON of our own, or an XLSForm with messages for rows that have no counterpart here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from app.errors import Invalid
from app.studio import sketch
from app.studio.beginning import documents
from app.surveys import pictures
from app.surveys.findings import Finding, FindingLevel, sound
from app.surveys.xlsform import reading

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How an .xlsx begins, and an old .xls or one with a password: what reads workbooks says what is wrong with it."""


@dataclass(frozen=True)
class Read:
    """What a file holds, and what there is to say of it. `rows`: those of a form that show a picture, by its name."""

    document: dict[str, Any]
    told: tuple[Finding, ...] = ()
    rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def read(content: bytes) -> Read:
    """The questionnaire of a file, told apart by how it begins and not by its name.

    Refuses what `documents.from_json` and the XLSForm reader refuse, and `form-not-imported` with a message for each row that
    stands in the way.
    """
    if not content.startswith(_WORKBOOKS):
        return Read(documents.from_json(content))
    if len(content) > documents.LARGEST_FILE:
        raise Invalid("file-too-large", f"A file has at most {documents.LARGEST_FILE // 1000} kB.")
    document, told = reading.read(content)
    if document is None or not sound(told):
        raise Invalid(
            "form-not-imported",
            "This form cannot be imported as it is; nothing was saved.",
            missing=tuple(in_words(one) for one in told),
        )
    return Read(sketch.plain(sketch.sketched(document)), told, reading.picture_rows(content))


def told(session: Session, found: Read) -> tuple[Finding, ...]:
    """All there is to say of a file: of its rows, and of pictures that it names and that are not kept here."""
    drawn = sketch.sketched(found.document)
    here = pictures.shown(session, pictures.named(drawn))
    return (*found.told, *(_lost(found, item, option, name) for item, option, name in pictures.places(drawn) if name not in here))


def _lost(found: Read, item: str, option: str, name: str) -> Finding:
    rows = ", ".join(str(number) for number in found.rows.get(name, ()))
    return Finding(
        path=f"sheet choices, row {rows}" if rows else f"items.{item}.options.{option}",
        rule="picture-not-here",
        level=FindingLevel.WARN,
        reason=f"Answer {option} of {item} shows a picture that is not kept here: a file carries only its name.",
        mend=f"Bring it in the draft, under the pictures of {item}, or take it off there. Else no version can be saved.",
    )


def in_words(finding: Finding) -> str:
    """A message of an import in one line, its row first."""
    return f"{finding.path}: {finding.reason} {finding.mend}"
