"""A questionnaire that comes as a file: JSON of our own, or an XLSForm with messages for rows that have no counterpart here."""

from dataclasses import dataclass
from typing import Any

from app.errors import Invalid
from app.studio import sketch
from app.studio.beginning import documents
from app.surveys.findings import Finding, sound
from app.surveys.xlsform import reading

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How an .xlsx begins, and an old .xls or one with a password: what reads workbooks says what is wrong with it."""


@dataclass(frozen=True)
class Read:
    """What a file holds, and what there is to say of it."""

    document: dict[str, Any]
    told: tuple[Finding, ...] = ()


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
    return Read(sketch.plain(sketch.sketched(document)), told)


def in_words(finding: Finding) -> str:
    """A message of an import in one line, its row first."""
    return f"{finding.path}: {finding.reason} {finding.mend}"
