"""Answers to record and back: one submission is one line of ASCII, one character a variable. Pure.

The server's rules decide what counts, whatever the phone sent, in this order: an item not of the band, an unknown option or
two answers to a single choice break the form; a false condition makes an item `.`; more picks than allowed make it `-`; an
exclusive option beside others is dropped; an opt-out wins over options ticked beside it; a gate left closed is `!`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import Invalid
from app.surveys.codebook import CHOSEN, MISSING, NOT_CHOSEN, Codebook, Missing, Role, codebook
from app.surveys.questionnaire import AGE, Condition, Level, Pick, Questionnaire, Single
from app.surveys.routing import holds

Answer = frozenset[str] | Missing
"""The option codes chosen, at least one; or why there are none."""

Answers = Mapping[str, Answer]
"""What a child answered, by item code. An item that is absent was left by Continue."""

OPT_OUTS = frozenset({Missing.DONT_KNOW.value, Missing.PREFER_NOT_TO_SAY.value})


def broken_form(reason: str, **details: object) -> Invalid:
    """The refusal of a form that no page of ours can have sent."""
    return Invalid("broken-form", reason, **details)


@dataclass(frozen=True, slots=True)
class _Step:
    """How one choice item of a band is coded."""

    code: str
    pick: bool
    positions: tuple[int, ...]
    options: tuple[str, ...]
    offered: frozenset[str]
    exclusive: frozenset[str]
    maximum: int
    condition: Condition | None
    unanswered: Missing


class Coder:
    """A questionnaire compiled for coding the forms of its bands."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.codebook: Codebook = codebook(questionnaire)
        self.bands = frozenset(band.code for band in questionnaire.bands)
        self._places = {place.code: place for place in questionnaire.places}
        self._steps = {band: _steps(questionnaire, self.codebook, band) for band in self.bands}

    def options(self, band: str) -> dict[str, frozenset[str]]:
        """The option codes on offer in a band, by choice item."""
        return {step.code: step.offered for step in self._steps[band]}

    def encode(self, band: str, answers: Mapping[str, frozenset[str]]) -> str:
        """The record of a form: item codes to the values sent, opt-outs among them.

        Refuses `broken-form` for an item or option that the band is not offered and for two answers to a single choice.
        """
        steps = self._steps[band]
        if not answers.keys() <= {step.code for step in steps}:
            raise broken_form("The form answers an item that this band is not asked.")
        record: list[str] = [Missing.NOT_ASKED] * self.codebook.width
        record[0] = band
        chosen: dict[str, frozenset[str]] = {}
        for step in steps:
            sent = answers.get(step.code, frozenset())
            if not sent <= step.offered:
                raise broken_form("The form holds an option that this item does not offer.")
            if not step.pick and len(sent) > 1:
                raise broken_form("The form holds two answers to a single choice.")
            if step.condition is not None and not holds(step.condition, chosen):
                continue
            answer = _answer(step, sent)
            if isinstance(answer, frozenset):
                chosen[step.code] = answer
                if step.pick:
                    for position, option in zip(step.positions, step.options, strict=True):
                        record[position] = CHOSEN if option in answer else NOT_CHOSEN
                else:
                    (record[step.positions[0]],) = answer
            else:
                for position in step.positions:
                    record[position] = answer
        return "".join(record)

    def decode(self, record: str) -> dict[str, Answer]:
        """The answers in a record, by item code; for a profile variable set by a sitting too, but not for AGE."""
        if len(record) != self.codebook.width:
            raise ValueError(f"A record of this questionnaire has {self.codebook.width} characters, not {len(record)}.")
        answers: dict[str, Answer] = {}
        for variable in self.codebook.variables:
            if variable.code == AGE:
                continue
            character = record[variable.start]
            if character in MISSING:
                answers[variable.item] = Missing(character)
            elif variable.role is not Role.OPTION:
                answers[variable.item] = frozenset(character)
            else:
                before = answers.get(variable.item)
                ticked = before if isinstance(before, frozenset) else frozenset()
                option = variable.code.rpartition("_")[2]
                answers[variable.item] = ticked | {option} if character == CHOSEN else ticked
        return answers


def _answer(step: _Step, sent: frozenset[str]) -> Answer:
    """What one item counts as, by the server's rules."""
    if not sent:
        return step.unanswered
    if not sent.isdisjoint(OPT_OUTS):
        return Missing.PREFER_NOT_TO_SAY if Missing.PREFER_NOT_TO_SAY in sent else Missing.DONT_KNOW
    if len(sent) > step.maximum:
        return Missing.NO_ANSWER
    if len(sent) > 1:
        sent -= step.exclusive
    return sent or step.unanswered


def _steps(questionnaire: Questionnaire, book: Codebook, band: str) -> tuple[_Step, ...]:
    positions: dict[str, list[int]] = {}
    for variable in book.variables:
        positions.setdefault(variable.item, []).append(variable.start)
    return tuple(
        _Step(
            code=item.code,
            pick=isinstance(item, Pick),
            positions=tuple(positions[item.code]),
            options=tuple(option.code for option in item.options),
            offered=frozenset(option.code for option in item.options) | OPT_OUTS,
            exclusive=frozenset(option.code for option in item.options if option.exclusive),
            maximum=item.maximum if isinstance(item, Pick) else 1,
            condition=item.asked_if,
            unanswered=Missing.PREFER_NOT_TO_SAY if item.level is Level.S2 else Missing.NO_ANSWER,
        )
        for item in questionnaire.asked_of(band)
        if isinstance(item, Single | Pick)
    )
