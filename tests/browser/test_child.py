"""A child answers, in a real browser, with script and without: what is asked, what is kept back, what arrives."""

import pytest
from playwright.sync_api import Page, expect

from app.surveys.starter import starter
from app.web.languages import number
from tests.browser.child import (
    answer_everything,
    begin,
    choose,
    here,
    onwards,
    open_small,
    open_starter,
    question,
    records,
    remarks,
    send,
)
from tests.browser.conftest import LiveServer, PageAt

WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])


@WITH_AND_WITHOUT
@pytest.mark.parametrize("age", [9, 12, 16])
def test_a_child_answers_everything_and_it_arrives_once(
    live_server: LiveServer, page_at: PageAt, age: int, *, javascript: bool
) -> None:
    page = page_at(360, 640, javascript=javascript)
    begin(page, open_starter(live_server), age)
    assert records(live_server) == []
    answer_everything(page)
    send(page)
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    expect(page.get_by_role("link", name="1387").last).to_be_visible()
    (record,) = records(live_server)
    band = starter().band_of_age(age)
    assert band is not None
    assert record[:3] == f"{band.code}22"
    assert "-" not in record


@WITH_AND_WITHOUT
@pytest.mark.parametrize("language", ["id", "th", "ar", "km", "my"])
def test_every_language_can_be_chosen_by_its_own_name_and_answered(
    live_server: LiveServer, page_at: PageAt, language: str, *, javascript: bool
) -> None:
    page = page_at(360, 640, javascript=javascript)
    page.emulate_media(reduced_motion="reduce")
    page.goto(open_starter(live_server))
    page.locator(".tongues summary").click()
    page.locator(f"a[hreflang={language}]").click()
    page.get_by_role("link", name=number(9, language), exact=True).click()
    here(page).locator("a.even").first.click()
    here(page).locator("a.even").first.click()
    answer_everything(page)
    send(page)
    expect(page.locator("a[href='/results']")).to_be_visible()
    assert len(records(live_server)) == 1


@WITH_AND_WITHOUT
def test_every_question_can_be_left_by_continue(live_server: LiveServer, page_at: PageAt, *, javascript: bool) -> None:
    page = page_at(javascript=javascript)
    begin(page, open_small(live_server), 15)
    while here(page).get_attribute("id") != "see":
        onwards(page)
    send(page)
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert records(live_server) == ["2-.----!-"]


@WITH_AND_WITHOUT
def test_no_leads_to_help_and_a_wrong_check_only_says_it_again(
    live_server: LiveServer, page_at: PageAt, *, javascript: bool
) -> None:
    page = page_at(javascript=javascript)
    page.goto(f"{open_starter(live_server)}/en/1/new")
    here(page).get_by_role("link", name="Yes, I want to").click()
    assert question(page) == "Can you stop when you want to?"
    here(page).get_by_role("link", name="No", exact=True).click()
    assert question(page) == "You can stop when you want to."
    onwards(page)
    assert question(page) == "Are you a girl or a boy?"
    page.goto(f"{live_server.url}/K7/en/1/new")
    here(page).get_by_role("link", name="No, thank you").click()
    expect(page.get_by_role("heading", name="That is fine")).to_be_visible()
    expect(page.get_by_role("link", name="1387").last).to_be_visible()


@WITH_AND_WITHOUT
def test_the_phones_back_goes_to_the_question_before_and_keeps_the_answers(
    live_server: LiveServer, page_at: PageAt, *, javascript: bool
) -> None:
    page = page_at(javascript=javascript)
    begin(page, open_small(live_server), 15)
    choose(page, "Answer 2")
    onwards(page)
    choose(page, "Answer 3")
    onwards(page)
    page.go_back()
    assert question(page) == "What about Q2?"
    expect(here(page).get_by_role("radio", name="Answer 3")).to_be_checked()
    here(page).locator("a.back").click()
    assert question(page) == "What about Q1?"
    expect(here(page).get_by_role("radio", name="Answer 2")).to_be_checked()


@WITH_AND_WITHOUT
def test_the_review_shows_what_was_chosen_and_lets_it_be_changed(
    live_server: LiveServer, page_at: PageAt, *, javascript: bool
) -> None:
    page = page_at(javascript=javascript)
    begin(page, open_small(live_server), 15)
    choose(page, "Answer 2")
    page.locator("a.mine:visible").click()
    first = page.locator("#s1")
    expect(first.get_by_text("Answer 2")).to_be_visible()
    expect(first.get_by_text("Answer 1")).to_be_hidden()
    expect(page.locator("#s6").get_by_text("You left this one out.")).to_be_visible()
    first.get_by_role("link", name="Change").click()
    choose(page, "Answer 3")
    if javascript:
        onwards(page)
    else:
        page.locator("a.mine:visible").click()
    assert question(page) == "Your answers"
    expect(first.get_by_text("Answer 3")).to_be_visible()


