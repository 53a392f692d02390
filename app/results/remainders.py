"""What can be worked out of what is hidden, and what else to hide so that it says too little of any child. Pure.

A published number is y = a.x + e: x are the true counts of one answer by joint profile cell, a says which cells are added up,
and e has mean 0 and the deviation of one draw, independently of every other number. The best linear unbiased estimate of a
hidden sum t.x is w.y with A'w = t and the least variance (Gauss and Markov); where t is not in the row space of A there is
none. With A scaled by the deviations of its rows, w = pinv(A') t = pinv(A A') A t, which needs the small matrix of shown
groups alone and not that of joint cells (Penrose, 1955: pinv(A') = pinv(A A') A).

The rule: a hidden group or remainder of 1 to 9 children has at most 1.7 children per deviation of that estimate. Were they all
to give the answer that nobody else gave, and an attacker to suspect just that with one chance in twenty, he would be 95% sure in
0.6% of cases at most (`benchmarks/padding.py`). The same holds for hidden groups of one mind, whatever their size: an estimate so
vague is no estimate.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.results.equations import Mask
from app.surveys.plan import Group

Table = tuple[str, Group]
"""An item in a group: what is shown or hidden as one."""
Numbers = NDArray[np.float64]

_ZERO = 1e-7
"""Below this, computed with whole numbers under some thousands, a value is 0."""


@dataclass(frozen=True)
class Published:
    """A number that stands in the release: the sum over some cells, as noisy as `variance` draws."""

    cells: Mask
    variance: float
    tables: frozenset[Table]
    """What has to be hidden for it to be gone; empty where it always stands."""
    loss: int
    """How many children's answers go with it; above 0 where there is something to hide."""


def distinct(published: Iterable[Published]) -> list[Published]:
    """Groups of the same children are one number, drawn once: they stand and fall together."""
    found: dict[bytes, Published] = {}
    for number in published:
        key = number.cells.tobytes()
        seen = found.get(key)
        tables, loss = (number.tables | seen.tables, number.loss + seen.loss) if seen else (number.tables, number.loss)
        found[key] = Published(number.cells, min(number.variance, seen.variance) if seen else number.variance, tables, loss)
    return list(found.values())


def estimates(published: Sequence[Published], targets: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """By target: the weight of each number in its best linear estimate; and its deviation in draws, infinite without one."""
    if not published:
        return np.zeros((len(targets), 0)), np.full(len(targets), np.inf)
    scale = 1 / np.sqrt([number.variance for number in published])
    rows = np.array([number.cells for number in published], float) * scale[:, None]
    aims, (_, cells) = targets.astype(float), targets.shape
    reach = aims @ rows.T
    weights = reach @ np.linalg.pinv(rows @ rows.T, rcond=1e-10, hermitian=True)
    missed = aims.sum(axis=1) - (reach * weights).sum(axis=1)  # the squared distance of t from the row space
    return weights, np.where(missed < _ZERO * cells, np.sqrt((weights**2).sum(axis=1)), np.inf)


def hidden_for(
    published: Sequence[Published],
    targets: Callable[[frozenset[Table]], tuple[NDArray[np.bool_], Numbers]],
    most: float,
) -> frozenset[Table]:
    """The tables to hide until no target has more children per draw than `most`.

    `targets` gives, when some tables are gone, the sets to protect and their children. Hides what serves the worst target most
    for its loss, and looks again; ends because every round hides something.
    """
    gone: frozenset[Table] = frozenset()
    left = list(published)
    while left:
        sets, children = targets(gone)
        if not len(sets):
            break
        weights, draws = estimates(left, sets)
        ratios = children / draws
        if ratios.max() <= most:
            break
        worst = int(ratios.argmax())
        used = [number for number, weight in zip(left, weights[worst], strict=True) if abs(weight) > _ZERO and number.tables]
        if not used:
            break
        gone |= _cheapest(left, used, sets[worst], float(children[worst]), most)
        left = _without(left, gone)
    return gone


def _without(published: Sequence[Published], gone: frozenset[Table]) -> list[Published]:
    return [number for number in published if not number.tables or not number.tables <= gone]


def _cheapest(
    left: Sequence[Published], used: Sequence[Published], target: Mask, children: float, most: float
) -> frozenset[Table]:
    """Of the numbers that the worst estimate uses: the one that brings it nearest to safe for each answer that is lost.

    What goes beyond safe counts for nothing: else the number that makes an estimate impossible, often that of all children,
    would go before a few small ones that are enough together.
    """
    aim = target[None, :]
    now, enough = estimates(left, aim)[1][0], children / most

    def worth(number: Published) -> float:
        then = estimates(_without(left, number.tables), aim)[1][0]
        return float((min(then, enough) - now) / number.loss)

    return max(used, key=worth).tables
