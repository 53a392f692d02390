"""How sure a published number is: its range, what differs clearly, where many would not say. Functions of a release alone.

A published count is the true one plus blur; a share is a quotient of such counts, so beside chance it carries the blur of both.
With v the variance of one blurred number, p the share and n the base, the variance that blurring adds is, to first order,

    single: the count is a sum of k draws of the m that make up the base     v (k (1 - p)^2 + (m - k) p^2) / n^2
    pick:   the count is a sum of k draws, the base a draw of its own        v (k + p^2) / n^2

Ranges and comparisons both add it to p (1 - p) / n. What is said with them hangs on the sample (`publishing.caveats`): no
formula here knows how children who did not take part would have answered. Sources: Wilson, 1927, JASA 22, 209-212; Agresti
and Coull, 1998, American Statistician 52, 119-126; Holm, 1979, Scandinavian Journal of Statistics 6, 65-70. Keeps promise 2.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from app.results.published import Cell, Responses, cell_key
from app.results.releases import Release
from app.results.rules import Rules
from app.surveys.plan import Group, PlannedItem
from app.surveys.questionnaire import Pick

SMALLEST_FOR_RANGE = 50
SMALLEST_TO_COMPARE = 100
LEAST_DIFFERENCE_PERCENT = 5
FAMILY_ERROR = 0.05
"""How likely any difference at all of a release may be called clear where none is, by chance and blurring."""
MANY_SILENT_PERCENT = 20
_Z = 1.96
_EDGE = 5
"""A published count of 5 may stand for none: closer to an edge, a range reaches it."""


@dataclass(frozen=True, slots=True)
class Draws:
    """Of how many blurred numbers a count is the sum, and its base; `apart` where none of the first is among the second."""

    count: int
    base: int
    apart: bool

    def variance(self, share: float, rules: Rules) -> float:
        """What blurring adds to the variance of the share, times the square of the base."""
        one = rules.blur_sigma**2 + rules.rounding**2 / 12
        if self.apart:
            return one * (self.count + self.base * share**2)
        return one * (self.count * (1 - share) ** 2 + (self.base - self.count) * share**2)


def draws_of(release: Release, item: str, summed: int = 1) -> Draws:
    """The draws behind the sum of so many published counts of one item."""
    asked = release.questionnaire.item(item)
    if isinstance(asked, Pick):
        return Draws(summed, 1, apart=True)
    return Draws(summed, len(getattr(asked, "options", ())), apart=False)


def chance_range(count: int, base: int, draws: Draws, rules: Rules) -> tuple[int, int] | None:
    """The whole percentages between which chance and blurring alone would leave a share; none for a base under 50.

    Wilson's score interval at 95%, for a number of children lowered until p (1 - p) / n counts the blur too; the p that sets
    the variance is (x + 2) / (n + 4). Never to be called a margin of error: nobody drew these children by chance.
    """
    if base < SMALLEST_FOR_RANGE:
        return None
    share = min(count / base, 1.0)
    plug_in = _plug_in(count, base)
    by_chance = plug_in * (1 - plug_in)
    children = by_chance / (by_chance / base + draws.variance(plug_in, rules) / base**2)
    middle = (share + _Z * _Z / (2 * children)) / (1 + _Z * _Z / children)
    half = _Z / (1 + _Z * _Z / children) * math.sqrt(share * (1 - share) / children + _Z * _Z / (4 * children * children))
    low = 0 if count <= _EDGE else max(0, math.floor(100 * (middle - half)))
    high = 100 if base - count <= _EDGE else min(100, math.ceil(100 * (middle + half)))
    return low, high


@dataclass(frozen=True, slots=True)
class Difference:
    """Two groups that differ clearly in one answer; `more` gave it more often than `less`."""

    item: str
    variable: str
    category: str
    more: Group
    less: Group


@dataclass(frozen=True, slots=True)
class _Compared:
    difference: Difference
    chance: float
    large: bool


def compared(release: Release) -> frozenset[tuple[str, str]]:
    """The items and breakdowns in which at least two groups are large enough to be compared."""
    return frozenset((planned.item, breakdown) for planned, breakdown, _ in _comparable(release))


def clear_differences(release: Release) -> tuple[Difference, ...]:
    """The differences between groups of one characteristic that may be called clear, in the order of the plan.

    Both published bases are at least 100, the shares differ by 5 percentage points or more, and a test of z that counts
    the blur holds after Holm's correction over every comparison of the release (of every answer of every item).
    """
    family = list(_comparisons(release))
    kept: set[int] = set()
    for place, number in enumerate(sorted(range(len(family)), key=lambda number: family[number].chance)):
        if family[number].chance > FAMILY_ERROR / (len(family) - place):
            break
        kept.add(number)
    return tuple(one.difference for number, one in enumerate(family) if number in kept and one.large)


def _comparable(release: Release) -> Iterator[tuple[PlannedItem, str, list[tuple[Group, Cell]]]]:
    for planned in release.plan.items:
        alone = [group for group in planned.groups if len(group.of) == 1]
        for breakdown, groups in groupby(alone, key=lambda group: group.breakdown):
            cells = [(group, release.cells[cell_key(planned.item, group)]) for group in groups]
            large = [(group, cell) for group, cell in cells if cell is not None and cell.base >= SMALLEST_TO_COMPARE]
            if len(large) > 1:
                yield planned, breakdown, large


def _comparisons(release: Release) -> Iterator[_Compared]:
    for planned, _, groups in _comparable(release):
        draws = draws_of(release, planned.item)
        for variable, category in _answers(release, planned.item, groups[0][1]):
            for one, other in combinations(groups, 2):
                yield _tested(release, planned.item, variable, category, one, other, draws)


def _answers(release: Release, item: str, cell: Cell) -> Sequence[tuple[str, str]]:
    """Each answer; of two that exclude each other the first, for the second says the same."""
    found = [(variable, category) for variable, counts in cell.counts.items() for category in counts]
    return found[:1] if len(found) == 2 and not isinstance(release.questionnaire.item(item), Pick) else found


def _tested(
    release: Release,
    item: str,
    variable: str,
    category: str,
    one: tuple[Group, Cell],
    other: tuple[Group, Cell],
    draws: Draws,
) -> _Compared:
    (a, x), (b, y) = (((cell.counts[variable][category]), cell.base) for _, cell in (one, other))
    common = _plug_in(a + b, x + y)
    chance = common * (1 - common) * (1 / x + 1 / y)
    blur = draws.variance(common, release.rules) * (1 / x**2 + 1 / y**2)
    apart = min(a / x, 1.0) - min(b / y, 1.0)
    more, less = (one[0], other[0]) if apart >= 0 else (other[0], one[0])
    return _Compared(
        Difference(item, variable, category, more, less),
        math.erfc(abs(apart) / math.sqrt(chance + blur) / math.sqrt(2)),
        100 * abs(apart) >= LEAST_DIFFERENCE_PERCENT,
    )


def _plug_in(count: int, base: int) -> float:
    """The share that sets a variance: never quite none or all."""
    return min((count + 2) / (base + 4), (base + 2) / (base + 4))


def many_silent(responses: Responses | None) -> bool:
    """Whether more than 20% of those asked opted out, by not knowing or by not wanting to say: then no headline is made of it."""
    if responses is None:
        return False
    return 100 * (responses.dont_know + responses.rather_not) > MANY_SILENT_PERCENT * responses.asked
