"""Whole sentences in one language, from the catalogue of the brief, and the words for shares, ages and days in them. Pure.

No sentence is put together from pieces that a translator cannot move: a template is a whole sentence with named places, and
what stands in a place is a number, a name, or a clause that was translated as one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from gettext import NullTranslations

from app.publishing.brief.values import PEOPLE
from app.publishing.directions import apart
from app.publishing.figures import NEARLY_ALL, percent
from app.publishing.files.about import plain
from app.results.releases import Release
from app.surveys.questionnaire import Texts, Wording, oldest_wording
from app.web.languages import BRIEF, SOURCE, country_in_words, day_in_words, number, spoken, translations


@dataclass(frozen=True)
class Speaker:
    """Says things in one language; `asked_for` is the language that was wanted."""

    language: str
    asked_for: str
    catalogue: NullTranslations

    def say(self, sentence: str, **places: object) -> str:
        """The sentence in this language, with what stands in its places."""
        said = self.catalogue.gettext(sentence)
        return said % places if places else said

    def number(self, value: int) -> str:
        """`1,250`."""
        return number(value, self.language)

    def day(self, day: date) -> str:
        """`8 July 2026`."""
        return day_in_words(day, self.language)

    def country(self, code: str) -> str:
        """`Thailand`."""
        return country_in_words(code, self.language)

    def listed(self, names: Iterable[str]) -> str:
        """`a, b and c`."""
        *before, last = [*names] or [""]
        if not before:
            return last
        return self.say("%(names)s and %(last)s", names=", ".join(before), last=last)

    def share(self, count: int, base: int) -> str:
        """`about 3 in 10`: as exact as a blurred share deserves; where no percentage is published, its words."""
        share, note = percent(count, base)
        if share is None:
            return self.say("95% or more") if note == NEARLY_ALL else self.say("few or none")
        tenths = (share + 5) // 10
        if tenths == 0:
            return self.say("fewer than 1 in 10")
        return self.say("about half") if tenths == PEOPLE // 2 else self.say("about %(tenths)s in 10", tenths=tenths)

    def percent(self, count: int, base: int) -> str:
        """`34%`, or the words in its place."""
        share, note = percent(count, base)
        if share is not None:
            return f"{share}%"
        return self.say("95% or more") if note == NEARLY_ALL else self.say("few or none")

    def ages(self, release: Release, bands: Sequence[str]) -> str:
        """`11 to 17`, for bands that follow one another; else each, listed."""
        spans: list[tuple[int, int]] = []
        for band in sorted((release.questionnaire.band(code) for code in bands), key=lambda band: band.from_age):
            if spans and band.from_age <= spans[-1][1] + 1:
                spans[-1] = (spans[-1][0], band.to_age)
            else:
                spans.append((band.from_age, band.to_age))
        return self.listed(self.say("%(first)s to %(last)s", first=first, last=last) for first, last in spans)

    def text(self, texts: Texts, release: Release) -> str:
        """A text of the questionnaire in this language, else in that of the tables."""
        return apart(plain(texts.get(self.language) or texts[release.questionnaire.default_language]))

    def wording(self, wording: Wording, release: Release, bands: Sequence[str]) -> str:
        """A wording in this language, as the oldest of these bands read it; else in the language of the tables."""
        language = self.language if self.language in wording else release.questionnaire.default_language
        return apart(plain(oldest_wording(wording, language, bands)))


def speaker(language: str) -> Speaker:
    """Who says it in this language; in English where the brief has no catalogue of it."""
    spoken_in = language if language in spoken(BRIEF) else SOURCE
    return Speaker(spoken_in, language, translations(spoken_in, BRIEF))


def people(count: int, base: int) -> int:
    """How many of ten people to draw as they: none where it is fewer than one in ten, all where it is 95% or more."""
    share, note = percent(count, base)
    if share is None:
        return PEOPLE if note == NEARLY_ALL else 0
    return (share + 5) // 10
