"""The text of a PDF's pages, read without the program that wrote it: fonts' own maps, and the words that stand for pictures."""

import re
from typing import Any

import pikepdf

_RANGE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_ONE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def text_of(pdf: pikepdf.Pdf) -> list[str]:
    """Each page's text in the order in which it is drawn; a space wherever the pen was moved."""
    return [_page(page) for page in pdf.pages]


def _page(page: pikepdf.Page) -> str:
    fonts = {str(name): _letters(font) for name, font in page.Resources.Font.items()}
    found: list[str] = []
    letters: dict[int, str] = {}
    instead: list[str | None] = []  # ActualText of the marked contents that are open
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        name = str(instruction.operator)
        if name == "Tf":
            letters = fonts[str(operands[0])]
        elif name in {"BDC", "BMC"}:
            told: Any = operands[1] if name == "BDC" else {}
            words = str(told["/ActualText"]) if not isinstance(told, pikepdf.Name) and "/ActualText" in told else None
            if words is not None:
                found.append(words)
            instead.append(words)
        elif name == "EMC":
            instead.pop()
        elif name in {"Tm", "Td", "T*"}:
            found.append(" ")
        elif name in {"Tj", "TJ"} and all(words is None for words in instead):
            parts = operands[0] if name == "TJ" else [operands[0]]
            codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            found.extend(letters.get(int.from_bytes(codes[at : at + 2], "big"), "") for at in range(0, len(codes), 2))
    return re.sub(r"[ \u200b]+", " ", "".join(found))


def _letters(font: Any) -> dict[int, str]:
    """From a glyph's code to what it stands for (the font's ToUnicode map)."""
    told = font.ToUnicode.read_bytes()
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", told, re.DOTALL):
        for first, last, start in _RANGE.findall(block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(start, 16) + step)
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", told, re.DOTALL):
        for code, letters in _ONE.findall(block):
            found[int(code, 16)] = bytes.fromhex(letters.decode()).decode("utf-16-be")
    return found
