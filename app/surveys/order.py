"""In which order a band is asked (children.md 2.3, gate 13): begins and ends neutral; few difficult items, apart, and late."""

from collections.abc import Iterator
from itertools import pairwise

from app.surveys.findings import Finding
from app.surveys.questionnaire import Band, Level, OpenText, Questionnaire
from app.surveys.rules import found

MOST_DIFFICULT = 3


def examine(q: Questionnaire) -> Iterator[Finding]:
    """Every finding about order, for a structurally sound questionnaire."""
    for band in q.bands:
        yield from _band(q, band)


def _band(q: Questionnaire, band: Band) -> Iterator[Finding]:
    items = [item for item in q.asked_of(band.code) if item.code != q.closing]
    path = f"bands.{band.code}"
    if any(item.level is not Level.S0 for item in [*items[:2], *items[-2:]]):
        yield found(path, "neutral-ends", "The first two and the last two items must be S0.", "Move sensitive items inwards.")
    difficult = [index for index, item in enumerate(items) if item.level is Level.S2]
    if len(difficult) > MOST_DIFFICULT:
        yield found(
            path, "difficult-count", f"{len(difficult)} S2 items; at most {MOST_DIFFICULT} are allowed.", "Take some out."
        )
    if any(later - earlier == 1 for earlier, later in pairwise(difficult)):
        yield found(path, "difficult-in-a-row", "Two S2 items follow each other.", "Put an S0 item between them.")
    if any(index < len(items) / 2 for index in difficult):
        yield found(path, "difficult-early", "An S2 item stands in the first half.", "Move it back.")
    for index in difficult:
        following = items[index + 1 : index + 2]
        if following and following[0].level is not Level.S0:
            yield found(
                path, "neutral-after", f"After {items[index].code} (S2) comes no S0 item.", "Put a neutral item after it."
            )
        if any(isinstance(item, OpenText) for item in following):
            yield found(path, "text-after-difficult", f"An open text follows {items[index].code} (S2).", "Move the open text.")
