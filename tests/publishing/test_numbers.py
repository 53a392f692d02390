"""Every number on every page and in the report stands in the release, or follows from it by a rule that is written down.

Each question is held against its own numbers, so one that strayed in from another question is found too.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pikepdf
import pytest
from hypothesis import given, settings

from app.publishing import comparing, reading, report
from app.publishing.one_question import codes_of, question_page
from app.publishing.tables import wording
from app.results.releases import Release, Stored
from app.surveys.population import Population
from app.web.templates import page
from tests.publishing.brief.pdf_text import text_of
from tests.publishing.brief.releases import any_numbers, of_example, of_starter
from tests.publishing.numbers import of_findings, of_question, of_release, strays, text_of_page
from tests.results.children import as_stored

BASE = "https://suara.example"


def with_census(release: Release) -> Release:
    """The release beside a census of ages, in which the youngest are more than they are among those who answered."""
    bands = [band.code for band in release.questionnaire.bands]
    shares = {band: 30.0 / (len(bands) - 1) for band in bands[1:]}
    population = Population(source="Census of 2025, table 7", shares={"AGE": {bands[0]: 70.0, **shares}})
    return release.model_copy(update={"population": population})


def of_page(stored: Stored) -> Iterator[tuple[str, set[int]]]:
    """The page of a release in parts, each with the numbers that may stand there."""
    release = stored.release
    markup = page("publishing/result.html", reading.result_page(stored))
    for code in codes_of(release):
        article = re.search(rf'<article[^>]*id="{code}".*?</article>', markup, re.DOTALL)
        assert article is not None
        markup = markup.replace(article[0], "")
        yield text_of_page(article[0]), of_question(release, code)
    yield text_of_page(markup), of_release(release) | of_findings(release)


def of_questions(stored: Stored) -> Iterator[tuple[str, set[int]]]:
    """The page of each question."""
    release = stored.release
    around = {release.opened_on.day, release.closed_on.day, release.opened_on.year, release.rules.rounding}
    for code in codes_of(release):
        yield (
            text_of_page(page("publishing/question.html", question_page(stored, code, "e"))),
            of_question(release, code) | around,
        )


def of_report(stored: Stored) -> Iterator[tuple[str, set[int]]]:
    """The report in parts: its first page, whose contents have the numbers of pages; each question; what stands around them."""
    release = stored.release
    with pikepdf.Pdf.open(io.BytesIO(report.pdf(stored, BASE))) as pdf:
        pages = [text.rpartition("https:")[0] for text in text_of(pdf)]  # the address and the number at the foot come last
    first, rest = pages[0], " ".join(pages[1:])
    around = of_release(release) | of_findings(release)
    yield first, around | {*range(1, len(pages) + 1)}
    before, _, rest = rest.partition("Children could leave out any question.")
    questions, _, after = rest.rpartition("Who answered")
    yield f"{before} {after}", around
    for code, following in pairwise([*codes_of(release), ""]):
        at = _place_of(wording(release, following), questions, after=1) if following else len(questions)
        yield questions[:at], of_question(release, code)
        questions = questions[at:]


def _place_of(words: str, text: str, after: int) -> int:
    """Where the words begin in the text of a PDF, which may have a space wherever the pen was moved."""
    found = re.compile(r"\s*".join(re.escape(letter) for letter in re.sub(r"\s", "", words))).search(text, after)
    assert found is not None, words
    return found.start()


Printed = Callable[[Stored], Iterator[tuple[str, set[int]]]]
PAGES = pytest.mark.parametrize("printed", [of_page, of_questions])


def seen(parts: Iterator[tuple[str, set[int]]], stored: Stored) -> list[set[int]]:
    """The numbers of each part that may not stand there."""
    return [found for text, allowed in parts if (found := strays(text, stored, allowed))]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("printed", [of_page, of_questions, of_report])
def test_every_number_of_a_release_of_the_starter_stands_in_it(printed: Printed, seed: int) -> None:
    release = of_starter(400 * seed**2, seed=seed, silent=0.1 * seed)
    stored = as_stored(with_census(release))
    assert seen(printed(stored), stored) == []


small = any_numbers.map(lambda numbers: replace(numbers, of_the_starter=False).release())


@PAGES
@given(small)
@settings(max_examples=40)
def test_whatever_the_numbers_no_page_has_others(printed: Printed, release: Release) -> None:
    for one in (release, with_census(release)):
        stored = as_stored(one)
        assert seen(printed(stored), stored) == []


@given(small)
@settings(max_examples=10)
def test_whatever_the_numbers_the_report_has_no_others(release: Release) -> None:
    stored = as_stored(with_census(release))
    assert seen(of_report(stored), stored) == []


@pytest.mark.parametrize("code", [None, "I0", "I1", "I2", "I4"])
@given(small, small)
@settings(max_examples=10)
def test_whatever_the_numbers_releases_side_by_side_show_no_others(code: str | None, earlier: Release, other: Release) -> None:
    later = other.model_copy(update={"wave": "NEW", "opened_on": date(2027, 2, 3), "closed_on": date(2027, 3, 4)})
    stored = [as_stored(earlier), as_stored(later)]
    context = comparing.survey_page(stored) if code is None else comparing.indicator_page(stored, code)
    text = text_of_page(page(f"publishing/{'survey' if code is None else 'indicator'}.html", context)).replace("NEW/1", "")
    known = {number for release in (earlier, later) for number in of_findings(release, code)}
    around = {number for release in (earlier, later) for number in (release.respondents, release.closed_on.year)}
    assert (
        strays(text, stored[0], known | (around if code is None else around - {earlier.respondents, later.respondents})) == set()
    )


@pytest.mark.parametrize("printed", [of_page, of_questions])
def test_a_number_that_strayed_in_is_found(printed: Printed) -> None:
    stored = as_stored(of_example(700))
    text, allowed = next(printed(stored))
    for stray in ("12,345 children", "about 7,005", "in 2031"):
        assert strays(f"{text} {stray}", stored, allowed)
    other = codes_of(stored.release)[-1]
    elsewhere = of_question(stored.release, other) - allowed
    assert elsewhere
    assert strays(f"{text} {min(elsewhere)}%", stored, allowed) == {min(elsewhere)}
