"""The counter's round: what it settles and when, and that a restart in the middle of a day tells nothing new."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from app import clock
from app.cli import counter
from app.database import reading, writing
from app.results import asking, participation
from app.results.models import Preparation, PreparationState
from app.surveys import versions, waves
from tests.makers import a_worked_example, an_open_wave
from tests.results.children import a_closed_wave, sent_to, some_records

NOON = datetime(2026, 6, 8, 12, tzinfo=UTC)


class OneRound(threading.Event):
    """Tells the counter to stop as soon as it would wait for more work."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


def shown(engine: Engine, wave_id: int) -> int:
    with reading(engine) as session:
        return participation.shown(session, wave_id)


def test_participation_is_refreshed_once_a_day_however_often_the_counter_starts(
    engine: Engine, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with writing(engine) as session:
        wave = an_open_wave(session, a_worked_example())
        questionnaire = versions.questionnaire_of(session, wave)[0]
    assert wave.id is not None
    sent_to(engine, wave, some_records(questionnaire, 120), seed=1)
    counter.run(counting_engine, 0.01, OneRound())
    assert shown(engine, wave.id) == 100
    sent_to(engine, wave, some_records(questionnaire, 120), seed=2)
    counter.run(counting_engine, 0.01, OneRound())
    assert shown(engine, wave.id) == 100, "the same day: a second look would tell how many came in between"
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))
    counter.run(counting_engine, 0.01, OneRound())
    assert shown(engine, wave.id) == 200


def test_a_wave_is_settled_before_it_is_counted_and_its_participation_left_alone(engine: Engine, counting_engine: Engine) -> None:
    wave = a_closed_wave(engine, 120)
    assert wave.id is not None
    with counting_engine.begin() as connection:
        connection.execute(text("UPDATE submission SET day = '2026-06-02' WHERE id IN (SELECT id FROM submission LIMIT 10)"))
    with writing(engine) as session:
        preparation = asking.request(session, waves.by_code(session, wave.code), "steward").id
    assert counter.work(counting_engine)
    assert not counter.work(counting_engine)
    with reading(engine) as session:
        assert session.get_one(Preparation, preparation).state is PreparationState.DONE
    with counting_engine.connect() as connection:
        assert connection.execute(text("SELECT count(DISTINCT day) FROM submission")).scalar_one() == 1
    assert shown(engine, wave.id) == 0
