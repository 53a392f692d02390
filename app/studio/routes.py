"""The office's pages of design time: home, a survey, its waves, and the acts on a wave.

Facilitator and steward change; reviewer and operator read; an official finds the way to the results.
"""

import io
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app import clock
from app.accounts import acts
from app.accounts.acts import What
from app.accounts.guards import Signed, SignedIn, allowed
from app.config import settings
from app.errors import Conflict, Invalid
from app.studio import pages
from app.studio.fielding import held
from app.studio.fielding.editing import days
from app.studio.opening import open_wave
from app.surveys import versions, waves
from app.surveys.evidence import Evidence
from app.surveys.sampling import SampleDesign
from app.web.posted import Posted
from app.web.problems import status_of
from app.web.templates import page
from app.web.transactions import Reading, Writing

router = APIRouter(include_in_schema=False, prefix="/office")

Reader = Annotated[SignedIn, Depends(allowed(*pages.MAY_READ))]
Changer = Annotated[SignedIn, Depends(allowed(*pages.MAY_CHANGE))]
NOW = "now"


@router.get("")
def home(person: Signed, session: Reading) -> HTMLResponse:
    """Where everybody arrives."""
    return HTMLResponse(page("office/home.html", pages.home(session, person, clock.today())))


@router.get("/surveys/{code}")
def survey(code: str, person: Reader, session: Reading, band: str = "", language: str = "") -> HTMLResponse:
    """The questionnaire, readable by band and language."""
    return HTMLResponse(page("office/survey.html", pages.survey(session, person, code, band, language)))


@router.get("/surveys/{code}/waves/new")
def new_wave(code: str, person: Changer, session: Reading, kind: str = "practice") -> HTMLResponse:
    """The form for a new wave."""
    return HTMLResponse(page("office/new-wave.html", pages.new_wave(session, person, code, practice=kind != "real")))


@router.post("/surveys/{code}/waves")
def create_wave(
    code: str,
    person: Changer,
    session: Writing,
    typed: Posted,
    country: Annotated[str, Form()],
    kind: Annotated[str, Form(pattern="^(practice|real)$")],
    grace_days: Annotated[str, Form()] = "",
    wave_code: Annotated[str, Form()] = "",
    sample: Annotated[SampleDesign, Form()] = SampleDesign.OPT_IN,
    invited: Annotated[str, Form()] = "",
    opens: Annotated[str, Form()] = "",
) -> Response:
    """Create a wave, and open it where that was asked for; the form again with the reason where it is refused."""
    practice = kind == "practice"
    wanted = wave_code.strip().upper()
    questionnaire = versions.latest(session, versions.by_code(session, code)).document
    try:
        made = waves.create(
            session,
            code,
            country,
            practice=practice,
            grace_days=days(grace_days),
            code=wanted or None,
            sample=sample,
            invited=invited,
            evidence=held.taken(Evidence(), questionnaire, typed),
        )
    except (Invalid, Conflict) as refusal:
        again = pages.new_wave(
            session,
            person,
            code,
            practice=practice,
            country=country,
            wave_code=wanted,
            grace_days=grace_days,
            sample=sample.value,
            invited=invited,
            refused=refusal.reason,
            typed=typed,
        )
        return HTMLResponse(page("office/new-wave.html", again), status_of(refusal))
    acts.record(session, person.email, What.WAVE_CREATED, wave=made.code, about=kind)
    if opens == NOW:
        open_wave(session, made, clock.today())
        acts.record(session, person.email, What.OPENED, wave=made.code)
    return _back_to(made.code)


@router.get("/waves/{code}")
def wave(code: str, person: Reader, session: Reading) -> HTMLResponse:
    """A wave, its address and its gates."""
    return HTMLResponse(page("office/wave.html", pages.wave(session, person, code, clock.today())))


@router.get("/waves/{code}/qr.svg")
def qr(code: str, person: Reader, session: Reading) -> Response:
    """The wave's short link as a QR code, to print as large as one likes."""
    link = f"{settings().base_url}/{waves.by_code(session, code).code}"
    import segno  # only who prints a poster needs it, and it brings a whole HTTP client

    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawn,
        kind="svg",
        title=f"QR code of wave {code}",
        desc=f"Leads to {link}",
        dark="#000",
        light="#fff",
        border=4,
        omitsize=True,
    )
    return Response(drawn.getvalue(), media_type="image/svg+xml")


@router.post("/waves/{code}/open")
def open_(code: str, person: Changer, session: Writing) -> RedirectResponse:
    """Open a wave, or open it again after a pause."""
    open_wave(session, waves.by_code(session, code), clock.today())
    acts.record(session, person.email, What.OPENED, wave=code)
    return _back_to(code)


@router.post("/waves/{code}/pause")
def pause(code: str, person: Changer, session: Writing) -> RedirectResponse:
    """Pause a wave."""
    waves.pause(session, waves.by_code(session, code))
    acts.record(session, person.email, What.PAUSED, wave=code)
    return _back_to(code)


@router.post("/waves/{code}/close")
def close(code: str, person: Changer, session: Writing) -> RedirectResponse:
    """Close a wave, for ever."""
    waves.close(session, waves.by_code(session, code))
    acts.record(session, person.email, What.CLOSED, wave=code)
    return _back_to(code)


def _back_to(code: str) -> RedirectResponse:
    return RedirectResponse(f"/office/waves/{code}", 303)
