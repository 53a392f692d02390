"""Keeping accounts: somebody's own password, and disabling an account. Nobody's account is deleted: the log names it."""

from sqlmodel import Session, col, select

from app import clock
from app.accounts.creating import in_small_letters
from app.accounts.models import Account
from app.accounts.passwords import hashed, matches
from app.accounts.signing_in import sign_out_everywhere
from app.errors import Conflict, Invalid, NotAllowed, NotFound

NOBODY = 0
"""Who disables an account on the command line: no account."""


def all_accounts(session: Session) -> list[Account]:
    """Every account, those that may still enter first, by name."""
    return list(session.exec(select(Account).order_by(col(Account.disabled_on).isnot(None), Account.name, Account.email)))


def by_email(session: Session, email: str) -> Account:
    """The account of that e-mail; NotFound `unknown-account`."""
    found = session.exec(select(Account).where(Account.email == in_small_letters(email))).one_or_none()
    if found is None:
        raise NotFound("unknown-account", f"There is no account {email}.")
    return found


def new_hash(session: Session, account_id: int, old: str, new: str, again: str) -> str:
    """The hash of somebody's new password, if the old one is known: reads only, for hashing must not hold up writers.

    Refuses `not-the-same`, `wrong-password`, `bad-password`, `sign-in-busy`.
    """
    if new != again:
        raise Invalid("not-the-same", "The new password was not typed the same twice. Nothing was changed.")
    account = session.get_one(Account, account_id)
    if not matches(old, account.password_hash):
        raise NotAllowed("wrong-password", "That is not your password of now. Nothing was changed.")
    return hashed(new)


def change_password(session: Session, account_id: int, new: str, token: str | None) -> None:
    """Put the new hash in place; whoever is signed in with this account elsewhere is out."""
    account = session.get_one(Account, account_id)
    account.password_hash = new
    session.add(account)
    sign_out_everywhere(session, account_id, but=token)


def disable(session: Session, account_id: int, by: int) -> Account:
    """Let nobody in with this account any more, at once and for ever.

    NotFound `unknown-account`; refuses `already-disabled` and `own-account`.
    """
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound("unknown-account", "There is no such account.")
    if account_id == by:
        raise Conflict("own-account", "You cannot disable your own account. Ask another operator or steward.")
    if account.disabled_on is not None:
        raise Conflict("already-disabled", f"{account.email} was disabled on {account.disabled_on}.")
    account.disabled_on = clock.today()
    session.add(account)
    sign_out_everywhere(session, account_id)
    return account
