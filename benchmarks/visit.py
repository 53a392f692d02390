"""What a child's complete visit costs: bytes down and requests, from the link to the thank you, in a real Chromium.

Counted on the socket, outside the browser (`wire`), the worker's requests included: it installs after "Yes". Each language starts
with an empty browser. 1 KB = 1,000 bytes. The reference is a bare HTML form of the same questions, counted the same way.
"""

from collections.abc import Iterator

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from app.surveys.starter import starter
from benchmarks.bare import bare_site
from benchmarks.counting import Row
from benchmarks.site import WAVE, serving
from tests.browser.chromium import FLAGS, chromium
from tests.browser.wire import Exchange, Wire, counted

BAND = "3"  # the oldest are asked most
LANGUAGES = ("en", "th", "ar", "km")
PHONE: ViewportSize = {"width": 360, "height": 640}


def rows() -> Iterator[Row]:
    """For each language: the first page, the questionnaire page, the complete visit, and what comes after it."""
    questionnaire = starter()
    with serving("app.cli", "serve") as site, bare_site(questionnaire, BAND) as bare, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for language in LANGUAGES:
            if language in questionnaire.languages:
                yield from _rows_of(browser, language, site.port, bare)
        browser.close()


def _rows_of(browser: Browser, language: str, port: int, bare_port: int) -> Iterator[Row]:
    with counted(bare_port) as wire:
        page = browser.new_page(viewport=PHONE)
        page.goto(f"http://127.0.0.1:{wire.port}/{language}")
        bare = _down(wire.passed())
        page.context.close()
    with counted(port) as wire:
        page = browser.new_page(viewport=PHONE, locale=language)
        first, asked, rest, after = _visit(page, wire)
        page.context.close()
    yield _row(f"{language}: first page", first, bare, "at most 10 KB, 3 requests")
    yield _row(f"{language}: questionnaire page, on top", asked, bare, "at most 12 KB")
    yield _row(f"{language}: complete visit, link to thank you", [*first, *asked, *rest], bare, "at most 28 KB, 8 requests")
    yield _row(f"{language}: fetched after the thank you, for the next child", after, bare, "-")
    up = sum(one.up for one in [*first, *asked, *rest])
    yield (f"{language}: bytes up of a complete visit", f"{up:,} B", "-", "-", "-")


def _down(exchanges: list[Exchange]) -> int:
    return sum(one.down for one in exchanges)


def _row(what: str, exchanges: list[Exchange], bare: int, aim: str) -> Row:
    down = _down(exchanges)
    return what, f"{down:,} B in {len(exchanges)}", f"{bare:,} B in 1", f"{down / bare:.2f}", aim


def _visit(page: Page, wire: Wire) -> tuple[list[Exchange], list[Exchange], list[Exchange], list[Exchange]]:
    """Welcome; age; assent, every question, review, send; and what the page still fetches then."""
    page.goto(f"http://127.0.0.1:{wire.port}/{WAVE}")
    first = wire.passed()
    page.locator("ul.ages a").last.click()
    page.locator("#start a.even").first.wait_for()
    asked = wire.passed(len(first))
    answer_all(page)
    wire.passed()  # the worker and what it keeps
    page.locator("button[type=submit]").click()
    page.locator("#sent.on").wait_for()
    rest = wire.passed(len(first) + len(asked))
    sent = next(place for place, one in enumerate(rest, 1) if one.method == "POST")
    return first, asked, rest[:sent], rest[sent:]


def answer_all(page: Page) -> None:
    """From the assent to the review: the first answer to each question."""
    page.locator("#start a.even").first.click()
    if page.locator("#check.on").count():
        page.locator("#check a.even").first.click()
    while not page.locator("#see.on").count():
        here = page.locator("section.on")
        labels = here.locator("label:visible")
        if labels.count():
            labels.first.click()
        here.locator("a.go").click()
