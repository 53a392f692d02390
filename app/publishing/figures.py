"""How a published number is written, everywhere alike: percentages, statuses, notes, words, and how sure it is. Pure."""

import math
from enum import StrEnum

FEW_OR_NONE = "few or none"
NEARLY_ALL = "95% or more"
_NEARLY_ALL_FROM = 95

BLUR_VARIANCE = 6.08
"""Of one published count: the noise's variance, 3.95, and what rounding to 5 adds to it."""
_SMALLEST_FOR_RANGE = 50


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


def share_in_words(count: int, base: int) -> str:
    """`about 7 in 10`: as exact as a blurred share from volunteers deserves."""
    share, note = percent(count, base)
    if share is None:
        return "almost all" if note == NEARLY_ALL else "almost none"
    tenths = (share + 5) // 10
    if tenths == 0:
        return "fewer than 1 in 10"
    if tenths == 10:
        return "more than 9 in 10"
    return "about half" if tenths == 5 else f"about {tenths} in 10"


def chance_range(count: int, base: int) -> tuple[int, int] | None:
    """The percentages between which chance and blurring alone would leave a share; none for a base under 50.

    Wilson's score interval (Wilson, 1927, JASA 22) at 95%, for a number of children lowered until its variance counts the
    blur too; the share that sets the variance is (x + 2) / (n + 4) (Agresti and Coull, 1998). At the edges, where rounding
    to nothing hides the difference, it reaches the edge. It is no margin of error: nobody drew these children by chance.
    """
    if base < _SMALLEST_FOR_RANGE:
        return None
    plug_in = (count + 2) / (base + 4)
    variance = plug_in * (1 - plug_in)
    children = variance / (variance / base + BLUR_VARIANCE / base**2)
    share = min(count / base, 1.0)
    z = 1.96
    middle = (share + z * z / (2 * children)) / (1 + z * z / children)
    half = z / (1 + z * z / children) * math.sqrt(share * (1 - share) / children + z * z / (4 * children * children))
    low = 0 if count <= 5 else max(0, math.floor(100 * (middle - half)))
    high = 100 if base - count <= 5 else min(100, math.ceil(100 * (middle + half)))
    return low, high
