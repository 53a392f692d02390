"""Versions of artefacts, and what is asked for by a version with a wildcard. Pure.

Source: SDMX 3.0, section 6, 14 (semantic versioning): `1+.0.0` is 1.0.0 or any later version, `1.0+.0` any later one that begins
with 1, `1.0.0+` any later one that begins with 1.0.
"""

import re

_VERSION = re.compile(r"\d{1,4}\+?(\.\d{1,4}\+?){0,2}")


def is_version(text: str) -> bool:
    """Whether it is a version, with at most one wildcard."""
    return _VERSION.fullmatch(text) is not None and text.count("+") <= 1


def reached(asked: str, version: str) -> bool:
    """Whether a version is the one asked for, or where it has a wildcard one that is as late and begins alike."""
    if "+" not in asked:
        return asked == version
    alike = asked.partition("+")[0].count(".")
    least, ours = _parts(asked.replace("+", "")), _parts(version)
    return ours[:alike] == least[:alike] and ours >= least


def _parts(version: str) -> tuple[int, ...]:
    """Three numbers: `1.0` is 1.0.0."""
    return (*(int(part) for part in version.split(".")), 0, 0)[:3]
