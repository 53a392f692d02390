"""The printed brief: two tagged pages whatever is said, the numbers those of the release, no text markup, no empty boxes."""

import io
import re
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import typeset
from app.errors import Conflict
from app.publishing.brief import printed
from app.publishing.brief.composing import compose
from app.publishing.brief.values import Version
from app.results.releases import Release
from app.web.languages import LANGUAGES
from tests.printing import needs_letters
from tests.publishing.brief.pdf_text import text_of
from tests.publishing.brief.releases import Numbers, any_numbers, of_example, of_starter
from tests.publishing.brief.test_composing import BRIEF_LANGUAGES, digits, numbers_of
from tests.results.children import as_stored

BASE = "https://suara.example.org"
MARKUP = '#panic("x") $x^2$ ] #image("/etc/passwd") *b* <label> @ref \\ // /* `raw` "quoted"'
LONG = " ".join(["Donau" + "dampfschifffahrts" * 12, "all", "children"] * 4)[:900]
HOSTILE = [MARKUP, LONG, "W" * 1000, "\u200f\u061c turned \u200d\u0301\u0301\u0301 round"]


def a_pdf(release: Release, version: Version = Version.MINISTRY, language: str = "en", **more: Any) -> pikepdf.Pdf:
    return pikepdf.Pdf.open(io.BytesIO(printed.pdf(as_stored(release, **more), version, language, BASE)))


def words(pdf: pikepdf.Pdf) -> str:
    return " ".join(" ".join(text_of(pdf)).split())


@pytest.mark.parametrize("language", BRIEF_LANGUAGES)
@pytest.mark.parametrize("version", Version)
def test_a_brief_is_two_tagged_pages_with_its_language_and_title(version: Version, language: str) -> None:
    needs_letters(LANGUAGES[language].script)
    release = of_starter(reply_by="2026-09-28", audience="The Ministry of Children")
    with a_pdf(release, version, language) as pdf:
        assert len(pdf.pages) == 2
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == language
        assert str(pdf.docinfo["/Title"]) == release.questionnaire.title[language]
        with pdf.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
        # On the pages the address and the page numbers come on top.
        text = words(pdf).replace("K7Q/1", "")
        assert digits(re.sub(r"https://\S+( /)?| \d / \d", " ", text)) <= numbers_of(release) | {1387, 1300, 2}
        assert str(release.respondents) in text


@given(any_numbers, st.sampled_from(Version))
@settings(max_examples=10)
def test_whatever_the_numbers_two_pages_hold_them_and_no_others(numbers: Numbers, version: Version) -> None:
    release = numbers.release()
    with a_pdf(release, version) as pdf:
        assert len(pdf.pages) == 2
        text = re.sub(r"https://\S+( /)?| \d / \d", " ", words(pdf).replace("K7Q/1", ""))
    brief = compose(release, version, "en")
    assert digits(text) <= numbers_of(release) | {1387, 1300, 2}
    for figure in brief.figures:
        assert "".join(figure.sentence.split()) in "".join(text.split())


def test_the_text_stands_in_the_order_in_which_it_is_read() -> None:
    with a_pdf(of_starter()) as pdf:
        text = words(pdf)
    order = ["Practice: not a real survey", "Being online", "Of the children aged 11 to 17", "Counted in people", "What is good",
             "What is hard", "What children ask for", "Who answered, and who is missing", "How sure", "Who is asked"]  # fmt: skip
    places = [text.find(words_) for words_ in order]
    assert -1 not in places
    assert places == sorted(places)


def roles(pdf: pikepdf.Pdf) -> list[str]:
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for one in node:
                walk(one)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/K" in node:
                walk(node.K)

    walk(pdf.Root.StructTreeRoot.K)
    return found


def test_headings_are_tagged_as_such() -> None:
    with a_pdf(of_starter()) as pdf:
        found = roles(pdf)
    assert found.count("/H1") == 1
    assert found.count("/H2") == 5
    assert found.count("/H3") == 3
    assert "/P" in found


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts_on_two_pages(text: str) -> None:
    release = of_example(title=text, audience=text, missed=text, invited=text)
    with a_pdf(release, withdrawn_on=release.day, withdrawn_reason=text) as pdf:
        assert len(pdf.pages) == 2
        told = words(pdf)
    if text is MARKUP:
        assert told.replace(" ", "").count(MARKUP.replace(" ", "")) >= 4


def test_the_longest_names_everywhere_still_have_two_pages() -> None:
    long = " ".join(["Extraordinarily long words that a brief must hold"] * 19)[:1000]
    release = of_example(title=long)
    q = release.questionnaire
    named = q.model_copy(update={"indicators": tuple(one.model_copy(update={"name": {"en": long}}) for one in q.indicators)})
    worded = named.model_copy(
        update={"items": tuple(item.model_copy(update={"wording": {"en": {"1": long}}}) for item in named.items)}
    )
    with a_pdf(release.model_copy(update={"questionnaire": worded})) as pdf:
        assert len(pdf.pages) == 2


def test_marks_that_turn_text_round_are_left_out() -> None:
    release = of_example(audience="Ministry\u202eyrtsiniM")
    assert "\u202e" not in repr(printed.data_of(as_stored(release), Version.MINISTRY, "en", BASE))
    with a_pdf(release) as pdf:
        assert "MinistryyrtsiniM" in words(pdf)


def test_a_script_without_its_font_is_a_refusal_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_families", lambda: frozenset({typeset.ALWAYS}))
    with pytest.raises(Conflict, match="Noto Sans Thai") as refused:
        printed.pdf(as_stored(of_starter()), Version.MINISTRY, "th", BASE)
    assert refused.value.code == "fonts-missing"
    with pytest.raises(Conflict, match="Noto Sans Khmer"):
        printed.pdf(as_stored(of_example(audience="ក្រសួង")), Version.MINISTRY, "en", BASE)


def test_a_letter_that_no_font_has_is_a_refusal_and_never_a_box() -> None:
    with pytest.raises(Conflict) as refused:
        printed.pdf(as_stored(of_example(audience="\u0378")), Version.MINISTRY, "en", BASE)
    assert refused.value.code == "fonts-missing"


def test_the_same_release_makes_the_same_bytes() -> None:
    stored = as_stored(of_example())
    assert printed.pdf(stored, Version.CHILDREN, "id", BASE) == printed.pdf(stored, Version.CHILDREN, "id", BASE)
