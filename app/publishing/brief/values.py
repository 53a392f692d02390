"""What a brief is: every sentence of it, ready to be shown, in one language for one reader. No markup and no layout."""

from dataclasses import dataclass
from enum import StrEnum


class Version(StrEnum):
    """For whom a brief is written. Each is a choice from the same release, never another count."""

    MINISTRY = "ministry"
    COMPANIES = "companies"
    CHILDREN = "children"


PEOPLE = 10
"""How many people a picture counts in."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number counted in people. `people` of ten are drawn; `numbers` says it exactly; `kind` is risk, benefit or help."""

    kind: str
    sentence: str
    people: int
    numbers: str


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that children ask for. `share` is the length of its bar in percent; none where it is not shown."""

    words: str
    numbers: str
    share: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What children answered to one question about what should be done. Without requests `instead` says why."""

    ages: str
    question: str
    requests: tuple[Request, ...]
    instead: str
    more: str


@dataclass(frozen=True, slots=True)
class Asks:
    """All that children ask of one addressee."""

    title: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """Who is asked to do what by when."""

    who: str
    what: str
    when: str


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody whom a child can call."""

    name: str
    number: str
    dialled: str


@dataclass(frozen=True, slots=True)
class Brief:
    """The whole brief. Lists may be empty: then the sentences beside them say so."""

    version: Version
    language: str
    title: str
    country: str
    name: str
    marks: tuple[str, ...]
    facts: str
    answer: str
    figures: tuple[Figure, ...]
    figure_notes: tuple[str, ...]
    asks: tuple[Asks, ...]
    ask_notes: tuple[str, ...]
    who: tuple[str, ...]
    groups: tuple[str, ...]
    missing: tuple[str, ...]
    sure: tuple[str, ...]
    differences: tuple[str, ...]
    tasks: tuple[Task, ...]
    protection: tuple[str, ...]
    helpers: tuple[Helper, ...]
