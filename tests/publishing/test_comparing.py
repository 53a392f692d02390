"""Releases side by side: only what was asked alike stands together, every break is said, every number is a released one."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from app.errors import NotFound
from app.publishing.comparing import apart, indicator_page, survey_page
from app.publishing.picture import data_of_run, picture_of_run
from app.publishing.reading import room_page
from app.publishing.tables import indicator_rows
from app.results.headlines import Headline
from app.results.published import Responses
from app.results.releases import Release, Stored
from app.surveys.differences import carried
from app.surveys.plan import EVERYONE
from app.surveys.questionnaire import Questionnaire
from app.surveys.sampling import SampleDesign
from app.web.templates import page
from tests.publishing.brief.releases import of_example
from tests.results.children import as_stored

FIRST = of_example(400, practice=False)
JUNE_2027: dict[str, Any] = {"opened_on": date(2027, 6, 1), "closed_on": date(2027, 6, 30), "wave": "NEXT"}


def again(**more: Any) -> Release:
    """The same survey a year later, answered alike."""
    return FIRST.model_copy(update=JUNE_2027 | more)


def with_item(code: str, **changes: Any) -> Release:
    """A year later with another item of that code."""
    items = tuple(one.model_copy(update=changes) if one.code == code else one for one in FIRST.questionnaire.items)
    return again(questionnaire=FIRST.questionnaire.model_copy(update={"items": items}))


def reworded(**changes: Any) -> Release:
    """A year later with another item CON1."""
    return with_item("CON1", **changes)


def stored(*releases: Release) -> list[Stored]:
    return [as_stored(release) for release in releases]


def test_the_same_question_of_the_same_ages_may_be_compared() -> None:
    assert apart(FIRST, again(), "I1") == ""
    (run,) = indicator_page(stored(FIRST, again()), "I1").runs
    assert [column.name for column, _, _ in run.rows] == ["K7Q/1", "NEXT/1"]
    assert run.apart == ""
    assert len(run.chart.bars) == 2


def test_who_was_invited_is_quoted_under_releases_that_stand_together_wherever_it_differs() -> None:
    java, luzon = "All classes of grade 4 in twelve schools of Java", "Every pupil of six schools of Luzon"
    first = FIRST.model_copy(update={"invited": java})
    (alike,) = indicator_page(stored(first, again(invited=java)), "I1").runs
    assert alike.invited == ()
    told = indicator_page(stored(first, again(invited=luzon, country="PH")), "I1")
    (run,) = told.runs
    assert run.invited == (f"Philippines, June 2027: “{luzon}”", f"Thailand, June 2026: “{java}”")
    html = page("publishing/indicator.html", told)
    assert all(sentence in html for sentence in (java, luzon, "Part of a difference may lie in that"))
    assert luzon in page("publishing/survey.html", survey_page(stored(first, again(invited=luzon))))
    (unsaid,) = indicator_page(stored(first, again()), "I1").runs
    assert unsaid.invited[1] == "Thailand, June 2027: not written down"
    assert "Who was invited differs" in " ".join(data_of_run(stored(first, again()), "I1", unsaid.name, "https://x")["notes"])


def _other_options(questionnaire: Questionnaire) -> Any:
    return questionnaire.item("CON1").options[:-1]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (reworded(wording={"en": {"2": "Other words?"}}), "The words were changed."),
        (reworded(options=_other_options(FIRST.questionnaire)), "Other answers were offered."),
        (reworded(bands=("1", "2")), "Other ages were asked."),
        (reworded(asked_if=FIRST.questionnaire.item("HLP3").asked_if), "It was asked of other children, after other answers."),
        (again(practice=True), "One of them is practice, not a real survey."),
        (again(sample_design=SampleDesign.PROBABILITY), "The children were found in another way."),
        (
            again(questionnaire=FIRST.questionnaire.model_copy(update={"languages": ("id",)})),
            "The questions have no language in common.",
        ),
        (again(questionnaire=FIRST.questionnaire.model_copy(update={"indicators": ()})), "The indicator is not in both."),
        (
            again(
                questionnaire=FIRST.questionnaire.model_copy(
                    update={
                        "indicators": tuple(
                            one.model_copy(update={"codes": ("3",)}) if one.code == "I1" else one
                            for one in FIRST.questionnaire.indicators
                        )
                    }
                )
            ),
            "The indicator counts other answers.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whatever_was_asked_otherwise_is_set_apart_with_the_reason(other: Release, reason: str) -> None:
    assert apart(FIRST, other, "I1") == reason
    assert apart(other, FIRST, "I1") == reason
    line = next(line for _, lines in survey_page(stored(FIRST, other)).kinds for line in lines if line.code == "I1")
    assert [place.apart for place in line.places] == ["", reason]
    if reason != "The indicator is not in both.":
        told = indicator_page(stored(FIRST, other), "I1")
        assert [run.apart for run in told.runs] == ["", reason]
        assert reason in page("publishing/indicator.html", told)


def test_what_breaks_a_trend_in_the_office_sets_releases_apart() -> None:
    options = [one.model_copy(update={"exclusive": False}) for one in FIRST.questionnaire.item("HLP1").options]  # type: ignore[union-attr]
    others = {
        "fewer may be chosen": with_item("HLP1", maximum=1),
        "an answer no longer stands alone": with_item("HLP1", options=tuple(options)),
        "the question that leads there says something else": with_item("CON1", wording={"en": {"2": "Other words?"}}),
    }
    for what, other in others.items():
        broken = carried(FIRST.questionnaire, other.questionnaire).broken
        for indicator in FIRST.questionnaire.indicators:
            assert bool(apart(FIRST, other, indicator.code)) is (indicator.item in broken), (what, indicator.code)
        assert broken, what


def test_releases_stand_together_only_where_each_can_be_compared_with_every_other() -> None:
    releases = [
        again(
            wave="".join(languages).upper(),
            questionnaire=FIRST.questionnaire.model_copy(update={"languages": languages}),
            opened_on=date(2027, month, 1),
        )
        for month, languages in enumerate((("en",), ("en", "th"), ("th",)), start=1)
    ]
    assert [apart(one, other, "I1") for one, other in pairwise(releases)] == ["", ""]
    apart_from_first = "The questions have no language in common."
    told = indicator_page(stored(*releases), "I1")
    assert [[column.name for column, _, _ in run.rows] for run in told.runs] == [["EN/1", "ENTH/1"], ["TH/1"]]
    assert [run.apart for run in told.runs] == ["", apart_from_first]
    line = next(line for _, lines in survey_page(stored(*releases)).kinds for line in lines if line.code == "I1")
    assert [place.apart for place in line.places] == ["", "", apart_from_first]


def test_a_changed_label_of_an_answer_is_a_change_of_words() -> None:
    options = tuple(
        one.model_copy(update={"label": {"en": {"2": "Other"}}}) if one.code == "1" else one
        for one in FIRST.questionnaire.item("CON1").options  # type: ignore[union-attr]
    )
    assert apart(FIRST, reworded(options=options), "I1") == "The words were changed."


def test_every_number_side_by_side_is_that_of_its_release() -> None:
    other = of_example(250, practice=False, country="ID", **JUNE_2027)
    releases = {release.name: release for release in (FIRST, other)}
    told = survey_page(stored(FIRST, other))
    assert [column.country for column in told.columns] == ["Indonesia", "Thailand"]
    for _, lines in told.kinds:
        for line in lines:
            for place in line.places:
                rows = indicator_rows(releases[place.release])
                row = next(row for row in rows if row.variable == line.code and row.group == EVERYONE)
                share = "not shown" if row.base is None else row.note or f"{row.percent}%"
                assert place.share.strip("()") == share
    assert sum(len(lines) for _, lines in told.kinds) == len(FIRST.questionnaire.indicators)


def test_hidden_numbers_are_said_to_be_hidden_and_have_no_bar() -> None:
    hidden = again(cells=dict.fromkeys(FIRST.cells))
    (run,) = indicator_page(stored(FIRST, hidden), "I1").runs
    assert [place.share for _, place, _ in run.rows][1] == "not shown"
    assert run.chart.bars[1].width == 0


def test_a_number_that_many_would_not_give_is_no_headline_beside_others() -> None:
    unwilling = Responses(answered=75, left=0, dont_know=0, rather_not=25)
    silent = again(responses={**FIRST.responses, "CON1": unwilling})
    (run,) = indicator_page(stored(FIRST, silent), "I1").runs
    assert [place.share for _, place, _ in run.rows][1] == "many chose not to say"
    assert [place.range for _, place, _ in run.rows][1] == ""
    assert [bar.width > 0 for bar in run.chart.bars] == [True, False]
    line = next(line for _, lines in survey_page(stored(FIRST, silent)).kinds for line in lines if line.code == "I1")
    assert [place.share for place in line.places][1] == "many chose not to say"
    for template, context in (("survey", survey_page(stored(silent))), ("indicator", indicator_page(stored(silent), "I1"))):
        assert "many chose not to say" in page(f"publishing/{template}.html", context)


def test_the_pages_claim_no_difference_and_say_what_practice_is() -> None:
    practice = FIRST.model_copy(update={"practice": True})
    html = page("publishing/survey.html", survey_page(stored(practice, again(practice=True))))
    assert "Practice: not a real survey" in html
    assert "clearly" not in html
    assert "more often" not in html


def test_releases_that_stand_together_have_a_picture_of_the_same_figures() -> None:
    later = {"wave": "LAST", "opened_on": date(2028, 6, 1), "closed_on": date(2028, 6, 30)}
    found = stored(FIRST, again(), reworded(wording={"en": {"2": "Other words?"}}).model_copy(update=later))
    told = indicator_page(found, "I1")
    assert [run.name for run in told.runs] == ["K7Q-1", "LAST-1"]
    drawn = [data_of_run(found, "I1", run.name, "https://suara.example") for run in told.runs]
    for run, data in zip(told.runs, drawn, strict=True):
        assert data["title"] == told.name
        assert [(bar["label"], bar["words"]) for bar in data["bars"]] == [
            (f"{column.country}, {column.months}", place.share) for column, place, _ in run.rows
        ]
        assert data["notes"][-1] == f"https://suara.example/results/surveys/WORKED/I1#r-{run.name}"
    assert drawn[1]["notes"][0] == "“Other words?”"
    practice = stored(FIRST.model_copy(update={"practice": True}))
    assert data_of_run(practice, "I1", "K7Q-1", "")["notes"][0].startswith("Practice: not a real survey.")
    assert picture_of_run(found, "I1", "K7Q-1", "svg", "").startswith(b"<svg")
    with pytest.raises(NotFound):
        data_of_run(found, "I1", "NEXT-1", "")


def test_an_indicator_that_no_release_has_is_not_found() -> None:
    with pytest.raises(NotFound) as refusal:
        indicator_page(stored(FIRST), "<b>")
    assert refusal.value.code == "unknown-indicator"


def test_the_list_can_be_had_for_one_country_and_names_surveys_with_several_releases() -> None:
    indonesia = FIRST.model_copy(update={"country": "ID", "wave": "OTHER"})
    heads = [Headline.of(one) for one in stored(FIRST, again(), indonesia)]
    everywhere = room_page(heads)
    assert len(everywhere.entries) == 3
    assert [(one.label, one.chosen) for one in everywhere.countries] == [
        ("All countries", True),
        ("Indonesia", False),
        ("Thailand", False),
    ]
    assert [one.address for one in everywhere.surveys] == ["/results/surveys/WORKED"]
    assert [one.name for one in room_page(heads, "ID").entries] == ["OTHER/1"]
    assert len(room_page(heads, "<script>").entries) == 3
    alone = room_page(heads[:1])
    assert (alone.countries, alone.surveys) == ((), ())


def test_each_run_names_the_question_as_it_was_asked_then() -> None:
    told = indicator_page(stored(FIRST, reworded(wording={"en": {"2": "Other words?"}})), "I1")
    assert [run.question for run in told.runs] == ["What about CON1?", "Other words?"]


@pytest.mark.parametrize(
    ("opened_on", "closed_on", "words"),
    [
        (date(2026, 6, 1), date(2026, 6, 30), "June 2026"),
        (date(2026, 6, 1), date(2026, 7, 1), "June to July 2026"),
        (date(2026, 12, 1), date(2027, 1, 9), "December 2026 to January 2027"),
        (date(2026, 6, 1), date(2027, 6, 9), "June 2026 to June 2027"),
    ],
)
def test_a_column_is_headed_by_its_months(opened_on: date, closed_on: date, words: str) -> None:
    release = FIRST.model_copy(update={"opened_on": opened_on, "closed_on": closed_on})
    assert survey_page(stored(release)).columns[0].months == words
