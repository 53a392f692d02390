"""From what is stored to what the page of voices shows."""

from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.errors import Invalid
from app.studio import names
from app.studio.contexts import Choice
from app.studio.pages import MAY_CHANGE
from app.studio.translating.contexts import Share
from app.studio.translating.saving import document_of
from app.studio.translating.texts import START, Json
from app.studio.voicing.contexts import Spoken, SpokenGroup, VoicesPage
from app.studio.voicing.pieces import Piece, needed, pieces
from app.surveys import opus, recordings, versions
from app.surveys.recordings import Voice
from app.web.languages import translations

EVERYWHERE = "everywhere"
_OURS = ("Hello!", "How old are you?", "Yes, I want to", "No, thank you", "Thank you!")
"""Words of ours that stand on every survey and are read out loud as well, where somebody has recorded them."""


def spoken(document: Json, language: str) -> tuple[Piece, ...]:
    """What can be recorded in a language: the survey's texts, then a few of ours."""
    said = translations(language).gettext
    mine = pieces(document, language)
    known = {one.text for one in mine}
    ours = (Piece(said(text), EVERYWHERE, "On every survey", ()) for text in _OURS)
    return (*mine, *(one for one in ours if one.text not in known))


def voices(
    session: Session,
    person: SignedIn,
    code: str,
    language: str,
    *,
    missing: bool = False,
    notice: str = "",
    refused: Mapping[str, str] | None = None,
) -> VoicesPage:
    """What is to be read out loud in a language, and what of it is recorded. Refuses `not-a-language-of-it`."""
    document = document_of(session, code)
    if language not in document["languages"]:
        raise Invalid("not-a-language-of-it", f"{code} has no texts in {language!r}. Add the language first.", language=language)
    survey = next((one.id for one in versions.surveys(session) if one.code == code), None)
    heard = recordings.of(session, survey, language) if survey is not None else {}
    said = spoken(document, language)
    shown = [one for one in said if not missing or one.digest not in heard]
    under = [_ages(one) for one in document["bands"] if one["code"] in needed(document)]
    title = str(document["title"].get(document["default_language"]) or code)
    return VoicesPage(
        frame=Frame(f"Voices in {names.language(language)}, {title}", person),
        code=code,
        title=title,
        language=language,
        name=names.language(language),
        direction=names.direction(language),
        languages=tuple(Choice(one, names.language(one), one == language) for one in document["languages"]),
        shares=tuple(_shares(document, said, heard)),
        needed=", ".join(under),
        groups=tuple(_groups(document, shown, heard, f"/office/surveys/{code}/voices/{language}", refused or {})),
        only_missing=missing,
        kinds=".wav,.mp3,.m4a,.opus,.ogg,audio/*" if opus.can_convert() else ".opus,.ogg",
        seconds=opus.MOST_SECONDS,
        saved=survey is not None,
        notice=notice,
        refused=bool(refused),
        may_change=person.role in MAY_CHANGE,
    )


def _shares(document: Json, said: Sequence[Piece], heard: Mapping[str, Voice]) -> Iterator[Share]:
    for band in document["bands"]:
        mine = [one for one in said if band["code"] in one.bands]
        yield Share(_ages(band), sum(one.digest in heard for one in mine), len(mine))


def _groups(
    document: Json, shown: Sequence[Piece], heard: Mapping[str, Voice], address: str, refused: Mapping[str, str]
) -> Iterator[SpokenGroup]:
    titles = {START: "Before the questions", EVERYWHERE: "On every survey"}
    ages = {band["code"]: _ages(band) for band in document["bands"]}
    for part in dict.fromkeys(one.part for one in shown):
        mine = [one for one in shown if one.part == part]
        yield SpokenGroup(part, titles.get(part, part), tuple(_spoken(one, ages, heard, address, refused) for one in mine))


def _spoken(one: Piece, ages: Mapping[str, str], heard: Mapping[str, Voice], address: str, refused: Mapping[str, str]) -> Spoken:
    voice = heard.get(one.digest)
    return Spoken(
        digest=one.digest,
        where=one.where.partition(",")[0],
        ages=", ".join(ages[band] for band in one.bands if band in ages),
        text=one.text,
        sound=f"{address}/{voice.name}.opus" if voice else "",
        size=f"{voice.size / 1024:.0f} KB" if voice else "",
        refused=refused.get(one.digest, ""),
    )


def _ages(band: Json) -> str:
    return f"{band['from_age']}-{band['to_age']}"
