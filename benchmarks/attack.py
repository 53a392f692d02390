"""What an attacker gets out of published tables, and what they cost their readers: peer practice, suppression, Suara.

    python -m benchmarks.attack [CHILDREN ...]

A made-up survey of 10 questions with 5 answers and 5 characteristics (152 groups, all pairs), answered by so many children, is
published in three ways. The attacker knows all published numbers, how they were made, and that nobody left a characteristic
out; he asks, by linear programs over all tables of a question (of Suara's: over all tables of the wave), how few and how many
children are in a cell that truly holds 1 to 9. Several waves of each size; in the large ones, which have few such cells, every
question is attacked. Prints a Markdown table, and ends with 1 where a target is missed.
"""

import itertools
import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.results.cube import Cube, cube_of
from app.results.disclosure import protect
from app.results.intruder.attack import Intruder
from app.results.intruder.program import Indices, Program
from app.results.intruder.worlds import Worlds
from app.results.releases import FIRST_CHAIN, Release, written
from app.results.rules import Rules
from app.surveys.codebook import codebook
from app.surveys.plan import Group, plan, plan_hash
from app.surveys.questionnaire import Questionnaire

CHILDREN = (60, 200, 1_000, 5_000, 50_000)
ITEMS, SENSITIVE, ATTACKED, MOST_CELLS = 10, 2, 2, 40
LARGE = 5_000
SEEDS = (11, 12, 13)
SHOWN_AT, LEAST_SHOWN, MOST_POINTS = 1_000, 0.95, 2.0
"""Children for whom that share of cells of one characteristic is to be shown, and how wrong they may be, in points."""
SMALL = 9
OPTIONS = "12345"
SHARES = {
    "AGE": ([1.0, 1.2, 1.2, 0.8], "1234"),
    "GEN": ([50.0, 47.0, 3.0], "123"),
    "DIS": ([8.0, 92.0], "12"),
    "REG": ([40.0, 30, 20, 10], "1234"),
    "URB": ([60.0, 40.0], "12"),
}
Cell = tuple[str, Group, str]
"""Item, group, answer."""
Interval = tuple[float, float]


@dataclass
class Tally:
    """What became of the cells that were attacked, and of the tables."""

    cells: int = 0
    exact: int = 0
    near: int = 0
    proved: int = 0
    few: int = 0
    few_exact: int = 0
    few_near: int = 0
    few_proved: int = 0

    def add(self, interval: Interval, true: int, group: int) -> None:
        """Count one cell."""
        least, most = math.ceil(interval[0] - 1e-4), math.floor(min(interval[1], 1e9) + 1e-4)
        found = (least == most == true, least >= true - 1 and most <= true + 1, least >= 1)
        self.cells += 1
        self.exact, self.near, self.proved = self.exact + found[0], self.near + found[1], self.proved + found[2]
        if group <= SMALL:
            self.few += 1
            self.few_exact += found[0]
            self.few_near += found[1]
            self.few_proved += found[2]


def a_survey() -> Questionnaire:
    """Ten questions, of which two are sensitive."""

    def item(code: str, codes: str, **more: object) -> dict[str, object]:
        options = [{"code": one, "label": {"en": {"1": one}}} for one in codes]
        return {"kind": "single", "code": code, "bands": list("1234"), "wording": {"en": {"1": code}}, "options": options, **more}

    def place(code: str) -> dict[str, object]:
        return {
            "code": code,
            "label": {"en": code},
            "categories": [{"code": one, "label": {"en": one}} for one in SHARES[code][1]],
        }

    asked = [item(f"Q{n}", OPTIONS, level="S1" if n < SENSITIVE else "S0") for n in range(ITEMS)]
    for one in asked[:SENSITIVE]:
        one["options"] = [{"code": code, "label": {"en": {"1": code}}, "sensitive": code == "5"} for code in OPTIONS]
    return Questionnaire.model_validate(
        {
            "format": "suara-questionnaire/1",
            "code": "ATTACK",
            "title": {"en": "Attacked"},
            "languages": ["en"],
            "default_language": "en",
            "bands": [{"code": str(n), "label": {"en": str(n)}, "from_age": 6 + 2 * n, "to_age": 7 + 2 * n} for n in range(1, 5)],
            "welcome": {"en": {"1": "Hello"}},
            "assent": {"en": {"1": "Yes"}},
            "items": [item("GEN", "123"), item("DIS", "12"), *asked],
            "profile": ["GEN", "DIS"],
            "places": [place("REG"), place("URB")],
            "breakdowns": list(SHARES),
            "pairs": [list(pair) for pair in itertools.combinations(SHARES, 2)],
        }
    )


