"""Groups of children as sets of joint profile cells, and the equations that tie their tables together. Pure.

Whatever is published of an item, a reader knows that the categories of a characteristic and `not stated` make up all
children, and that a pair's groups make up the groups they lie in. An equation is such a whole with its planned parts; what is
left when the shown parts are taken away can be worked out, more or less well. `not stated` is never planned, so it is part of
what is left in every equation.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.results.cube import Layout
from app.surveys.plan import EVERYONE, Group
from app.surveys.questionnaire import AGE

Mask = NDArray[np.bool_]
"""A set of joint profile cells."""


@dataclass(frozen=True)
class Equation:
    """A whole, shown or not, and its planned parts: disjoint groups inside it."""

    whole: Mask
    parts: tuple[Group, ...]


class Groups:
    """The sets of cells of a wave."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._masks: dict[Group, Mask] = {}

    def __getitem__(self, group: Group) -> Mask:
        """The cells of a group."""
        if group not in self._masks:
            mask = np.zeros(self.layout.cells, bool)
            mask[self.layout.cells_of(group)] = True
            self._masks[group] = mask
        return self._masks[group]

    def of_bands(self, bands: tuple[str, ...]) -> Mask:
        """The cells of some age bands: who can be asked an item of these bands, without regard to its condition."""
        return self.union(tuple(Group(of=((AGE, band),)) for band in bands))

    def union(self, groups: tuple[Group, ...]) -> Mask:
        """The cells of any of these groups."""
        mask = np.zeros(self.layout.cells, bool)
        for group in groups:
            mask |= self[group]
        return mask

    def equations(self, planned: tuple[Group, ...]) -> Iterator[Equation]:
        """Of these groups: all children by each breakdown; for each pair, all children and each group of either side."""
        by_breakdown: dict[str, list[Group]] = {}
        for group in planned:
            if group != EVERYONE:
                by_breakdown.setdefault(group.breakdown, []).append(group)
        for breakdown, groups in by_breakdown.items():
            yield Equation(self[EVERYONE], tuple(groups))
            if "+" in breakdown:
                for variable in breakdown.split("+"):
                    yield from self._within(variable, groups)

    def _within(self, variable: str, pairs: list[Group]) -> Iterator[Equation]:
        """Each category of one side of a pair, and its `not stated`, as a whole of the pair's groups."""
        stated = [Group(of=((variable, category),)) for category in self.layout.codebook.variable(variable).categories]
        for side in stated:
            yield Equation(self[side], tuple(pair for pair in pairs if side.of[0] in pair.of))
        yield Equation(~self.union(tuple(stated)), ())
