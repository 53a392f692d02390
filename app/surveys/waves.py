"""Waves and their state: draft, open, paused, closed; and for how long after closing answers are still taken in.

Whether a wave is ready for children is decided in `studio.opening`; here only the order of states is kept.
"""

import re
import secrets
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select

from app import clock
from app.errors import Conflict, Invalid, NotFound
from app.surveys import versions
from app.surveys.codebook import codebook
from app.surveys.evidence import RENEWED, Evidence
from app.surveys.models import Survey, Wave, WaveState
from app.surveys.plan import plan, plan_hash
from app.surveys.population import Population, fitting
from app.surveys.questionnaire import FORMULA, Questionnaire
from app.surveys.sampling import LONGEST_INVITATION, SampleDesign
from app.surveys.support import countries

CODE = re.compile(r"[A-Z0-9]{2,8}")
MOST_GRACE_DAYS = 60
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0 O 1 I, which children mix up
_CODE_LENGTH = 5


def create(
    session: Session,
    survey_code: str,
    country: str,
    *,
    practice: bool,
    grace_days: int | None = None,
    code: str | None = None,
    sample: SampleDesign = SampleDesign.OPT_IN,
    invited: str = "",
    evidence: Evidence | None = None,
) -> Wave:
    """A new wave in draft, of the survey's newest version; real or practice, and of one sample design, for ever.

    Without `code` a free one is drawn. Grace days default to 7, in a practice wave to 0. `evidence` holds what is known
    of it already. Refuses `bad-wave-code`, `wave-code-taken`, `unknown-survey`, `unknown-country`, `bad-grace-days`,
    `invited-missing`, `invited-too-long`, `unknown-language`.
    """
    survey = versions.by_code(session, survey_code)
    if code is not None and not CODE.fullmatch(code):
        raise Invalid("bad-wave-code", "A wave code has 2 to 8 capital letters and digits.", code=code)
    grace_days = _held_in(country, grace_days, practice=practice)
    invited = _invitation(sample, invited)
    if code is None:
        code = _free_code(session)
    elif _find(session, code) is not None:
        raise Conflict("wave-code-taken", f"There is a wave {code} already; choose another code.", code=code)
    version = versions.latest(session, survey)
    evidence = evidence or Evidence()
    _refuse_unknown_languages(evidence, version.document)
    assert survey.id is not None
    assert version.id is not None
    wave = Wave(
        code=code,
        survey_id=survey.id,
        version_id=version.id,
        country=country,
        practice=practice,
        grace_days=grace_days,
        created_on=clock.today(),
        secret=secrets.token_bytes(32),
        evidence=evidence,
        sample_design=sample,
        invited=invited,
    )
    session.add(wave)
    session.flush()
    return wave


def change(
    session: Session, wave: Wave, *, country: str, grace_days: int | None = None, invited: str, evidence: Evidence
) -> None:
    """Say anew how a wave in draft is held. Its code, kind and sample design stay.

    Refuses `wave-not-draft`, and as `create` does.
    """
    if wave.state is not WaveState.DRAFT:
        raise Conflict("wave-not-draft", f"{wave.code} is {wave.state.value}: how it is held is settled.", wave=wave.code)
    wave.grace_days = _held_in(country, grace_days, practice=wave.practice)
    wave.country = country
    wave.invited = _invitation(wave.sample_design, invited)
    _refuse_unknown_languages(evidence, versions.questionnaire_of(session, wave)[0])
    wave.evidence = evidence
    session.add(wave)


def note(session: Session, wave: Wave, evidence: Evidence) -> None:
    """Put down what is recorded of a wave now.

    Refuses `wave-closed`; and `wave-open` where more changes than is done again and again (`evidence.RENEWED`): children
    are answering on the strength of it.
    """
    if wave.state is WaveState.CLOSED:
        raise Conflict("wave-closed", f"{wave.code} is closed; nothing more is recorded of it.", wave=wave.code)
    changed = {name for name in Evidence.model_fields if getattr(evidence, name) != getattr(wave.evidence, name)}
    if wave.state is WaveState.OPEN and not changed <= RENEWED:
        raise Conflict("wave-open", f"Children are answering {wave.code}. Pause it first, then change this.", wave=wave.code)
    wave.evidence = evidence
    session.add(wave)


def compare_with(session: Session, wave: Wave, population: Population | None) -> None:
    """Say which children there are, to print beside those who answered; nobody knows where None. Refuses as `fitting` does."""
    questionnaire, _ = versions.questionnaire_of(session, wave)
    wave.population = fitting(population, questionnaire) if population else None
    session.add(wave)


