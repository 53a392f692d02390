"""A newer version of a survey beside the draft that it has overtaken, as a page: what is different, and what can be chosen."""

from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.studio import overtaking
from app.studio.models import Draft
from app.studio.writing import words
from app.studio.writing.changed import Group, grouped
from app.studio.writing.contexts import Desk
from app.studio.writing.showing import NOTHING, Said, desk, title, written
from app.surveys import versions
from app.surveys.differences import Carried, carried, differences


@dataclass(frozen=True)
class NewerPage:
    """Context of `office/writing/newer.html`.

    `of_version`: what the version changed of that from which the draft was begun; else what it has other than the draft.
    `stays`: the places in which both changed the same, and taking in leaves the draft as it is.
    """

    frame: Frame
    desk: Desk
    newest: str
    of_version: bool
    groups: tuple[Group, ...]
    carried: Carried
    stays: tuple[str, ...]


def newer_page(session: Session, person: SignedIn, draft: Draft, said: Said = NOTHING) -> NewerPage:
    """The newest version beside the draft. NotFound `unknown-survey` where no version was saved yet."""
    newest = versions.latest(session, versions.by_code(session, draft.code))
    writing = written(draft, "", said)
    base = overtaking.base_of(session, draft)
    clashes = overtaking.clashes(draft, base, newest.document) if base is not None else ()
    before = base if base is not None else writing.sketch
    return NewerPage(
        frame=Frame(f"{title(writing.sketch)}: a newer version", person),
        desk=desk(session, writing, "newer", said),
        newest=newest.hash[: overtaking.SHORT],
        of_version=base is not None,
        groups=grouped(differences(before, newest.document)),
        carried=carried(before, newest.document),
        stays=tuple(words.place(one.change.place, writing.sketch) for one in clashes),
    )
