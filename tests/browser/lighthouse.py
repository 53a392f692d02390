"""Lighthouse on a child's welcome, question and thank-you: `python -m tests.browser.lighthouse`. Needs npm.

It imitates a phone of the middle class on slow 4G by itself. Anything but 100 for performance, accessibility and best practices
is a failure; what was found wanting is printed. Performance is a measurement: a busy machine may cost a point.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.site import WAVE, serving
from tests.browser.chromium import FLAGS, chromium
from tests.browser.npm import KEPT, NotToBeHadError, npm, say

PACKAGE = "lighthouse@12.8.2"  # 13 needs Node 22
HERE = KEPT / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
LANGUAGES = ("en", "th", "ar")
PAGES = {"welcome": "", "question": "/3#s3", "thank you": "/thanks"}
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")


def report(address: str) -> dict[str, Any]:
    """What Lighthouse says of a page."""
    program = HERE / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        npm("install", "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE, into=HERE)
    path = chromium()
    if path is None:
        raise NotToBeHadError("There is no Chromium here, so this was not proved.")
    command = [str(program), address, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}"]
    flags = " ".join(f"'{flag}'" if " " in flag else flag for flag in ("--headless=new", *FLAGS))
    environment = {**os.environ, "CHROME_PATH": path}
    done = subprocess.run(
        [*command, f"--chrome-flags={flags}"], capture_output=True, text=True, timeout=300, check=False, env=environment
    )
    if done.returncode:
        raise NotToBeHadError(f"Lighthouse failed, so this was not proved.\n{done.stderr.strip()}")
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def scores(said: dict[str, Any]) -> list[int]:
    """Of the three categories, out of 100."""
    return [round(100 * said["categories"][name]["score"]) for name in CATEGORIES]


def wanting(said: dict[str, Any]) -> Iterator[str]:
    """The audits that cost something, where a category is below 100."""
    for name in CATEGORIES:
        category = said["categories"][name]
        if category["score"] == 1:
            continue
        for part in category["auditRefs"]:
            audit = said["audits"][part["id"]]
            if part["weight"] and (audit["score"] or 0) < 1:
                yield f"{audit['title']} {audit.get('displayValue', '')}".strip()


def main() -> int:
    """Print the figures of each page, and what was found wanting."""
    failed = False
    try:
        with serving("app.cli", "serve") as site:
            for language in LANGUAGES:
                for name, path in PAGES.items():
                    said = report(f"http://127.0.0.1:{site.port}/{WAVE}/{language}{path}")
                    times = ", ".join(said["audits"][audit].get("displayValue", "?") for audit in TIMES)
                    figures = scores(said)
                    say(f"{language} {name:<10} {' / '.join(map(str, figures))}   ({times})")
                    for line in wanting(said):
                        say(f"    {line}")
                    failed = failed or figures != [100, 100, 100]
    except NotToBeHadError as refusal:
        say(str(refusal))
        return 1
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