def answers(questionnaire: Questionnaire, number: int, seed: int) -> Cube:
    """So many children, whose answers depend on their age, gender and region a little; one in twenty leaves a question."""
    chance = np.random.default_rng(seed)
    columns = [chance.choice(list(codes), number, p=np.array(shares) / sum(shares)) for shares, codes in SHARES.values()]
    leaning = sum((column.astype(int) - 2) * weight for column, weight in zip(columns, (0.15, 0.2, 0.3, 0.05, 0.1), strict=True))
    for _ in range(ITEMS):
        base = chance.normal(0, 0.9, len(OPTIONS))
        slope = chance.normal(0, 0.6, len(OPTIONS))
        logits = base + np.asarray(leaning)[:, None] * slope + chance.gumbel(size=(number, len(OPTIONS)))
        given = np.array(list(OPTIONS))[logits.argmax(axis=1)]
        columns.append(np.where(chance.random(number) < 0.05, "-", given))
    records = "".join(map("".join, zip(*columns, strict=True))).encode()
    return cube_of(codebook(questionnaire), [(records, chance.integers(0, 2**64, number, dtype=np.uint64))])


class Truth:
    """The counts of a wave, and which of its cells are small."""

    def __init__(self, questionnaire: Questionnaire, cube: Cube) -> None:
        self.questionnaire, self.cube = questionnaire, cube
        self.plan = plan(questionnaire)
        self.groups = self.plan.items[0].groups
        tallies = {group: cube.tally(group) for group in self.groups}
        self.items = [planned.item for planned in self.plan.items]
        self.base = {(item, group): tallies[group].base(item) for item in self.items for group in self.groups}
        self.counts = {
            (item, group, option): tallies[group].count(item, option)
            for item in self.items
            for group in self.groups
            for option in OPTIONS
        }

    def few_items(self) -> list[str]:
        """The questions that are attacked."""
        return self.items if self.cube.records >= LARGE else self.items[-ATTACKED:]

    def attacked(self, seed: int) -> list[Cell]:
        """A sample of the small cells of some questions."""
        chance = np.random.default_rng(seed)
        found: list[Cell] = []
        for item in self.few_items():
            small = [cell for cell, count in self.counts.items() if cell[0] == item and 1 <= count <= SMALL]
            few = [cell for cell in small if self.base[cell[:2]] <= SMALL]
            many = [cell for cell in small if self.base[cell[:2]] > SMALL]
            for some in (few, many):
                picked = chance.permutation(len(some))[: MOST_CELLS // 2]
                found += [some[place] for place in picked]
        return found


# The three ways to publish: what may be known of each count, as an interval


def under_ten(truth: Truth, item: str) -> dict[tuple[Group, str], Interval]:
    """Peer practice: a count under ten is hidden, and everything else is exact, group sizes too ("" is the base)."""
    known = {(group, option): truth.counts[item, group, option] for group in truth.groups for option in OPTIONS}
    known |= {(group, ""): truth.base[item, group] for group in truth.groups}
    return {cell: (count, count) if count > SMALL else (0, SMALL) for cell, count in known.items()}


def complementary(truth: Truth, item: str) -> dict[tuple[Group, str], Interval]:
    """The same, and wherever just one number of a sum is hidden, the smallest other of that sum is hidden too."""
    known = under_ten(truth, item)
    count = {cell: truth.counts[item, *cell] if cell[1] else truth.base[item, cell[0]] for cell in known}
    sums = list(_sums(truth))
    changed = True
    while changed:
        changed = False
        for parts in sums:
            hidden = [cell for cell in parts if known[cell][0] != known[cell][1]]
            if len(hidden) == 1 and count[hidden[0]] > 0:
                open_cells = [cell for cell in parts if known[cell][0] == known[cell][1]]
                known[min(open_cells, key=lambda cell: count[cell])] = (0, math.inf)
                changed = True
    return known


def _sums(truth: Truth) -> Iterator[list[tuple[Group, str]]]:
    """Every sum in the tables, the total among its members: answers to bases, groups to the groups they lie in."""
    for group in truth.groups:
        yield [(group, option) for option in ("", *OPTIONS)]
    for whole in truth.groups:
        by_breakdown: dict[str, list[Group]] = {}
        for part in truth.groups:
            if len(part.of) == len(whole.of) + 1 and set(whole.of) < set(part.of):
                by_breakdown.setdefault(part.breakdown, []).append(part)
        for parts in by_breakdown.values():
            for option in ("", *OPTIONS):
                yield [(cell, option) for cell in (whole, *parts)]


class Exact:
    """The attack on exact tables with holes."""

    def __init__(self, truth: Truth, known: dict[tuple[Group, str], Interval]) -> None:
        layout = truth.cube.layout
        stated = stated_cells(truth)
        self.program = Program()
        self.answers = {option: self.program.add(int(stated.sum())) for option in OPTIONS}
        self.inside = {}
        for group in truth.groups:
            mask = np.zeros(layout.cells, bool)
            mask[layout.cells_of(group)] = True
            self.inside[group] = mask[stated]
        for (group, option), (least, most) in known.items():
            self.program.bound([(self._of(group, option), 1.0)], least, most)

    def _of(self, group: Group, option: str) -> Indices:
        options = [option] if option else list(OPTIONS)
        return np.concatenate([self.answers[one][self.inside[group]] for one in options])

    def interval(self, group: Group, option: str) -> Interval:
        """The least and the most of a cell."""
        of = self._of(group, option)
        return self.program.least(of)[0], self.program.most(of)[0]


class Blurred:
    """The attack on a release of Suara."""

    def __init__(self, truth: Truth, document: bytes, item: str) -> None:
        intruder = Intruder(document)
        stated = stated_cells(truth)
        for one in intruder.items.values():
            one.cells &= stated  # the attacker knows that nobody left a characteristic out
        least = {code: intruder.least_base(one) for code, one in intruder.items.items()}
        self.intruder, self.worlds = intruder, Worlds(intruder.items, intruder.profile, item, least, intruder.heads())

    def interval(self, group: Group, option: str) -> Interval:
        """The least and the most of a cell."""
        inside = self.intruder.profile.of(group.of)[self.worlds.item.cells]
        of = self.worlds.answers[option][inside]
        return self.worlds.program.least(of)[0], self.worlds.program.most(of)[0]


def stated_cells(truth: Truth) -> NDArray[np.bool_]:
    """The joint cells without any `not stated`."""
    shape = truth.cube.layout.shape
    places = np.indices(shape).reshape(len(shape), -1)
    last = np.array(shape)[:, None] - 1
    return np.asarray((places[1:] != last[1:]).all(axis=0))  # AGE, the first, has none


# Figures


def a_release(truth: Truth, seed: int) -> Release:
    """The release of the wave."""
    book = codebook(truth.questionnaire)
    safe = protect(truth.cube, truth.questionnaire, book, truth.plan, Rules(), bytes([seed]) * 32)
    facts = {"survey": "ATTACK", "title": "A", "wave": "AA", "country": "TH", "number": 1, "practice": True}
    days = {"day": "2026-07-08", "opened_on": "2026-06-01", "closed_on": "2026-06-30", "prev_chain": FIRST_CHAIN}
    return Release.model_validate(
        {
            "format": "suara-release/1", **facts, **days, "plan_hash": plan_hash(truth.plan),
            "questionnaire": truth.questionnaire, "codebook": book, "plan": truth.plan, "rules": Rules(), **dict(safe),
        }
    )  # fmt: skip


@dataclass
class Cost:
    """By how many characteristics: the cells there are, how many are shown, and by how much they are wrong, added up."""

    cells: list[int] = field(default_factory=lambda: [0, 0, 0])
    shown: list[int] = field(default_factory=lambda: [0, 0, 0])
    wrong: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])

    def add(self, truth: Truth, release: Release | None, ways: dict[str, dict[tuple[Group, str], Interval]]) -> None:
        """Count what a wave shows of its neutral questions."""
        for item in truth.items[SENSITIVE:] if release else ways:
            for group, option in itertools.product(truth.groups, OPTIONS):
                depth = len(group.of)
                self.cells[depth] += 1
                if release is None:
                    least, most = ways[item][group, option]
                    self.shown[depth] += least == most
                elif (cell := release.cells[f"{item}/{group.key}"]) is not None:
                    self.shown[depth] += 1
                    share = cell.counts[item][option] / cell.base if cell.base else 0.0
                    self.wrong[depth] += abs(share - truth.counts[item, group, option] / truth.base[item, group])

    def told(self, *, exact: bool) -> str:
        """Per cent shown, and of blurred numbers the mean error in points."""
        said = []
        for cells, shown, wrong in zip(self.cells, self.shown, self.wrong, strict=True):
            error = f" ({100 * wrong / shown:.1f})" if shown and not exact else ""
            said.append(f"{100 * shown / cells:.0f}%{error}")
        return " / ".join(said)


