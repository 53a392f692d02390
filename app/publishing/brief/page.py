"""What the page of a brief is given: the brief, and the ways from it to its other versions, languages and files. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.publishing.brief.composing import of_stored
from app.publishing.brief.values import PEOPLE, Brief, Version
from app.results.releases import Stored
from app.web.languages import BRIEF, LANGUAGES, spoken

LANGUAGES_OF_BRIEFS = tuple(code for code in LANGUAGES if code in spoken(BRIEF))
"""In which a brief can be read, in the order of the registry."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link to another version or language; `here` where it is this one."""

    key: str
    words: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class BriefPage:
    """Context of `publishing/brief.html`. `instead_of` names the language that was asked for where there is no brief in it."""

    brief: Brief
    counted_in: int
    versions: tuple[Way, ...]
    languages: tuple[Way, ...]
    instead_of: str
    draft: bool
    pdf: str
    results: str


def brief_page(stored: Stored, version: Version, language: str, edition: str = "") -> BriefPage:
    """Everything on the page of a brief; by an `edition` its PDF is asked for where it may be kept for ever."""
    brief = of_stored(stored, version, language)
    spoken_in = brief.language
    return BriefPage(
        brief=brief,
        counted_in=PEOPLE,
        versions=tuple(Way(one.value, "", address(stored.name, one, spoken_in), one is version) for one in Version),
        languages=tuple(_languages(stored, version, spoken_in)),
        instead_of=LANGUAGES[language].autonym if language != spoken_in else "",
        draft=is_draft(spoken_in),
        pdf=f"{address(stored.name, version, spoken_in)}.pdf" + (f"?edition={edition}" if edition else ""),
        results=f"/results/{stored.name}",
    )


def address(name: str, version: Version, language: str) -> str:
    """Where a brief is for ever."""
    return f"/results/{name}/brief/{version}/{language}"


def is_draft(language: str) -> bool:
    """Whether no native speaker has reviewed the sentences in this language yet."""
    return language not in REVIEWED


REVIEWED = frozenset({"en"})
"""The source, and translations that a native speaker has reviewed."""


def _languages(stored: Stored, version: Version, here: str) -> Iterator[Way]:
    for code in LANGUAGES_OF_BRIEFS:
        yield Way(code, LANGUAGES[code].autonym, address(stored.name, version, code), code == here)
