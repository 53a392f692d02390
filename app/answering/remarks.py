"""What becomes of remarks with time: deleted when they are due, and until then kept in no order but that of their random ids."""

from datetime import date

from sqlalchemy import Connection, text


def settle(connection: Connection, today: date) -> int:
    """Delete the remarks that are due and forget in which order the others came; returns how many were deleted.

    In a transaction of its own, apart from the records: nothing that the engine keeps then joins a remark to a record.
    """
    sqlite = connection.dialect.name == "sqlite"
    due = text("DELETE FROM remark WHERE delete_after <= :today")
    deleted = connection.execute(due, {"today": today.isoformat() if sqlite else today}).rowcount
    if not sqlite:
        connection.exec_driver_sql(
            "WITH moved AS (DELETE FROM remark RETURNING id, wave_id, item, language, band, text, delete_after)"
            " INSERT INTO remark (id, wave_id, item, language, band, text, delete_after)"
            " SELECT id, wave_id, item, language, band, text, delete_after FROM moved ORDER BY id"
        )
    return deleted


def purge(connection: Connection, wave_id: int, today: date) -> tuple[int, date | None]:
    """Delete the remarks of a wave that are due; how many there were, and the day on which the last of the others will be.

    Those that are not due are still under review: a child that asks for help in one must be heard first.
    """
    sqlite = connection.dialect.name == "sqlite"
    wave = {"wave": wave_id}
    due = text("DELETE FROM remark WHERE wave_id = :wave AND delete_after <= :today")
    gone = 0
    while found := connection.execute(due, {**wave, "today": today.isoformat() if sqlite else today}).rowcount:
        gone += found
    last = connection.execute(text("SELECT max(delete_after) FROM remark WHERE wave_id = :wave"), wave).scalar_one()
    return gone, date.fromisoformat(last) if isinstance(last, str) else last
