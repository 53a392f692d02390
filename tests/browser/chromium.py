"""Finding a Chromium, or getting one. `python -m tests.browser.chromium` does both and says what came of it.

Looked for: SUARA_CHROMIUM, a system's own, Playwright's own. Got from: Playwright's download, else the system's
packages when root. Fixtures only look: a test run downloads nothing.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",  # root in a container has no other way
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # a page that reaches out is broken
)
DOWNLOAD_SECONDS = 240
PACKAGE_SECONDS = 600


@cache
def chromium() -> str | None:
    """The path of a Chromium that starts, or None."""
    return next((path for path in _candidates() if _starts(path)), None)


def _candidates() -> Iterator[str]:
    named = os.environ.get("SUARA_CHROMIUM")
    if named:
        yield named
        return
    yield from filter(None, map(shutil.which, NAMES))
    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def _starts(path: str) -> bool:
    if not Path(path).is_file():
        return False
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _get() -> None:
    """Download one, or install the system's; each attempt may fail quietly, `chromium()` tells afterwards."""
    # In a closed network the download must give up at once, not after Playwright's patient half minute per try.
    quick = {**os.environ, "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "4000"}
    _attempt([sys.executable, "-m", "playwright", "install", "chromium"], DOWNLOAD_SECONDS, quick)
    chromium.cache_clear()
    if chromium() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _attempt(["apt-get", "-qq", "update"], PACKAGE_SECONDS, quiet)
        _attempt(["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"], PACKAGE_SECONDS, quiet)
        chromium.cache_clear()


def _attempt(command: list[str], seconds: float, environment: dict[str, str]) -> None:
    try:
        subprocess.run(command, capture_output=True, timeout=seconds, check=False, env=environment)
    except (OSError, subprocess.TimeoutExpired):
        return


def main() -> None:
    """Find or get a Chromium and say which; having none is no failure here, the suite will count what it costs."""
    if chromium() is None and "SUARA_CHROMIUM" not in os.environ:
        print("Looking for a Chromium for the browser tests ...", flush=True)  # noqa: T201
        _get()
    print(f"Chromium: {chromium() or 'none; the browser tests will not run'}")  # noqa: T201


if __name__ == "__main__":
    main()
