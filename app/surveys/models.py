"""Tables: surveys, frozen versions of their questionnaires, voices, help, and waves. The columns about people do not exist."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.database import Document, coded
from app.surveys.evidence import Evidence
from app.surveys.population import Population
from app.surveys.questionnaire import Questionnaire
from app.surveys.sampling import LONGEST_INVITATION, SampleDesign
from app.surveys.support import Contact, TrialMethod


class Survey(SQLModel, table=True):
    """A study: one instrument over time."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=12)
    created_on: date


class QuestionnaireVersion(SQLModel, table=True):
    """One frozen state of a survey's questionnaire, named by its content hash.

    `saved` rises with every saving of the survey: the highest is the newest, also where an older state was saved once more.
    """

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("survey_id", "hash"),)

    id: int | None = Field(default=None, primary_key=True)
    survey_id: int = Field(foreign_key="survey.id", index=True)
    hash: str = Field(max_length=64)
    document: Questionnaire = Field(sa_column=Column(Document(Questionnaire), nullable=False))
    created_on: date
    saved: int = Field(ge=1)


class Recording(SQLModel, table=True):
    """A text of a survey, read out loud: Ogg Opus, found by the text it reads and fetched by the name of its content."""

    survey_id: int = Field(foreign_key="survey.id", primary_key=True)
    language: str = Field(primary_key=True, max_length=20)
    text_digest: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=16)
    opus: bytes


class Picture(SQLModel, table=True):
    """A picture that an office brought for an answer, made harmless, under the name of its content."""

    name: str = Field(primary_key=True, max_length=31)
    kind: str = Field(max_length=20)
    content: bytes


class LocalContact(SQLModel, table=True):
    """A service that an office found itself, or knows more of than what is shipped under the same code.

    `gone`: nobody answers there any more, so no child is sent there, whatever is shipped.
    """

    __tablename__ = "local_contact"

    code: str = Field(primary_key=True, max_length=24)
    country: str = Field(max_length=2, index=True)
    contact: Contact = Field(sa_column=Column(Document(Contact), nullable=False))
    gone: bool = False
    changed_on: date
    changed_by: str = Field(max_length=254)


class ContactTrial(SQLModel, table=True):
    """A named person has tried a service, and found it as it is described."""

    __tablename__ = "contact_trial"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=24, index=True)
    tried_on: date
    tried_by: str = Field(max_length=100)
    method: TrialMethod = Field(sa_column=Column(coded(TrialMethod), nullable=False))
    recorded_by: str = Field(max_length=254)


class WaveState(StrEnum):
    """draft -> open <-> paused -> closed."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Wave(SQLModel, table=True):
    """One period in the field. Real or practice for ever; `secret` names submissions and keys the blur."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=8)
    survey_id: int = Field(foreign_key="survey.id", index=True)
    version_id: int = Field(foreign_key="questionnaire_version.id")
    country: str = Field(max_length=2)
    practice: bool
    state: WaveState = Field(default=WaveState.DRAFT, sa_column=Column(coded(WaveState), nullable=False))
    grace_days: int = Field(default=7, ge=0)
    created_on: date
    opened_on: date | None = None
    closed_at: datetime | None = None
    plan_hash: str | None = Field(default=None, max_length=64)
    secret: bytes | None = Field(default=None, sa_column=Column(LargeBinary(32)))
    evidence: Evidence = Field(sa_column=Column(Document(Evidence), nullable=False))
    sample_design: SampleDesign = Field(
        default=SampleDesign.OPT_IN, sa_column=Column(coded(SampleDesign), nullable=False), description="Fixed at creation."
    )
    invited: str = Field(default="", max_length=LONGEST_INVITATION, description="Who was asked, and how; printed with results.")
    population: Population | None = Field(default=None, sa_column=Column(Document(Population)))
