"""Table of fielding: who found a wave fit to open, and of what exactly."""

from datetime import date

from sqlmodel import Field, SQLModel


class Approval(SQLModel, table=True):
    """A reviewer has approved a wave as `approving.digest_of` named it then; one of anything else does not count."""

    id: int | None = Field(default=None, primary_key=True)
    wave_id: int = Field(foreign_key="wave.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    approved_on: date
    approved: str = Field(max_length=64, description="Digest of the version, the plan and what was recorded.")
