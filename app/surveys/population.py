"""The children of a country (or of whoever was asked) by group, from a census: what a steward can set beside those who answered.

Shares in percent, by breakdown and category, with their source. They are nobody's answers: they are printed with the results, to
show who is missing, and `results.weighting` reckons with them. Pure.
"""

from typing import Annotated

from pydantic import StringConstraints

from app.errors import Invalid
from app.surveys.codebook import codebook
from app.surveys.questionnaire import Document, Questionnaire, Text

ROUNDING_PERCENT = 1.0
"""How far the shares of a breakdown may be from adding up to 100: they come rounded from tables of others."""


class Population(Document):
    """Shares in percent, by breakdown and category; and whose figures they are, of when."""

    source: Annotated[Text, StringConstraints(max_length=300)]
    shares: dict[str, dict[str, float]]


def fitting(population: Population, questionnaire: Questionnaire) -> Population:
    """The population, where it fits the questionnaire's breakdowns.

    Refuses `unknown-breakdown`, `unknown-category`, `shares-missing` (a category without one, or no breakdown at all) and
    `shares-do-not-add-up`.
    """
    book = codebook(questionnaire)
    if not population.shares:
        raise Invalid("shares-missing", "Fill in every group of at least one characteristic.")
    for breakdown, shares in population.shares.items():
        if breakdown not in questionnaire.breakdowns:
            raise Invalid("unknown-breakdown", f"Results are not broken down by {breakdown}.", breakdown=breakdown)
        known = book.variable(breakdown).categories
        if not shares.keys() <= known.keys():
            strange = ", ".join(sorted(shares.keys() - known.keys()))
            raise Invalid("unknown-category", f"{breakdown} has no group {strange}.", breakdown=breakdown)
        missing = [label for category, label in known.items() if category not in shares]
        if missing:
            raise Invalid("shares-missing", f"A share is missing: {', '.join(missing)}. Write 0 where a census counts none.")
        if any(not 0 <= share <= 100 for share in shares.values()) or abs(sum(shares.values()) - 100) > ROUNDING_PERCENT:
            reason = f"The shares of one characteristic add up to 100 percent; these are {sum(shares.values()):g}."
            raise Invalid("shares-do-not-add-up", reason, breakdown=breakdown)
    return population
