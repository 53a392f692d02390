"""The door of the office, `/office/sign-in` and `/office/sign-out`; one's own password; and the list of accounts."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session, select
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.accounts import acts, keeping
from app.accounts.acts import What
from app.accounts.creating import a_password, create_account
from app.accounts.frame import Frame
from app.accounts.guards import HOME, Signed, SignedIn, allowed, cookie_name, forget, keep, local
from app.accounts.models import Account, Role
from app.accounts.signing_in import recognise, sign_in, sign_out
from app.database import writing
from app.errors import Busy, Conflict, Invalid, NotAllowed
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


@dataclass(frozen=True)
class MePage:
    """Context of `office/me.html`."""

    frame: Frame
    refused: str = ""
    changed: bool = False


@dataclass(frozen=True)
class AccountRow:
    """An account in the list; `own`: of whoever looks."""

    id: int
    email: str
    name: str
    role: str
    disabled_on: str
    own: bool


@dataclass(frozen=True)
class AccountsPage:
    """Context of `office/accounts.html`. `password` is shown once, with `made`, and is not kept anywhere."""

    frame: Frame
    accounts: tuple[AccountRow, ...]
    roles: tuple[tuple[str, str, bool], ...]
    made: str
    password: str
    refused: str
    email: str
    name: str


ROLES = {
    Role.FACILITATOR: "Facilitator: writes surveys, holds waves",
    Role.REVIEWER: "Reviewer: looks at what others made, approves",
    Role.STEWARD: "Steward: also asks for releases and withdraws them",
    Role.OFFICIAL: "Official: reads results",
    Role.OPERATOR: "Operator: looks after the installation and its accounts",
}
Keeper = Annotated[SignedIn, Depends(allowed(Role.STEWARD, Role.OPERATOR))]


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


@router.get("/office/me")
def me(person: Signed) -> HTMLResponse:
    """Who one is here, and the form for another password."""
    return HTMLResponse(page("office/me.html", MePage(Frame("Your account", person, "me"))))


@router.post("/office/me")
def change_password(
    request: Request,
    person: Signed,
    session: Reading,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """Change one's own password; the form again with the reason where it is refused."""
    frame = Frame("Your account", person, "me")
    try:
        made = keeping.new_hash(session, person.account_id, old, new, again)
    except (NotAllowed, Invalid, Busy) as refusal:
        return HTMLResponse(page("office/me.html", MePage(frame, refusal.reason)), status_of(refusal))
    # Two transactions, as on signing in: hashing is too slow to let writers wait for it.
    with writing(engine_of(request)) as writer:
        keeping.change_password(writer, person.account_id, made, request.cookies.get(cookie_name()))
        acts.record(writer, person.email, What.PASSWORD_CHANGED)
    return HTMLResponse(page("office/me.html", MePage(frame, changed=True)))


@router.get("/office/accounts")
def accounts(person: Keeper, session: Reading) -> HTMLResponse:
    """Every account, and the form for a new one."""
    return HTMLResponse(page("office/accounts.html", _accounts(session, person)))


@router.post("/office/accounts")
def new_account(
    person: Keeper,
    session: Writing,
    role: Annotated[Role, Form()],
    email: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """Make an account and show its password, this once."""
    password = a_password()
    try:
        made = create_account(session, email, name, role, password)
    except (Invalid, Conflict) as refusal:
        again = _accounts(session, person, refused=refusal.reason, email=email, name=name, role=role)
        return HTMLResponse(page("office/accounts.html", again), status_of(refusal))
    acts.record(session, person.email, What.ACCOUNT_CREATED, about=f"{made.email} as {role.value}")
    return HTMLResponse(page("office/accounts.html", _accounts(session, person, made=made.email, password=password)))


@router.post("/office/accounts/{account}/disable")
def disable(account: int, person: Keeper, session: Writing) -> RedirectResponse:
    """Let nobody in with an account any more. Refuses `unknown-account`, `own-account`, `already-disabled`."""
    disabled = keeping.disable(session, account, person.account_id)
    acts.record(session, person.email, What.ACCOUNT_DISABLED, about=disabled.email)
    return RedirectResponse("/office/accounts", 303)


def _accounts(
    session: Session,
    person: SignedIn,
    *,
    made: str = "",
    password: str = "",
    refused: str = "",
    email: str = "",
    name: str = "",
    role: Role = Role.FACILITATOR,
) -> AccountsPage:
    return AccountsPage(
        frame=Frame("Accounts", person, "accounts"),
        accounts=tuple(
            AccountRow(one.id or 0, one.email, one.name, one.role.value, str(one.disabled_on or ""), one.id == person.account_id)
            for one in keeping.all_accounts(session)
        ),
        roles=tuple((one.value, words, one is role) for one, words in ROLES.items()),
        made=made,
        password=password,
        refused=refused,
        email=email,
        name=name,
    )


def _ask(session: Reading, onward: str, email: str = "", refused: str = "", status: int = 200) -> HTMLResponse:
    demo = session.exec(select(Account.id).where(Account.demo)).first() is not None
    return HTMLResponse(page("office/sign-in.html", SignInPage(email, refused, onward, demo)), status)
