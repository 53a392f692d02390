"""Workbooks (XLSX) that come from outside: opened only where they are what they say, and small when unpacked.

A workbook is a zip of XML files. Before anything reads them it is known how large they become, that none has macros or is
locked, and that none defines entities of its own. `openpyxl` is loaded when the first workbook comes (extra `xlsform`).
"""

import io
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING

from app.errors import Invalid

if TYPE_CHECKING:
    from openpyxl import Workbook

LARGEST = 5 * 1024 * 1024
LARGEST_UNPACKED = 8 * 1024 * 1024
"""Reading takes about a second a megabyte; the starter survey in one language has a seventh of one."""
MOST_FILES = 500
MOST_SHEETS = 50
MOST_ROWS = 20_000
MOST_COLUMNS = 500
_HIGHEST_RATIO = 200
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files begin that are Office's container of before 2007: old .xls, and every .xlsx with a password."""
_LOCKED = 0x1
_NEEDED = ("[Content_Types].xml", "xl/workbook.xml")


def open_safely(content: bytes) -> "Workbook":
    """The workbook, with formulas as they are written and no links followed.

    Refuses `workbook-too-large`, `workbook-locked`, `workbook-with-macros`, `not-a-workbook`, and `extra-missing` where this
    installation cannot read workbooks.
    """
    if len(content) > LARGEST:
        raise Invalid("workbook-too-large", f"A workbook has at most {LARGEST // 1024**2} MB.")
    if content.startswith(_COMPOUND_FILE):
        raise Invalid("workbook-locked", "This file has a password, or is an old .xls. Save it as .xlsx without a password.")
    _look_inside(content)
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise Invalid(
            "extra-missing", "This installation cannot read workbooks: install Suara with the extra `xlsform`."
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out, such as pictures: no text is among it
        try:
            workbook = load_workbook(io.BytesIO(content), keep_links=False, keep_vba=False)
        except Exception as error:  # a malformed part may fail anywhere in openpyxl
            raise _malformed() from error
    for sheet in workbook.worksheets:
        if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
            reason = f"Sheet {sheet.title!r} reaches to row {sheet.max_row} and column {sheet.max_column}."
            raise Invalid("workbook-too-large", f"{reason} At most {MOST_ROWS} rows and {MOST_COLUMNS} columns are read.")
    return workbook


def _look_inside(content: bytes) -> None:
    """Refuse what must not be unpacked, by the zip's own list; then what its XML must not hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _list(parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _plain_xml(part.filename, archive.read(part))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, UnicodeDecodeError) as error:
        raise _malformed() from error


def _list(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if any(part.flag_bits & _LOCKED for part in parts):
        raise Invalid("workbook-locked", "This file is locked with a password. Save it without one.")
    if any(name.lower().endswith(("vbaproject.bin", ".bas")) or "/macrosheets/" in name.lower() for name in names):
        raise Invalid("workbook-with-macros", "This workbook holds macros. Save it as .xlsx, without them.")
    if len(parts) > MOST_FILES or sum(name.startswith("xl/worksheets/sheet") for name in names) > MOST_SHEETS:
        raise Invalid("workbook-too-large", f"A workbook has at most {MOST_SHEETS} sheets.")
    # What the list says is what is unpacked at most: reading stops there.
    swollen = any(part.file_size > _HIGHEST_RATIO * max(part.compress_size, 1) for part in parts if part.file_size > 2**20)
    if swollen or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Invalid("workbook-too-large", "This file becomes far too large when it is unpacked. It is not read.")
    if not names.issuperset(_NEEDED):
        raise _malformed()


def _plain_xml(name: str, content: bytes) -> None:
    if b"\x00" in content[:200]:
        raise _malformed()  # not UTF-8: no office program writes that, and what follows could not see through it
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Invalid("not-a-workbook", f"{name} defines entities of its own, as no office program does. It is not read.")
    if name == "[Content_Types].xml" and b"macroEnabled" in content:
        raise Invalid("workbook-with-macros", "This workbook is of the kind that holds macros. Save it as .xlsx.")


def _malformed() -> Invalid:
    return Invalid("not-a-workbook", "This is not a workbook that can be read. Save it as .xlsx (Excel workbook) and try again.")
