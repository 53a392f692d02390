"""The door of the office: `/office/sign-in` and `/office/sign-out`."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import select
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.guards import HOME, cookie_name, forget, keep, local
from app.accounts.models import Account
from app.accounts.signing_in import recognise, sign_in, sign_out
from app.database import writing
from app.errors import Busy, NotAllowed
from app.web.problems import RETRY_SECONDS, status_of
from app.web.templates import page
from app.web.transactions import Reading, Writing, engine_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class SignInPage:
    """Context of `office/sign-in.html`: what was typed, why it was refused, where to go on to, and whether this is the demo."""

    email: str
    refused: str
    onward: str
    demo: bool


@router.get("/office/sign-in")
def ask(session: Reading, next: str = HOME) -> HTMLResponse:  # noqa: A002 (the name in the address)
    """The sign-in page."""
    return _ask(session, local(next))


@router.post("/office/sign-in")
def enter(
    request: Request,
    session: Reading,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = HOME,  # noqa: A002 (the name in the form)
) -> Response:
    """Let in who is recognised; ask again, saying no more than that it did not fit."""
    try:
        account = recognise(session, email, password)
    except (NotAllowed, Busy) as refusal:
        again = _ask(session, local(next), email, refusal.reason, status_of(refusal))
        if isinstance(refusal, Busy):
            again.headers["Retry-After"] = str(refusal.details.get("retry_after", RETRY_SECONDS))
        return again
    assert account.id is not None
    # The one route with two transactions: writers queue up, and hashing a password is too slow to let them wait for.
    with writing(engine_of(request)) as writer:
        token = sign_in(writer, account.id)
    response = RedirectResponse(local(next), 303)
    keep(response, token)
    return response


@router.post("/office/sign-out")
def leave(request: Request, session: Writing) -> RedirectResponse:
    """Let nobody in with this cookie any more, and take it back."""
    token = request.cookies.get(cookie_name())
    if token:
        sign_out(session, token)
    response = RedirectResponse("/office/sign-in", 303)
    forget(response)
    return response


def _ask(session: Reading, onward: str, email: str = "", refused: str = "", status: int = 200) -> HTMLResponse:
    demo = session.exec(select(Account.id).where(Account.demo)).first() is not None
    return HTMLResponse(page("office/sign-in.html", SignInPage(email, refused, onward, demo)), status)
