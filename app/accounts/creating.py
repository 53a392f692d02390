"""Making accounts. Nobody can register: the first account is made on the command line."""

import re
import secrets

from sqlmodel import Session, select

from app import clock
from app.accounts.models import Account, Role
from app.accounts.passwords import hashed
from app.errors import Conflict, Invalid

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
LONGEST_NAME = 100
_PASSWORD_BYTES = 15


def a_password() -> str:
    """A password that nobody guesses, to be shown once."""
    return secrets.token_urlsafe(_PASSWORD_BYTES)


def in_small_letters(email: str) -> str:
    """The one way an e-mail is written in this house."""
    return email.strip().lower()


def create_account(session: Session, email: str, name: str, role: Role, password: str, *, demo: bool = False) -> Account:
    """A new account. Refuses `bad-email`, `bad-name`, `bad-password` and `account-exists`."""
    email, name = in_small_letters(email), name.strip()
    if not _EMAIL.fullmatch(email):
        raise Invalid("bad-email", f"{email!r} is not an e-mail address.")
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid("bad-name", f"A name has 1 to {LONGEST_NAME} characters.")
    password_hash = hashed(password)
    if session.exec(select(Account).where(Account.email == email)).first() is not None:
        raise Conflict("account-exists", f"{email} has an account already.", email=email)
    account = Account(email=email, name=name, role=role, password_hash=password_hash, demo=demo, created_on=clock.today())
    session.add(account)
    session.flush()
    return account
