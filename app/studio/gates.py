"""The thirteen gates before a survey may open (children.md 2.3), computed over what is recorded. Pure; keeps promise 5.

No gate can be waved through: each looks at the questionnaire, its findings, the country's contacts and the evidence, and
says in plain words what it found and what is missing. A practice wave passes the three that need no people.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from app.studio import names, reading
from app.studio.completeness import missing_texts
from app.studio.gate import NOT_RECORDED, Gate, Look
from app.studio.writing import words
from app.surveys.evidence import ConsentModel, Evidence, ReviewKind
from app.surveys.findings import Finding, FindingLevel
from app.surveys.lint import ALONE_FROM, PAST_FROM
from app.surveys.questionnaire import Level, OpenText, Questionnaire
from app.surveys.support import Contact

FEEDBACK_DAYS = 90
LEADS = 2
CONTACT_DAYS = 180
PRETEST_CHILDREN = 5
AUDIO_BELOW_AGE = 11
ORDER_RULES = frozenset(
    {
        "neutral-ends",
        "difficult-count",
        "difficult-in-a-row",
        "difficult-early",
        "neutral-after",
        "text-after-difficult",
    }
)
"""Findings that belong to gate 13. A rule that is not listed here belongs to gate 10, so none can slip between the two."""
UNTIL_PRETEST = frozenset({"negative-until-pretest"})
"""Warnings that keep a real wave shut until its words have been tried with children who read them."""


def gates(
    questionnaire: Questionnaire,
    evidence: Evidence,
    country: str,
    contacts: tuple[Contact, ...],
    today: date,
    findings: Iterable[Finding],
) -> tuple[Gate, ...]:
    """The thirteen gates of a real wave, in order."""
    findings = tuple(findings)
    blocks = _blocks(findings)
    untried = _untried(questionnaire, evidence, today, findings)
    return (
        _purpose(evidence),
        _audience(evidence),
        _feedback(evidence, today),
        _ethics(questionnaire, evidence, today),
        _consent(evidence),
        _safeguarding(questionnaire, evidence),
        _support(evidence, country, contacts, today),
        _languages(questionnaire, evidence),
        _pretest(questionnaire, evidence, today),
        _lint(questionnaire, (*blocks, *untried), evidence, today),
        _inclusion(evidence),
        _training(evidence, today),
        _order(questionnaire, blocks),
    )


def practice_gates(
    questionnaire: Questionnaire, findings: Iterable[Finding], languages: tuple[str, ...] = ()
) -> tuple[Gate, ...]:
    """What even a practice wave must pass: completeness of text, lint and limits, order."""
    blocks = _blocks(findings)
    complete = Look(8, "Languages complete", [], list(missing_texts(questionnaire, languages)))
    lint = Look(10, "Wording and limits", [], _said(questionnaire, blocks, order=False))
    return complete.gate(), lint.gate(), _order(questionnaire, blocks)


def _purpose(evidence: Evidence) -> Gate:
    look = Look(1, "Purpose", [], [])
    look.need("The decision it informs", evidence.decision_informed)
    look.need("Why children must be asked", evidence.why_ask_children)
    return look.gate()


def _audience(evidence: Evidence) -> Gate:
    look = Look(2, "Audience", [], [])
    look.need("Who receives the results, by body and role", evidence.audience)
    return look.gate()


def _feedback(evidence: Evidence, today: date) -> Gate:
    look = Look(3, "Feedback date", [], [])
    look.need("Planned closing day", evidence.closes_on)
    look.need("Day by which children hear what was done", evidence.feedback_on)
    look.refuse(evidence.closes_on is not None and evidence.closes_on < today, "The planned closing day is over: set a new one.")
    if evidence.closes_on and evidence.feedback_on:
        latest = evidence.closes_on + timedelta(days=FEEDBACK_DAYS)
        look.refuse(
            evidence.feedback_on > latest, f"Children wait too long: answer them by {latest}, {FEEDBACK_DAYS} days after closing."
        )
        look.refuse(evidence.feedback_on < evidence.closes_on, "The feedback date is before the closing day.")
    return look.gate()


def _ethics(questionnaire: Questionnaire, evidence: Evidence, today: date) -> Gate:
    look = Look(4, "Ethics review", [], [])
    review = evidence.ethics
    look.need("Reference of the review", review and f"{review.reference} ({review.kind.value}, until {review.expires_on})")
    if review is not None:
        until = max(today, evidence.closes_on or today)
        look.refuse(review.expires_on < until, f"The review ends on {review.expires_on}; it must hold until {until}.")
        internal = review.kind is ReviewKind.INTERNAL and bool(_sensitive(questionnaire))
        look.refuse(
            internal, f"An internal review is enough for neutral items only; {', '.join(_sensitive(questionnaire))} are not."
        )
    return look.gate()


def _consent(evidence: Evidence) -> Gate:
    look = Look(5, "Consent of parents", [], [])
    consent = evidence.consent
    look.need("Model for this country", consent and consent.model.value)
    if consent is not None and consent.model is ConsentModel.WAIVED:
        look.need("The reviewer's reason for waiving it", consent.reason.strip())
        look.refuse(evidence.ethics is None, "Only a reviewer can waive it: record the ethics review.")
    return look.gate()


def _safeguarding(questionnaire: Questionnaire, evidence: Evidence) -> Gate:
    look = Look(6, "Safeguarding leads", [], [])
    if not _sensitive(questionnaire) and not any(isinstance(item, OpenText) for item in questionnaire.items):
        look.found.append("Not needed: no open text and no sensitive item.")
        return look.gate()
    leads = {lead.strip().casefold(): lead.strip() for lead in evidence.safeguarding_leads}
    look.need("Leads", ", ".join(leads.values()))
    look.refuse(0 < len(leads) < LEADS, "A second lead, another person: not recorded")
    look.need("Rota for reviewing what children write", evidence.review_rota)
    return look.gate()


def _support(evidence: Evidence, country: str, contacts: tuple[Contact, ...], today: date) -> Gate:
    """At least one contact that a named person has tried lately, of which a child can be told all that it needs to know."""
    look = Look(7, "Help for children", [], [])
    look.refuse(not contacts, f"No contact is known for {names.country(country)}: find a local one.")
    lacking: list[str] = []
    for contact in contacts:
        called = f"{contact.name or contact.serves} {contact.number}"
        tried = [
            one
            for one in evidence.verifications
            if one.contact == contact.code
            and one.verified_by.strip()
            and timedelta(0) <= today - one.verified_on <= timedelta(days=CONTACT_DAYS)
        ]
        notes = notes_missing(contact)
        if tried and not notes:
            latest = max(tried, key=lambda one: one.verified_on)
            look.found.append(f"{called}: tried on {latest.verified_on} by {latest.verified_by}")
        else:
            lacking.extend([] if tried else [f"{called}: tried by a named person within {CONTACT_DAYS} days: {NOT_RECORDED}"])
            lacking.extend([f"{called}: {', '.join(notes)}: {NOT_RECORDED}"] if notes else [])
    if not look.found:
        look.missing.extend(lacking)
    return look.gate()


def _languages(questionnaire: Questionnaire, evidence: Evidence) -> Gate:
    of = evidence.spoken_in(questionnaire)
    look = Look(8, "Languages complete", [], list(missing_texts(questionnaire, of)))
    # That a reviewer has translated none of it is known by accounts, where reviews are recorded: people share names.
    reviewed = {one.language: one.reviewer for one in evidence.language_reviews}
    look.languages("Still marked as a draft", [one for one in of if one in questionnaire.drafts])
    look.languages(
        f"Review by somebody other than the translator: {NOT_RECORDED}",
        [one for one in of if one not in reviewed],
    )
    heard = [one for one in of if one in evidence.recorded_audio]
    if min(band.from_age for band in questionnaire.bands) < AUDIO_BELOW_AGE:
        look.languages(f"Audio for children under {AUDIO_BELOW_AGE}: {NOT_RECORDED}", [one for one in of if one not in heard])
        look.found.extend([f"Audio: {names.languages(heard)}"] if heard else [])
    advised = reading.advice(questionnaire, tuple(one for one in of if one not in heard))
    look.found.extend([advised] if advised else [])
    look.found.extend(f"{names.language(one)}: reviewed by {reviewed[one]}" for one in of if one in reviewed)
    return look.gate()


def _pretest(questionnaire: Questionnaire, evidence: Evidence, today: date) -> Gate:
    look = Look(9, "Tried with children", [], [])
    for band in questionnaire.bands:
        ages = f"{band.from_age} to {band.to_age}"
        never = []
        for language in evidence.spoken_in(questionnaire):
            mine = [one for one in evidence.pretests if (one.band, one.language) == (band.code, language)]
            held = [one for one in mine if one.held_on <= today]
            children = sum(one.children for one in held)
            if not held:
                never.append(language)
            elif children < PRETEST_CHILDREN:
                look.missing.append(f"{ages}, {names.language(language)}: {children} of {PRETEST_CHILDREN} children")
            else:
                last = max(one.held_on for one in held)
                look.found.append(f"{ages}, {names.language(language)}: {children} children, the last on {last}")
        look.languages(f"{ages}: {NOT_RECORDED}, {PRETEST_CHILDREN} children each", never)
    return look.gate()


def _lint(questionnaire: Questionnaire, blocks: tuple[Finding, ...], evidence: Evidence, today: date) -> Gate:
    look = Look(10, "Wording, limits, access", [], _said(questionnaire, blocks, order=False))
    for what, day in (
        ("Accessibility check passed", evidence.accessibility_checked_on),
        ("Preview on a 360-pixel screen completed", evidence.previewed_on),
    ):
        look.need(what, day if day and day <= today else None)
    return look.gate()


def _inclusion(evidence: Evidence) -> Gate:
    look = Look(11, "Who may be missed", [], [])
    look.need("Children who may be missed", evidence.who_may_be_missed)
    look.need("Their way without internet", evidence.offline_route)
    return look.gate()


def _training(evidence: Evidence, today: date) -> Gate:
    look = Look(12, "Adults trained", [], [])
    latest: dict[str, date] = {}
    for one in evidence.trainings:
        if one.accepted_on <= today:
            latest[one.facilitator.strip()] = max(one.accepted_on, latest.get(one.facilitator.strip(), date.min))
    look.refuse(not latest, f"Code of conduct accepted by a facilitator: {NOT_RECORDED}")
    for facilitator, accepted_on in latest.items():
        until = _a_year_after(accepted_on)
        if until < today:
            look.missing.append(f"{facilitator} accepted the code of conduct on {accepted_on}, more than 12 months ago")
        else:
            look.found.append(f"{facilitator} accepted the code of conduct on {accepted_on}")
    return look.gate()


def _order(questionnaire: Questionnaire, blocks: tuple[Finding, ...]) -> Gate:
    return Look(13, "Order of questions", [], _said(questionnaire, blocks, order=True)).gate()


def _blocks(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.level is FindingLevel.BLOCK)


def _untried(q: Questionnaire, evidence: Evidence, today: date, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Warnings about words that no children of their language and age have tried yet; the path names both."""
    tried = {(one.language, one.band) for one in evidence.pretests if one.held_on <= today and one.children >= PRETEST_CHILDREN}
    young = [band.code for band in q.bands if PAST_FROM <= band.from_age < ALONE_FROM]
    read = {(language, band) for language in evidence.spoken_in(q) for band in young}
    return tuple(
        finding
        for finding in findings
        if finding.rule in UNTIL_PRETEST and any(one not in tried for one in read if one[0] == finding.path.split(".")[-2])
    )


def _said(questionnaire: Questionnaire, blocks: tuple[Finding, ...], *, order: bool) -> list[str]:
    return [
        f"{words.place(one.path.split('.'), questionnaire)}: {one.reason} {one.mend}"
        for one in blocks
        if (one.rule in ORDER_RULES) is order
    ]


def _sensitive(questionnaire: Questionnaire) -> list[str]:
    return [item.code for item in questionnaire.items if item.level is not Level.S0]


def notes_missing(contact: Contact) -> list[str]:
    """What nobody has found out yet of a service, and a child must be told."""
    notes = {"hours": contact.hours, "languages": contact.languages or None, "cost": contact.free, "anonymity": contact.anonymous}
    return [name for name, note in notes.items() if note is None]


def _a_year_after(day: date) -> date:
    """The same day a year later; 29 February counts until 1 March."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
