"""Words written from right to left keep their digits and brackets to themselves; other words stay as they are."""

import pytest

from app.publishing.directions import apart
from app.publishing.files.about import plain
from app.publishing.picture import data_of
from app.publishing.questions import topics
from app.web.languages import LANGUAGES
from tests.printing import needs_letters
from tests.publishing.brief.releases import in_language
from tests.results.children import as_stored


def test_words_from_right_to_left_are_set_apart_and_no_others() -> None:
    assert apart("من 8 إلى 10 سنوات") == "\u2068من 8 إلى 10 سنوات\u2069"
    assert apart("א (1)") == "\u2068א (1)\u2069"
    for text in ("", "8 to 10 (A)", "8 ถึง 10 ปี", "孩子"):
        assert apart(text) == text


def test_what_sets_words_apart_outlives_the_cleaning_and_what_turns_them_round_does_not() -> None:
    assert plain(apart("فتاة")) == apart("فتاة")
    assert plain("\u202eab\u2066c\u2067d\u202c") == "abcd"


@pytest.mark.parametrize(("language", "ages"), [("ar", "\u2068من 14 إلى 17 سنة\u2069"), ("th", "14 ถึง 17 ปี")])
def test_the_words_of_a_survey_are_set_apart_in_our_sentences(language: str, ages: str) -> None:
    needs_letters(LANGUAGES[language].script)
    release = in_language(language)
    questions = {one.code: one for topic in topics(release) for one in topic.questions}
    assert questions["CON1"].asked_of.endswith(ages)
    assert f"(ages {questions['CON1'].asked_of})" in data_of(as_stored(release), "CON1", "")["notes"][1]
    by_gender = next(one for one in questions["CON1"].breakdowns if one.title.startswith("By “"))
    assert by_gender.title.endswith("\u2069”") is (language == "ar")
