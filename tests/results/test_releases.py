"""Releases are kept as they were: names, digests, the chain, withdrawal."""

import hashlib
import json
from datetime import datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.accounts import acts
from app.database import reading, writing
from app.errors import Conflict, Invalid, NotFound
from app.results import releases
from app.results.models import StoredRelease
from app.results.releases import Release
from app.surveys import waves
from tests.makers import a_wave
from tests.results.children import a_closed_wave, a_stored_release


def verified(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return releases.verify(session)


def found_after(engine: Engine, column: str, value: object) -> list[str]:
    """What is found wrong after a change to the first release, which is taken back."""
    with Session(engine) as session:
        session.connection().execute(text(f"UPDATE release SET {column} = :value WHERE id = 1"), {"value": value})
        return releases.verify(session)


@pytest.fixture
def two(engine: Engine, counting_engine: Engine) -> None:
    for code in ("AA", "BB"):
        a_stored_release(engine, counting_engine, code=code)


def test_a_release_is_chained_by_digest_to_the_one_before(engine: Engine, counting_engine: Engine, two: None) -> None:
    with reading(engine) as session:
        first, second = releases.all_releases(session)
        documents = [session.get_one(StoredRelease, number).document for number in (1, 2)]
    assert [first.digest, second.digest] == [hashlib.sha256(document).hexdigest() for document in documents]
    assert first.release.prev_chain == "0" * 64
    assert second.release.prev_chain == first.chain
    assert second.chain == hashlib.sha256((first.chain + second.digest).encode()).hexdigest()
    assert a_stored_release(engine, counting_engine, code="CC").release.prev_chain == second.chain
    assert verified(engine) == []


def test_a_release_reads_back_as_it_was_written_parameters_included(engine: Engine, two: None) -> None:
    with reading(engine) as session:
        release = releases.by_name(session, "BB/1").release
        document = session.get_one(StoredRelease, 2).document
    assert releases.written(release) == document
    assert Release.model_validate_json(document) == release
    plain = json.loads(document)
    assert plain["rules"]["k_show"] == 25
    assert plain["rules"]["blur_sigma"] == 2.0
    assert plain["cells"]["CON1A/GEN=3"] is None


def test_a_release_tells_no_time_finer_than_a_day_no_secret_and_no_true_number(engine: Engine, two: None) -> None:
    with reading(engine) as session:
        document = session.get_one(StoredRelease, 1).document.decode()
    with engine.connect() as connection:
        secret = connection.execute(text("SELECT secret FROM wave WHERE code = 'AA'")).scalar_one()
    assert secret.hex() not in document
    facts = {key: value for key, value in json.loads(document).items() if key not in {"questionnaire", "codebook", "plan"}}
    days = {key for key, value in facts.items() if isinstance(value, str) and _is_moment(value)}
    assert days == {"day", "opened_on", "closed_on"}
    assert all(len(facts[key]) == len("2026-06-01") for key in days)
    assert facts["respondents"] % 5 == 0


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


UNKNOWN = ("CC/1", "AA/2", "AA", "aa/1", "AA/01", "AA/1/2", "", "AA/9999999", "' OR 1=1/1")


def test_an_unknown_name_is_not_found(engine: Engine, two: None) -> None:
    for name in UNKNOWN:
        with pytest.raises(NotFound) as refusal, reading(engine) as session:
            releases.by_name(session, name)
        assert refusal.value.code == "unknown-release"


def test_a_withdrawn_release_still_stands_with_its_reason_and_is_withdrawn_once(engine: Engine, two: None) -> None:
    with writing(engine) as session:
        releases.withdraw(session, "AA/1", " The wrong wave was closed. ")
    with reading(engine) as session:
        stored = releases.by_name(session, "AA/1")
    assert stored.withdrawn_reason == "The wrong wave was closed."
    assert stored.withdrawn_on is not None
    assert verified(engine) == []
    with pytest.raises(Conflict) as refusal, writing(engine) as session:
        releases.withdraw(session, "AA/1", "Again")
    assert refusal.value.code == "already-withdrawn"


def test_nothing_is_withdrawn_without_a_reason(engine: Engine, two: None) -> None:
    with pytest.raises(Invalid) as refusal, writing(engine) as session:
        releases.withdraw(session, "AA/1", "  ")
    assert refusal.value.code == "reason-missing"


def test_a_second_release_of_a_wave_is_refused_by_the_act_and_by_the_database(counting_engine: Engine, two: None) -> None:
    with reading(counting_engine) as session:
        row = session.get_one(StoredRelease, 1)
        release = releases.by_name(session, "BB/1")
    with pytest.raises(Conflict) as refusal, writing(counting_engine) as session:
        releases.store(session, waves.by_code(session, "BB"), release.release.model_copy(update={"prev_chain": release.chain}))
    assert refusal.value.code == "already-released"
    with pytest.raises(IntegrityError), writing(counting_engine) as session:
        session.add(StoredRelease(**{**row.model_dump(exclude={"id"}), "number": 1, "prev_chain": "x"}))


def test_the_release_of_a_wave_is_found_by_the_wave(engine: Engine, two: None) -> None:
    with writing(engine) as session:
        of_none = a_wave(session, code="CC")
        found = [releases.of_wave(session, waves.by_code(session, code)) for code in ("AA", "BB")]
        assert [one.release.name for one in found if one] == ["AA/1", "BB/1"]
        assert releases.of_wave(session, of_none) is None


def test_two_releases_cannot_follow_the_same_one(engine: Engine, counting_engine: Engine, two: None) -> None:
    third = a_closed_wave(engine, code="CC")
    with pytest.raises(Conflict) as refusal, writing(counting_engine) as session:
        releases.store(session, third, releases.by_name(session, "BB/1").release)  # drafted when AA's was the newest
    assert refusal.value.code == "chain-moved"
    with reading(counting_engine) as session:
        row = session.get_one(StoredRelease, 2)
    with pytest.raises(IntegrityError), writing(counting_engine) as session:
        session.add(StoredRelease(**{**row.model_dump(exclude={"id"}), "number": 2}))


def test_whatever_is_changed_is_found(counting_engine: Engine, two: None) -> None:
    with reading(counting_engine) as session:
        document = session.get_one(StoredRelease, 1).document
    more_children = document.replace(b'"respondents":', b'"respondents":1')
    assert more_children != document
    for column, value, problem in (
        ("digest", "0" * 64, "does not have its digest"),
        ("chain", "0" * 64, "link in the chain"),
        ("prev_chain", "1" * 64, "does not follow"),
        ("number", 7, "another number"),
        ("document", b"{}", "cannot be read"),
        ("document", more_children, "Release AA/1: its document does not have its digest."),
    ):
        assert any(problem in found for found in found_after(counting_engine, column, value)), column
    assert verified(counting_engine) == []


def test_what_the_chain_cannot_show_is_found_in_the_other_books(engine: Engine, counting_engine: Engine, two: None) -> None:
    with counting_engine.begin() as connection:
        connection.execute(text("UPDATE preparation SET release_id = NULL WHERE release_id = 2"))
        connection.execute(text("DELETE FROM release WHERE id = 2"))
    assert verified(counting_engine) == ["Wave BB: a release was made for it and is not there."]


def test_a_release_that_was_put_under_another_wave_is_found(engine: Engine, counting_engine: Engine, two: None) -> None:
    with writing(engine) as session:
        other = a_wave(session, code="CC").id
    found = found_after(counting_engine, "wave_id", other)
    assert found == ["Release AA/1: its document is about another wave.", "Wave AA: a release was made for it and is not there."]


def test_a_withdrawal_that_was_undone_is_found(engine: Engine, counting_engine: Engine, two: None) -> None:
    with writing(engine) as session:
        releases.withdraw(session, "AA/1", "The form had a wrong word.")
        acts.record(session, "steward@office.test", acts.What.WITHDRAWN, wave="AA")
    assert verified(counting_engine) == []
    with counting_engine.begin() as connection:
        connection.execute(text("UPDATE release SET withdrawn_on = NULL, withdrawn_reason = NULL"))
    assert verified(counting_engine) == ["Wave AA: its release was withdrawn and is not marked as withdrawn."]


def test_a_release_that_was_removed_is_missed(counting_engine: Engine, two: None) -> None:
    with counting_engine.begin() as connection:
        connection.execute(text("DELETE FROM preparation"))
        connection.execute(text("DELETE FROM release WHERE id = 1"))
    assert any("does not follow" in found for found in verified(counting_engine))
