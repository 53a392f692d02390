"""Releases for the tests of files: a tame one, and one in which people wrote what runs, lies or breaks elsewhere."""

from datetime import date

from app.results.releases import Stored
from app.surveys.questionnaire import Questionnaire
from tests.makers import a_worked_example
from tests.results.children import a_release, as_stored, counted, protected, some_records

BASE = "https://suara.example"
FORMULA = '=HYPERLINK("https://elsewhere.example","look")'
TURNED = "safe\u202etxt.exe\u2066\x00\x1b"
MARKUP = "<script>alert(1)</script> & ]]> \"quoted\" 'so'\r\n# import os"
REASON = f"{FORMULA} {MARKUP} {TURNED}"
INDICATORS = [
    {"code": "I1", "name": {"en": "Often upset"}, "kind": "risk", "item": "CON1", "codes": ["2", "3"]},
    {"code": "I2", "name": {"en": "Nobody, ever"}, "kind": "help", "item": "HLP1", "codes": ["9"]},
]


def a_questionnaire() -> Questionnaire:
    return Questionnaire.model_validate({**a_worked_example(), "indicators": INDICATORS})


def a_file_release(number: int = 700, *, withdrawn: bool = False, practice: bool = True) -> Stored:
    questionnaire = a_questionnaire()
    records = some_records(questionnaire, number, seed=1)
    release = a_release(questionnaire, protected(questionnaire, counted(questionnaire, records)), practice=practice)
    more = {"withdrawn_on": date(2026, 9, 2), "withdrawn_reason": "The wrong wave was closed."} if withdrawn else {}
    return as_stored(release, **more)


def a_hostile_release() -> Stored:
    """As though validation at the door had failed: in every text that people write stands something that attacks a reader."""
    stored = a_file_release()
    variables = tuple(
        one.model_copy(update={"categories": {code: f"{FORMULA} {code}" for code in one.categories}})
        for one in stored.release.codebook.variables
    )
    items = tuple(
        item.model_copy(update={"wording": {"en": dict.fromkeys(item.bands, f"+1 {MARKUP} {TURNED}")}})
        for item in stored.release.questionnaire.items
    )
    release = stored.release.model_copy(
        update={
            "title": f"{FORMULA} {MARKUP} {TURNED}",
            "invited": f"@SUM(1) {MARKUP} {TURNED}",
            "codebook": stored.release.codebook.model_copy(update={"variables": variables}),
            "questionnaire": stored.release.questionnaire.model_copy(
                update={"title": {"en": f"{FORMULA} {MARKUP} {TURNED}"}, "items": items}
            ),
        }
    )
    return as_stored(release, withdrawn_on=date(2026, 9, 2), withdrawn_reason=REASON)
