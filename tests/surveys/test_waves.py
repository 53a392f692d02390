"""Waves: created once under their code, moved through their states in order, and taking answers until grace ends."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from app import clock
from app.database import writing
from app.errors import Conflict, Invalid, NotFound, Refusal
from app.surveys import versions, waves
from app.surveys.models import WaveState
from app.surveys.sampling import SampleDesign
from tests.makers import a_survey, a_wave, an_open_wave

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def test_a_second_wave_with_the_same_code_is_refused(engine: Engine) -> None:
    with writing(engine) as session:
        a_wave(session, code="K7")
    with pytest.raises(Conflict) as refusal, writing(engine) as session:
        a_wave(session, code="K7")
    assert refusal.value.code == "wave-code-taken"
    with writing(engine) as session:
        assert [wave.code for wave in waves.all_waves(session)] == ["K7"]


@pytest.mark.parametrize("code", ["k7", "K", "RESULTS99", "K-7", "results", "", "K 7"])
def test_a_code_is_two_to_eight_capitals_and_digits(engine: Engine, code: str) -> None:
    with pytest.raises(Invalid) as refusal, writing(engine) as session:
        a_wave(session, code=code)
    assert refusal.value.code == "bad-wave-code"


def test_without_a_code_one_is_drawn_that_children_can_read(engine: Engine) -> None:
    with writing(engine) as session:
        codes = {a_wave(session).code for _ in range(20)}
    assert len(codes) == 20
    assert not set("01OI") & set("".join(codes))


@pytest.mark.parametrize(
    ("more", "code"),
    [({"country": "XX"}, "unknown-country"), ({"grace_days": -1}, "bad-grace-days"), ({"survey_code": "NO"}, "unknown-survey")],
)
def test_a_wave_of_nothing_nowhere_or_without_end_is_refused(engine: Engine, more: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refusal, writing(engine) as session:
        versions.save(session, a_survey())
        waves.create(session, **{"survey_code": "TEST", "country": "TH", "practice": True, **more})  # type: ignore[arg-type]
    assert refusal.value.code == code


def test_who_was_asked_is_said_at_creation_where_more_than_volunteers_are_claimed(engine: Engine) -> None:
    with writing(engine) as session:
        assert a_wave(session).sample_design is SampleDesign.OPT_IN
        said = a_wave(session, sample=SampleDesign.EVERYONE, invited="  All classes\nof two schools ")
        assert (said.sample_design, said.invited) == (SampleDesign.EVERYONE, "All classes of two schools")
    for invited, code in (
        ("  ", "invited-missing"),
        ("x" * 301, "invited-too-long"),
        ("=All classes", "invited-formula"),
        (" ＝All classes", "invited-formula"),
    ):
        with pytest.raises(Invalid) as refusal, writing(engine) as session:
            a_wave(session, sample=SampleDesign.PROBABILITY, invited=invited)
        assert refusal.value.code == code


def test_grace_is_seven_days_in_a_real_wave_and_none_in_practice(engine: Engine) -> None:
    with writing(engine) as session:
        versions.save(session, a_survey())
        assert waves.create(session, "TEST", "TH", practice=False).grace_days == 7
        assert waves.create(session, "TEST", "TH", practice=True).grace_days == 0


def test_states_follow_each_other_and_a_closed_wave_stays_closed(engine: Engine) -> None:
    with writing(engine) as session:
        wave = a_wave(session)
        for act, code in ((waves.pause, "wave-not-open"), (waves.close, "wave-not-open")):
            with pytest.raises(Conflict) as refusal:
                act(session, wave)
            assert refusal.value.code == code
        waves.open_(session, wave)
        fixed = wave.plan_hash
        assert fixed
        waves.pause(session, wave)
        waves.open_(session, wave)
        with pytest.raises(Conflict):
            waves.open_(session, wave)
        waves.close(session, wave)
        with pytest.raises(Conflict) as refusal:
            waves.open_(session, wave)
        assert refusal.value.code == "wave-closed"
        assert (wave.state, wave.plan_hash) == (WaveState.CLOSED, fixed)


def test_answers_are_taken_until_exactly_n_days_after_closing(engine: Engine) -> None:
    with writing(engine) as session:
        wave = an_open_wave(session, code="GRACE", grace_days=2)
        assert waves.takes_answers(wave, NOON + timedelta(days=900))
        waves.close(session, wave)
    with writing(engine) as session:
        kept = waves.by_code(session, "GRACE")
        assert waves.takes_answers(kept, NOON + timedelta(days=2, microseconds=-1))
        assert not waves.takes_answers(kept, NOON + timedelta(days=2))


def test_without_grace_nothing_is_taken_after_closing(engine: Engine) -> None:
    with writing(engine) as session:
        wave = an_open_wave(session, grace_days=0)
        waves.close(session, wave)
        assert not waves.takes_answers(wave, NOON)


def test_a_draft_takes_nothing_and_an_unknown_code_is_not_found(engine: Engine) -> None:
    with writing(engine) as session:
        assert not waves.takes_answers(a_wave(session), NOON)
        with pytest.raises(NotFound) as refusal:
            waves.by_code(session, "NOPE")
        assert refusal.value.code == "unknown-wave"
