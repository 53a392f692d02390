"""Acts on voices: adding the recordings of a form, taking one away, and which languages can be heard throughout."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.errors import Conflict, Refusal
from app.studio import sketch
from app.studio.translating.texts import Json
from app.studio.voicing.pieces import Piece, needed, pieces
from app.surveys import opus, recordings, versions
from app.surveys.models import Survey
from app.surveys.questionnaire import Questionnaire

MOST_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Brought:
    """A recording as it was brought: small Opus, or why it was refused."""

    digest: str
    sound: bytes = b""
    refused: str = ""


def prepared(files: Iterable[tuple[str, bytes]]) -> tuple[Brought, ...]:
    """Recordings made small, by the digest of their text. Slow, and needs no database."""
    done = []
    for digest, content in files:
        try:
            done.append(Brought(digest, opus.small(content)))
        except Refusal as refusal:
            done.append(Brought(digest, refused=refusal.reason))
    return tuple(done)


def add(session: Session, code: str, language: str, brought: Iterable[Brought], there: Mapping[str, Piece]) -> int:
    """Keep what was not refused, for the texts that stand there now: how many. NotFound `unknown-survey`, `survey-not-saved`."""
    survey = saved_survey(session, code)
    kept = [one for one in brought if one.sound and one.digest in there]
    for one in kept:
        recordings.add(session, survey, language, there[one.digest].text, one.sound)
    return len(kept)


def saved_survey(session: Session, code: str) -> Survey:
    """The survey that recordings belong to. Refuses `survey-not-saved` while there is only a draft."""
    found = next((one for one in versions.surveys(session) if one.code == code), None)
    if found is None:
        raise Conflict("survey-not-saved", "Save the draft as a version first: recordings belong to a saved survey.", survey=code)
    return found


def voiced_languages(session: Session, survey_id: int, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The languages in which all is recorded that children under eleven read in this version; none without such children."""
    document = sketch.plain(questionnaire)
    bands = set(needed(document))
    if not bands:
        return ()
    return tuple(
        language
        for language in questionnaire.languages
        if not missing(document, language, bands, recordings.of(session, survey_id, language))
    )


def missing(document: Json, language: str, bands: set[str], heard: Mapping[str, object]) -> tuple[Piece, ...]:
    """What these bands cannot hear yet."""
    return tuple(one for one in pieces(document, language) if bands & set(one.bands) and one.digest not in heard)
