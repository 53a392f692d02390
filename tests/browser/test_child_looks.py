"""Whether every child can see, reach and read the pages: accessibility rules, sizes, large text, other scripts, dark."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.child import here, onwards, open_small, open_starter
from tests.browser.chromium import FLAGS, chromium
from tests.browser.conftest import LiveServer, PageAt

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST_TARGET = 48
LANGUAGES = ("en", "id", "th", "km", "ar")


def screens(page: Page, url: str, language: str, band: str) -> Iterator[str]:
    """Every sort of screen of a visit, one after the other."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{url}/{language}")
    yield "welcome"
    page.locator(".help summary").click()
    yield "help"
    for notice in ("no", "bye", "thanks", "offline"):
        page.goto(f"{url}/{language}/{notice}")
        yield notice
    page.goto(f"{url}/nowhere/{language}")
    yield "kind"
    page.goto(f"{url}/{language}/{band}")
    yield "assent"
    here(page).locator("a.even").first.click()
    if page.locator("#check:visible").count():
        yield "check"
        here(page).locator("a.even").first.click()
    while here(page).get_attribute("id") != "see":
        if page.locator("section:visible .gate").count():
            page.locator("section:visible .gate summary").click()
        labels = here(page).locator("label")
        if labels.count():
            labels.nth(1).click()
        yield str(here(page).get_attribute("data-item"))
        onwards(page)
    yield "review"
    page.locator("button[type=submit]").click()
    page.locator("#sent").wait_for()
    yield "sent"
    for ending in ("kept", "late", "gone"):
        page.evaluate(
            "id => { for (const one of document.querySelectorAll('section')) one.classList.toggle('on', one.id === id) }", ending
        )
        yield ending
    page.evaluate("document.querySelector('dialog').show()")
    yield "still there"


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": STANDARDS}).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize(
    ("language", "scheme"), [("en", "light"), ("en", "dark"), ("th", "light"), ("km", "light"), ("ar", "dark")]
)
def test_no_screen_breaks_an_accessibility_rule(live_server: LiveServer, browser: Browser, language: str, scheme: str) -> None:
    url = open_starter(live_server)
    context = browser.new_context(viewport={"width": 360, "height": 640}, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    found = {screen: violations(page) for screen in screens(page, url, language, "1") if screen not in {"ACC1", "SKL1", "CTR2A"}}
    context.close()
    assert {screen: broken for screen, broken in found.items() if broken} == {}
    assert {"welcome", "assent", "review", "sent", "kept", "still there"} <= found.keys()


def test_no_screen_with_a_gate_a_text_or_a_pick_breaks_an_accessibility_rule(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    found = {screen: violations(page) for screen in screens(page, open_small(live_server), "en", "2")}
    assert {screen: broken for screen, broken in found.items() if broken} == {}
    assert {"HARD", "T", "P"} <= found.keys()


@pytest.mark.parametrize(("language", "width"), [*((language, 320) for language in LANGUAGES), ("en", 360), ("ar", 1280)])
def test_nothing_hangs_over_the_edge_and_every_target_is_large(
    live_server: LiveServer, page_at: PageAt, language: str, width: int
) -> None:
    page = page_at(width, 640)
    for screen in screens(page, open_starter(live_server), language, "3"):
        assert _overhang(page) == 0, screen
        assert _small_targets(page) == [], screen


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_at_twice_the_size_fits_a_small_screen_and_the_way_out_stays_in_sight(
    live_server: LiveServer, browser: Browser, language: str
) -> None:
    path = chromium()
    assert path is not None
    large = browser.browser_type.launch(executable_path=path, args=[*FLAGS, "--blink-settings=defaultFontSize=32"])
    page = large.new_page(viewport={"width": 320, "height": 640})
    for screen in screens(page, open_starter(live_server), language, "3"):
        assert _overhang(page) == 0, screen
        page.evaluate("scrollTo(0, 400)")
        box = page.locator(".leave").bounding_box()
        assert box is not None
        assert box["y"] >= 0, screen
        assert box["y"] + box["height"] <= 640, screen
    large.close()


@pytest.mark.parametrize(("language", "height"), [("en", 1.5), ("th", 1.7), ("km", 1.9), ("ar", 1.7)])
def test_each_script_has_the_line_height_that_its_marks_need(
    live_server: LiveServer, page_at: PageAt, language: str, height: float
) -> None:
    page = page_at()
    page.goto(f"{open_starter(live_server)}/{language}")
    style = "p => { const style = getComputedStyle(p); return [style.lineHeight, style.fontSize].map(parseFloat) }"
    line, size = page.locator(".why p").first.evaluate(style)
    assert line / size == pytest.approx(height, abs=0.01)
    assert size >= 18


def test_printed_a_page_shows_every_question_and_no_buttons(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    page.goto(f"{open_starter(live_server)}/en/1")
    page.emulate_media(media="print")
    assert page.locator("section.q:visible").count() == page.locator("section.q").count()
    assert page.locator("button:visible, .bar:visible, .nav:visible").count() == 0


def _overhang(page: Page) -> int:
    return int(page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)"))


def _small_targets(page: Page) -> list[str]:
    """Buttons, answers and links that a thumb could miss. A link within a sentence is as high as its line."""
    return [
        str(one)
        for one in page.evaluate(
            """least => [...document.querySelectorAll('a, button, label, summary, textarea')]
                .filter(one => one.checkVisibility() && getComputedStyle(one).pointerEvents !== 'none')
                .map(one => [one, one.getBoundingClientRect()])
                .filter(([one, box]) => box.height && (box.height < least || box.width < least))
                .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`)""",
            SMALLEST_TARGET,
        )
    ]
