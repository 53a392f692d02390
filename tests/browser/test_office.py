"""An adult's main job in a real browser, without script: from the door to an open wave, and to its end."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app import clock
from app.accounts.creating import create_account
from app.accounts.models import Role
from app.database import writing
from app.studio.opening import open_wave
from app.surveys import versions, waves
from app.surveys.starter import starter
from tests.browser.conftest import LiveServer, PageAt
from tests.office import PASSWORD

EMAIL = "steward@office.test"
SIZES = [(360, 640), (1280, 800)]


@pytest.fixture
def office(live_server: LiveServer) -> str:
    """The office's address, with the starter survey, a wave of each kind, and a steward."""
    with writing(live_server.engine) as session:
        code = versions.save_sound(session, starter()).document.code
        open_wave(session, waves.create(session, code, "TH", practice=True, code="TRY"), clock.today())
        waves.create(session, code, "TH", practice=False, code="REAL")
        create_account(session, EMAIL, "Ana", Role.STEWARD, PASSWORD)
    return f"{live_server.url}/office"


def come_in(page: Page, office: str) -> None:
    page.goto(office)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Surveys and waves")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_practice_wave_is_two_presses_from_the_door_and_can_be_closed_for_ever(
    office: str, page_at: PageAt, width: int, height: int
) -> None:
    page = page_at(width, height, javascript=False)
    come_in(page, office)
    page.get_by_role("button", name="Open a practice wave now").click()
    expect(page.get_by_role("heading", name="Children can answer now")).to_be_visible()
    drawn = page.get_by_role("img", name="QR code that leads to")
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    assert box is not None
    assert box["width"] == box["height"] > 150
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", name="No new children for now")).to_be_visible()
    page.get_by_role("button", name="Open again").click()
    page.locator("summary", has_text="Close").click()
    page.get_by_role("button", name="for ever").click()
    expect(page.get_by_role("heading", name="This wave is over")).to_be_visible()
    expect(page.get_by_role("link", name="Ask for the release")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.goto(office)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), list(product(SIZES, ["light", "dark"])))
def test_every_page_of_the_office_can_be_used_by_everybody(
    office: str, page_at: PageAt, size: tuple[int, int], scheme: str
) -> None:
    page = page_at(*size)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(office)
    _is_accessible(page)
    come_in(page, office)
    for path in ("", "/surveys/STARTER?band=3", "/surveys/STARTER?language=ar", "/surveys/STARTER/waves/new", "/waves/TRY"):
        page.goto(office + path)
        _is_accessible(page)
    page.locator("summary").click()
    _is_accessible(page)
    for path in ("/waves/REAL", "/nowhere"):
        page.goto(office + path)
        _is_accessible(page)


def _is_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert beyond == 0, f"{page.url} is wider than the screen"


def test_the_keyboard_goes_past_the_menu_and_reaches_everything(office: str, page_at: PageAt) -> None:
    page = page_at(1280, 800)
    come_in(page, office)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main a, main select, main button").first).to_be_focused()
