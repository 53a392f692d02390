"""Cells of an XLSForm: rows by their headers, languages of headers, and texts that no spreadsheet runs."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from app.surveys.questionnaire import Texts
from app.surveys.xlsform.messages import Messages

if TYPE_CHECKING:
    from openpyxl import Workbook

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")
_ESCAPED = re.compile(r"(?<=_)x(?=[0-9A-Fa-f]{4}_)|x(?=005F_)")
"""What a workbook's XML reads as a character's number."""
_NEVER_IN_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_NO_CHARACTER = re.compile(r"[\ufffe\uffff]")
_TO_QUOTE = re.compile(r"^[=+\-@\"]|[\x00-\x09\x0b-\x1f\x7f]")
_OTHER_NAMES = {"caption": "label", "relevance": "relevant", "list name": "list_name", "calculate": "calculation"}
LONGEST_TEXT = 1000


@dataclass(frozen=True)
class Row:
    """One row: its number as the spreadsheet shows it, and its cells that are not empty, by header."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def get(self, header: str) -> str:
        """The cell under a header; empty where there is none."""
        return self.cells.get(header, "")


def rows(workbook: "Workbook", sheet: str, messages: Messages) -> list[Row]:
    """The rows of a sheet below its header; none where there is no such sheet."""
    found = next((one for one in workbook.worksheets if one.title.strip().lower() == sheet), None)
    if found is None:
        return []
    lines = found.iter_rows()
    headers = [_header(str(cell.value or "")) for cell in next(lines, ())]
    kept = []
    for number, line in enumerate(lines, 2):
        cells = {}
        for header, cell in zip(headers, line, strict=False):
            if header and cell.data_type == "f":
                what = f"The cell under {header!r} is a formula and is not read."
                messages.say("xlsform-characters", sheet, number, what, "Put its value there.")
            elif header and cell.value is not None and (text := _text(cell.value)):
                cells[header] = text
        if cells:
            kept.append(Row(sheet, number, cells))
    return kept


def _header(text: str) -> str:
    first, _, language = text.strip().partition("::")
    if first.startswith("suara_"):
        return text.strip()
    first = first.strip().lower()
    first = _OTHER_NAMES.get(first, first)
    return f"{first}::{language.strip()}" if language else first


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("_x000D_", "").strip()  # how Excel writes the other half of a line's end


def language_of(name: str) -> str | None:
    """The code in `Thai (th)`, `th`, or `Thai`; None where the name says none."""
    bracketed = _IN_BRACKETS.search(name)
    code = bracketed[1].strip() if bracketed else name.strip()
    if _LANGUAGE.fullmatch(code):
        return code
    return _by_english_name().get(name.strip().lower())


def header_of(column: str, language: str) -> str:
    """How XLSForm heads a column of texts: `label::Thai (th)`."""
    names = {code: name for name, code in _by_english_name().items()}
    return f"{column}::{names.get(language, language).title()} ({language})"


@cache
def _by_english_name() -> dict[str, str]:
    from babel import Locale

    names = ((name.lower(), code) for code, name in Locale.parse("en").languages.items())
    return {"tetum": "tet"} | {name: code for name, code in names if _LANGUAGE.fullmatch(code) and "(" not in name}


def texts(row: Row, column: str, default: str, messages: Messages) -> Texts:
    """What a row says in each language; an unnamed column is in the default language."""
    said: dict[str, str] = {}
    for header, text in row.cells.items():
        name, _, language = header.partition("::")
        code = (language_of(language) if language else default) if name == column else None
        if code is not None and (clean := _clean(row, text, messages)):
            said[code] = clean
    return said


def _clean(row: Row, text: str, messages: Messages) -> str:
    clean = _NEVER_IN_TEXT.sub("", text.replace("\t", " ").replace("\r\n", "\n")).lstrip("=+-@ \n").strip()
    if clean != text.replace("\r\n", "\n"):
        messages.say("xlsform-characters", row.sheet, row.number, f"{text[:60]!r} was made {clean[:60]!r}.", "Look at it.")
    if len(clean) > LONGEST_TEXT:
        messages.say("xlsform-text", row.sheet, row.number, f"A text has {len(clean)} characters.", "Make it shorter.")
        return clean[:LONGEST_TEXT].strip()
    return clean


def packed(text: str) -> str:
    """A text of any kind for a suara_ cell: as it is where a workbook keeps it so and runs nothing, else quoted as JSON."""
    if text and text == shown(text).replace("$ {", "${") and text == text.strip() and not _TO_QUOTE.search(text):
        return text
    return json.dumps(text).replace("_", "\\u005f")


def unpacked(cell: str) -> str:
    """What `packed` was given. ValueError where the cell was changed into what it cannot be."""
    return str(json.loads(cell)) if cell.startswith('"') else cell


def shown(text: str) -> str:
    """A text as a label can show it: `${` would be read as the answer to another question, `_x0041_` as a letter."""
    return _NO_CHARACTER.sub("\ufffd", _ESCAPED.sub("x ", text.replace("${", "$ {")))
