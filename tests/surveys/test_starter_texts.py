"""The starter survey is complete in languages that are really those languages, in sentences that a child can read."""

import re
import unicodedata
from collections.abc import Iterator

import pytest

from app.surveys.questionnaire import Pick, Questionnaire, Single, Texts, Wording, worded
from app.surveys.starter import starter
from app.web.languages import translations

VIETNAMESE = "abcdeghiklmnopqrstuvxyđ" + "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in ("", *"\u0300\u0301\u0303\u0309\u0323")
)
SCRIPTS = {
    "th": range(0x0E00, 0x0E80),
    "ar": range(0x0600, 0x0700),
    "km": range(0x1780, 0x1800),
    "vi": {ord(letter) for letter in VIETNAMESE + VIETNAMESE.upper()},
    "lo": range(0x0E80, 0x0F00),
    "my": range(0x1000, 0x10A0),
}
ASCII = range(0x80)
WORDS_PER_SENTENCE = {"1": 12, "2": 18, "3": 22}
SYLLABLES_PER_WORD = {"vi": 1.5}
"""Spaces divide the syllables of Vietnamese."""
WORDS_PER_OPTION = {"1": 5, "2": 8, "3": 10}
SIGNS_PER_SENTENCE = {"1": 60, "2": 90, "3": 110}
LONGEST_WORD = {"km": 15, "lo": 12, "my": 20}
"""In characters, between two places where a line may break."""
PROMISED = {
    "en": ("stop", "do not ask your name"),
    "id": ("berhenti", "tidak menanyakan namamu"),
    "th": ("หยุด", "ไม่ถามชื่อ"),
    "ar": ("التوقف", "لن نسألك عن اسمك"),
    "km": ("ឈប់", "មិនសួរឈ្មោះប្អូន"),
    "vi": ("dừng", "không hỏi tên bạn"),
    "ms": ("berhenti", "tidak bertanya nama kamu"),
    "fil": ("tumigil", "Hindi namin tinatanong ang pangalan mo"),
    "lo": ("ຢຸດ", "ບໍ່ຖາມຊື່ຂອງນ້ອງ"),
    "my": ("ရပ်", "နာမည်ကိုမမေးပါ"),
}


@pytest.fixture(name="survey")
def the_starter() -> Questionnaire:
    return starter()


def wordings(survey: Questionnaire) -> Iterator[tuple[str, tuple[str, ...], Wording]]:
    """Every text that may differ by band: where it stands, the bands that read it, and the text."""
    everyone = tuple(band.code for band in survey.bands)
    yield "welcome", everyone, survey.welcome
    yield "assent", everyone, survey.assent
    assert survey.check is not None
    yield "check", ("1", "2"), survey.check
    for item in survey.items:
        yield item.code, item.bands, item.wording
        if item.asked_if_in_words is not None:
            yield f"{item.code} condition", item.bands, item.asked_if_in_words
        if isinstance(item, Single | Pick):
            for option in item.options:
                yield f"{item.code} option {option.code}", item.bands, option.label


def texts(survey: Questionnaire) -> Iterator[tuple[str, Texts]]:
    """Every text that is the same for all bands."""
    yield "title", survey.title
    yield from ((f"band {band.code}", band.label) for band in survey.bands)
    yield from ((indicator.code, indicator.name) for indicator in survey.indicators)


def everything(survey: Questionnaire) -> Iterator[tuple[str, str, str, str]]:
    """Where, band, English, language's own: each text of each band in each other language, and whose it is."""
    for where, bands, wording in wordings(survey):
        for band in bands:
            for language in survey.languages:
                yield where, language, worded(wording, "en", band), worded(wording, language, band)
    for where, plain in texts(survey):
        for language in survey.languages:
            yield where, language, plain["en"], plain[language]


def letters(text: str) -> list[int]:
    return [ord(character) for character in text if character.isalpha()]


def sentences(text: str) -> list[str]:
    return re.split(r"[.?!\n]+", text)


def test_a_text_is_there_for_every_band_and_language_and_for_no_other(survey: Questionnaire) -> None:
    for where, bands, wording in wordings(survey):
        assert tuple(wording) == survey.languages, where
        for language, by_band in wording.items():
            assert set(by_band) <= set(bands), (where, language)
            assert min(by_band) == min(bands), (where, language)  # else the youngest would read an older child's words
    for where, plain in texts(survey):
        assert tuple(plain) == survey.languages, where


def test_no_text_is_the_english_one(survey: Questionnaire) -> None:
    assert [found for found in everything(survey) if found[1] != "en" and found[2].casefold() == found[3].casefold()] == []


