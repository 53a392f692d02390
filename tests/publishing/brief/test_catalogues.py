"""Every sentence of the brief stands in each of its catalogues: none missing, none left over, places kept."""

import re

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.publishing.brief.known import CLAUSES
from app.publishing.brief.page import is_draft
from app.surveys.starter import starter
from app.web.languages import BRIEF, LANGUAGES, LOCALES, SOURCE, spoken
from tests.answering.test_catalogues import SCRIPTS, placeholders

APP = LOCALES.parent
TRANSLATED = sorted(spoken(BRIEF) - {SOURCE})


def used() -> set[str]:
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}
    pages = ("base.html", "brief.html", "people.html")
    methods, all_options = [(name, "jinja2") for name in pages], dict.fromkeys(pages, options)
    templates = extract_from_dir(APP / "templates" / "publishing", methods, all_options, keywords={"_": None})
    code = extract_from_dir(APP / "publishing" / "brief", [("**.py", "python")], keywords={"say": None, "clause": None})
    return {str(message) for _, _, message, _, _ in [*templates, *code]}


def texts_of(language: str) -> dict[str, str]:
    with (LOCALES / language / "LC_MESSAGES" / f"{BRIEF}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def test_the_first_three_languages_have_their_brief() -> None:
    assert {"en", "id", "th"} <= spoken(BRIEF) <= LANGUAGES.keys()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_missing_left_over_or_still_english_and_places_are_kept(language: str) -> None:
    texts = texts_of(language)
    assert texts.keys() == used()
    for text, translated in texts.items():
        assert translated.strip(), text
        assert translated != text
        assert re.search(SCRIPTS[LANGUAGES[language].script], translated) or placeholders(text)
        assert placeholders(text) == placeholders(translated), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_that_nobody_reviewed_says_that_it_is_a_draft(language: str) -> None:
    with (LOCALES / language / "LC_MESSAGES" / f"{BRIEF}.po").open("rb") as file:
        assert ("native speaker" in read_po(file).header_comment) is is_draft(language)


def test_every_clause_is_that_of_an_indicator_of_the_starter() -> None:
    told = {one.name["en"] for one in starter().indicators if one.kind.value != "ask"}
    asked = {one.name["en"] for one in starter().indicators if starter().item(one.item).asked_if is not None}
    assert CLAUSES.keys() == told - asked
