"""A file that comes back to a survey that is being written: what differs goes into the draft as one change, to be undone."""

from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.errors import Invalid
from app.studio import drafts, sketch
from app.studio.beginning import files
from app.studio.beginning.files import Read
from app.studio.changes import between
from app.studio.writing.changed import Group, grouped
from app.studio.writing.contexts import Desk
from app.studio.writing.showing import desk, title, written
from app.surveys.differences import Carried, carried, differences
from app.surveys.findings import Finding


@dataclass(frozen=True)
class Outcome:
    """What became of a file: refused, with a line for each reason; or taken in, with what was said of it and what it changed."""

    refused: str = ""
    missing: tuple[str, ...] = ()
    told: tuple[Finding, ...] = ()
    taken: bool = False
    groups: tuple[Group, ...] = ()
    carried: Carried | None = None


@dataclass(frozen=True)
class FilePage:
    """Context of `office/writing/file.html`."""

    frame: Frame
    desk: Desk
    outcome: Outcome


def take_in(session: Session, code: str, found: Read, by: int) -> Outcome:
    """Make the draft what the file says, by the changes between them. NotFound `unknown-draft`.

    Refuses `another-survey`, where the file holds one of another code; then nothing is saved.
    """
    draft = drafts.by_code(session, code)
    theirs = str(found.document["code"])
    if theirs != code:
        reason = f"This file holds survey {theirs}, not {code}. Begin a new survey with it, or give it the code {code}."
        raise Invalid("another-survey", reason, survey=theirs)
    before = sketch.sketched(draft.document)
    saved = drafts.change(session, code, between(draft.document, found.document), by)
    after = sketch.sketched(saved.draft.document)
    return Outcome(
        told=files.told(session, found), taken=True, groups=grouped(differences(before, after)), carried=carried(before, after)
    )


def file_page(session: Session, person: SignedIn, code: str, outcome: Outcome) -> FilePage:
    """Where a file is brought to a draft, and what became of the one that was. NotFound `unknown-draft`."""
    writing = written(drafts.by_code(session, code))
    return FilePage(Frame(f"{title(writing.sketch)}: from a file", person), desk(session, writing, "changes"), outcome)
