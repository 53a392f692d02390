"""Names, days and figures in plain English, for the reading room. Pure."""

from collections.abc import Iterable
from datetime import date

from babel import Locale

from app.publishing.figures import Status
from app.publishing.tables import Row

NOT_SHOWN = "not shown"
_ENGLISH = Locale("en")


def in_words(day: date) -> str:
    """`1 June 2026`."""
    return f"{day.day} {day:%B %Y}"


def period(opened_on: date, closed_on: date) -> str:
    """`between 1 June 2026 and 3 July 2026`, or `on 1 June 2026`."""
    if opened_on == closed_on:
        return f"on {in_words(opened_on)}"
    return f"between {in_words(opened_on)} and {in_words(closed_on)}"


def months(opened_on: date, closed_on: date) -> str:
    """`June 2026`, or `June to July 2026`, or `December 2026 to January 2027`: at the head of a column."""
    first, last = f"{opened_on:%B}", f"{closed_on:%B} {closed_on.year}"
    if (opened_on.year, opened_on.month) == (closed_on.year, closed_on.month):
        return last
    return f"{first} to {last}" if opened_on.year == closed_on.year else f"{first} {opened_on.year} to {last}"


def country_name(code: str) -> str:
    """`Thailand` for `TH`; the code where it has no name."""
    return str(_ENGLISH.territories.get(code, code))


def language_name(code: str) -> str:
    """`Tetum` for `tet`; the code where it has no name."""
    return str(_ENGLISH.languages.get(code, code))


def listed(names: Iterable[str]) -> str:
    """`a, b and c`."""
    *before, last = [*names] or [""]
    return f"{', '.join(before)} and {last}" if before else last


def bracketed(words: str, status: Status) -> str:
    """Brackets around a figure that rests on few answers, as in the tables of household surveys."""
    return f"({words})" if status is Status.UNCERTAIN else words


def share_of(row: Row) -> str:
    """A row's percentage as it is printed: `45%`, `(45%)`, `few or none`, `not shown`."""
    if row.status is Status.SUPPRESSED:
        return NOT_SHOWN
    return bracketed(row.note if row.percent is None else f"{row.percent}%", row.status)
