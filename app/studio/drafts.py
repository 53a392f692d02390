"""Drafts: surveys as they are being written. They live here, so a closed tab loses nothing, and two people may write at once.

The unit is a change that knows what it was made from. It is made to the newest document; where somebody else has been in
the same place meanwhile, it is not made and both versions are handed back, so that a person chooses. Nothing is saved over.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app import clock
from app.errors import Conflict, Invalid, NotFound
from app.studio import sketch
from app.studio.changes import Change, Clash, Put, merge
from app.studio.models import Draft, DraftRevision
from app.studio.step import Step, step_of
from app.studio.translating import records
from app.studio.writing import words
from app.surveys import versions
from app.surveys.findings import sound
from app.surveys.models import QuestionnaireVersion, Survey

CODE = re.compile(r"[A-Z][A-Z0-9]{0,11}")


@dataclass(frozen=True)
class Saved:
    """A draft after changes, and those that were not made because somebody else has been there."""

    draft: Draft
    clashes: tuple[Clash, ...] = ()


def start(session: Session, document: Any, by: int) -> Draft:
    """A new draft under the document's own code.

    Refuses `bad-survey-code`, `malformed-draft`, `draft-exists`, `survey-exists`.
    """
    if isinstance(document, dict) and not CODE.fullmatch(str(document.get("code", ""))):
        raise Invalid("bad-survey-code", "A survey's code begins with a letter and has at most 12 capital letters and digits.")
    drawn = sketch.sketched(document)
    if find(session, drawn.code) is not None:
        raise Conflict("draft-exists", f"Somebody is writing a survey {drawn.code} already; choose another code.")
    if any(survey.code == drawn.code for survey in versions.surveys(session)):
        raise Conflict("survey-exists", f"There is a survey {drawn.code} already; choose another code.", survey=drawn.code)
    return _begin(session, drawn, by)


def of_survey(session: Session, code: str, by: int) -> Draft:
    """The draft of a survey, begun from its newest version where nobody is writing on it. NotFound `unknown-survey`."""
    standing = find(session, code)
    if standing is not None:
        return standing
    newest = versions.latest(session, versions.by_code(session, code))
    return _begin(session, newest.document, by, newest.id)


def find(session: Session, code: str) -> Draft | None:
    """The draft of that code, or none."""
    return session.get(Draft, code)


def by_code(session: Session, code: str) -> Draft:
    """The draft of that code; NotFound `unknown-draft`."""
    draft = find(session, code)
    if draft is None:
        raise NotFound("unknown-draft", f"Nobody is writing a survey {code}.", draft=code)
    return draft


def all_drafts(session: Session) -> list[Draft]:
    """Every draft, what was changed last first."""
    return list(session.exec(select(Draft).order_by(col(Draft.changed_at).desc(), col(Draft.code))))


def change(session: Session, code: str, changes: Sequence[Change], by: int) -> Saved:
    """Make changes to the newest document, as one revision; those that clash are handed back and the others made.

    Refuses `malformed-draft` where a change writes what cannot stand in a questionnaire; then none is made.
    """
    draft = _locked(session, code)
    after, made, clashes = merge(draft.document, changes)
    if made:
        sketch.sketched(after)
        _keep(session, draft, after, step_of(draft.document, made), by)
    return Saved(draft, clashes)


def replace(session: Session, code: str, document: Any, by: int, revision: int) -> Draft:
    """Put a whole document in the draft's place, as when a translation or a form comes back from elsewhere.

    Refuses `malformed-draft`, `another-survey` (the document has another code) and `draft-changed` (somebody has changed the
    draft since that revision); then nothing is saved.
    """
    draft = _locked(session, code)
    drawn = sketch.sketched(document)
    if drawn.code != code:
        raise Invalid("another-survey", f"This is survey {drawn.code}, not {code}.", survey=drawn.code)
    if draft.revision != revision:
        raise Conflict("draft-changed", f"Somebody has changed {code} since. Look at the new version and do it again.")
    after = sketch.plain(drawn)
    if after != draft.document:
        whole = Put(place=(), was=draft.document, becomes=after)
        _keep(session, draft, after, step_of(draft.document, (whole,)), by)
    return draft


def last_step(session: Session, code: str) -> DraftRevision | None:
    """The revision that `undo` would take back, or none."""
    return _undoable(session, by_code(session, code))


def undo(session: Session, code: str, by: int, revision: int) -> Draft:
    """Restore what stood before the last change that still stands, as a new revision; again, and the one before it goes.

    `revision` is the draft's newest as the person saw it. Refuses `draft-changed` and `nothing-to-undo`.
    """
    draft = _locked(session, code)
    if draft.revision != revision:
        raise Conflict("draft-changed", f"Somebody has changed {code} since. Look at it before you undo.")
    last = _undoable(session, draft)
    if last is None:
        raise Conflict("nothing-to-undo", "There is nothing to undo.", draft=code)
    after, made, _ = merge(draft.document, last.step.back)
    _keep(session, draft, after, step_of(draft.document, made), by, undoes=last.revision)
    return draft


def publish(session: Session, code: str) -> QuestionnaireVersion:
    """Save the draft as the newest version of its survey; the draft stays.

    Refuses `newer-version` (somebody has saved one that the draft knows nothing of) and `unsound-questionnaire` with findings.
    """
    versions.held(session, code)
    draft = _locked(session, code)
    if overtaken(session, draft):
        raise Conflict("newer-version", f"{code} has a newer version than this draft was begun from. Compare them first.")
    found, drawn = sketch.findings(draft.document), sketch.sketched(draft.document)
    if not sound(found):
        raise Invalid(
            "unsound-questionnaire",
            f"{code} cannot be saved as a version yet.",
            findings=[one.as_json() for one in found if one.structure],
            missing=tuple(
                f"{words.place(one.path.split('.'), drawn)}: {one.reason} {one.mend}" for one in found if one.structure
            ),
        )
    version = versions.save(session, draft.document)
    draft.base_version_id = version.id
    session.add(draft)
    return version


def overtaken(session: Session, draft: Draft) -> bool:
    """Whether a version was saved, as by a command, that the draft was neither begun from nor compared with."""
    return versions.newest_id(session, draft.code) not in {None, draft.base_version_id}


def discard(session: Session, code: str, revision: int) -> None:
    """Throw the draft away, with all that was done to it. Versions that were saved stay.

    `revision` is the draft's newest as the person saw it. Refuses `draft-changed`: nobody throws away what they have not seen.
    """
    draft = _locked(session, code)
    if draft.revision != revision:
        raise Conflict("draft-changed", f"Somebody has changed {code} since. Look at it before you throw it away.")
    session.delete(draft)
    session.flush()


def history(session: Session, code: str, most: int = 50) -> list[DraftRevision]:
    """What was done to a draft, the newest first."""
    done = select(DraftRevision).where(DraftRevision.code == code).order_by(col(DraftRevision.revision).desc())
    return list(session.exec(done.limit(most)))


def all_changes(session: Session, code: str) -> list[Change]:
    """Every change that was ever made to a draft, the oldest first."""
    done = select(DraftRevision).where(DraftRevision.code == code).order_by(col(DraftRevision.revision))
    return [one for revision in session.exec(done) for one in revision.step.changes]


def versions_known(session: Session, code: str) -> list[QuestionnaireVersion]:
    """Every version of the survey of that code, the oldest first; none where there is no survey yet."""
    of_survey = select(QuestionnaireVersion).join(Survey).where(Survey.code == code).order_by(col(QuestionnaireVersion.saved))
    return list(session.exec(of_survey))


def _begin(session: Session, drawn: Any, by: int, base_version_id: int | None = None) -> Draft:
    draft = Draft(
        code=drawn.code, document=sketch.plain(drawn), base_version_id=base_version_id, changed_at=clock.now(), changed_by=by
    )
    session.add(draft)
    session.flush()
    return draft


def _locked(session: Session, code: str) -> Draft:
    """The draft, held for this transaction: SQLite writers queue anyway, PostgreSQL's queue here."""
    draft = session.exec(
        select(Draft).where(Draft.code == code).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    return draft if draft is not None else by_code(session, code)


def _keep(session: Session, draft: Draft, after: dict[str, Any], step: Step, by: int, undoes: int | None = None) -> None:
    moment = clock.now()
    records.noticed(session, draft.document, after, by)
    draft.document, draft.revision, draft.changed_at, draft.changed_by = after, draft.revision + 1, moment, by
    done = DraftRevision(code=draft.code, revision=draft.revision, step=step, undoes=undoes, changed_at=moment, changed_by=by)
    session.add_all([draft, done])
    session.flush()


def _undoable(session: Session, draft: Draft) -> DraftRevision | None:
    """The newest revision that has not been taken back: whoever takes one back goes on before it."""
    number = draft.revision
    while (done := session.get(DraftRevision, (draft.code, number))) is not None and done.undoes is not None:
        number = done.undoes - 1
    return done
