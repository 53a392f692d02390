"""A real Chromium, pages of any size, and the real application to point them at."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from sqlalchemy import Engine

from app.config import Settings
from app.database import Purpose, connect
from tests.browser import old
from tests.browser.chromium import FLAGS, chromium
from tests.conftest import BROWSER_REQUIRED
from tests.databases import sqlite_copy

START_SECONDS = 30


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
        old.befriend(playwright, browser)
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
        # An old Chrome puts a style of its own around what is no page.
        ours = not message.location["url"].endswith("/health")
        if message.type == "error" and "Content Security Policy" in message.text and ours:
            complaints.append(message.text)

    def open_page(width: int = 360, height: int = 740, *, javascript: bool = True, locale: str = "en") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript, locale=locale, timezone_id="UTC"
        )
        context.set_default_timeout(15_000)
        old.befriend_tests(browser, context)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", listen)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints


@dataclass(frozen=True)
class LiveServer:
    """The real application on a port of its own; `engine` serves, `counting_engine` counts, both on its SQLite file."""

    url: str
    settings: Settings
    engine: Engine
    counting_engine: Engine


@pytest.fixture
def live_server(sqlite_file: Path, tmp_path: Path) -> Iterator[LiveServer]:
    """Public and office as `suara serve` serves them, on an empty database. No counter: a test that needs one calls it."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = Settings(base_url=url, var=tmp_path, database_url=sqlite_copy(sqlite_file, tmp_path))
    engine = connect(settings.database_url, Purpose.SERVING)
    counting_engine = connect(settings.database_url, Purpose.COUNTING)
    try:
        with _served(engine, settings, listening):
            yield LiveServer(url, settings, engine, counting_engine)
    finally:
        listening.close()
        engine.dispose()
        counting_engine.dispose()


@contextmanager
def _served(engine: Engine, settings: Settings, listening: socket.socket) -> Iterator[None]:
    # Not imported above: an application that does not start must not take the browser's own tests with it.
    from app.main import everything

    application = everything(engine, settings)
    server = uvicorn.Server(uvicorn.Config(application, access_log=False, log_level="warning", proxy_headers=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="live-server")
    thread.start()
    try:
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            assert thread.is_alive(), "The application ended while it started."
            assert time.monotonic() < deadline, "The application does not start."
            time.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)
