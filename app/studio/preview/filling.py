"""A draft with something to read wherever something is still missing, so that it can be looked at before it is finished. Pure."""

from typing import Any

from app.studio.sketch import Sketch
from app.studio.writing.whole import texts_of

NOTHING_YET = "…"
_NOT_SHOWN_EMPTY = frozenset({"check", "asked_if_in_words"})


def filled(sketch: Sketch) -> Sketch:
    """The draft with every text in every language: that of the default language, else of any, else three dots.

    Choices without two answers, and conditions on what is gone, stand as they are: a page can show both.
    """
    document = sketch.model_dump(mode="json")
    bands = [band["code"] for band in document["bands"]] or ["1"]
    for place, texts in texts_of(document):
        if place[-1] == "picture_text" and not texts:
            continue  # most answers have no picture to speak of
        if place[-1] in _NOT_SHOWN_EMPTY:
            _complete(texts, document, None)
        elif place[-1] in {"title", "name", "picture_text"} or place[0] == "places" or place[:1] == ("bands",):
            for language in document["languages"]:
                texts.setdefault(language, _first(texts, document) or NOTHING_YET)
        else:
            _complete(texts, document, bands[0])
    return Sketch.model_validate(document)


def _complete(texts: dict[str, Any], document: dict[str, Any], band: str | None) -> None:
    """Fill in the languages that lack a wording; where there is none at all, three dots under `band`, or nothing without."""
    present = {language: by_band for language, by_band in texts.items() if by_band}
    spare = present.get(document["default_language"]) or next(iter(present.values()), None)
    spare = spare or ({band: NOTHING_YET} if band else None)
    for language in document["languages"]:
        if not texts.get(language) and spare is not None:
            texts[language] = spare


def _first(texts: dict[str, Any], document: dict[str, Any]) -> str | None:
    return texts.get(document["default_language"]) or next(iter(texts.values()), None)
