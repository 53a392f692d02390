"""Leaving, going back, and what a phone still knows afterwards (promises 1 and 3)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, CDPSession, Page, Request, Route, expect

from tests.browser.child import NEUTRAL, begin, choose, here, onwards, open_small, open_starter, question, records, send
from tests.browser.chromium import FLAGS, chromium
from tests.browser.conftest import LiveServer, PageAt

WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])


@pytest.fixture
def remembering(browser: Browser) -> Iterator[Browser]:
    """A browser that keeps whole pages for Back, as phones do; Playwright's default does not."""
    path = chromium()
    assert path is not None
    made = browser.browser_type.launch(
        executable_path=path, args=list(FLAGS), ignore_default_args=["--disable-back-forward-cache"]
    )
    yield made
    made.close()


@contextmanager
def a_visitor(browser: Browser, *, javascript: bool) -> Iterator[tuple[Page, CDPSession]]:
    """A page, and the line to the browser itself: Playwright's own Back waits in vain for a remembered page to load."""
    context = browser.new_context(java_script_enabled=javascript, locale="en")
    page = context.new_page()
    yield page, context.new_cdp_session(page)
    context.close()


def answers_on_the_way_back(page: Page, session: CDPSession) -> list[int]:
    """How many answers are to be seen on each page, going back to the first."""
    counts: list[int] = []
    while True:
        history = session.send("Page.getNavigationHistory")
        if history["currentIndex"] <= 1:  # the welcome, before it the empty tab
            return counts
        entry = history["entries"][history["currentIndex"] - 1]["id"]
        session.send("Page.navigateToHistoryEntry", {"entryId": entry})
        page.wait_for_timeout(400)
        count = session.send("Runtime.evaluate", {"expression": "document.querySelectorAll('input:checked').length"})
        counts.append(int(count["result"]["value"]))


def neutral(page: Page) -> None:
    """Put a plain page where the neutral one is: tests stay on this machine."""
    page.route(NEUTRAL, lambda route: route.fulfill(body="<!doctype html><title>Plain</title>", content_type="text/html"))


@WITH_AND_WITHOUT
def test_leave_now_leads_to_a_plain_page_and_nothing_was_sent(
    live_server: LiveServer, page_at: PageAt, *, javascript: bool
) -> None:
    page = page_at(javascript=javascript)
    neutral(page)
    begin(page, open_small(live_server), 9)
    choose(page, "Answer 2")
    page.get_by_role("link", name="Leave now").click()
    page.wait_for_url(NEUTRAL)
    assert records(live_server) == []


