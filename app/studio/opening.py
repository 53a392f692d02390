"""The only way to open a wave: through its gates, and then into the order of states that `surveys.waves` keeps."""

from datetime import date

from sqlmodel import Session

from app.errors import Conflict
from app.studio.gate import Gate, lacking
from app.studio.gates import gates, practice_gates
from app.surveys import checks, support, versions, waves
from app.surveys.models import Wave


def gates_of(session: Session, wave: Wave, today: date) -> tuple[Gate, ...]:
    """The gates that the wave must pass, as they stand today."""
    questionnaire, _ = versions.questionnaire_of(session, wave)
    findings = checks.examine(questionnaire)
    if wave.practice:
        return practice_gates(questionnaire, findings)
    return gates(questionnaire, wave.evidence, wave.country, support.contacts(wave.country), today, findings)


def open_wave(session: Session, wave: Wave, today: date) -> None:
    """Let children in, for the first time or after a pause: what has run out in the meantime keeps it shut.

    Refuses `not-ready` with everything that is missing in the details, and whatever `waves.open_` refuses.
    """
    missing = tuple(lacking(gates_of(session, wave, today)))
    if missing:
        kind = "practice wave" if wave.practice else "real wave"
        reason = f"This {kind} cannot open yet: it needs more than is recorded."
        raise Conflict("not-ready", reason, wave=wave.code, missing=missing)
    waves.open_(session, wave)
