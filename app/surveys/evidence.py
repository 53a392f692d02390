"""What people have recorded of a wave: how it is held, and the evidence behind the thirteen gates of a real one.

Pure documents. Anything not recorded stays None, and `studio.gates` says so. References and names of adults only: no upload,
and never a word about a child or a parent.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from app.surveys.questionnaire import BandCode, Document, Language, Questionnaire, Text


class ReviewKind(StrEnum):
    """Who did the ethics review."""

    NATIONAL = "national"
    INSTITUTIONAL = "institutional"
    INDEPENDENT_PANEL = "independent-panel"
    INTERNAL = "internal"


class ConsentModel(StrEnum):
    """How parents are involved; the platform stores the model, never a parent's name."""

    ACTIVE = "active"
    NOTIFIED_OPT_OUT = "notified-opt-out"
    WAIVED = "waived"


class EthicsReview(Document):
    """The decision of an ethics review."""

    reference: Text
    kind: ReviewKind
    expires_on: date


class Consent(Document):
    """The consent model, with the reviewer's reason where it is waived."""

    model: ConsentModel
    reason: str = ""


class LanguageReview(Document):
    """A translation checked by somebody other than the translator."""

    language: Language
    translator: Text
    reviewer: Text


class Pretest(Document):
    """A trial with children of one band in one language."""

    band: BandCode
    language: Language
    children: int = Field(ge=0)
    held_on: date
    changes: Text


class Verification(Document):
    """A support contact that a named person has tried."""

    contact: Text
    verified_on: date
    verified_by: Text


class Training(Document):
    """A facilitator who has accepted the code of conduct."""

    facilitator: Text
    accepted_on: date


class Charge(Document):
    """Who sees to a gate, and until when."""

    gate: int = Field(ge=1, le=13)
    owner: Text
    due: date | None = None


class Evidence(Document):
    """Everything recorded for a wave; empty at its creation. `languages` empty: all that the questionnaire has.

    `language_reviews` and `recorded_audio` are put in by whoever looks at the gates, from the reviews and voices that are there.
    """

    opens_on: date | None = None
    languages: tuple[Language, ...] = ()
    channels: Text | None = None
    expected_children: int | None = Field(None, ge=1, le=10_000_000)
    charges: tuple[Charge, ...] = ()
    decision_informed: Text | None = None
    why_ask_children: Text | None = None
    audience: Text | None = None
    feedback_on: date | None = None
    closes_on: date | None = None
    ethics: EthicsReview | None = None
    consent: Consent | None = None
    safeguarding_leads: tuple[Text, ...] = ()
    review_rota: Text | None = None
    verifications: tuple[Verification, ...] = ()
    language_reviews: tuple[LanguageReview, ...] = ()
    recorded_audio: tuple[Language, ...] = ()
    pretests: tuple[Pretest, ...] = ()
    accessibility_checked_on: date | None = None
    previewed_on: date | None = None
    who_may_be_missed: Text | None = None
    offline_route: Text | None = None
    trainings: tuple[Training, ...] = ()

    def spoken_in(self, questionnaire: Questionnaire) -> tuple[str, ...]:
        """The languages in which children are asked, in the questionnaire's order."""
        chosen = tuple(code for code in questionnaire.languages if code in self.languages)
        return chosen or questionnaire.languages


RENEWED = frozenset({"verifications", "trainings", "charges", "expected_children"})
"""What may change while a wave is open and after it was approved: it is done again and again, or promises nobody anything."""
