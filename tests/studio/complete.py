"""A survey that asks for everything a gate can ask for, with everything recorded: take one thing away and see."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from app.accounts.creating import create_account
from app.accounts.models import Role
from app.studio import sketch
from app.studio.fielding import approving
from app.studio.opening import gates_of
from app.studio.translating import reviewing
from app.studio.voicing.pieces import pieces
from app.surveys import recordings, versions
from app.surveys.evidence import (
    Consent,
    ConsentModel,
    EthicsReview,
    Evidence,
    LanguageReview,
    Pretest,
    ReviewKind,
    Training,
    Verification,
)
from app.surveys.models import Wave
from app.surveys.questionnaire import Questionnaire
from app.surveys.support import Channel, Contact, Days, Hours, Means, Status
from tests.makers import a_survey, an_opus, open_text, sensitive, single

TODAY = date(2026, 6, 1)


def days(number: int) -> date:
    """A day that many days from today."""
    return TODAY + timedelta(days=number)


def a_sensitive_survey(**more: Any) -> dict[str, Any]:
    """Two bands from 8 to 17, one S1 item in the middle, an open text."""
    items = [single("Q1"), single("Q2"), sensitive(single("Q3"), "3"), open_text("T1"), single("Q4"), single("Q5")]
    return a_survey(*items, **more)


def a_sensitive_questionnaire(**more: Any) -> Questionnaire:
    """The same as a questionnaire."""
    return Questionnaire.model_validate(a_sensitive_survey(**more))


def a_contact(**more: Any) -> Contact:
    """A helpline of which everything is known."""
    known: dict[str, Any] = {
        "code": "TH-1387",
        "name": "Childline",
        "number": "1387",
        "channels": (Channel(by=Means.CALL, at="1387"),),
        "hours": Hours(days=Days.ALWAYS),
        "languages": ("th",),
        "free": True,
        "anonymous": True,
        "status": Status.OPERATOR,
        "source": "https://childline.example",
        "seen": "2026",
    }
    return Contact(**{**known, **more})


def everything_recorded(**more: Any) -> Evidence:
    """All that people can record for that survey in English, fresh."""
    recorded: dict[str, Any] = {
        "decision_informed": "The online safety plan 2027",
        "why_ask_children": "Only they know what they meet",
        "audience": "Ministry of Education, director of child protection",
        "closes_on": days(30),
        "feedback_on": days(90),
        "ethics": EthicsReview(reference="ERB-7", kind=ReviewKind.INSTITUTIONAL, expires_on=days(200)),
        "consent": Consent(model=ConsentModel.NOTIFIED_OPT_OUT),
        "safeguarding_leads": ("Ana", "Budi"),
        "review_rota": "Ana on odd days, Budi on even ones",
        "verifications": (Verification(contact="TH-1387", verified_on=days(-10), verified_by="Chai"),),
        "language_reviews": (LanguageReview(language="en", translator="Dao", reviewer="Emma"),),
        "recorded_audio": ("en",),
        "pretests": tuple(
            Pretest(band=band, language="en", children=5, held_on=days(-20), changes="Shortened Q3") for band in ("1", "2")
        ),
        "accessibility_checked_on": days(-5),
        "previewed_on": days(-4),
        "who_may_be_missed": "Children without a phone",
        "offline_route": "A teacher reads it out in class",
        "trainings": (Training(facilitator="Ana", accepted_on=days(-100)),),
    }
    return Evidence(**{**recorded, **more})


def heard_and_reviewed(session: Session, code: str = "TEST", language: str = "en") -> None:
    """A voice for every text of the survey's newest version, and a review by somebody who wrote none of it."""
    survey = versions.by_code(session, code)
    for one in pieces(sketch.plain(versions.latest(session, survey).document), language):
        recordings.add(session, survey, language, one.text, an_opus())
    reader = create_account(session, "reader@office.test", "Emma", Role.REVIEWER, "four unrelated words make one")
    assert reader.id is not None
    reviewing.review(session, code, language, reader.id)


def approved(session: Session, wave: Wave, today: date = TODAY, email: str = "second@office.test") -> Wave:
    """The wave, approved as it stands by a reviewer of its own."""
    reviewer = create_account(session, email, "Second", Role.REVIEWER, "four unrelated words make one")
    assert reviewer.id is not None
    approving.approve(session, wave, reviewer.id, email, gates_of(session, wave, today))
    return wave
