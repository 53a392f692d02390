"""The only way to open a wave leads through its gates (promise 5)."""

from typing import Any

import pytest
from sqlalchemy import Engine

from app.database import reading, writing
from app.errors import Conflict
from app.studio.opening import gates_of, open_wave
from app.surveys import support, versions, waves
from app.surveys.models import Wave, WaveState
from app.surveys.starter import starter
from tests.makers import a_survey, a_wave, single
from tests.studio.complete import TODAY, a_contact, a_sensitive_survey, approved, days, everything_recorded, heard_and_reviewed

UNAPPROVED = "Approval: a reviewer who has not made or recorded it: not recorded"


@pytest.fixture(autouse=True)
def _a_country_with_a_known_helpline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "contacts", lambda country: (a_contact(),))


def a_real_wave(session: Any, **evidence: Any) -> Wave:
    wave = a_wave(session, a_sensitive_survey(), code="REAL", practice=False, grace_days=7)
    heard_and_reviewed(session)
    wave.evidence = everything_recorded(**evidence)
    session.add(wave)
    session.flush()
    return wave


def state(engine: Engine, code: str = "REAL") -> WaveState:
    with reading(engine) as session:
        return waves.by_code(session, code).state


def test_a_real_wave_with_everything_recorded_opens(engine: Engine) -> None:
    with writing(engine) as session:
        open_wave(session, approved(session, a_real_wave(session)), TODAY)
    assert state(engine) is WaveState.OPEN


def test_a_real_wave_with_something_missing_is_refused_and_told_what(engine: Engine) -> None:
    with writing(engine) as session:
        wave = a_real_wave(session, audience=None, review_rota=None)
        with pytest.raises(Conflict) as refused:
            open_wave(session, wave, TODAY)
    assert refused.value.code == "not-ready"
    assert refused.value.details["missing"] == (
        "2. Audience: Who receives the results, by body and role: not recorded",
        "6. Safeguarding leads: Rota for reviewing what children write: not recorded",
        UNAPPROVED,
    )
    assert state(engine) is WaveState.DRAFT


def test_after_a_pause_what_has_run_out_keeps_a_real_wave_shut(engine: Engine) -> None:
    with writing(engine) as session:
        wave = a_real_wave(session, closes_on=days(300), feedback_on=days(310), ethics=everything_recorded().ethics)
        with pytest.raises(Conflict):
            open_wave(session, wave, TODAY)  # the review ends before the wave does
        wave.evidence = everything_recorded()
        open_wave(session, approved(session, wave), TODAY)
        waves.pause(session, wave)
        with pytest.raises(Conflict) as refused:
            open_wave(session, wave, days(31))
    assert refused.value.details["missing"] == ("3. Feedback date: The planned closing day is over: set a new one.",)
    assert state(engine) is WaveState.PAUSED


def test_the_starter_survey_opens_for_practice_and_not_for_real(engine: Engine) -> None:
    with writing(engine) as session:
        code = versions.save_sound(session, starter()).document.code
        open_wave(session, waves.create(session, code, "TH", practice=True, code="TRY"), TODAY)
        real = waves.create(session, code, "TH", practice=False, code="REAL")
        with pytest.raises(Conflict) as refused:
            open_wave(session, real, TODAY)
        assert {gate.number for gate in gates_of(session, real, TODAY) if gate.passed} == {13}
    missing = refused.value.details["missing"]
    assert isinstance(missing, tuple)
    assert {line.partition(".")[0] for line in missing if line != UNAPPROVED} == {str(number) for number in range(1, 13)}
    assert (state(engine, "TRY"), state(engine)) == (WaveState.OPEN, WaveState.DRAFT)


@pytest.mark.parametrize("practice", [True, False])
def test_no_kind_of_wave_opens_with_a_sentence_too_long_for_its_children(engine: Engine, *, practice: bool) -> None:
    long = single("Q1", wording={"en": {"1": "Do you " + "really " * 12 + "like it?"}})
    with writing(engine) as session:
        wave = a_wave(session, a_survey(long, single("Q2")), practice=practice)
        with pytest.raises(Conflict) as refused:
            open_wave(session, wave, TODAY)
    missing = refused.value.details["missing"]
    assert isinstance(missing, tuple)
    assert any("10." in line and "Q1, wording, English, 8 to 10" in line for line in missing)


def test_a_wave_that_is_open_is_not_opened_again(engine: Engine) -> None:
    with writing(engine) as session:
        wave = approved(session, a_real_wave(session))
        open_wave(session, wave, TODAY)
        with pytest.raises(Conflict) as refused:
            open_wave(session, wave, TODAY)
    assert refused.value.code == "wave-already-open"


def test_a_real_wave_with_everything_recorded_waits_for_a_reviewer(engine: Engine) -> None:
    with writing(engine) as session, pytest.raises(Conflict) as refused:
        open_wave(session, a_real_wave(session), TODAY)
    assert refused.value.details["missing"] == (UNAPPROVED,)


def test_nobodys_word_that_a_language_is_reviewed_and_recorded_opens_a_wave(engine: Engine) -> None:
    with writing(engine) as session:
        wave = a_wave(session, a_sensitive_survey(), code="REAL", practice=False, grace_days=7)
        wave.evidence = everything_recorded()
        assert wave.evidence.recorded_audio
        assert wave.evidence.language_reviews
        with pytest.raises(Conflict) as refused:
            open_wave(session, wave, TODAY)
    assert refused.value.details["missing"] == (
        "8. Languages complete: Review by somebody other than the translator: not recorded (English)",
        "8. Languages complete: Audio for children under 11: not recorded (English)",
        UNAPPROVED,
    )
