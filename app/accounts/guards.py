"""Who is asking, and may they: dependencies for the routes of all office rooms.

`Signed` is whoever is signed in (anybody else is sent to the sign-in page and back afterwards); `allowed(...)` is the same,
narrowed to some roles.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import Depends, HTTPException, Request
from starlette.responses import Response

from app.accounts.models import Role
from app.accounts.signing_in import STAYS_IN, account_of
from app.config import settings
from app.database import reading
from app.errors import NotAllowed
from app.web.transactions import engine_of

HOME = "/office"
SIGN_IN = "/office/sign-in"
# No second slash to begin with, no backslash, no scheme: it cannot lead to another site, whatever a browser makes of it.
_LOCAL = re.compile(r"/office(/[A-Za-z0-9._~-]+)*(\?[A-Za-z0-9._~=&%-]*)?")


@dataclass(frozen=True)
class SignedIn:
    """Somebody who is in, as pages and acts need to know them."""

    account_id: int
    name: str
    email: str
    role: Role
    demo: bool


def signed(request: Request) -> SignedIn:
    """Whoever is signed in; everybody else is redirected to the sign-in page, which leads back here."""
    token = request.cookies.get(cookie_name())
    # A short transaction of its own: it is over before the route's begins.
    with reading(engine_of(request)) as session:
        account = account_of(session, token) if token else None
        if account is not None and account.id is not None:
            return SignedIn(account.id, account.name, account.email, account.role, account.demo)
    # What a form was sent to cannot be opened: the page that it stands on can.
    here = str(request.url) if request.method == "GET" else request.headers.get("referer", "")
    _, _, path, query, _ = urlsplit(here)
    back = path + (f"?{query}" if query else "")
    wanted = f"?{urlencode({'next': back})}" if back != HOME and local(back) == back else ""
    raise HTTPException(303, headers={"Location": SIGN_IN + wanted})


Signed = Annotated[SignedIn, Depends(signed)]


def allowed(*roles: Role) -> Callable[[SignedIn], SignedIn]:
    """A dependency: whoever is signed in, if in one of these roles. Refuses `role-may-not`."""

    def in_role(person: Signed) -> SignedIn:
        if person.role not in roles:
            these = " or ".join(role.value for role in roles)
            raise NotAllowed(
                "role-may-not",
                f"This is for a {these}; you are signed in as {person.role.value}.",
                roles=[role.value for role in roles],
            )
        return person

    return in_role


def local(address: str) -> str:
    """The address if it is one of the office, else the office's first page."""
    return address if _LOCAL.fullmatch(address) else HOME


def cookie_name() -> str:
    """The cookie's name. `__Host-`: no other host, no plain connection can set it; browsers allow that under https only."""
    return "__Host-suara" if _is_secure() else "suara"


def keep(response: Response, token: str) -> None:
    """Give the token to the browser: out of reach of scripts, sent to this site only, gone after twelve hours."""
    response.set_cookie(
        cookie_name(), token, max_age=int(STAYS_IN.total_seconds()), path="/", secure=_is_secure(), httponly=True, samesite="lax"
    )


def forget(response: Response) -> None:
    """Take the token back."""
    response.delete_cookie(cookie_name(), path="/", secure=_is_secure(), httponly=True, samesite="lax")


def _is_secure() -> bool:
    return settings().base_url.startswith("https://")
