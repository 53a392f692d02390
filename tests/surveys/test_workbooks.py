"""A workbook from outside is opened only if it is one, holds no macros, has no password, and stays small when unpacked."""

import contextlib
import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Invalid
from app.surveys import workbooks
from app.surveys.workbooks import open_safely


def a_workbook(*cells: tuple[int, int, str]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Texts")
        for row, column, text in cells or ((0, 0, "hello"),):
            sheet.write_string(row, column, text)
    return out.getvalue()


def with_part(content: bytes, name: str, becomes: bytes, *, level: int = 9) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, becomes)
    return out.getvalue()


def without(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(a_workbook())) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
    return out.getvalue()


def locked() -> bytes:
    content = bytearray(a_workbook())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "not-a-workbook"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "not-a-workbook"),
    "half a workbook": (lambda: a_workbook()[:1000], "not-a-workbook"),
    "another kind of zip": (lambda: without("xl/workbook.xml"), "not-a-workbook"),
    "a sheet that is no sheet": (lambda: with_part(a_workbook(), SHEET, b"<worksheet><sheetData><row>"), "not-a-workbook"),
    "an old or locked file": (lambda: workbooks._COMPOUND_FILE + bytes(2000), "workbook-locked"),
    "a locked part": (locked, "workbook-locked"),
    "macros": (lambda: with_part(a_workbook(), "xl/vbaProject.bin", b"x"), "workbook-with-macros"),
    "macros by type": (lambda: with_part(a_workbook(), TYPES, b"<Types>macroEnabled</Types>"), "workbook-with-macros"),
    "a bomb": (lambda: with_part(a_workbook(), "xl/media/a.png", bytes(40 * 1024**2)), "workbook-too-large"),
    "a small bomb": (lambda: with_part(a_workbook(), "xl/a.xml", b" " * 2 * 1024**2), "workbook-too-large"),
    "many small parts": (
        lambda: with_part(a_workbook(*((row, 0, str(row)) for row in range(3))), "xl/a.xml", bytes(9 * 1024**2), level=0),
        "workbook-too-large",
    ),
    "entities": (lambda: with_part(a_workbook(), SHEET, LAUGHS), "not-a-workbook"),
    "entities in another encoding": (
        lambda: with_part(a_workbook(), SHEET, LAUGHS.decode().encode("utf-16")),
        "not-a-workbook",
    ),
    "a cell far down": (lambda: a_workbook((1_000_000, 0, "x")), "workbook-too-large"),
    "too many bytes": (lambda: bytes(workbooks.LARGEST + 1), "workbook-too-large"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_safely_is_refused_with_what_to_do(name: str) -> None:
    content, code = BAD[name]
    with pytest.raises(Invalid) as refusal:
        open_safely(content())
    assert refusal.value.code == code


def test_a_workbook_opens_with_its_formulas_as_they_are_written() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_string(0, 1, "ភាសាខ្មែរ")
    cells = open_safely(out.getvalue()).active
    assert cells is not None
    assert (cells["A1"].value, cells["A1"].data_type, cells["B1"].value) == ("=1+1", "f", "ភាសាខ្មែរ")


@settings(max_examples=60)
@given(at=st.integers(0, 6000), byte=st.integers(0, 255), more=st.binary(max_size=20))
def test_any_damage_is_refused_or_read_and_never_breaks(at: int, byte: int, more: bytes) -> None:
    content = bytearray(a_workbook())
    content[at % len(content)] = byte
    content[-1:] = more
    with contextlib.suppress(Invalid):
        open_safely(bytes(content))
