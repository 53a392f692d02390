"""The attack: hidden groups found, their intervals and estimates looked for, what padding gains worked out. Pure."""

import hashlib
import json
import math
import random
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np

from app.results.intruder.program import Infeasible, Program
from app.results.intruder.reading import Cells, File, Heads, Item, Key, Profile, Target
from app.results.intruder.worlds import NOTHING, PLENTY, Interval, Seen, Worlds

_SHARE_OF_THE_HARMLESS = 0.1


class Intruder:
    """One attack on one file."""

    def __init__(self, document: bytes) -> None:
        self.file: File = json.loads(document)
        self.rules: File = self.file["rules"]
        self.reach: int = self.rules["blur_cut"] + self.rules["rounding"] // 2
        self.profile = Profile(self.file)
        self.items = {planned["item"]: Item(self.file, self.profile, planned) for planned in self.file["plan"]["items"]}
        self.chance = random.Random(hashlib.sha256(document).digest())  # noqa: S311 (a sample that anyone can draw again)
        self.programs = 0
        self.faults: list[str] = []

    def attack(self, told: Callable[[int, int], None]) -> Iterator[dict[str, Any]]:
        """What was found out about each hidden group, item by item."""
        heads = self.heads()
        least = {code: self.least_base(item) for code, item in self.items.items()}
        for done, item in enumerate(self.items.values(), start=1):
            told(done, len(self.items))
            if () not in item.shown:
                continue  # nothing is published of it, so nothing is known
            try:
                yield from self._on_item(item, least, heads)
            except Infeasible:
                self.faults.append(f"The numbers of {item.code} contradict one another.")

    # Linear programs

    def _on_item(self, item: Item, least: dict[str, int], heads: list[Heads]) -> Iterator[dict[str, Any]]:
        worlds = Worlds(self.items, self.profile, item.code, least, heads)
        worlds.program.possible()
        targets = list(self._targets(item))
        shown = [Target(group, (), self.profile.of(group) & item.cells) for group in item.shown]
        seen = Seen(worlds, [*targets, *shown])
        deviations = self._deviations(item, targets)
        for place, target in enumerate([*targets, *shown]):
            hidden = place < len(targets)
            base = seen.interval(place, None, exact=False) if hidden else (float(PLENTY), math.inf)
            dangerous = hidden and base[0] < PLENTY
            drawn = self.chance.random() < _SHARE_OF_THE_HARMLESS
            intervals = {
                option: seen.interval(place, option, exact=not dangerous)
                for option in item.options
                if dangerous or drawn or (not hidden and self._may_be_pinned(item, target, option, seen, place))
            }
            if hidden or intervals:
                yield {
                    "item": item.code,
                    "within": target.within,
                    "without": target.without,
                    "shown": not hidden,
                    "base": _finite(base) if hidden else None,
                    "counts": {option: _finite(interval) for option, interval in intervals.items()},
                    "deviation": _number(deviations[place]) if hidden else None,
                }
        self.programs += worlds.program.programs

    def _may_be_pinned(self, item: Item, target: Target, option: str, seen: Seen, place: int) -> bool:
        """Whether a shown number may stand for 1 to 9 children and no two worlds seen so far lie well apart in it."""
        return item.count(target.within, option) < PLENTY + self.reach and seen.near(place, option)

    def _targets(self, item: Item) -> Iterator[Target]:
        """What is hidden: each group and band, and what is left of each whole without its parts, all or the shown ones."""
        known = {(self.profile.of(group) & item.cells).tobytes() for group in item.shown}
        for within, without in self._wholes(item):
            cells = self.profile.of(within) & item.cells
            for part in without:
                cells &= ~self.profile.of(part)
            if cells.any() and cells.tobytes() not in known:
                known.add(cells.tobytes())
                yield Target(within, without, cells)

    def _wholes(self, item: Item) -> Iterator[tuple[Key, tuple[Key, ...]]]:
        yield from ((group, ()) for group in item.groups)
        bands: list[Key] = [(("AGE", band),) for band in self.profile.categories["AGE"]]
        for band in bands:  # planned or not: items that are asked of some bands tell of them
            yield band, ()
            yield (), (band,)
        tables: dict[tuple[str, ...], list[Key]] = {}
        for group in item.groups:
            tables.setdefault(tuple(variable for variable, _ in group), []).append(group)
        tables.setdefault(("AGE",), bands)
        for variables, groups in tables.items():
            wholes: list[Key] = [()]
            if len(variables) > 1:
                wholes += [((name, code),) for name in variables for code in self.profile.categories[name] if code]
            for whole in wholes:
                parts = tuple(group for group in groups if group and set(whole) <= set(group))
                yield whole, parts
                yield whole, tuple(part for part in parts if part in item.shown)

    def heads(self) -> list[Heads]:
        """What all items that put no condition say together of how many children took part, by group and band."""
        total, everyone = self.file["respondents"], np.ones(len(self.profile.joint), bool)
        found = [Heads(everyone, max(0, total - self.reach), total + self.reach)]
        least: dict[bytes, tuple[Cells, float]] = {}
        for item in self.items.values():
            if item.condition.clauses or item.mixed:
                continue
            for group, cell in item.shown.items():
                cells = self.profile.of(group) & item.cells
                number = max(cell["base"] - self.reach * item.draws, self.least_base(item))
                least[cells.tobytes()] = (cells, max(number, least.get(cells.tobytes(), (cells, 0.0))[1]))
            if item.responses is not None and () in item.shown:
                number = item.shown[()]["base"] + item.missing
                slack = self.reach * (item.draws + 3)
                found.append(Heads(item.cells, max(0, number - slack), number + slack))
        return self._possible([*found, *(Heads(cells, number, math.inf) for cells, number in least.values())])

    def _possible(self, heads: list[Heads]) -> list[Heads]:
        program = Program()
        size = program.add(len(self.profile.joint))
        for known in heads:
            program.bound([(size[known.cells], 1.0)], known.least, known.most)
        try:
            program.possible()
        except Infeasible:
            self.faults.append("The numbers of children who were asked contradict one another.")
            return []
        return heads

    def least_base(self, item: Item) -> int:
        """The rules are public: a shown group has at least so many children."""
        sensitive = item.level != "S0" or any(self._sensitive(self.items.get(code)) for code, _ in item.condition.clauses)
        return int(max(self.rules["k_show"], self.rules["k_sensitive"]) if sensitive else self.rules["k_show"])

    def _sensitive(self, item: Item | None) -> bool:
        return item is not None and self.least_base(item) > int(self.rules["k_show"])

    # Least squares

    def _deviations(self, item: Item, targets: list[Target]) -> list[float]:
        """By target: the deviation of the best unbiased estimate of one answer; infinite where there is none."""
        if not targets:
            return []
        rows: dict[bytes, tuple[Cells, float]] = {}
        for group in item.shown:
            cells = (self.profile.of(group) & item.cells)[item.cells]
            rows[cells.tobytes()] = (cells, self._noise_of(item, group))
        extra = [
            (other.cells[item.cells], float(other.draws + 3))
            for other in self.items.values()
            if () in other.shown
            and other.responses is not None
            and {code for code, _ in other.condition.clauses} == {item.code}
            and not other.mixed
        ]
        observed = [*rows.values(), *extra]
        scale = np.sqrt([variance for _, variance in observed])
        design = np.array([cells for cells, _ in observed], float).T / scale
        aims = np.array([target.cells[item.cells] for target in targets], float).T
        weights, *_ = np.linalg.lstsq(design, aims, rcond=1e-10)
        missed = np.abs(design @ weights - aims).max(axis=0)
        one = math.sqrt(sum(p * e * e for p, e in self._errors()))
        return [
            math.inf if far > NOTHING else one * norm for far, norm in zip(missed, np.linalg.norm(weights, axis=0), strict=True)
        ]

    def _noise_of(self, item: Item, group: Key) -> float:
        """The variance of what is known best of a group, an answer or the base, in draws, to somebody who knows who answered."""
        if not item.pick or item.maximum == 1:
            return 1 - 1 / len(item.options)
        return 0.75 if group == () and item.responses is not None else 1.0

    def _errors(self, digit: int | None = None) -> Iterator[tuple[float, int]]:
        """How likely which error of a published number is, for numbers that end in this digit or in any."""
        cut, sigma, step = int(self.rules["blur_cut"]), float(self.rules["blur_sigma"]), int(self.rules["rounding"])
        total = sum(math.exp(-(e**2) / (2 * sigma**2)) for e in range(-cut, cut + 1))
        digits = range(step) if digit is None else [digit % step]
        for start in digits:
            for e in range(-cut, cut + 1):
                nearest = step * math.floor((start + e) / step + 0.5)
                yield math.exp(-(e**2) / (2 * sigma**2)) / total / len(digits), nearest - start

    # Padding

    def padding(self) -> dict[str, float]:
        """What someone learns who knows all children of a shown group but one: how often he is sure, how often he guesses right.

        He looks at two answers, of which the last child gave one; the rarer in one case of five. Of those who gave the rarer:
        `certain` is the share of whom he is more than 95% sure, `best_guess` of whom it is the likelier answer to him. Both for
        the last digits of the known counts at which he fares best.
        """
        step, prior = int(self.rules["rounding"]), (0.2, 0.8)
        worst = {"certain": 0.0, "best_guess": 0.0}
        for first, second in product(range(step), repeat=2):
            chances: dict[tuple[int, int], list[float]] = {}
            for answer in (0, 1):
                true = (first + (answer == 0), second + (answer == 1))
                for (p, e), (r, f) in product(self._errors(true[0]), self._errors(true[1])):
                    chances.setdefault((true[0] + e, true[1] + f), [0.0, 0.0])[answer] += prior[answer] * p * r
            certain = sum(rare for rare, common in chances.values() if rare > 0.95 * (rare + common))
            guessed = sum(rare for rare, common in chances.values() if rare > common)
            worst["certain"] = max(worst["certain"], certain / prior[0])
            worst["best_guess"] = max(worst["best_guess"], guessed / prior[0])
        return worst

    # What any reader can check

    def check(self) -> None:
        """Look for what no sound file holds: unplanned numbers, unrounded ones, tables that rest on hidden ones."""
        planned = {f"{item.code}/{_named(group)}" for item in self.items.values() for group in item.groups}
        if set(self.file["cells"]) != planned or set(self.file["responses"]) != set(self.items):
            self.faults.append("The file does not hold exactly the planned tables.")
        for item in self.items.values():
            for group, cell in item.shown.items():
                counts = [item.count(group, option) for option in item.options]
                numbers = [*counts, cell["base"]]
                if any(number < 0 or number % self.rules["rounding"] for number in numbers):
                    self.faults.append(f"A number of {item.code} is not rounded.")
                if not item.pick and cell["base"] != sum(counts):
                    self.faults.append(f"A base of {item.code} is not the sum of its counts.")
                parents = [self.items[parent] for parent, _ in item.condition.clauses if parent in self.items]
                if any(() not in parent.shown or (group in parent.groups and group not in parent.shown) for parent in parents):
                    self.faults.append(f"{item.code} is shown where what it rests on is hidden.")
            if item.shown and () not in item.shown:
                self.faults.append(f"{item.code} is hidden for all children and shown for some.")


def attack(document: bytes, told: Callable[[int, int], None] = lambda done, of: None) -> dict[str, Any]:
    """Everything that was tried on a release and what came of it, as plain data; `told` hears how far it is."""
    intruder = Intruder(document)
    intruder.check()
    attacked = list(intruder.attack(told))
    return {
        "format": "suara-attack/1",
        "digest": hashlib.sha256(document).hexdigest(),
        "faults": sorted(set(intruder.faults)),
        "attacked": attacked,
        "padding": intruder.padding(),
        "programs": intruder.programs,
    }


def _named(group: Key) -> str:
    return "+".join(f"{variable}={category}" for variable, category in group)


def _number(value: float) -> float | None:
    """JSON knows no infinity."""
    return round(value, 6) if math.isfinite(value) else None


def _finite(interval: Interval) -> list[float | None]:
    return [_number(interval[0]), _number(interval[1])]
