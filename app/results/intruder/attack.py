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
from app.results.intruder.reading import Cells, File, Item, Key, Profile, Target
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
        bands = self._band_sizes()
        least = {code: self.least_base(item) for code, item in self.items.items()}
        for done, item in enumerate(self.items.values(), start=1):
            told(done, len(self.items))
            if () not in item.shown:
                continue  # nothing is published of it, so nothing is known
            try:
                yield from self._on_item(item, least, bands)
            except Infeasible:
                self.faults.append(f"The numbers of {item.code} contradict one another.")

    # Linear programs

    def _on_item(self, item: Item, least: dict[str, int], bands: dict[str, Interval]) -> Iterator[dict[str, Any]]:
        worlds = Worlds(self.items, self.profile, item.code, least, bands)
        worlds.program.possible()
        targets = list(self._targets(item))
        shown = [Target(group, (), self.profile.of(group) & item.cells) for group in item.shown]
        seen = Seen(worlds, [*targets, *shown])
        deviations = self._deviations(item, targets)
        for place, target in enumerate([*targets, *shown]):
            hidden = place < len(targets)
            base = seen.interval(place, None, exact=False) if hidden else (float(PLENTY), math.inf)
            dangerous = hidden and base[0] < PLENTY
            if not dangerous and self.chance.random() >= _SHARE_OF_THE_HARMLESS:
                continue
            intervals = {option: seen.interval(place, option, exact=not dangerous) for option in item.options}
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

    def _targets(self, item: Item) -> Iterator[Target]:
        """What is hidden: each group, and what is left of each whole when its parts, all or the shown ones, are taken away."""
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
        tables: dict[tuple[str, ...], list[Key]] = {}
        for group in item.groups:
            tables.setdefault(tuple(variable for variable, _ in group), []).append(group)
        tables.setdefault(("AGE",), [(("AGE", band),) for band in self.profile.categories["AGE"]])
        for variables, groups in tables.items():
            wholes: list[Key] = [()]
            if len(variables) > 1:
                wholes += [((name, code),) for name in variables for code in self.profile.categories[name] if code]
            for whole in wholes:
                parts = tuple(group for group in groups if group and set(whole) <= set(group))
                yield whole, parts
                yield whole, tuple(part for part in parts if part in item.shown)

    def _band_sizes(self) -> dict[str, Interval]:
        """How many children of each band took part: what all items that put no condition say together."""
        program = Program()
        bands = self.profile.categories["AGE"]
        sizes = dict(zip(bands, program.add(len(bands)), strict=True))
        total = self.file["respondents"]
        program.bound([(np.array(list(sizes.values())), 1.0)], max(0, total - self.reach), total + self.reach)
        ages = self.profile.joint[:, self.profile.names.index("AGE")]
        for item in self.items.values():
            whole = all(item.cells[ages == band].all() for band in set(ages[item.cells]))
            if item.condition.clauses or item.responses is None or () not in item.shown or not whole:
                continue
            number = item.shown[()]["base"] + item.missing
            slack = self.reach * (item.draws + 3)
            asked = np.array([sizes[band] for band in sorted(set(ages[item.cells]))])
            program.bound([(asked, 1.0)], max(0, number - slack), number + slack)
        try:
            found = {
                band: (program.least(np.array([place]))[0], program.most(np.array([place]))[0]) for band, place in sizes.items()
            }
        except Infeasible:
            self.faults.append("The numbers of children who were asked contradict one another.")
            found = dict.fromkeys(bands, (0.0, math.inf))
        self.programs += program.programs
        return found

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
        """The variance of what is known best of a group, an answer or the base, in draws."""
        if not item.pick:
            return 1.0
        known = 1.0 + (1 / 3 if group == () and item.responses is not None else 0.0)
        return 1 / (known * (1 + (1 / len(item.options) if item.maximum == 1 else 0)))

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
