"""Signing in, staying in, signing out.

A token is 256 random bits; only its SHA-256 is stored, so the table lets nobody in. Guessing is slowed per e-mail, in memory,
under a keyed digest: no address is looked at (a whole school may share one), and the memory does not tell who tried.
The price: somebody who knows an e-mail can keep its owner out for some minutes at a time. A lock per address would be kinder
to them, and would make this house keep addresses.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlmodel import Session, col, delete, select

from app import clock
from app.accounts.creating import in_small_letters
from app.accounts.models import Account, SignIn
from app.accounts.passwords import matches
from app.errors import Busy, NotAllowed

if TYPE_CHECKING:
    # Fetched by the first to sign in: it brings every storage it knows, and whoever starts a server waits for none of them.
    from limits import RateLimitItem
    from limits.strategies import FixedWindowRateLimiter

STAYS_IN = timedelta(hours=12)
MOST_TRIES = 10
TRY_MINUTES = 5

_key = secrets.token_bytes(32)


def recognise(session: Session, email: str, password: str) -> Account:
    """The account of that e-mail and password: only reads, for it is slow and must not hold up writers.

    Refuses `wrong-password`, in the same words and the same time whether the e-mail has an account, and `too-many-tries`.
    """
    email = in_small_letters(email)
    key = hmac.digest(_key, email.encode(), hashlib.sha256).hex()
    # Counted before it is checked, so that tries made at the same moment all count.
    if not _limiter().hit(_tries(), key):
        raise Busy(
            "too-many-tries",
            f"Too many tries for this e-mail. Wait {TRY_MINUTES} minutes and try again.",
            retry_after=TRY_MINUTES * 60,
        )
    active = select(Account).where(Account.email == email, col(Account.disabled_on).is_(None))
    account = session.exec(active).one_or_none()
    if not matches(password, account.password_hash if account else None) or account is None:
        raise NotAllowed("wrong-password", "This e-mail and password do not fit together.")
    _limiter().clear(_tries(), key)
    return account


def sign_in(session: Session, account_id: int) -> str:
    """Let somebody in who has been recognised: the token for their cookie, good for twelve hours. Clears expired sign-ins."""
    moment = clock.now()
    session.exec(delete(SignIn).where(col(SignIn.expires_at) <= moment))
    token = secrets.token_urlsafe(32)
    session.add(SignIn(token_hash=_digest(token), account_id=account_id, expires_at=moment + STAYS_IN))
    session.flush()
    return token


def account_of(session: Session, token: str) -> Account | None:
    """Whose token it is, or nobody's: unknown, signed out, expired, or of an account that was disabled."""
    mine = select(Account).join(SignIn).where(SignIn.token_hash == _digest(token), SignIn.expires_at > clock.now())
    mine = mine.where(col(Account.disabled_on).is_(None))
    return session.exec(mine).one_or_none()


def sign_out(session: Session, token: str) -> None:
    """From now on the token lets nobody in. It may be unknown or expired already."""
    session.exec(delete(SignIn).where(col(SignIn.token_hash) == _digest(token)))


def sign_out_everywhere(session: Session, account_id: int, but: str | None = None) -> None:
    """No token of this account lets anybody in any more, except `but`."""
    mine = delete(SignIn).where(col(SignIn.account_id) == account_id)
    session.exec(mine.where(col(SignIn.token_hash) != _digest(but)) if but else mine)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


@cache
def _tries() -> "RateLimitItem":
    from limits import RateLimitItemPerMinute

    return RateLimitItemPerMinute(MOST_TRIES, TRY_MINUTES)


@cache
def _limiter() -> "FixedWindowRateLimiter":
    from limits.storage import MemoryStorage
    from limits.strategies import FixedWindowRateLimiter

    return FixedWindowRateLimiter(MemoryStorage())
