"""Durable completed submissions a second (SQLite, WAL, synchronous=FULL, 64 connections), against storing nothing."""

import statistics
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.counting import Row
from benchmarks.site import Site, serving

FORMS = 20_000
ROUNDS = 3


def rows() -> Iterator[Row]:
    """One row: submissions a second, the two servers loaded in turn."""
    with serving("app.cli", "serve") as durable, serving("benchmarks.storing_nothing") as nothing:
        _rate(durable, FORMS // 10)
        _rate(nothing, FORMS // 10)
        rates = [(_rate(durable, FORMS), _rate(nothing, FORMS)) for _ in range(ROUNDS)]
    yield (
        "durable submissions a second, 64 connections / storing nothing",
        f"{statistics.median(here for here, _ in rates):,.0f}/s",
        f"{statistics.median(there for _, there in rates):,.0f}/s",
        f"{statistics.median(here / there for here, there in rates):.2f}",
        "at least 0.33",
    )


def _rate(site: Site, number: int) -> float:
    command = [sys.executable, "-m", "benchmarks.load", str(site.port), str(number), site.version]
    seconds, acknowledged = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    if int(acknowledged) != number:
        raise RuntimeError(f"{acknowledged} of {number} forms were acknowledged.")
    return number / float(seconds)
