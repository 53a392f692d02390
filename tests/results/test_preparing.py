"""From a request to a release or a refusal, on both databases."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from app import clock
from app.database import Purpose, connect, reading, writing
from app.errors import Conflict
from app.results import asking, audit, counting, disclosure, preparing, releases
from app.results.models import Preparation, PreparationState
from app.results.published import Protected
from app.surveys import versions, waves
from app.surveys.codebook import codebook
from app.surveys.evidence import Evidence
from app.surveys.models import Wave
from app.surveys.plan import plan_hash
from tests.makers import MONDAY, a_worked_example, an_open_wave
from tests.results.children import a_closed_wave, a_stored_release, counted, keys_for, sent_to, some_records

BY = "steward@example.org"


def ask(engine: Engine, wave: Wave) -> Preparation:
    with writing(engine) as session:
        return asking.request(session, waves.by_code(session, wave.code), BY)


def outcome(engine: Engine, asked: Preparation) -> Preparation:
    with reading(engine) as session:
        return session.get_one(Preparation, asked.id)


def test_a_request_becomes_a_release_that_holds_what_was_sent(engine: Engine, counting_engine: Engine) -> None:
    wave = a_closed_wave(engine)
    asked = ask(engine, wave)
    assert asking.waiting(engine) == asked.id
    assert preparing.work(counting_engine) is True
    done = outcome(engine, asked)
    assert (done.state, done.refusal_code) == (PreparationState.DONE, None)
    assert done.release_id is not None
    with reading(engine) as session:
        stored = releases.stored(session, done.release_id)
        questionnaire, _ = versions.questionnaire_of(session, wave)
    assert stored.name == "K7Q/1"
    assert stored.release.questionnaire == questionnaire
    assert abs(stored.release.respondents - 120) <= 8
    assert stored.release.cells["HLP1/"] is not None
    assert preparing.work(counting_engine) is False


def test_the_release_is_the_same_as_that_of_a_cube_counted_beside_the_database(engine: Engine, counting_engine: Engine) -> None:
    wave = a_closed_wave(engine)
    with reading(engine) as session:
        questionnaire, _ = versions.questionnaire_of(session, wave)
    with counting_engine.connect() as connection:
        cube = counting.count(connection, wave, codebook(questionnaire))
        assert counting.sent(connection, wave.id or 0) == cube.records == 120
    beside = counted(questionnaire, some_records(questionnaire, 120), keys_for(["x"] * 120))
    assert (cube.counts == beside.counts).all()
    assert (cube.keys != beside.keys).any()


def test_only_the_counters_connection_can_prepare(engine: Engine) -> None:
    asked = ask(engine, a_closed_wave(engine))
    with pytest.raises((DatabaseError, InsufficientPrivilege)):  # PostgreSQL's own driver is asked for the records
        preparing.work(engine)
    assert outcome(engine, asked).refusal_code == "preparation-failed"


def test_an_open_wave_is_not_released(engine: Engine) -> None:
    with writing(engine) as session:
        wave = an_open_wave(session, a_worked_example())
    with pytest.raises(Conflict) as refusal:
        ask(engine, wave)
    assert refusal.value.code == "wave-not-closed"


def test_nothing_is_released_before_grace_ends_and_the_day_is_named(
    engine: Engine, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 6, 10, 12, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: noon)
    wave = a_closed_wave(engine, grace_days=7)
    with pytest.raises(Conflict) as refusal:
        ask(engine, wave)
    assert (refusal.value.code, refusal.value.details["day"]) == ("grace-not-over", "2026-06-17")
    assert "17 June 2026" in refusal.value.reason
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(days=7, seconds=-1))
    with pytest.raises(Conflict, match="17 June"):
        ask(engine, wave)
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(days=7))
    asked = ask(engine, wave)
    assert preparing.work(counting_engine)
    assert outcome(engine, asked).state is PreparationState.DONE


def test_asking_twice_is_asking_once(engine: Engine) -> None:
    wave = a_closed_wave(engine)
    assert ask(engine, wave).id == ask(engine, wave).id
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM preparation")).scalar_one() == 1


def test_a_wave_is_released_once(engine: Engine, counting_engine: Engine) -> None:
    stored = a_stored_release(engine, counting_engine)
    with pytest.raises(Conflict) as refusal, writing(engine) as session:
        asking.request(session, waves.by_code(session, stored.wave), BY)
    assert refusal.value.code == "already-released"


@pytest.mark.parametrize("number", [0, 24])
def test_a_refusal_is_stored_with_its_code_and_its_reason(engine: Engine, counting_engine: Engine, number: int) -> None:
    asked = ask(engine, a_closed_wave(engine, number))
    assert preparing.work(counting_engine) is True
    refused = outcome(engine, asked)
    assert (refused.state, refused.refusal_code, refused.release_id) == (PreparationState.REFUSED, "too-few-children", None)
    assert "25" in (refused.refusal_reason or "")
    with reading(engine) as session:
        assert releases.all_releases(session) == []


def test_after_a_refusal_one_may_ask_again(engine: Engine, counting_engine: Engine) -> None:
    wave = a_closed_wave(engine, 10)
    first = ask(engine, wave)
    preparing.work(counting_engine)
    second = ask(engine, wave)
    assert second.id != first.id
    with reading(engine) as session:
        newest = asking.latest(session, wave)
        assert newest is not None
        assert newest.id == second.id


def test_a_broken_record_is_refused_by_name_and_never_counted(engine: Engine, counting_engine: Engine) -> None:
    with writing(engine) as session:
        wave = an_open_wave(session, a_worked_example(), code="K7Q")
        questionnaire, _ = versions.questionnaire_of(session, wave)
    sent_to(engine, wave, [*some_records(questionnaire, 60), "118.100.1"])
    with writing(engine) as session:
        waves.close(session, waves.by_code(session, "K7Q"))
    asked = ask(engine, wave)
    preparing.work(counting_engine)
    refused = outcome(engine, asked)
    assert refused.refusal_code == "broken-record"
    assert "CON1A" in (refused.refusal_reason or "")


def test_a_plan_that_is_not_the_one_fixed_at_opening_is_refused(engine: Engine, counting_engine: Engine) -> None:
    wave = a_closed_wave(engine)
    with writing(engine) as session:
        waves.by_code(session, wave.code).plan_hash = plan_hash.__name__
    asked = ask(engine, wave)
    preparing.work(counting_engine)
    assert outcome(engine, asked).refusal_code == "plan-changed"


def test_a_fault_of_the_program_leaves_nobody_waiting(
    engine: Engine, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(engine, a_closed_wave(engine))

    def fails(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(preparing, "protect", fails)
    with pytest.raises(ZeroDivisionError):
        preparing.work(counting_engine)
    assert outcome(engine, asked).refusal_code == "preparation-failed"
    assert asking.waiting(engine) is None


def test_requests_are_worked_off_in_their_order(engine: Engine, counting_engine: Engine) -> None:
    first, second = (ask(engine, a_closed_wave(engine, code=code)) for code in ("AA", "BB"))
    preparing.work(counting_engine)
    assert outcome(engine, first).state is PreparationState.DONE
    assert outcome(engine, second).state is PreparationState.WAITING


def test_what_has_been_done_is_not_done_again(engine: Engine, counting_engine: Engine) -> None:
    asked = ask(engine, a_closed_wave(engine))
    preparing.work(counting_engine)
    assert asked.id is not None
    preparing.prepare(counting_engine, asked.id)
    assert outcome(engine, asked).state is PreparationState.DONE


def test_on_postgres_counting_sees_one_moment(counting_engine: Engine) -> None:
    with preparing._snapshot(counting_engine) as session:
        if counting_engine.dialect.name == "sqlite":
            assert session.connection().get_execution_options()["reads_only"] is True
        else:
            assert session.connection().get_isolation_level() == "REPEATABLE READ"
            assert session.connection().execute(text("SHOW transaction_read_only")).scalar_one() == "on"
    other = connect(counting_engine.url.render_as_string(hide_password=False), Purpose.COUNTING)
    with other.connect() as connection:
        assert connection.get_isolation_level() != "REPEATABLE READ"
    other.dispose()


def test_a_real_wave_is_released_like_any_other_with_what_was_recorded_of_whom_it_is_for(
    engine: Engine, counting_engine: Engine
) -> None:
    recorded = Evidence(audience="The ministry", who_may_be_missed="Children at work", feedback_on=MONDAY)
    asked = ask(engine, a_closed_wave(engine, practice=False, grace_days=0, evidence=recorded))
    preparing.work(counting_engine)
    assert outcome(engine, asked).state is PreparationState.DONE
    with reading(engine) as session:
        release = releases.by_name(session, "K7Q/1").release
    assert (release.audience, release.missed, release.reply_by) == ("The ministry", "Children at work", MONDAY)


PROVED = frozenset([("HLP1", (0, 1))])


def verdicts(*proved: frozenset[tuple[str, tuple[int, ...]]]) -> Callable[..., audit.Verdict]:
    """A judge that finds these sets exposed, one after the other, and then nothing."""
    left = list(proved)

    def judged(*_arguments: object) -> audit.Verdict:
        found = left.pop(0) if left else frozenset()
        faults = tuple(f"{item}: an answer of a hidden group of few children can be proved." for item, _ in found)
        return audit.Verdict({}, faults, None, {"certain": 0.0}, True, found)

    return judged


def test_a_release_that_falls_to_the_attack_is_protected_better(
    engine: Engine, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[object] = []

    def watched(*arguments: Any) -> Protected:
        given.append(arguments[-1])
        return disclosure.protect(*arguments)

    monkeypatch.setattr(preparing, "protect", watched)
    monkeypatch.setattr(audit, "judged", verdicts(PROVED))
    asked = ask(engine, a_closed_wave(engine))
    preparing.work(counting_engine)
    assert given == [frozenset(), PROVED]
    assert outcome(engine, asked).state is PreparationState.DONE


@pytest.mark.parametrize(
    "found", [[PROVED] * 9, [frozenset([("HLP1", (place,))]) for place in range(9)]], ids=["the same again", "ever another"]
)
def test_a_release_that_cannot_be_saved_is_not_stored_and_the_reason_names_no_number(
    engine: Engine,
    counting_engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    found: list[frozenset[tuple[str, tuple[int, ...]]]],
) -> None:
    monkeypatch.setattr(audit, "judged", verdicts(*found))
    asked = ask(engine, a_closed_wave(engine))
    preparing.work(counting_engine)
    refused = outcome(engine, asked)
    assert (refused.state, refused.refusal_code, refused.release_id) == (PreparationState.REFUSED, "attack-succeeded", None)
    reason = refused.refusal_reason or ""
    assert "HLP1: an answer of a hidden group of few children can be proved." in reason
    assert not any(character.isdigit() for character in reason.replace("HLP1", ""))
    assert "HLP1: an answer of a hidden group" in caplog.text
    with reading(engine) as session:
        assert releases.all_releases(session) == []


def test_an_intruder_that_fails_publishes_nothing(
    engine: Engine, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    asked = ask(engine, a_closed_wave(engine))
    with pytest.raises(subprocess.CalledProcessError):
        preparing.work(counting_engine)
    assert outcome(engine, asked).refusal_code == "preparation-failed"
    with reading(engine) as session:
        assert releases.all_releases(session) == []


def test_a_stored_release_is_attacked_again_with_the_truth_and_without_it_once_that_is_gone(
    engine: Engine, counting_engine: Engine
) -> None:
    a_stored_release(engine, counting_engine)
    verdict = preparing.verdict_on(counting_engine, "K7Q/1")
    assert (verdict.ok, verdict.with_truth) == (True, True)
    with counting_engine.begin() as connection:
        connection.execute(text("DELETE FROM submission"))
    verdict = preparing.verdict_on(counting_engine, "K7Q/1")
    assert (verdict.ok, verdict.with_truth) == (True, False)
