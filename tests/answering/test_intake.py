"""Intake: a finished form is stored once and thanked; everything else is refused kindly and stores nothing."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from app import clock
from app.answering import submissions
from app.answering.intake import LARGEST_BODY, submission_id
from app.answering.submissions import Entry
from app.answering.writer import Writer
from app.config import Settings, settings
from app.database import writing
from app.errors import Busy
from app.main import everything
from app.surveys import versions, waves
from app.surveys.models import Wave
from tests.makers import MONDAY, a_form, a_survey, a_wave, an_open_wave, open_text, pick, single

URLENCODED = {"content-type": "application/x-www-form-urlencoded"}
SCRIPT = {**URLENCODED, "accept": "application/problem+json"}
SURVEY = a_survey(single("Q1"), single("Q2", bands="2"), pick("P"), open_text("T1"))
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def version(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with writing(engine) as session:
        wave = an_open_wave(session, SURVEY, code="OPEN", grace_days=2)
        return versions.questionnaire_of(session, wave)[1]


@pytest.fixture
def phone(engine: Engine, version: str) -> Iterator[TestClient]:
    assert version
    with TestClient(everything(engine, settings()), follow_redirects=False) as client:
        yield client


def records(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT record FROM submission ORDER BY record")).scalars())


def remarks(engine: Engine) -> list[tuple[str, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT item, language, band, text FROM remark"))]


def test_without_script_the_child_is_led_to_the_thanks(phone: TestClient, version: str, counting_engine: Engine) -> None:
    answer = phone.post("/OPEN/en/2", content=a_form(version, "Q1=2", "P=1", "P=2", "T1=Be+kind"), headers=URLENCODED)
    assert (answer.status_code, answer.headers["location"]) == (303, "/OPEN/en/thanks")
    assert records(counting_engine) == ["22-110"]
    assert remarks(counting_engine) == [("T1", "en", "2", "Be kind")]


def test_the_script_is_told_without_a_page(phone: TestClient, version: str, counting_engine: Engine) -> None:
    answer = phone.post("/OPEN/en/1", content=a_form(version, "Q1=!"), headers=SCRIPT)
    assert (answer.status_code, answer.content) == (204, b"")
    assert records(counting_engine) == ["1!.---"]


def test_sending_twice_counts_once_and_says_thank_you_twice(phone: TestClient, version: str, counting_engine: Engine) -> None:
    form = a_form(version, "Q1=2", "T1=Once")
    for _ in range(2):
        assert phone.post("/OPEN/en/2", content=form, headers=URLENCODED).status_code == 303
    assert len(records(counting_engine)) == len(remarks(counting_engine)) == 1


def test_the_same_answers_of_two_children_count_twice(phone: TestClient, version: str, counting_engine: Engine) -> None:
    for _ in range(2):
        phone.post("/OPEN/en/1", content=a_form(version, "Q1=2"), headers=SCRIPT)
    assert len(records(counting_engine)) == 2


def test_an_id_depends_on_the_nonce_and_on_the_secret_of_the_wave() -> None:
    names = {submission_id(secret, nonce) for secret in (b"a" * 32, b"b" * 32) for nonce in (b"1" * 16, b"2" * 16)}
    assert len(names) == 4
    assert {len(name) for name in names} == {16}


BROKEN: dict[str, Callable[[str], bytes]] = {
    "an unknown item": lambda version: a_form(version, "ZZ=1"),
    "an item of another band": lambda version: a_form(version, "Q2=1"),
    "an unknown option": lambda version: a_form(version, "Q1=8"),
    "not UTF-8": lambda version: a_form(version, "Q1=1") + b"&Q%ff=1",
    "another version": lambda _: a_form("0" * 64, "Q1=1"),
    "no version": lambda _: b"Q1=1",
    "no nonce": lambda version: f"Q1=1&version={version[:16]}".encode(),
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("headers", [URLENCODED, SCRIPT], ids=["page", "script"])
def test_a_broken_form_is_refused_kindly_and_nothing_is_stored(
    phone: TestClient, version: str, counting_engine: Engine, name: str, headers: dict[str, str]
) -> None:
    answer = phone.post("/OPEN/en/1", content=BROKEN[name](version), headers=headers)
    assert answer.status_code == 400
    if headers is SCRIPT:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "broken-form"
    else:
        assert "1387" in answer.text, "help stands on every page, this one included"
        assert "Traceback" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert not records(counting_engine)


def test_a_form_of_another_kind_or_size_is_refused(phone: TestClient, version: str, counting_engine: Engine) -> None:
    other = phone.post("/OPEN/en/1", content=a_form(version, "Q1=1"), headers={"content-type": "text/plain"})
    large = phone.post("/OPEN/en/2", content=a_form(version, "T1=" + "x" * LARGEST_BODY), headers=SCRIPT)
    assert (other.status_code, large.status_code) == (400, 413)
    assert large.json()["code"] == "form-too-large"
    assert not records(counting_engine)


@pytest.mark.parametrize("path", ["/OPEN/th/1", "/OPEN/en/7"])
def test_a_language_or_band_that_the_wave_has_not_is_refused(phone: TestClient, version: str, path: str) -> None:
    assert phone.post(path, content=a_form(version, "Q1=1"), headers=SCRIPT).json()["code"] == "broken-form"


def test_an_unknown_code_gets_a_kind_page(phone: TestClient, version: str) -> None:
    answer = phone.post("/NOWHERE/en/1", content=a_form(version, "Q1=1"), headers=URLENCODED)
    assert answer.status_code == 404
    assert "<html" in answer.text


def test_a_draft_takes_nothing(engine: Engine, phone: TestClient, version: str, counting_engine: Engine) -> None:
    with writing(engine) as session:
        a_wave(session, SURVEY, code="DRAFT")
    assert phone.post("/DRAFT/en/1", content=a_form(version, "Q1=1"), headers=SCRIPT).status_code == 409
    assert not records(counting_engine)


def test_after_closing_answers_are_taken_for_exactly_the_days_of_grace(
    engine: Engine, phone: TestClient, version: str, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(engine) as session:
        waves.pause(session, waves.by_code(session, "OPEN"))
    assert phone.post("/OPEN/en/1", content=a_form(version, "Q1=1"), headers=SCRIPT).status_code == 204
    with writing(engine) as session:
        waves.close(session, waves.by_code(session, "OPEN"))
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=2, seconds=-1))
    assert phone.post("/OPEN/en/1", content=a_form(version, "Q1=1"), headers=SCRIPT).status_code == 204
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=2))
    late = phone.post("/OPEN/en/1", content=a_form(version, "Q1=1"), headers=SCRIPT)
    assert (late.status_code, late.json()["code"]) == (409, "too-late")
    assert len(records(counting_engine)) == 2


class Stuck(Writer):
    """A writer whose commits wait until told."""

    def __init__(self, engine: Engine, most_waiting: int) -> None:
        self.go = threading.Event()
        super().__init__(engine, most_waiting)

    def _commit(self, entries: object) -> list[None]:  # type: ignore[override]
        self.go.wait(10)
        return [None for _ in entries]  # type: ignore[attr-defined]


def test_a_full_queue_says_come_again_and_stores_nothing(engine: Engine, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.main.Writer", Stuck)
    application = everything(engine, Settings(intake_queue=2))
    stuck: Stuck = application.writer  # type: ignore[assignment]

    async def many_phones() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app=application)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test", headers=SCRIPT) as client:
            first = [asyncio.create_task(client.post("/OPEN/en/1", content=a_form(version, "Q1=1"))) for _ in range(8)]
            await asyncio.sleep(0.5)
            stuck.go.set()
            return await asyncio.gather(*first)

    answers = asyncio.run(many_phones())
    application.close()
    busy = [answer for answer in answers if answer.status_code == 503]
    assert busy
    assert all(answer.headers["retry-after"] for answer in busy)
    assert {answer.status_code for answer in answers} == {204, 503}


def an_entry(wave: Wave, name: int, record: str = "1-.---") -> Entry:
    assert wave.id is not None
    return Entry(wave.id, name.to_bytes(16, "big"), wave.version_id, record, MONDAY)


def test_a_bad_neighbour_never_fails_a_good_record(
    engine: Engine, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(engine) as session:
        wave = an_open_wave(session, SURVEY)
    add = submissions.add

    def refuse_some(connection: object, entries: list[Entry]) -> None:
        add(connection, entries)  # type: ignore[arg-type]
        if any(entry.record == "bad" for entry in entries):
            connection.execute(text("INSERT INTO survey (code) VALUES (NULL)"))  # type: ignore[attr-defined]

    monkeypatch.setattr("app.answering.writer.submissions.add", refuse_some)
    writer = Writer(engine, 1_000)

    async def send_all() -> list[object]:
        entries = [an_entry(wave, name, "bad" if name in (7, 23) else "1-.---") for name in range(40)]
        return await asyncio.gather(*(writer.add(entry) for entry in entries), return_exceptions=True)

    outcomes = asyncio.run(send_all())
    writer.close()
    assert [number for number, outcome in enumerate(outcomes) if isinstance(outcome, Busy)] == [7, 23]
    assert len(records(counting_engine)) == 38


def test_closing_the_writer_commits_what_waits(engine: Engine, counting_engine: Engine) -> None:
    with writing(engine) as session:
        wave = an_open_wave(session, SURVEY)
    writer = Writer(engine, 1_000)

    async def send_and_close() -> None:
        tasks = [asyncio.create_task(writer.add(an_entry(wave, name))) for name in range(100)]
        await asyncio.sleep(0)
        await asyncio.to_thread(writer.close)
        await asyncio.gather(*tasks)

    asyncio.run(send_and_close())
    assert len(records(counting_engine)) == 100


def test_when_the_database_is_away_everybody_who_waits_is_told_at_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing(engine) as session:
        wave = an_open_wave(session, SURVEY)
    attempts: list[int] = []

    def away(_connection: object, entries: list[Entry]) -> None:
        attempts.append(len(entries))
        raise OperationalError("INSERT", None, Exception("gone"))

    monkeypatch.setattr("app.answering.writer.submissions.add", away)
    writer = Writer(engine, 1_000)

    async def send_all() -> list[object]:
        return await asyncio.gather(*(writer.add(an_entry(wave, name)) for name in range(40)), return_exceptions=True)

    outcomes = asyncio.run(send_all())
    writer.close()
    assert all(isinstance(outcome, Busy) for outcome in outcomes)
    assert sum(attempts) == 40, "no batch is tried twice"


def test_an_unforeseen_error_is_a_kind_page_and_its_message_is_not_logged(
    phone: TestClient, version: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a form said Q1=2")

    monkeypatch.setattr("app.answering.intake.submission_id", fail)
    answer = phone.post("/OPEN/en/1", content=a_form(version, "Q1=2"), headers=URLENCODED)
    assert answer.status_code == 503
    assert "<html" in answer.text
    assert "RuntimeError" in caplog.text
    assert "Q1=2" not in caplog.text
