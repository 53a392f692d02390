"""What every page of a draft shows: the desk above it, findings in words, and texts side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session

from app.accounts.models import Account
from app.studio import drafts, names, sketch
from app.studio.changes import Clash, Place, value_at
from app.studio.contexts import Choice
from app.studio.models import Draft
from app.studio.sketch import Sketch
from app.studio.writing import words
from app.studio.writing.contexts import Desk, Field, Note, Row, Ticks
from app.studio.writing.fields import shown
from app.surveys.findings import Finding, FindingLevel, sound
from app.surveys.questionnaire import Questionnaire


@dataclass(frozen=True)
class Said:
    """What the last form of a person came to: refused altogether, or with fields that clash with somebody else's."""

    refused: str = ""
    clashes: tuple[Clash, ...] = ()


NOTHING = Said()


@dataclass(frozen=True)
class View:
    """What a person has chosen to see on a page: a second language, and what would be hidden of so many children."""

    beside: str = ""
    children: str = ""

    @property
    def query(self) -> str:
        """The end of an address that chooses the same."""
        given = {name: value for name, value in (("beside", self.beside), ("children", self.children)) if value}
        return f"?{urlencode(given)}" if given else ""


PLAIN = View()


@dataclass(frozen=True)
class Writing:
    """A draft as its pages see it. `shown` are the languages that stand side by side, the default first."""

    draft: Draft
    sketch: Sketch
    findings: tuple[Finding, ...]
    shown: tuple[str, ...]
    clashes: Mapping[str, Clash] = field(default_factory=dict)

    @property
    def document(self) -> dict[str, Any]:
        """The plain JSON of the draft."""
        return self.draft.document


def written(draft: Draft, beside: str = "", said: Said = NOTHING) -> Writing:
    """A draft, looked at and checked."""
    drawn = sketch.sketched(draft.document)
    languages = (drawn.default_language, *([beside] if beside in drawn.languages and beside != drawn.default_language else []))
    clashes = {".".join(clash.change.place): clash for clash in said.clashes}
    return Writing(draft, drawn, sketch.findings(draft.document), languages, clashes)


def desk(session: Session, writing: Writing, here: str, said: Said = NOTHING) -> Desk:
    """The head of a draft's page."""
    draft = writing.draft
    last = drafts.last_step(session, draft.code)
    account = session.get(Account, draft.changed_by)
    return Desk(
        code=draft.code,
        title=title(writing.sketch),
        revision=draft.revision,
        changed=f"{draft.changed_at:%d %b, %H:%M} UTC by {account.name if account else 'somebody'}",
        undo=words.step(last.step, writing.sketch) if last else "",
        here=here,
        blocks=sum(one.level is FindingLevel.BLOCK for one in writing.findings),
        warnings=sum(one.level is FindingLevel.WARN for one in writing.findings),
        sound=sound(writing.findings),
        overtaken=drafts.overtaken(session, draft),
        refused=said.refused,
        clashes=sum(not one.gone for one in said.clashes),
    )


def title(q: Questionnaire) -> str:
    """The title in the default language, or whichever there is."""
    return q.title.get(q.default_language) or next(iter(q.title.values()), f"Survey {q.code}")


def notes(writing: Writing, item: str | None = None, *, within: bool = False) -> tuple[Note, ...]:
    """Findings in words, what blocks first: of one item, or (item None) of everything else."""
    found = []
    for one in writing.findings:
        path = tuple(one.path.split("."))
        of = path[1] if path[:1] == ("items",) and len(path) > 1 else ""
        if (of or None) == item:
            found.append(_note(writing, one, path, of))
    return tuple(sorted(found, key=lambda one: one.level != FindingLevel.BLOCK.value))


def _note(writing: Writing, finding: Finding, path: Place, item: str) -> Note:
    where = words.place(words.of_item(path), writing.sketch)
    return Note(finding.level.value, where, finding.reason, finding.mend, finding.source, item)


def rows(writing: Writing, place: Place, label: str, bands: Sequence[str]) -> tuple[Row, ...]:
    """A wording: a row for each of the bands, a field for each language shown."""
    made = []
    for band in writing.sketch.bands:
        if band.code not in bands:
            continue
        ages = f"{band.from_age} to {band.to_age}"
        fields = tuple(_of_band(writing, place, language, band.code, f"{label}, {ages}") for language in writing.shown)
        made.append(Row(ages, fields))
    return tuple(made)


def text(writing: Writing, place: Place, language: str, label: str) -> Field:
    """One text in one language."""
    return _field(writing, (*place, language), language, f"{label}, {names.language(language)}")


def texts(writing: Writing, place: Place, label: str) -> tuple[Field, ...]:
    """One text in the languages shown."""
    return tuple(text(writing, place, language, label) for language in writing.shown)


def ticks(writing: Writing, place: Place, choices: Sequence[Choice]) -> Ticks:
    """Boxes to tick for a list or a flag."""
    name = ".".join(place)
    clash = writing.clashes.get(name)
    was = shown(value_at(writing.document, place))
    made = Ticks(name, was, tuple(choices))
    return replace(made, theirs=shown(clash.theirs)) if clash else made


def plain_field(writing: Writing, place: Place, label: str) -> Field:
    """A field that has no language."""
    return _field(writing, place, writing.sketch.default_language, label)


def _of_band(writing: Writing, place: Place, language: str, band: str, label: str) -> Field:
    by_band = value_at(writing.document, (*place, language)) or {}
    hint = "" if band in by_band or not by_band else by_band[min(by_band)]
    made = _field(writing, (*place, language, band), language, f"{label}, {names.language(language)}")
    return replace(made, hint=hint)


def _field(writing: Writing, place: Place, language: str, label: str) -> Field:
    name = ".".join(place)
    value = shown(value_at(writing.document, place))
    made = Field(name, label, value, value, language, names.direction(language))
    clash = writing.clashes.get(name)
    if clash is None:
        return made
    mine, was = shown(getattr(clash.change, "becomes", None)), shown(getattr(clash.change, "was", None))
    return replace(made, value=mine, was=was, theirs=shown(clash.theirs))
