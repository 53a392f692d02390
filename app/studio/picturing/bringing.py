"""Bringing pictures into a draft: each with words in the survey's language, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from app.errors import Refusal
from app.studio import drafts
from app.studio.changes import Change, Put
from app.studio.picturing.pages import standing
from app.surveys import pictures


@dataclass
class Wanted:
    """What a form asks for: files by answer, words by answer and language, answers that lose their picture."""

    files: dict[str, bytes] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)


def bring(session: Session, code: str, item: str, wanted: Wanted, by: int) -> Mapping[str, str]:
    """Put pictures and words into the draft, as one change that can be undone; why some were refused, by answer.

    A picture without words in the default language is refused, and so is one that is no picture.
    """
    draft = drafts.by_code(session, code)
    default = draft.document["default_language"]
    refused: dict[str, str] = {}
    changes: list[Change] = []
    for option, plain in standing(draft, item).items():
        at = ("items", item, "options", option)
        words = {one: text for one, text in wanted.words.get(option, {}).items() if one in draft.document["languages"]}
        if option in wanted.away:
            changes += [Put(place=(*at, name), was=plain[name]) for name in ("picture", "picture_text") if plain.get(name)]
            continue
        if option in wanted.files:
            if not words.get(default):
                refused[option] = "Say in words what the picture shows: some children do not see it."
                continue
            try:
                name = pictures.add(session, wanted.files[option])
            except Refusal as refusal:
                refused[option] = refusal.reason
                continue
            changes.append(Put(place=(*at, "picture"), was=plain.get("picture"), becomes=name))
        changes += _said(at, plain.get("picture_text"), words)
    drafts.change(session, code, changes, by)
    return refused


def _said(at: tuple[str, ...], shown: object, words: Mapping[str, str]) -> list[Change]:
    before = shown if isinstance(shown, dict) else {}
    return [
        Put(place=(*at, "picture_text", language), was=before.get(language), becomes=text or None)
        for language, text in words.items()
        if text != (before.get(language) or "")
    ]
