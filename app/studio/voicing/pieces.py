"""What a child's page reads out loud, piece by piece: the very texts under whose digest recordings are found. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.studio.translating.texts import Json, Slot, slots
from app.surveys.recordings import text_digest

UNDER = 11
"""Children of bands that begin below this age need every text read to them (children.md 2.2)."""
_BY_LINE = ("welcome", "assent")


@dataclass(frozen=True, slots=True)
class Piece:
    """One text to be read, where it stands, and the bands that hear it."""

    text: str
    part: str
    where: str
    bands: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Its name in the table of recordings."""
        return text_digest(self.text)


def pieces(document: Json, language: str) -> tuple[Piece, ...]:
    """Everything that children hear in a language, each text once: the same words need one recording."""
    found: dict[str, Piece] = {}
    for slot in slots(document, language):
        for text in _said(document, slot, slot.text(document, language)):
            known = found.get(text)
            bands = tuple(sorted({*(known.bands if known else ()), *slot.bands}))
            found[text] = Piece(text, known.part if known else slot.part, known.where if known else slot.where, bands)
    return tuple(found.values())


def needed(document: Json) -> tuple[str, ...]:
    """The bands that need every text recorded: those of children under eleven."""
    return tuple(one["code"] for one in document.get("bands", ()) if one["from_age"] < UNDER)


def _said(document: Json, slot: Slot, text: str) -> Iterator[str]:
    """As `answering.pages` cuts it: the first pages and cards line by line, a question in one piece."""
    if not text or slot.kind == "label" or slot.before[-1] == "asked_if_in_words":
        return
    card = slot.before[0] == "items" and slot.before[2] == "wording" and _kind(document, slot.before[1]) == "card"
    if slot.before[0] in _BY_LINE or card:
        yield from (line.strip() for line in text.splitlines() if line.strip())
    else:
        yield " ".join(text.split("\n"))


def _kind(document: Json, code: str) -> str:
    return next(str(item["kind"]) for item in document["items"] if item["code"] == code)
