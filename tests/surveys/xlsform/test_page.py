"""docs/xlsform.md lists every message and every column of an export."""

import io
import re
from pathlib import Path

import openpyxl

from app.surveys.starter import starter
from app.surveys.xlsform.messages import REFUSED, TOLD
from app.surveys.xlsform.writing import write

PAGE = (Path(__file__).parents[3] / "docs" / "xlsform.md").read_text(encoding="utf-8")


def test_the_page_lists_every_message_and_no_other() -> None:
    ours = [(rule, "block", why) for rule, why in REFUSED.items()] + [(rule, "warn", why) for rule, why in TOLD.items()]
    assert re.findall(r"^\| `(xlsform-[a-z-]+)` \| (block|warn) \| (.+) \|$", PAGE, re.MULTILINE) == ours


def test_the_page_lists_every_column_of_an_export() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(starter())))
    headers = {str(cell.value) for sheet in book for cell in sheet[1] if str(cell.value).startswith("suara_")}
    named = set(re.findall(r"`(suara_[a-z_]+?)(?:_LANGUAGE)?(?:_BAND)?`", PAGE))
    assert headers
    unnamed = {re.sub(r"_(words|title|name|label)_.*", r"_\1", header) for header in headers} - named
    assert unnamed == set()
