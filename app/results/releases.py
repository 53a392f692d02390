"""Releases: numbered, immutable documents, chained by digest. Storing, finding by name, withdrawing, verifying.

A release holds all that any page, file or API shows of results, and nothing finer than a day, no true number, no seed. The
stored bytes are the release; its digest is theirs. Who publishes reads here and never meets an answer or a count.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from sqlmodel import Session, col, select

from app import clock
from app.accounts import acts
from app.accounts.acts import What
from app.errors import Conflict, Invalid, NotFound
from app.results.models import Preparation, PreparationState, StoredRelease
from app.results.published import Cell, Protected, Responses
from app.results.rules import Rules
from app.surveys.codebook import Codebook, codebook
from app.surveys.models import Wave
from app.surveys.plan import Plan, plan, plan_hash
from app.surveys.population import Population
from app.surveys.questionnaire import Document, Questionnaire, canonical_json, digest
from app.surveys.sampling import SampleDesign

FIRST_CHAIN = "0" * 64
"""What the first release follows."""

_NAME = re.compile(r"([A-Z0-9]{2,8})/([1-9][0-9]{0,5})")


class Release(Document):
    """The document. Cells are named `ITEM/group`; a hidden one is null."""

    format: Literal["suara-release/1"]
    survey: str
    title: str
    wave: str
    country: str
    number: int
    practice: bool
    day: date
    opened_on: date
    closed_on: date
    sample_design: SampleDesign = SampleDesign.OPT_IN
    invited: str = ""
    missed: str = ""
    audience: str = ""
    reply_by: date | None = None
    population: Population | None = None
    plan_hash: str
    questionnaire: Questionnaire
    codebook: Codebook
    plan: Plan
    rules: Rules
    respondents: int
    cells: dict[str, Cell | None]
    responses: dict[str, Responses | None]
    prev_chain: str

    @property
    def name(self) -> str:
        """`CODE/NUMBER`."""
        return f"{self.wave}/{self.number}"


@dataclass(frozen=True)
class Stored:
    """A release that stands, with what the document itself cannot hold. Equal where the digest and the rest are."""

    release: Release = field(compare=False)
    digest: str
    chain: str
    withdrawn_on: date | None = None
    withdrawn_reason: str | None = None

    @property
    def wave(self) -> str:
        """The code of its wave."""
        return self.release.wave

    @property
    def number(self) -> int:
        """Its number within the wave."""
        return self.release.number

    @property
    def name(self) -> str:
        """`CODE/NUMBER`."""
        return self.release.name


def written(release: Release) -> bytes:
    """The canonical bytes. Defaults are written out: every parameter of the protection stands in the document."""
    return canonical_json(release.model_dump(mode="json"))


def chained(prev_chain: str, of_document: str) -> str:
    """The link of a release: the digest of the link before it and of its own document."""
    return hashlib.sha256((prev_chain + of_document).encode()).hexdigest()


def draft(session: Session, wave: Wave, questionnaire: Questionnaire, protected: Protected, rules: Rules) -> Release:
    """The document of the one final release of a closed wave, to follow the newest release; not stored yet."""
    assert wave.opened_on is not None
    assert wave.closed_at is not None
    planned = plan(questionnaire)
    return Release(
        format="suara-release/1",
        survey=questionnaire.code,
        title=questionnaire.title[questionnaire.default_language],
        wave=wave.code,
        country=wave.country,
        number=1,
        practice=wave.practice,
        day=clock.today(),
        opened_on=wave.opened_on,
        closed_on=wave.closed_at.date(),
        sample_design=wave.sample_design,
        invited=wave.invited,
        missed=wave.evidence.who_may_be_missed or "",
        audience=wave.evidence.audience or "",
        reply_by=wave.evidence.feedback_on,
        population=wave.population,
        plan_hash=plan_hash(planned),
        questionnaire=questionnaire,
        codebook=codebook(questionnaire),
        plan=planned,
        rules=rules,
        prev_chain=_newest_link(session),
        **dict(protected),
    )


def store(session: Session, wave: Wave, release: Release) -> StoredRelease:
    """Store a release. Refuses `already-released`, and `chain-moved` where another was stored since it was drafted."""
    refuse_second(session, wave)
    assert wave.id is not None
    if release.prev_chain != _newest_link(session):
        raise Conflict("chain-moved", "Another release was published meanwhile. Ask again.", wave=wave.code)
    document = written(release)
    row = StoredRelease(
        wave_id=wave.id,
        number=release.number,
        day=release.day,
        document=document,
        digest=digest(document),
        prev_chain=release.prev_chain,
        chain=chained(release.prev_chain, digest(document)),
    )
    session.add(row)
    session.flush()
    return row


def _newest_link(session: Session) -> str:
    last = session.exec(select(StoredRelease).order_by(col(StoredRelease.id).desc()).limit(1)).first()
    return last.chain if last else FIRST_CHAIN


def refuse_second(session: Session, wave: Wave) -> None:
    """Refuses `already-released` where the wave has its release: two snapshots of the same children can be compared."""
    if session.exec(select(StoredRelease.id).where(StoredRelease.wave_id == wave.id)).first() is not None:
        raise Conflict("already-released", f"{wave.code} has been released; a wave is published once.", wave=wave.code)


def stored(session: Session, release_id: int) -> Stored:
    """The release of that id."""
    return _stored(session.get_one(StoredRelease, release_id))


def by_name(session: Session, name: str) -> Stored:
    """The release called `CODE/NUMBER`, withdrawn or not; NotFound `unknown-release`."""
    return _stored(_row(session, name))


def of_wave(session: Session, wave: Wave) -> Stored | None:
    """The one release of a wave, withdrawn or not."""
    row = session.exec(select(StoredRelease).where(StoredRelease.wave_id == wave.id)).one_or_none()
    return _stored(row) if row else None


def _stored(row: StoredRelease) -> Stored:
    return Stored(_read(row.document), row.digest, row.chain, row.withdrawn_on, row.withdrawn_reason)


@lru_cache(maxsize=64)
def _read(document: bytes) -> Release:
    return Release.model_validate_json(document)


def _row(session: Session, name: str) -> StoredRelease:
    wave, number = name_parts(name)
    wanted = select(StoredRelease).join(Wave, col(Wave.id) == StoredRelease.wave_id)
    row = session.exec(wanted.where(Wave.code == wave, StoredRelease.number == number)).one_or_none()
    if row is None:
        raise unknown(name)
    return row


def name_parts(name: str) -> tuple[str, int]:
    """The wave and the number of `CODE/NUMBER`; NotFound `unknown-release` where no release can be called so."""
    parts = _NAME.fullmatch(name)
    if parts is None:
        raise unknown(name)
    return parts[1], int(parts[2])


def unknown(name: str) -> NotFound:
    """The refusal `unknown-release`."""
    reason = f"There is no release {name!r}; releases are called CODE/NUMBER, such as K7Q/1."
    return NotFound("unknown-release", reason, name=name)


def all_releases(session: Session) -> list[Stored]:
    """Every release, in the order of the chain."""
    return [_stored(row) for row in _chain(session)]


def _chain(session: Session) -> list[StoredRelease]:
    return list(session.exec(select(StoredRelease).order_by(col(StoredRelease.id))))


def withdraw(session: Session, name: str, reason: str) -> None:
    """Mark a release as wrong. It is still served, with the reason, and never replaced.

    Refuses `already-withdrawn`, and `reason-missing` without a reason.
    """
    row = _row(session, name)
    if row.withdrawn_on is not None:
        raise Conflict("already-withdrawn", f"This release was withdrawn on {row.withdrawn_on:%d %B %Y}.")
    if not reason.strip():
        raise Invalid("reason-missing", "Say why the release is withdrawn; the reason is printed on its page.")
    row.withdrawn_on = clock.today()
    row.withdrawn_reason = reason.strip()


def verify(session: Session) -> list[str]:
    """What is wrong with the stored releases: each digest and each link recomputed. Empty where nothing is.

    What the chain cannot show, for nothing follows it, the rest of the books do: a release that the counter has made and that
    is not there, a withdrawal that was logged and is not marked.
    """
    problems: list[str] = []
    before = FIRST_CHAIN
    for row in _chain(session):
        try:
            release = Release.model_validate_json(row.document)
        except ValueError:
            problems.append(f"Release {row.id}: its document cannot be read.")
        else:
            wave = session.get_one(Wave, row.wave_id)
            problems.extend(f"Release {release.name}: {problem}" for problem in _problems(row, release, wave, before))
        before = row.chain
    return [*problems, *_missing(session), *_unmarked(session)]


def _missing(session: Session) -> Iterator[str]:
    made = select(Preparation, Wave.code).join(Wave, col(Wave.id) == Preparation.wave_id)
    standing = dict(session.exec(select(StoredRelease.id, StoredRelease.wave_id)).all())
    for preparation, code in session.exec(made.where(Preparation.state == PreparationState.DONE)):
        if standing.get(preparation.release_id) != preparation.wave_id:
            yield f"Wave {code}: a release was made for it and is not there."


def _unmarked(session: Session) -> Iterator[str]:
    marked = set(session.exec(select(Wave.code).join(StoredRelease).where(col(StoredRelease.withdrawn_on).is_not(None))))
    for code in acts.waves_with(session, What.WITHDRAWN):
        if code not in marked:
            yield f"Wave {code}: its release was withdrawn and is not marked as withdrawn."


def _problems(row: StoredRelease, release: Release, wave: Wave, before: str) -> list[str]:
    found: list[str] = []
    if digest(row.document) != row.digest:
        found.append("its document does not have its digest.")
    if row.prev_chain != before:
        found.append("it does not follow the release before it.")
    if row.chain != chained(row.prev_chain, row.digest):
        found.append("its link in the chain is not that of its digest.")
    if (release.number, release.day, release.prev_chain) != (row.number, row.day, row.prev_chain):
        found.append("its document says another number, day or link than the list of releases.")
    if (release.wave, release.practice) != (wave.code, wave.practice):
        found.append("its document is about another wave.")
    return found
