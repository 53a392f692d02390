"""The only place that asks what time it is. All times are UTC; tests replace `now`."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in UTC: the finest time that is ever stored beside an answer."""
    return now().date()
