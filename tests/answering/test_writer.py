"""The writer: many forms in one commit, each told the truth about itself."""

import asyncio

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from app.answering import submissions
from app.answering.submissions import Entry
from app.answering.writer import Writer
from app.database import writing
from app.errors import Busy
from app.surveys.models import Wave
from tests.makers import MONDAY, a_survey, an_open_wave, open_text, pick, single

SURVEY = a_survey(single("Q1"), single("Q2", bands="2"), pick("P"), open_text("T1"))


def number(engine: Engine, wave: Wave) -> int:
    assert wave.id is not None
    with engine.connect() as connection:
        return submissions.number(connection, wave.id)


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
    assert number(counting_engine, wave) == 38


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
    assert number(counting_engine, wave) == 100


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
