"""Judging an attack on a release: by what the file alone shows, and, where the counter holds the truth, by that.

The attack runs in a process of its own that is given the bytes of the release and nothing else. Whoever holds the cube then
looks at what it found: whether it learnt something of a group of 1 to 9 children. What is said of it names no number of its own:
`worst` is what any reader of the file can work out.
"""

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.results import kept_rules
from app.results.cube import Cube
from app.results.equations import Groups, Mask
from app.results.releases import Release
from app.results.suppression import Proved
from app.surveys.codebook import CHOSEN
from app.surveys.plan import Group
from app.surveys.questionnaire import Pick, Single

_SLACK = 1e-4
SMALL = 9
"""Groups of so many children and fewer are those of whom nothing may be learnt. This module's own copy of the rule."""
_SOME = 3
"""Of a small group an attacker must not be able to rule out that so many (or all, if fewer) gave an answer."""
CERTAIN_AT_MOST = 0.005
"""Of children who gave a rare answer: the share of whom someone may be sure who knows all others of their group."""


@dataclass(frozen=True)
class Verdict:
    """What was tried and found. `faults` are sentences without any number of a child; empty where the release withstood."""

    tried: dict[str, int]
    faults: tuple[str, ...]
    worst: dict[str, Any] | None
    padding: dict[str, float]
    with_truth: bool
    proved: Proved = frozenset()

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def attacked(document: bytes) -> dict[str, Any]:
    """What the intruder, a process that is given these bytes and no setting of ours, found in them."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("SUARA_")}
    intruder = subprocess.run(
        [sys.executable, "-m", "app.results.intruder"], input=document, stdout=subprocess.PIPE, env=ours, check=True
    )
    found: dict[str, Any] = json.loads(intruder.stdout)
    return found


def judged(found: dict[str, Any], release: Release, cube: Cube | None = None) -> Verdict:
    """The verdict on what an attack found; with the cube, measured by the truth as well."""
    judge = _Judge(release, cube)
    faults = [*found["faults"], *(kept_rules.broken(release, cube) if cube is not None else ())]
    proved: set[tuple[str, tuple[int, ...]]] = set()
    for tried in found["attacked"]:
        for fault in judge.faults(tried):
            faults.append(f"{tried['item']}: {fault}")
            if cube is not None and not tried["shown"]:
                proved.add((tried["item"], tuple(np.flatnonzero(judge.cells(tried)).tolist())))
    if found["padding"]["certain"] > CERTAIN_AT_MOST:
        faults.append("Someone who knows all children of a group but one is sure of that one's answer too often.")
    hidden = [tried for tried in found["attacked"] if not tried["shown"]]
    return Verdict(
        tried={
            "hidden_groups": len(hidden),
            "hidden_counts": sum(len(tried["counts"]) for tried in hidden),
            "shown_counts": sum(len(tried["counts"]) for tried in found["attacked"] if tried["shown"]),
            "linear_programs": found["programs"],
        },
        faults=tuple(dict.fromkeys(faults)),
        worst=_narrowest(hidden),
        padding=found["padding"],
        with_truth=cube is not None,
        proved=frozenset(proved),
    )


class _Judge:
    def __init__(self, release: Release, cube: Cube | None) -> None:
        self.release, self.cube = release, cube
        self.groups = Groups(cube.layout) if cube is not None else None

    def faults(self, tried: dict[str, Any]) -> Iterator[str]:
        """What is wrong with one group's intervals."""
        if self.cube is None:
            yield from self._by_the_file_alone(tried)
            return
        item = self.release.questionnaire.item(tried["item"])
        assert isinstance(item, Single | Pick), "plan: only choices are planned"
        inside = self.cells(tried)
        true = {option.code: self._gave(item, option.code, inside) for option in item.options}
        first = self.cube.layout.first_variable(item.code)
        size = sum(self._count(first.code, category, inside) for category in first.categories)
        for option, (least, most) in tried["counts"].items():
            if not least - _SLACK <= true[option] <= (math.inf if most is None else most) + _SLACK:
                yield "the truth is not among what the file allows; the program that protects or attacks it has a fault."
        if tried["shown"]:
            yield from self._of_shown(tried["counts"], true)
        else:
            yield from self._of_hidden(tried, size, kept_rules.of_one_mind(item, size, true))

    def _of_shown(self, intervals: dict[str, Any], true: dict[str, int]) -> Iterator[str]:
        for option, (least, most) in intervals.items():
            few = 1 <= true[option] <= SMALL
            if few and most is not None and least >= true[option] - 1 - _SLACK and most <= true[option] + 1 + _SLACK:
                yield "a small number of a shown group can be worked out to within one."

    def _of_hidden(self, tried: dict[str, Any], size: int, one_mind: bool) -> Iterator[str]:
        small = 1 <= size <= SMALL
        for least, most in tried["counts"].values():
            if small and least > _SLACK:
                yield "an answer of a hidden group of few children can be proved."
            if small and most is not None and most + _SLACK < min(_SOME, size):
                yield "of a hidden group of few children it can be proved that hardly any gave an answer."
        most_children = self.release.rules.remainder_ratio * (math.inf if tried["deviation"] is None else tried["deviation"])
        if (small or (size and one_mind)) and size > most_children + _SLACK:
            yield "the answers of a hidden group of few children, or of one mind, can be estimated too well."

    def _by_the_file_alone(self, tried: dict[str, Any]) -> Iterator[str]:
        """Without the truth: a group that is provably small, and an answer that is provably among its children's."""
        if tried["shown"] or tried["base"][1] is None or tried["base"][1] > SMALL + _SLACK:
            return
        if any(least > _SLACK for least, _ in tried["counts"].values()):
            yield "an answer of a hidden group of few children can be proved."

    def cells(self, tried: dict[str, Any]) -> Mask:
        """The joint cells of a group that was attacked."""
        assert self.groups is not None
        inside = self.groups[_group(tried["within"])].copy()
        for part in tried["without"]:
            inside &= ~self.groups[_group(part)]
        return inside

    def _gave(self, item: Single | Pick, option: str, inside: Mask) -> int:
        if isinstance(item, Pick):
            return self._count(f"{item.code}_{option}", CHOSEN, inside)
        return self._count(item.code, option, inside)

    def _count(self, variable: str, character: str, inside: Mask) -> int:
        assert self.cube is not None
        layout = self.cube.layout
        return int(self.cube.counts[inside, layout.start[variable] + layout.slots[variable].index(character)].sum())


