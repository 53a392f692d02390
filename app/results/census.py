"""The form in which a steward says, before the release, which children there are: shares of a census, group by group."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.errors import Invalid
from app.surveys import versions
from app.surveys.codebook import codebook
from app.surveys.models import Wave
from app.surveys.population import Population
from app.surveys.questionnaire import AGE, Questionnaire, oldest_wording

Typed = Mapping[str, Sequence[str]]
_SHARE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")


@dataclass(frozen=True)
class Share:
    """A group with the field of its share."""

    name: str
    label: str
    value: str


@dataclass(frozen=True)
class Characteristic:
    """A breakdown, asked for as a whole or not at all."""

    title: str
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class CensusPage:
    """Context of `office/census.html`: what stands, or what was typed and why it was refused."""

    frame: Frame
    wave: str
    source: str
    characteristics: tuple[Characteristic, ...]
    refused: str


def page(session: Session, person: SignedIn, wave: Wave, typed: Typed | None = None, refused: str = "") -> CensusPage:
    """The form of a wave."""
    questionnaire, _ = versions.questionnaire_of(session, wave)
    book = codebook(questionnaire)
    standing = wave.population
    shares = standing.shares if standing else {}

    def value(name: str, stands: str) -> str:
        return stands if typed is None else _typed(typed, name)

    def characteristic(breakdown: str) -> Characteristic:
        known = shares.get(breakdown, {})
        fields = (
            Share(name, label, value(name, f"{known[category]:g}" if category in known else ""))
            for category, label in book.variable(breakdown).categories.items()
            for name in [f"{breakdown}={category}"]
        )
        return Characteristic(_title(questionnaire, breakdown), tuple(fields))

    return CensusPage(
        frame=Frame(f"The children there are, for {wave.code}", person),
        wave=wave.code,
        source=value("source", standing.source if standing else ""),
        characteristics=tuple(characteristic(breakdown) for breakdown in questionnaire.breakdowns),
        refused=refused,
    )


def taken(session: Session, wave: Wave, typed: Typed) -> Population | None:
    """The population that was filled in; None where nothing was. Refuses `bad-share`, `source-missing`, `too-long`."""
    questionnaire, _ = versions.questionnaire_of(session, wave)
    book = codebook(questionnaire)
    shares = {
        breakdown: found
        for breakdown in questionnaire.breakdowns
        if (found := _shares(typed, breakdown, list(book.variable(breakdown).categories)))
    }
    source = _typed(typed, "source")
    if not shares and not source:
        return None
    if not source:
        raise Invalid("source-missing", "Say whose figures these are, and of when; it is printed beside them.")
    try:
        return Population(source=source, shares=shares)
    except ValidationError as error:
        raise Invalid("bad-source", "Say the source in up to 300 ordinary characters.") from error


def _shares(typed: Typed, breakdown: str, categories: list[str]) -> dict[str, float]:
    found = {}
    for category in categories:
        written = _typed(typed, f"{breakdown}={category}").removesuffix("%").strip().replace(",", ".")
        if written:
            if not _SHARE.fullmatch(written):
                raise Invalid("bad-share", f"“{written[:20]}” is not a share. Write a number such as 33.4.", breakdown=breakdown)
            found[category] = float(written)
    return found


def _typed(typed: Typed, name: str) -> str:
    return (typed.get(name) or [""])[0].strip()


def _title(questionnaire: Questionnaire, breakdown: str) -> str:
    language = questionnaire.default_language
    if breakdown == AGE:
        return "Age"
    for place in questionnaire.places:
        if place.code == breakdown:
            return place.label[language]
    item = questionnaire.item(breakdown)
    return oldest_wording(item.wording, language, item.bands)
