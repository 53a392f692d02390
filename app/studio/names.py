"""English names of countries and languages, for the adults of the office. Pure."""

from collections.abc import Iterable

from babel import Locale

from app.web.languages import LANGUAGES

_ENGLISH = Locale("en")


def country(code: str) -> str:
    """The name of a country; its code where nobody has named it."""
    return str(_ENGLISH.territories.get(code, code))


def language(code: str) -> str:
    """The name of a language; its code where nobody has named it."""
    return str(_ENGLISH.languages.get(code, code))


def languages(codes: Iterable[str]) -> str:
    """The names of some languages, in a row."""
    return ", ".join(language(code) for code in codes)


def direction(code: str) -> str:
    """Which way a language is written."""
    known = LANGUAGES.get(code)
    return known.direction if known else "ltr"
