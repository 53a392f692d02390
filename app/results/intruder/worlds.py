"""All the ways in which children can have answered an item, as far as a file tells: one linear program for an item. Pure.

Unknown is how many children of each joint cell gave each answer. Known are the published numbers, each within its reach of the
truth; that a shown group is as large as the rules say; how ticks, bases and `at most so many` hang together; that nobody is
asked a conditional item who did not give the answer it asks for; and how many took part, as all other items tell together.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.results.intruder.program import Indices, Program
from app.results.intruder.reading import Cells, Heads, Item, Key, Profile, Target

PLENTY = 10
"""Whoever cannot rule out ten children knows nothing about nine: the exact most is not looked for above it."""
NOTHING = 1e-6
_MISSING_KINDS = 3

Terms = list[tuple[Indices, float]]
Interval = tuple[float, float]


class Worlds:
    """The program of one item, with the items that it rests on and those that rest on it."""

    def __init__(
        self, items: Mapping[str, Item], profile: Profile, code: str, least: Mapping[str, int], heads: Sequence[Heads]
    ) -> None:
        self.items, self.profile, self.least = items, profile, least
        self.item = items[code]
        self.program = Program()
        size = int(self.item.cells.sum())
        self.answers = {option: self.program.add(size) for option in self.item.options}
        self.base: Terms = [(of, 1.0) for of in self.answers.values()]
        if self.item.pick:
            self.base = [(self.program.add(size), 1.0)]
            self._ticks()
        self._tables()
        self._rest_on(self.item, self.base)
        for other in items.values():
            if code in {parent for parent, _ in other.condition.clauses} and () in other.shown:
                self._rest_on(other, self._base_of(other))
        self._took_part(heads)

    # What an item says of itself

    def _ticks(self) -> None:
        """Whoever answered ticked something, at most so much, and nothing beside an exclusive option."""
        (base, _), reached = self.base[0], [(of, 1.0) for of in self.answers.values()]
        for place in range(len(base)):
            here = slice(place, place + 1)
            ticked = [(of[here], 1.0) for of, _ in reached]
            self.program.bound([*ticked, (base[here], -1.0)], 0)
            self.program.bound([*ticked, (base[here], -float(self.item.maximum))], -math.inf, 0)
            exclusive = [(self.answers[option][here], 1.0) for option in self.item.options if option in self.item.exclusive]
            for option in self.item.options:
                if option not in self.item.exclusive:
                    self.program.bound([(self.answers[option][here], 1.0), *exclusive, (base[here], -1.0)], -math.inf, 0)

    def _tables(self) -> None:
        for group, cells in _distinct(self.item, self.profile):
            inside = cells[self.item.cells]
            for option, of in self.answers.items():
                self._published([(of[inside], 1.0)], self.item.count(group, option), 1)
            base = [(of[inside], factor) for of, factor in self.base]
            if self.item.pick:
                self._published(base, int(self.item.shown[group]["base"]), 1)
            self.program.bound(base, self.least[self.item.code])

    def _published(self, terms: Terms, number: int, draws: int, least: float = 0) -> None:
        reach = self.item.reach * draws
        self.program.bound(terms, max(least, number - reach), number + reach)

    def _base_of(self, other: Item) -> Terms:
        """Variables for how many answered another item, held by its tables."""
        of = self.program.add(int(other.cells.sum()))
        for group, cells in _distinct(other, self.profile):
            inside = of[cells[other.cells]]
            self._published([(inside, 1.0)], int(other.shown[group]["base"]), other.draws, self.least[other.code])
        return [(of, 1.0)]

    # Conditions

    def _rest_on(self, child: Item, base: Terms) -> None:
        """In every cell, no more answered than gave an answer for which they were asked."""
        if child.mixed or not all(parent in self.items for parent, _ in child.condition.clauses):
            return
        codes: dict[str, set[str]] = {}
        for parent, wanted in child.condition.clauses:
            codes.setdefault(parent, set(wanted)).update(() if child.condition.every else wanted)
        gave = {parent: self._who_gave(self.items[parent], wanted) for parent, wanted in codes.items()}
        places = self._numbered(child)
        for cell in np.flatnonzero(child.cells):
            here = [(of[places[cell] : places[cell] + 1], factor) for of, factor in base]
            allowed = [self._at(self.items[parent], gave[parent], int(cell)) for parent in codes]
            if not child.condition.every and allowed:
                allowed = [[term for terms in allowed for term in terms]]
            for together in allowed:
                self.program.bound([*here, *((of, -factor) for of, factor in together)], -math.inf, 0)
        if len(codes) == 1 and child.responses is not None:
            ((parent, terms),) = gave.items()
            source = self.items[parent]
            asked = [(of[child.cells[source.cells]], factor) for of, factor in terms]
            if (child.cells <= source.cells).all() and len(child.condition.clauses) == 1:
                self._published([*asked, *((of, -factor) for of, factor in base)], child.missing, _MISSING_KINDS)

    def _who_gave(self, parent: Item, codes: set[str]) -> Terms:
        """How many gave one of these answers, by cell of the parent."""
        if parent is self.item and not parent.pick:
            return [(self.answers[code], 1.0) for code in parent.options if code in codes]
        gave = self.program.add(int(parent.cells.sum()))
        if parent is self.item:
            for place in range(len(gave)):  # of a pick: at least as many as ticked any one of them, at most all who answered
                here = slice(place, place + 1)
                ticked = [(self.answers[code][here], 1.0) for code in parent.options if code in codes]
                self.program.bound([*ticked, (gave[here], -1.0)], 0)
                for of, _ in ticked:
                    self.program.bound([(gave[here], 1.0), (of, -1.0)], 0)
                self.program.bound([(self.base[0][0][here], 1.0), (gave[here], -1.0)], 0)
            return [(gave, 1.0)]
        for group, cells in _distinct(parent, self.profile):
            counts = [parent.count(group, code) for code in parent.options if code in codes]
            least = max(counts) - parent.reach if parent.pick else sum(counts) - parent.reach * len(counts)
            self.program.bound([(gave[cells[parent.cells]], 1.0)], max(0, least), sum(counts) + parent.reach * len(counts))
        return [(gave, 1.0)]

    def _at(self, parent: Item, terms: Terms, cell: int) -> Terms:
        if not parent.cells[cell]:
            return []
        place = self._numbered(parent)[cell]
        return [(of[place : place + 1], factor) for of, factor in terms]

    def _numbered(self, item: Item) -> NDArray[np.intp]:
        """By joint cell: its place among the cells of the item."""
        return np.cumsum(item.cells) - 1

    # Heads

    def _took_part(self, heads: Sequence[Heads]) -> None:
        """Nobody answered who did not take part, and those who are missing are as many as the file says."""
        item = self.item
        size = self.program.add(len(item.cells))
        for known in heads:
            self.program.bound([(size[known.cells], 1.0)], known.least, known.most)
        here = size[item.cells]
        for place in range(len(here)):
            base = [(of[place : place + 1], -factor) for of, factor in self.base]
            self.program.bound([(here[place : place + 1], 1.0), *base], 0)
        if not item.condition.clauses and not item.mixed and item.responses is not None:
            self._published([(here, 1.0), *((of, -factor) for of, factor in self.base)], item.missing, _MISSING_KINDS)


class Seen:
    """The least and the most of each target, asked for only where no world seen so far has settled it."""

    def __init__(self, worlds: Worlds, targets: Sequence[Target]) -> None:
        self.worlds = worlds
        self.inside = np.array([target.cells[worlds.item.cells] for target in targets])
        self.options = {option: column for column, option in enumerate(worlds.item.options)}
        shape = (len(targets), len(self.options) + 1)
        self.least, self.most = np.full(shape, np.inf), np.full(shape, -np.inf)

    def interval(self, place: int, option: str | None, *, exact: bool) -> Interval:
        """How many of a target gave an answer (None: any answer): least and most.

        Without `exact`, ten or more is infinite. The least of a base is 0 once it may be under ten.
        """
        column = len(self.options) if option is None else self.options[option]
        of = [self.worlds.answers[option]] if option is not None else [group for group, _ in self.worlds.base]
        variables = np.concatenate([group[self.inside[place]] for group in of])
        enough = NOTHING if option is not None else PLENTY - NOTHING
        if self.least[place, column] > enough:
            self._look(self.worlds.program.least(variables)[1])
        if exact or self.most[place, column] < PLENTY:
            most, values = self.worlds.program.most(variables)
            self._look(values)
        else:
            most = math.inf
        least = float(self.least[place, column])
        return (0.0 if least < enough else least, most)

    def near(self, place: int, option: str) -> bool:
        """Whether all worlds seen so far agree on a count within one to either side: whether it may be worked out."""
        column = self.options[option]
        return bool(self.most[place, column] - self.least[place, column] <= 2 + NOTHING)

    def _look(self, values: NDArray[np.float64]) -> None:
        """Every world is looked at for all targets at once."""
        counts = np.array([self.inside @ values[of] for of in self.worlds.answers.values()])
        base = self.inside @ sum(values[of] for of, _ in self.worlds.base)
        table = np.column_stack([*counts, base])
        self.least, self.most = np.minimum(self.least, table), np.maximum(self.most, table)


def _distinct(item: Item, profile: Profile) -> list[tuple[Key, Cells]]:
    """The shown groups of an item; of those that are the same children by construction, one."""
    found: dict[bytes, tuple[Key, Cells]] = {}
    for group in item.shown:
        cells = profile.of(group) & item.cells
        found.setdefault(cells.tobytes(), (group, cells))
    return list(found.values())
