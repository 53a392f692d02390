"""All children as if their groups were as large as in the population: post-stratification of published shares. Pure.

With w_g a group's share of the population over its share of those who answered, held from 0.3 to 3, and W_g = w_g n_g / Σ w n:

    weighted share = Σ W_g × (published count of g / published base of g)

Never made from records, and never instead of the unweighted numbers: it shows how much hangs on who took part, in one
characteristic, and does not make volunteers a sample. Offered from 1,000 children, where every group of the characteristic is
shown, and not of a conditional item: a census tells of all children, not of those whose answer led there. What the weights cost
in certainty is told by Kish's effective number, (Σ w n)² / Σ w² n (Kish, 1965, Survey Sampling, 11.7). Keeps promise 2.
"""

from dataclasses import dataclass

from app.results.published import Cell, cell_key
from app.results.releases import Release
from app.surveys.plan import EVERYONE

SMALLEST_TO_WEIGHT = 1_000
LEAST_WEIGHT, MOST_WEIGHT = 0.3, 3.0


@dataclass(frozen=True, slots=True)
class Weighted:
    """The weighted shares of one item by variable and category, from 0 to 1; by which breakdown, and for how many it counts."""

    breakdown: str
    shares: dict[tuple[str, str], float]
    effective: int


def weighted(release: Release, item: str) -> Weighted | None:
    """The item for all children, weighted by the first breakdown that allows it; None where none does."""
    if release.population is None or release.respondents < SMALLEST_TO_WEIGHT:
        return None
    everyone = release.cells[cell_key(item, EVERYONE)]
    if everyone is None or release.questionnaire.item(item).asked_if is not None:
        return None
    for breakdown, known in release.population.shares.items():
        groups = _groups(release, item, breakdown, known)
        if groups:
            return _weighted(breakdown, groups, everyone)
    return None


def _groups(release: Release, item: str, breakdown: str, known: dict[str, float]) -> list[tuple[float, Cell]]:
    """The population's share and the cell of each group of the breakdown; nothing where one is hidden or has no share."""
    planned = next(planned for planned in release.plan.items if planned.item == item)
    found = []
    for group in planned.groups:
        if group.breakdown == breakdown:
            cell, share = release.cells[cell_key(item, group)], known[group.code]
            if cell is None or not cell.base or not share:
                return []
            found.append((share, cell))
    return found


def _weighted(breakdown: str, groups: list[tuple[float, Cell]], everyone: Cell) -> Weighted:
    shares = sum(share for share, _ in groups)
    children = sum(cell.base for _, cell in groups)
    weights = [(min(max(share / shares / (cell.base / children), LEAST_WEIGHT), MOST_WEIGHT), cell) for share, cell in groups]
    whole = sum(weight * cell.base for weight, cell in weights)
    found = {
        (variable, category): sum(
            weight * cell.base / whole * min(cell.counts[variable][category] / cell.base, 1.0) for weight, cell in weights
        )
        for variable, counts in everyone.counts.items()
        for category in counts
    }
    effective = whole**2 / sum(weight**2 * cell.base for weight, cell in weights)
    return Weighted(breakdown, found, round(effective))
