"""What one revision of a draft did, and the changes that take it back. Pure."""

from app.studio.changes import Change, Json, apply, inverse
from app.surveys.questionnaire import Document


class Step(Document):
    """Changes made together, in order, and those that take them back, in order."""

    changes: tuple[Change, ...]
    back: tuple[Change, ...]


def step_of(document: Json, changes: tuple[Change, ...]) -> Step:
    """The step that makes these changes to this document, every one of which can be made."""
    back: list[Change] = []
    for change in changes:
        back.insert(0, inverse(document, change))
        document = apply(document, change)
    return Step(changes=changes, back=tuple(back))
