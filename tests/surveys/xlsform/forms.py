"""A small maker of XLSForms: rows as plain data, a workbook as bytes."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

Rows = Sequence[Mapping[str, str]]

YES_NO = (
    {"list_name": "yesno", "name": "yes", "label": "Yes"},
    {"list_name": "yesno", "name": "no", "label": "No"},
)


def row(kind: str, name: str = "", label: str = "", **more: str) -> dict[str, str]:
    return {"type": kind, "name": name, "label": label, **more}


def a_form(*survey: Mapping[str, str], choices: Rows = YES_NO, settings: Mapping[str, str] | None = None) -> bytes:
    return a_workbook(
        {"survey": survey, "choices": choices, "settings": [settings or {"form_id": "form", "form_title": "A form"}]}
    )


def a_workbook(sheets: Mapping[str, Rows]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            headers = list(dict.fromkeys(header for one in rows for header in one))
            for column, header in enumerate(headers):
                sheet.write_string(0, column, header)
                for line, one in enumerate(rows, 1):
                    if one.get(header):
                        sheet.write_string(line, column, one[header])
    return out.getvalue()
