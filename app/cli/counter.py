"""The counter's round: settle finished days, refresh participation, prepare the releases that were asked for.

The only process that reads submissions. It does nothing but look into the `preparation` table and at the clock.
"""

import logging
import threading
from datetime import date, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from app import clock
from app.answering import remarks, submissions
from app.database import reading, writing
from app.results import asking, counting, participation, preparing
from app.results.models import Preparation
from app.surveys.models import Wave, WaveState
from app.surveys.waves import takes_answers

log = logging.getLogger(__name__)


def settle(engine: Engine, *, again: bool = True) -> int:
    """Settle every wave and refresh its participation, then settle the remarks; returns how many waves were settled.

    A wave whose answers were destroyed has nothing to settle, and its participation stays as it was.
    Safe to repeat; without `again` a wave that was settled today is left alone. One that fails does not keep the others.
    """
    with reading(engine) as session:
        waves = [
            wave
            for wave in session.exec(select(Wave).where(Wave.state != WaveState.DRAFT, col(Wave.secret).is_not(None)))
            if again or participation.refreshed_on(session, wave.id) != clock.today()
        ]
    settled = sum(_settle(engine, wave) for wave in waves)
    with writing(engine) as session:
        remarks.settle(session.connection(), clock.today())
    forget_the_log(engine)
    return settled


def _settle(engine: Engine, wave: Wave) -> bool:
    assert wave.id is not None
    try:
        with writing(engine) as session:
            submissions.settle(session.connection(), wave.id, _unfinished(wave))
            participation.refresh(session, wave.id, counting.sent(session.connection(), wave.id))
    except SQLAlchemyError as error:
        log.error("wave %s could not be settled: %s", wave.code, type(error).__name__)  # noqa: TRY400 (a message may quote rows)
        return False
    return True


def forget_the_log(engine: Engine) -> bool:
    """On SQLite, what was rewritten must not linger in the write-ahead log either; False where somebody keeps it in use."""
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.close()
    if busy:
        log.warning("the write-ahead log is in use and was not emptied; it will be after the next settling")
    return not busy


def _unfinished(wave: Wave) -> date:
    """The first day of a wave that may still grow: today, or tomorrow where nothing more is taken in."""
    return clock.today() + timedelta(days=0 if takes_answers(wave, clock.now()) else 1)


def work(engine: Engine) -> bool:
    """Do one preparation that waits, its wave settled before it is counted; whether there was one."""
    waiting = asking.waiting(engine)
    if waiting is None:
        return False
    with writing(engine) as session:
        # Waits for a batch that read the wave as open and is not committed yet (see answering.writer).
        wave = session.get_one(Wave, session.get_one(Preparation, waiting).wave_id, with_for_update=True)
        assert wave.id is not None
        submissions.settle(session.connection(), wave.id, _unfinished(wave))
    forget_the_log(engine)
    preparing.prepare(engine, waiting)
    return True


def run(engine: Engine, seconds: float, stop: threading.Event) -> None:
    """Work until told to stop, looking every `seconds`; settle once a day, when a new one (UTC) has begun."""
    settled_on: date | None = None
    while not stop.is_set():
        if settled_on != clock.today():
            settled_on = clock.today()
            settle(engine, again=False)
        if not work(engine):
            stop.wait(seconds)
