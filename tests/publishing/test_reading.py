"""What the result page says, and that it says nothing that was not released."""

import re
from dataclasses import fields, is_dataclass
from datetime import date
from html import unescape
from html.parser import HTMLParser
from math import floor
from typing import Any

import pytest

from app.publishing import reading
from app.publishing.contexts import ResultPage
from app.publishing.words import period
from app.results.headlines import Headline
from app.results.published import Cell, Responses
from app.results.releases import Release
from app.surveys.population import Population
from app.surveys.questionnaire import Questionnaire
from app.surveys.sampling import SampleDesign
from app.web.templates import page
from tests.makers import a_worked_example
from tests.publishing.test_tables import INDICATORS
from tests.results.children import a_release, as_stored, counted, protected, some_records

BENEFIT = {"code": "I0", "name": {"en": "Told the family"}, "kind": "benefit", "item": "HLP1", "codes": ["1"]}
HOSTILE = "<script>alert(\"x\")</script> & 'co'"


def a_questionnaire(**more: Any) -> Questionnaire:
    return Questionnaire.model_validate({**a_worked_example(), "indicators": [*INDICATORS, BENEFIT], **more})


def released(number: int = 700, **more: Any) -> Release:
    questionnaire = a_questionnaire(**more)
    return a_release(questionnaire, protected(questionnaire, counted(questionnaire, some_records(questionnaire, number))))


def result(release: Release, **more: Any) -> ResultPage:
    return reading.result_page(as_stored(release, **more))


def html(release: Release, **more: Any) -> str:
    return page("publishing/result.html", result(release, **more))


def words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def test_the_answer_is_said_in_words_that_follow_from_released_numbers() -> None:
    release = released()
    benefit, risk, help_ = result(release).answer
    told = release.cells["HLP1/"]
    upset = release.cells["CON1/"]
    assert told is not None
    assert upset is not None
    assert (benefit.of_whom, benefit.kind) == ("Told the family", "benefit")
    assert benefit.share == tenths(told.counts["HLP1_1"]["1"] / told.base)
    assert risk.share == tenths((upset.counts["CON1"]["2"] + upset.counts["CON1"]["3"]) / upset.base)
    assert (risk.of_whom, help_.of_whom) == ("Often upset", "Nobody, ever")


def tenths(share: float) -> str:
    number = int(int(100 * share + 0.5) / 10 + 0.5)
    return "about half" if number == 5 else f"about {number} in 10"


def test_nothing_uncertain_or_hidden_is_in_the_answer() -> None:
    release = released(140)
    low = {**release.cells, "HLP1/": Cell(base=45, counts={f"HLP1_{code}": {"1": 20} for code in "129"}), "CON1/": None}
    assert result(release.model_copy(update={"cells": low})).answer == ()


def test_every_number_of_children_in_the_tables_is_a_released_one() -> None:
    release = released(320)
    cells = [cell for cell in release.cells.values() if cell]
    numbers = {f"{cell.base:,}" for cell in cells}
    numbers |= {f"{count:,}" for cell in cells for counts in cell.counts.values() for count in counts.values()}
    shown = re.findall(r"<td>\(?([\d,]+)\)?</td>", html(release))
    assert shown
    assert set(shown) <= numbers


def test_hidden_tables_are_said_in_words_and_never_as_zero() -> None:
    release = released(140)
    assert release.cells["HLP3/"] is None
    text = html(release)
    article = re.search(r'<article[^>]*id="HLP3".*?</article>', text, re.DOTALL)
    assert article is not None
    assert "Not shown, to protect the children who answered." in words(article[0])
    assert "<svg" not in article[0]
    assert not re.search(r"\d", words(article[0]).replace("HLP3", "").replace("14 to 17", ""))
    assert "not shown, to protect children" in text


def test_a_question_that_many_would_not_answer_says_so() -> None:
    release = released()
    silent = {**release.responses, "HLP1": Responses(answered=70, left=5, dont_know=5, rather_not=25)}
    few = {**release.responses, "HLP1": Responses(answered=80, left=0, dont_know=0, rather_not=20)}
    assert "Many chose not to say." in html(release.model_copy(update={"responses": silent}))
    assert "Many chose not to say." not in html(release.model_copy(update={"responses": few}))


def test_of_a_question_that_many_would_not_answer_no_headline_is_made() -> None:
    release = released()
    assert [one.of_whom for one in result(release).answer] == ["Told the family", "Often upset", "Nobody, ever"]
    unsure = Responses(answered=70, left=5, dont_know=25, rather_not=5)
    silent = release.model_copy(update={"responses": {**release.responses, "CON1": unsure}})
    assert [one.of_whom for one in result(silent).answer] == ["Told the family", "Nobody, ever"]
    assert "Many did not know, or chose not to say." in html(silent)


