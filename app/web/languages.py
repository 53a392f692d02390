"""The languages of the child's side: what each is called, how it is written, and its catalogue of texts.

The registry is ours because the common one lacks Tetum: never hand a raw code to `babel.Locale.parse`. Catalogues are the
`.po` files of `app/locales`, compiled in memory, so there is no build step and no compiled file to forget.
"""

import gettext
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_time
from babel.languages import get_official_languages
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALES = Path(__file__).parents[1] / "locales"
SOURCE = "en"
"""The language that templates and code are written in; it needs no catalogue."""
CHILDS_SIDE, BRIEF = "child", "brief"
"""Domains: catalogues that are translated and finished each by itself."""

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class LanguageInfo:
    """One language: its name in itself, its direction, its script (ISO 15924) and the line height its marks need."""

    code: str
    autonym: str
    direction: Direction
    script: str
    line_height: float


def _listed(*languages: LanguageInfo) -> Mapping[str, LanguageInfo]:
    return MappingProxyType({language.code: language for language in languages})


LANGUAGES: Mapping[str, LanguageInfo] = _listed(
    LanguageInfo("en", "English", "ltr", "Latn", 1.5),
    LanguageInfo("id", "Bahasa Indonesia", "ltr", "Latn", 1.5),
    LanguageInfo("ms", "Bahasa Melayu", "ltr", "Latn", 1.5),
    LanguageInfo("th", "ไทย", "ltr", "Thai", 1.7),
    LanguageInfo("vi", "Tiếng Việt", "ltr", "Latn", 1.5),
    LanguageInfo("km", "ខ្មែរ", "ltr", "Khmr", 1.9),
    LanguageInfo("lo", "ລາວ", "ltr", "Laoo", 1.7),
    LanguageInfo("my", "မြန်မာ", "ltr", "Mymr", 1.9),
    LanguageInfo("fil", "Filipino", "ltr", "Latn", 1.5),
    LanguageInfo("tet", "Tetun", "ltr", "Latn", 1.5),
    LanguageInfo("pt", "Português", "ltr", "Latn", 1.5),
    LanguageInfo("ta", "தமிழ்", "ltr", "Taml", 1.7),
    LanguageInfo("zh", "中文", "ltr", "Hans", 1.6),
    LanguageInfo("ar", "العربية", "rtl", "Arab", 1.7),
)
"""In the order in which a chooser shows them."""

_FORMATTED_AS = MappingProxyType({"tet": "pt"})
"""Whose numbers and times a language has that CLDR does not know: Timor-Leste writes them as Portugal does."""

_ZERO = MappingProxyType({"arab": "٠", "mymr": "၀"})
"""The digit zero of the numbering systems that languages of the registry use; the others follow it in Unicode."""

_OTHER_NAMES = MappingProxyType({"tl": "fil", "in": "id"})
"""Codes that browsers still send for languages of the registry."""


@cache
def spoken(domain: str = CHILDS_SIDE) -> frozenset[str]:
    """The languages in which every text of a domain can be read: the source and those with a catalogue."""
    return frozenset(code for code in LANGUAGES if code == SOURCE or _catalogue(code, domain).exists())


@cache
def translations(language: str, domain: str = CHILDS_SIDE) -> gettext.NullTranslations:
    """The catalogue of a language; the source texts where there is none."""
    path = _catalogue(language, domain)
    if language not in LANGUAGES or not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def first_those_of(country: str, languages: Iterable[str]) -> list[str]:
    """The languages, those that are official in the country (ISO 3166-1, by CLDR) before the others, else in their order."""
    official = get_official_languages(country, de_facto=True)
    return sorted(languages, key=lambda code: code not in official)


def number(value: int, language: str) -> str:
    """A number as it is written in the language, in its own digits where those are the usual ones (CLDR)."""
    locale = Locale.parse(_FORMATTED_AS.get(language, language))
    return _in_own_digits(format_decimal(value, locale=locale), locale)


def day_in_words(day: date, language: str) -> str:
    """A day as it is written out in the language, with its era where years are counted in more than one way (CLDR)."""
    locale = Locale.parse("en_GB" if language == SOURCE else _FORMATTED_AS.get(language, language))
    return _in_own_digits(format_date(day, "long", locale=locale), locale)


def country_in_words(code: str, language: str) -> str:
    """The name of a country (ISO 3166-1) in the language; the code where it has none (CLDR)."""
    return str(Locale.parse(_FORMATTED_AS.get(language, language)).territories.get(code, code))


def time_of_day(hours_and_minutes: str, language: str) -> str:
    """A time such as `21:30` or `24:00` as it is written in the language (CLDR)."""
    hours, _, minutes = hours_and_minutes.partition(":")
    locale = Locale.parse(_FORMATTED_AS.get(language, language))
    return _in_own_digits(format_time(time(int(hours) % 24, int(minutes)), "short", locale=locale), locale)


def _in_own_digits(text: str, locale: Locale) -> str:
    """Babel knows which digits a language uses, but always writes 0 to 9."""
    zero = _ZERO.get(locale.default_numbering_system)
    return text.translate({ord("0") + digit: ord(zero) + digit for digit in range(10)}) if zero else text


def negotiate(accept_language: str | None, offered: Sequence[str], default: str) -> str:
    """The offered language that a browser likes best (RFC 9110: weights, `*`, and `th` for `th-TH`); else the default."""
    for wanted in _wishes(accept_language or ""):
        if wanted == "*":
            return default
        exact = next((code for code in offered if code.lower() == wanted), None)
        if exact is not None:
            return exact
        primary = wanted.partition("-")[0]
        primary = _OTHER_NAMES.get(primary, primary)
        if primary in offered:
            return primary
    return default


def _wishes(accept_language: str) -> Iterable[str]:
    weighted: list[tuple[float, str]] = []
    for part in accept_language[:500].split(","):
        tag, _, parameter = part.strip().partition(";")
        name, _, value = parameter.strip().partition("=")
        try:
            weight = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            continue
        if tag and weight > 0:
            weighted.append((weight, tag.strip().lower()))
    weighted.sort(key=lambda wish: -wish[0])
    return [tag for _, tag in weighted]


def _catalogue(language: str, domain: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"{domain}.po"
