"""What the templates of the children's pages see: frozen, and complete. A field that is not here cannot be on a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from app.surveys.recordings import Voice, text_digest
from app.surveys.support import Contact


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every page: practice or not, who helps, where Leave now leads, the style.

    `wave` is its code, `home` the address of the welcome: None where there is none, and on the welcome itself. `voices` are
    the survey's recordings by the digest of the text they read; their sounds are under the address `sounds`.
    """

    practice: bool
    help: tuple[Contact, ...]
    leave: str
    clear: str
    neutral: str
    style: Markup
    wave: str | None = None
    home: str | None = None
    voices: Mapping[str, Voice] = field(default_factory=dict)
    sounds: str | None = None

    def said(self, text: str) -> Markup:
        """The attributes of an element with this text: which recording reads it, if there is one."""
        voice = self.voices.get(text_digest(text)) if self.voices else None
        return Markup(' data-voice="{}" data-size="{}"').format(voice.name, voice.size) if voice else Markup()


@dataclass(frozen=True, slots=True)
class Tongue:
    """Another language to choose, by its own name."""

    code: str
    autonym: str
    direction: str
    href: str


@dataclass(frozen=True, slots=True)
class Age:
    """An age in years and the cached page of its band: nothing finer than the band is in the address."""

    age: int
    href: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """The first page."""

    frame: Frame
    lines: tuple[str, ...]
    languages: tuple[Tongue, ...]
    ages: tuple[Age, ...]
    bye: str


@dataclass(frozen=True, slots=True)
class Option:
    """An answer on offer. `alone`: it goes with no other. `image` holds a picture of the office's own, `shows` says it."""

    code: str
    label: str
    picture: str | None = None
    alone: bool = False
    image: str = ""
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One item as it is asked: `most` answers may be chosen, `maximum` characters written; `condition` is JSON for the script."""

    id: str
    code: str
    kind: str
    text: str
    lines: tuple[str, ...]
    options: tuple[Option, ...]
    most: int
    maximum: int
    gated: bool
    condition: Markup | None
    condition_in_words: str | None
    back: str
    onwards: str


@dataclass(frozen=True, slots=True)
class Questions:
    """A band's whole questionnaire.

    `lines`: who asks and why, where that is said otherwise than on the welcome. `uncached`: the copy with a nonce of the
    server's, for browsers without script. `key`: the wave's public key, to which answers are sealed that have to wait;
    `bands`: all of the questionnaire, whose pages a phone keeps for the next child.
    """

    frame: Frame
    action: str
    no: str
    key: str
    bands: tuple[str, ...]
    uncached: str | None
    nonce: str
    version: str
    lines: tuple[str, ...]
    assent: tuple[str, ...]
    check: str | None
    items: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Thanks, no or bye. `forget` is a stylesheet whose only use is the header it comes with."""

    frame: Frame
    notice: str
    forget: str | None
    youngest: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Kind:
    """Why there are no questions here, said kindly."""

    frame: Frame
    reason: str
