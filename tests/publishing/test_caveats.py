"""What is said of the numbers is true for each way of asking children, with weighted numbers beside the others and without."""

import re
from html import unescape
from itertools import product

import pytest

from app.publishing import reading, report
from app.publishing.brief.composing import compose
from app.publishing.brief.values import Version
from app.publishing.caveats import caveat
from app.publishing.files.about import about
from app.publishing.files.reading_me import reading_me
from app.results.releases import Release
from app.surveys.population import Population
from app.surveys.sampling import SampleDesign
from app.web.templates import page
from tests.publishing.brief.releases import of_example
from tests.publishing.brief.test_composing import said, texts
from tests.results.children import as_stored

LARGE = of_example(2_000)
CENSUS = Population(source="A census of 2026", shares={"AGE": {"1": 70.0, "2": 30.0}})


def told(release: Release) -> dict[str, str]:
    """All words of the page, of the report, of the files and of the brief."""
    stored = as_stored(release)
    markup = page("publishing/result.html", reading.result_page(stored))
    return {
        "page": " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split()),
        "report": " ".join(texts(report.data_of(stored, ""))),
        "files": " ".join(reading_me(about(stored, ""), [], []).decode().split()),
        "brief": said(compose(release, Version.MINISTRY, "en")),
    }


@pytest.mark.parametrize(("design", "is_weighted", "invited"), [*product(SampleDesign, (False, True), ("", "Four schools"))])
def test_every_sentence_is_true_of_how_children_were_asked(design: SampleDesign, is_weighted: bool, invited: str) -> None:
    facts = {"sample_design": design, "population": CENSUS if is_weighted else None, "invited": invited}
    everywhere = told(LARGE.model_copy(update=facts))
    for where, words in everywhere.items():
        shows_weighted = is_weighted and where in {"page", "report"}
        assert ("Weighted by age" in words) is shows_weighted
        assert ("no number is weighted" in words.replace("no number is weighted but where it says so", "")) is False
        assert ("those who chose to answer a sample" in words) is (shows_weighted and design is SampleDesign.OPT_IN)
        assert ("those of one group who took part a sample" in words) is (shows_weighted and design is SampleDesign.EVERYONE)
        assert ("does not make up for those who were drawn" in words) is (shows_weighted and design is SampleDesign.PROBABILITY)
        assert ("drawn by chance" in words) is (design is SampleDesign.PROBABILITY)
        assert ("“Four schools”" in words) is bool(invited)
        assert not re.search(r":\.|: \.|“”", words)
    assert ("no number here is weighted" in everywhere["brief"]) is (design is SampleDesign.PROBABILITY)


@pytest.mark.parametrize("design", SampleDesign)
def test_who_was_invited_is_quoted_where_it_was_written_down(design: SampleDesign) -> None:
    nobody, somebody = (caveat(LARGE.model_copy(update={"sample_design": design, "invited": who})).how for who in ("", "Us"))
    assert "“Us”" in somebody
    assert somebody.replace(": “Us”", "").replace(" Who was invited.", "") == nobody