def measured(number: int) -> Iterator[tuple[str, bool]]:
    """The lines of one size of wave, and whether Suara's targets are met."""
    questionnaire = a_survey()
    found = {name: (Tally(), Cost()) for name in WAYS}
    for seed in SEEDS:
        truth = Truth(questionnaire, answers(questionnaire, number, seed))
        release = a_release(truth, seed)
        document = written(release)
        targets = truth.attacked(seed)
        for name, way in WAYS.items():
            tally, cost = found[name]
            ways = {item: way(truth, item) for item in truth.few_items()} if way else {}
            for item in truth.few_items():
                attack = Exact(truth, ways[item]) if way else Blurred(truth, document, item)
                for _, group, option in (cell for cell in targets if cell[0] == item):
                    tally.add(attack.interval(group, option), truth.counts[item, group, option], truth.base[item, group])
            cost.add(truth, None if way else release, ways)
    for name, (tally, cost) in found.items():
        all_cells = _shares(tally.cells, tally.exact, tally.near, tally.proved)
        few = _shares(tally.few, tally.few_exact, tally.few_near, tally.few_proved)
        counted = f"{tally.cells}, {tally.few}"
        line = f"| {number:,} | {name} | {all_cells} | {few} | {counted} | {cost.told(exact=WAYS[name] is not None)} |"
        yield line, WAYS[name] is not None or _meets(number, tally, cost)


