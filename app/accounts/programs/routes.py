"""One's own tokens for programs, `/office/tokens`: seen, made, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse

from app import clock
from app.accounts import acts
from app.accounts.acts import What
from app.accounts.frame import Frame
from app.accounts.guards import Signed, SignedIn
from app.accounts.programs import tokens
from app.accounts.programs.tokens import Scope
from app.errors import Conflict, Invalid
from app.web.problems import status_of
from app.web.templates import page
from app.web.transactions import Reading, Writing

router = APIRouter()


@dataclass(frozen=True)
class TokenRow:
    """A token in the list; `holds`: it can be used, and taken back."""

    id: int
    name: str
    reads: str
    state: str
    holds: bool


@dataclass(frozen=True)
class TokensPage:
    """Context of `office/tokens.html`. `secret` is shown once, with `made`, and is not kept anywhere."""

    frame: Frame
    tokens: tuple[TokenRow, ...]
    scopes: tuple[tuple[str, str, bool], ...]
    terms: tuple[tuple[int, str, bool], ...]
    name: str
    made: str
    secret: str
    refused: str


SCOPES = {
    Scope.RESULTS: "What is published: surveys, releases, tables, indicators",
    Scope.WAVES: "Also waves that have no release yet: when and where, no numbers",
}
TERMS = {30: "one month", 90: "three months", 365: "one year"}


@router.get("/office/tokens")
def own_tokens(person: Signed, session: Reading) -> HTMLResponse:
    """One's own tokens for programs, and the form for a new one."""
    return HTMLResponse(page("office/tokens.html", _tokens(session, person)))


@router.post("/office/tokens")
def new_token(
    person: Signed,
    session: Writing,
    name: Annotated[str, Form()] = "",
    scopes: Annotated[list[Scope] | None, Form()] = None,
    days: Annotated[int, Form()] = 0,
) -> HTMLResponse:
    """Make a token and show it, this once."""
    chosen = scopes or []
    try:
        made, secret = tokens.make(session, person.account_id, name, chosen, days)
    except (Invalid, Conflict) as refusal:
        again = _tokens(session, person, refused=refusal.reason, name=name, chosen=chosen, days=days)
        return HTMLResponse(page("office/tokens.html", again), status_of(refusal))
    acts.record(session, person.email, What.TOKEN_MADE, about=made.name)
    shown = page("office/tokens.html", _tokens(session, person, made=made.name, secret=secret))
    return HTMLResponse(shown, headers={"Cache-Control": "no-store"})


@router.post("/office/tokens/{token}/revoke")
def revoke_token(token: int, person: Signed, session: Writing) -> RedirectResponse:
    """Let a token of one's own read nothing any more. Refuses `unknown-token`."""
    revoked = tokens.revoke(session, person.account_id, token)
    acts.record(session, person.email, What.TOKEN_REVOKED, about=revoked.name)
    return RedirectResponse("/office/tokens", 303)


def _tokens(
    session: Session,
    person: SignedIn,
    *,
    made: str = "",
    secret: str = "",
    refused: str = "",
    name: str = "",
    chosen: Sequence[Scope] = (Scope.RESULTS,),
    days: int = 90,
) -> TokensPage:
    today = clock.today()
    return TokensPage(
        frame=Frame("Tokens for programs", person, "me"),
        tokens=tuple(
            TokenRow(one.id or 0, one.name, one.scopes.replace(",", ", "), tokens.state_of(one, today), tokens.holds(one))
            for one in tokens.of_account(session, person.account_id)
        ),
        scopes=tuple((one.value, words, one in chosen) for one, words in SCOPES.items()),
        terms=tuple((one, words, one == days) for one, words in TERMS.items()),
        name=name,
        made=made,
        secret=secret,
        refused=refused,
    )
