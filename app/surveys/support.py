"""Where a child can get help, by country, and the harmless page that "Leave now" goes to.

Only numbers that were seen with a source are here; none has been telephoned. So a real wave still needs a named person who
tried each one (`evidence.Verification`), and Myanmar has none at all: a local contact must be found first. A service keeps
the name by which it is called; all else is structure, so that a page can say it in the child's language.
"""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from app.errors import NotFound
from app.surveys.questionnaire import Document, Language

CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
Dial = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9 -]{1,18}[0-9]$")]
PlainPage = Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9.-]+/[A-Za-z0-9/_-]*$")]


class Means(StrEnum):
    """How a service is reached."""

    CALL = "call"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    ZALO = "zalo"
    CHAT = "chat"
    APP = "app"


class Channel(Document):
    """One way to reach a service; `at` is a number, or None where it is found on the service's own pages."""

    by: Means
    at: Dial | None = None

    @property
    def dialled(self) -> str:
        """The digits alone, as a link to dial or write needs them; empty without a number."""
        return "".join(character for character in self.at or "" if character.isdigit())


class Serves(StrEnum):
    """Whom a service is for, or what for; said in the child's language."""

    CHILDREN = "children"
    PRIMARY_SCHOOL_CHILDREN = "primary-school-children"
    WOMEN_AND_CHILDREN = "women-and-children"
    EVERYONE = "everyone"
    MENTAL_HEALTH = "mental-health"
    WELFARE = "welfare"
    POLICE = "police"


class TrialMethod(StrEnum):
    """How a person tried a service."""

    CALL = "call"
    CHAT = "chat"
    MESSAGE = "message"
    VISIT = "visit"


class Days(StrEnum):
    """When a service answers: day and night, on each day, or on weekdays."""

    ALWAYS = "always"
    DAILY = "daily"
    WEEKDAYS = "weekdays"


class Hours(Document):
    """Opening hours in local time; without times where the source gives none."""

    days: Days
    opens: Clock | None = None
    closes: Clock | None = None


class Ages(Document):
    """The ages a service says it is for, both ends included; None: no bound is known."""

    from_age: int | None = Field(None, ge=0, le=120)
    to_age: int | None = Field(None, ge=0, le=120)


class Status(StrEnum):
    """How a number is known: from its operator, a government or the UN; from the news; or by hearsay, which is never shipped."""

    OPERATOR = "operator"
    NEWS = "news"
    MEMORY = "memory"


class Contact(Document):
    """A service that a child can turn to. None means that no source says."""

    code: str = Field(pattern=r"^[A-Z]{2}-[0-9]+$", description="Country and number: what a verification names.")
    name: str | None = Field(None, max_length=60, description="As the service is called; None where only `serves` is known.")
    number: Dial
    channels: tuple[Channel, ...] = Field(min_length=1)
    serves: Serves | None = None
    ages: Ages = Ages()
    hours: Hours | None = None
    languages: tuple[Language, ...] = ()
    free: bool | None = None
    anonymous: bool | None = Field(None, description="False: the service asks who and where one is, and a child must be told.")
    status: Status
    source: str = Field(min_length=1)
    seen: str = Field(min_length=1, description="Year or years of the source; `undated` where it bears none.")

    @model_validator(mode="after")
    def _can_be_shown(self) -> Self:
        if self.name is None and self.serves is None:
            raise ValueError("a contact needs a name, or at least whom it serves")
        if Channel(by=Means.CALL, at=self.number) not in self.channels:
            raise ValueError("the number is the one to call, so it stands among the channels")
        return self


class Country(Document):
    """The contacts of a country, in the order in which a child sees them."""

    contacts: tuple[Contact, ...] = ()
    neutral_page: PlainPage | None = Field(None, description="Where it must differ from the common one.")


class Support(Document):
    """The whole file."""

    neutral_page: PlainPage
    countries: dict[CountryCode, Country]


def countries() -> tuple[str, ...]:
    """The countries in which a wave can be held (ISO 3166-1 alpha-2), in order of their codes."""
    return tuple(sorted(_support().countries))


def contacts(country: str) -> tuple[Contact, ...]:
    """The contacts of a country in the order in which a child sees them, or none. NotFound outside `countries()`."""
    return _country(country).contacts


def neutral_page(country: str | None = None) -> str:
    """The plain page that "Leave now" goes to: a country's own, else the common one. NotFound outside `countries()`."""
    own = None if country is None else _country(country).neutral_page
    return own or _support().neutral_page


def _country(code: str) -> Country:
    found = _support().countries.get(code)
    if found is None:
        raise NotFound("unknown-country", f"Use one of the countries {', '.join(countries())}.", country=code)
    return found


@cache
def _support() -> Support:
    return Support.model_validate_json((files("app.surveys") / "support.json").read_bytes())
