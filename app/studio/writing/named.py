"""Numbers with a name, to edit: which answers count, what kind of number it is, of whom something is asked."""

from app.studio.changes import value_at
from app.studio.contexts import Choice
from app.studio.writing.acts import seen
from app.studio.writing.contexts import IndicatorEdit
from app.studio.writing.outline import first_words
from app.studio.writing.showing import Writing, texts, ticks
from app.surveys.questionnaire import Indicator, Pick, ResponseOption, Single

KINDS = {"risk": "Risk", "help": "Help", "benefit": "Benefit", "ask": "What children ask for"}
ADDRESSEES = {"": "Nobody named", "government": "The government", "companies": "Companies"}


def indicators(writing: Writing) -> tuple[IndicatorEdit, ...]:
    """Every number with a name, as it is edited."""
    return tuple(_indicator(writing, one) for one in writing.sketch.indicators)


def answers(writing: Writing) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """The questions of which a number can be made, each with its answers."""
    q = writing.sketch
    items = [one for one in q.items if isinstance(one, Single | Pick) and one.code not in {*q.profile, q.closing}]
    return tuple(
        (
            f"{item.code}: {first_words(q, item)}",
            tuple(Choice(f"{item.code}.{option.code}", label(writing, option)) for option in item.options),
        )
        for item in items
    )


def label(writing: Writing, option: ResponseOption) -> str:
    """What an answer says, in the default language and the words for the youngest."""
    by_band = option.label.get(writing.sketch.default_language, {})
    return by_band[min(by_band)] if by_band else f"Answer {option.code}"


def _indicator(writing: Writing, one: Indicator) -> IndicatorEdit:
    where = ("indicators", one.code)
    item = next((item for item in writing.sketch.items if item.code == one.item), None)
    return IndicatorEdit(
        code=one.code,
        label=texts(writing, (*where, "name"), f"Name of {one.code}"),
        seen=seen(value_at(writing.document, where)),
        question=f"{one.item}: {first_words(writing.sketch, item) if item else 'removed'}",
        codes=ticks(writing, (*where, "codes"), _codes(writing, one)),
        kinds=tuple(Choice(code, name, code == one.kind) for code, name in KINDS.items()),
        addressees=tuple(Choice(code, name, code == (one.addressee or "")) for code, name in ADDRESSEES.items()),
        clashes=any(clash.change.place[:2] == where for clash in writing.clashes.values()),
    )


def _codes(writing: Writing, one: Indicator) -> list[Choice]:
    """The answers that can count; also what counts and is no answer any more, so that nobody drops it unseen."""
    item = next((item for item in writing.sketch.items if item.code == one.item), None)
    known = {option.code: label(writing, option) for option in getattr(item, "options", ())}
    gone = {code: f"answer {code}: removed" for code in one.codes if code not in known}
    return [Choice(code, said, code in one.codes) for code, said in {**known, **gone}.items()]
