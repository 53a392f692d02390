"""What a brief says follows from the release, in every language; what the rules forbid is never said, whatever the numbers."""

import re
from dataclasses import asdict, replace
from math import floor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.publishing.brief.composing import compose, of_stored
from app.publishing.brief.speaking import speaker
from app.publishing.brief.values import Asked, Brief, Figure, Version
from app.publishing.reading import result_page
from app.publishing.tables import indicator_rows
from app.results.published import Cell, Responses
from app.results.releases import Release
from app.results.uncertainty import chance_range, clear_differences, draws_of
from app.surveys.plan import EVERYONE
from app.surveys.population import Population
from app.surveys.questionnaire import Pick
from app.surveys.sampling import SampleDesign
from app.surveys.starter import starter
from tests.publishing.brief.releases import Numbers, any_numbers, of_example, of_starter
from tests.results.children import as_stored

BRIEF_LANGUAGES = ("en", "id", "th")
VERSIONS = tuple(Version)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "few or none"), (4, "fewer than 1 in 10"), (5, "about 1 in 10"), (14, "about 1 in 10"), (15, "about 2 in 10"),
        (45, "about half"), (54, "about half"), (55, "about 6 in 10"), (72, "about 7 in 10"), (94, "about 9 in 10"),
        (95, "95% or more"),
    ],
)  # fmt: skip
def test_a_share_is_said_in_tenths_and_never_as_none_or_all(count: int, words: str) -> None:
    assert speaker("en").share(count, 100) == words


@pytest.mark.parametrize("base", [100, 1_000])
def test_the_page_and_the_brief_have_one_wording_for_one_number(base: int) -> None:
    release = of_example()
    for count in range(0, base + 1, 5):
        cell = Cell(base=base, counts={f"HLP1_{code}": {"1": count} for code in "129"})
        told = release.model_copy(update={"cells": {**release.cells, "HLP1/": cell}})
        page = next(one for one in result_page(as_stored(told)).answer if one.kind == "benefit")
        (figure, *_) = compose(told, Version.CHILDREN, "en").figures
        assert page.share in figure.sentence


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for one in values for text in texts(one)]


def said(brief: Brief) -> str:
    helpers = {"helpers": ()}  # telephone numbers are no numbers of a release
    return "\n".join(texts({**asdict(brief), **helpers}))


def digits(text: str) -> set[int]:
    return {int(found.replace(",", "").replace(".", "")) for found in re.findall(r"\d+(?:[,.]\d{3})*", text)}


def percent(count: int, base: int) -> int:
    return floor(100 * count / base + 0.5) if base else 0


