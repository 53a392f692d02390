"""Who answered: about how many of each group, and beside all children where a steward gave the shares of a census. Pure.

A release holds no number of children by group alone; the item that most children answered, of those asked of every child,
tells best.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from app.publishing.bars import Chart, Figure, chart
from app.publishing.figures import Status, percent, status
from app.publishing.questions import profile_name
from app.publishing.tables import group_label
from app.publishing.words import NOT_SHOWN, bracketed
from app.results.published import cell_key
from app.results.releases import Release
from app.surveys.plan import EVERYONE, Group, PlannedItem

MISSING_PERCENT = 5
"""A group is said to be missing where its share of those who answered is so many points below that of all children."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A group among those who answered and among all children, in whole percents; None where it is hidden or few."""

    group: Group
    label: str
    answered: int | None
    answered_words: str
    children: int

    @property
    def missing(self) -> bool:
        """Whether clearly fewer of them answered than there are."""
        return self.answered is not None and self.children - self.answered >= MISSING_PERCENT


def item_of_all(release: Release) -> PlannedItem | None:
    """The item that most children answered, of those asked of every child: its bases tell best who took part."""
    bases: dict[str, int] = {}
    for planned in release.plan.items:
        item = release.questionnaire.item(planned.item)
        cell = release.cells[cell_key(planned.item, EVERYONE)]
        if cell is not None and item.asked_if is None and len(item.bands) == len(release.questionnaire.bands):
            bases[planned.item] = cell.base
    return max(release.plan.items, key=lambda planned: bases.get(planned.item, -1)) if bases else None


def charts(release: Release, planned: PlannedItem) -> Iterator[Chart]:
    """For each characteristic, about how many of each group answered the item."""
    everyone = release.cells[cell_key(planned.item, EVERYONE)]
    assert everyone is not None
    for breakdown, groups in _alone(planned):
        yield chart(
            f"w-{breakdown}",
            f"By {profile_name(release, breakdown)}",
            (_size(release, planned.item, group, everyone.base) for group in groups),
        )


def beside_all_children(release: Release, planned: PlannedItem) -> Iterator[tuple[str, tuple[Beside, ...]]]:
    """For each characteristic of which the census tells: its name, and the groups."""
    known = release.population.shares if release.population else {}
    for breakdown, groups in _alone(planned):
        if breakdown in known:
            yield breakdown, tuple(_beside(release, planned, groups, known[breakdown]))


def _beside(release: Release, planned: PlannedItem, groups: list[Group], known: dict[str, float]) -> Iterator[Beside]:
    cells = [release.cells[cell_key(planned.item, group)] for group in groups]
    whole = sum(cell.base for cell in cells if cell)
    complete = all(cells)
    for group, cell in zip(groups, cells, strict=True):
        share, words = percent(cell.base, whole) if cell and complete else (None, NOT_SHOWN)
        yield Beside(group, group_label(release, group), share, words or f"{share}%", round(known[group.code]))


def _alone(planned: PlannedItem) -> Iterator[tuple[str, list[Group]]]:
    alone = [group for group in planned.groups if len(group.of) == 1]
    for breakdown, groups in groupby(alone, key=lambda group: group.breakdown):
        yield breakdown, list(groups)


def _size(release: Release, item: str, group: Group, of: int) -> Figure:
    cell = release.cells[cell_key(item, group)]
    label = group_label(release, group)
    if cell is None:
        return Figure(label, None, NOT_SHOWN, Status.SUPPRESSED)
    seen = status(cell.base, release.rules.caution)
    return Figure(label, min(100, 100 * cell.base // max(of, 1)), bracketed(f"about {cell.base:,}", seen), seen)