def test_a_number_at_a_glance_is_replaced_by_words_where_many_would_not_answer() -> None:
    release = released()
    (chart,) = result(release).risks
    shares = {bar.words for bar in chart.bars}
    unsure = Responses(answered=75, left=0, dont_know=20, rather_not=5)
    told = result(release.model_copy(update={"responses": {**release.responses, "CON1": unsure}}))
    (instead,) = told.risks
    assert {bar.words for bar in instead.bars} == {"many did not know, or chose not to say"}
    assert [bar.width for bar in instead.bars] == [0] * len(instead.bars)
    assert not any(share in instead.description for share in shares)
    just_enough = Responses(answered=80, left=0, dont_know=15, rather_not=5)
    (again,) = result(release.model_copy(update={"responses": {**release.responses, "CON1": just_enough}})).risks
    assert again == chart


def test_every_headline_carries_its_range() -> None:
    seen = result(released()).answer
    assert seen
    for one in seen:
        assert re.fullmatch(r"\d+ to \d+%", one.range)
    assert "Range: " + seen[0].range in words(html(released()))
    assert "A range is what chance and blurring alone would give." in words(html(released()))


def test_groups_that_differ_clearly_are_named_and_others_are_said_not_to() -> None:
    release = released()
    text = words(html(release))
    assert "No clear difference between these groups." in text
    cells = dict(release.cells)
    for band, chosen in (("1", 60), ("2", 240)):
        counts = {"HLP1_1": {"1": chosen}, "HLP1_2": {"1": 150}, "HLP1_9": {"1": 10}}
        cells[f"HLP1/AGE={band}"] = Cell(base=300, counts=counts)
    told = words(html(release.model_copy(update={"cells": cells})))
    assert "“Answer 1”: 14 to 17 (80%) more often than 8 to 10 (20%)" in told
    assert "“Answer 2”" not in told


@pytest.mark.parametrize("design", list(SampleDesign))
def test_the_sample_decides_what_is_said_and_nothing_is_called_a_margin_of_error(design: SampleDesign) -> None:
    release = released().model_copy(update={"sample_design": design, "invited": "All classes of four schools"})
    text = words(html(release))
    assert ("They do not represent all children in Thailand." in text) is (design is SampleDesign.OPT_IN)
    assert ("Every child of one group was asked. The numbers speak of those who took part" in text) is (
        design is SampleDesign.EVERYONE
    )
    assert ("drawn by chance. Not all of them took part" in text) is (design is SampleDesign.PROBABILITY)
    assert "“All classes of four schools”" in text
    assert text.count("margin of error") == text.count("not a margin of error")


def test_who_answered_is_told_by_the_item_that_every_child_was_asked() -> None:
    seen = result(released())
    assert seen.who_question == "Which of HLP1?"
    assert [chart.title for chart in seen.who] == ["By age", "By “What about GEN?”"]
    assert all(bar.words.startswith("about ") for chart in seen.who for bar in chart.bars)


def census(**shares: dict[str, float]) -> Population:
    return Population(source="A census <of> 2026", shares=shares)


def test_those_who_answered_stand_beside_all_children_where_a_census_tells() -> None:
    release = released()
    told = [release.cells[f"HLP1/AGE={age}"] for age in "12"]
    young, old = (cell.base if cell else 0 for cell in told)
    share = floor(100 * young / (young + old) + 0.5)
    population = census(AGE={"1": share + 5.2, "2": 94.8 - share}, GEN={"1": 50.0, "2": 50.0, "3": 0.0})
    seen = result(release.model_copy(update={"population": population}))
    ages, genders = seen.beside
    assert ages.title == "By age"
    assert [(one.answered, one.children, one.missing) for one in ages.groups] == [
        (f"{share}%", f"{share + 5}%", True),
        (f"{100 - share}%", f"{95 - share}%", False),
    ]
    assert len(genders.groups) == 3
    page_of = html(release.model_copy(update={"population": population}))
    assert "A census &lt;of&gt; 2026" in page_of
    assert "missing" in words(page_of)
    assert "Beside all children" not in words(html(release))


def test_the_numbers_for_all_children_are_also_weighted_where_the_rules_allow() -> None:
    large = released(2_000)
    release = large.model_copy(update={"population": census(AGE={"1": 70.0, "2": 30.0})})
    cells = [release.cells[f"HLP1/AGE={age}"] for age in "12"]
    first = [cell.counts["HLP1_1"]["1"] / cell.base if cell else 0 for cell in cells]
    question = next(one for topic in result(release).topics for one in topic.questions if one.code == "HLP1")
    assert question.numbers[0].weighted == f"{floor(100 * (0.7 * first[0] + 0.3 * first[1]) + 0.5)}%"
    assert "Weighted by age" in question.weighted
    assert "A census <of> 2026" in question.weighted
    assert "Share, weighted" in words(html(release))
    for without in (large, released().model_copy(update={"population": release.population})):
        assert all(not one.weighted for topic in result(without).topics for one in topic.questions)
        assert "weighted" not in words(html(without)).replace("is weighted", "")


