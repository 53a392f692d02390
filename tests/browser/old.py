"""The child's side in a real old browser: Chromium 103 of June 2022. `python -m tests.browser.old` gets it and runs the tests.

It is the oldest phone browser that children are promised, and the same tests run in it as in a new one; what is left out is named
below with its reason. Needs npm and Linux on x86-64. Arguments go to pytest.
"""

import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import brotli
from playwright.sync_api import Browser, BrowserContext, Playwright

from tests.browser.npm import KEPT, NotToBeHadError, npm, say
from tests.databases import ROOT

PACKAGE = "@sparticuz/chromium@103.0.0"
HERE = KEPT / "chromium-103"
NEWER = 105
"""From this version on there is `:has()` in styles, and `checkVisibility()`, which Playwright builds on."""

SUITE = tuple(
    f"tests/browser/test_{name}.py"
    for name in ("chromium", "child", "child_cut", "child_leaves", "child_offline", "child_looks", "child_reads")
)
OFFLINE = "tests/browser/test_child_offline.py::"
LEFT_OUT = {
    "tests/browser/test_child.py::test_the_review_shows_what_was_chosen_and_lets_it_be_changed": (
        "the review leaves the place under a question empty where `:has()` would say that it was left out"
    ),
    "tests/browser/test_child_leaves.py::test_the_browser_of_the_next_test_does_remember_what_is_not_cleared": (
        "this build keeps no pages to come back to, so there is nothing to clear"
    ),
    f"{OFFLINE}test_after_the_first_visit_the_survey_opens_and_is_answered_without_a_connection": (
        "its debugger does not take the worker off the network; test_child_cut does, by cutting the wire"
    ),
    f"{OFFLINE}test_a_page_that_was_not_kept_says_kindly_that_it_needs_a_connection": "the same",
}

# As the standard says, but for opacity, which no caller asks about.
CHECK_VISIBILITY = """(Element.prototype.checkVisibility ??= function () {
  for (let inner = this; inner.parentElement; inner = inner.parentElement) {
    const outer = inner.parentElement;
    if (outer.localName === "details" && !outer.open && inner !== outer.querySelector(":scope > summary")) return false;
  }
  return this.getClientRects().length > 0;
})"""

START = """#!/bin/sh
case " $* " in *" --version "*) echo "Chromium 103"; exit 0 ;; esac
exec "$(dirname "$0")/chromium" --no-zygote "$@"
"""


def befriend(playwright: Playwright, browser: Browser) -> None:
    """Teach an old browser what Playwright expects of it; nothing that our pages see."""
    if is_old(browser):
        playwright.selectors.register("old", f"{CHECK_VISIBILITY} && {{ queryAll: () => [] }}", content_script=True)


def befriend_tests(browser: Browser, context: BrowserContext) -> None:
    """The same for what tests evaluate in a page. Our own scripts do not call it: `test_child_cut` looks."""
    if is_old(browser):
        context.add_init_script(CHECK_VISIBILITY)


def is_old(browser: Browser) -> bool:
    """Whether it is from before `NEWER`."""
    return int(browser.version.split(".")[0]) < NEWER


def old_chromium() -> Path:
    """The program that starts it, downloaded once; refuses where it cannot be had."""
    program = HERE / "start"
    if not program.exists():
        npm("pack", PACKAGE, into=HERE)
        (packed,) = HERE.glob("*.tgz")
        with tarfile.open(packed) as package:
            _unpack(package)
        packed.unlink()
        program.write_text(START)
        program.chmod(0o755)
    if subprocess.run([HERE / "chromium", "--help"], capture_output=True, timeout=60, check=False).returncode > 125:
        raise NotToBeHadError("The old Chromium does not start here (it needs Linux on x86-64), so this was not proved.")
    return program


def _unpack(package: tarfile.TarFile) -> None:
    for name in ("chromium", "swiftshader.tar", "aws.tar"):
        packed = package.extractfile(f"package/bin/{name}.br")
        assert packed is not None
        content = brotli.decompress(packed.read())
        if name.endswith(".tar"):
            with tarfile.open(fileobj=BytesIO(content)) as archive:
                archive.extractall(HERE, filter="data")
        else:
            (HERE / name).write_bytes(content)
            (HERE / name).chmod(0o755)


def main() -> int:
    """Run the child's tests in it; what passed is what pytest says."""
    try:
        program = old_chromium()
    except NotToBeHadError as refusal:
        say(str(refusal))
        return 1
    say(f"The child's side in Chromium 103 ({PACKAGE}).")
    for test, reason in LEFT_OUT.items():
        say(f"  left out: {test.rpartition('::')[2]}: {reason}")
    command = [sys.executable, "-m", "pytest", "-v", "--tb=short", *(sys.argv[1:] or SUITE)]
    command += [part for test in LEFT_OUT for part in ("--deselect", test)]
    environment = {**os.environ, "SUARA_CHROMIUM": str(program), "SUARA_BROWSER_REQUIRED": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
