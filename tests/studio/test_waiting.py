"""A reviewer finds on the first page what waits for them: waves to approve, languages to review, and nothing of their own."""

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from starlette.testclient import TestClient

from app import clock
from app.accounts.models import Account, Role
from app.database import reading, writing
from app.studio.changes import Put
from app.studio.drafts import change
from app.studio.translating import reviewing
from app.surveys import support, waves
from tests.makers import a_wave
from tests.office import a_desk, words
from tests.studio.complete import TODAY, a_contact, a_sensitive_survey, everything_recorded, heard_and_reviewed
from tests.studio.translating.desk import a_survey_here, translate_all

NOTHING = "Nothing waits for your review."


@pytest.fixture(autouse=True)
def _a_day_and_a_country_with_a_known_helpline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "contacts", lambda country: (a_contact(),))
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def reviewer(engine: Engine) -> TestClient:
    return a_desk(engine, Role.REVIEWER)


def account(engine: Engine, role: Role) -> int:
    with reading(engine) as session:
        return session.exec(select(Account).where(Account.role == role)).one().id or 0


def test_where_nothing_waits_that_is_said(reviewer: TestClient) -> None:
    assert NOTHING in words(reviewer.get("/office").text)


def test_a_real_wave_that_lacks_only_approval_waits_until_it_is_approved(engine: Engine, reviewer: TestClient) -> None:
    with writing(engine) as session:
        wave = a_wave(session, a_sensitive_survey(), code="REAL", practice=False, grace_days=7)
        heard_and_reviewed(session)
    assert NOTHING in words(reviewer.get("/office").text), "its gates are shut"
    with writing(engine) as session:
        wave = waves.by_code(session, "REAL")
        wave.evidence = everything_recorded()
        session.add(wave)
    page = reviewer.get("/office").text
    assert "REAL has passed its gates and waits for your approval." in words(page)
    assert 'href="/office/waves/REAL/gates"' in page
    assert NOTHING not in words(page)
    assert reviewer.post("/office/waves/REAL/approve").status_code == 303
    assert NOTHING in words(reviewer.get("/office").text)


def test_a_complete_language_waits_for_whoever_has_not_written_it(engine: Engine, reviewer: TestClient) -> None:
    a_desk(engine)
    writer, reader = account(engine, Role.FACILITATOR), account(engine, Role.REVIEWER)
    code = a_survey_here(engine, writer, "th", "id")

    def waiting() -> str:
        return words(reviewer.get("/office").text)

    assert "Texts of TEST wait for your review: English." in waiting()
    with writing(engine) as session:
        translate_all(session, code, "th", writer)
        translate_all(session, code, "id", reader)
    assert "wait for your review: English, Thai." in waiting(), "Indonesian is the reviewer's own"
    with writing(engine) as session:
        change(session, code, [Put(place=("title", "en"), was="A test", becomes="Another test")], writer)
    assert "wait for your review: English." in waiting(), "Thai is looked at again first"
    with writing(engine) as session:
        change(session, code, [Put(place=("title", "en"), was="Another test", becomes="A test")], writer)
        reviewing.review(session, code, "th", reader)
        reviewing.review(session, code, "en", reader)
    assert NOTHING in waiting()
