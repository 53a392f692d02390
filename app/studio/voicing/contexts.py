"""What the page of voices shows."""

from dataclasses import dataclass

from app.accounts.frame import Frame
from app.studio.contexts import Choice
from app.studio.translating.contexts import Share


@dataclass(frozen=True)
class Spoken:
    """A text to be read out loud. `sound` is where its recording is, empty where there is none; `size` is in KB."""

    digest: str
    where: str
    ages: str
    text: str
    sound: str
    size: str
    refused: str


@dataclass(frozen=True)
class SpokenGroup:
    """The texts of one item, sent together."""

    part: str
    title: str
    voices: tuple[Spoken, ...]


@dataclass(frozen=True)
class VoicesPage:
    """Context of `office/voicing/voices.html`."""

    frame: Frame
    code: str
    title: str
    language: str
    name: str
    direction: str
    languages: tuple[Choice, ...]
    shares: tuple[Share, ...]
    needed: str
    groups: tuple[SpokenGroup, ...]
    only_missing: bool
    kinds: str
    seconds: int
    saved: bool
    notice: str
    refused: bool
    may_change: bool
