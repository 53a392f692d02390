"""Every text of the child's side stands in every catalogue: none missing, none left in English, placeholders kept."""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.surveys.starter import starter
from app.web.languages import LANGUAGES, LOCALES, SOURCE, spoken

APP = LOCALES.parent
TRANSLATED = sorted(spoken() - {SOURCE})
SCRIPTS = {
    "Arab": r"[\u0600-\u06ff]",
    "Hans": r"[\u4e00-\u9fff]",
    "Khmr": r"[\u1780-\u17ff]",
    "Laoo": r"[\u0e80-\u0eff]",
    "Latn": r"[A-Za-z]",
    "Mymr": r"[\u1000-\u109f]",
    "Taml": r"[\u0b80-\u0bff]",
    "Thai": r"[\u0e00-\u0e7f]",
}


def used() -> set[str]:
    """The texts of the child's side, as `_()` in its templates and code."""
    options = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}}
    templates = extract_from_dir(
        APP / "templates" / "answering", [("**.html", "jinja2")], options, keywords={"_": None, "gettext": None}
    )
    code = extract_from_dir(APP / "answering", [("**.py", "python")], keywords={"_": None, "gettext": None})
    texts = {message for _, _, message, _, _ in [*templates, *code]}
    assert all(isinstance(text, str) for text in texts)
    return {text for text in texts if isinstance(text, str)}


def catalogue(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "child.po").open("rb") as file:
        return read_po(file)


def texts_of(language: str) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue(language) if message.id}


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s", text))


def test_the_starters_languages_have_catalogues() -> None:
    assert set(starter().languages) <= spoken() <= LANGUAGES.keys()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_missing_and_none_is_left_over(language: str) -> None:
    assert texts_of(language).keys() == used()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_empty_or_still_english_and_each_stands_in_its_script(language: str) -> None:
    script = SCRIPTS[LANGUAGES[language].script]
    for text, translated in texts_of(language).items():
        assert translated.strip(), text
        assert translated != text
        assert re.search(script, translated), translated


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_kept(language: str) -> None:
    for text, translated in texts_of(language).items():
        assert placeholders(text) == placeholders(translated), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_a_text_calls_a_button_is_what_stands_on_the_button(language: str) -> None:
    texts = texts_of(language)
    for text, translated in texts.items():
        for button in re.findall("“(.*?)”", text):
            assert texts[button] in translated, text


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_draft_says_that_it_needs_a_native_speaker(language: str) -> None:
    if language in starter().drafts:
        assert "native speaker" in catalogue(language).header_comment
