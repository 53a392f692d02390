"""What will be published, fixed before anyone answers: which items, for which groups of children. Hashed at opening.

Planned are single and pick items except profile and closing. Groups: all children, each category of each breakdown,
the declared pairs. Not planned: `not stated`; a group none of whose bands is asked the item; a breakdown left with one group.
"""

from itertools import product

from app.surveys.codebook import Codebook, Variable, codebook
from app.surveys.questionnaire import AGE, Document, Pick, Questionnaire, Single, canonical, digest

MOST_JOINT_CELLS = 2_000


class Group(Document):
    """The children who share one category in each of none, one or two profile variables."""

    of: tuple[tuple[str, str], ...] = ()

    @property
    def breakdown(self) -> str:
        """`AGE+GEN`; empty for all children."""
        return "+".join(variable for variable, _ in self.of)

    @property
    def code(self) -> str:
        """`2+1`, the categories in the same order; empty for all children."""
        return "+".join(category for _, category in self.of)

    @property
    def key(self) -> str:
        """`AGE=2+GEN=1`: the group's name within a release; empty for all children."""
        return "+".join(f"{variable}={category}" for variable, category in self.of)


EVERYONE = Group()


class PlannedItem(Document):
    """An item with the groups it is published for, in order."""

    item: str
    groups: tuple[Group, ...]


class Plan(Document):
    """The complete list of tables, in codebook order."""

    items: tuple[PlannedItem, ...]


def plan(questionnaire: Questionnaire) -> Plan:
    """The plan of a sound questionnaire."""
    book = codebook(questionnaire)
    outside = {*questionnaire.profile, questionnaire.closing}
    return Plan(
        items=tuple(
            PlannedItem(item=item.code, groups=_groups(questionnaire, book, item.bands))
            for item in questionnaire.items
            if isinstance(item, Single | Pick) and item.code not in outside
        )
    )


def plan_hash(planned: Plan) -> str:
    """The digest that is fixed when a wave opens."""
    return digest(canonical(planned))


def joint_cells(book: Codebook) -> int:
    """Cells of the joint profile table, `not stated` included (AGE has none)."""
    cells = 1
    for variable in book.profile:
        cells *= len(variable.categories) + (variable.code != AGE)
    return cells


def _groups(questionnaire: Questionnaire, book: Codebook, bands: tuple[str, ...]) -> tuple[Group, ...]:
    groups = [EVERYONE]
    for breakdown in [(code,) for code in questionnaire.breakdowns] + list(questionnaire.pairs):
        variables = [book.variable(code) for code in breakdown]
        found = [
            Group(of=tuple(zip(breakdown, categories, strict=True)))
            for categories in product(*(variable.categories for variable in variables))
            if _bands_of(variables, categories) & set(bands)
        ]
        if len(found) > 1:
            groups.extend(found)
    return tuple(groups)


def _bands_of(variables: list[Variable], categories: tuple[str, ...]) -> set[str]:
    """The bands that children of a group can belong to."""
    bands: set[str] | None = None
    for variable, category in zip(variables, categories, strict=True):
        possible = {category} if variable.code == AGE else set(variable.bands)
        bands = possible if bands is None else bands & possible
    return bands or set()
