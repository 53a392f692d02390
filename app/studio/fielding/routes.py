"""The office's pages of fielding: gates, approval, how a wave is held, services, the log of acts, and the poster.

Facilitator and steward record; a reviewer approves; operator and official change nothing here. Every act is logged.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app import clock
from app.accounts import acts
from app.accounts.acts import What
from app.accounts.guards import SignedIn, allowed
from app.accounts.models import Role
from app.errors import Conflict, Invalid
from app.studio import pages
from app.studio.fielding import approving, checklist, editing, forms, log, poster, services
from app.studio.opening import gates_of
from app.surveys import contacts, support, waves
from app.surveys.support import TrialMethod
from app.web.posted import Posted
from app.web.problems import status_of
from app.web.templates import page
from app.web.transactions import Reading, Writing

router = APIRouter(include_in_schema=False, prefix="/office")

Reader = Annotated[SignedIn, Depends(allowed(*pages.MAY_READ))]
Changer = Annotated[SignedIn, Depends(allowed(*pages.MAY_CHANGE))]
Reviewer = Annotated[SignedIn, Depends(allowed(Role.REVIEWER))]
Overseer = Annotated[SignedIn, Depends(allowed(Role.STEWARD, Role.OPERATOR))]


@router.get("/waves/{code}/gates")
def gates(code: str, person: Reader, session: Reading) -> HTMLResponse:
    """The gates of a wave, to work through."""
    return HTMLResponse(page("office/fielding/gates.html", checklist.page(session, person, code, clock.today())))


@router.post("/waves/{code}/gates/{gate}")
def record(code: str, gate: int, person: Changer, session: Writing, typed: Posted) -> Response:
    """Record evidence at a gate; the list again with the reason where it does not fit."""
    wave = waves.by_code(session, code)
    try:
        waves.note(session, wave, checklist.revised(wave.evidence, gate, typed))
    except Invalid as refusal:
        context = checklist.page(session, person, code, clock.today(), {gate: (refusal.reason, typed)})
        return HTMLResponse(page("office/fielding/gates.html", context), status_of(refusal))
    about = f"gate {gate}: an entry taken back" if "remove" in typed else f"gate {gate}"
    acts.record(session, person.email, What.EVIDENCE, wave=code, about=about)
    return _gates(code, gate)


@router.post("/waves/{code}/gates/{gate}/charge")
def charge(code: str, gate: int, person: Changer, session: Writing, typed: Posted) -> Response:
    """Say who sees to a gate, and until when."""
    wave = waves.by_code(session, code)
    try:
        waves.note(session, wave, forms.charged(gate, wave.evidence, typed))
    except Invalid as refusal:
        context = checklist.page(session, person, code, clock.today(), {gate: (refusal.reason, {})})
        return HTMLResponse(page("office/fielding/gates.html", context), status_of(refusal))
    acts.record(session, person.email, What.CHARGE, wave=code, about=f"gate {gate}")
    return _gates(code, gate)


@router.post("/waves/{code}/approve")
def approve(code: str, person: Reviewer, session: Writing) -> RedirectResponse:
    """Approve a wave for opening. Refuses `own-work`, `gates-shut`, `practice-needs-none`, `wave-closed`."""
    wave = waves.by_code(session, code)
    approving.approve(session, wave, person.account_id, person.email, gates_of(session, wave, clock.today()))
    acts.record(session, person.email, What.APPROVED, wave=code)
    return RedirectResponse(f"/office/waves/{code}/gates", 303)


@router.get("/waves/{code}/edit")
def edit(code: str, person: Changer, session: Reading) -> HTMLResponse:
    """The form of how a wave in draft is held."""
    return HTMLResponse(page("office/fielding/edit.html", editing.page(session, person, code)))


@router.post("/waves/{code}/edit")
def change(
    code: str,
    person: Changer,
    session: Writing,
    typed: Posted,
    country: Annotated[str, Form()],
    grace_days: Annotated[str, Form()] = "",
    invited: Annotated[str, Form()] = "",
) -> Response:
    """Say anew how a wave in draft is held; the form again with the reason where it does not fit."""
    try:
        editing.change(session, waves.by_code(session, code), typed, country, grace_days, invited)
    except (Invalid, Conflict) as refusal:
        context = editing.page(session, person, code, refused=refusal.reason, typed=typed)
        return HTMLResponse(page("office/fielding/edit.html", context), status_of(refusal))
    acts.record(session, person.email, What.WAVE_CHANGED, wave=code)
    return RedirectResponse(f"/office/waves/{code}", 303)


@router.post("/waves/{code}/newest-version")
def newest_version(code: str, person: Changer, session: Writing) -> RedirectResponse:
    """Let a wave in draft or paused ask the newest version of its survey. Refuses as `waves.move_to_newest` does."""
    if waves.move_to_newest(session, waves.by_code(session, code)):
        acts.record(session, person.email, What.WAVE_MOVED, wave=code)
    return RedirectResponse(f"/office/waves/{code}", 303)


@router.get("/waves/{code}/poster.pdf")
def print_poster(code: str, person: Reader, session: Reading) -> Response:
    """The poster of a wave, to print. Refuses `fonts-missing` and `pdf-not-installed`."""
    headers = {"Content-Disposition": f'inline; filename="{code}-poster.pdf"'}
    return Response(poster.of_wave(session, code), media_type="application/pdf", headers=headers)


@router.get("/waves/{code}/log")
def log_of_wave(code: str, person: Reader, session: Reading) -> HTMLResponse:
    """What was done to a wave."""
    return HTMLResponse(page("office/fielding/log.html", log.of_wave(session, person, code)))


@router.get("/surveys/{code}/log")
def log_of_survey(code: str, person: Reader, session: Reading) -> HTMLResponse:
    """What was done to a survey and its waves."""
    return HTMLResponse(page("office/fielding/log.html", log.of_survey(session, person, code)))


@router.get("/log")
def log_of_all(person: Overseer, session: Reading) -> HTMLResponse:
    """What was done in this installation."""
    return HTMLResponse(page("office/fielding/log.html", log.of_all(session, person)))


@router.get("/services")
def choose_country(person: Reader, country: str = "") -> RedirectResponse:
    """To the services of the country that was chosen, of the first else."""
    wanted = country if country in support.countries() else support.countries()[0]
    return RedirectResponse(f"/office/services/{wanted}", 303)


@router.get("/services/{country}")
def services_of(country: str, person: Reader, session: Reading) -> HTMLResponse:
    """Who listens to children in a country."""
    return HTMLResponse(page("office/fielding/services.html", services.page(session, person, country, clock.today())))


@router.post("/services/{country}")
def save_service(country: str, person: Changer, session: Writing, typed: Posted, code: Annotated[str, Form()] = "") -> Response:
    """Add a service, or complete the one of that code; the page again with the reason where it does not fit."""
    try:
        made = services.taken(country, typed, contacts.one(session, code) if code else None)
        contacts.save(session, country, made, person.email)
    except Invalid as refusal:
        context = services.page(session, person, country, clock.today(), refusal.reason, code, typed)
        return HTMLResponse(page("office/fielding/services.html", context), status_of(refusal))
    acts.record(session, person.email, What.CONTACT_SAVED, about=made.code)
    return _services(country, made.code)


@router.post("/services/{country}/tried")
def tried(
    country: str,
    person: Changer,
    session: Writing,
    typed: Posted,
    code: Annotated[str, Form()],
    method: Annotated[TrialMethod, Form()],
) -> Response:
    """Record that a named person has tried a service."""
    try:
        day = forms.day(typed, "tried_on") or clock.today()
        contacts.tried(session, code, day, forms.text(typed, "tried_by"), method, person.email)
    except Invalid as refusal:
        context = services.page(session, person, country, clock.today(), refusal.reason, code)
        return HTMLResponse(page("office/fielding/services.html", context), status_of(refusal))
    acts.record(session, person.email, What.CONTACT_TRIED, about=code)
    return _services(country, code)


@router.post("/services/{country}/remove")
def remove(country: str, person: Changer, session: Writing, code: Annotated[str, Form()]) -> RedirectResponse:
    """Send no child to a service any more."""
    contacts.remove(session, code, person.email)
    acts.record(session, person.email, What.CONTACT_REMOVED, about=code)
    return _services(country, code)


def _gates(code: str, gate: int) -> RedirectResponse:
    return RedirectResponse(f"/office/waves/{code}/gates#gate-{gate}", 303)


def _services(country: str, code: str) -> RedirectResponse:
    return RedirectResponse(f"/office/services/{country}#{code}", 303)
