"""The page and the picture of one question: nothing that is not in the release, hidden groups said, every script drawn."""

import re
from datetime import date
from math import floor
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from app import typeset
from app.errors import Conflict, NotFound
from app.publishing.comparing import indicator_page
from app.publishing.one_question import codes_of, question_page
from app.publishing.picture import MEDIA_TYPES, data_of, picture
from app.publishing.reading import result_page
from app.publishing.tables import table_rows
from app.results.published import cell_key
from app.results.releases import Release
from app.surveys.plan import EVERYONE
from app.web.templates import page
from tests.publishing.brief.releases import of_example, of_starter
from tests.results.children import as_stored

URL = "https://suara.example"


def html(release: Release, code: str, **more: Any) -> str:
    return page("publishing/question.html", question_page(as_stored(release, **more), code, "e"))


def test_a_page_shows_each_group_that_is_shown_and_says_which_are_not() -> None:
    release = of_starter(700)
    for code in codes_of(release):
        context = question_page(as_stored(release), code, "e")
        for multiples, breakdown in zip(context.multiples, release.questionnaire.breakdowns, strict=False):
            assert multiples.groups
            assert breakdown
        groups = [
            group for planned in release.plan.items if planned.item == code for group in planned.groups if len(group.of) == 1
        ]
        shown = [one for multiples in context.multiples for one in multiples.groups]
        cells = [release.cells[cell_key(code, group)] for group in groups]
        if context.question.chart is None:
            assert shown == []
            assert "Not shown, to protect the children" in html(release, code)
            continue
        assert [one.chart is not None for one in shown] == [cell is not None for cell in cells]
        assert [one.base for one in shown if one.chart] == [f"{cell.base:,}" for cell in cells if cell]


def test_every_percentage_of_a_page_is_one_of_the_release() -> None:
    release = of_starter(700)
    for code in codes_of(release):
        rows = [row for row in table_rows(release) if row.item == code]
        known = {str(row.percent) for row in rows if row.percent is not None} | {"100", "95", "62", "64.5"}
        told = release.responses[code]
        if told is not None:
            known |= {str(floor(100 * part / told.asked + 0.5)) for part in (told.left, told.dont_know, told.rather_not)}
        text = re.sub(r"<(rect|text|svg)[^>]*>|%[0-9A-F]{2}", "", html(release, code))
        ranges = {bound for found in re.findall(r"(\d+) to (\d+)%", text) for bound in found}
        assert set(re.findall(r"(\d+(?:\.\d+)?)%", text)) <= known | ranges


def test_questions_lead_to_the_ones_beside_them() -> None:
    release = of_starter(700)
    codes = codes_of(release)
    pages = [question_page(as_stored(release), code, "e") for code in codes]
    assert [one.before for one in pages] == ["", *codes[:-1]]
    assert [one.after for one in pages] == [*codes[1:], ""]


def test_a_withdrawn_release_and_practice_are_marked_on_page_and_picture() -> None:
    release = of_example(700, title="<script>x</script>")
    gone: dict[str, Any] = {"withdrawn_on": date(2026, 8, 1), "withdrawn_reason": "One <school> \u202etwice"}
    marked = html(release, "CON1", **gone)
    assert "Practice: not a real survey." in marked
    assert "One &lt;school&gt;" in marked
    assert "<script>x" not in marked
    notes = data_of(as_stored(release, **gone), "CON1", URL)["notes"]
    assert notes[:2] == ["Withdrawn: One <school> twice", "Practice: not a real survey. Do not use these numbers."]


def test_a_question_that_is_not_published_has_no_page_and_a_hidden_one_no_picture() -> None:
    release = of_example(700)
    for code in ("GEN", "END1", "NO", "<b>"):
        with pytest.raises(NotFound) as refusal:
            question_page(as_stored(release), code, "e")
        assert refusal.value.code == "unknown-question"
        with pytest.raises(NotFound):
            data_of(as_stored(release), code, URL)
    hidden = release.model_copy(update={"cells": dict.fromkeys(release.cells)})
    with pytest.raises(NotFound):
        data_of(as_stored(hidden), "CON1", URL)


def test_a_picture_says_the_shares_of_the_release_and_what_a_reader_must_know() -> None:
    release = of_starter(700)
    data = data_of(as_stored(release), "CON1", URL)
    rows = [row for row in table_rows(release) if row.item == "CON1" and row.group == EVERYONE]
    assert [bar["words"] for bar in data["bars"]] == [f"{row.percent}%" for row in rows]
    assert [bar["share"] for bar in data["bars"]] == [row.percent for row in rows]
    told = " ".join(data["notes"])
    assert f"About {rows[0].base:,} children answered" in told
    assert "They do not represent all children in Thailand." in told
    assert f"{URL}/results/K7Q/1/questions/CON1" in told


