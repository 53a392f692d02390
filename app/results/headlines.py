"""Releases seen from their columns: what a list says of each, and whether one is still what was sealed.

A document can be large, so it is opened once a process for its headline, and again only where a page or file of it is made. A
release that is not as it was sealed is in no list, and whoever asks for it is told so (`release-damaged`) and nothing else.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy
from sqlalchemy import Select
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.results.models import StoredRelease
from app.results.releases import FIRST_CHAIN, Release, Stored, chained, name_parts, unknown
from app.surveys.models import Wave
from app.surveys.questionnaire import digest

_DAMAGED = (
    "is not as it was sealed: its document, its digest and its link in the chain of releases do not belong together. It is not"
    " shown. Whoever operates this installation can find out more with `suara verify`, and bring it back from a backup."
)
_Facts = tuple[str, str, str, date, date, int, bool]


@dataclass(frozen=True, slots=True)
class Seal:
    """All that the columns say of a release: who knows this knows whether anything about it has changed."""

    id: int
    wave: str
    practice: bool
    number: int
    day: date
    digest: str
    prev_chain: str
    chain: str
    withdrawn_on: date | None
    withdrawn_reason: str | None

    @property
    def name(self) -> str:
        """`CODE/NUMBER`."""
        return f"{self.wave}/{self.number}"


@dataclass(frozen=True, slots=True)
class Headline:
    """What a list says of a release."""

    name: str
    survey: str
    title: str
    country: str
    opened_on: date
    closed_on: date
    respondents: int
    practice: bool
    day: date
    withdrawn_on: date | None
    withdrawn_reason: str | None

    @classmethod
    def of(cls, stored: Stored) -> "Headline":
        """The headline of a release that is open already."""
        release = stored.release
        return cls(stored.name, *_facts(release), release.day, stored.withdrawn_on, stored.withdrawn_reason)

    @property
    def changed_on(self) -> date:
        """When it was published, or withdrawn since."""
        return self.withdrawn_on or self.day


def seal(session: Session, name: str) -> Seal:
    """The columns of `CODE/NUMBER`. NotFound `unknown-release`; `release-damaged` where the chain does not hold there."""
    wave, number = name_parts(name)
    found = (
        session.connection().execute(_seals().where(col(Wave.code) == wave, col(StoredRelease.number) == number)).one_or_none()
    )
    if found is None:
        raise unknown(name)
    sealed = Seal(*found)
    before = session.exec(
        select(StoredRelease.chain).where(col(StoredRelease.id) < sealed.id).order_by(col(StoredRelease.id).desc()).limit(1)
    ).first()
    if not _linked(sealed, before or FIRST_CHAIN):
        raise _damaged(sealed)
    return sealed


def opened(session: Session, sealed: Seal) -> Stored:
    """The release behind a seal, its document checked against it. NotFound `release-damaged` where it is another.

    Then no list holds it any more, though it was whole when its headline was read.
    """
    release = _checked(session, sealed)
    if release is None:
        _FACTS.pop(sealed.digest, None)
        raise _damaged(sealed)
    return Stored(release, sealed.digest, sealed.chain, sealed.withdrawn_on, sealed.withdrawn_reason)


def headlines(session: Session) -> list[Headline]:
    """Every release that is as it was sealed, in the order of the chain."""
    return [headline for _, headline in listed(session) if headline is not None]


def listed(session: Session) -> list[tuple[Seal, Headline | None]]:
    """Every release in the order of the chain; without a headline where it is not as it was sealed."""
    found = []
    before = FIRST_CHAIN
    for columns in session.connection().execute(_seals().order_by(col(StoredRelease.id))).all():
        sealed = Seal(*columns)
        found.append((sealed, _headline(session, sealed) if _linked(sealed, before) else None))
        before = sealed.chain
    return found


def damaged(session: Session) -> list[Seal]:
    """The releases that are not as they were sealed. Cheap, and no `verify`: documents are not opened again."""
    return [sealed for sealed, headline in listed(session) if headline is None]


def damage(session: Session, wave: Wave) -> str:
    """Why the release of a wave cannot be shown; empty where it can, or where there is none. Opens its document."""
    row = session.exec(select(StoredRelease.number).where(StoredRelease.wave_id == wave.id)).first()
    if row is None:
        return ""
    try:
        opened(session, seal(session, f"{wave.code}/{row}"))
    except NotFound as refusal:
        return refusal.reason
    return ""


def _headline(session: Session, sealed: Seal) -> Headline | None:
    facts = _FACTS.get(sealed.digest)
    if facts is None:
        release = _checked(session, sealed)
        if release is None:
            return None
        facts = _FACTS[sealed.digest] = _facts(release)
    return Headline(sealed.name, *facts, sealed.day, sealed.withdrawn_on, sealed.withdrawn_reason)


def _facts(release: Release) -> _Facts:
    return (
        release.survey,
        release.title,
        release.country,
        release.opened_on,
        release.closed_on,
        release.respondents,
        release.practice,
    )


_FACTS: dict[str, _Facts] = {}
"""By digest: what cannot change. A hundred bytes a release."""


def _checked(session: Session, sealed: Seal) -> Release | None:
    document = session.exec(select(StoredRelease.document).where(StoredRelease.id == sealed.id)).one()
    if digest(document) != sealed.digest:
        return None
    release = _read(document)
    said = (release.wave, release.practice, release.number, release.day, release.prev_chain)
    return release if said == (sealed.wave, sealed.practice, sealed.number, sealed.day, sealed.prev_chain) else None


@lru_cache(maxsize=8)
def _read(document: bytes) -> Release:
    return Release.model_validate_json(document)


def _linked(sealed: Seal, before: str) -> bool:
    return sealed.prev_chain == before and sealed.chain == chained(sealed.prev_chain, sealed.digest)


def _damaged(sealed: Seal) -> NotFound:
    return NotFound("release-damaged", f"Release {sealed.name} {_DAMAGED}", name=sealed.name)


def _seals() -> Select[tuple[Any, ...]]:
    """The columns of a seal, in its order, of every release: never the document."""
    r = StoredRelease
    columns: list[Any] = [
        r.id, Wave.code, Wave.practice, r.number, r.day, r.digest, r.prev_chain, r.chain, r.withdrawn_on, r.withdrawn_reason,
    ]  # fmt: skip
    return sqlalchemy.select(*columns).join(Wave, col(Wave.id) == r.wave_id)
