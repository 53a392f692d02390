"""What no child may be asked, so that it cannot even be saved: who it is, and what could harm it if it became known.

Keeps promise 1 where it begins. Word lists see what is written plainly; the ethics review sees the rest.
"""

from collections.abc import Iterator

from app.surveys.findings import Finding
from app.surveys.questionnaire import Item, OpenText, Questionnaire
from app.surveys.rules import found
from app.surveys.words import said


def examine(q: Questionnaire) -> Iterator[Finding]:
    """Every question that asks for an identifier or about a forbidden topic. Cards ask nothing."""
    for item in q.items:
        if item.kind == "card":
            continue
        for language, by_band in item.wording.items():
            for band, text in by_band.items():
                yield from _question(item, f"items.{item.code}.wording.{language}.{band}", text, language)


def _question(item: Item, path: str, text: str, language: str) -> Iterator[Finding]:
    words = said("identifiers", text, language)
    if words is None and isinstance(item, OpenText):
        words = said("identifiers in open texts", text, language)
    if words is not None:
        yield found(
            path,
            "identifier",
            f"“{words}” asks who the child is. Suara never learns that.",
            "Take the question out. Age group and up to two neutral profile items are enough.",
        )
    if (words := said("forbidden", text, language)) is not None:
        yield found(
            path,
            "forbidden-topic",
            f"“{words}”: what happened to this child, at home, or what it is or believes is never asked in a survey.",
            "Ask what children see, wish or would do, not what was done by them or to them.",
        )
