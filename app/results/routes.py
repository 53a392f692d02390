"""The steward's page of a wave's release: ask for it, and see what became of the asking. No count is shown here."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn, allowed
from app.accounts.models import Role
from app.errors import Conflict
from app.results import asking, counter_lock, releases
from app.results.models import PreparationState
from app.surveys import waves
from app.surveys.models import Wave
from app.web.templates import page
from app.web.transactions import Reading, Writing, engine_of

LOOK_AGAIN_SECONDS = 3

router = APIRouter(include_in_schema=False, prefix="/office")

Steward = Annotated[SignedIn, Depends(allowed(Role.STEWARD))]


@dataclass(frozen=True)
class ReleasePage:
    """Context of `office/release.html`. `hindrance` says why it cannot be asked for now; empty where it can."""

    frame: Frame
    wave: str
    practice: bool
    hindrance: str
    waiting: bool
    counter_runs: bool
    refused: str
    released: str


@router.get("/waves/{code}/release")
def release(code: str, person: Steward, session: Reading, request: Request) -> HTMLResponse:
    """Where the release of a wave stands; looks again by itself while the counter works."""
    context = _page(session, person, waves.by_code(session, code), counter_lock.is_held(engine_of(request)))
    headers = {"Refresh": str(LOOK_AGAIN_SECONDS)} if context.waiting else {}
    return HTMLResponse(page("office/release.html", context), headers=headers)


@router.post("/waves/{code}/release")
def ask(code: str, person: Steward, session: Writing) -> RedirectResponse:
    """Ask for the release. Refuses `wave-not-closed`, `grace-not-over`, `already-released`."""
    asking.request(session, waves.by_code(session, code), person.email)
    return RedirectResponse(f"/office/waves/{code}/release", 303)


def _page(session: Session, person: SignedIn, wave: Wave, counter_runs: bool) -> ReleasePage:
    asked = asking.latest(session, wave)
    stored = asked.release_id if asked else None
    refused = asked is not None and asked.state is PreparationState.REFUSED
    return ReleasePage(
        frame=Frame(f"Release of {wave.code}", person),
        wave=wave.code,
        practice=wave.practice,
        hindrance=_hindrance(session, wave),
        waiting=asked is not None and asked.state is PreparationState.WAITING,
        counter_runs=counter_runs,
        refused=(asked.refusal_reason or "") if asked and refused else "",
        released=releases.stored(session, stored).name if stored else "",
    )


def _hindrance(session: Session, wave: Wave) -> str:
    try:
        asking.check(session, wave)
    except Conflict as refusal:
        return refusal.reason
    return ""
