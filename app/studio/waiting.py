"""What waits for a reviewer: real waves that lack nothing but an approval, and languages that nobody has reviewed as they are.

Only what this very reviewer may do is listed: nobody approves or reviews what they made themselves.
"""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from app.accounts.guards import SignedIn
from app.errors import NotAllowed
from app.studio import drafts, names
from app.studio.contexts import Step
from app.studio.fielding import approving
from app.studio.opening import gates_of
from app.studio.translating import reviewing
from app.studio.translating.saving import document_of, language_of
from app.surveys import versions, waves
from app.surveys.models import Wave, WaveState

_BEFORE_OPENING = (WaveState.DRAFT, WaveState.PAUSED)
_NAMED = 3
"""So many languages of a survey are named; the page of its languages shows all."""


def for_reviewer(session: Session, person: SignedIn, today: date) -> tuple[Step, ...]:
    """Each as something to do next, waves first; that there is nothing, where nothing is."""
    found = (*_waves(session, person, today), *_languages(session, person))
    return found or (Step("Nothing waits for your review. You can look at every survey and wave."),)


def _waves(session: Session, person: SignedIn, today: date) -> Iterator[Step]:
    for wave in waves.all_waves(session):
        if not (wave.state in _BEFORE_OPENING and approving.missing(session, wave) and _may_approve(session, wave, person)):
            continue
        if all(gate.passed for gate in gates_of(session, wave, today)):
            words = f"{wave.code} has passed its gates and waits for your approval."
            yield Step(words, f"Look at {wave.code}", f"/office/waves/{wave.code}/gates")


def _may_approve(session: Session, wave: Wave, person: SignedIn) -> bool:
    try:
        approving.refuse_maker(session, wave, person.email)
    except NotAllowed:
        return False
    return True


def _languages(session: Session, person: SignedIn) -> Iterator[Step]:
    codes = [*(one.code for one in versions.surveys(session)), *(one.code for one in drafts.all_drafts(session))]
    for code in dict.fromkeys(codes):
        every = [language_of(session, code, one) for one in document_of(session, code)["languages"]]
        found = [one.language for one in every if reviewing.waits(session, one, person.account_id)]
        if found:
            more = len(found) - _NAMED
            said = names.languages(found[:_NAMED]) + (f" and {more} more" if more > 0 else "")
            yield Step(f"Texts of {code} wait for your review: {said}.", f"Read {code}", f"/office/surveys/{code}/languages")
