"""Which tables are shown: primary suppression by thresholds and dominance, secondary by what rests on what and by remainders.

Pure. Works on a cube's true counts; says of each planned table whether it is shown, and nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.results.cube import Counts, Cube
from app.results.equations import Groups, Mask
from app.results.noise import deviation
from app.results.remainders import Numbers, Published, Table, distinct, hidden_for
from app.results.rules import Rules
from app.surveys.codebook import CHOSEN
from app.surveys.plan import EVERYONE, Group, Plan, PlannedItem
from app.surveys.questionnaire import AGE, AllOf, AnyOf, Condition, Level, Pick, Questionnaire, Single, clauses

Shown = frozenset[Table]
"""The (item, group) tables that may be published."""
Proved = frozenset[tuple[str, tuple[int, ...]]]
"""By item: joint cells of whose children an attack learnt something, though the rules had been kept."""

_WHATEVER_THE_SIZE = 1e9
_THREE_KINDS = 3
"""Left, do not know, rather not say: one draw each in the response table."""


def shown_tables(cube: Cube, questionnaire: Questionnaire, plan: Plan, rules: Rules, proved: Proved) -> Shown:
    """The tables that may be published: met the thresholds, rest on shown ones, and leave no remainder unprotected."""
    wave = _Wave(cube, questionnaire, plan, rules, proved)
    shown = wave.primary()
    while True:  # each round hides something or is the last
        shown = wave.resting(shown)
        exposed = wave.exposing(shown)
        if not exposed:
            return shown
        shown -= exposed


def shown_responses(cube: Cube, questionnaire: Questionnaire, plan: Plan, rules: Rules, shown: Shown) -> frozenset[str]:
    """The items of which is published how many left them or did not know.

    Base and missing kinds add up to all who were asked. An item of some bands so tells how many of those bands took part,
    and the difference to another item must not tell of a band, or of those whom a profile answer excludes, of 1 to 9 children.
    """
    wave = _Wave(cube, questionnaire, plan, rules, frozenset())
    told = frozenset(item for item, _ in shown)
    return told - {item for item, _ in wave.counting_heads(told)}


def sensitive_items(questionnaire: Questionnaire) -> frozenset[str]:
    """Items of level S1 or S2, and those asked only of children who answered a sensitive item in some way."""
    found: set[str] = set()
    for item in questionnaire.items:  # a condition names earlier items only
        if item.level is not Level.S0 or any(clause.item in found for clause in clauses(item.asked_if)):
            found.add(item.code)
    return frozenset(found)


@dataclass(frozen=True)
class _Answers:
    """One item: who answered, by joint cell, and how many gave a sensitive answer."""

    planned: PlannedItem
    item: Single | Pick
    base: Counts
    gave: Counts
    sums: dict[Group, tuple[int, int]]
    """Both, by planned group."""
    asked: Mask
    """The cells whose children can be asked: of its bands, and whom a condition on the profile lets through."""
    named: frozenset[str]
    """The planned items that its condition names."""

    @property
    def counts_one(self) -> str | None:
        """The one item whose answer decides who is asked: then those asked are those who gave it."""
        profile_too = {clause.item for clause in clauses(self.item.asked_if)} - self.named
        one = len(self.named) == 1 and not (profile_too and isinstance(self.item.asked_if, AnyOf))
        return next(iter(self.named)) if one else None

    @property
    def draws(self) -> int:
        """How many draws its base is made of."""
        return len(self.item.options) if isinstance(self.item, Single) else 1


class _Wave:
    def __init__(self, cube: Cube, questionnaire: Questionnaire, plan: Plan, rules: Rules, proved: Proved) -> None:
        self.cube = cube
        self.rules = rules
        self.groups = Groups(cube.layout)
        self.codes = {planned.item for planned in plan.items}
        self.sensitive = sensitive_items(questionnaire)
        self.most = rules.remainder_ratio * deviation(rules.blur_sigma, rules.blur_cut, rules.rounding)
        self.items = {planned.item: self._answers(planned, questionnaire) for planned in plan.items}
        self.equations = {groups: tuple(self.groups.equations(groups)) for groups in {planned.groups for planned in plan.items}}
        self.resting_on = {code: self._resting_on(code) for code in self.items}
        self.proved = {code: sorted(cells for item, cells in proved if item == code) for code in self.items}

    def _answers(self, planned: PlannedItem, questionnaire: Questionnaire) -> _Answers:
        # A cube does not know how many children ticked any sensitive option of a pick item. The sum over those options is
        # never below that number, so dominance errs towards hiding.
        item = questionnaire.item(planned.item)
        assert isinstance(item, Single | Pick), "plan: only choices are planned"
        layout = self.cube.layout
        first = layout.first_variable(item.code)
        base = np.zeros(layout.cells, np.int64)
        for category in first.categories:
            base += self._column(first.code, category)
        gave = np.zeros(layout.cells, np.int64)
        for option in item.options:
            if option.sensitive:
                gave += (
                    self._column(f"{item.code}_{option.code}", CHOSEN)
                    if isinstance(item, Pick)
                    else self._column(item.code, option.code)
                )
        conditions = {clause.item for clause in clauses(item.asked_if)}
        asked = self.groups.of_bands(item.bands) & self._let_through(item.asked_if)
        sums = {group: (int(base[self.groups[group]].sum()), int(gave[self.groups[group]].sum())) for group in planned.groups}
        return _Answers(planned, item, base, gave, sums, asked, frozenset(conditions & self.codes))

    def _resting_on(self, code: str) -> frozenset[str]:
        """The items that are shown only where this one is, because of their conditions."""
        found = {code}
        for child, answers in self.items.items():  # in document order: parents come first
            if found & answers.named:
                found.add(child)
        return frozenset(found - {code})

    def _let_through(self, condition: Condition | None) -> Mask:
        """The cells that a condition does not rule out by the profile alone."""
        everyone = self.groups[EVERYONE]
        profile = [
            self.groups.union(tuple(Group(of=((clause.item, code),)) for code in clause.codes))
            for clause in clauses(condition)
            if clause.item not in self.codes
        ]
        if isinstance(condition, AllOf):
            return np.asarray(np.all([everyone, *profile], axis=0))
        return np.asarray(np.any(profile, axis=0)) if profile and len(profile) == len(clauses(condition)) else everyone

    def _column(self, variable: str, character: str) -> Counts:
        layout = self.cube.layout
        return self.cube.counts[:, layout.start[variable] + layout.slots[variable].index(character)]

    def primary(self) -> Shown:
        """Tables of enough children, in a wave that is large enough to be cut so, and not of one mind."""
        return frozenset(
            (code, group)
            for code, answers in self.items.items()
            for group in answers.planned.groups
            if self._large_enough_wave(group)
            and self._enough_children(code, group)
            and not self._of_one_mind(*answers.sums[group])
        )

    def _large_enough_wave(self, group: Group) -> bool:
        """Size tiers: a small wave cut into groups is noise for its readers and a risk for its children."""
        rules = self.rules
        least = (rules.smallest_wave, rules.smallest_with_breakdowns, rules.smallest_with_pairs)[len(group.of)]
        return self.cube.records >= least

    def _enough_children(self, code: str, group: Group) -> bool:
        rules = self.rules
        least = max(rules.k_show, rules.k_sensitive) if code in self.sensitive else rules.k_show
        return self.items[code].sums[group][0] >= least

    def _of_one_mind(self, base: int, gave: int) -> bool:
        """Whether nearly all of a small group gave sensitive answers: then the table would tell it of each of them."""
        return base < self.rules.dominance_below and 100 * gave > self.rules.dominance_percent * base

    # What rests on what

    def resting(self, shown: Shown) -> Shown:
        """The shown tables whose whole item is shown for all children, and which rest on shown tables alone.

        A pair rests on the two groups it lies in. A conditional item rests, in a group, on the items that its condition names:
        its base is a count of their answers and must not be told where theirs are hidden.
        """
        kept: set[Table] = set()
        for code, answers in self.items.items():  # in document order: parents come first
            of_item = {
                group
                for group in answers.planned.groups
                if (code, group) in shown and all(self._parent_stands(parent, answers, group, kept) for parent in answers.named)
            }
            if EVERYONE not in of_item:
                continue
            singles = {group for group in answers.planned.groups if len(group.of) == 1} - of_item
            hidden = {part for group in singles for part in group.of}
            kept |= {(code, group) for group in of_item if hidden.isdisjoint(group.of)}
        return frozenset(kept)

    def _parent_stands(self, parent: str, child: _Answers, group: Group, kept: set[Table]) -> bool:
        """Whether a parent is shown in this group, and wherever its children are those whom the child item is asked of there.

        Nor may they be of one mind on the parent, be the group planned or not.
        """
        answers = self.items[parent]
        there = self.groups[group] & child.asked
        occupied = answers.base > 0
        same = (there & occupied).tobytes()
        one_mind = self._of_one_mind(int(answers.base[there].sum()), int(answers.gave[there].sum()))
        return not one_mind and all(
            (parent, other) in kept
            for other in answers.planned.groups
            if other == group or (self.groups[other] & occupied).tobytes() == same
        )

    # What can be worked out

    def exposing(self, shown: Shown) -> Shown:
        """The tables to hide so that no remainder of any item, seen by itself, can be worked out too well."""
        gone: set[Table] = set()
        for code, answers in self.items.items():
            occupied = answers.base > 0  # whoever knows which cells are empty can work out more
            gone |= hidden_for(
                self._numbers(code, shown, occupied),
                lambda hidden, code=code, occupied=occupied: self._to_protect(code, shown - hidden, occupied),  # type: ignore[misc]
                self.most,
            )
        return frozenset(gone)

    def _numbers(self, code: str, shown: Shown, occupied: Mask) -> list[Published]:
        """What is published of one answer to the item: its groups, and the bases of items asked because of that answer."""
        answers = self.items[code]
        own = [group for group in answers.planned.groups if (code, group) in shown]
        found = []
        for group in own:
            tables = frozenset((code, other) for other in own if set(group.of) <= set(other.of))
            lost = tables | {(child, other) for child in self.resting_on[code] for _, other in tables if (child, other) in shown}
            found.append(Published(self.groups[group][occupied], self._variance(answers, group), tables, self._answered(lost)))
        return [*distinct(found), *self._told_by_children(code, shown, occupied)]

    def _variance(self, answers: _Answers, group: Group) -> float:
        """In draws: what is known of one answer, or of the base, whichever is known better.

        Where everybody gave one answer, whoever knows how many there are (he may know who took part) has each answer twice:
        from its own draw, and as what the m - 1 others leave over; together (m - 1) / m of a draw. The base of any other pick
        item, for all children, is known twice as well: from its own draw, and as what the three missing kinds leave over.
        """
        options = len(answers.item.options)
        if isinstance(answers.item, Single) or answers.item.maximum == 1:
            return (options - 1) / options
        return 1 / (1 + 1 / _THREE_KINDS) if group == EVERYONE else 1.0

    def _told_by_children(self, code: str, shown: Shown, occupied: Mask) -> Iterator[Published]:
        """Those asked an item because of one answer are those who gave it, in the bands of that item.

        Where its condition holds several answers together, each is taken to be told alone: too careful, never too little.
        """
        for child, answers in self.items.items():
            if answers.counts_one == code and (child, EVERYONE) in shown:
                tables = frozenset(table for table in shown if table[0] == child)
                yield Published(answers.asked[occupied], answers.draws + _THREE_KINDS, tables, self._answered(tables))

    def _answered(self, tables: Shown) -> int:
        return sum(self.items[code].sums[group][0] for code, group in tables)

    def _to_protect(self, code: str, shown: Shown, occupied: Mask) -> tuple[NDArray[np.bool_], Numbers]:
        """Groups, `not stated`, and what is left of every equation, of 1 to 9 children or of one mind."""
        answers = self.items[code]
        found: dict[bytes, tuple[Mask, float]] = {}
        for whole, parts in self._left_over(answers, {group for item, group in shown if item == code}):
            base = int(answers.base[whole].sum()) - sum(answers.sums[part][0] for part in parts)
            gave = int(answers.gave[whole].sum()) - sum(answers.sums[part][1] for part in parts)
            if 1 <= base <= self.rules.remainder_up_to or self._of_one_mind(base, gave):
                left = (whole & ~self.groups.union(parts))[occupied]
                found[left.tobytes()] = (left, base)
        for cells in self.proved[code]:
            left = np.isin(np.flatnonzero(occupied), cells)
            found[left.tobytes()] = (left, _WHATEVER_THE_SIZE)
        masks, children = [mask for mask, _ in found.values()], [number for _, number in found.values()]
        return np.array(masks, bool).reshape(len(found), int(occupied.sum())), np.array(children, float)

    def _left_over(self, answers: _Answers, shown: set[Group]) -> Iterator[tuple[Mask, tuple[Group, ...]]]:
        """Sets that may be hidden, each as a whole less some of its parts; what is shown is neither small nor of one mind."""
        yield from ((self.groups[group], ()) for group in answers.planned.groups)
        for equation in self.equations[answers.planned.groups]:
            yield equation.whole, equation.parts
            yield equation.whole, tuple(part for part in equation.parts if part in shown)
        asked = [child.asked for child in self.items.values() if answers.item.code in child.named]
        yield from ((cells, ()) for cells in _told_apart([self.groups[EVERYONE], *asked]))

    def counting_heads(self, told: frozenset[str]) -> frozenset[Table]:
        """Items, as tables for all children, whose missing kinds would tell of a few children that they took part."""
        heads = np.asarray(sum(self._column(AGE, band) for band in self.cube.layout.codebook.variable(AGE).categories))
        occupied = heads.astype(bool)
        found = [Published(self.groups[EVERYONE][occupied], 1.0, frozenset(), 0)]
        for code in told:
            answers = self.items[code]
            if not answers.named:
                tables = frozenset([(code, EVERYONE)])
                found.append(Published(answers.asked[occupied], answers.draws + _THREE_KINDS, tables, int(answers.base.sum())))
        sets = np.array(_told_apart([number.cells for number in found]))
        children = sets @ heads[occupied]
        wanted = (children >= 1) & (children <= self.rules.remainder_up_to)
        return hidden_for(found, lambda _: (sets[wanted], children[wanted].astype(float)), self.most)


def _told_apart(sets: Sequence[Mask]) -> list[Mask]:
    """Of whom the sizes of these sets tell: each set less another, and those who lie in just the same of them."""
    _, kinds = np.unique(np.array(sets), axis=1, return_inverse=True)
    return [one & ~other for one in sets for other in sets] + [kinds == kind for kind in range(kinds.max() + 1)]