def _group(key: list[list[str]]) -> Group:
    return Group(of=tuple((variable, category) for variable, category in key))


def _narrowest(hidden: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Of all hidden counts, the one that a reader can pin down best."""
    found = [
        (most - least, tried["item"], _named(tried), option, least, most)
        for tried in hidden
        for option, (least, most) in tried["counts"].items()
        if most is not None
    ]
    if not found:
        return None
    _, item, group, option, least, most = min(found)
    return {"item": item, "group": group, "answer": option, "least": round(least), "most": int(most + _SLACK)}


def _named(tried: dict[str, Any]) -> str:
    """`AGE=1 but not AGE=1+GEN=1, AGE=1+GEN=2`; `all` for all children."""
    within, *without = (_group(key).key or "all" for key in [tried["within"], *tried["without"]])
    return f"{within} but not {', '.join(without)}" if without else within


def in_words(verdict: Verdict, name: str) -> str:
    """The report, for somebody who has never heard of linear programs."""
    tried = verdict.tried
    lines = [
        f"Attack on release {name}: {'it withstood.' if verdict.ok else 'SOMETHING WAS FOUND.'}",
        f"Tried: {tried['hidden_groups']} groups of children that are hidden or left over: {tried['hidden_counts']} counts.",
        f"Beside them {tried['shown_counts']} shown counts, in all with {tried['linear_programs']} linear programs.",
        "For each we asked how few and how many children can have given the answer, so that every published number still fits.",
    ]
    if (worst := verdict.worst) is not None:
        lines.append(
            f"Pinned down best: answer {worst['answer']} to {worst['item']} in {worst['group']}:"
            f" between {worst['least']} and {worst['most']} children."
        )
    lines.append(
        "Someone who knows every child of a group but one, and suspects a rare answer of that one, is made sure of it in"
        f" {100 * verdict.padding['certain']:.1f}% of cases."
    )
    lines.append(
        "Compared with the children's true answers, which only the counter sees."
        if verdict.with_truth
        else "The answers are no longer there: judged by what the file alone shows."
    )
    return "\n".join([*lines, *(f"Found: {fault}" for fault in verdict.faults)])
