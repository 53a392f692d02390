"""The table `submission`. There is no column that could say who, from where, with what or exactly when (promise 1)."""

from datetime import date

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel


class Submission(SQLModel, table=True):
    """One child's answers: a random-looking id, the wave, the version, the record, the day (later: of a period).

    WITHOUT ROWID: SQLite then keeps the rows in the order of their ids, and nothing remembers the order of arrival.
    """

    __tablename__ = "submission"
    __table_args__ = {"sqlite_with_rowid": False}

    wave_id: int = Field(foreign_key="wave.id", primary_key=True)
    id: bytes = Field(sa_column=Column(LargeBinary(16), primary_key=True))
    version_id: int = Field(foreign_key="questionnaire_version.id")
    record: str
    day: date
