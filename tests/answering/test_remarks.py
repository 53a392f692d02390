"""Remarks: deleted when due, and settled in their own order."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from app.answering import remarks, submissions
from app.answering.submissions import Entry
from app.database import writing
from tests.makers import MONDAY, a_wave


@pytest.fixture
def _five(engine: Engine) -> None:
    with writing(engine) as session:
        wave = a_wave(session)
    assert wave.id is not None
    for later in range(5):
        entry = Entry(
            wave.id, bytes([later]) * 16, wave.version_id, "11-", MONDAY + timedelta(weeks=later), "en", "1", {"T": str(later)}
        )
        with engine.begin() as connection:
            submissions.add(connection, [entry])


@pytest.mark.usefixtures("_five")
def test_remarks_are_deleted_on_their_day_and_not_before(counting_engine: Engine) -> None:
    with counting_engine.connect() as connection:
        first = connection.execute(text("SELECT min(delete_after) FROM remark")).scalar_one()
    due = MONDAY + timedelta(days=91)
    assert str(first) == due.isoformat()
    for day, left in ((due - timedelta(days=1), 5), (due, 4), (due + timedelta(weeks=2), 2)):
        with counting_engine.begin() as connection:
            remarks.settle(connection, day)
        with counting_engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM remark")).scalar_one() == left


@pytest.mark.usefixtures("_five")
def test_settled_remarks_lie_in_the_order_of_their_ids(counting_engine: Engine) -> None:
    with counting_engine.begin() as connection:
        remarks.settle(connection, MONDAY)
    with counting_engine.connect() as connection:
        as_they_lie = "ORDER BY ctid" if connection.dialect.name == "postgresql" else ""
        ids = [bytes(one) for one in connection.execute(text(f"SELECT id FROM remark {as_they_lie}")).scalars()]
    assert ids == sorted(ids)
    assert len(ids) == 5
