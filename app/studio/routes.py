"""The office's pages of design time: home, a survey, its waves, and the acts on a wave.

Facilitator and steward change; reviewer and operator read; an official finds the way to the results.
"""

import io
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app import clock
from app.accounts.guards import Signed, SignedIn, allowed
from app.config import settings
from app.errors import Conflict, Invalid
from app.studio import pages
from app.studio.opening import open_wave
from app.surveys import waves
from app.surveys.sampling import SampleDesign
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
    return HTMLResponse(page("office/home.html", pages.home(session, person)))


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
    typed = wave_code.strip().upper()
    try:
        made = waves.create(
            session,
            code,
            country,
            practice=practice,
            grace_days=_days(grace_days),
            code=typed or None,
            sample=sample,
            invited=invited,
        )
    except (Invalid, Conflict) as refusal:
        again = pages.new_wave(
            session,
            person,
            code,
            practice=practice,
            country=country,
            wave_code=typed,
            grace_days=grace_days,
            sample=sample.value,
            invited=invited,
            refused=refusal.reason,
        )
        return HTMLResponse(page("office/new-wave.html", again), status_of(refusal))
    if opens == NOW:
        open_wave(session, made, clock.today())
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
    return _back_to(code)


@router.post("/waves/{code}/pause")
def pause(code: str, person: Changer, session: Writing) -> RedirectResponse:
    """Pause a wave."""
    waves.pause(session, waves.by_code(session, code))
    return _back_to(code)


@router.post("/waves/{code}/close")
def close(code: str, person: Changer, session: Writing) -> RedirectResponse:
    """Close a wave, for ever."""
    waves.close(session, waves.by_code(session, code))
    return _back_to(code)


def _days(typed: str) -> int | None:
    """Grace days as typed; empty: as usual."""
    typed = typed.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 3):
        raise Invalid("bad-grace-days", "Grace is a whole number of days.", grace_days=typed)
    return int(typed)


def _back_to(code: str) -> RedirectResponse:
    return RedirectResponse(f"/office/waves/{code}", 303)
