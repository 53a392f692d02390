"""Disclosure control: from a cube to the numbers that may be known. Pure, and small enough to be read in one sitting.

The method, in the order of `protect`: a wave that is too small is refused; a table is shown only where enough children
answered (more for sensitive items) and where they did not nearly all give sensitive answers; what is left is blurred and
rounded. Thresholds look at true counts, published numbers never do. Whoever wants to know why a table is hidden is told
nothing: one value stands for every reason.

Sources: thresholds of 25 and 50, as footnoted in the tables of the DHS and MICS household surveys; rounding to 5 in place
of hiding single cells, NHS Digital's change of 2018-2020; noise that is a function of the children counted, Eurostat's
guidelines for census data (github.com/sdcTools/CensusDemographyGuidelinesSource, chapters 3 and 5). Keeps promise 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field

from app.errors import Conflict
from app.results.cube import Cube, Tally
from app.results.noise import noise
from app.surveys.codebook import CHOSEN, Codebook, Missing
from app.surveys.plan import EVERYONE, Group, Plan
from app.surveys.questionnaire import AGE, Document, Level, Pick, Questionnaire, Single, clauses


class Rules(Document):
    """Every parameter. A value may be stricter than the one given here, never laxer."""

    k_show: int = Field(25, ge=25, description="Children who must have answered an item for a group to be shown.")
    k_sensitive: int = Field(50, ge=50, description="The same for a sensitive item, all children together included.")
    caution: int = Field(50, ge=50, description="Published bases below this are marked U.")
    smallest_wave: int = Field(25, ge=25, description="Submissions below which nothing is released.")
    smallest_with_breakdowns: int = Field(100, ge=100, description="Submissions below which no group is shown.")
    smallest_with_pairs: int = Field(500, ge=500, description="Submissions below which no pair of characteristics is shown.")
    blur_sigma: float = Field(2.0, ge=2.0, description="Standard deviation of the noise.")
    blur_cut: int = Field(6, ge=6, description="Largest noise.")
    rounding: int = Field(5, ge=5, description="Published numbers are multiples of this.")
    dominance_below: int = Field(200, ge=200, description="Groups under this size must not be of one mind on a sensitive item.")
    dominance_percent: int = Field(90, ge=50, le=90, description="Share of sensitive answers above which they are.")


class Cell(Document):
    """What is published of one item in one group: its base, and counts by variable and category."""

    base: int
    counts: dict[str, dict[str, int]]


class Responses(Document):
    """How all children who were asked an item dealt with it. `answered` is the published base."""

    answered: int
    left: int
    dont_know: int
    rather_not: int

    @property
    def asked(self) -> int:
        """The sum of the four."""
        return self.answered + self.left + self.dont_know + self.rather_not


class Protected(Document):
    """Everything that leaves: each planned cell, None where it is hidden, whatever the reason."""

    respondents: int
    cells: dict[str, Cell | None]
    responses: dict[str, Responses | None]


Shown = frozenset[tuple[str, Group]]
"""The (item, group) tables that may be published."""


def cell_key(item: str, group: Group) -> str:
    """The name of a table in a release, such as `CON1/AGE=2+GEN=1`; `CON1/` for all children."""
    return f"{item}/{group.key}"


def protect(cube: Cube, questionnaire: Questionnaire, codebook: Codebook, plan: Plan, rules: Rules, secret: bytes) -> Protected:
    """The protected numbers: a function of its arguments, whatever the order in which records were counted.

    Every planned table has its key, and nothing else has. A shown table met the thresholds on true counts. Each number is
    within cut + rounding // 2 of the truth. Groups of the same children have the same numbers. Refuses `too-few-children`.
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
    tallies = {group: cube.tally(group) for planned in plan.items for group in planned.groups}
    items = {item.code: item for item in questionnaire.items if isinstance(item, Single | Pick)}
    sensitive = sensitive_items(questionnaire)
    shown = frozenset(
        (planned.item, group)
        for planned in plan.items
        for group in planned.groups
        if _large_enough_wave(cube.records, group, rules)
        and _enough_children(tallies[group].base(planned.item), planned.item in sensitive, rules)
        and not _dominated(tallies[group], items[planned.item], rules)
    )
    shown = _with_what_they_rest_on(shown, questionnaire, plan)
    return _blurred(shown, tallies, items, plan, _Blur(secret, rules))