def test_each_text_stands_in_the_script_of_its_language(survey: Questionnaire) -> None:
    for where, language, _, text in everything(survey):
        script = SCRIPTS.get(language, ASCII)
        assert letters(text), (where, language)
        assert all(letter in script for letter in letters(text)), (where, language, text)


def test_indonesian_is_indonesian(survey: Questionnaire) -> None:
    foreign = re.compile(r"\b(the|and|you|your|with|what|how|apakah anda|awak|kanak-kanak)\b", re.IGNORECASE)
    assert [found for found in everything(survey) if found[1] == "id" and foreign.search(found[3])] == []


def test_options_of_one_item_can_be_told_apart_in_every_language(survey: Questionnaire) -> None:
    for item in survey.items:
        if isinstance(item, Single | Pick):
            for language in survey.languages:
                for band in item.bands:
                    labels = [worded(option.label, language, band) for option in item.options]
                    assert len(set(labels)) == len(labels), (item.code, language)


def test_a_thai_child_of_ten_is_spoken_to_as_one_and_a_teenager_is_not(survey: Questionnaire) -> None:
    for where, bands, wording in wordings(survey):
        for band in bands:
            text = worded(wording, "th", band)
            assert ("น้อง" if band == "1" else "หนู") not in text, (where, band)


@pytest.mark.parametrize("language", ["en", "id", "vi", "ms", "fil"])
def test_sentences_and_options_are_short_enough_to_read(survey: Questionnaire, language: str) -> None:
    for where, bands, wording in wordings(survey):
        for band in bands:
            text = worded(wording, language, band)
            most = WORDS_PER_OPTION if " option " in where else WORDS_PER_SENTENCE
            longest = max(len(sentence.split()) / SYLLABLES_PER_WORD.get(language, 1) for sentence in sentences(text))
            assert longest <= most[band], (where, band, text)


@pytest.mark.parametrize("language", ["th", "km", "lo", "my"])
def test_questions_and_lines_without_spaces_are_short_enough_to_read(survey: Questionnaire, language: str) -> None:
    for where, bands, wording in wordings(survey):
        for band in bands:
            for sentence in re.split(r"[\n?។]", worded(wording, language, band)):
                signs = sum(unicodedata.category(character) not in {"Mn", "Mc", "Cf"} for character in sentence)
                assert signs <= SIGNS_PER_SENTENCE[band], (where, sentence)


@pytest.mark.parametrize("language", LONGEST_WORD)
def test_a_line_can_break_between_words_that_no_space_divides(survey: Questionnaire, language: str) -> None:
    for where, found, _, text in everything(survey):
        if found == language:
            longest = max(re.split(r"[\s\u200b]", text), key=len)
            assert len(longest) <= LONGEST_WORD[language], (where, longest)
            assert not re.search(r"\s\u200b|\u200b\s|\u200b\u200b|\u200b$", text), (where, text)


def test_only_younger_children_are_asked_whether_they_can_stop(survey: Questionnaire) -> None:
    assert survey.check is not None
    assert {tuple(by_band) for by_band in survey.check.values()} == {("1", "2")}


def test_before_yes_every_child_reads_that_it_may_stop_and_need_not_say_its_name(survey: Questionnaire) -> None:
    for band in survey.bands:
        lines = {
            language: worded(survey.assent, language, band.code).replace("\u200b", "").split("\n")
            for language in survey.languages
        }
        assert len({len(found) for found in lines.values()}) == 1  # the same promises in every language
        assert PROMISED.keys() == lines.keys()
        for language, needed in PROMISED.items():
            assert all(any(words in line for line in lines[language]) for words in needed), (language, band.code)


def test_the_welcome_is_one_for_all_because_no_age_is_known_yet(survey: Questionnaire) -> None:
    assert {tuple(by_band) for by_band in survey.welcome.values()} == {("1",)}
    thai = worded(survey.welcome, "th", "1")
    assert "หนู" not in thai
    assert "น้อง" not in thai


def test_a_condition_in_words_calls_the_button_what_the_page_calls_it(survey: Questionnaire) -> None:
    condition = survey.item("HLP3").asked_if_in_words
    assert condition is not None
    for language in survey.languages:
        assert translations(language).gettext("Continue") in worded(condition, language, "2"), language


def test_no_option_reads_like_one_of_the_ways_out_below_it(survey: Questionnaire) -> None:
    texts = ("I don't know", "I don't want to say")
    ways_out = {language: {translations(language).gettext(text) for text in texts} for language in survey.languages}
    for where, bands, wording in wordings(survey):
        for band in bands:
            assert all(worded(wording, language, band) not in out for language, out in ways_out.items()), where