def test_with_script_a_question_that_does_not_apply_is_passed_over_and_its_answer_stays_here(
    live_server: LiveServer, page_at: PageAt
) -> None:
    page = page_at()
    begin(page, open_small(live_server), 9)
    choose(page, "Answer 2")
    onwards(page)
    assert question(page) == "What about Q2?"
    choose(page, "Answer 1")
    here(page).locator("a.back").click()
    choose(page, "Answer 1")
    onwards(page)
    assert question(page) == "Which of P?"
    page.locator("a.mine:visible").click()
    expect(page.locator("#s2")).to_be_hidden()
    with page.expect_request(lambda request: request.method == "POST") as posted:
        send(page)
    assert "Q2=" not in (posted.value.post_data or "")
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert records(live_server) == ["11.----.-"]


def test_without_script_a_condition_is_said_in_words_and_the_server_decides(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at(javascript=False)
    begin(page, open_small(live_server), 9)
    choose(page, "Answer 1")
    onwards(page)
    expect(page.get_by_text("If not, tap Continue.")).to_be_visible()
    choose(page, "Answer 1")
    page.locator("a.mine:visible").click()
    send(page)
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert records(live_server) == ["11.----.-"]


def test_no_more_can_be_picked_than_allowed_and_what_stands_alone_stands_alone(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    begin(page, open_small(live_server), 9)
    onwards(page)
    assert question(page) == "Which of P?"
    choose(page, "Answer 1", "Answer 2", "Answer 3")
    assert _chosen(page) == ["1", "2"]
    expect(here(page).get_by_role("status")).to_have_text("That is the most you can choose. Tap one of yours again to change it.")
    choose(page, "Answer 9")
    assert _chosen(page) == ["9"]
    expect(here(page).locator("[role=status]")).to_have_text("")
    choose(page, "Answer 1")
    assert _chosen(page) == ["1"]
    choose(page, "I don't know")
    assert _chosen(page) == ["?"]


@WITH_AND_WITHOUT
def test_a_difficult_question_shows_itself_only_when_asked_to(
    live_server: LiveServer, page_at: PageAt, *, javascript: bool
) -> None:
    page = page_at(javascript=javascript)
    begin(page, open_small(live_server), 15)
    onwards(page, 2 if javascript else 3)
    expect(here(page).get_by_text("What about HARD?")).to_be_hidden()
    expect(here(page).get_by_role("link", name="1387")).to_be_visible()
    here(page).get_by_text("Show the question").click()
    choose(page, "Answer 1")
    page.locator("a.mine:visible").click()
    expect(page.locator("#s4").get_by_text("Answer 1")).to_be_visible()
    send(page)
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert records(live_server) == ["2-.----1-"]


@WITH_AND_WITHOUT
def test_words_arrive_and_words_taken_back_do_not(live_server: LiveServer, page_at: PageAt, *, javascript: bool) -> None:
    url = open_small(live_server)
    for taken_back in (False, True):
        page = page_at(javascript=javascript)
        begin(page, url, 15)
        onwards(page, 3 if javascript else 4)
        here(page).locator("textarea").fill("Listen to us")
        if taken_back:
            choose(page, "I don't want to say")
        page.locator("a.mine:visible").click()
        send(page)
        expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert remarks(live_server) == ["Listen to us"]
    assert len(records(live_server)) == 2


def test_two_children_after_one_another_are_two(live_server: LiveServer, page_at: PageAt) -> None:
    page, url = page_at(), open_small(live_server)
    for answer in ("Answer 1", "Answer 3"):
        begin(page, url, 9)
        choose(page, answer)
        page.locator("a.mine:visible").click()
        send(page)
        expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert records(live_server) == ["11.----.-", "13.----.-"]


def test_the_next_question_is_read_out_first(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    begin(page, open_small(live_server), 9)
    onwards(page)
    assert page.evaluate("document.activeElement.textContent") == "Which of P?"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "P"


def _chosen(page: Page) -> list[str]:
    return [str(value) for value in here(page).locator("input:checked").evaluate_all("all => all.map(one => one.value)")]
