"""Commands about accounts: `account new|disable`. The first account of an installation is made here; nobody can register."""

from typing import Annotated

import typer

from app.accounts import acts, keeping
from app.accounts.acts import BY_COMMAND, What
from app.accounts.creating import a_password, create_account
from app.accounts.keeping import NOBODY
from app.accounts.models import Role
from app.cli.opening import open_database
from app.cli.output import AsJson, Commands, say
from app.database import writing


def add_to(commands: Commands) -> None:
    """Register the commands of this module."""
    account = typer.Typer(no_args_is_help=True, help="Accounts for the office.")
    account.command("new")(new)
    account.command("disable")(disable)
    commands.add_typer(account, name="account")


def new(
    email: str,
    name: Annotated[str, typer.Option(help="What colleagues call this person.")],
    role: Annotated[Role, typer.Option(help="What this person does.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Create an account and print its password, once."""
    password = a_password()
    with writing(open_database()) as session:
        made = create_account(session, email, name, role, password)
        acts.record(session, BY_COMMAND, What.ACCOUNT_CREATED, about=f"{made.email} as {role.value}")
    say(
        f"{email} may enter as {role.value} with the password {password}",
        {"email": email, "role": role.value, "password": password},
        as_json=as_json,
    )


def disable(email: str, *, as_json: AsJson = False) -> None:
    """Let nobody in with an account any more, at once and for ever."""
    with writing(open_database()) as session:
        found = keeping.by_email(session, email)
        assert found.id is not None
        keeping.disable(session, found.id, by=NOBODY)
        acts.record(session, BY_COMMAND, What.ACCOUNT_DISABLED, about=found.email)
    say(f"{found.email} may not enter any more.", {"email": found.email, "disabled": True}, as_json=as_json)
