"""Where pictures of the office's own come into a draft."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.datastructures import FormData
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.guards import SignedIn, allowed
from app.studio import drafts
from app.studio.pages import MAY_CHANGE, MAY_READ
from app.studio.picturing import pages
from app.studio.picturing.bringing import Wanted, bring
from app.surveys import pictures
from app.web.headers import CONTENT_SECURITY_POLICY
from app.web.templates import page
from app.web.transactions import Reading, Writing

router = APIRouter(include_in_schema=False, prefix="/office/drafts/{code}/items/{item}/pictures")

Reader = Annotated[SignedIn, Depends(allowed(*MAY_READ))]
Changer = Annotated[SignedIn, Depends(allowed(*MAY_CHANGE))]
POLICY = {"Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; connect-src 'self'"}
_MOST_FILES, _MOST_FIELDS = 40, 1_000


async def _posted(request: Request) -> AsyncIterator[FormData]:
    async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS) as form:
        yield form


@router.get("")
def shown(code: str, item: str, person: Reader, session: Reading) -> HTMLResponse:
    """The answers of a question with their pictures."""
    context = pages.pictures_page(session, person, drafts.by_code(session, code), item)
    return HTMLResponse(page("office/picturing/pictures.html", context), headers=POLICY)


@router.post("")
def change(code: str, item: str, person: Changer, session: Writing, form: Annotated[FormData, Depends(_posted)]) -> Response:
    """Keep what can be kept; the page again where a picture is refused, with the reason beside it."""
    refused = bring(session, code, item, _wanted(form), person.account_id)
    if refused:
        context = pages.pictures_page(session, person, drafts.by_code(session, code), item, refused)
        return HTMLResponse(page("office/picturing/pictures.html", context), 400, headers=POLICY)
    return RedirectResponse(f"/office/drafts/{code}/items/{item}/pictures", 303)


def _wanted(form: FormData) -> Wanted:
    wanted = Wanted()
    for name, value in form.multi_items():
        what, _, rest = name.partition(":")
        option, _, language = rest.partition(":")
        if what == "picture" and isinstance(value, UploadFile) and value.filename:
            wanted.files[option] = value.file.read(pictures.LARGEST_FILE + 1)
        elif what == "shows" and isinstance(value, str):
            wanted.words.setdefault(option, {})[language] = " ".join(value.split())
        elif what == "away":
            wanted.away.add(option)
    return wanted
