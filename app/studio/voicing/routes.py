"""The office's page of voices: what there is to read, bringing recordings, hearing them, taking them away.

Recordings are made small before a transaction begins.
"""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.datastructures import FormData
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.acts import What, record
from app.accounts.guards import SignedIn, allowed
from app.database import reading, writing
from app.errors import Invalid
from app.studio.pages import MAY_CHANGE, MAY_READ
from app.studio.translating.saving import document_of
from app.studio.voicing import pages
from app.studio.voicing import voices as acts
from app.surveys import opus, recordings
from app.web.headers import CONTENT_SECURITY_POLICY
from app.web.ranges import ranged
from app.web.templates import page
from app.web.transactions import Reading, engine_of

router = APIRouter(include_in_schema=False, prefix="/office/surveys/{code}/voices/{language}")

Reader = Annotated[SignedIn, Depends(allowed(*MAY_READ))]
Changer = Annotated[SignedIn, Depends(allowed(*MAY_CHANGE))]
POLICY = {"Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; media-src 'self'"}
_MOST_FIELDS = 500
"""A browser sends every field of a form, also those in which no file was chosen."""
_VOICE, _AWAY, _SHOW = "voice:", "away:", "show"


async def _posted(request: Request) -> AsyncIterator[FormData]:
    async with request.form(max_files=_MOST_FIELDS, max_fields=_MOST_FIELDS) as form:
        yield form


Posted = Annotated[FormData, Depends(_posted)]


@router.get("")
def voices(code: str, language: str, person: Reader, session: Reading, show: str = "", done: str = "") -> HTMLResponse:
    """All that is read out loud in a language."""
    shown = pages.voices(session, person, code, language, missing=show == "missing", notice=_notice(done))
    return HTMLResponse(page("office/voicing/voices.html", shown), headers=POLICY)


@router.post("")
def change(code: str, language: str, request: Request, person: Changer, posted: Posted) -> Response:
    """Keep the recordings that can be kept, take away those that are ticked; the page again where one is refused."""
    missing = posted.get(_SHOW) == "missing"
    engine = engine_of(request)
    with reading(engine) as session:
        acts.saved_survey(session, code)
    brought = acts.prepared(_files(posted))
    away = [name.removeprefix(_AWAY) for name in posted if name.startswith(_AWAY)]
    with writing(engine) as session:
        there = {one.digest: one for one in pages.spoken(document_of(session, code), language)}
        kept = acts.add(session, code, language, brought, there)
        gone = [one for one in away if one in there]
        for digest in gone:
            recordings.remove(session, acts.saved_survey(session, code), language, there[digest].text)
        for what, number in ((What.VOICES_KEPT, kept), (What.VOICES_REMOVED, len(gone))):
            if number:
                record(session, person.email, what, survey=code, about=f"{language}: {number}")
    if refused := {one.digest: one.refused for one in brought if one.refused}:
        with reading(engine) as session:
            shown = pages.voices(session, person, code, language, missing=missing, notice=_kept(kept), refused=refused)
        return HTMLResponse(page("office/voicing/voices.html", shown), 400, headers=POLICY)
    more = "&show=missing" if missing else ""
    return RedirectResponse(f"/office/surveys/{code}/voices/{language}?done={kept}.{len(away)}{more}", 303)


@router.get("/{name}.opus")
def sound(code: str, language: str, name: str, request: Request, person: Reader, session: Reading) -> Response:
    """A recording, or the part of it that a player asks for; NotFound `unknown-recording`."""
    survey = acts.saved_survey(session, code)
    assert survey.id is not None
    return ranged(recordings.one(session, survey.id, language, name), request.headers.get("range"), "audio/ogg")


def _files(posted: FormData) -> list[tuple[str, bytes]]:
    """The files that were chosen; a field left empty comes as one without a name."""
    chosen = [(name, file) for name, file in posted.multi_items() if isinstance(file, UploadFile) and file.filename]
    if len(chosen) > acts.MOST_AT_ONCE:
        raise Invalid("too-many-recordings", f"Send at most {acts.MOST_AT_ONCE} recordings at once.")
    return [(name.removeprefix(_VOICE), file.file.read(opus.LARGEST + 1)) for name, file in chosen if name.startswith(_VOICE)]


def _notice(done: str) -> str:
    kept, _, away = done.partition(".")
    if not (kept.isascii() and kept.isdigit() and away.isascii() and away.isdigit() and len(done) < 9):
        return ""
    gone = f" {away} taken away." if away != "0" else ""
    return (_kept(int(kept)) + gone).strip() or "Nothing was chosen."


def _kept(number: int) -> str:
    return f"{number} {'recording' if number == 1 else 'recordings'} kept." if number else ""
