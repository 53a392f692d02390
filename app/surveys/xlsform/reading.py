"""An XLSForm as a questionnaire, with a message for each row that has no counterpart here.

What ODK would refuse is refused: pyxform, with which ODK and KoboToolbox convert forms, converts it first. It is imported
when the first form comes (extra `xlsform`).
"""

import re
import warnings
from collections.abc import Mapping
from typing import Any

from app.errors import Invalid
from app.surveys.findings import Finding
from app.surveys.workbooks import open_safely
from app.surveys.xlsform import foreign, returning
from app.surveys.xlsform.messages import Messages
from app.surveys.xlsform.sheets import Row, rows

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(r"On the '(\w+)' sheet,?\s*")
_QUOTED = re.compile(r"'([^']+)'")


def read(content: bytes) -> tuple[dict[str, Any] | None, tuple[Finding, ...]]:
    """The questionnaire that an XLSForm (.xlsx) holds, as plain data for `surveys.checks.read`, and what there is to say of it.

    It may be saved only if `findings.sound` of what is said, for what is refused is left out of it; None where ODK would
    refuse the form. Refuses, as `open_safely` does, what is no workbook that can be opened.
    """
    workbook = open_safely(content)
    messages = Messages()
    survey, choices = rows(workbook, "survey", messages), rows(workbook, "choices", messages)
    settings = next(iter(rows(workbook, "settings", messages)), Row("settings", 2, {}))
    indicators = rows(workbook, "suara_indicators", messages)
    if not survey:
        messages.say("xlsform-sheet", "survey", None, "There is no sheet `survey` with questions in it.", "Add it.")
        return None, tuple(messages)
    _ask_pyxform(content, survey, messages)
    if any(finding.rule == "xlsform-refused-by-odk" for finding in messages):
        return None, tuple(messages)
    if settings.get("suara_format"):
        return returning.read(survey, choices, settings, indicators, messages), tuple(messages)
    return foreign.read(survey, choices, settings, messages), tuple(messages)


def picture_rows(content: bytes) -> Mapping[str, tuple[int, ...]]:
    """The rows of the choices that show a picture, by its name. The form has been read before."""
    found: dict[str, tuple[int, ...]] = {}
    for one in rows(open_safely(content), "choices", Messages()):
        if name := one.get("suara_picture"):
            found[name] = (*found.get(name, ()), one.number)
    return found


def _ask_pyxform(content: bytes, survey: list[Row], messages: Messages) -> None:
    try:
        from pyxform.errors import PyXFormError
        from pyxform.xls2xform import convert
    except ImportError as error:
        raise Invalid("extra-missing", "To read XLSForm, install Suara with the extra `xlsform`.") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out, such as pictures
            convert(content, file_type=".xlsx", form_name="form")
    except PyXFormError as error:
        _refused(str(error), survey, messages)
    except Exception as error:  # noqa: BLE001 - a form may break pyxform anywhere; nothing is saved, and it is said
        _refused(f"It cannot be converted ({type(error).__name__}).", survey, messages)


def _refused(said: str, survey: list[Row], messages: Messages) -> None:
    """The words of pyxform, with the sheet and row that they speak of where those belong."""
    sheet, row, quoted = _SHEET.search(said), _ROW.search(said), _QUOTED.search(said)
    number = int(row[1]) if row else None
    if row is None and quoted:
        number = next((one.number for one in survey if quoted[1] in {one.get("type"), one.get("name")}), None)
    plain = _SHEET.sub("", _ROW.sub("", said)).strip()
    plain = plain[:1].upper() + plain[1:] + ("" if plain.endswith((".", "!", "?")) else ".")
    messages.say("xlsform-refused-by-odk", sheet[1] if sheet else "survey", number, plain, "Mend it in the form.")
