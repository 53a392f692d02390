"""Does every text stand in every language: the first half of gate 8. Pure.

A language is complete if the questionnaire has every text in it and we have every text of our own in it (buttons, help,
what a missing answer is called). The shape of a text by band is `surveys.structure`'s business.
"""

from collections.abc import Iterator, Mapping

from app.studio import names
from app.surveys.questionnaire import OWN_PICTURE, Pick, Questionnaire, Single
from app.web.languages import spoken


def missing_texts(questionnaire: Questionnaire, languages: tuple[str, ...] = ()) -> Iterator[str]:
    """One line for each text that a language lacks: of these languages, or of all."""
    for language in languages or questionnaire.languages:
        if language not in spoken():
            yield f"{names.language(language)}: our own texts (buttons, help) are not translated"
        for where, text in texts(questionnaire):
            if language not in text:
                yield f"{names.language(language)}: no text for {where}"


def texts(questionnaire: Questionnaire) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Every text a child or reader meets: where it stands, and what there is of it by language."""
    q = questionnaire
    yield "the title", q.title
    yield "the welcome", q.welcome
    yield "the assent", q.assent
    if q.check is not None:
        yield "the check question", q.check
    yield from ((f"band {band.code}", band.label) for band in q.bands)
    for item in q.items:
        yield f"{item.code}", item.wording
        if item.asked_if_in_words is not None:
            yield f"{item.code}, its condition in words", item.asked_if_in_words
        if isinstance(item, Single | Pick):
            yield from ((f"{item.code}, option {option.code}", option.label) for option in item.options)
            drawn = [option for option in item.options if (option.picture or "").startswith(OWN_PICTURE)]
            yield from ((f"{item.code}, the picture of option {option.code}", option.picture_text) for option in drawn)
    for place in q.places:
        yield f"{place.code}", place.label
        yield from ((f"{place.code}, {category.code}", category.label) for category in place.categories)
    yield from ((f"indicator {indicator.code}", indicator.name) for indicator in q.indicators)
