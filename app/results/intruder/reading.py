"""What a published release says, as its bytes say it: items, groups, numbers, and the joint cells of the profile. Pure."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

Key = tuple[tuple[str, str], ...]
"""A group as the plan writes it: pairs of variable and category."""
Cells = NDArray[np.bool_]
File = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """The children of a group who are in none of some others."""

    within: Key
    without: tuple[Key, ...]
    cells: Cells


@dataclass(frozen=True)
class Condition:
    """Who is asked: those who gave one of the answers to all, or to any, of these items."""

    every: bool
    clauses: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Heads:
    """How many children of some cells took part: at least, and at most."""

    cells: Cells
    least: float
    most: float


class Profile:
    """The joint cells of the profile: every combination of categories, `not stated` (here "") among them."""

    def __init__(self, file: File) -> None:
        variables = [variable for variable in file["codebook"]["variables"] if variable["role"] == "profile"]
        self.names: list[str] = [variable["code"] for variable in variables]
        categories = [[*variable["categories"], *([] if variable["code"] == "AGE" else [""])] for variable in variables]
        self.categories = dict(zip(self.names, categories, strict=True))
        self.joint = np.array(list(product(*categories)), dtype=object)

    def of(self, key: Key) -> Cells:
        """The cells of a group."""
        inside = np.ones(len(self.joint), bool)
        for variable, category in key:
            inside &= self.joint[:, self.names.index(variable)] == category
        return inside

    def asked(self, bands: list[str], every: bool, clauses: list[tuple[str, tuple[str, ...]]], of: list[Any]) -> Cells:
        """The cells where an item can be asked at all."""
        inside = np.isin(self.joint[:, self.names.index("AGE")], bands)
        if clauses and (every or len(clauses) == len(of)):
            met = [np.isin(self.joint[:, self.names.index(variable)], codes) for variable, codes in clauses]
            inside &= np.all(met, axis=0) if every else np.any(met, axis=0)
        return np.asarray(inside)


class Item:
    """What the file says of one item."""

    def __init__(self, file: File, profile: Profile, planned: File) -> None:
        self.code: str = planned["item"]
        described = next(item for item in file["questionnaire"]["items"] if item["code"] == self.code)
        self.pick: bool = described["kind"] == "pick"
        self.maximum: int = described.get("maximum", 1)
        self.options: list[str] = [option["code"] for option in described["options"]]
        self.exclusive = {option["code"] for option in described["options"] if option.get("exclusive")}
        self.level: str = described.get("level", "S0")
        self.groups: list[Key] = [tuple((name, code) for name, code in group["of"]) for group in planned["groups"]]
        self.shown: dict[Key, File] = {}
        for group in self.groups:
            name = "+".join(f"{variable}={category}" for variable, category in group)
            if (cell := file["cells"][f"{self.code}/{name}"]) is not None:
                self.shown[group] = cell
        self.responses: File | None = file["responses"][self.code]
        self.draws = 1 if self.pick else len(self.options)
        """How many noisy numbers a published base is made of."""
        self.reach: int = file["rules"]["blur_cut"] + file["rules"]["rounding"] // 2
        """How far a published number can be from the true one."""
        raw = described.get("asked_if") or {"all": []}
        every = "all" in raw
        clauses = [(clause["item"], tuple(clause["codes"])) for clause in raw["all" if every else "any"]]
        self.condition = Condition(every, tuple(clause for clause in clauses if clause[0] not in profile.names))
        self.cells = profile.asked(
            described["bands"], every, [clause for clause in clauses if clause[0] in profile.names], clauses
        )
        self.mixed = not every and 0 < len(self.condition.clauses) < len(clauses)

    def count(self, group: Key, option: str) -> int:
        """A published count."""
        counts = self.shown[group]["counts"]
        return int(counts[f"{self.code}_{option}"]["1"] if self.pick else counts[self.code][option])

    @property
    def missing(self) -> int:
        """The published number of those who were asked and have no answer."""
        assert self.responses is not None
        return int(self.responses["left"] + self.responses["dont_know"] + self.responses["rather_not"])
