"""The submission table: adding once, reading in blocks, settling; and that only the counter can look."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from app.answering import submissions
from app.answering.submissions import SMALLEST_PERIOD, Entry, _monday_after, _periods
from app.database import writing
from tests.makers import MONDAY, a_wave


@pytest.fixture
def wave(engine: Engine) -> tuple[int, int]:
    with writing(engine) as session:
        made = a_wave(session)
        assert made.id is not None
        return made.id, made.version_id


def an_entry(wave: tuple[int, int], name: int, *, day: date = MONDAY, record: str = "112", **texts: str) -> Entry:
    wave_id, version_id = wave
    return Entry(wave_id, name.to_bytes(4, "big") * 4, version_id, record, day, "en", "1", texts)


def stored(engine: Engine, what: str = "count(*)", table: str = "submission") -> object:
    with engine.connect() as connection:
        return connection.execute(text(f"SELECT {what} FROM {table}")).scalar_one()


def test_a_second_send_of_the_same_id_changes_nothing(engine: Engine, counting_engine: Engine, wave: tuple[int, int]) -> None:
    for record in ("112", "113"):
        with engine.begin() as connection:
            submissions.add(connection, [an_entry(wave, 1, record=record, T="A remark"), an_entry(wave, 2, record=record)])
    assert stored(counting_engine) == 2
    assert stored(counting_engine, "max(record)") == "112"
    assert stored(counting_engine, table="remark") == 1


def test_two_sends_in_one_batch_count_once(engine: Engine, counting_engine: Engine, wave: tuple[int, int]) -> None:
    with engine.begin() as connection:
        submissions.add(connection, [an_entry(wave, 1), an_entry(wave, 1), an_entry(wave, 3, T="x"), an_entry(wave, 3, T="x")])
    assert stored(counting_engine) == 2
    assert stored(counting_engine, table="remark") == 1


def test_a_remark_is_deleted_on_a_monday_after_ninety_days() -> None:
    for days in range(14):
        day = MONDAY + timedelta(days=days)
        monday = _monday_after(day)
        assert monday.weekday() == 0
        assert 90 <= (monday - day).days < 97


def test_blocks_hold_every_record_once_beside_its_id(engine: Engine, counting_engine: Engine, wave: tuple[int, int]) -> None:
    wave_id, version_id = wave
    chance = np.random.default_rng(1)
    sent = {chance.bytes(16): f"{number % 9 + 1}{number % 3 + 1}." for number in range(700)}
    sent[b"\x00" * 16], sent[b"\xff" * 16] = "1--", "2!!"
    with engine.begin() as connection:
        submissions.add(connection, [Entry(wave_id, name, version_id, record, MONDAY) for name, record in sent.items()])
    with counting_engine.connect() as connection:
        read = [
            (ids[place * submissions.ID_BYTES :][: submissions.ID_BYTES], records[place * 3 :][:3].decode())
            for records, ids in submissions.blocks(connection, wave_id)
            for place in range(len(ids) // submissions.ID_BYTES)
        ]
        assert submissions.number(connection, wave_id) == len(sent)
    assert sorted(read) == sorted(sent.items())


@pytest.mark.parametrize(
    "attempt",
    [
        "SELECT count(*) FROM submission",
        "SELECT record FROM submission",
        "UPDATE submission SET day = day",
        "DELETE FROM submission",
        "INSERT INTO survey (code, created_on) SELECT record, day FROM submission",
    ],
)
def test_a_serving_process_can_add_a_submission_and_nothing_else(engine: Engine, wave: tuple[int, int], attempt: str) -> None:
    with engine.begin() as connection:
        submissions.add(connection, [an_entry(wave, 1)])
    with engine.connect() as connection, pytest.raises(DatabaseError):
        connection.execute(text(attempt))


def test_settling_joins_days_with_few_children_and_keeps_every_record(
    engine: Engine, counting_engine: Engine, wave: tuple[int, int]
) -> None:
    children = {0: 30, 1: 30, 2: 55, 3: 10, 9: 7}
    number = 0
    with engine.begin() as connection:
        for later, many in children.items():
            entries = [an_entry(wave, number + one, day=MONDAY + timedelta(days=later)) for one in range(many)]
            submissions.add(connection, entries)
            number += many
    for _ in range(2):
        with counting_engine.begin() as connection:
            assert submissions.settle(connection, wave[0], MONDAY + timedelta(days=9)) == 2
    with counting_engine.connect() as connection:
        days = connection.execute(text("SELECT day, count(*) FROM submission GROUP BY day ORDER BY day")).all()
    assert [(str(day), many) for day, many in days] == [("2026-06-01", 60), ("2026-06-03", 65), ("2026-06-10", 7)]


def test_on_postgres_settling_forgets_the_order_of_arrival(
    engine: Engine, counting_engine: Engine, wave: tuple[int, int]
) -> None:
    with engine.begin() as connection:
        submissions.add(connection, [an_entry(wave, name) for name in (5, 3, 9, 1)])
    with counting_engine.begin() as connection:
        submissions.settle(connection, wave[0], MONDAY + timedelta(days=1))
    with counting_engine.connect() as connection:
        order = "ctid" if connection.dialect.name == "postgresql" else "id"
        ids = [bytes(one)[-1] for one in connection.execute(text(f"SELECT id FROM submission ORDER BY {order}")).scalars()]
    assert ids == [1, 3, 5, 9]


@given(st.lists(st.integers(1, 120), max_size=40))
def test_every_period_holds_at_least_fifty_children_unless_the_wave_has_fewer(many: list[int]) -> None:
    days = [(MONDAY + timedelta(days=later)).isoformat() for later in range(len(many))]
    starts = _periods(list(zip(days, many, strict=True)))
    assert list(starts) == days
    sizes: dict[str, int] = {}
    for day, children in zip(days, many, strict=True):
        assert starts[day] <= day
        sizes[starts[day]] = sizes.get(starts[day], 0) + children
    assert all(size >= SMALLEST_PERIOD for size in sizes.values()) or len(sizes) == 1
    assert list(sizes) == sorted(sizes)
