"""The outline of a draft: its questions in order, what the checks say of them, and how long children take."""

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.studio import names, reading
from app.studio.contexts import Choice
from app.studio.models import Draft
from app.studio.sketch import Sketch
from app.studio.writing import words
from app.studio.writing.contexts import ItemRow, OutlinePage
from app.studio.writing.effort import effort
from app.studio.writing.showing import NOTHING, Said, Writing, desk, notes, title, written
from app.surveys import versions
from app.surveys.findings import FindingLevel
from app.surveys.questionnaire import Item, clauses, content_hash


def outline(session: Session, person: SignedIn, draft: Draft, said: Said = NOTHING) -> OutlinePage:
    """The draft at a glance."""
    writing = written(draft, "", said)
    q = writing.sketch
    version = _version(session, draft)
    return OutlinePage(
        frame=Frame(title(q), person),
        desk=desk(session, writing, "outline", said),
        items=tuple(_row(writing, item, at) for at, item in enumerate(q.items)),
        notes=notes(writing),
        kinds=tuple(Choice(kind, name) for kind, name in words.KINDS.items()),
        effort=effort(writing),
        voices=reading.advice(q, q.languages),
        saved=version,
        surveys=bool(version),
    )


def _version(session: Session, draft: Draft) -> str:
    """How the draft stands to the newest version: `same`, `changed`, or empty where there is none."""
    if all(survey.code != draft.code for survey in versions.surveys(session)):
        return ""
    newest = versions.latest(session, versions.by_code(session, draft.code))
    return "same" if content_hash(Sketch.model_validate(draft.document)) == newest.hash else "changed"


def first_words(q: Sketch, item: Item) -> str:
    """What an item asks, in the default language and the words for the youngest; or that it says nothing yet."""
    by_band = item.wording.get(q.default_language) or next((one for one in item.wording.values() if one), {})
    return by_band[min(by_band)] if by_band else "No words yet"


def _row(writing: Writing, item: Item, at: int) -> ItemRow:
    q = writing.sketch
    mine = [one.level for one in writing.findings if one.path.split(".")[:2] == ["items", item.code]]
    bands = ", ".join(f"{band.from_age} to {band.to_age}" for band in q.bands if band.code in item.bands)
    role = "profile" if item.code in q.profile else "closing feeling" if item.code == q.closing else ""
    return ItemRow(
        code=item.code,
        text=first_words(q, item),
        language=q.default_language,
        direction=names.direction(q.default_language),
        kind=words.KINDS[item.kind],
        level=item.level.value,
        level_words=words.LEVELS[item.level.value],
        role=role,
        bands="all ages" if len(item.bands) == len(q.bands) else bands or "no age group",
        condition=", ".join(dict.fromkeys(clause.item for clause in clauses(item.asked_if))),
        blocks=sum(level is FindingLevel.BLOCK for level in mine),
        warnings=sum(level is FindingLevel.WARN for level in mine),
        first=at == 0,
        last=at == len(q.items) - 1,
    )
