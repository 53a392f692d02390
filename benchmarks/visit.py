"""What a child's complete visit costs: bytes down and requests, from the link to the thank you, in a real Chromium.

The reference is a bare HTML form of the same questions in the same run: no style, no script, no help, served with the same
compression, its body alone. Bytes are those of responses on the wire, headers included, as the browser counts them.
"""

import html
from collections.abc import Iterator

import brotli
from playwright.sync_api import Page, sync_playwright

from app.surveys.questionnaire import Pick, Single, worded
from app.surveys.starter import starter
from benchmarks.counting import Row
from benchmarks.site import WAVE, serving
from tests.browser.chromium import FLAGS, chromium

BAND, AGE = "3", 16


def rows() -> Iterator[Row]:
    """Two rows: kilobytes against a bare form, and requests."""
    with serving("app.cli", "serve") as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 360, "height": 640}, locale="en")
        received = _count(page)
        _visit(page, f"http://127.0.0.1:{site.port}/{WAVE}")
        browser.close()
    down = sum(received)
    bare = len(brotli.compress(_bare_form().encode(), quality=11))
    yield (
        "bytes down of a complete visit / a bare HTML form of the same questions",
        f"{down:,} B",
        f"{bare:,} B",
        f"{down / bare:.2f}",
        "at most 28 KB",
    )
    yield ("requests of a complete visit", str(len(received)), "-", "-", "at most 8")


def _count(page: Page) -> list[int]:
    """Bytes of each response, filled in as the page loads."""
    received: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    return received


def _visit(page: Page, address: str) -> None:
    """Welcome, age, assent, every question, review, send."""
    page.goto(address)
    page.get_by_role("link", name=str(AGE), exact=True).click()
    page.get_by_role("link", name="Yes, I want to").click()
    for _ in range(60):
        section = page.locator("section.on")
        if page.get_by_role("button", name="Send my answers").is_visible():
            break
        choices = section.locator("input[type=radio], input[type=checkbox]")
        if choices.count():
            choices.first.check(force=True)
        section.get_by_text("Continue", exact=True).click()
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_role("heading", name="Thank you").wait_for()


def _bare_form() -> str:
    """The same questions and options, and nothing else."""
    questionnaire = starter()
    parts = ["<!doctype html><meta charset=utf-8><title>Questions</title><form method=post>"]
    for item in questionnaire.asked_of(BAND):
        parts.append(f"<p>{html.escape(worded(item.wording, 'en', BAND))}</p>")
        if isinstance(item, Single | Pick):
            kind = "radio" if isinstance(item, Single) else "checkbox"
            for option in item.options:
                label = html.escape(worded(option.label, "en", BAND))
                parts.append(f"<label><input type={kind} name={item.code} value={option.code}>{label}</label>")
        else:
            parts.append(f"<textarea name={item.code}></textarea>")
    return "".join([*parts, "<button>Send</button></form>"])
