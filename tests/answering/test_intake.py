"""Intake: a finished form is stored once and thanked; everything else is refused kindly and stores nothing."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from app import clock
from app.answering.intake import LARGEST_BODY, LARGEST_SEALED, submission_id
from app.answering.sealed import public_key
from app.answering.writer import Writer
from app.config import Settings, settings
from app.database import reading, writing
from app.main import everything
from app.surveys import versions, waves
from tests.answering.sealing import a_sealed_form, sealed_to
from tests.makers import a_form, a_survey, a_wave, an_open_wave, open_text, pick, single

URLENCODED = {"content-type": "application/x-www-form-urlencoded"}
SCRIPT = {**URLENCODED, "accept": "application/problem+json"}
SEALED = {"content-type": "application/octet-stream"}
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


def the_key(engine: Engine, code: str = "OPEN") -> str:
    """What the pages of the wave carry."""
    with reading(engine) as session:
        secret = waves.by_code(session, code).secret
    assert secret is not None
    return public_key(secret)


def test_an_answer_that_waited_counts_like_any_other(
    engine: Engine, phone: TestClient, version: str, counting_engine: Engine
) -> None:
    form = a_form(version, "Q1=2", "P=1", "P=2", "T1=Be+kind")
    answer = phone.post("/OPEN", content=a_sealed_form(the_key(engine), "OPEN", form, band="2"), headers=SEALED)
    assert (answer.status_code, answer.content) == (204, b"")
    assert records(counting_engine) == ["22-110"]
    assert remarks(counting_engine) == [("T1", "en", "2", "Be kind")]


def test_a_form_counts_once_however_often_it_is_sent_sealed_and_plain(
    engine: Engine, phone: TestClient, version: str, counting_engine: Engine
) -> None:
    form = a_form(version, "Q1=2", "T1=Once")
    body = a_sealed_form(the_key(engine), "OPEN", form, band="2")
    another = a_sealed_form(the_key(engine), "OPEN", form, band="2")
    assert another != body, "each sealing looks different"
    for address, content, headers in [
        ("/OPEN", body, SEALED),
        ("/OPEN/en/2", form, SCRIPT),
        ("/OPEN", body, SEALED),
        ("/OPEN", another, SEALED),
    ]:
        assert phone.post(address, content=content, headers=headers).status_code == 204
    assert len(records(counting_engine)) == len(remarks(counting_engine)) == 1
    phone.post("/OPEN", content=a_sealed_form(the_key(engine), "OPEN", a_form(version, "Q1=2")), headers=SEALED)
    assert len(records(counting_engine)) == 2, "another child's answers wait sealed beside them"


UNREADABLE: dict[str, Callable[[str, str], bytes]] = {
    "not sealed": lambda _, version: a_form(version, "Q1=1"),
    "sealed to another wave": lambda key, version: a_sealed_form(key, "OTHER", a_form(version, "Q1=1")),
    "cut short": lambda key, version: a_sealed_form(key, "OPEN", a_form(version, "Q1=1"))[:-1],
    "without a band": lambda key, version: sealed_to(key, "OPEN", a_form(version, "Q1=1")),
    "of another language": lambda key, version: a_sealed_form(key, "OPEN", a_form(version, "Q1=1"), language="th"),
    "of another band": lambda key, version: a_sealed_form(key, "OPEN", a_form(version, "Q1=1"), band="7"),
    "of another version": lambda key, _: a_sealed_form(key, "OPEN", a_form("0" * 64, "Q1=1")),
    "with an unknown option": lambda key, version: a_sealed_form(key, "OPEN", a_form(version, "Q1=8")),
    "without a nonce": lambda key, version: a_sealed_form(key, "OPEN", f"Q1=1&version={version[:16]}".encode()),
    "nothing": lambda *_: b"",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_sealed_form_that_cannot_be_read_is_refused_for_good_and_nothing_is_stored(
    engine: Engine, phone: TestClient, version: str, counting_engine: Engine, name: str
) -> None:
    answer = phone.post("/OPEN", content=UNREADABLE[name](the_key(engine), version), headers=SEALED)
    assert answer.status_code == answer.json()["status"] == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["code"] == "broken-form"
    assert not records(counting_engine)


def test_a_sealed_form_may_be_as_large_as_a_plain_one(
    engine: Engine, phone: TestClient, version: str, counting_engine: Engine
) -> None:
    def of(size: int) -> bytes:
        start = a_form(version, "Q1=1", "T1=")
        return start.replace(b"T1=", b"T1=" + b"x" * (size - len(start)))

    statuses = [
        phone.post("/OPEN", content=a_sealed_form(the_key(engine), "OPEN", of(size), band="2"), headers=SEALED).status_code
        for size in (LARGEST_BODY, LARGEST_BODY + 1, LARGEST_BODY + 1024)
    ]
    assert statuses == [204, 413, 413]
    noise = phone.post("/OPEN", content=bytes(LARGEST_SEALED + 1), headers=SEALED)
    assert (noise.status_code, noise.json()["code"], noise.json()["status"]) == (413, "form-too-large", 413)
    assert len(records(counting_engine)) == 1


def test_a_sealed_form_that_comes_after_grace_is_told_so(
    engine: Engine, phone: TestClient, version: str, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(engine) as session:
        waves.close(session, waves.by_code(session, "OPEN"))
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=2, seconds=-1))
    body = a_sealed_form(the_key(engine), "OPEN", a_form(version, "Q1=1"))
    assert phone.post("/OPEN", content=body, headers=SEALED).status_code == 204
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=2))
    body = a_sealed_form(the_key(engine), "OPEN", a_form(version, "Q1=1"))
    late = phone.post("/OPEN", content=body, headers=SEALED)
    assert (late.status_code, late.json()["code"]) == (409, "too-late")
    assert len(records(counting_engine)) == 1


def test_a_wave_whose_secret_was_destroyed_opens_nothing_and_says_too_late(
    engine: Engine, phone: TestClient, version: str, counting_engine: Engine
) -> None:
    body = a_sealed_form(the_key(engine), "OPEN", a_form(version, "Q1=1"))
    with writing(engine) as session:
        waves.by_code(session, "OPEN").secret = None
    late = phone.post("/OPEN", content=body, headers=SEALED)
    assert (late.status_code, late.json()["code"]) == (409, "too-late")
    assert not records(counting_engine)


def test_a_sealed_form_for_no_wave_is_not_found(phone: TestClient, version: str) -> None:
    answer = phone.post("/NOWHERE", content=b"sealed", headers=SEALED)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-wave")


def test_a_sealed_form_that_finds_the_queue_full_is_to_come_again(
    engine: Engine, version: str, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.main.Writer", lambda engine, _: Writer(engine, 0))
    with TestClient(everything(engine, settings())) as client:
        body = a_sealed_form(the_key(engine), "OPEN", a_form(version, "Q1=1"))
        answer = client.post("/OPEN", content=body, headers=SEALED)
    assert (answer.status_code, answer.json()["code"]) == (503, "queue-full")
    assert answer.headers["retry-after"]
    assert not records(counting_engine)


@pytest.mark.parametrize("culprit", ["submission_id", "sealed.opened"])
def test_a_mistake_of_ours_lets_a_sealed_form_come_again_and_tells_no_log(
    engine: Engine,
    phone: TestClient,
    version: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    culprit: str,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a form said Q1=2")

    monkeypatch.setattr(f"app.answering.intake.{culprit}", fail)
    answer = phone.post("/OPEN", content=a_sealed_form(the_key(engine), "OPEN", a_form(version, "Q1=2")), headers=SEALED)
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert answer.headers["retry-after"]
    assert "RuntimeError" in caplog.text
    assert "Q1=2" not in caplog.text + answer.text


def test_only_bytes_are_taken_for_a_sealed_form(phone: TestClient, version: str, counting_engine: Engine) -> None:
    assert phone.post("/OPEN", content=a_form(version, "Q1=1"), headers=SCRIPT).status_code == 405
    assert phone.post("/OPEN/en/1", content=a_form(version, "Q1=1"), headers={**SCRIPT, **SEALED}).status_code == 400
    assert not records(counting_engine)


def test_a_sealed_form_is_opened_beside_the_loop_so_that_others_need_not_wait(
    engine: Engine, phone: TestClient, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, where = the_key(engine), list[bool]()

    def watched(*_: object) -> tuple[str, str, bytes]:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            where.append(True)
        return "en", "1", a_form(version, "Q1=1")

    monkeypatch.setattr("app.answering.intake.sealed.opened", watched)
    assert phone.post("/OPEN", content=a_sealed_form(key, "OPEN", b""), headers=SEALED).status_code == 204
    assert where == [True]
