"""The log of acts: who, when, what; added to and read, never changed."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from app import clock
from app.accounts import acts
from app.accounts.acts import What
from app.database import reading, writing

NOON = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)


def test_an_act_is_found_by_its_wave_and_its_survey_newest_first(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with writing(engine) as session:
        acts.record(session, "a@office.test", What.WAVE_CREATED, wave="K7", about="real")
        acts.record(session, "b@office.test", What.SURVEY_SAVED, survey="TEST")
        acts.record(session, "a@office.test", What.OPENED, wave="K7")
    with reading(engine) as session:
        mine = acts.of_wave(session, "K7")
        assert [(act.by, act.what) for act in mine] == [("a@office.test", "opened"), ("a@office.test", "wave-created")]
        assert acts.moment(mine[0]) == NOON
        assert [act.what for act in acts.of_survey(session, "TEST", ["K7"])] == ["opened", "survey-saved", "wave-created"]
        assert [act.what for act in acts.of_survey(session, "TEST", [])] == ["survey-saved"]
        assert len(acts.newest(session, 2)) == 2
        assert acts.who(session, "K7", What.OPENED) == {"a@office.test"}


def test_an_act_that_fails_is_not_logged(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as session:
        acts.record(session, "a@office.test", What.OPENED, wave="K7")
        raise RuntimeError
    with reading(engine) as session:
        assert acts.newest(session) == []


@pytest.mark.parametrize("act", ["UPDATE act SET by = 'nobody'", "DELETE FROM act"])
def test_nobody_who_serves_pages_changes_or_deletes_an_entry(engine: Engine, act: str) -> None:
    with writing(engine) as session:
        acts.record(session, "a@office.test", What.OPENED, wave="K7")
    with engine.connect() as connection, pytest.raises(DatabaseError, match=r"(?i)permission denied|not authorized"):
        connection.execute(text(act))
