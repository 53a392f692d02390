"""The starter survey: children.md section 4 as a questionnaire, ready to be copied, cut down and translated further.

CNT2 (unwanted requests, S2) is not in it. Its languages other than English are drafts that no native speaker has reviewed.
The document is data beside this module; `surveys.checks` judges it like any other.
"""

from functools import cache
from importlib.resources import files

from app.surveys.questionnaire import Questionnaire


@cache
def starter() -> Questionnaire:
    """The starter survey, read once: frozen, complete in every one of its languages, and clean under `surveys.checks`."""
    return Questionnaire.model_validate_json((files(__name__) / "starter.json").read_bytes())
