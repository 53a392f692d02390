"""The documents that the API answers with. Numbers are those of `tables.csv` and `indicators.csv`; a hidden one is null."""

from datetime import date
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Answer(BaseModel):
    """Frozen, and nothing but what is declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(Answer, Generic[T]):
    """Some of a list. `total` is how many entries the list has; `next` the address of those that follow."""

    items: list[T]
    total: int
    next: str | None


class Survey(Answer):
    """A survey of which something is published."""

    code: str = Field(examples=["STARTER"])
    title: str = Field(examples=["Being online: what children say"])
    countries: list[str] = Field(examples=[["ID", "TH"]])
    releases: list[str] = Field(examples=[["K7Q/1"]])


class Wave(Answer):
    """A wave: one period in the field. Without a token, those that have a release."""

    code: str = Field(examples=["K7Q"])
    survey: str = Field(examples=["STARTER"])
    country: str = Field(examples=["TH"])
    practice: bool
    state: str = Field(examples=["closed"], description="draft, open, paused or closed")
    sample_design: str = Field(examples=["opt-in"])
    opened_on: date | None
    closed_on: date | None
    release: str | None = Field(examples=["K7Q/1"])


class Release(Answer):
    """A release, without its numbers."""

    name: str = Field(examples=["K7Q/1"])
    survey: str = Field(examples=["STARTER"])
    title: str = Field(examples=["Being online: what children say"])
    country: str = Field(examples=["TH"])
    practice: bool = Field(description="Not a real survey: its numbers are not to be used.")
    published_on: date
    opened_on: date
    closed_on: date
    respondents: int = Field(examples=[1250], description="About so many children; a multiple of 5.")
    withdrawn_on: date | None
    withdrawn_reason: str | None
    page: str = Field(examples=["/results/K7Q/1"])


class ReleaseInFull(Release):
    """A release with what a reader must know of it."""

    sample_design: str = Field(examples=["opt-in"])
    speaks_of: str = Field(examples=["They do not represent all children in Thailand."])
    digest: str
    chain: str
    files: dict[str, str] = Field(examples=[{"tables.csv": "/results/K7Q/1/tables.csv"}])


class Number(Answer):
    """One number: of one answer, in one group of children."""

    item: str = Field(examples=["CON1"])
    variable: str = Field(examples=["CON1"])
    question: str
    category_code: str = Field(examples=["1"])
    category: str
    breakdown: str = Field(examples=["AGE+GEN"], description="Empty for all children.")
    group_code: str = Field(examples=["2+1"])
    group: str
    base: int | None = Field(description="About so many gave an answer; null where the table is hidden.")
    count: int | None
    percent: int | None = Field(description="Null where it is hidden, or said in `note`.")
    status: str = Field(examples=["A"], description="A shown, U shown but few answers, S hidden (SDMX observation status)")
    note: str = Field(examples=[""], description="`few or none`, `95% or more`, or empty.")


class Indicator(Number):
    """A number with a name; `variable` is its code, `question` its name, `category` its kind."""


class Problem(BaseModel):
    """Why a request was refused (RFC 9457). Further members name what it was about."""

    type: str = Field(examples=["urn:suara:refusal:unknown-release"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no release XYZ/1."])
    code: str = Field(examples=["unknown-release"])