def sensitive_items(questionnaire: Questionnaire) -> frozenset[str]:
    """Items of level S1 or S2, and those asked only of children who answered a sensitive item in some way."""
    found: set[str] = set()
    for item in questionnaire.items:  # a condition names earlier items only
        if item.level is not Level.S0 or any(clause.item in found for clause in clauses(item.asked_if)):
            found.add(item.code)
    return frozenset(found)


def _large_enough_wave(submissions: int, group: Group, rules: Rules) -> bool:
    """Size tiers: a small wave cut into groups is noise for its readers and a risk for its children."""
    least = (rules.smallest_wave, rules.smallest_with_breakdowns, rules.smallest_with_pairs)[len(group.of)]
    return submissions >= least


def _enough_children(base: int, sensitive: bool, rules: Rules) -> bool:
    return base >= (max(rules.k_show, rules.k_sensitive) if sensitive else rules.k_show)


def _dominated(tally: Tally, item: Single | Pick, rules: Rules) -> bool:
    """Whether nearly all of a small group gave sensitive answers: then the table would tell it of each of them.

    A cube does not know how many children ticked any sensitive option of a pick item. The sum over those options is never
    below that number, so the rule errs towards hiding.
    """
    base = tally.base(item.code)
    flagged = [option.code for option in item.options if option.sensitive]
    if isinstance(item, Pick):
        gave = sum(tally.count(f"{item.code}_{code}", CHOSEN) for code in flagged)
    else:
        gave = sum(tally.count(item.code, code) for code in flagged)
    return base < rules.dominance_below and 100 * gave > rules.dominance_percent * base


def _with_what_they_rest_on(shown: Shown, questionnaire: Questionnaire, plan: Plan) -> Shown:
    """The shown tables whose whole item is shown for all children, and whose conditions rest on shown tables.

    The base of a conditional item is a count of its parent's answers: it must not be told where the parent is hidden. A
    parent that is not planned for a group there equals its table for all children, which is looked at too.
    """
    groups = {planned.item: frozenset(planned.groups) for planned in plan.items}
    kept: set[tuple[str, Group]] = set()
    for planned in plan.items:  # in document order: parents come first
        parents = [clause.item for clause in clauses(questionnaire.item(planned.item).asked_if) if clause.item in groups]
        item = {
            (planned.item, group)
            for group in planned.groups
            if (planned.item, group) in shown and all((parent, group) in kept for parent in parents if group in groups[parent])
        }
        if (planned.item, EVERYONE) in item:
            kept |= item
    return frozenset(kept)


@dataclass(frozen=True)
class _Blur:
    """Turns a true count into a published one."""

    secret: bytes
    rules: Rules

    def __call__(self, count: int, variable: str, category: str, key_sum: int) -> int:
        step = self.rules.rounding
        moved = count + noise(self.secret, variable, category, key_sum, sigma=self.rules.blur_sigma, cut=self.rules.blur_cut)
        return max(0, (moved + step // 2) // step * step)


def _blurred(
    shown: Shown, tallies: Mapping[Group, Tally], items: Mapping[str, Single | Pick], plan: Plan, blur: _Blur
) -> Protected:
    cells: dict[str, Cell | None] = {}
    responses: dict[str, Responses | None] = {}
    for planned in plan.items:
        item = items[planned.item]
        for group in planned.groups:
            published = _cell(item, tallies[group], blur) if (planned.item, group) in shown else None
            cells[cell_key(planned.item, group)] = published
            if group == EVERYONE:
                responses[planned.item] = _responses(planned.item, published, tallies[group], blur)
    everyone = tallies[EVERYONE]
    return Protected(respondents=blur(everyone.records, AGE, "", everyone.key(AGE)), cells=cells, responses=responses)


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
