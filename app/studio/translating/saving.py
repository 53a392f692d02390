"""Changing the texts of one language of a draft, and adding a language: always as changes that know what they were made from."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import Session

from app.errors import Conflict, Invalid
from app.studio import drafts, sketch
from app.studio.changes import Put
from app.studio.drafts import Saved
from app.studio.translating import records
from app.studio.translating.texts import Json, Slot, problem, slots
from app.surveys import versions
from app.web.languages import LANGUAGES


@dataclass(frozen=True)
class Change:
    """A text as somebody saw it and as it shall be; empty: nothing. `source` is what it was made from, where that is known."""

    slot: Slot
    was: str
    becomes: str
    source: str | None = None


@dataclass(frozen=True)
class Language:
    """One language of a survey as it is being written: the document, what it is translated from, and every place for a text."""

    document: Json
    code: str
    language: str
    source: str
    slots: tuple[Slot, ...] = field(repr=False)

    def by_key(self) -> dict[str, Slot]:
        """The places by the key of their text."""
        return {slot.key: slot for slot in self.slots}


def document_of(session: Session, code: str) -> Json:
    """The survey as it is being written, else its newest version; NotFound `unknown-survey`."""
    draft = drafts.find(session, code)
    if draft is not None:
        return draft.document
    return sketch.plain(versions.latest(session, versions.by_code(session, code)).document)


def language_of(session: Session, code: str, language: str, source: str = "") -> Language:
    """One language of a survey, beside the source language asked for or the default one. Refuses `not-a-language-of-it`."""
    document = document_of(session, code)
    if language not in document["languages"]:
        raise Invalid("not-a-language-of-it", f"{code} has no texts in {language!r}. Add the language first.", language=language)
    chosen = source if source in document["languages"] else document["default_language"]
    return Language(document, code, language, chosen, slots(document, chosen, document["default_language"], language))


def save(session: Session, of: Language, changes: Iterable[Change], by: int) -> Saved:
    """Put these texts in, as one revision of the draft (begun where there is none); the language is a draft until reviewed.

    What somebody else has changed meanwhile is handed back and not written over. Refuses `bad-translation`, all problems in
    the details; then nothing is saved.
    """
    changes = [one for one in changes if one.becomes != one.was]
    problems = tuple(filter(None, (unfit(of, one) for one in changes)))
    if problems:
        raise Invalid("bad-translation", problems[0], missing=problems)
    draft = drafts.of_survey(session, of.code, by)
    puts = [Put(place=one.slot.place(of.language), was=one.was or None, becomes=one.becomes or None) for one in changes]
    saved = drafts.change(session, of.code, [*puts, *_as_draft(draft.document, of.language if puts else "")], by)
    for one in changes:
        made_from = one.source if one.source is not None else one.slot.text(saved.draft.document, of.source)
        if one.becomes and one.slot.text(saved.draft.document, of.language) == one.becomes:
            records.keep(session, saved.draft.document, one.slot, of.language, of.source, made_from, by)
    return saved


def unfit(of: Language, change: Change) -> str:
    """Why this text cannot stand there, with its place; empty where it can."""
    source = change.source or change.slot.text(of.document, of.source)
    wrong = problem(source, change.becomes) if change.becomes else None
    return f"{change.slot.part}, {change.slot.where}: {wrong}" if wrong else ""


def confirm(session: Session, of: Language, keys: Iterable[str], by: int) -> None:
    """Somebody has compared these texts with the source: they are right as they stand, and as they are borrowed."""
    places = of.by_key()
    for key in keys:
        slot = places.get(key)
        if slot is not None and slot.read(of.document, of.language):
            records.keep(session, of.document, slot, of.language, of.source, slot.text(of.document, of.source), by)


def add_language(session: Session, code: str, language: str, by: int) -> None:
    """Give the survey another language of the child's side, empty. Refuses `unknown-language`, `language-there`."""
    if language not in LANGUAGES:
        raise Invalid("unknown-language", "Choose one of the languages listed.", language=language)
    document = drafts.of_survey(session, code, by).document
    if language in document["languages"]:
        raise Conflict("language-there", f"{code} has this language already.", language=language)
    standing = document["languages"]
    more = Put(place=("languages",), was=standing, becomes=[*standing, language])
    drafts.change(session, code, [more, *_as_draft(document, language)], by)


def _as_draft(document: Json, language: str) -> list[Put]:
    """What marks a language as not reviewed; nothing for the default one, which is nobody's translation."""
    standing = document.get("drafts", [])
    if not language or language in standing or language == document["default_language"]:
        return []
    return [Put(place=("drafts",), was=standing or None, becomes=[*standing, language])]
