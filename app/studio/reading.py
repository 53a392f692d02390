"""Where many children read too little to be asked in writing alone (children.md 2.2 and 3). Pure.

Under eleven every wave needs voices: that is gate 8. Above, they are advised where hardly any child leaves primary school
reading as it should, and a person who knows the children decides.
"""

from app.studio import names
from app.surveys.questionnaire import Questionnaire

ADVISED = range(11, 14)
"""The youngest age of a group that reads for itself, where it has learnt to."""
READ_LITTLE = frozenset({"fil", "km", "lo", "my"})
"""Languages of countries in which fewer than a fifth of children read well at the end of primary school."""


def advice(questionnaire: Questionnaire, languages: tuple[str, ...]) -> str:
    """For which ages and in which of these languages voices are advised; empty where for none."""
    hard = [one for one in languages if one in READ_LITTLE]
    young = [band for band in questionnaire.bands if band.from_age in ADVISED]
    if not hard or not young:
        return ""
    ages = " and ".join(f"{band.from_age} to {band.to_age}" for band in young)
    return f"Many children of {ages} read little in {names.languages(hard)}: record voices for them as well."
