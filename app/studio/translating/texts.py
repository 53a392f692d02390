"""Every text of a questionnaire: where it stands, which bands read it, and the key that names it in every language. Pure.

A key is the place of the text without its language (`items.CON1.wording.2`), so it stays when items are moved, languages
are added or the default language changes. Questionnaires are plain JSON here: a draft may lack what it likes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from app.studio.changes import Place, value_at
from app.surveys.questionnaire import Text, digest

Json = Mapping[str, Any]
Kind = Literal["sentences", "lines", "option", "label"]
"""`sentences` and `lines` (one sentence a line) are held to lengths of sentences, `option` to words; a `label` is for adults."""

START, RESULTS = "start", "results"
_DIGEST = 32
_MARKS = re.compile(r"\{[A-Za-z0-9_]*\}|%(?:\([A-Za-z0-9_]+\))?[sd]|</?[A-Za-z][^<>]*>|&[A-Za-z]+;")
_TEXT: TypeAdapter[str] = TypeAdapter(Text)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a text: `before` and `after` stand around the language in its place; `bands` read it."""

    before: Place
    after: Place
    part: str
    where: str
    kind: Kind
    bands: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name of the text in every language."""
        return ".".join((*self.before, *self.after))

    def place(self, language: str) -> Place:
        """Where the text stands in a language."""
        return (*self.before, language, *self.after)

    def text(self, document: Json, language: str) -> str:
        """The text in a language; empty where there is none."""
        found = value_at(document, self.place(language))
        return found if isinstance(found, str) else ""

    def read(self, document: Json, language: str) -> str:
        """What children read in this place: its own text, else that of the youngest band that has one; empty where none has."""
        own = self.text(document, language)
        if own or not self.after:
            return own
        by_band = value_at(document, (*self.before, language)) or {}
        return str(by_band[min(by_band)]) if by_band else ""


def slots(document: Json, *languages: str) -> tuple[Slot, ...]:
    """The places of all texts that one of these languages has, in the order of the questionnaire."""
    return tuple(_slots(document, languages))


def text_digest(text: str) -> str:
    """How a text is named in records: the first half of the SHA-256 of exactly these words."""
    return digest(text.encode())[:_DIGEST]


def problem(source: str, text: str) -> str | None:
    """Why this text cannot stand as a translation of that one, or None: harmful signs, length, placeholders, markup."""
    try:
        _TEXT.validate_python(text)
    except ValidationError as error:
        message = error.errors(include_url=False)[0]["msg"]
        return message.removeprefix("Value error, ")
    wanted, there = (Counter(_MARKS.findall(one)) for one in (source, text))
    if source and wanted != there:
        lacking, foreign = wanted - there, there - wanted
        said = [f"{one} is missing" for one in lacking] + [f"{one} is not in the source" for one in foreign]
        return "Placeholders and markup must be those of the source text: " + ", ".join(said) + "."
    return None


def tidy(text: str) -> str:
    """The text as it would be kept: one kind of line end, nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _slots(document: Json, languages: tuple[str, ...]) -> Iterator[Slot]:
    everybody = tuple(str(band["code"]) for band in document.get("bands", ()))
    yield Slot(("title",), (), START, "Title", "label")
    for band in document.get("bands", ()):
        yield Slot(("bands", band["code"], "label"), (), START, f"Name of age group {band['code']}", "label")
    around: tuple[tuple[str, str, Kind], ...] = (
        ("welcome", "Welcome", "sentences"),
        ("assent", "What taking part means, one sentence a line", "lines"),
    )
    for name, words, kind in around:
        yield from _wording(document, (name,), START, words, kind, everybody, languages)
    if document.get("check"):
        own = tuple(band for band in everybody if any(band in document["check"].get(one, {}) for one in languages))
        yield from _wording(document, ("check",), START, "Check question", "sentences", own, languages)
    for item in document.get("items", ()):
        yield from _item(document, item, languages)
    yield from _results(document)


def _item(document: Json, item: Json, languages: tuple[str, ...]) -> Iterator[Slot]:
    code, bands = item["code"], tuple(item.get("bands", ()))
    at = ("items", code)
    yield from _wording(document, (*at, "wording"), code, "Question", "sentences", bands, languages)
    if item.get("asked_if_in_words"):
        yield from _wording(document, (*at, "asked_if_in_words"), code, "When to just continue", "sentences", bands, languages)
    for option in item.get("options", ()):
        place = (*at, "options", option["code"], "label")
        yield from _wording(document, place, code, f"Answer {option['code']}", "option", bands, languages)
        if option.get("picture_text"):
            shows = f"What the picture of answer {option['code']} shows"
            yield Slot((*at, "options", option["code"], "picture_text"), (), code, shows, "label", bands)


def _results(document: Json) -> Iterator[Slot]:
    """What readers of results meet, and no child."""
    for place in document.get("places", ()):
        at: Place = ("places", place["code"])
        yield Slot((*at, "label"), (), RESULTS, f"Place {place['code']}", "label")
        for one in place.get("categories", ()):
            where = f"Place {place['code']}, {one['code']}"
            yield Slot((*at, "categories", one["code"], "label"), (), RESULTS, where, "label")
    for indicator in document.get("indicators", ()):
        at = ("indicators", indicator["code"], "name")
        yield Slot(at, (), RESULTS, f"Name of number {indicator['code']}", "label")


def _wording(
    document: Json, place: Place, part: str, where: str, kind: Kind, bands: tuple[str, ...], languages: tuple[str, ...]
) -> Iterator[Slot]:
    """One slot for each band with words of its own in one of the languages; the youngest where nobody has written any."""
    standing = value_at(document, place) or {}
    own = sorted({band for language in languages for band in standing.get(language, {})}) or sorted(bands)[:1]
    for band in own:
        readers = tuple(one for one in bands if one == band or (one not in own and band == own[0]))
        yield Slot(place, (band,), part, where, kind, readers)
