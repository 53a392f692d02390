"""Tables beside a questionnaire: what a translation was made from and by whom, and who has reviewed a language."""

from datetime import date

from sqlmodel import Field, SQLModel

ACCOUNT = "account.id"


class Translation(SQLModel, table=True):
    """These very words for a text of a survey: the words they were made from, and who wrote them (nobody known: no account).

    Words are named by digests, so words that come back, as by undo, find their record again.
    """

    survey: str = Field(primary_key=True, max_length=12)
    language: str = Field(primary_key=True, max_length=20)
    key: str = Field(primary_key=True, max_length=80)
    text_digest: str = Field(primary_key=True, max_length=32)
    source_language: str = Field(max_length=20)
    source_digest: str = Field(max_length=32)
    translator_id: int | None = Field(default=None, foreign_key=ACCOUNT)
    translated_on: date


class WordsReview(SQLModel, table=True):
    """Somebody has read all texts of a language and found them good: these very texts, named by one digest of them all."""

    __tablename__ = "words_review"

    survey: str = Field(primary_key=True, max_length=12)
    language: str = Field(primary_key=True, max_length=20)
    texts_digest: str = Field(primary_key=True, max_length=32)
    reviewer_id: int = Field(primary_key=True, foreign_key=ACCOUNT)
    translators: str = Field(max_length=300)
    reviewed_on: date
