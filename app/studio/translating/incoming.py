"""Translations that come back in a file: all of it is taken, or nothing, with a message for each row that cannot be.

A text whose source has changed since the file was made is taken and shown as such; an empty one changes nothing. Where
somebody has changed a text here meanwhile, the file does not write over it unless that is asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import Session

from app.errors import Conflict, Invalid
from app.studio.translating import records
from app.studio.translating.saving import Change, Language, confirm, save
from app.studio.translating.texts import Slot, problem, text_digest, tidy

MOST_TEXTS = 20_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """A text of a file and where it stands there (`row 12`).

    `was` is the digest of the translation at the time of the file (empty: there was none), or None where the file does not
    tell. `unsure` marks what its translator calls a draft; `sure` that a text which is not marked has been looked at.
    """

    at: str
    key: str
    source: str
    text: str
    was: str | None = None
    unsure: bool = False
    sure: bool = False


@dataclass
class Taken:
    """What a file did: how many texts it changed and confirmed, and what to look at again."""

    changed: int = 0
    confirmed: int = 0
    blank: int = 0
    overtaken: list[str] = field(default_factory=list)


def take_in(session: Session, of: Language, texts: Iterable[Incoming], by: int, *, overwrite: bool = False) -> Taken:
    """Put the texts of a file in. Refuses `translations-refused` and `changed-meanwhile`, every problem in the details."""
    known = records.of_language(session, of.code, of.language)
    pile = _Pile(of, records.stale(of.document, of.slots, of.language, known), overwrite)
    for one in texts:
        pile.put(one, tidy(one.text))
    pile.refuse()
    if pile.changes:
        save(session, of, pile.changes, by)
    if pile.confirmed:
        confirm(session, of, pile.confirmed, by)
    pile.taken.changed, pile.taken.confirmed = len(pile.changes), len(pile.confirmed)
    return pile.taken


class _Pile:
    """The texts of a file, sorted by what becomes of each."""

    def __init__(self, of: Language, overtaken: frozenset[str], overwrite: bool) -> None:
        self._of = of
        self._places = of.by_key()
        self._overtaken = overtaken
        self._overwrite = overwrite
        self._seen: dict[str, str] = {}
        self._problems: list[str] = []
        self._clashes: list[str] = []
        self.changes: list[Change] = []
        self.confirmed: list[str] = []
        self.taken = Taken()

    def put(self, one: Incoming, text: str) -> None:
        """Sort one text in."""
        slot = self._places.get(one.key)
        if slot is None:
            self._problems.append(f"{one.at}: this survey has no text {one.key!r}. Take the row out.")
            return
        source = slot.read(self._of.document, self._of.source)
        if (first := self._seen.setdefault(one.key, one.at)) != one.at:
            self._problems.append(f"{one.at}: {one.key} stands twice, first at {first}. Keep one.")
        elif text and (wrong := problem(one.source or source, text)):
            self._problems.append(f"{one.at}: ({one.key}) {wrong}")
        elif not text:
            self.taken.blank += 1
        elif text == slot.text(self._of.document, self._of.language):
            if one.key in self._overtaken and one.sure and tidy(one.source) == source:
                self.confirmed.append(one.key)
        elif one.was != text_digest(text):  # else nobody touched it in the file; here somebody did
            self._change(one, slot, text, source)

    def _change(self, one: Incoming, slot: Slot, text: str, source: str) -> None:
        stands = slot.text(self._of.document, self._of.language)
        if one.was is not None and one.was != (stands and text_digest(stands)) and not self._overwrite:
            here = f"changed here to “{stands}” after the file was made"
            self._clashes.append(f"{one.at} ({one.key}): {here}; the file says “{text}”.")
            return
        self.changes.append(Change(slot, stands, text, "" if one.unsure else tidy(one.source)))
        if one.unsure or tidy(one.source) != source:
            why = "marked as a draft" if one.unsure else "the source has changed"
            self.taken.overtaken.append(f"{one.at} ({one.key}): {why}.")

    def refuse(self) -> None:
        """Refuse the whole file where one text cannot be taken."""
        if self._problems:
            first, others = self._problems[0], len(self._problems) - 1
            reason = f"Nothing was saved. {first[0].upper()}{first[1:]}" + (f" And {others} more." if others else "")
            raise Invalid("translations-refused", reason, missing=tuple(self._problems))
        if self._clashes:
            raise Conflict(
                "changed-meanwhile",
                f"Nothing was saved: {len(self._clashes)} of these texts have been changed here since the file was made.",
                missing=tuple(self._clashes),
            )