def numbers_of(release: Release) -> set[int]:
    """Every number that a brief may print: of the release, of its rules, its days, its ages, its texts; and of the words."""
    found = {release.respondents, release.number, 1, 10, 95, 100}
    found |= {release.rules.k_show, release.rules.k_sensitive, release.rules.caution, release.rules.rounding}
    for day in (release.opened_on, release.closed_on, release.reply_by, release.day):
        found |= {day.day, day.year} if day else set()
    for band in release.questionnaire.bands:
        found |= {band.from_age, band.to_age}
    for cell in filter(None, release.cells.values()):
        found.add(cell.base)
        for counts in cell.counts.values():
            found |= {percent(count, cell.base) for count in counts.values()}
    for row in indicator_rows(release):
        if row.group == EVERYONE and row.base is not None and row.count is not None:
            draws = draws_of(release, row.item, summed=len(row.category_code.split("+")))
            share = percent(row.count, row.base)
            found |= {share, (share + 5) // 10, *(chance_range(row.count, row.base, draws, release.rules) or ())}
    # What stands in the questionnaire's own texts, the code of the wave and the words of adults.
    return found | digits(release.questionnaire.model_dump_json() + release.wave + release.missed + release.audience)


def shown(release: Release) -> dict[str, tuple[int, int]]:
    """Count and base of each indicator that may be a headline: shown, on enough answers, of a question few left out."""
    found = {}
    for row in indicator_rows(release):
        told = release.responses[row.item]
        if row.group != EVERYONE or row.base is None or row.count is None or told is None:
            continue
        silent = 100 * (told.dont_know + told.rather_not) > 20 * (told.left + told.dont_know + told.rather_not + told.answered)
        if row.base >= release.rules.caution and not silent and release.questionnaire.item(row.item).asked_if is None:
            found[row.question] = (row.count, row.base)
    return found


def words_of(count: int, base: int) -> str:
    share = percent(count, base)
    if count == 0 or share == 0:
        return "few or none"
    if share >= 95:
        return "95% or more"
    return {0: "fewer than 1 in 10", 5: "about half"}.get(floor(share / 10 + 0.5), f"about {floor(share / 10 + 0.5)} in 10")


@given(any_numbers, st.sampled_from(VERSIONS), st.sampled_from(BRIEF_LANGUAGES))
@settings(max_examples=60)
def test_every_number_stands_in_the_release(numbers: Numbers, version: Version, language: str) -> None:
    release = numbers.release()
    assert digits(said(compose(release, version, language))) <= numbers_of(release)


@given(any_numbers, st.sampled_from(VERSIONS))
@settings(max_examples=60)
def test_figures_are_shown_numbers_on_enough_answers_with_a_benefit_beside_a_risk(numbers: Numbers, version: Version) -> None:
    release = numbers.release()
    brief = compose(release, version, "en")
    possible = shown(release)
    assert len(brief.figures) <= 5
    for figure in brief.figures:
        fits = [pair for pair in possible.values() if words_of(*pair) in figure.sentence and drawn(*pair) == figure.people]
        assert fits, figure
    risks = [figure for figure in brief.figures if figure.kind == "risk"]
    benefits = [figure for figure in brief.figures if figure.kind == "benefit"]
    if risks:
        assert bool(benefits) is not ("What is good about being online cannot be shown here." in brief.figure_notes)
    kinds = [figure.kind for figure in brief.figures]
    assert kinds == sorted(kinds, key=["benefit", "risk", "help"].index)


def drawn(count: int, base: int) -> int:
    share = percent(count, base)
    return 0 if count == 0 else 10 if share >= 95 else floor(share / 10 + 0.5)


FORBIDDEN = re.compile(
    r"margin of error(?! applies)|significan|most children|majority|average|proves|all children(?! in)"
    r"|(?<!to )\b100%|(?<!to )\b0%|\bNaN\b|(?-i:None)|%\(",
    re.IGNORECASE,
)


@given(any_numbers, st.sampled_from(VERSIONS))
@settings(max_examples=60)
def test_nothing_is_claimed_that_the_rules_forbid(numbers: Numbers, version: Version) -> None:
    release = numbers.release()
    brief = compose(release, version, "en")
    text = said(brief)
    assert FORBIDDEN.findall(text) == []
    allowed = {one.item for one in clear_differences(release)}
    assert bool(brief.differences) <= bool(allowed)
    assert "more often" not in said(replace(brief, differences=()))
    assert brief.missing[0].endswith("Thailand.")
    if version is Version.CHILDREN:
        assert "do not speak for all children" in text
    else:
        assert ("do not represent all children" in text) is (release.sample_design is SampleDesign.OPT_IN)


@given(any_numbers, st.sampled_from(VERSIONS))
@settings(max_examples=60)
def test_hidden_requests_are_said_in_words_and_few_answers_in_brackets(numbers: Numbers, version: Version) -> None:
    release = numbers.release()
    q = release.questionnaire
    for asks in compose(release, version, "en").asks:
        for asked in asks.questions:
            items = [
                item for item in q.items if isinstance(item, Pick) and any(asked.question == text for text in every_wording(item))
            ]
            cells = [release.cells[f"{item.code}/"] for item in items]
            if asked.requests:
                assert len(asked.requests) <= 3
                assert any(cell for cell in cells)
                few = [request.numbers.startswith("(") for request in asked.requests]
                assert len(set(few)) == 1
                assert any(cell is not None and (cell.base < 50) is few[0] for cell in cells)
                assert all(request.share is None or 0 < request.share <= 95 for request in asked.requests)
            else:
                assert asked.instead


def every_wording(item: Pick) -> list[str]:
    return [text for by_band in item.wording.values() for text in by_band.values()]


def figure(brief: Brief, words: str) -> Figure:
    return next(one for one in brief.figures if words in one.sentence)


def test_the_sentences_of_the_starter_read_like_sentences() -> None:
    release = of_starter()
    brief = compose(release, Version.MINISTRY, "en")
    cell = release.cells["OPP1/"]
    assert cell is not None
    share = words_of(cell.counts["OPP1"]["3"] + cell.counts["OPP1"]["4"], cell.base)
    assert brief.figures[0].sentence == (
        f"Of the children aged 11 to 17 who answered, {share} said that being online often or always helps them learn or do"
        " things they enjoy."
    )
    assert brief.answer.startswith(f"Of the children aged 11 to 17 who answered, {share} said")
    assert len(brief.figures) == 5
    assert [one.title for one in brief.asks] == [
        "What children ask of the government", "What children ask of app and game companies", "What children say would help",
    ]  # fmt: skip


def test_each_reader_gets_a_choice_from_the_same_release() -> None:
    release = of_starter()
    ministry, companies, children = (compose(release, version, "en") for version in Version)
    assert [figure.kind for figure in ministry.figures] == ["benefit", "risk", "risk", "help", "help"]
    assert [figure.kind for figure in companies.figures] == ["benefit", "risk", "risk", "risk", "help"]
    assert "hard to stop using an app or game" in companies.figures[1].sentence
    assert [one.title for one in companies.asks] == [
        "What children ask of app and game companies",
        "What children say would help",
    ]
    assert [figure.kind for figure in children.figures] == ["benefit", "risk", "help", "help"]
    assert children.helpers[0].number == "1387"
    assert ministry.helpers == companies.helpers == ()
    assert all(not figure.numbers for figure in children.figures)


def test_the_questionnaire_chooses_the_figures_not_the_answers() -> None:
    one, other = (compose(of_starter(seed=seed), Version.MINISTRY, "en") for seed in (1, 2))
    clauses = [[figure.sentence.partition(" said ")[2] for figure in brief.figures] for brief in (one, other)]
    assert clauses[0] == clauses[1]


def asked_with(*counts: int) -> Asked:
    """What the brief says of the government's question where 200 of the oldest answered it like this."""
    release = of_starter()
    told = {f"VOI1_{place}": {"1": count} for place, count in enumerate(counts, start=1)}
    cells = {**release.cells, "VOI1/": Cell(base=200, counts=told)}
    return compose(release.model_copy(update={"cells": cells}), Version.MINISTRY, "en").asks[0].questions[0]


def test_requests_stand_in_the_order_in_which_they_were_offered_and_close_ones_are_mentioned() -> None:
    asked = asked_with(20, 60, 20, 80, 20, 100, 20, 20)
    assert [(request.words, request.numbers) for request in asked.requests] == [
        ("Teach children how to stay safe", "30%"),
        ("Make companies build safer apps", "40%"),
        ("Reach children in remote places", "50%"),
    ]
    assert asked.more == "Of about 200 who answered."
    close = asked_with(20, 60, 20, 80, 55, 100, 20, 20)
    assert [request.words for request in close.requests] == [request.words for request in asked.requests]
    assert close.more == "Of about 200 who answered. Other requests were chosen about as often."


def test_requests_that_few_or_none_made_are_none() -> None:
    asked = asked_with(0, 0, 0, 0, 0, 0, 0, 0)
    assert asked.requests == ()
    assert asked.instead == "few or none"


def test_an_indicator_that_the_brief_does_not_know_is_quoted_by_its_name() -> None:
    brief = compose(of_example(), Version.MINISTRY, "en")
    assert re.fullmatch(
        r"Of the children aged 8 to 10 and 14 to 17 who answered, .+: “Told the family”\.", brief.figures[0].sentence
    )
    assert re.fullmatch(r"Of the children who answered: “Told the family”, .+; “Upset, younger”, .+\.", brief.answer)


def test_a_name_as_long_as_a_page_is_cut_before_its_number_is() -> None:
    q = of_example().questionnaire
    long = tuple(one.model_copy(update={"name": {"en": "Very long " * 99}}) for one in q.indicators)
    release = of_example().model_copy(update={"questionnaire": q.model_copy(update={"indicators": long})})
    brief = compose(release, Version.MINISTRY, "en")
    assert brief.answer.count("…”") == 2
    assert re.search(r"…”, about [^“]*\.$", brief.answer)


def test_what_nobody_may_see_is_named_without_a_number() -> None:
    release = of_example()
    hidden = {key: None if key.startswith("CON1/") else cell for key, cell in release.cells.items()}
    responses = {**release.responses, "CON1": None}
    brief = compose(release.model_copy(update={"cells": hidden, "responses": responses}), Version.MINISTRY, "en")
    assert "Not shown here, to protect children or because few answered: “Upset”." in brief.figure_notes
    assert "Upset”" not in brief.answer


def test_many_who_chose_not_to_say_are_said_instead_of_a_headline() -> None:
    release = of_example()
    silent = {**release.responses, "HLP1": Responses(answered=70, left=5, dont_know=5, rather_not=25)}
    brief = compose(release.model_copy(update={"responses": silent}), Version.MINISTRY, "en")
    assert "Many did not know, or chose not to say: “Told the family” and “Nobody, ever”." in brief.figure_notes
    assert all("Told the family" not in one.sentence for one in brief.figures)
    assert "What is good about being online cannot be shown here." in brief.figure_notes
    assert brief.asks[0].questions[0].instead == "Many did not know, or chose not to say, so nothing is shown here."


def test_few_or_none_and_almost_all_are_never_zero_or_a_hundred() -> None:
    release = of_example()
    for chosen, words, people in (
        (0, "few or none", 0),
        (5, "few or none", 0),
        (1000, "95% or more", 10),
        (950, "95% or more", 10),
    ):
        counts = {"HLP1_1": {"1": chosen}, "HLP1_2": {"1": 10}, "HLP1_9": {"1": 10}}
        cells = {**release.cells, "HLP1/": Cell(base=1100 if chosen == 5 else 1000, counts=counts)}
        told = figure(compose(release.model_copy(update={"cells": cells}), Version.MINISTRY, "en"), "Told the family")
        assert words in told.sentence
        assert words in told.numbers
        assert told.people == people


def test_a_clear_difference_is_said_and_an_unclear_one_is_not() -> None:
    release = of_example()
    cells = dict(release.cells)
    for band, chosen in (("1", 60), ("2", 240)):
        counts = {"HLP1_1": {"1": chosen}, "HLP1_2": {"1": 150}, "HLP1_9": {"1": 10}}
        cells[f"HLP1/AGE={band}"] = Cell(base=300, counts=counts)
    brief = compose(release.model_copy(update={"cells": cells}), Version.MINISTRY, "en")
    assert brief.differences == (
        "A clear difference: “Answer 1” was answered to “Which of HLP1?” more often by 14 to 17 (80%) than by 8 to 10 (20%).",
    )
    assert compose(release, Version.MINISTRY, "en").differences == ()


def test_who_answers_by_when_is_what_the_release_names_and_nothing_else() -> None:
    nobody = compose(of_example(), Version.MINISTRY, "en").tasks
    assert [task.who for task in nobody] == ["The government", "App and game companies"]
    assert {task.when for task in nobody} == {"no day is recorded in this release"}
    named = compose(of_example(audience="The Ministry of Children", reply_by="2026-09-28"), Version.MINISTRY, "en").tasks
    assert (named[0].who, named[0].when) == ("The Ministry of Children", "by 28 September 2026")
    assert named[1].when == "no day is recorded in this release"
    assert "28 กันยายน ค.ศ. 2026" in compose(of_example(reply_by="2026-09-28"), Version.MINISTRY, "th").tasks[0].when


def test_how_sure_is_never_high() -> None:
    assert compose(of_example(60), Version.MINISTRY, "en").sure[0] == "How sure: low. Fewer than 100 children answered."
    assert compose(of_example(5000), Version.MINISTRY, "en").sure[0].startswith("How sure: limited.")


def test_a_wave_of_one_day_is_said_to_be_of_that_day() -> None:
    brief = compose(of_example(opened_on="2026-06-30"), Version.MINISTRY, "en")
    assert "on 30 June 2026" in brief.facts
    assert "on 30 June 2026" in brief.who[0]
    assert "between" not in brief.who[0]


def test_a_language_without_a_brief_falls_back_to_english_sentences() -> None:
    brief = compose(of_starter(), Version.MINISTRY, "km")
    assert brief.language == "en"
    assert brief.title == starter().title["en"]


@pytest.mark.parametrize(("language", "words"), [("id", "Dari anak usia 11 sampai 17 tahun"), ("th", "ในเด็กอายุ 11 ถึง 17 ปีที่ตอบ")])
def test_each_language_speaks_in_its_own_words_and_the_surveys(language: str, words: str) -> None:
    brief = compose(of_starter(), Version.MINISTRY, language)
    assert brief.answer.startswith(words)
    assert brief.title == starter().title[language]
    label = starter().item("VOI1")
    assert isinstance(label, Pick)
    labels = {text for option in label.options for text in option.label[language].values()}
    assert {request.words for request in brief.asks[0].questions[0].requests} <= labels


def test_a_withdrawn_practice_release_says_both_first() -> None:
    release = of_example()
    stored = as_stored(release, withdrawn_on=release.day, withdrawn_reason="The wrong wave\u202e was closed.")
    practice, withdrawn = of_stored(stored, Version.MINISTRY, "en").marks
    assert practice.startswith("Practice: not a real survey.")
    assert withdrawn == "This release was withdrawn on 8 July 2026. Do not use it. The reason: The wrong wave was closed."


@pytest.mark.parametrize(("number", "few"), [(60, False), (150, False), (400, True), (700, False)])
def test_groups_of_few_stand_in_brackets_as_on_the_page(number: int, few: bool) -> None:
    release = of_example(number)
    lines = compose(release, Version.MINISTRY, "en").groups
    on_the_page = [bar.words for chart in result_page(as_stored(release)).who for bar in chart.bars]
    in_the_brief = [words for line in lines for words in re.findall(r"(\(?about [\d,]+\)?|not shown)", line)]
    assert in_the_brief == on_the_page
    told = "In brackets: fewer than 50 answers, treat with caution."
    assert (told in lines) is any(words.startswith("(") for words in on_the_page) is few


@pytest.mark.parametrize("language", BRIEF_LANGUAGES)
def test_a_brief_names_the_groups_that_are_missing_beside_a_census(language: str) -> None:
    release = of_example(700)
    young, old = (cell.base if cell else 0 for cell in (release.cells[f"HLP1/AGE={age}"] for age in "12"))
    share = percent(young, young + old)

    def missing(more: float) -> str:
        shares = {"AGE": {"1": share + more, "2": 100 - share - more}}
        population = Population(source="A census of 2026", shares=shares)
        brief = compose(release.model_copy(update={"population": population}), Version.MINISTRY, language)
        return next(line for line in brief.missing if "A census of 2026" in line)

    assert f"{share}%" in missing(8)
    assert f"{share + 8}%" in missing(8)
    assert missing(8).count("%") == 2  # the other group is not missing
    assert "%" not in missing(0)
