"""What is printed in every script: pages with ink on them, no letter missing, and words that come out in their order."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from app import typeset
from app.publishing import picture, report
from app.publishing.brief import printed
from app.publishing.brief.values import Version
from app.publishing.files import questionnaire
from app.results.releases import Release
from app.studio.fielding import poster
from app.surveys import support
from app.surveys.questionnaire import Questionnaire
from app.web.languages import BRIEF, LANGUAGES, spoken, translations
from tests.makers import a_survey, single
from tests.printing import in_order, ink, needs_letters, right_edges, words_of_pdf
from tests.publishing.brief.releases import released
from tests.results.children import as_stored
from tests.studio.fielding.test_poster import a_wave

BASE = "https://suara.example"
SCRIPTS = ("en", "th", "km", "my", "lo", "ar", "ta", "zh")
DAY = date(2026, 7, 8)
DOTS = 24
"""An inch: enough to see whether there is anything."""
Document = tuple[str, dict[str, Any], list[str]]


def of_children(language: str) -> Questionnaire:
    """A small survey in the words of the child's side, which are there in every language."""
    says = translations(language).gettext

    def wording(text: str) -> dict[str, dict[str, str]]:
        return {language: {"1": says(text)}}

    asked = single("Q1", "12", wording=wording("Feeling sad or worried? Talking helps."))
    asked["options"][0]["label"] = wording("Talk to someone")
    asked["options"][1]["label"] = wording("When you feel very bad")
    bands = [{"code": "1", "label": {language: says("Questions")}, "from_age": 8, "to_age": 17}]
    return Questionnaire.model_validate(
        a_survey(
            {**asked, "bands": ["1"]},
            title={language: says("Thank you for wanting to tell us what you think.")},
            languages=[language],
            default_language=language,
            bands=bands,
            welcome=wording("They will ask who you are and where you are."),
            assent=wording("You choose. Thank you for reading this. Nothing was saved."),
            indicators=[{"code": "I1", "name": {language: says("Get help")}, "kind": "help", "item": "Q1", "codes": ["1"]}],
        )
    )


def documents(q: Questionnaire, release: Release) -> Iterator[Document]:
    """Each thing that is printed: its template, its data, and words that stand in it in this order."""
    stored, language = as_stored(release), q.default_language
    title, name = q.title[language], q.indicators[0].name[language]
    (item,) = q.items
    question, *answers = [item.wording[language]["1"], *(one.label[language]["1"] for one in getattr(item, "options", ()))]
    welcome, assent = q.welcome[language]["1"], q.assent[language]["1"]
    yield picture.TEMPLATE, picture.data_of(stored, "Q1", BASE), [question, *answers]
    yield report.TEMPLATE, report.data_of(stored, BASE), [title, name, question, *answers]
    yield questionnaire.TEMPLATE, questionnaire.data_of(stored, BASE), [title, welcome, assent, question, *answers]
    yield poster.TEMPLATE, poster.data_of(a_wave(language), q, support.contacts("TH")), [title, welcome]
    if language in spoken(BRIEF):
        for version in Version:
            yield printed.TEMPLATE, printed.data_of(stored, version, language, BASE), [title, name]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_heads_of_columns_stand_above_their_numbers_whatever_the_direction_of_the_words(language: str) -> None:
    needs_letters(LANGUAGES[language].script)
    q = of_children(language)
    words = right_edges(report.pdf(as_stored(released(q, 300)), BASE))
    for head in ("Share", "Range"):
        edge = next(edge for word, edge in words if word == head)
        assert sum(abs(edge - one) < 1 for word, one in words if re.fullmatch(r"\d+%", word)) >= 2


@pytest.mark.parametrize("language", SCRIPTS)
def test_every_page_in_every_script_has_ink_and_its_words_in_order(language: str) -> None:
    needs_letters(LANGUAGES[language].script)
    q = of_children(language)
    for template, data, words in documents(q, released(q, 300)):
        pages = typeset.pictures(template, data, DOTS)
        assert all(0.005 < ink(page) < 0.9 for page in pages), template
        text = words_of_pdf(typeset.pdf(template, data, DAY))
        assert "\ufffd" not in text
        # Sentence by sentence: of a line of Arabic on a page of English Poppler turns their order.
        for sentence in (one for said in words for one in re.split(r"(?<=[.?؟])\s", said)):
            assert in_order(sentence, text) > 0.85, (template, sentence)