def test_with_script_the_page_is_blank_and_empty_within_the_tap(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    neutral(page)
    begin(page, open_small(live_server), 9)
    choose(page, "Answer 2")
    seen = page.locator(".leave").evaluate(
        "link => { link.click(); return [getComputedStyle(document.body).display, document.querySelectorAll(':checked').length] }"
    )
    assert seen == ["none", 0]


def test_escape_three_times_leaves(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    neutral(page)
    begin(page, open_small(live_server), 9)
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(NEUTRAL)


def test_the_browser_of_the_next_test_does_remember_what_is_not_cleared(live_server: LiveServer, remembering: Browser) -> None:
    with a_visitor(remembering, javascript=False) as (page, session):
        begin(page, open_small(live_server), 9)
        choose(page, "Answer 2")
        page.goto(f"{live_server.url}/SMALL/en/bye")
        assert 1 in answers_on_the_way_back(page, session)


@WITH_AND_WITHOUT
@pytest.mark.parametrize("ending", ["sending", "leaving"])
def test_back_does_not_bring_the_answers_back(
    live_server: LiveServer, remembering: Browser, ending: str, *, javascript: bool
) -> None:
    with a_visitor(remembering, javascript=javascript) as (page, session):
        begin(page, open_small(live_server), 9)
        choose(page, "Answer 2")
        if ending == "sending":
            page.locator("a.mine:visible").click()
            send(page)
            expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
        else:
            page.get_by_role("link", name="Leave now").click(no_wait_after=True)
        page.wait_for_timeout(1_500)
        assert set(answers_on_the_way_back(page, session)) == {0}


@WITH_AND_WITHOUT
def test_help_opens_over_the_question_and_leaves_no_trace_in_the_history(
    live_server: LiveServer, page_at: PageAt, *, javascript: bool
) -> None:
    page = page_at(javascript=javascript)
    begin(page, open_small(live_server), 9)
    choose(page, "Answer 2")
    address = page.url
    page.get_by_text("Get help").click()
    expect(page.get_by_role("link", name="1387").first).to_be_visible()
    assert page.url == address
    page.get_by_text("Get help").click()
    assert question(page) == "What about Q1?"
    expect(here(page).get_by_role("radio", name="Answer 2")).to_be_checked()


def test_with_script_the_address_never_says_how_far_a_child_is(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    begin(page, open_small(live_server), 9)
    seen = {page.url}
    onwards(page, 2)
    seen.add(page.url)
    page.locator("a.mine:visible").click()
    seen.add(page.url)
    assert seen == {f"{live_server.url}/SMALL/en/1"}


def test_deleting_empties_the_page_and_sends_nothing(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    begin(page, open_small(live_server), 9)
    choose(page, "Answer 2")
    page.locator("a.mine:visible").click()
    page.get_by_role("button", name="Delete my answers").click()
    expect(page.get_by_role("heading", name="Your answers are deleted")).to_be_visible()
    page.go_back()
    assert page.locator("input:checked").count() == 0
    assert records(live_server) == []


def test_without_script_deleting_empties_the_page(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at(javascript=False)
    begin(page, open_small(live_server), 9)
    choose(page, "Answer 2")
    page.locator("a.mine:visible").click()
    page.get_by_role("button", name="Delete my answers").click()
    assert page.locator("input:checked").count() == 0


@WITH_AND_WITHOUT
def test_a_visit_asks_for_little_goes_nowhere_else_and_stores_nothing(
    live_server: LiveServer, page_at: PageAt, *, javascript: bool
) -> None:
    page, asked = page_at(javascript=javascript), list[Request]()

    def note(request: Request) -> None:
        asked.append(request)

    page.on("request", note)
    begin(page, open_starter(live_server), 16)
    choose(page, "Girl")
    assert not [request for request in asked if request.method == "POST"]
    page.locator("a.mine:visible").click()
    # What is kept for a time without connection comes from the browser's own memory: the same addresses again.
    assert len({request.url for request in asked if not request.url.startswith("data:")}) <= 7
    send(page)
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    elsewhere = [request.url for request in asked if not request.url.startswith((live_server.url, "data:"))]
    assert elsewhere == []
    assert page.context.cookies() == []
    if javascript:
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_without_script_the_cached_page_leads_to_the_copy_that_can_be_sent(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at(javascript=False)
    page.goto(f"{open_small(live_server)}/en/1")
    page.wait_for_url("**/SMALL/en/1/new")


def test_with_script_the_cached_page_is_used_with_a_nonce_of_its_own(live_server: LiveServer, page_at: PageAt) -> None:
    page, nonces = page_at(), set[str]()
    url = open_small(live_server)
    for _ in range(3):
        begin(page, url, 9)
        assert page.url.endswith("/SMALL/en/1")
        nonces.add(str(page.locator("input[name=nonce]").input_value()))
    assert len(nonces) == 3
    assert all(len(nonce) == 32 and set(nonce) <= set("0123456789abcdef") for nonce in nonces)


def test_closed_while_a_child_is_answering_is_said_plainly(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    begin(page, open_small(live_server), 9)
    page.locator("a.mine:visible").click()
    page.route("**/SMALL/en/1", _late)
    send(page)
    expect(page.get_by_role("heading", name="These questions have ended")).to_be_visible()
    expect(page.get_by_text("Your answers came too late to be counted")).to_be_visible()


def _late(route: Route) -> None:
    route.fulfill(status=409, content_type="application/problem+json", body="{}")
