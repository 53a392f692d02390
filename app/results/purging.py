"""Letting go of a wave's answers: when that may be, and the certificate that says it was done.

Once a wave's release stands, or it is settled that there can be none, its records and its secret have done what children gave
them for: those of a wave too small to be published are the last that should be kept. Without the secret nobody can tell which
record a phone sent, nor take the blur off a number. What is destroyed is counted in whole fifties: a certificate is read by
adults (promise 2). The destroying itself is the counter's (`app.cli.purging`), whose connection alone may touch answers.
"""

from datetime import date
from typing import Literal

from sqlmodel import Session, select

from app import clock
from app.errors import Conflict, Invalid
from app.results import asking, participation, releases
from app.results.models import Purge
from app.results.releases import Stored
from app.surveys import versions, waves
from app.surveys.models import Wave, WaveState
from app.surveys.questionnaire import Document, canonical_json, digest


class Destroyed(Document):
    """What there was. Numbers in whole fifties, rounded down."""

    submissions_in_fifties: int
    remarks_in_fifties: int
    secret: Literal[True] = True


class Certificate(Document):
    """Says that the answers of a wave are gone: what, on which day, by whose sign-off, and which release came of them."""

    format: Literal["suara-purge/1"] = "suara-purge/1"
    wave: str
    survey: str
    country: str
    practice: bool
    day: date
    signed_off_by: str
    release: str | None
    release_digest: str | None
    release_chain: str | None
    attack_withstood: Literal[True] | None = True
    although_withdrawn: str | None = None
    although_unreleased: str | None = None
    destroyed: Destroyed
    remarks_kept_until: date | None = None


NEVER = ("too-few-children", "attack-succeeded")
"""Refusals of a release that stay, however often it is asked for."""


def check(session: Session, wave: Wave, although_withdrawn: str = "", although_unreleased: str = "") -> Stored | None:
    """The release of a wave whose answers may be destroyed; None where the counter has refused that there be one.

    Refuses `already-purged`, `wave-not-closed`, `grace-not-over`, `releases-broken` where digests or chain do not hold,
    `withdrawn-without-reason`, and, unless it is said why such a wave is let go of all the same, `release-withdrawn` and
    `release-refused`. A wave that could still be published is `not-released`, whatever is said.
    """
    if of_wave(session, wave) is not None:
        raise Conflict("already-purged", f"The answers of {wave.code} have been destroyed already.", wave=wave.code)
    if wave.state is not WaveState.CLOSED:
        raise Conflict("wave-not-closed", f"{wave.code} is {wave.state.value}. Close it and publish it first.", wave=wave.code)
    if waves.in_grace(wave, clock.now()):
        until = waves.grace_ends(wave)
        reason = f"Answers that wait on phones are taken in until {until:%d %B %Y, %H:%M} UTC."
        raise Conflict("grace-not-over", reason, wave=wave.code)
    stored = releases.of_wave(session, wave)
    if stored is None:
        _check_refusal(session, wave, although_unreleased)
    if problems := releases.verify(session):
        raise Conflict("releases-broken", f"The releases do not verify, and the answers may still be needed: {problems[0]}")
    if stored is not None:
        _check_withdrawal(stored, although_withdrawn)
    return stored


def _check_refusal(session: Session, wave: Wave, although_unreleased: str) -> None:
    asked = asking.latest(session, wave)
    if asked is None or asked.refusal_code not in NEVER:
        reason = f"{wave.code} has no release. Once its answers are destroyed it never could have one: publish it first."
        raise Conflict("not-released", reason, wave=wave.code)
    if not although_unreleased.strip():
        raise Conflict(
            "release-refused",
            f"{wave.code} was refused a release ({asked.refusal_code}) and children's answers are still there. If they are to go"
            " unpublished, say why with --although-unreleased.",
            wave=wave.code,
        )


def _check_withdrawal(stored: Stored, although_withdrawn: str) -> None:
    if stored.withdrawn_on is None:
        return
    if not (stored.withdrawn_reason or "").strip():
        raise Conflict("withdrawn-without-reason", f"{stored.name} is withdrawn and nobody said why. Find that out first.")
    if not although_withdrawn.strip():
        raise Conflict(
            "release-withdrawn",
            f"{stored.name} is withdrawn ({stored.withdrawn_reason}). Its answers may be all that is left to find out what went"
            " wrong. If they are to go nevertheless, say why with --although-withdrawn.",
        )