def _meets(number: int, tally: Tally, cost: Cost) -> bool:
    if tally.exact or tally.near or tally.few_proved:
        return False
    shown, error = cost.shown[1] / cost.cells[1], 100 * cost.wrong[1] / max(cost.shown[1], 1)
    return number != SHOWN_AT or (shown >= LEAST_SHOWN and error <= MOST_POINTS)


WAYS: dict[str, Callable[[Truth, str], dict[tuple[Group, str], Interval]] | None] = {
    "hide under 10": under_ten,
    "and complementary": complementary,
    "**Suara**": None,
}


def _shares(whole: int, *parts: int) -> str:
    return " / ".join(f"{100 * part / whole:.0f}%" if whole else "-" for part in parts)


def main() -> None:
    """Measure and print."""
    sizes = [int(size) for size in sys.argv[1:]] or CHILDREN
    started = time.perf_counter()
    sys.stdout.write(
        "| children | published | small cells: exact / within one / proved | of those, in groups under 10 | attacked"
        " | shown: all / one / two characteristics (mean error, points) |\n|---|---|---|---|---|---|\n"
    )
    missed = False
    for size in sizes:
        for line, met in measured(size):
            missed |= not met
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    sys.stderr.write(f"{time.perf_counter() - started:.0f} s\n")
    sys.exit(missed)


if __name__ == "__main__":
    main()
