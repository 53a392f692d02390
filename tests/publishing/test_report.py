"""The full report: every question of the release on paper, tagged, its numbers those of the page, no text of it markup."""

import io
import re
from typing import Any

import pikepdf
import pytest

from app import typeset
from app.errors import Conflict
from app.publishing import report
from app.publishing.tables import table_rows, wording
from app.results.releases import Release
from app.surveys.plan import EVERYONE
from app.surveys.population import Population
from tests.publishing.brief.pdf_text import text_of
from tests.publishing.brief.releases import of_example, of_starter
from tests.publishing.brief.test_printed import BASE, HOSTILE, MARKUP, roles
from tests.results.children import as_stored


def a_report(release: Release, **more: Any) -> pikepdf.Pdf:
    return pikepdf.Pdf.open(io.BytesIO(report.pdf(as_stored(release, **more), BASE)))


def words(pdf: pikepdf.Pdf) -> str:
    return " ".join(" ".join(text_of(pdf)).split())


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_it_is_tagged_and_has_its_language_title_and_outline() -> None:
    with a_report(of_starter()) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo["/Title"]) == "Being online: what children say"
        with pdf.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
        with pdf.open_outline() as outline:
            assert outline.root
        found = roles(pdf)
    tables = found.count("/Table")
    assert tables > 50
    assert found.count("/H1") == 1
    assert found.count("/THead") == tables
    assert found.count("/TH") > 2 * tables


def test_every_question_stands_in_it_with_every_number_of_all_children() -> None:
    release = of_starter(600)
    with a_report(release) as pdf:
        text = squeezed(words(pdf))
    for planned in release.plan.items:
        assert squeezed(wording(release, planned.item)) in text
    at = 0
    for row in (row for row in table_rows(release) if row.group == EVERYONE and row.base is not None):
        assert row.count is not None
        share = f"{row.percent}%" if row.percent is not None else row.note
        count = f"{row.count:,}" if row.count else "few or none"
        share = f"({share})" if row.status.value == "U" else share
        count = f"({count})" if row.status.value == "U" and row.count else count
        line = squeezed(f"{row.category}{count}{share}")
        at = text.find(line, at)  # in the order of the release
        assert at >= 0, line


def test_every_table_of_a_group_is_as_in_the_release() -> None:
    release = of_example(600)
    with a_report(release) as pdf:
        text = squeezed(words(pdf))
    hidden = 0
    for planned in release.plan.items:
        if release.cells[f"{planned.item}/"] is None:
            continue
        for group in planned.groups[1:]:
            rows = [row for row in table_rows(release) if row.item == planned.item and row.group == group]
            label = squeezed(rows[0].group_label.replace("+", ", "))
            if rows[0].base is None:
                hidden += 1
                assert f"{label}notshown,toprotectchildren" in text
                continue
            shares = [row.note if row.percent is None else f"{row.percent}%" for row in rows]
            cells = [f"{rows[0].base:,}", *shares]
            if rows[0].status.value == "U":
                cells = [f"({cell})" for cell in cells]
            assert squeezed(label + "".join(cells)) in text
    assert hidden


def test_opt_outs_caution_and_what_is_hidden_are_said() -> None:
    release = of_starter(140)
    with a_report(release) as pdf:
        text = words(pdf)
    assert "Not shown, to protect the children who answered." in text
    assert "did not want to say" in text
    assert "Figures in brackets: few answers, treat with caution." in text
    assert "Practice: not a real survey." in text
    assert "Children who must have answered an item for a group to be shown. 25" in text


def test_nothing_is_asserted_of_a_release_in_which_everything_is_hidden() -> None:
    release = of_example(140)
    nothing = release.model_copy(update={"cells": dict.fromkeys(release.cells), "responses": dict.fromkeys(release.responses)})
    with a_report(nothing) as pdf:
        text = words(pdf)
    assert "Too few children answered for the main findings to be shown." in text
    assert "%" not in text.partition("Every question")[2].partition("Method")[0]


def test_numbers_are_written_as_on_the_page_and_who_is_missing_is_marked() -> None:
    release = of_example(2_500)
    shares = {"AGE": {"1": 70.0, "2": 30.0}}
    with a_report(release.model_copy(update={"population": Population(source="A census", shares=shares)})) as pdf:
        text = words(pdf)
    everyone = release.cells["HLP1/"]
    assert everyone is not None
    assert f"About {release.respondents:,} children took part." in text
    assert f"About {everyone.base:,} answered." in text
    assert re.search(r"8 to 10 \d+% 70% missing 14 to 17 \d+% 30% (?!missing)", text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    release = of_example(title=text, invited=text)
    with a_report(release, withdrawn_on=release.day, withdrawn_reason=text) as pdf:
        told = words(pdf)
    if text is MARKUP:
        assert squeezed(told).count(squeezed(MARKUP)) >= 4


def test_a_missing_font_is_a_refusal_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_families", lambda: frozenset({typeset.ALWAYS}))
    with pytest.raises(Conflict, match="Noto Sans Lao"):
        report.pdf(as_stored(of_example(title="ລາວ")), BASE)
