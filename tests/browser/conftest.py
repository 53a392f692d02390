"""A real Chromium, pages of any size, and the real application to point them at."""

import os
from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser.chromium import FLAGS, chromium
from tests.conftest import BROWSER_REQUIRED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a browser is a browser test."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for this folder's tests; Playwright keeps an event loop meanwhile, which others must not inherit.

    Without one the test is skipped and counted aloud, or fails where it is required.
    """
    path = chromium()
    if path is None:
        if os.environ.get(BROWSER_REQUIRED):
            pytest.fail("There is no Chromium, and this run requires one.")
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class PageAt(Protocol):
    """Opens a page in a visitor's own context: nothing is shared with another one."""

    def __call__(self, width: int = 360, height: int = 740, *, javascript: bool = True, locale: str = "en") -> Page:
        """A page of that size in CSS pixels."""


@pytest.fixture
def page_at(browser: Browser) -> Iterator[PageAt]:
    """Pages that fail the test if a script breaks or the security policy blocks something of ours."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            complaints.append(message.text)

    def open_page(width: int = 360, height: int = 740, *, javascript: bool = True, locale: str = "en") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript, locale=locale, timezone_id="UTC"
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", listen)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints
