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
from app.surveys.evidence import Evidence
from app.surveys.models import Wave, WaveState
from app.surveys.plan import plan, plan_hash
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
) -> Wave:
    """A new wave in draft, of the survey's newest version; real or practice, and of one sample design, for ever.

    Without `code` a free one is drawn. Grace days default to 7, in a practice wave to 0. Refuses `bad-wave-code`,
    `wave-code-taken`, `unknown-survey`, `unknown-country`, `bad-grace-days`, `invited-missing`, `invited-too-long`.
    """
    survey = versions.by_code(session, survey_code)
    if code is not None and not CODE.fullmatch(code):
        raise Invalid("bad-wave-code", "A wave code has 2 to 8 capital letters and digits.", code=code)
    if country not in countries():
        raise Invalid("unknown-country", f"Use one of the countries {', '.join(countries())}.", country=country)
    if grace_days is None:
        grace_days = 0 if practice else 7
    if not 0 <= grace_days <= MOST_GRACE_DAYS:
        raise Invalid("bad-grace-days", f"Grace is 0 to {MOST_GRACE_DAYS} days.", grace_days=grace_days)
    invited = _invitation(sample, invited)
    if code is None:
        code = _free_code(session)
    elif _find(session, code) is not None:
        raise Conflict("wave-code-taken", f"There is a wave {code} already; choose another code.", code=code)
    version = versions.latest(session, survey)
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
        evidence=Evidence(),
        sample_design=sample,
        invited=invited,
    )
    session.add(wave)
    session.flush()
    return wave


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


def _invitation(sample: SampleDesign, invited: str) -> str:
    """Whoever claims more than volunteers has to say of whom: the sentence is printed with every result."""
    invited = " ".join(invited.split())
    if sample is not SampleDesign.OPT_IN and not invited:
        reason = "Say in a sentence which children were asked, and how; it is printed with the results."
        raise Invalid("invited-missing", reason, sample=sample.value)
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
