"""What a survey would publish if so many children answered: which breakdowns would be hidden, before anyone has answered. Pure.

Assumes that children part evenly: over the bands, over the categories of each profile variable, and over the options of a
question on which another depends; that everybody sends and answers everything. Real children never do: this is the least
that will be hidden. Hiding for the sake of other tables (remainders, dominance) comes on top.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from app.results.rules import Rules
from app.surveys.codebook import Codebook, codebook
from app.surveys.plan import Group, Plan
from app.surveys.questionnaire import AGE, AllOf, Item, Level, Questionnaire, Single, clauses


@dataclass(frozen=True)
class Expected:
    """One breakdown (empty for all children): its tables, those that would be hidden, and how many children would show all."""

    breakdown: str
    tables: int
    hidden: int
    hidden_items: tuple[str, ...]
    children_needed: int


def expected_suppression(
    questionnaire: Questionnaire, planned: Plan, children: int, rules: Rules | None = None
) -> tuple[Expected, ...]:
    """What would be hidden of each planned breakdown with that many submissions, by thresholds alone and split evenly."""
    look = _Look(questionnaire, codebook(questionnaire), rules or Rules())
    needed: dict[str, list[tuple[str, int]]] = {}
    for item in planned.items:
        for group in item.groups:
            needed.setdefault(group.breakdown, []).append((item.item, look.needed(questionnaire.item(item.item), group)))
    return tuple(_expected(breakdown, tables, children) for breakdown, tables in needed.items())


def _expected(breakdown: str, tables: list[tuple[str, int]], children: int) -> Expected:
    hidden = [item for item, needed in tables if needed > children]
    most = max(needed for _, needed in tables)
    return Expected(breakdown, len(tables), len(hidden), tuple(dict.fromkeys(hidden)), most)


@dataclass(frozen=True)
class _Look:
    questionnaire: Questionnaire
    book: Codebook
    rules: Rules

    def needed(self, item: Item, group: Group) -> int:
        """The smallest number of submissions with which the item is shown for the group."""
        least = self.rules.k_sensitive if self._sensitive(item) else self.rules.k_show
        smallest = (self.rules.smallest_wave, self.rules.smallest_with_breakdowns, self.rules.smallest_with_pairs)[len(group.of)]
        return max(smallest, math.ceil(least / self._share(item, group)))

    def _share(self, item: Item, group: Group) -> Fraction:
        """Which part of all children is in the group and is asked the item."""
        categories = dict(group.of)
        bands = [
            band.code
            for band in self.questionnaire.bands
            if band.code in item.bands and categories.get(AGE, band.code) == band.code
        ]
        return sum(
            (Fraction(1, len(self.questionnaire.bands)) * self._within(item, band, categories) for band in bands), Fraction(0)
        )

    def _within(self, item: Item, band: str, categories: dict[str, str]) -> Fraction:
        """Which part of a band's children is in the group and is asked the item."""
        part = self._asked(item, band)
        for code in categories.keys() - {AGE}:
            variable = self.book.variable(code)
            part *= Fraction(band in variable.bands, len(variable.categories))
        return part

    def _asked(self, item: Item, band: str) -> Fraction:
        """Which part of a band is asked an item, as though its conditions were met independently of each other."""
        if band not in item.bands:
            return Fraction(0)
        met = [self._meets(self.questionnaire.item(clause.item), clause.codes, band) for clause in clauses(item.asked_if)]
        if not met:
            return Fraction(1)
        if isinstance(item.asked_if, AllOf):
            return math.prod(met, start=Fraction(1))
        return 1 - math.prod((1 - one for one in met), start=Fraction(1))

    def _meets(self, source: Item, codes: tuple[str, ...], band: str) -> Fraction:
        options = len(source.options) if hasattr(source, "options") else 1
        each = Fraction(1, options) if isinstance(source, Single) else Fraction(getattr(source, "maximum", 1), options)
        return self._asked(source, band) * min(Fraction(1), len(set(codes)) * each)

    def _sensitive(self, item: Item) -> bool:
        return item.level is not Level.S0 or any(map(self._sensitive, self._sources(item)))

    def _sources(self, item: Item) -> Iterator[Item]:
        return (self.questionnaire.item(clause.item) for clause in clauses(item.asked_if))
