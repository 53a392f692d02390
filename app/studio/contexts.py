"""What the office's pages show: one frozen context a page, and the parts they share."""

from dataclasses import dataclass
from typing import Literal

from app.accounts.frame import Frame
from app.studio.gate import Gate
from app.studio.wording import ConditionView


@dataclass(frozen=True)
class Choice:
    """One entry of a list to choose from; `chosen` is the one that stands."""

    code: str
    label: str
    chosen: bool = False


Kind = Literal["text", "long", "day", "number", "choice", "ticks"]


@dataclass(frozen=True)
class Field:
    """One field to fill in."""

    name: str
    label: str
    kind: Kind = "text"
    value: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class ExpectedRow:
    """One breakdown: how many of its tables would be hidden, and from how many children on none would be."""

    breakdown: str
    tables: int
    hidden: int
    children_needed: int


@dataclass(frozen=True)
class Crumb:
    """A step on the way to a page."""

    label: str
    href: str


@dataclass(frozen=True)
class WaveRow:
    """A wave in a list."""

    code: str
    survey: str
    country: str
    practice: bool
    state: str
    state_words: str
    participation: str


@dataclass(frozen=True)
class SurveyCard:
    """A survey in a list."""

    code: str
    title: str
    bands: str
    languages: str
    items: int


@dataclass(frozen=True)
class Step:
    """Something to do next: what, and where (nowhere: nothing to press)."""

    words: str
    link: str = ""
    href: str = ""


@dataclass(frozen=True)
class DraftCard:
    """A survey that is being written."""

    code: str
    title: str
    changed: str


@dataclass(frozen=True)
class HomePage:
    """Context of `office/home.html`. Whoever only reads results sees no surveys and no waves.

    `damaged`: releases that cannot be shown, each with the page of its release where this person may open that.
    """

    frame: Frame
    steps: tuple[Step, ...]
    surveys: tuple[SurveyCard, ...]
    drafts: tuple[DraftCard, ...]
    waves: tuple[WaveRow, ...]
    countries: tuple[Choice, ...]
    may_change: bool
    damaged: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class OptionView:
    """An option as a child reads it, with what the office must know of it."""

    code: str
    label: str
    sensitive: bool
    exclusive: bool


@dataclass(frozen=True)
class ItemView:
    """An item as one band reads it in one language."""

    code: str
    wording: str
    kind: str
    level: str
    level_words: str
    role: str
    options: tuple[OptionView, ...]
    condition: ConditionView | None
    condition_in_words: str


@dataclass(frozen=True)
class FindingRow:
    """What the checks say: how grave it is, where in words, why, and what to change."""

    level: str
    where: str
    reason: str
    mend: str


@dataclass(frozen=True)
class SurveyPage:
    """Context of `office/survey.html`: the questionnaire as one band reads it in one language."""

    frame: Frame
    code: str
    version: str
    bands: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    band: str
    language: str
    direction: str
    draft: bool
    welcome: str
    assent: tuple[str, ...]
    items: tuple[ItemView, ...]
    findings: tuple[FindingRow, ...]
    waves: tuple[WaveRow, ...]
    may_change: bool


@dataclass(frozen=True)
class NewWavePage:
    """Context of `office/new-wave.html`: what was chosen, and why it was refused."""

    frame: Frame
    survey: str
    title: str
    practice: bool
    countries: tuple[Choice, ...]
    code: str
    grace_days: str
    samples: tuple[Choice, ...]
    invited: str
    fields: tuple[Field, ...]
    refused: str


@dataclass(frozen=True)
class WavePage:
    """Context of `office/wave.html`. `doors` are the acts that its state allows; empty for whoever only reads.

    `newer`: its survey has a newer version than the wave asks. `unapproved` says what is missing of a real wave's approval.
    """

    frame: Frame
    wave: WaveRow
    survey_code: str
    version: str
    link: str
    dates: tuple[tuple[str, str], ...]
    gates: tuple[Gate, ...]
    expected: tuple[ExpectedRow, ...]
    unapproved: tuple[str, ...]
    newer: bool
    may_change: bool
    ready: bool
    doors: tuple[str, ...]
    release: str
