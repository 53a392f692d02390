"""Programs: a token is made and taken back in the office, and what a program can ask is read by a person, on any screen."""

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import Role
from tests.browser.conftest import LiveServer, PageAt
from tests.browser.test_child_looks import violations
from tests.browser.test_fielding import SIZES
from tests.browser.test_main_job import Desk


def _has_room(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert violations(page) == []


@pytest.mark.parametrize("size", SIZES)
def test_a_token_is_made_by_keyboard_shown_once_and_taken_back(
    live_server: LiveServer, page_at: PageAt, size: tuple[int, int]
) -> None:
    page = Desk(page_at(*size), live_server, Role.OFFICIAL).page
    page.goto(f"{live_server.url}/office/tokens")
    _has_room(page)
    page.get_by_label("Which program is it for?").focus()
    page.keyboard.type("Our warehouse")
    page.keyboard.press("Enter")
    secret = page.locator(".short code").inner_text()
    assert secret.startswith("suara_")
    _has_room(page)
    page.goto(f"{live_server.url}/office/tokens")
    assert secret not in page.content()
    page.locator("summary").click()
    _has_room(page)
    page.get_by_role("button", name="Take back Our warehouse").click()
    expect(page.get_by_text("taken back on")).to_be_visible()
    _has_room(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_a_program_can_ask_can_be_read_on_every_screen(
    live_server: LiveServer, page_at: PageAt, size: tuple[int, int], scheme: str
) -> None:
    page = page_at(*size, javascript=False)
    page.goto(f"{live_server.url}/api/v1")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page = page_at(*size)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{live_server.url}/api/v1")
    _has_room(page)
    expect(page.get_by_role("heading", name="GET /api/v1/releases", exact=True)).to_be_visible()
