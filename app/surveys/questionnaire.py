"""The instrument as a frozen document: what a questionnaire is, its canonical JSON, its hash and its JSON Schema.

The models say what can be written down at all; whether a questionnaire is sound and fit for children is said by
`surveys.checks`. A field added later must have a default: defaults are left out of the canonical JSON, so old hashes stay.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

OPTION_CODES = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
AGE = "AGE"
OWN_PICTURE = "own-"
"""How the names of pictures begin that an office has brought; the rest is the beginning of the picture's digest."""

ItemCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,11}$")]
OptionCode = Annotated[str, StringConstraints(pattern=r"^[1-9A-Z]$")]
BandCode = Annotated[str, StringConstraints(pattern=r"^[1-9]$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
_NEVER_IN_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
FORMULA = tuple("=+-@＝＋－＠")
"""Also the wide signs of Chinese and Japanese keyboards: spreadsheets there take them for the same."""


def _harmless(text: str) -> str:
    """Refuses what would run in a spreadsheet, or show something else than it says."""
    if _NEVER_IN_TEXT.search(text):
        raise ValueError("A text holds no control characters and no marks that turn its direction round.")
    if text.startswith(FORMULA):
        raise ValueError("A text does not begin with = + - or @, narrow or wide: spreadsheets would take it for a formula.")
    return text


Text = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True), AfterValidator(_harmless)]

Texts = dict[Language, Text]
"""One text in several languages."""

Wording = dict[Language, dict[BandCode, Text]]
"""One text by language and band; a band without its own falls back to the youngest band that has one."""


class Document(BaseModel):
    """Frozen, and closed: an unknown field is a mistake, not a note to ignore."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(StrEnum):
    """Sensitivity of an item (children.md 2.5): neutral, mild experience, difficult. What is worse is never asked."""

    S0 = "S0"
    S1 = "S1"
    S2 = "S2"


class IndicatorKind(StrEnum):
    """Risks are always shown beside benefits; help and asks stand apart."""

    RISK = "risk"
    HELP = "help"
    BENEFIT = "benefit"
    ASK = "ask"


class Addressee(StrEnum):
    """Of whom children ask something."""

    GOVERNMENT = "government"
    COMPANIES = "companies"


class Band(Document):
    """Children of some ages who are asked in the same words, and who are published as one age group."""

    code: BandCode
    label: Texts
    from_age: int = Field(ge=8, le=17)
    to_age: int = Field(ge=8, le=17)


class Clause(Document):
    """True where the answer to `item` is one of `codes`; false on every missing value."""

    item: ItemCode
    codes: tuple[OptionCode, ...] = Field(min_length=1)


class AnyOf(Document):
    """Asked if at least one clause is true."""

    any: tuple[Clause, ...] = Field(min_length=1, max_length=8)


class AllOf(Document):
    """Asked if every clause is true."""

    all: tuple[Clause, ...] = Field(min_length=1, max_length=8)


Condition = AnyOf | AllOf


def clauses(condition: Condition | None) -> tuple[Clause, ...]:
    """The clauses of a condition, whichever way they are joined."""
    if condition is None:
        return ()
    return condition.any if isinstance(condition, AnyOf) else condition.all


class ResponseOption(Document):
    """An answer on offer. Its code is the character in the record: explicit, never positional, never reused."""

    code: OptionCode
    label: Wording
    sensitive: bool = False
    exclusive: bool = False
    picture: str | None = Field(None, pattern=r"^[a-z][a-z0-9-]{0,30}$", description="A drawing; `own-`: the office's own.")
    picture_text: Texts = Field({}, description="What a picture of the office's own shows, in words.")
    name: str | None = Field(None, max_length=100, description="The choice name of an imported form.")


class _Item(Document):
    code: ItemCode
    bands: tuple[BandCode, ...] = Field(min_length=1)
    level: Level = Level.S0
    wording: Wording
    asked_if: Condition | None = None
    asked_if_in_words: Wording | None = Field(None, description="The condition in a child's words, for pages without script.")
    topic: str = Field("", max_length=60)


class Single(_Item):
    """One answer out of several."""

    kind: Literal["single"]
    options: tuple[ResponseOption, ...] = Field(min_length=2, max_length=len(OPTION_CODES))


class Pick(_Item):
    """Up to `maximum` answers out of several."""

    kind: Literal["pick"]
    options: tuple[ResponseOption, ...] = Field(min_length=2, max_length=len(OPTION_CODES))
    maximum: int = Field(ge=1)


class OpenText(_Item):
    """A few words of the child's own. Never in the record: it becomes a remark, kept apart."""

    kind: Literal["text"]
    maximum: int = Field(280, ge=1, le=280, description="Characters.")


