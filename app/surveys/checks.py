"""Is a questionnaire sound, and fit for children? The way in to every rule computed from the document alone.

`structure` holds what the contract needs and `topics` what no child may be asked: a questionnaire that breaks either cannot be
saved. `limits`, `order` and `lint` hold the rules that decide whether a wave may open. There is no exception for anybody.
"""

from typing import Any

from pydantic import ValidationError

from app.surveys import limits, lint, order, structure, topics
from app.surveys.findings import Finding
from app.surveys.questionnaire import Questionnaire
from app.surveys.rules import found


def read(data: Any) -> tuple[Questionnaire | None, tuple[Finding, ...]]:
    """A questionnaire from plain JSON data with its findings; None where it cannot be written down at all."""
    try:
        questionnaire = Questionnaire.model_validate(data)
    except ValidationError as error:
        return None, tuple(
            found(
                ".".join(str(part) for part in problem["loc"]) or "(file)",
                "shape",
                problem["msg"],
                "Compare with the JSON Schema of questionnaires (docs/questionnaire.md).",
            )
            for problem in error.errors(include_url=False, include_input=False, include_context=False)
        )
    return questionnaire, examine(questionnaire)


def examine(questionnaire: Questionnaire) -> tuple[Finding, ...]:
    """All findings. The rules for children are looked at only where the structure is sound."""
    if broken := tuple(structure.examine(questionnaire)):
        return broken
    rooms = (topics, order, limits, lint)
    return tuple(dict.fromkeys(finding for room in rooms for finding in room.examine(questionnaire)))
