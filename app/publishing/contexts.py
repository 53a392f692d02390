"""What each page of the reading room is given: all that its template sees, typed. Everything in it is ready to be printed."""

from dataclasses import dataclass

from app.publishing.bars import Chart


@dataclass(frozen=True, slots=True)
class Entry:
    """A release in the list."""

    name: str
    address: str
    title: str
    country: str
    period: str
    respondents: int
    practice: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that shows fewer releases; `chosen` where it is what the page shows."""

    label: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RoomPage:
    """Context of `publishing/room.html`: the releases of a country or of all, the newest first; and surveys that have several."""

    entries: tuple[Entry, ...]
    countries: tuple[Choice, ...]
    surveys: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the answer: how many, of whom."""

    share: str
    range: str
    of_whom: str
    kind: str


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A row of the table for all children; `weighted` is empty where the release allows no weighting."""

    answer: str
    count: str
    share: str
    range: str
    weighted: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row of a breakdown's table: a group of children, how many answered, and the share of each answer; empty if hidden."""

    group: str
    base: str
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BreakdownTable:
    """One breakdown of one item. `differences` are those that are clear; `compared` is whether any could have been."""

    title: str
    answers: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    differences: tuple[str, ...]
    compared: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One item: its wording, its chart and its tables. Without a chart it is hidden as a whole.

    `weighted` says by what its numbers are also weighted, and what that costs.
    """

    code: str
    wording: str
    asked_of: str
    several: bool
    base: int | None
    caution: bool
    chart: Chart | None
    numbers: tuple[NumberRow, ...]
    breakdowns: tuple[BreakdownTable, ...]
    opt_outs: str
    silent: str
    weighted: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """Items that belong together; without a title where the questionnaire gives none."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """Somebody whom a child can call."""

    name: str
    number: str
    dialled: str


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file to download."""

    name: str
    address: str
    holds: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A group among those who answered and among all children. `missing`: clearly fewer of them answered than there are."""

    label: str
    answered: str
    children: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Besides:
    """One characteristic of those who answered beside all children."""

    title: str
    groups: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Context of `publishing/result.html`."""

    title: str
    survey: str
    name: str
    address: str
    country: str
    practice: bool
    withdrawn: str
    period: str
    published: str
    respondents: int
    of_whom: str
    range_means: str
    how_asked: str
    text_language: str
    text_direction: str
    languages: str
    answer: tuple[Statement, ...]
    benefits: tuple[Chart, ...]
    risks: tuple[Chart, ...]
    helps: tuple[Chart, ...]
    asks: tuple[Chart, ...]
    topics: tuple[Topic, ...]
    who: tuple[Chart, ...]
    who_question: str
    beside: tuple[Besides, ...]
    census: str
    hidden_items: int
    k_show: int
    k_sensitive: int
    caution: int
    rounding: int
    smallest_with_breakdowns: int
    smallest_with_pairs: int
    compare_from: int
    compare_points: int
    help: tuple[Help, ...]
    files: tuple[FileLink, ...]
    everything: str
    load_in_r: str
    load_in_python: str
    digest: str
    chain: str
