"""Where a draft is looked at: a page of the office with a phone in it, and in the phone the child's own pages.

What is sent from there goes to an address that reads and stores nothing. It asks for no sign-in either: a child's page sends
without a cookie, and that is not changed for a preview. Nothing but "thank you" is there.
"""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.guards import SignedIn, allowed
from app.answering.pages import with_nonce
from app.answering.sheet import Sheet
from app.studio import drafts
from app.studio.pages import MAY_READ
from app.studio.preview import pages
from app.surveys import recordings, versions
from app.web.headers import CONTENT_SECURITY_POLICY
from app.web.templates import page
from app.web.transactions import Reading

router = APIRouter(include_in_schema=False, prefix="/office/drafts/{code}/preview")

Reader = Annotated[SignedIn, Depends(allowed(*MAY_READ))]
HOLDS_A_FRAME = {"Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; connect-src 'self'; frame-src 'self'"}
IN_A_FRAME = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
}


@router.get("")
def preview(
    code: str, person: Reader, session: Reading, language: str = "", age: str = "", script: str = "on", text: str = ""
) -> HTMLResponse:
    """The draft in a phone: any language, any age, with or without script, in large text."""
    shown = pages.preview_page(
        session, person, drafts.by_code(session, code), language, age, script=script != "off", large=text == "large"
    )
    return HTMLResponse(page("office/writing/preview.html", shown), headers=HOLDS_A_FRAME)


@router.get("/left")
def left(code: str, person: Reader) -> HTMLResponse:
    """Where Leave now leads in a preview."""
    words = "The child has left. On a real phone a neutral page of another site is open now, and this one cannot be gone back to."
    return _instead(words)


@router.get("/{language}")
def welcome(code: str, language: str, person: Reader, session: Reading) -> Response:
    """The welcome."""
    return _sent(pages.childs_page(session, drafts.by_code(session, code), language, ""))


@router.get("/{language}/sound/{name}")
def sound(code: str, language: str, name: str, session: Reading) -> Response:
    """A voice of the survey. A child's page asks for it without a cookie, by the digest of its content."""
    survey = versions.by_code(session, code)
    assert survey.id is not None
    return Response(recordings.one(session, survey.id, language, name), media_type="audio/ogg")


@router.get("/{language}/{name}")
def childs_page(code: str, language: str, name: str, person: Reader, session: Reading) -> Response:
    """A band's questions, or thanks, no, bye."""
    return _sent(pages.childs_page(session, drafts.by_code(session, code), language, name))


@router.get("/{language}/{band}/new")
def without_script(code: str, language: str, band: str, person: Reader, session: Reading) -> Response:
    """A band's questions as a browser without script gets them."""
    sheet = pages.childs_page(session, drafts.by_code(session, code), language, band, uncached=True)
    return _sent(sheet, with_nonce(sheet, secrets.token_hex(16)) if sheet else b"")


@router.post("/{language}/{band}")
def thanks(code: str, language: str, band: str, request: Request) -> Response:
    """Takes whatever is sent, looks at none of it, and says thank you."""
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(f"/office/drafts/{code}/preview/{pages.stays(language)}/thanks", 303)
    return Response(status_code=204)


def _sent(sheet: Sheet | None, body: bytes | None = None) -> Response:
    """A child's page with its own headers, but for two: this site may frame it, and nothing of it is kept for later."""
    if sheet is None:
        return _instead("There is nothing to look at yet: no question is asked of this age group.")
    headers = sheet.headers()
    policy = headers["Content-Security-Policy"].replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    headers["Content-Security-Policy"] = f"{policy}; worker-src 'none'"
    return HTMLResponse(sheet.body if body is None else body, headers={**headers, "Cache-Control": "no-store"})


def _instead(words: str) -> HTMLResponse:
    return HTMLResponse(page("office/writing/empty.html", pages.EmptyPage(words)), headers=IN_A_FRAME)
