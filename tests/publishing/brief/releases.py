"""Releases to make briefs of: of the starter, of the worked example, and any that a release could be."""

import random
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from app.results.published import Cell, Responses, cell_key
from app.results.releases import Release
from app.surveys.codebook import Role
from app.surveys.plan import EVERYONE
from app.surveys.questionnaire import Pick, Questionnaire
from app.surveys.sampling import SampleDesign
from app.surveys.starter import starter
from tests.makers import a_worked_example
from tests.results.children import a_release, counted, protected, some_records

INDICATORS = [
    {"code": "I0", "name": {"en": "Told the family"}, "kind": "benefit", "item": "HLP1", "codes": ["1"]},
    {"code": "I1", "name": {"en": "Upset"}, "kind": "risk", "item": "CON1", "codes": ["2", "3"]},
    {"code": "I1A", "name": {"en": "Upset, younger"}, "kind": "risk", "item": "CON1A", "codes": ["2"]},
    {"code": "I2", "name": {"en": "Nobody, ever"}, "kind": "help", "item": "HLP1", "codes": ["9"]},
    {"code": "I3", "name": {"en": "Friends"}, "kind": "ask", "item": "HLP1", "codes": ["2"], "addressee": "companies"},
    {"code": "I4", "name": {"en": "Helped"}, "kind": "help", "item": "HLP3", "codes": ["1"]},
]


def of_starter(number: int = 700, **more: Any) -> Release:
    """A release of the starter survey that so many children answered."""
    return released(starter(), number, **more)


def in_language(language: str, number: int = 700, **more: Any) -> Release:
    """A release of the starter survey whose tables are in that language."""
    return released(starter().model_copy(update={"default_language": language}), number, **more)


def of_example(number: int = 700, *, title: str = "A test", **more: Any) -> Release:
    """A release of the worked example with indicators of every kind."""
    return released(
        Questionnaire.model_validate({**a_worked_example(), "title": {"en": title}, "indicators": INDICATORS}), number, **more
    )


def released(questionnaire: Questionnaire, number: int, *, seed: int = 1, silent: float = 0.1, **more: Any) -> Release:
    """A release through the real rules."""
    records = some_records(questionnaire, number, seed=seed, silent=silent)
    return a_release(questionnaire, protected(questionnaire, counted(questionnaire, records)), **more)


@dataclass(frozen=True)
class Numbers:
    """How to make up a release; small, so that a failing example can be read."""

    of_the_starter: bool
    seed: int
    hidden: float
    most: int
    silent: int
    respondents: int
    design: SampleDesign
    missed: str
    audience: str

    def release(self) -> Release:
        """A release with any numbers a release may hold: hidden, few, silent, all or none, clearly different or not."""
        start = _STARTER if self.of_the_starter else _EXAMPLE
        chance = random.Random(self.seed)
        cells: dict[str, Cell | None] = {}
        responses: dict[str, Responses | None] = {}
        for item, groups in ((planned.item, planned.groups) for planned in start.plan.items):
            all_hidden = chance.random() < self.hidden  # what is hidden for all is hidden as a whole
            for group in groups:
                hide = all_hidden or (group != EVERYONE and chance.random() < self.hidden)
                cells[cell_key(item, group)] = None if hide else _cell(chance, start, item, self.most)
            everyone = cells[cell_key(item, EVERYONE)]
            left, unsure, rather_not = (5 * chance.randint(0, self.silent) for _ in range(3))
            told = {"left": left, "dont_know": unsure, "rather_not": rather_not}
            responses[item] = Responses(answered=everyone.base, **told) if everyone else None
        facts = {"sample_design": self.design, "missed": self.missed, "audience": self.audience}
        return start.model_copy(update={"cells": cells, "responses": responses, "respondents": self.respondents, **facts})


any_numbers = st.builds(
    Numbers,
    of_the_starter=st.booleans(),
    seed=st.integers(0, 2**32),
    hidden=st.sampled_from([0, 0.1, 0.7]),
    most=st.sampled_from([2, 12, 80]),
    silent=st.sampled_from([0, 2, 40]),
    respondents=st.integers(0, 5000).map(lambda fives: 5 * fives),
    design=st.sampled_from(list(SampleDesign)),
    missed=st.sampled_from(["", "Children without a phone"]),
    audience=st.sampled_from(["", "The Ministry of Children"]),
)


def _cell(chance: random.Random, release: Release, code: str, most: int) -> Cell:
    def five() -> int:
        return 5 * chance.choice([0, 1, chance.randint(0, most), most])

    counts = {
        variable.code: {category: five() for category in (("1",) if variable.role is Role.OPTION else variable.categories)}
        for variable in release.codebook.of_item(code)
    }
    if isinstance(release.questionnaire.item(code), Pick):
        return Cell(base=five(), counts=counts)
    return Cell(base=sum(counts[code].values()), counts=counts)


_STARTER, _EXAMPLE = of_starter(), of_example()
