"""What the pages of writing show: one frozen context a page, and the parts they share."""

from dataclasses import dataclass

from app.accounts.frame import Frame
from app.studio.contexts import Choice, ExpectedRow


@dataclass(frozen=True)
class Note:
    """A finding as a writer reads it: where in words, why, what to change, by which rule."""

    level: str
    where: str
    reason: str
    mend: str
    source: str
    item: str = ""


@dataclass(frozen=True)
class Field:
    """A text to fill in. `was` stood there when the page was made; `theirs` is what somebody else has put there since."""

    name: str
    label: str
    value: str
    was: str
    language: str
    direction: str
    hint: str = ""
    theirs: str | None = None


@dataclass(frozen=True)
class Row:
    """One text for one age group, in the languages that stand side by side."""

    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Ticks:
    """Boxes to tick: the name of the field, what stood there, and the boxes."""

    name: str
    was: str
    choices: tuple[Choice, ...]
    theirs: str | None = None


@dataclass(frozen=True)
class Desk:
    """What stands above every page of a draft: which survey, its state, what undoing would do, and what was refused.

    `overtaken`: its survey has a newer version, which nobody has compared with the draft.
    """

    code: str
    title: str
    revision: int
    changed: str
    undo: str
    here: str
    blocks: int
    warnings: int
    sound: bool
    overtaken: bool
    refused: str = ""
    clashes: int = 0


@dataclass(frozen=True)
class Effort:
    """How long an age group needs, and how hard its questions are to read (`grade` empty: that cannot be said)."""

    ages: str
    minutes: str
    better: int
    too_long: bool
    grade: str
    most_grade: str
    too_hard: bool


@dataclass(frozen=True)
class ItemRow:
    """An item in the outline."""

    code: str
    text: str
    language: str
    direction: str
    kind: str
    level: str
    level_words: str
    role: str
    bands: str
    condition: str
    blocks: int
    warnings: int
    first: bool
    last: bool


@dataclass(frozen=True)
class OutlinePage:
    """Context of `office/writing/outline.html`. `voices`: for whom they are advised, if for anybody."""

    frame: Frame
    desk: Desk
    items: tuple[ItemRow, ...]
    notes: tuple[Note, ...]
    kinds: tuple[Choice, ...]
    effort: tuple[Effort, ...]
    voices: str
    saved: str
    surveys: bool


@dataclass(frozen=True)
class OptionEdit:
    """An option as it is edited."""

    code: str
    place: str
    rows: tuple[Row, ...]
    sensitive: Ticks
    exclusive: Ticks | None
    picture: str
    pictures: tuple[Choice, ...]
    seen: str
    first: bool
    last: bool


@dataclass(frozen=True)
class Lead:
    """An answer that leads to the item; `broken` says why it cannot."""

    place: str
    item: str
    question: str
    answer: str
    broken: str


@dataclass(frozen=True)
class ConditionEdit:
    """When the item is asked."""

    needs_all: bool
    leads: tuple[Lead, ...]
    sources: tuple[tuple[str, tuple[Choice, ...]], ...]
    several: bool


@dataclass(frozen=True)
class ItemPage:
    """Context of `office/writing/item.html`."""

    frame: Frame
    desk: Desk
    code: str
    kind: str
    kind_words: str
    place: int
    of: int
    before: str
    after: str
    languages: tuple[Choice, ...]
    beside: str
    rows: tuple[Row, ...]
    bands: Ticks
    level: tuple[Choice, ...]
    level_was: str
    topic: Field
    maximum: str
    options: tuple[OptionEdit, ...]
    condition: ConditionEdit
    in_words: tuple[Row, ...]
    effort: tuple[Effort, ...]
    notes: tuple[Note, ...]
    seen: str
    preview: str
    query: str


@dataclass(frozen=True)
class BandEdit:
    """An age group as it is edited."""

    code: str
    label: tuple[Field, ...]
    from_age: str
    to_age: str
    asked: int
    of: int


@dataclass(frozen=True)
class NamedEdit:
    """Something with a code and a name: a place with its categories."""

    code: str
    label: tuple[Field, ...]
    seen: str
    parts: tuple["NamedEdit", ...] = ()


@dataclass(frozen=True)
class IndicatorEdit:
    """A number with a name as it is edited: which answers count, its kind, and of whom something is asked.

    `clashes`: somebody else has changed it meanwhile, and that must be seen.
    """

    code: str
    label: tuple[Field, ...]
    seen: str
    question: str
    codes: Ticks
    kinds: tuple[Choice, ...]
    addressees: tuple[Choice, ...]
    clashes: bool


@dataclass(frozen=True)
class SettingsPage:
    """Context of `office/writing/settings.html`. `children` are expected, and `expected` says what that would hide."""

    frame: Frame
    desk: Desk
    languages: tuple[Choice, ...]
    beside: str
    title: tuple[Field, ...]
    texts: tuple[tuple[str, str, tuple[Row, ...]], ...]
    spoken: tuple[Choice, ...]
    more_languages: tuple[Choice, ...]
    default_was: str
    bands: tuple[BandEdit, ...]
    profile: Ticks
    closing: tuple[Choice, ...]
    closing_was: str
    breakdowns: Ticks
    children: str
    expected: tuple[ExpectedRow, ...]
    dimensions: tuple[Choice, ...]
    pairs: tuple[tuple[str, str], ...]
    places: tuple[NamedEdit, ...]
    indicators: tuple[IndicatorEdit, ...]
    answers: tuple[tuple[str, tuple[Choice, ...]], ...]
    kinds: tuple[Choice, ...]
    notes: tuple[Note, ...]
    query: str


@dataclass(frozen=True)
class BankRow:
    """An item of the question bank, as a writer looks at it."""

    code: str
    text: str
    answers: tuple[str, ...]
    topic: str
    bands: str
    level: str
    level_words: str
    use: str
    fourc: str
    needs: str
    standing: bool


@dataclass(frozen=True)
class BankPage:
    """Context of `office/writing/bank.html`."""

    frame: Frame
    desk: Desk
    rows: tuple[BankRow, ...]
    topics: tuple[Choice, ...]
    ages: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    risks: tuple[Choice, ...]
    query: str
