"""Plain words for what the office shows: states, participation, kinds of items, conditions. Pure."""

from dataclasses import dataclass

from app.surveys.models import WaveState
from app.surveys.questionnaire import AllOf, Card, Choice, Item, Level, OpenText, Pick, Questionnaire, clauses, worded
from app.surveys.sampling import SampleDesign

FIFTY = 50

STATES = {
    WaveState.DRAFT: "Not open yet",
    WaveState.OPEN: "Open",
    WaveState.PAUSED: "Paused",
    WaveState.CLOSED: "Closed",
}
SAMPLES = {
    SampleDesign.OPT_IN: "Whoever wants to: volunteers",
    SampleDesign.EVERYONE: "Every child of one group",
    SampleDesign.PROBABILITY: "Children drawn by chance",
}
LEVELS = {
    Level.S0: "neutral",
    Level.S1: "mild experience",
    Level.S2: "difficult",
}


@dataclass(frozen=True)
class ClauseView:
    """One clause of a condition: the item it looks at, and the answers that make it true."""

    item: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class ConditionView:
    """A condition: met by any of its clauses, or only by all."""

    needs_all: bool
    clauses: tuple[ClauseView, ...]


def participation(state: WaveState, fifties: int) -> str:
    """How many took part, in whole fifties and in words that promise no more; nothing before the first could."""
    if state is WaveState.DRAFT:
        return ""
    until = "" if state is WaveState.CLOSED else " so far"
    return f"At least {fifties} children{until}" if fifties >= FIFTY else f"Fewer than {FIFTY} children{until}"


def kind(item: Item) -> str:
    """What a child does with the item."""
    if isinstance(item, Pick):
        return "choose one" if item.maximum == 1 else f"choose up to {item.maximum}"
    if isinstance(item, OpenText):
        return f"write up to {item.maximum} characters"
    return "read" if isinstance(item, Card) else "choose one"


def condition(questionnaire: Questionnaire, item: Item, language: str, band: str) -> ConditionView | None:
    """When the item is asked, in the words of the answers that lead to it; None: always."""
    if item.asked_if is None:
        return None
    views = []
    for clause in clauses(item.asked_if):
        source = questionnaire.item(clause.item)
        assert isinstance(source, Choice)
        labels = (worded(option.label, language, band) for option in source.options if option.code in clause.codes)
        views.append(ClauseView(source.code, tuple(labels)))
    return ConditionView(isinstance(item.asked_if, AllOf), tuple(views))
