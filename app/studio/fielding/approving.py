"""A reviewer approves a real wave before it opens: somebody else than whoever wrote the survey, made the wave or recorded it.

An approval is of something exact: the version, the plan, how the wave is held, and what was recorded. When one of these
changes, it does not count any more; what is done again and again (trying helplines, training) it does not hold.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app import clock
from app.accounts import acts
from app.accounts.acts import What
from app.accounts.models import Account
from app.errors import Conflict, NotAllowed
from app.studio.fielding.models import Approval
from app.studio.gate import Gate, lacking
from app.studio.models import Draft, DraftRevision
from app.surveys import versions
from app.surveys.evidence import RENEWED
from app.surveys.models import Survey, Wave, WaveState
from app.surveys.plan import plan, plan_hash
from app.surveys.questionnaire import canonical_json, digest

_MAKING = (What.WAVE_CREATED, What.WAVE_CHANGED, What.WAVE_MOVED, What.EVIDENCE, What.CHARGE)
_BESIDES = ("drafts",)
"""The place in a draft that a reviewer of a language clears: no writing."""


@dataclass(frozen=True)
class Approved:
    """The newest approval of a wave; `holds`: nothing that it was of has changed since."""

    by: str
    on: date
    holds: bool


def digest_of(session: Session, wave: Wave) -> str:
    """One name for all that an approval is of."""
    questionnaire, version = versions.questionnaire_of(session, wave)
    held: dict[str, Any] = {
        "version": version,
        "plan": plan_hash(plan(questionnaire)),
        "country": wave.country,
        "grace_days": wave.grace_days,
        "sample": wave.sample_design.value,
        "invited": wave.invited,
        "recorded": wave.evidence.model_dump(mode="json", exclude=set(RENEWED)),
    }
    return digest(canonical_json(held))


def standing(session: Session, wave: Wave) -> Approved | None:
    """The newest approval of a wave, whether it still holds or not."""
    of_wave = select(Approval, Account.name).where(Approval.wave_id == wave.id, col(Account.id) == Approval.account_id)
    found = session.exec(of_wave.order_by(col(Approval.id).desc()).limit(1)).first()
    if found is None:
        return None
    approval, name = found
    return Approved(name, approval.approved_on, approval.approved == digest_of(session, wave))


def makers(session: Session, wave: Wave) -> frozenset[str]:
    """The e-mails of everybody who made the wave, recorded something of it, or wrote its survey."""
    survey = session.get_one(Survey, wave.survey_id).code
    saved = (act.by for act in acts.of_survey(session, survey, ()) if act.what == What.SURVEY_SAVED.value)
    return acts.who(session, wave.code, *_MAKING) | frozenset(saved) | _writers(session, survey)


def refuse_maker(session: Session, wave: Wave, email: str) -> None:
    """Refuses `own-work` where this person has had a hand in what is to be approved."""
    if email in makers(session, wave):
        reason = "You have made or recorded some of this yourself. Another reviewer has to approve it."
        raise NotAllowed("own-work", reason, wave=wave.code)


def approve(session: Session, wave: Wave, account_id: int, email: str, gates: tuple[Gate, ...]) -> None:
    """Record that this reviewer has found the wave fit to open, as it stands now.

    Refuses `practice-needs-none`, `wave-closed`, `gates-shut` with all that is missing, and `own-work`.
    """
    if wave.practice:
        raise Conflict("practice-needs-none", "A practice wave opens without approval; it never counts.", wave=wave.code)
    if wave.state is WaveState.CLOSED:
        raise Conflict("wave-closed", f"{wave.code} is closed.", wave=wave.code)
    missing = tuple(lacking(gates))
    if missing:
        reason = "Not everything is recorded yet. A reviewer approves what is complete."
        raise Conflict("gates-shut", reason, wave=wave.code, missing=missing)
    refuse_maker(session, wave, email)
    assert wave.id is not None
    named = digest_of(session, wave)
    session.add(Approval(wave_id=wave.id, account_id=account_id, approved_on=clock.today(), approved=named))
    session.flush()


def missing(session: Session, wave: Wave) -> tuple[str, ...]:
    """What is missing of a real wave's approval, one line or none."""
    found = standing(session, wave)
    if wave.practice or (found and found.holds):
        return ()
    if found is None:
        return ("Approval: a reviewer who has not made or recorded it: not recorded",)
    return (f"Approval: {found.by} approved it on {found.on}, and something has changed since: a reviewer has to look again",)


def _writers(session: Session, survey: str) -> frozenset[str]:
    draft = session.get(Draft, survey)
    if draft is None:
        return frozenset()
    revisions = session.exec(select(DraftRevision).where(DraftRevision.code == survey)).all()
    wrote = {one.changed_by for one in revisions if any(change.place != _BESIDES for change in one.step.changes)}
    wrote |= set() if revisions else {draft.changed_by}
    return frozenset(session.exec(select(Account.email).where(col(Account.id).in_(wrote))))
