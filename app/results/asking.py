"""Asking for a release, and what became of the asking. For the office; never touches an answer."""

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app import clock
from app.database import reading
from app.errors import Conflict
from app.results import releases
from app.results.models import Preparation, PreparationState
from app.surveys import waves
from app.surveys.models import Wave, WaveState


def request(session: Session, wave: Wave, by: str) -> Preparation:
    """Ask the counter for the release of a wave; a request that waits already is returned.

    Refuses `wave-not-closed`, `grace-not-over` (naming the day) and `already-released`.
    """
    check(session, wave)
    of_wave = _waiting().where(Preparation.wave_id == wave.id)
    standing = session.exec(of_wave).first()
    if standing is not None:
        return standing
    assert wave.id is not None
    preparation = Preparation(wave_id=wave.id, requested_on=clock.today(), requested_by=by)
    try:
        with session.begin_nested():
            session.add(preparation)
    except IntegrityError:  # another steward asked in the same moment; on PostgreSQL both had found nothing waiting
        return session.exec(of_wave).one()
    return preparation


def check(session: Session, wave: Wave) -> None:
    """Refuses, as `request` does, where the wave cannot be released now."""
    _refuse_too_early(wave)
    releases.refuse_second(session, wave)


def latest(session: Session, wave: Wave) -> Preparation | None:
    """The newest request for a wave's release, if there is one."""
    of_wave = select(Preparation).where(Preparation.wave_id == wave.id)
    return session.exec(of_wave.order_by(col(Preparation.id).desc()).limit(1)).first()


def waiting(engine: Engine) -> int | None:
    """The request that has waited longest, by its id; None where none waits."""
    with reading(engine) as session:
        longest = session.exec(_waiting().order_by(col(Preparation.id)).limit(1)).first()
        return longest.id if longest else None


def _refuse_too_early(wave: Wave) -> None:
    if wave.state is not WaveState.CLOSED:
        reason = f"{wave.code} is {wave.state.value}. Close it first; a wave is released once, after closing."
        raise Conflict("wave-not-closed", reason, wave=wave.code)
    if waves.in_grace(wave, clock.now()):
        day = waves.grace_ends(wave)
        raise Conflict(
            "grace-not-over",
            f"Answers that wait on phones are taken in until {day:%d %B %Y, %H:%M} UTC. Ask again on or after that day.",
            wave=wave.code,
            day=day.date().isoformat(),
        )


def _waiting() -> SelectOfScalar[Preparation]:
    return select(Preparation).where(Preparation.state == PreparationState.WAITING)
