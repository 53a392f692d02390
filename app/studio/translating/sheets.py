"""A language of a survey as a workbook (XLSX): a row for each text, the translation to be written, all else locked; and back.

`xlsxwriter` and `openpyxl` are loaded when they are needed (extra `xlsform`). Every cell is written as text: nothing in it can
become a formula.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.errors import Invalid
from app.studio import names
from app.studio.translating.incoming import Incoming
from app.studio.translating.lengths import allowed
from app.studio.translating.saving import Language
from app.studio.translating.texts import Slot, text_digest
from app.surveys.workbooks import open_safely

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TEXTS, ABOUT = "Texts", "About"
KEY, SOURCE, TRANSLATION, WAS = 0, 3, 4, 7
_COLUMNS = (("Key", 16), ("Where", 26), ("Ages", 11), ("", 46), ("", 46), ("Length", 20), ("State", 22), ("Here since", 4))
_FACTS = ("survey", "language", "source")
_HOW = (
    "Write the translations into the white column of the sheet “Texts”. Everything else is locked.",
    "A cell left empty changes nothing. Rows may be sorted, filtered or left out; the key says where a text belongs.",
    "Keep what stands in braces, such as {name}, as it is. Begin a new line where the source does.",
)


def written(of: Language, overtaken: frozenset[str]) -> bytes:
    """The workbook. Refuses `extra-missing`."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise Invalid(
            "extra-missing", "This installation cannot write workbooks: install Suara with the extra `xlsform`."
        ) from error
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        _texts(workbook, of, overtaken)
        about = workbook.add_worksheet(ABOUT)
        about.set_column(0, 0, 12)
        about.set_column(1, 1, 90, workbook.add_format({"text_wrap": True}))
        for row, (name, value) in enumerate(zip(_FACTS, (of.code, of.language, of.source), strict=True)):
            about.write_string(row, 0, name)
            about.write_string(row, 1, value)
        for row, line in enumerate(_HOW, len(_FACTS) + 1):
            about.write_string(row, 1, line)
        about.protect()
    return out.getvalue()


def read(content: bytes, code: str, language: str) -> tuple[str, tuple[Incoming, ...]]:
    """The language it was translated from, and its texts.

    Refuses as `surveys.workbooks.open_safely` does, and `not-a-translation`, `another-survey`, `another-language`, and
    `translations-refused` with every row that holds something else than text.
    """
    workbook = open_safely(content)
    if TEXTS not in workbook.sheetnames or ABOUT not in workbook.sheetnames:
        raise Invalid("not-a-translation", "This workbook was not made here: save one from this page and write into it.")
    facts = {str(row[0]): str(row[1] or "") for row in workbook[ABOUT].iter_rows(max_row=9, max_col=2, values_only=True)}
    if facts.get("survey") != code:
        raise Invalid("another-survey", f"This workbook belongs to survey {facts.get('survey')}, not to {code}.")
    if facts.get("language") != language:
        raise Invalid("another-language", f"This workbook is in {facts.get('language')!r}, not in {language!r}.")
    problems: list[str] = []
    texts = tuple(_rows(workbook[TEXTS], problems))
    if problems:
        raise Invalid("translations-refused", f"Nothing was saved. {problems[0]}", missing=tuple(problems))
    return facts.get("source", ""), texts


def _texts(workbook: Any, of: Language, overtaken: frozenset[str]) -> None:
    base = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#8d80ab"}
    head = workbook.add_format({**base, "bold": True, "bg_color": "#efe6ff"})
    quiet = workbook.add_format({**base, "font_color": "#62577d", "bg_color": "#f6f3fb"})
    fixed, open_ = (_format(workbook, base, one, locked=one == of.source) for one in (of.source, of.language))
    sheet = workbook.add_worksheet(TEXTS)
    titles = [title for title, _ in _COLUMNS]
    titles[SOURCE] = f"{names.language(of.source)} ({of.source})"
    titles[TRANSLATION] = f"{names.language(of.language)} ({of.language})"
    for column, (title, (_, width)) in enumerate(zip(titles, _COLUMNS, strict=True)):
        sheet.write_string(0, column, title, head)
        sheet.set_column(column, column, width, None, {"hidden": column == WAS})
    for row, slot in enumerate(of.slots, 1):
        for column, text in enumerate(_cells(of, slot, overtaken)):
            sheet.write_string(row, column, text, {SOURCE: fixed, TRANSLATION: open_}.get(column, quiet))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(of.slots), WAS)
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})


def _format(workbook: Any, base: dict[str, Any], language: str, *, locked: bool) -> Any:
    """How texts of a language are set: right to left where it is written so, and only the source is locked."""
    right = names.direction(language) == "rtl"
    more = {"reading_order": 2, "align": "right"} if right else {}
    return workbook.add_format({**base, **more, "locked": locked, **({"bg_color": "#f6f3fb"} if locked else {})})


def _cells(of: Language, slot: Slot, overtaken: frozenset[str]) -> Iterator[str]:
    text = slot.text(of.document, of.language)
    ages = [f"{one['from_age']}-{one['to_age']}" for one in of.document.get("bands", ()) if one["code"] in slot.bands]
    yield slot.key
    yield f"{slot.part}: {slot.where}" if slot.key.startswith("items.") else slot.where
    yield ", ".join(ages)
    yield slot.read(of.document, of.source)
    yield text
    yield allowed(of.document, slot, of.language)
    yield ("The source has changed" if slot.key in overtaken else "") if text else "To be translated"
    yield text_digest(text) if text else ""


def _rows(sheet: "Worksheet", problems: list[str]) -> Iterator[Incoming]:
    for number, row in enumerate(sheet.iter_rows(min_row=2, max_col=WAS + 1), 2):
        at = f"row {number}"
        key, source, was = (_plain(row[column].value) for column in (KEY, SOURCE, WAS))
        if not key:
            if row[TRANSLATION].value is not None:
                problems.append(f"Row {number}: the key is missing, so nobody knows where this text belongs.")
            continue
        cell = row[TRANSLATION]
        if cell.data_type == "f" or not isinstance(cell.value, str | int | float | None) or isinstance(cell.value, bool):
            problems.append(f"Row {number} ({key}): this cell holds {_kind(cell)}. Write it as text.")
            continue
        yield Incoming(at, key, source, _plain(cell.value), was)


def _plain(value: Any) -> str:
    """A cell as text; a number that somebody typed as it reads, 8 and not 8.0."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _kind(cell: Any) -> str:
    return {"f": "a formula", "d": "a date", "b": "true or false", "e": "an error"}.get(
        cell.data_type, "something else than text"
    )
