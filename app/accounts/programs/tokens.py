"""Personal tokens for programs: who made them, what they may read, until when. Only the SHA-256 of a token is stored.

A token is 256 random bits behind a word by which leaked ones can be found. It is shown once, to whoever made it, and lets
nobody into the office. It ends on its day, when it is taken back, and with the account.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from app import clock
from app.accounts.models import Account, Token
from app.errors import Conflict, Invalid, NotFound

PREFIX = "suara_"
MOST_DAYS = 366
MOST_TOKENS = 20
LONGEST_NAME = 60


class Scope(StrEnum):
    """What a token may read."""

    RESULTS = "results"
    WAVES = "waves"


@dataclass(frozen=True)
class Recognised:
    """A token that holds: by what name it is counted, and what it may read."""

    id: int
    scopes: frozenset[Scope]


def make(session: Session, account_id: int, name: str, scopes: Iterable[Scope], days: int) -> tuple[Token, str]:
    """A new token, and its secret, which cannot be had again.

    Refuses `token-name`, `token-scopes`, `token-days`, `too-many-tokens`.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise Invalid("token-name", f"Give it a name of up to {LONGEST_NAME} letters, such as: our data warehouse.")
    chosen = sorted(set(scopes))
    if not chosen:
        raise Invalid("token-scopes", "Say what it may read.")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("token-days", f"A token holds for 1 to {MOST_DAYS} days.")
    if sum(holds(one) for one in of_account(session, account_id)) >= MOST_TOKENS:
        raise Conflict("too-many-tokens", f"You have {MOST_TOKENS} tokens that hold. Take one back first.")
    secret = PREFIX + secrets.token_urlsafe(32)
    today = clock.today()
    token = Token(
        account_id=account_id,
        name=name,
        token_hash=_digest(secret),
        scopes=",".join(chosen),
        created_on=today,
        expires_on=today + timedelta(days=days),
    )
    session.add(token)
    session.flush()
    return token, secret


def of_account(session: Session, account_id: int) -> list[Token]:
    """All tokens of an account, the newest first."""
    return list(session.exec(select(Token).where(Token.account_id == account_id).order_by(col(Token.id).desc())))


def revoke(session: Session, account_id: int, token_id: int) -> Token:
    """Let a token of one's own read nothing any more. NotFound `unknown-token`."""
    token = session.exec(select(Token).where(Token.id == token_id, Token.account_id == account_id)).one_or_none()
    if token is None:
        raise NotFound("unknown-token", "You have no such token.")
    token.revoked_on = token.revoked_on or clock.today()
    session.add(token)
    return token


def recognise(session: Session, secret: str) -> Recognised | None:
    """What the token may read; None for one that is unknown, taken back, past its day, or of a disabled account."""
    if not secret.startswith(PREFIX):
        return None
    mine = select(Token).join(Account).where(Token.token_hash == _digest(secret), col(Account.disabled_on).is_(None))
    token = session.exec(mine).one_or_none()
    if token is None or token.id is None or not holds(token):
        return None
    return Recognised(token.id, frozenset(map(Scope, token.scopes.split(","))))


def state_of(token: Token, today: date) -> str:
    """`holds until 2027-01-31`, `taken back on ...` or `ended on ...`."""
    if token.revoked_on:
        return f"taken back on {token.revoked_on}"
    return f"ended on {token.expires_on}" if token.expires_on < today else f"holds until {token.expires_on}"


def holds(token: Token) -> bool:
    """Whether it can still be used."""
    return token.revoked_on is None and token.expires_on >= clock.today()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
