"""What each translation was made from, and so: which ones have been overtaken by a change of the source.

`noticed` is told of every change of a draft, whoever makes it and wherever. A text without a record has been neither written
nor overtaken since the draft was begun.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session, col, select

from app import clock
from app.studio.changes import Place
from app.studio.translating.models import Translation
from app.studio.translating.texts import Json, Slot, slots, text_digest

Records = Mapping[tuple[str, str], Translation]
"""Records by the key of the text and the digest of its words."""


def noticed(session: Session, before: Json, after: Json, by: int) -> None:
    """Record what a change of a draft did to its texts: new words, and words whose source has changed under them."""
    source = str(after.get("default_language", ""))
    for language in after.get("languages", ()):
        for slot in slots(after, source, language):
            was, stands = slot.text(before, language), slot.text(after, language)
            old, new = slot.text(before, source), slot.text(after, source)
            overtaken = language != source and old != new
            if not stands or (stands == was and not overtaken) or _record(session, after, slot, language) is not None:
                continue  # words that come back, as by undo, keep the record that they have
            if stands != was:
                keep(session, after, slot, language, source, new, by)
            else:
                keep(session, after, slot, language, source, old, None)


def keep(session: Session, document: Json, slot: Slot, language: str, source: str, made_from: str, by: int | None) -> None:
    """The words that are read there were made from these words of the source language, by that account."""
    record = _record(session, document, slot, language)
    if record is None:
        record = Translation(
            survey=document["code"],
            language=language,
            key=slot.key,
            text_digest=text_digest(slot.read(document, language)),
            source_language=source,
            source_digest="",
            translated_on=clock.today(),
        )
    record.source_language, record.source_digest = source, text_digest(made_from)
    if by is not None:
        record.translator_id, record.translated_on = by, clock.today()
    session.add(record)
    session.flush()


def carried_over(session: Session, survey: str, old: Place, new: Place) -> None:
    """What is known of the texts of one place holds for the same words at another, as when a question gets another code.

    The old records stay: undoing brings the words back to where they were.
    """
    before, after = ".".join((*old, "")), ".".join((*new, ""))
    of_place = select(Translation).where(Translation.survey == survey, col(Translation.key).startswith(before))
    for one in session.exec(of_place).all():
        session.merge(Translation(**{**one.model_dump(), "key": after + one.key.removeprefix(before)}))
    session.flush()


def of_language(session: Session, survey: str, language: str) -> Records:
    """All records of a language by key and digest of the words."""
    found = session.exec(select(Translation).where(Translation.survey == survey, Translation.language == language))
    return {(one.key, one.text_digest): one for one in found}


def stale(
    document: Json, places: Iterable[Slot], language: str, records: Mapping[tuple[str, str], Translation]
) -> frozenset[str]:
    """The keys of the texts whose source has changed since they were made from it.

    The source is the language that the translator had before them, whichever is the default now.
    """
    return frozenset(
        slot.key
        for slot in places
        if (text := slot.text(document, language))
        and (record := records.get((slot.key, text_digest(text)))) is not None
        and record.source_language != language
        and (source := slot.text(document, record.source_language))
        and record.source_digest != text_digest(source)
    )


def lacking(
    document: Json, places: Iterable[Slot], language: str, source: str, records: Mapping[tuple[str, str], Translation]
) -> frozenset[str]:
    """The keys of the texts that wait to be written: nothing is there, or only words that are borrowed from another band.

    Borrowed words wait where the source has words of its own, until somebody has said that these are right for those.
    """

    def waits(slot: Slot) -> bool:
        borrowed = slot.read(document, language)
        if not borrowed:
            return True
        if language == source or slot.text(document, language) or not slot.text(document, source):
            return False
        record = records.get((slot.key, text_digest(borrowed)))
        return record is None or record.source_digest != text_digest(slot.text(document, record.source_language))

    return frozenset(slot.key for slot in places if waits(slot))


def translators(
    document: Json, places: Iterable[Slot], language: str, records: Mapping[tuple[str, str], Translation]
) -> set[int]:
    """Whoever has written words that stand there now."""
    standing = (records.get((slot.key, text_digest(slot.read(document, language)))) for slot in places)
    return {one.translator_id for one in standing if one is not None and one.translator_id is not None}


def _record(session: Session, document: Json, slot: Slot, language: str) -> Translation | None:
    key: tuple[Any, ...] = (document["code"], language, slot.key, text_digest(slot.read(document, language)))
    return session.get(Translation, key)