def test_the_groups_of_a_question_have_a_picture_in_which_hidden_ones_are_said_to_be_hidden() -> None:
    release = of_starter(700)
    hidden = release.model_copy(update={"cells": {**release.cells, "CON1/AGE=2": None}})
    for told in (release, hidden):
        data = data_of(as_stored(told), "CON1", URL, "AGE")
        rows = [row for row in table_rows(told) if row.item == "CON1" and row.group.breakdown == "AGE"]
        shown = [(f"{row.group_label}: {row.category}", f"{row.percent}%") for row in rows if row.base is not None]
        drawn = [(bar["label"], bar["words"].strip("()")) for bar in data["bars"]]
        assert [one for one in drawn if one[1] != "not shown"] == shown
        groups = {row.group_label for row in rows if row.base is None}
        assert {label for label, words in drawn if words == "not shown"} == groups
        assert any("By age. Compare groups only where" in note for note in data["notes"])
    with pytest.raises(NotFound) as refusal:
        data_of(as_stored(release), "CON1", URL, "<b>")
    assert refusal.value.code == "unknown-breakdown"


def test_every_chart_of_a_page_has_a_name_an_address_and_a_table_with_its_figures() -> None:
    stored = as_stored(of_starter(700))
    pages = [
        page("publishing/result.html", result_page(stored)),
        page("publishing/question.html", question_page(stored, "CON1", "e")),
        page("publishing/indicator.html", indicator_page([stored], "I1")),
    ]
    for told in pages:
        drawings = re.findall(r"<svg class=\"bars\".*?</svg>", told, re.DOTALL)
        assert drawings
        assert "Bar chart" not in told
        for drawing in drawings:
            (identity,) = re.findall(r'<title id="([^"]+)-t"[^>]*>[^<]+</title>', drawing)
            anchors = [identity, identity.removeprefix("q-")]
            assert any(f'id="{anchor}"' in told for anchor in anchors), identity
            after = told[told.index(drawing) + len(drawing) :]
            table = after[after.index("<table") : after.index("</table>")]
            for words in re.findall(r'<text class="figure[^>]*>([^<]+)</text>', drawing):
                assert f">{words}</td>" in table, (identity, words)
    for told in pages:
        identities = re.findall(r'\bid="([^"]+)"', told)
        assert len(identities) == len(set(identities))


def test_a_picture_is_a_drawing_with_its_content_in_words_or_dots() -> None:
    release = of_example(700)
    stored = as_stored(release)
    drawn = ET.fromstring(picture(stored, "CON1", "svg", URL))  # noqa: S314 (our own)
    assert drawn.get("role") == "img"
    title, told = drawn[0], drawn[1]
    assert title.text == data_of(stored, "CON1", URL)["title"]
    assert "They do not represent all children" in (told.text or "")
    assert picture(stored, "CON1", "png", URL).startswith(b"\x89PNG")
    assert set(MEDIA_TYPES) == {"svg", "png"}


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_a_picture_with_letters_that_no_font_here_has_is_refused_and_names_what_to_install(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typeset, "_families", lambda: frozenset({typeset.ALWAYS}))
    for wording, package in (("아이들", typeset.CJK), ("ເດັກ", typeset.CORE), ("Children \U0001f8ff", typeset.EMOJI)):
        with pytest.raises(Conflict, match=package) as refused:
            picture(as_stored(worded(of_example(700), "HLP1", wording)), "HLP1", form, URL)
        assert refused.value.code == "fonts-missing"


def worded(release: Release, code: str, text: str) -> Release:
    """The release in which one question was asked in these words."""
    wording = {"en": dict.fromkeys(release.questionnaire.item(code).wording["en"], text)}
    items = tuple(one.model_copy(update={"wording": wording}) if one.code == code else one for one in release.questionnaire.items)
    return release.model_copy(update={"questionnaire": release.questionnaire.model_copy(update={"items": items})})


def test_what_adults_wrote_is_drawn_as_letters_and_never_as_markup() -> None:
    hostile = "#panic() *x* $1$ </svg><script>alert(1)</script> \u202e"
    changed = worded(of_example(700), "HLP1", hostile)
    drawn = picture(as_stored(changed), "HLP1", "svg", URL)
    assert b"<script" not in drawn
    assert b"\xe2\x80\xae" not in drawn
    assert ET.fromstring(drawn)[0].text == "#panic() *x* $1$ </svg><script>alert(1)</script> "  # noqa: S314 (our own)
