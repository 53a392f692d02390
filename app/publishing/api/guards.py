"""Who asks the API, and how often: by a personal token, or with everybody else who shows none.

Nothing is kept of who asks without a token, not even an address, so all of them share one allowance.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.accounts.programs import tokens
from app.accounts.programs.tokens import Recognised, Scope
from app.database import reading
from app.errors import NotAllowed, NotKnown, TooOften
from app.web.transactions import engine_of

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import FixedWindowRateLimiter

PER_MINUTE = 600
"""Requests that a token may make; and that all may make together who show none."""
_bearer = HTTPBearer(auto_error=False, description="A personal token, made at /office/tokens.")


@dataclass(frozen=True)
class Asker:
    """Whoever asks. `scopes` of somebody without a token: what everybody may read."""

    scopes: frozenset[Scope]


def asker(request: Request, shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Asker:
    """Who asks. Refuses `token-not-known` and `too-many-requests`."""
    token = _token(request, shown.credentials) if shown else None
    if token is None and "authorization" in request.headers:
        raise NotKnown(
            "token-not-known",
            "This token is not known here, was taken back, or has ended. Make another one at /office/tokens, and send it as"
            " “Authorization: Bearer suara_…”.",
        )
    _count(f"token {token.id}" if token else "everybody")
    return Asker(token.scopes if token else frozenset({Scope.RESULTS}))


Asking = Annotated[Asker, Depends(asker)]


def reader(asker: Asking) -> Asker:
    """Who asks for results. Refuses `token-scope` where the token is for other things."""
    if Scope.RESULTS not in asker.scopes:
        raise NotAllowed(
            "token-scope",
            "This token is not for results. Make one with that scope at /office/tokens, or ask without a token.",
        )
    return asker


ReadingResults = Annotated[Asker, Depends(reader)]


def _token(request: Request, secret: str) -> Recognised | None:
    with reading(engine_of(request)) as session:
        return tokens.recognise(session, secret)


def _count(who: str) -> None:
    if not _limiter().hit(_allowance(), who):
        raise TooOften("too-many-requests", f"At most {PER_MINUTE} requests a minute. Wait, then go on.", retry_after=60)


@cache
def _allowance() -> "RateLimitItem":
    from limits import RateLimitItemPerMinute

    return RateLimitItemPerMinute(PER_MINUTE)


@cache
def _limiter() -> "FixedWindowRateLimiter":
    from limits.storage import MemoryStorage
    from limits.strategies import FixedWindowRateLimiter

    return FixedWindowRateLimiter(MemoryStorage())
