"""The numbers of a release, as they leave disclosure control. Who reads releases reads these, and meets no cube. Pure."""

from app.surveys.plan import Group
from app.surveys.questionnaire import Document


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


def cell_key(item: str, group: Group) -> str:
    """The name of a table in a release, such as `CON1/AGE=2+GEN=1`; `CON1/` for all children."""
    return f"{item}/{group.key}"
