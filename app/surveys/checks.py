"""Is a questionnaire sound, and fit for children? The way in to every rule computed from the document alone.

`structure` holds what the contract needs (a questionnaire that breaks it cannot be saved), `limits` the rules for children
that decide whether a wave may open. Neither has an exception for anybody.
"""

from typing import Any

from pydantic import ValidationError

from app.surveys import limits, structure
from app.surveys.findings import Finding, structural
from app.surveys.questionnaire import Questionnaire


def read(data: Any) -> tuple[Questionnaire | None, tuple[Finding, ...]]:
    """A questionnaire from plain JSON data with its findings; None where it cannot be written down at all."""
    try:
        questionnaire = Questionnaire.model_validate(data)
    except ValidationError as error:
        return None, tuple(
            structural(
                ".".join(str(part) for part in problem["loc"]) or "(file)",
                "shape",
                problem["msg"],
                "Compare with the JSON Schema of questionnaires (docs/questionnaire.md).",
            )
            for problem in error.errors(include_url=False, include_input=False, include_context=False)
        )
    return questionnaire, examine(questionnaire)


def examine(questionnaire: Questionnaire) -> tuple[Finding, ...]:
    """All findings. Limits are looked at only where the structure is sound."""
    return tuple(structure.examine(questionnaire)) or tuple(limits.examine(questionnaire))
