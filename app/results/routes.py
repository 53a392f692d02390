"""The steward's page of a wave's release: ask for it, see what became of the asking, withdraw it. No count is shown here."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.accounts import acts
from app.accounts.acts import What
from app.accounts.frame import Frame
from app.accounts.guards import SignedIn, allowed
from app.accounts.models import Role
from app.errors import Conflict, Invalid
from app.results import asking, census, counter_lock, headlines, releases
from app.results.models import PreparationState
from app.surveys import waves
from app.surveys.models import Wave
from app.web.posted import Posted
from app.web.problems import status_of
from app.web.templates import page
from app.web.transactions import Reading, Writing, engine_of

LOOK_AGAIN_SECONDS = 3

router = APIRouter(include_in_schema=False, prefix="/office")

Steward = Annotated[SignedIn, Depends(allowed(Role.STEWARD))]


@dataclass(frozen=True)
class ReleasePage:
    """Context of `office/release.html`. `hindrance` says why it cannot be asked for now; empty where it can.

    `census`: whose figures stand beside those who answered.
    `withdrawn`: when and why the release was; `not_withdrawn`: why withdrawing it was refused;
    `damaged`: why it cannot be shown, if it is not as it was sealed.
    """

    frame: Frame
    wave: str
    practice: bool
    hindrance: str
    census: str
    waiting: bool
    counter_runs: bool
    refused: str
    released: str
    withdrawn: str = ""
    not_withdrawn: str = ""
    damaged: str = ""


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
    acts.record(session, person.email, What.RELEASE_ASKED, wave=code)
    return RedirectResponse(f"/office/waves/{code}/release", 303)


@router.post("/waves/{code}/release/withdraw")
def withdraw(
    code: str, person: Steward, session: Writing, request: Request, reason: Annotated[str, Form(max_length=1_000)] = ""
) -> Response:
    """Mark the release of a wave as wrong, for ever; the page again where there is no reason.

    Refuses `not-released`, `already-withdrawn`.
    """
    wave = waves.by_code(session, code)
    stored = releases.of_wave(session, wave) if not headlines.damage(session, wave) else None
    if stored is None:
        raise Conflict("not-released", f"{code} has no release that could be withdrawn.", wave=code)
    try:
        releases.withdraw(session, stored.name, reason)
    except Invalid as refusal:
        context = _page(session, person, wave, counter_lock.is_held(engine_of(request)), refusal.reason)
        return HTMLResponse(page("office/release.html", context), status_of(refusal))
    acts.record(session, person.email, What.WITHDRAWN, wave=code, about=reason.strip())
    return RedirectResponse(f"/office/waves/{code}/release", 303)


@router.get("/waves/{code}/census")
def census_form(code: str, person: Steward, session: Reading) -> HTMLResponse:
    """The form of which children there are, to set beside those who answered."""
    return HTMLResponse(page("office/census.html", census.page(session, person, waves.by_code(session, code))))


@router.post("/waves/{code}/census")
def say_census(code: str, person: Steward, session: Writing, typed: Posted) -> Response:
    """Say which children there are; the form again with the reason where it does not fit. Refuses `already-released`."""
    wave = waves.by_code(session, code)
    releases.refuse_second(session, wave)
    try:
        waves.compare_with(session, wave, census.taken(session, wave, typed))
    except Invalid as refusal:
        context = census.page(session, person, wave, typed, refusal.reason)
        return HTMLResponse(page("office/census.html", context), status_of(refusal))
    acts.record(session, person.email, What.POPULATION, wave=code)
    return RedirectResponse(f"/office/waves/{code}/release", 303)


def _page(session: Session, person: SignedIn, wave: Wave, counter_runs: bool, not_withdrawn: str = "") -> ReleasePage:
    asked = asking.latest(session, wave)
    damaged = headlines.damage(session, wave)
    standing = None if damaged else releases.of_wave(session, wave)
    refused = asked is not None and asked.state is PreparationState.REFUSED
    return ReleasePage(
        frame=Frame(f"Release of {wave.code}", person),
        wave=wave.code,
        practice=wave.practice,
        hindrance=_hindrance(session, wave),
        census=wave.population.source if wave.population else "",
        waiting=asked is not None and asked.state is PreparationState.WAITING,
        counter_runs=counter_runs,
        refused=(asked.refusal_reason or "") if asked and refused else "",
        released=standing.name if standing else "",
        withdrawn=f"{standing.withdrawn_on}: {standing.withdrawn_reason}" if standing and standing.withdrawn_on else "",
        not_withdrawn=not_withdrawn,
        damaged=damaged,
    )


def _hindrance(session: Session, wave: Wave) -> str:
    try:
        asking.check(session, wave)
    except Conflict as refusal:
        return refusal.reason
    return ""
