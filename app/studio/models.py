"""Tables of design time: drafts and what was done to them. Adults write here; nothing of a child is near."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from app.database import Document
from app.studio.step import Step


class Draft(SQLModel, table=True):
    """The survey of that code as it is being written: plain JSON, perhaps not sound yet. `revision` counts its changes.

    `base_version_id`: the version from which it was begun, or with which it was last saved or compared; none of a new survey.
    """

    code: str = Field(primary_key=True, max_length=12)
    revision: int = Field(default=1, ge=1)
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    base_version_id: int | None = Field(default=None, foreign_key="questionnaire_version.id")
    changed_at: datetime
    changed_by: int = Field(foreign_key="account.id")


class DraftRevision(SQLModel, table=True):
    """What one revision of a draft did, and what takes it back. `undoes` names the revision that it took back itself."""

    __tablename__ = "draft_revision"

    code: str = Field(foreign_key="draft.code", primary_key=True, max_length=12, ondelete="CASCADE")
    revision: int = Field(primary_key=True)
    step: Step = Field(sa_column=Column(Document(Step), nullable=False))
    undoes: int | None = None
    changed_at: datetime
    changed_by: int = Field(foreign_key="account.id")
