"""What a child waits for on a slow phone: 400 kbit/s, 400 ms round trip, a processor four times slower, nothing kept from before.

Medians of five visits, each in an empty browser, in turn with a bare HTML form of the same questions under the same throttling:

- readable: first contentful paint of the welcome, from the start of the navigation; the style stands in the page, so what is
  painted is the page as it stays;
- tappable: from the tap on the age (the event's own time) to the first frame of the band's page in which "Yes" is painted, its
  script has run and a tap at its place would meet it; and then from the tap on "Yes" to the frame after the first question's;
- next question: from the tap on Continue to the frame after the one that shows the next question.

The browser's throttling adds its delay to each request and none for DNS, TCP and TLS: a first visit over a real network pays
about three round trips more before the first byte, here as with every product.
"""

import statistics
import time
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, sync_playwright

from app.surveys.starter import starter
from benchmarks.bare import bare_site
from benchmarks.counting import Row
from benchmarks.site import WAVE, serving
from benchmarks.visit import BAND, PHONE
from tests.browser.chromium import FLAGS, chromium

ROUNDS = 5
LANGUAGES = ("en", "th")
BYTES_A_SECOND = 400_000 / 8
ROUND_TRIP_MS = 400
SLOWER = 4

# Times are those of the machine's clock, so that a tap on one page and a frame on the next can be told apart.
WATCH = """(() => {
  const now = () => performance.timeOrigin + performance.now();
  const frames = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
  window.waits = [];
  addEventListener("click", (event) => {
    const tapped = performance.timeOrigin + event.timeStamp;
    sessionStorage.tapped = tapped;
    frames(() => window.waits.push(now() - tapped));
  }, true);
  const look = () => {
    const yes = document.querySelector("html.js #start a.even");
    if (!yes?.getClientRects().length) return requestAnimationFrame(look);
    if (window.ready) return;
    const { left, top, width, height } = yes.getBoundingClientRect();
    const above = top + height / 2 > innerHeight ? yes : document.elementFromPoint(left + width / 2, top + height / 2);
    if (!yes.contains(above)) return requestAnimationFrame(look);
    requestAnimationFrame(() => (window.ready = now() - Number(sessionStorage.tapped)));
  };
  requestAnimationFrame(look);
})()"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def rows() -> Iterator[Row]:
    """For each language: the welcome, the first question, the next question."""
    questionnaire = starter()
    with serving("app.cli", "serve") as site, bare_site(questionnaire, BAND) as bare, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for language in LANGUAGES:
            yield from _rows_of(browser, language, site.port, bare)
        browser.close()


def _rows_of(browser: Browser, language: str, port: int, bare_port: int) -> Iterator[Row]:
    welcomes, bares, doors, firsts, nexts, reviews = [], [], [], [], [], []
    for _ in range(ROUNDS):
        bares.append(_bare(browser, f"http://127.0.0.1:{bare_port}/{language}"))
        welcome, door, steps = _visit(browser, language, port)
        welcomes.append(welcome)
        doors.append(door)
        firsts.append(door + steps[0])
        nexts += steps[1:-1]
        reviews.append(steps[-1])
    median = statistics.median
    bare = median(bares)
    yield _row(f"{language}, slow phone: welcome readable", welcomes, bare, "at most 1,000 ms")
    yield _row(f"{language}, slow phone: tap on the age to Yes tappable", doors, bare, "-")
    yield _row(f"{language}, slow phone: first question tappable, taps on age and Yes", firsts, bare, "at most 1,200 ms")
    yield (f"{language}, slow phone: next question after a tap", f"{median(nexts):.0f} ms", "-", "-", "at most 100 ms")
    yield (f"{language}, slow phone: the review after the last question", f"{median(reviews):.0f} ms", "-", "-", "-")
    yield (f"{language}, slow phone: next question, slowest of {len(nexts)}", f"{max(nexts):.0f} ms", "-", "-", "at most 100 ms")


def _row(what: str, times: list[float], bare: float, aim: str) -> Row:
    here = statistics.median(times)
    return what, f"{here:.0f} ms", f"{bare:.0f} ms", f"{here / bare:.2f}", aim


def _bare(browser: Browser, address: str) -> float:
    page = _slow_page(browser, "en")
    page.goto(address)
    painted = _painted(page)
    page.context.close()
    return painted


def _visit(browser: Browser, language: str, port: int) -> tuple[float, float, list[float]]:
    """Milliseconds to the welcome, from age to Yes, and from each further tap to its question."""
    page = _slow_page(browser, language)
    page.goto(f"http://127.0.0.1:{port}/{WAVE}")
    welcome = _painted(page)
    page.locator("ul.ages a").last.tap()
    page.wait_for_function("() => window.ready")
    door = float(page.evaluate("window.ready"))
    page.locator("#start a.even").first.tap()
    if page.locator("#check.on").count():
        page.locator("#check a.even").first.tap()
        page.evaluate("window.waits.splice(0, 1)")  # the step between Yes and the first question is a page of its own
    _wait_for(page, 1)
    for step in range(2, len(starter().asked_of(BAND)) + 1):
        page.locator("section.on a.go").tap()
        _wait_for(page, step)
    waits = [float(wait) for wait in page.evaluate("window.waits")]
    page.context.close()
    return welcome, door, waits


def _wait_for(page: Page, steps: int) -> None:
    page.wait_for_function("(steps) => window.waits.length >= steps", arg=steps)


def _painted(page: Page) -> float:
    for _ in range(200):
        painted = page.evaluate(PAINTED)
        if painted:
            return float(painted)
        time.sleep(0.05)
    raise TimeoutError("Nothing is painted.")


def _slow_page(browser: Browser, language: str) -> Page:
    context = browser.new_context(viewport=PHONE, locale=language, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": ROUND_TRIP_MS, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND},
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page
