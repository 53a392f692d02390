"""The counter's round: settle finished days, refresh participation, prepare the releases that were asked for.

The only process that reads submissions. It does nothing but look into the `preparation` table and at the clock.
"""

import threading
from datetime import date, timedelta

from sqlalchemy import Engine
from sqlmodel import select

from app import clock
from app.answering import submissions
from app.database import reading, writing
from app.results import counting, participation, preparing
from app.results.models import Preparation
from app.surveys.models import Wave, WaveState
from app.surveys.waves import takes_answers


def settle(engine: Engine) -> int:
    """Settle every wave and refresh its participation; returns how many waves were settled. Safe to repeat."""
    with reading(engine) as session:
        waves = list(session.exec(select(Wave).where(Wave.state != WaveState.DRAFT)))
    for wave in waves:
        assert wave.id is not None
        with writing(engine) as session:
            submissions.settle(session.connection(), wave.id, _unfinished(wave))
            participation.refresh(session, wave.id, counting.sent(session.connection(), wave.id))
    _forget_the_log(engine)
    return len(waves)


def _forget_the_log(engine: Engine) -> None:
    """On SQLite, what was rewritten must not linger in the write-ahead log either."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()  # type: ignore[union-attr]


def _unfinished(wave: Wave) -> date:
    """The first day of a wave that may still grow: today, or tomorrow where nothing more is taken in."""
    return clock.today() + timedelta(days=0 if takes_answers(wave, clock.now()) else 1)


def work(engine: Engine) -> bool:
    """Do one preparation that waits, its wave settled before it is counted; whether there was one."""
    waiting = preparing.waiting(engine)
    if waiting is None:
        return False
    with writing(engine) as session:
        wave = session.get_one(Wave, session.get_one(Preparation, waiting).wave_id)
        assert wave.id is not None
        submissions.settle(session.connection(), wave.id, _unfinished(wave))
    _forget_the_log(engine)
    preparing.prepare(engine, waiting)
    return True


def run(engine: Engine, seconds: float, stop: threading.Event) -> None:
    """Work until told to stop, looking every `seconds`; settle once a day, when a new one (UTC) has begun."""
    with reading(engine) as session:
        settled_on = participation.refreshed_on(session)
    while not stop.is_set():
        if settled_on != clock.today():
            settled_on = clock.today()
            settle(engine)
        if not work(engine):
            stop.wait(seconds)
