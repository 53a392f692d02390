import pytest
from sqlalchemy import Engine, text

from app.database import reading, writing
from app.results import participation
from tests.makers import a_wave


@pytest.mark.parametrize(("number", "fifties"), [(0, 0), (49, 0), (50, 50), (99, 50), (1_049, 1_000)])
def test_participation_is_known_in_whole_fifties_rounded_down(engine: Engine, number: int, fifties: int) -> None:
    with writing(engine) as session:
        wave = a_wave(session)
        assert wave.id is not None
        participation.refresh(session, wave.id, number)
    with reading(engine) as session:
        assert participation.shown(session, wave.id) == fifties
    with engine.connect() as connection:
        assert connection.execute(text("SELECT fifties FROM participation")).scalar_one() == fifties


def test_refreshing_replaces_what_was_known(engine: Engine) -> None:
    with writing(engine) as session:
        wave = a_wave(session)
        assert wave.id is not None
        assert participation.shown(session, wave.id) == 0
        participation.refresh(session, wave.id, 70)
        participation.refresh(session, wave.id, 260)
    with reading(engine) as session:
        assert participation.shown(session, wave.id) == 250