class Card(_Item):
    """Something to read; nothing to answer."""

    kind: Literal["card"]


Item = Annotated[Single | Pick | OpenText | Card, Field(discriminator="kind")]
Choice = Single | Pick


class Category(Document):
    """A category of a place variable."""

    code: OptionCode
    label: Texts


class Place(Document):
    """A profile variable that a sitting sets for all its children, such as the province."""

    code: ItemCode
    label: Texts
    categories: tuple[Category, ...] = Field(min_length=2)


class Indicator(Document):
    """A number with a name: a set of categories of one single item, or one option of a pick item."""

    code: ItemCode
    name: Texts
    kind: IndicatorKind
    item: ItemCode
    codes: tuple[OptionCode, ...] = Field(min_length=1)
    addressee: Addressee | None = Field(None, description="Of an ask: of whom.")


class Questionnaire(Document):
    """The whole instrument, in every language.

    `items` stand in the order in which they are asked, profile items and the closing feeling among them. Age is not an
    item: it is the door, and its answer is the band.
    """

    format: Literal["suara-questionnaire/1"]
    code: ItemCode
    title: Texts
    languages: tuple[Language, ...] = Field(min_length=1)
    default_language: Language
    drafts: tuple[Language, ...] = Field((), description="Languages that no native speaker has reviewed yet.")
    bands: tuple[Band, ...] = Field(min_length=1, max_length=9)
    welcome: Wording = Field(description="Who asks and why: the first words a child reads.")
    assent: Wording = Field(description="What taking part means, one sentence a line.")
    check: Wording | None = Field(None, description="The check question after the assent; bands without a text have none.")
    items: tuple[Item, ...] = Field(min_length=1, max_length=200)
    profile: tuple[ItemCode, ...] = Field((), max_length=2)
    places: tuple[Place, ...] = Field((), max_length=2)
    closing: ItemCode | None = None
    breakdowns: tuple[ItemCode, ...] = ()
    pairs: tuple[tuple[ItemCode, ItemCode], ...] = ()
    indicators: tuple[Indicator, ...] = ()

    def item(self, code: str) -> Single | Pick | OpenText | Card:
        """The item of that code; KeyError where there is none."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(code)

    def band(self, code: str) -> Band:
        """The band of that code; KeyError where there is none."""
        for band in self.bands:
            if band.code == code:
                return band
        raise KeyError(code)

    def band_of_age(self, age: int) -> Band | None:
        """The band of a child of that age in years, or none."""
        return next((band for band in self.bands if band.from_age <= age <= band.to_age), None)

    def asked_of(self, band: str) -> tuple[Single | Pick | OpenText | Card, ...]:
        """The items of a band, in the order in which they are asked (their conditions still apply)."""
        return tuple(item for item in self.items if band in item.bands)


def worded(wording: Wording, language: str, band: str) -> str:
    """The text for a language and band, falling back to the youngest band of that language; KeyError where refused."""
    by_band = wording[language]
    return by_band[band] if band in by_band else by_band[min(by_band)]


def oldest_wording(wording: Wording, language: str, bands: Iterable[str]) -> str:
    """The text that tables carry: that of the oldest band asked (bands are numbered by age)."""
    return worded(wording, language, max(bands))


def canonical(document: BaseModel) -> bytes:
    """The one way to write a document down: sorted keys, no spaces, UTF-8, defaults left out."""
    return canonical_json(document.model_dump(mode="json", exclude_defaults=True))


def canonical_json(value: Any) -> bytes:
    """Canonical JSON of plain data."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal: how versions, plans and releases are named."""
    return hashlib.sha256(content).hexdigest()


def content_hash(questionnaire: Questionnaire) -> str:
    """The name of a version: the digest of its canonical JSON."""
    return digest(canonical(questionnaire))


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a questionnaire file."""
    return Questionnaire.model_json_schema()
