"""A draft that a newer version of its survey has overtaken, as when one was imported by command: what then can be done.

Nothing is done of itself. A person is shown both, and chooses: to take in what the version changed, to go on from the
version, or to leave the draft as it is. Undo takes back whatever that did to the draft.
"""

from enum import StrEnum

from sqlmodel import Session

from app.errors import Conflict
from app.studio import drafts, sketch
from app.studio.changes import Change, Clash, between, merge
from app.studio.models import Draft
from app.surveys import versions
from app.surveys.models import QuestionnaireVersion
from app.surveys.questionnaire import Questionnaire

SHORT = 12
"""So many signs of a version's hash tell it apart on a page."""


class Choice(StrEnum):
    """What a person does with a newer version."""

    TAKE_IN = "take-in"
    GO_ON_FROM_IT = "go-on-from-it"
    LEAVE = "leave"


def base_of(session: Session, draft: Draft) -> Questionnaire | None:
    """What the draft was begun from, or last compared with; None of a survey that was new then."""
    version = session.get(QuestionnaireVersion, draft.base_version_id) if draft.base_version_id is not None else None
    return version.document if version is not None else None


def clashes(draft: Draft, base: Questionnaire, newest: Questionnaire) -> tuple[Clash, ...]:
    """Where both have changed the same: taking the version in leaves the draft as it is there."""
    return merge(draft.document, _changes(base, newest))[2]


def choose(session: Session, code: str, choice: Choice, newest: str, by: int, revision: int) -> None:
    """Do with the newest version what the person chose, who has seen this beginning of its hash and this revision of the draft.

    Refuses `newer-version` and `draft-changed` where somebody has been there since, and `nothing-to-take-in` of a new survey.
    """
    version = versions.latest(session, versions.by_code(session, code))
    if version.hash[:SHORT] != newest:
        raise Conflict("newer-version", f"{code} has got another version since. Compare them again.")
    draft = drafts.by_code(session, code)
    if draft.revision != revision:
        raise Conflict("draft-changed", f"Somebody has changed {code} since. Compare them again.")
    if choice is Choice.GO_ON_FROM_IT:
        drafts.replace(session, code, sketch.plain(version.document), by, revision)
    elif choice is Choice.TAKE_IN:
        base = base_of(session, draft)
        if base is None:
            raise Conflict("nothing-to-take-in", f"{code} was new when this draft was begun. Choose one of them.")
        drafts.change(session, code, _changes(base, version.document), by)
    draft.base_version_id = version.id
    session.add(draft)


def _changes(base: Questionnaire, newest: Questionnaire) -> tuple[Change, ...]:
    return between(sketch.plain(base), sketch.plain(newest))
