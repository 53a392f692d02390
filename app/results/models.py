"""Tables: requests for a release, releases themselves, what is left of destroyed answers, and how many took part, in fifties.

No count of answers stands here but inside a release.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import Column, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.database import coded


class PreparationState(StrEnum):
    """waiting -> done | refused."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class Preparation(SQLModel, table=True):
    """A request that the counter prepare a release; what became of it stands here too, a refusal with its reason."""

    __table_args__ = (
        # One waiting request a wave: two stewards who ask at once wait for the same release.
        Index(
            "uq_preparation_waiting",
            "wave_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    wave_id: int = Field(foreign_key="wave.id", index=True)
    requested_on: date
    requested_by: str = Field(max_length=320)
    state: PreparationState = Field(default=PreparationState.WAITING, sa_column=Column(coded(PreparationState), nullable=False))
    refusal_code: str | None = Field(default=None, max_length=60)
    refusal_reason: str | None = Field(default=None, sa_column=Column(Text))
    release_id: int | None = Field(default=None, foreign_key="release.id")


class StoredRelease(SQLModel, table=True):
    """A release as published: its exact bytes, their digest, and its link in the chain. Never changed, only withdrawn."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("wave_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    wave_id: int = Field(foreign_key="wave.id", index=True)
    number: int = Field(ge=1)
    day: date
    document: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    digest: str = Field(max_length=64)
    prev_chain: str = Field(max_length=64, unique=True, description="Unique: no two releases follow the same one.")
    chain: str = Field(max_length=64)
    withdrawn_on: date | None = None
    withdrawn_reason: str | None = Field(default=None, sa_column=Column(Text))


class Participation(SQLModel, table=True):
    """How many took part in a wave, in whole fifties, as of one night."""

    wave_id: int = Field(primary_key=True, foreign_key="wave.id", sa_column_kwargs={"autoincrement": False})
    fifties: int = Field(ge=0, description="A multiple of 50, rounded down.")
    refreshed_on: date


class Purge(SQLModel, table=True):
    """That the answers of a wave were destroyed: the certificate's exact bytes and their digest."""

    wave_id: int = Field(primary_key=True, foreign_key="wave.id", sa_column_kwargs={"autoincrement": False})
    day: date
    document: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    digest: str = Field(max_length=64)
