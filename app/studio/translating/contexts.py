"""What the pages of translating show: one frozen context a page."""

from dataclasses import dataclass

from app.accounts.frame import Frame
from app.studio.contexts import Choice
from app.studio.translating.reviewing import Reviewed
from app.surveys.findings import Finding


@dataclass(frozen=True)
class Share:
    """How much of something there is for children of some ages."""

    ages: str
    done: int
    of: int

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.done == self.of


@dataclass(frozen=True)
class LanguageCard:
    """One language of a survey: how far it is."""

    code: str
    name: str
    autonym: str
    direction: str
    source: bool
    draft: bool
    texts: tuple[Share, ...]
    voices: tuple[Share, ...]
    overtaken: int
    review: Reviewed | None


@dataclass(frozen=True)
class LanguagesPage:
    """Context of `office/translating/languages.html`."""

    frame: Frame
    code: str
    title: str
    saved: bool
    being_written: bool
    languages: tuple[LanguageCard, ...]
    others: tuple[Choice, ...]
    may_change: bool


@dataclass(frozen=True)
class Row:
    """A text beside its source. `was` is what was seen, `text` what the field holds, `theirs` what somebody else put there.

    `borrowed` is what is read where nothing stands; `lacking`: that is not enough.
    """

    key: str
    where: str
    ages: str
    source: str
    text: str
    was: str
    limit: str
    length: str
    overtaken: bool
    borrowed: str
    lacking: bool
    findings: tuple[Finding, ...]
    problem: str = ""
    theirs: str | None = None


@dataclass(frozen=True)
class Group:
    """The texts of one item, or of the beginning, or of the results."""

    part: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class LanguagePage:
    """Context of `office/translating/language.html`: a language beside its source, one sheet of it.

    `refused` says why something was not saved; `file_refused`: it was a file.
    """

    frame: Frame
    code: str
    title: str
    card: LanguageCard
    sources: tuple[Choice, ...]
    source_name: str
    source_code: str
    source_direction: str
    sheets: tuple[Choice, ...]
    sheet: str
    show: str
    todo: int
    groups: tuple[Group, ...]
    reviews: tuple[Reviewed, ...]
    why_not_review: str
    script_rule: str
    notice: str
    problems: tuple[str, ...]
    refused: str
    file_refused: bool
    may_change: bool
    may_review: bool
