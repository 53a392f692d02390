"""Disclosure control: from a cube to the numbers that may be known. Pure, and small enough to be read in one sitting.

The method, in the order of `protect`: a wave that is too small is refused; a table is shown only where enough children
answered (more for sensitive items), where they did not nearly all give sensitive answers, and where what it rests on is shown;
more is hidden until nothing that is hidden can be worked out too well (`remainders`); what is left is blurred and rounded.
Thresholds look at true counts, published numbers never do. Whoever wants to know why a table is hidden is told nothing: one
value stands for every reason.

Sources: thresholds of 25 and 50, as footnoted in the tables of the DHS and MICS household surveys; rounding to 5 in place
of hiding single cells, NHS Digital's change of 2018-2020; noise that is a function of the children counted, Eurostat's
guidelines for census data (github.com/sdcTools/CensusDemographyGuidelinesSource, chapters 3 and 5). Keeps promise 2.
"""

from dataclasses import dataclass

from app.errors import Conflict
from app.results.cube import Cube, Tally
from app.results.noise import noise, rounded
from app.results.published import Cell, Protected, Responses, cell_key
from app.results.rules import Rules
from app.results.suppression import Proved, shown_responses, shown_tables
from app.surveys.codebook import CHOSEN, Codebook, Missing
from app.surveys.plan import EVERYONE, Plan
from app.surveys.questionnaire import AGE, Pick, Questionnaire, Single


def protect(
    cube: Cube,
    questionnaire: Questionnaire,
    codebook: Codebook,
    plan: Plan,
    rules: Rules,
    secret: bytes,
    proved: Proved = frozenset(),
) -> Protected:
    """The protected numbers: a function of its arguments, whatever the order in which records were counted.

    Every planned table has its key, and nothing else has. A shown table met the thresholds on true counts. Each number is
    within cut + rounding // 2 of the truth. Groups of the same children have the same numbers. What is `proved` (sets of
    children of whom an attack learnt something) cannot be worked out any more. Refuses `too-few-children`.
    """
    if cube.layout.codebook != codebook:
        raise ValueError("The cube was counted by another codebook.")
    if cube.records < rules.smallest_wave:
        raise Conflict(
            "too-few-children",
            f"Fewer than {rules.smallest_wave} children took part. Nothing is released of so small a wave, so that no child"
            " can be made out (rule smallest_wave). A new wave that reaches more children can be released.",
            rule="smallest_wave",
            least=rules.smallest_wave,
        )
    shown = shown_tables(cube, questionnaire, plan, rules, proved)
    told = shown_responses(cube, questionnaire, plan, rules, shown)
    blur = _Blur(secret, rules)
    tallies = {group: cube.tally(group) for planned in plan.items for group in planned.groups}
    items = {item.code: item for item in questionnaire.items if isinstance(item, Single | Pick)}
    cells = {
        cell_key(planned.item, group): (
            _cell(items[planned.item], tallies[group], blur) if (planned.item, group) in shown else None
        )
        for planned in plan.items
        for group in planned.groups
    }
    responses = {
        planned.item: (
            _responses(planned.item, cells[cell_key(planned.item, EVERYONE)], tallies[EVERYONE], blur)
            if planned.item in told
            else None
        )
        for planned in plan.items
    }
    everyone = cube.tally()
    return Protected(respondents=blur(everyone.records, AGE, "", everyone.key(AGE)), cells=cells, responses=responses)


@dataclass(frozen=True)
class _Blur:
    """Turns a true count into a published one."""

    secret: bytes
    rules: Rules

    def __call__(self, count: int, variable: str, category: str, key_sum: int) -> int:
        moved = count + noise(self.secret, variable, category, key_sum, sigma=self.rules.blur_sigma, cut=self.rules.blur_cut)
        return max(0, rounded(moved, self.rules.rounding))


def _cell(item: Single | Pick, tally: Tally, blur: _Blur) -> Cell:
    """Single: the base is the sum of what is published. Pick: one base for all options; `not ticked` is never drawn."""
    key_sum = tally.key(item.code)

    def published(variable: str, category: str) -> int:
        return blur(tally.count(variable, category), variable, category, key_sum)

    if isinstance(item, Pick):
        variables = [f"{item.code}_{option.code}" for option in item.options]
        ticked = {variable: {CHOSEN: published(variable, CHOSEN)} for variable in variables}
        return Cell(base=blur(tally.base(item.code), item.code, "", key_sum), counts=ticked)
    counts = {option.code: published(item.code, option.code) for option in item.options}
    return Cell(base=sum(counts.values()), counts={item.code: counts})


def _responses(item: str, cell: Cell | None, tally: Tally, blur: _Blur) -> Responses | None:
    if cell is None:
        return None
    key_sum = tally.key(item)
    missing = {kind: blur(count, item, kind.value, key_sum) for kind, count in tally.missing(item).items()}
    return Responses(
        answered=cell.base,
        left=missing[Missing.NO_ANSWER],
        dont_know=missing[Missing.DONT_KNOW],
        rather_not=missing[Missing.PREFER_NOT_TO_SAY],
    )
