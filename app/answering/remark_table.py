"""The table `remark`: what a child wrote in its own words, apart from its record and with no way back to it (promise 1).

Quarantined until people have reviewed it; deleted at the latest on `delete_after`, a Monday.
"""

from datetime import date

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel


class Remark(SQLModel, table=True):
    """One open text, under a random id of its own."""

    __tablename__ = "remark"
    __table_args__ = {"sqlite_with_rowid": False}

    id: bytes = Field(sa_column=Column(LargeBinary(16), primary_key=True))
    wave_id: int = Field(foreign_key="wave.id", index=True)
    item: str = Field(max_length=12)
    language: str = Field(max_length=20)
    band: str = Field(max_length=1)
    text: str
    delete_after: date
