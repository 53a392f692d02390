"""The only way to open a wave: through its gates, and then into the order of states that `surveys.waves` keeps."""

from datetime import date

from sqlmodel import Session

from app.errors import Conflict
from app.studio.fielding import approving
from app.studio.gate import Gate, lacking
from app.studio.gates import gates, practice_gates
from app.studio.translating.reviewing import language_reviews
from app.studio.voicing.voices import voiced_languages
from app.surveys import checks, contacts, versions, waves
from app.surveys.evidence import Evidence
from app.surveys.models import Wave
from app.surveys.questionnaire import Questionnaire


def gates_of(session: Session, wave: Wave, today: date) -> tuple[Gate, ...]:
    """The gates that the wave must pass, as they stand today."""
    questionnaire, _ = versions.questionnaire_of(session, wave)
    findings = checks.examine(questionnaire)
    if wave.practice:
        return practice_gates(questionnaire, findings, wave.evidence.spoken_in(questionnaire))
    services = contacts.of_country(session, wave.country)
    return gates(questionnaire, recorded(session, wave, questionnaire), wave.country, services, today, findings)


def recorded(session: Session, wave: Wave, questionnaire: Questionnaire) -> Evidence:
    """What was recorded of the wave, and of what it shares with others: services tried, translations reviewed, voices.

    Reviews and voices are those that are there: nobody's word that they are counts, whatever stands in the evidence.
    """
    own = wave.evidence
    return own.model_copy(
        update={
            "verifications": own.verifications + contacts.verifications(session, wave.country),
            "language_reviews": language_reviews(session, questionnaire),
            "recorded_audio": voiced_languages(session, wave.survey_id, questionnaire),
        }
    )


def open_wave(session: Session, wave: Wave, today: date) -> None:
    """Let children in, for the first time or after a pause: what has run out in the meantime keeps it shut.

    A real wave needs a reviewer's approval besides. Refuses `not-ready` with everything that is missing in the details, and
    whatever `waves.open_` refuses.
    """
    missing = (*lacking(gates_of(session, wave, today)), *approving.missing(session, wave))
    if missing:
        kind = "practice wave" if wave.practice else "real wave"
        reason = f"This {kind} cannot open yet: it needs more than is recorded."
        raise Conflict("not-ready", reason, wave=wave.code, missing=missing)
    waves.open_(session, wave)
