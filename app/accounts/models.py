"""Tables: organisations, accounts, sign-ins and the log of acts. No column says from where or with what somebody came."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, DateTime, LargeBinary
from sqlmodel import Field, SQLModel

from app.database import coded


class Role(StrEnum):
    """What somebody does here. One account has one role; nobody's role leads to a child's answers (promise 2)."""

    FACILITATOR = "facilitator"
    REVIEWER = "reviewer"
    STEWARD = "steward"
    OFFICIAL = "official"
    OPERATOR = "operator"


class Organisation(SQLModel, table=True):
    """A ministry, agency, school authority or company that people work for."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=200)


class Account(SQLModel, table=True):
    """An adult who may enter. The e-mail is kept in small letters; `demo` marks accounts whose password is printed."""

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=100)
    role: Role = Field(sa_column=Column(coded(Role), nullable=False))
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    password_hash: str = Field(max_length=200)
    demo: bool = False
    created_on: date
    disabled_on: date | None = None


class SignIn(SQLModel, table=True):
    """Somebody who is in: the SHA-256 of the cookie's token, so that whoever reads this table cannot enter with it."""

    __tablename__ = "sign_in"

    token_hash: bytes = Field(sa_column=Column(LargeBinary(32), primary_key=True))
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    expires_at: datetime


class Token(SQLModel, table=True):
    """A personal token for programs: the SHA-256 of its secret, so that whoever reads this table can read nothing with it.

    `scopes` are names of `tokens.Scope`, with commas between them.
    """

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    name: str = Field(max_length=60)
    token_hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, unique=True))
    scopes: str = Field(max_length=40)
    created_on: date
    expires_on: date
    revoked_on: date | None = None


class Act(SQLModel, table=True):
    """Something that an adult did. Only ever added to: serving processes may insert and read, never change or delete.

    `by` is an e-mail or the name of a machine's part, `about` words of our own. Nothing here is about children.
    """

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    by: str = Field(max_length=254)
    what: str = Field(max_length=40)
    wave: str | None = Field(default=None, max_length=8, index=True)
    survey: str | None = Field(default=None, max_length=12, index=True)
    about: str = Field(default="", max_length=300)
