"""The variables that a questionnaire defines, in record order. A pure function of the questionnaire.

Order: AGE, asked profile items, place variables, items in document order (a pick item: its options in order), the
closing feeling. Open texts and cards have no column. One variable, one character.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from app.surveys.questionnaire import (
    AGE,
    Condition,
    Document,
    Level,
    Pick,
    Questionnaire,
    Single,
    oldest_wording,
)


class Missing(StrEnum):
    """Why a variable has no value. These characters are never categories."""

    NOT_ASKED = "."
    NO_ANSWER = "-"
    DONT_KNOW = "?"
    PREFER_NOT_TO_SAY = "!"


MISSING = "".join(Missing)
NOT_CHOSEN, CHOSEN = "0", "1"


class Role(StrEnum):
    """What a variable is for."""

    PROFILE = "profile"
    ITEM = "item"
    OPTION = "option"
    CLOSING = "closing"


class Variable(Document):
    """One column of the record."""

    code: str
    item: str
    start: int
    width: int = 1
    categories: dict[str, str]
    role: Role
    bands: tuple[str, ...]
    level: Level
    asked_if: Condition | None = None


class Codebook(Document):
    """All variables, in record order."""

    variables: tuple[Variable, ...]

    @property
    def width(self) -> int:
        """Characters in a record."""
        return len(self.variables)

    def of_item(self, item: str) -> tuple[Variable, ...]:
        """The variables of an item: one, or one per option of a pick item."""
        return tuple(variable for variable in self.variables if variable.item == item)

    def variable(self, code: str) -> Variable:
        """The variable of that code; KeyError where there is none."""
        for variable in self.variables:
            if variable.code == code:
                return variable
        raise KeyError(code)

    @property
    def profile(self) -> tuple[Variable, ...]:
        """AGE, then the other profile variables: the dimensions of the joint table."""
        return tuple(variable for variable in self.variables if variable.role is Role.PROFILE)


def codebook(questionnaire: Questionnaire) -> Codebook:
    """The codebook of a sound questionnaire, labelled in its default language."""
    return Codebook(
        variables=tuple(
            variable.model_copy(update={"start": position}) for position, variable in enumerate(_variables(questionnaire))
        )
    )


def as_json(book: Codebook) -> list[dict[str, Any]]:
    """The codebook as `suara codebook --json` prints it: every field, defaults included."""
    return book.model_dump(mode="json")["variables"]  # type: ignore[no-any-return]


def _variables(questionnaire: Questionnaire) -> Iterator[Variable]:
    language = questionnaire.default_language
    everyone = tuple(band.code for band in questionnaire.bands)
    ages = {band.code: band.label[language] for band in questionnaire.bands}
    yield Variable(code=AGE, item=AGE, start=0, categories=ages, role=Role.PROFILE, bands=everyone, level=Level.S0)
    for code in questionnaire.profile:
        item = questionnaire.item(code)
        assert isinstance(item, Single), "checks: a profile item is a single choice"
        yield _of_single(item, Role.PROFILE, language)
    for place in questionnaire.places:
        labels = {category.code: category.label[language] for category in place.categories}
        yield Variable(
            code=place.code, item=place.code, start=0, categories=labels, role=Role.PROFILE, bands=everyone, level=Level.S0
        )
    for item in questionnaire.items:
        if item.code in questionnaire.profile or item.code == questionnaire.closing:
            continue
        if isinstance(item, Single):
            yield _of_single(item, Role.ITEM, language)
        elif isinstance(item, Pick):
            yield from _of_pick(item, language)
    if questionnaire.closing is not None:
        closing = questionnaire.item(questionnaire.closing)
        assert isinstance(closing, Single), "checks: the closing feeling is a single choice"
        yield _of_single(closing, Role.CLOSING, language)


def _of_single(item: Single, role: Role, language: str) -> Variable:
    return Variable(
        code=item.code,
        item=item.code,
        start=0,
        categories={option.code: oldest_wording(option.label, language, item.bands) for option in item.options},
        role=role,
        bands=item.bands,
        level=item.level,
        asked_if=item.asked_if,
    )


def _of_pick(item: Pick, language: str) -> Iterator[Variable]:
    for option in item.options:
        yield Variable(
            code=f"{item.code}_{option.code}",
            item=item.code,
            start=0,
            categories={NOT_CHOSEN: "Not chosen", CHOSEN: oldest_wording(option.label, language, item.bands)},
            role=Role.OPTION,
            bands=item.bands,
            level=item.level,
            asked_if=item.asked_if,
        )