def certify(
    session: Session,
    wave: Wave,
    stored: Stored | None,
    signed_off_by: str,
    *,
    submissions: int,
    remarks: int,
    remarks_kept_until: date | None,
    although_withdrawn: str = "",
    although_unreleased: str = "",
) -> Certificate:
    """Drop the wave's secret and keep the certificate; in the transaction that destroyed the answers."""
    if not signed_off_by:
        raise Invalid("sign-off-missing", "A steward signs off before answers are destroyed.")
    certificate = Certificate(
        wave=wave.code,
        survey=versions.questionnaire_of(session, wave)[0].code,
        country=wave.country,
        practice=wave.practice,
        day=clock.today(),
        signed_off_by=signed_off_by,
        release=stored.name if stored else None,
        release_digest=stored.digest if stored else None,
        release_chain=stored.chain if stored else None,
        attack_withstood=True if stored else None,
        although_withdrawn=although_withdrawn.strip() or None if stored and stored.withdrawn_on else None,
        although_unreleased=None if stored else although_unreleased.strip(),
        destroyed=Destroyed(submissions_in_fifties=_fifties(submissions), remarks_in_fifties=_fifties(remarks)),
        remarks_kept_until=remarks_kept_until,
    )
    document = written(certificate)
    assert wave.id is not None
    wave.secret = None
    session.add(wave)
    session.add(Purge(wave_id=wave.id, day=certificate.day, document=document, digest=digest(document)))
    session.flush()
    return certificate


def _fifties(number: int) -> int:
    return number // participation.STEP * participation.STEP


def written(certificate: Certificate) -> bytes:
    """The bytes that are kept and handed out."""
    return canonical_json(certificate.model_dump(mode="json"))


def of_wave(session: Session, wave: Wave) -> Certificate | None:
    """The certificate of a wave whose answers are gone."""
    row = session.get(Purge, wave.id)
    return Certificate.model_validate_json(row.document) if row else None


def all_certificates(session: Session) -> list[Certificate]:
    """Every certificate, in the order of the waves."""
    rows = session.exec(select(Purge).order_by(Purge.wave_id))  # type: ignore[arg-type]
    return [Certificate.model_validate_json(row.document) for row in rows]


def verify(session: Session) -> list[str]:
    """What is wrong with the certificates: bytes, the release they name, a secret that is still there. Empty where nothing is."""
    problems: list[str] = []
    standing = {stored.name: stored for stored in releases.all_releases(session)}
    for row in session.exec(select(Purge)):
        wave = session.get_one(Wave, row.wave_id)
        said = f"Certificate of {wave.code}:"
        if digest(row.document) != row.digest:
            problems.append(f"{said} its document does not have its digest.")
            continue
        certificate = Certificate.model_validate_json(row.document)
        if not _names_what_stands(certificate, standing):
            problems.append(f"{said} the release it names is not the one that stands.")
        if wave.secret is not None or wave.code != certificate.wave:
            problems.append(f"{said} the wave has a secret again, or another code.")
    return problems


def _names_what_stands(certificate: Certificate, standing: dict[str, Stored]) -> bool:
    if certificate.release is None:
        return not any(stored.wave == certificate.wave for stored in standing.values())
    stored = standing.get(certificate.release)
    return stored is not None and (stored.digest, stored.chain) == (certificate.release_digest, certificate.release_chain)


def in_words(certificate: Certificate) -> str:
    """The certificate for people."""
    practice = "Practice: not a real survey.\n" if certificate.practice else ""
    remarks = (
        f"Remarks that children wrote are deleted each on its day, the last on {certificate.remarks_kept_until:%d %B %Y}."
        if certificate.remarks_kept_until
        else "No remarks of this wave are left."
    )
    although = f"The release had been withdrawn; why the answers went nevertheless: {certificate.although_withdrawn}\n"
    published = (
        f"release {certificate.release}, which withstood the attack once more before the answers went\n"
        f"                 digest {certificate.release_digest}\n"
        f"                 link   {certificate.release_chain}\n"
        if certificate.release
        else f"nothing. Why the answers went nevertheless: {certificate.although_unreleased}\n"
    )
    return (
        f"Certificate: the answers of wave {certificate.wave} have been destroyed\n\n{practice}"
        f"Day:             {certificate.day:%d %B %Y} (UTC)\n"
        f"Signed off by:   {certificate.signed_off_by}, steward\n"
        f"Survey, country: {certificate.survey}, {certificate.country}\n"
        f"Destroyed:       the records of at least {certificate.destroyed.submissions_in_fifties} children (in whole fifties),"
        f" and at least {certificate.destroyed.remarks_in_fifties} remarks that were due\n"
        "                 the secret of the wave, without which no record could be tied to a phone and no number unblurred\n"
        f"Published:       {published}\n"
        f"{although if certificate.although_withdrawn else ''}{remarks}\n"
        "Copies are not covered: backups and logs that the database engine or its host keeps end by their own rules. A serving\n"
        "process that used the secret can remember it until it is restarted.\n"
    )
