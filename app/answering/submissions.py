"""The only module that works on the submission table: adding, counting out in blocks, settling, purging.

Adding needs nothing but the right to insert (promise 2): `ON CONFLICT DO NOTHING` without target and without RETURNING.
Everything below `add` needs a connection of the counter; a serving connection is refused by the database itself.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, text

ID_BYTES = 16
REMARK_DAYS = 90
SMALLEST_PERIOD = 50
_RANGES = 256
_JOINED_SQLITE = (
    "SELECT CAST(group_concat(record, '') AS BLOB), CAST(group_concat(id, '') AS BLOB)"
    " FROM submission WHERE wave_id = ? AND id BETWEEN ? AND ?"
)
_JOINED_POSTGRES = (
    "SELECT string_agg(record, ''), string_agg(id, ''::bytea) FROM submission WHERE wave_id = %s AND id BETWEEN %s AND %s"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One finished form on its way into the table."""

    wave_id: int
    id: bytes
    version_id: int
    record: str
    day: date
    language: str = ""
    band: str = ""
    texts: dict[str, str] = field(default_factory=dict)


def add(connection: Connection, entries: Sequence[Entry]) -> None:
    """Add entries within the caller's transaction; one whose id stands already changes nothing, its texts included."""
    silent = [entry for entry in entries if not entry.texts]
    speaking = sorted((entry for entry in entries if entry.texts), key=lambda entry: entry.id)
    if silent:
        _insert(connection, silent)
    for entry in speaking:
        # One by one, because only the row count tells a first send from a second one without a right to read.
        if _insert(connection, [entry]):
            _insert_remarks(connection, entry)


def _insert(connection: Connection, entries: Sequence[Entry]) -> int:
    rows = [(entry.wave_id, entry.id, entry.version_id, entry.record, entry.day.isoformat()) for entry in entries]
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO submission (wave_id, id, version_id, record, day) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        return connection.exec_driver_sql(statement, rows).rowcount
    statement = (
        "INSERT INTO submission (wave_id, id, version_id, record, day)"
        " SELECT * FROM unnest(%s::int[], %s::bytea[], %s::int[], %s::text[], %s::date[]) ON CONFLICT DO NOTHING"
    )
    return connection.exec_driver_sql(statement, tuple([list(column) for column in zip(*rows, strict=True)])).rowcount


def _insert_remarks(connection: Connection, entry: Entry) -> None:
    statement = text(
        "INSERT INTO remark (id, wave_id, item, language, band, text, delete_after)"
        " VALUES (:id, :wave_id, :item, :language, :band, :text, :delete_after)"
    )
    for item, words in entry.texts.items():
        connection.execute(
            statement,
            {
                "id": secrets.token_bytes(16),
                "wave_id": entry.wave_id,
                "item": item,
                "language": entry.language,
                "band": entry.band,
                "text": words,
                "delete_after": _monday_after(entry.day).isoformat(),
            },
        )


def _monday_after(day: date) -> date:
    """The first Monday on which a remark of that day has been kept for REMARK_DAYS."""
    kept = day + timedelta(days=REMARK_DAYS)
    return kept + timedelta(days=-kept.weekday() % 7)


def number(connection: Connection, wave_id: int) -> int:
    """How many submissions a wave truly has. Never shown to anybody."""
    return int(connection.execute(text("SELECT count(*) FROM submission WHERE wave_id = :wave"), {"wave": wave_id}).scalar_one())


def blocks(connection: Connection, wave_id: int) -> Iterator[tuple[bytes, bytes]]:
    """All submissions of a wave in blocks: the characters of the records joined, and their ids, ID_BYTES each, in the same order.

    The database joins the rows of each range of ids, which is faster than fetching them; memory is bounded by the largest of 256
    ranges.
    """
    for first in range(_RANGES):
        within = (wave_id, bytes([first]) + bytes(15), bytes([first]) + b"\xff" * 15)
        records, ids = _joined(connection, within)
        if ids:
            yield records, ids


def _joined(connection: Connection, within: tuple[int, bytes, bytes]) -> tuple[bytes, bytes]:
    if connection.dialect.name == "sqlite":
        records, ids = connection.exec_driver_sql(_JOINED_SQLITE, within).one()
        return records, ids
    driver: Any = connection.connection.driver_connection
    with driver.cursor(binary=True) as cursor:  # else the ids travel as hexadecimal digits
        cursor.execute(_JOINED_POSTGRES, within)
        joined, ids = cursor.fetchone()
    return (joined or "").encode(), ids


def settle(connection: Connection, wave_id: int, before: date) -> int:
    """Forget what the finished days of a wave still tell of time: order of arrival, and days with few children.

    Days before `before` are joined to periods of consecutive days that together hold at least 50 submissions (a last
    period under 50 joins the one before), and `day` becomes the period's first day. On PostgreSQL the rows are rewritten in
    the order of their random ids, because the heap remembers arrival; SQLite keeps them in that order already. Returns
    how many periods there are. A wave with fewer than 50 submissions has one period.
    """
    days = connection.execute(
        text("SELECT day, count(*) FROM submission WHERE wave_id = :wave AND day < :before GROUP BY day ORDER BY day"),
        {"wave": wave_id, "before": before.isoformat() if connection.dialect.name == "sqlite" else before},
    ).all()
    starts = _periods([(str(day), int(children)) for day, children in days])
    moves = [(start, day) for day, start in starts.items() if day != start]
    if connection.dialect.name == "sqlite":
        for start, day in moves:
            connection.exec_driver_sql("UPDATE submission SET day = ? WHERE wave_id = ? AND day = ?", (start, wave_id, day))
    elif starts:
        connection.exec_driver_sql(
            "WITH moved AS (DELETE FROM submission WHERE wave_id = %s AND day < %s RETURNING id, version_id, record, day)"
            " INSERT INTO submission (wave_id, id, version_id, record, day)"
            " SELECT %s, id, version_id, record, coalesce(period.start, moved.day) FROM moved"
            " LEFT JOIN unnest(%s::date[], %s::date[]) AS period(start, day) ON period.day = moved.day ORDER BY id",
            (wave_id, before, wave_id, [start for start, _ in moves], [day for _, day in moves]),
        )
    return len(set(starts.values()))


def purge(connection: Connection, wave_id: int) -> int:
    """Delete every submission of a wave; returns how many there were, a number for nobody's eyes.

    For a closed wave whose row the caller has locked, so that nothing comes in. On PostgreSQL a settling under way may be
    writing the same records anew: deleted until none is found, for each look sees what was committed before it.
    """
    gone = 0
    while found := connection.execute(text("DELETE FROM submission WHERE wave_id = :wave"), {"wave": wave_id}).rowcount:
        gone += found
    return gone


def _periods(days: Sequence[tuple[str, int]]) -> dict[str, str]:
    """The first day of the period to which each day belongs, given the children of each day in order."""
    periods: list[tuple[list[str], int]] = []
    for day, children in days:
        if periods and periods[-1][1] < SMALLEST_PERIOD:
            members, so_far = periods.pop()
            periods.append(([*members, day], so_far + children))
        else:
            periods.append(([day], children))
    if len(periods) > 1 and periods[-1][1] < SMALLEST_PERIOD:
        last, children = periods.pop()
        members, so_far = periods.pop()
        periods.append((members + last, so_far + children))
    return {day: members[0] for members, _ in periods for day in members}