def test_the_page_says_what_every_table_must_say() -> None:
    text = words(html(released()))
    for sentence in (
        "children who chose to take part between 1 June 2026 and 30 June 2026.",
        "They do not represent all children in Thailand.",
        "every number was changed by a small random amount and rounded to 5, so numbers may not add up",
        "Groups of fewer than 25 children (50 for sensitive questions) are not shown, nor some other groups",
        "an empty cell does not mean that nobody answered",
        "( ) fewer than 50 answers: treat with caution.",
        "Each survey is published in detail once.",
    ):
        assert sentence in text


def test_practice_is_said_and_a_real_release_does_not_say_it() -> None:
    release = released()
    assert "Practice: not a real survey." in html(release)
    assert "Practice" not in html(release.model_copy(update={"practice": False}))


def test_a_withdrawn_release_is_marked_with_its_reason() -> None:
    text = html(released(), withdrawn_on=date(2026, 8, 1), withdrawn_reason=HOSTILE)
    assert "This release has been withdrawn." in text
    assert HOSTILE in unescape(text)
    assert "<script" not in text


def test_hostile_titles_and_wording_are_shown_and_never_run() -> None:
    data = a_worked_example()
    items = [{**item, "wording": {"en": {"1": HOSTILE}}, "topic": "<img src=x onerror=alert(1)>"} for item in data["items"]]
    release = released(title={"en": HOSTILE}, items=items)
    for text in (html(release), page("publishing/room.html", reading.room_page([Headline.of(as_stored(release))]))):
        assert "<script" not in text
        assert "<img" not in text
        assert HOSTILE in words(text)


class Structure(HTMLParser):
    """What a strict content security policy and a screen reader ask of the markup."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.used: list[str] = []
        self.charts = 0
        self.forbidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "id" in attributes:
            self.ids.append(attributes["id"])
        for name in ("aria-labelledby", "aria-describedby"):
            self.used.extend(attributes.get(name, "").split())
        if tag == "a" and attributes.get("href", "").startswith("#"):
            self.used.append(attributes["href"][1:])
        self.charts += attributes.get("class") == "bars" and attributes.get("role") == "img"
        if tag in {"script", "style"} or any(name == "style" or name.startswith("on") for name in attributes):
            self.forbidden.append(tag)


def test_the_page_needs_no_script_no_inline_style_and_names_each_chart() -> None:
    release = released()
    seen = Structure()
    seen.feed(html(release))
    assert seen.forbidden == []
    assert len(seen.ids) == len(set(seen.ids))
    assert set(seen.used) <= set(seen.ids)
    shown = sum(release.cells[f"{planned.item}/"] is not None for planned in release.plan.items)
    assert seen.charts == shown + 3 + 2  # questions; benefit, risk and help; who answered by age and by gender
    assert html(release).count('<svg class="bars"') == html(release).count("<desc id=")


def test_the_template_uses_exactly_what_its_context_offers() -> None:
    text = (reading.__file__ or "").replace("publishing/reading.py", "templates/publishing/result.html")
    with open(text, encoding="utf-8") as file:  # noqa: PTH123
        template = file.read()
    assert is_dataclass(ResultPage)
    unused = {field.name for field in fields(ResultPage) if not re.search(rf"\b{field.name}\b", template)}
    assert unused == set()


def test_the_room_lists_the_newest_release_first() -> None:
    older = as_stored(released())
    newer = as_stored(released().model_copy(update={"wave": "NEW", "day": date(2026, 9, 1)}), withdrawn_on=date(2026, 9, 2))
    seen = reading.room_page([Headline.of(older), Headline.of(newer)])
    assert [entry.name for entry in seen.entries] == ["NEW/1", "K7Q/1"]
    text = words(page("publishing/room.html", seen))
    assert "Withdrawn" in text
    assert "Thailand · between 1 June 2026 and 30 June 2026" in text


def test_an_empty_room_says_why() -> None:
    assert "Nothing has been published yet." in page("publishing/room.html", reading.room_page([]))


@pytest.mark.parametrize(("number", "sections"), [(60, 0), (140, 1), (700, 2)])
def test_a_small_wave_offers_no_breakdown_that_it_does_not_have(number: int, sections: int) -> None:
    release = released(number)
    question = next(q for topic in result(release).topics for q in topic.questions if q.code == "HLP1")
    filled = {table.title.count(" and ") + 1 for table in question.breakdowns if any(row.shares for row in table.rows)}
    assert max(filled, default=0) == sections


def test_a_period_of_one_day_is_that_day() -> None:
    assert period(date(2026, 6, 1), date(2026, 6, 1)) == "on 1 June 2026"
    assert period(date(2026, 6, 1), date(2026, 7, 3)) == "between 1 June 2026 and 3 July 2026"
