"""What no child may be asked, so that it cannot even be saved: who it is, and what could harm it if it became known.

Keeps promise 1 where it begins. An answer on offer says as much of a child as a question, and a card can ask for a name as
well. Word lists see what is written plainly; the ethics review sees the rest.
"""

from collections.abc import Iterator

from app.surveys.findings import Finding
from app.surveys.questionnaire import Card, Item, OpenText, Pick, Questionnaire, Single, Wording
from app.surveys.rules import found
from app.surveys.words import Span, quoted, said, spans, whole


def examine(q: Questionnaire) -> Iterator[Finding]:
    """Every question, card, answer and condition in words that asks for an identifier or is about a forbidden topic."""
    for item in q.items:
        path = f"items.{item.code}"
        for where, text, language in _texts(f"{path}.wording", item.wording):
            yield from _identifier(item, where, text, language)
            yield from _forbidden(where, said("forbidden", text, language))
        for where, text, language in _texts(f"{path}.asked_if_in_words", item.asked_if_in_words or {}):
            yield from _forbidden(where, said("forbidden", text, language))
        for option in item.options if isinstance(item, Single | Pick) else ():
            for where, text, language in _texts(f"{path}.options.{option.code}.label", option.label):
                yield from _forbidden(where, said("forbidden", text, language) or whole("forbidden answers", text, language))


def _texts(path: str, wording: Wording) -> Iterator[tuple[str, str, str]]:
    for language, by_band in wording.items():
        for band, text in by_band.items():
            yield f"{path}.{language}.{band}", text, language


def _identifier(item: Item, path: str, text: str, language: str) -> Iterator[Finding]:
    asking = spans("identifiers", text, language)
    if not asking and isinstance(item, OpenText):
        asking = spans("identifiers in open texts", text, language)
    if isinstance(item, Card):
        negatives = spans("negatives", text, language)
        asking = tuple(one for one in asking if not any(_forbids(negative, one, text) for negative in negatives))
    if asking:
        yield found(
            path,
            "identifier",
            f"“{quoted(text, min(asking))}” asks who the child is. Suara never learns that.",
            "Take it out. Age group and up to two neutral profile items are enough.",
        )


def _forbids(negative: Span, asking: Span, text: str) -> bool:
    """Whether a card says not to: the negative stands in what asks, or right before it ("Please do not write your name")."""
    return negative[0] < asking[1] and not quoted(text, (negative[1], asking[0]))


def _forbidden(path: str, words: str | None) -> Iterator[Finding]:
    if words is not None:
        yield found(
            path,
            "forbidden-topic",
            f"“{words}”: what happened to this child, at home, or what it is or believes is never asked in a survey.",
            "Ask what children see, wish or would do, not what was done by them or to them.",
        )
