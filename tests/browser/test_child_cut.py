"""The connection is cut on the wire: nobody tells the browser that it is offline, requests just end, the worker's included.

The other offline tests tell the browser; this is how it goes in a village, and how it can be tried in an old browser.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.child import begin, here, open_small, records, send
from tests.browser.conftest import LiveServer, PageAt
from tests.browser.test_child_offline import SAVED, answered, heading, kept, some_answers, until, waiting
from tests.browser.wire import Wire, counted
from tests.databases import ROOT


@pytest.fixture
def wire(live_server: LiveServer) -> Iterator[Wire]:
    """Between the phone and the server."""
    with counted(int(live_server.url.rpartition(":")[2])) as wire:
        yield wire


def far(live_server: LiveServer, wire: Wire) -> str:
    """The address of the short survey at the other end of the wire."""
    return open_small(live_server).replace(live_server.url, f"http://127.0.0.1:{wire.port}")


def next_child(page: Page, url: str) -> None:
    """From the address that children type to the review, as a child of nine."""
    page.goto(url)
    page.locator("ul.ages a").first.click()
    here(page).locator("a.even").first.click()
    some_answers(page)


def test_answers_sent_into_a_cut_wire_wait_and_go_out_when_a_page_opens_again(
    live_server: LiveServer, page_at: PageAt, wire: Wire
) -> None:
    page = page_at()
    url = far(live_server, wire)
    answered(page, url)
    wire.cut()
    send(page)
    heading(page, SAVED)
    assert len(waiting(page)) == 1
    assert records(live_server) == []
    wire.mend()
    page.goto(url)
    expect(page.locator(".waits")).to_have_text("The answers that waited on this phone have been sent.")
    assert len(records(live_server)) == 1
    assert waiting(page) == []


def test_after_one_visit_the_next_child_answers_with_the_wire_cut(live_server: LiveServer, page_at: PageAt, wire: Wire) -> None:
    page = page_at()
    url = far(live_server, wire)
    answered(page, url)
    send(page)
    heading(page, "Thank you!")
    until(lambda: "/SMALL/en/1" in kept(page))
    wire.cut()
    next_child(page, url)
    send(page)
    heading(page, SAVED)
    wire.mend()
    page.goto(url)
    expect(page.locator(".waits")).to_contain_text("have been sent")
    assert len(records(live_server)) == 2


def test_with_the_wire_cut_help_stands_there_and_the_way_out_is_open(
    live_server: LiveServer, page_at: PageAt, wire: Wire
) -> None:
    page = page_at()
    begin(page, far(live_server, wire), 15)
    wire.cut()
    page.locator("details.help > summary").click()
    expect(page.locator(".help .panel")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Leave now").click()
    expect(page.locator("main")).to_be_hidden()


def test_our_scripts_do_not_call_what_tests_teach_an_old_browser() -> None:
    assert not [script.name for script in (ROOT / "static").glob("*.js") if "checkVisibility" in script.read_text()]
