"""How a published number is written, everywhere alike: percentages, statuses, notes, ranges. Pure."""

from enum import StrEnum

FEW_OR_NONE = "few or none"
NEARLY_ALL = "95% or more"
_NEARLY_ALL_FROM = 95


class Status(StrEnum):
    """Of a table, never of one number in it (SDMX's observation status)."""

    NORMAL = "A"
    UNCERTAIN = "U"
    SUPPRESSED = "S"


def status(base: int | None, caution: int) -> Status:
    """Suppressed without a base; uncertain where the published base is below the caution mark."""
    if base is None:
        return Status.SUPPRESSED
    return Status.UNCERTAIN if base < caution else Status.NORMAL


def percent(count: int, base: int) -> tuple[int | None, str]:
    """The whole percentage, or none and the note that stands in its place.

    0% and 100% are never written: they would say of each child what it answered. Half a percent rounds up.
    """
    rounded = (200 * count + base) // (2 * base) if base else 0
    if count == 0 or rounded == 0:
        return None, FEW_OR_NONE
    if rounded >= _NEARLY_ALL_FROM:
        return None, NEARLY_ALL
    return rounded, ""


def range_in_words(between: tuple[int, int] | None) -> str:
    """`62 to 76%`; empty without a range."""
    return f"{between[0]} to {between[1]}%" if between else ""
