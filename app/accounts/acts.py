"""The log of what adults did: who, when (UTC), what, on which wave or survey. Append-only, and never about children.

An entry holds codes and words of our own, not what somebody typed, except where that is public anyway (why a release was
withdrawn). Reading pages and signing in are not acts. Drafts keep a log of their own, change by change (`studio.drafts`).
"""

from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum

from sqlmodel import Session, col, or_, select

from app import clock
from app.accounts.models import Act

BY_COMMAND = "command line"
MOST_SHOWN = 200
LONGEST = 300


class What(StrEnum):
    """The acts that are logged. Stored by value, without a CHECK: a new kind of act needs no migration."""

    SURVEY_SAVED = "survey-saved"
    VOICES_KEPT = "voices-kept"
    VOICES_REMOVED = "voices-removed"
    LANGUAGE_REVIEWED = "language-reviewed"
    DRAFT_DISCARDED = "draft-discarded"
    WAVE_CREATED = "wave-created"
    WAVE_CHANGED = "wave-changed"
    WAVE_MOVED = "wave-moved"
    EVIDENCE = "evidence"
    CHARGE = "charge"
    APPROVED = "approved"
    APPROVAL_TAKEN_BACK = "approval-taken-back"
    OPENED = "opened"
    PAUSED = "paused"
    CLOSED = "closed"
    POPULATION = "population"
    RELEASE_ASKED = "release-asked"
    WITHDRAWN = "release-withdrawn"
    PURGED = "answers-destroyed"
    CONTACT_SAVED = "contact-saved"
    CONTACT_TRIED = "contact-tried"
    CONTACT_REMOVED = "contact-removed"
    ACCOUNT_CREATED = "account-created"
    ACCOUNT_DISABLED = "account-disabled"
    TOKEN_MADE = "token-made"  # noqa: S105 (the name of an act)
    TOKEN_REVOKED = "token-revoked"  # noqa: S105 (the name of an act)
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 (the name of an act)


def record(session: Session, by: str, what: What, *, wave: str | None = None, survey: str | None = None, about: str = "") -> None:
    """Log an act, in the transaction that does it: neither stands without the other."""
    session.add(Act(at=clock.now(), by=by, what=what.value, wave=wave, survey=survey, about=about[:LONGEST]))
    session.flush()


def of_wave(session: Session, code: str, most: int = MOST_SHOWN) -> list[Act]:
    """What was done to a wave, the newest first."""
    return _newest(session, Act.wave == code, most)


def of_survey(session: Session, code: str, waves: Collection[str], most: int = MOST_SHOWN) -> list[Act]:
    """What was done to a survey and to these waves of it, the newest first."""
    return _newest(session, or_(col(Act.survey) == code, col(Act.wave).in_(waves)), most)


def newest(session: Session, most: int = MOST_SHOWN) -> list[Act]:
    """What was done at all, the newest first."""
    return _newest(session, True, most)


def who(session: Session, code: str, *kinds: What) -> frozenset[str]:
    """Everybody who did one of these to a wave."""
    done = select(Act.by).where(Act.wave == code, col(Act.what).in_([kind.value for kind in kinds]))
    return frozenset(session.exec(done.distinct()))


def waves_with(session: Session, what: What) -> list[str]:
    """The codes of all waves to which this was done."""
    return sorted(filter(None, session.exec(select(Act.wave).where(Act.what == what.value).distinct())))


def moment(act: Act) -> datetime:
    """When, in UTC: SQLite forgets the zone, and everything is written in UTC."""
    return act.at.replace(tzinfo=UTC) if act.at.tzinfo is None else act.at.astimezone(UTC)


def _newest(session: Session, where: object, most: int) -> list[Act]:
    return list(session.exec(select(Act).where(where).order_by(col(Act.id).desc()).limit(most)))  # type: ignore[arg-type]