def move_to_newest(session: Session, wave: Wave) -> bool:
    """Let the wave ask its survey's newest version; False where it does already.

    Refuses `wave-open` and `wave-closed`; and `codebook-differs` where the wave was open before and the newest version would
    make another record of a child's answers: then it takes a new wave.
    """
    newest = versions.latest(session, session.get_one(Survey, wave.survey_id))
    if newest.id == wave.version_id:
        return False
    if wave.state in (WaveState.OPEN, WaveState.CLOSED):
        reason = f"{wave.code} is {wave.state.value}. Only a wave in draft or paused can go on with other words."
        raise Conflict(f"wave-{wave.state.value}", reason, wave=wave.code)
    if wave.plan_hash is not None and codebook(newest.document) != codebook(versions.questionnaire_of(session, wave)[0]):
        reason = "Its questions or answers differ, not only their words. Children have answered the old ones: make a new wave."
        raise Conflict("codebook-differs", reason, wave=wave.code)
    _refuse_unknown_languages(wave.evidence, newest.document)
    assert newest.id is not None
    wave.version_id = newest.id
    session.add(wave)
    return True


def by_code(session: Session, code: str) -> Wave:
    """The wave of that code; NotFound `unknown-wave`."""
    wave = _find(session, code)
    if wave is None:
        raise NotFound("unknown-wave", f"There is no wave {code}.", wave=code)
    return wave


def all_waves(session: Session) -> list[Wave]:
    """Every wave, the newest first."""
    return list(session.exec(select(Wave).order_by(col(Wave.id).desc())))


def open_(session: Session, wave: Wave) -> None:
    """Let children in. The first opening fixes the plan. Refuses `wave-closed` and `wave-already-open`."""
    if wave.state is WaveState.CLOSED:
        raise Conflict("wave-closed", f"{wave.code} is closed and cannot open again; create a new wave.", wave=wave.code)
    if wave.state is WaveState.OPEN:
        raise Conflict("wave-already-open", f"{wave.code} is open already.", wave=wave.code)
    if wave.plan_hash is None:
        questionnaire, _ = versions.questionnaire_of(session, wave)
        wave.plan_hash = plan_hash(plan(questionnaire))
        wave.opened_on = clock.today()
    wave.state = WaveState.OPEN
    session.add(wave)


def pause(session: Session, wave: Wave) -> None:
    """Let no new children in; finished forms are still accepted. Refuses `wave-not-open`."""
    if wave.state is not WaveState.OPEN:
        raise Conflict("wave-not-open", f"{wave.code} is {wave.state.value}; only an open wave can be paused.", wave=wave.code)
    wave.state = WaveState.PAUSED
    session.add(wave)


def close(session: Session, wave: Wave) -> None:
    """End the wave for new visits at once and for finished forms when grace ends. Refuses `wave-not-open`."""
    if wave.state not in (WaveState.OPEN, WaveState.PAUSED):
        raise Conflict(
            "wave-not-open", f"{wave.code} is {wave.state.value}; only an open or paused wave can be closed.", wave=wave.code
        )
    wave.state = WaveState.CLOSED
    wave.closed_at = clock.now()
    session.add(wave)


def grace_ends(wave: Wave) -> datetime:
    """The moment after which nothing is taken in: exactly N x 24 h after closing. For closed waves only."""
    assert wave.closed_at is not None
    return wave.closed_at.astimezone(UTC) + timedelta(days=wave.grace_days)


def in_grace(wave: Wave, moment: datetime) -> bool:
    """Whether a closed wave still takes finished forms in."""
    return wave.state is WaveState.CLOSED and moment < grace_ends(wave)


def takes_answers(wave: Wave, moment: datetime) -> bool:
    """Whether a finished form is accepted: the wave is open, paused, or closed with grace left."""
    return wave.state in (WaveState.OPEN, WaveState.PAUSED) or in_grace(wave, moment)


def _held_in(country: str, grace_days: int | None, *, practice: bool) -> int:
    """The grace days of a wave that can be held in that country."""
    if country not in countries():
        raise Invalid("unknown-country", f"Use one of the countries {', '.join(countries())}.", country=country)
    if grace_days is None:
        grace_days = 0 if practice else 7
    if not 0 <= grace_days <= MOST_GRACE_DAYS:
        raise Invalid("bad-grace-days", f"Grace is 0 to {MOST_GRACE_DAYS} days.", grace_days=grace_days)
    return grace_days


def _refuse_unknown_languages(evidence: Evidence, questionnaire: Questionnaire) -> None:
    strange = [code for code in evidence.languages if code not in questionnaire.languages]
    if strange:
        reason = f"The questionnaire is not there in {', '.join(strange)}. It has {', '.join(questionnaire.languages)}."
        raise Invalid("unknown-language", reason, languages=strange)


def _invitation(sample: SampleDesign, invited: str) -> str:
    """Whoever claims more than volunteers has to say of whom: the sentence is printed with every result."""
    invited = " ".join(invited.split())
    if sample is not SampleDesign.OPT_IN and not invited:
        reason = "Say in a sentence which children were asked, and how; it is printed with the results."
        raise Invalid("invited-missing", reason, sample=sample.value)
    if invited.startswith(FORMULA):
        raise Invalid("invited-formula", "The sentence does not begin with = + - or @: spreadsheets would take it for a formula.")
    if len(invited) > LONGEST_INVITATION:
        raise Invalid("invited-too-long", f"Who was invited is said in at most {LONGEST_INVITATION} characters.")
    return invited


def _find(session: Session, code: str) -> Wave | None:
    return session.exec(select(Wave).where(Wave.code == code)).one_or_none()


def _free_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
        if _find(session, code) is None:
            return code
