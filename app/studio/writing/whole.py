"""Acts that reach through the whole document: languages and age groups come and go with all that hangs on them. Pure."""

from collections.abc import Iterator
from typing import Any

from app.errors import Conflict, Invalid
from app.studio.changes import Change, Json, Place, Put
from app.web.languages import LANGUAGES

_TEXTS = frozenset({"title", "welcome", "assent", "check", "wording", "asked_if_in_words", "label", "name", "picture_text"})


def add_language(document: Json, language: str) -> Iterator[Change]:
    """One more language, without any text yet. Refuses `unknown-language`."""
    standing = document.get("languages", [])
    if language not in LANGUAGES:
        raise Invalid("unknown-language", "Choose one of the languages of the list.", language=language)
    if language not in standing:
        yield Put(place=("languages",), was=standing, becomes=[*standing, language])


def remove_language(document: Json, language: str) -> Iterator[Change]:
    """A language goes, with all its texts; undoing brings them back. Refuses `default-language`."""
    if language == document.get("default_language"):
        raise Conflict("default-language", "This is the default language. Make another one the default first.")
    standing = document.get("languages", [])
    yield Put(place=("languages",), was=standing, becomes=[one for one in standing if one != language])
    drafts = document.get("drafts")
    if drafts and language in drafts:
        yield Put(place=("drafts",), was=drafts, becomes=[one for one in drafts if one != language] or None)
    for place, texts in texts_of(document):
        if language in texts:
            yield from _emptied((*place, language), texts[language])


def remove_band(document: Json, band: str) -> Iterator[Change]:
    """An age group goes: no question is asked of it any more. A text that older ones read as well is handed on to them."""
    bands = [one["code"] for one in document["bands"]]
    standing = next((one for one in document["bands"] if one["code"] == band), None)
    if standing is None:
        raise Conflict("gone-meanwhile", "Somebody has removed this age group since.")
    yield Put(place=("bands", band), was=standing)
    for item in document["items"]:
        if band in item["bands"]:
            left = [one for one in item["bands"] if one != band]
            yield Put(place=("items", item["code"], "bands"), was=item["bands"], becomes=left)
    older = sorted(one for one in bands if one > band)
    for place, texts in texts_of(document):
        for language, by_band in texts.items():
            if isinstance(by_band, dict) and band in by_band:
                heir = older[0] if older and band == min(by_band) and place[0] != "check" else None
                if heir is not None and heir not in by_band:
                    yield Put(place=(*place, language, heir), becomes=by_band[band])
                yield Put(place=(*place, language, band), was=by_band[band])


def texts_of(node: Any, place: Place = ()) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Every text of a document: its place, and what there is of it by language."""
    if isinstance(node, list):
        for one in node:
            if isinstance(one, dict) and "code" in one:
                yield from texts_of(one, (*place, one["code"]))
    elif isinstance(node, dict):
        for name, one in node.items():
            if name in _TEXTS and isinstance(one, dict):
                yield (*place, name), one
            else:
                yield from texts_of(one, (*place, name))


def _emptied(place: Place, texts: Any) -> Iterator[Change]:
    if isinstance(texts, dict):
        for band, text in texts.items():
            yield Put(place=(*place, band), was=text)
    else:
        yield Put(place=place, was=texts)
