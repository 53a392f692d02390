"""What one gate is, and how it says what it found and what is missing. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.studio import names

NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class Gate:
    """One gate: passed exactly if nothing is missing."""

    number: int
    name: str
    found: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the gate stands open."""
        return not self.missing


@dataclass
class Look:
    """What one gate has seen so far."""

    number: int
    name: str
    found: list[str]
    missing: list[str]

    def need(self, what: str, recorded: object) -> None:
        """Something that must be there: shown if it is, `not recorded` if not."""
        if recorded:
            self.found.append(f"{what}: {recorded}")
        else:
            self.missing.append(f"{what}: {NOT_RECORDED}")

    def refuse(self, when: bool, why: str) -> None:
        """Something that must not be so."""
        if when:
            self.missing.append(why)

    def languages(self, why: str, codes: Iterable[str]) -> None:
        """Something that some languages lack; nothing where none does."""
        lacking = names.languages(codes)
        self.refuse(bool(lacking), f"{why} ({lacking})")

    def gate(self) -> Gate:
        """What was seen, for good."""
        return Gate(self.number, self.name, tuple(self.found), tuple(self.missing))


def lacking(looked_at: Iterable[Gate]) -> Iterator[str]:
    """All that is missing, one line each, under the number and name of its gate."""
    for gate in looked_at:
        yield from (f"{gate.number}. {gate.name}: {what}" for what in gate.missing)
