"""Recorded voices: a text of a survey, read out loud by a person, in one language.

A voice belongs to the very words it says: words that change have no voice until somebody reads them again. It is found by
its own content, so a phone that kept it never plays an old one for new words, nor an old reading for a new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from app.errors import Invalid, NotFound
from app.surveys.models import Recording, Survey, Wave
from app.surveys.questionnaire import digest

LARGEST = 64 * 1024
"""Bytes: half a minute of speech, where a sentence for children takes three seconds."""

_TEXT_DIGEST = 32
_NAME = 16
_OGG_PAGE = b"OggS"
_OPUS = b"OpusHead"
_FIRST_PAGE = slice(0, 100)


@dataclass(frozen=True, slots=True)
class Voice:
    """A recording as pages speak of it: its name, which is the beginning of its digest, and its size in bytes."""

    name: str
    size: int


def text_digest(text: str) -> str:
    """How a text is named here: the first 32 characters of the SHA-256 of exactly these words in UTF-8."""
    return digest(text.encode())[:_TEXT_DIGEST]


def is_opus(content: bytes) -> bool:
    """Whether this begins as an Ogg file with Opus sound."""
    return content.startswith(_OGG_PAGE) and _OPUS in content[_FIRST_PAGE]


def add(session: Session, survey: Survey, language: str, text: str, content: bytes) -> Voice:
    """Give these words this voice in that language, in place of the one they had. Refuses `recording-too-large`, `not-opus`."""
    if len(content) > LARGEST:
        raise Invalid("recording-too-large", f"A recording has at most {LARGEST // 1024} KB; use mono at 16 to 24 kbit/s.")
    if not is_opus(content):
        raise Invalid("not-opus", "A recording is an Ogg file with Opus sound (.opus or .ogg).")
    assert survey.id is not None
    key = (survey.id, language, text_digest(text))
    standing = session.get(Recording, key)
    if standing is not None:
        session.delete(standing)
        session.flush()
    name = digest(content)[:_NAME]
    session.add(Recording(survey_id=survey.id, language=language, text_digest=key[2], name=name, opus=content))
    session.flush()
    return Voice(name, len(content))


def of(session: Session, survey_id: int, language: str) -> Mapping[str, Voice]:
    """The voices of a survey in one language, by the digest of the text they read."""
    return _found(session, col(Recording.survey_id) == survey_id, language)


def of_wave(session: Session, code: str, language: str) -> Mapping[str, Voice]:
    """The voices of the survey that a wave asks, likewise."""
    survey = select(Wave.survey_id).where(Wave.code == code).scalar_subquery()
    return _found(session, col(Recording.survey_id) == survey, language)


def _found(session: Session, survey: ColumnElement[bool], language: str) -> Mapping[str, Voice]:
    query = select(Recording.text_digest, Recording.name, func.length(Recording.opus))
    rows = session.exec(query.where(survey, Recording.language == language)).all()
    return {text: Voice(name, cast("int", size)) for text, name, size in rows}


def one(session: Session, survey_id: int, language: str, name: str) -> bytes:
    """The sound of that name, as Ogg Opus; NotFound `unknown-recording`."""
    query = select(Recording.opus).where(
        Recording.survey_id == survey_id, Recording.language == language, col(Recording.name) == name
    )
    content = session.exec(query.limit(1)).first()
    if content is None:
        raise NotFound("unknown-recording", "There is no such recording.")
    return content


def remove(session: Session, survey: Survey, language: str, text: str) -> None:
    """Take the voice of these words away; nothing happens where they have none."""
    assert survey.id is not None
    standing = session.get(Recording, (survey.id, language, text_digest(text)))
    if standing is not None:
        session.delete(standing)
        session.flush()
