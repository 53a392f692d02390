"""Commands about accounts: `account new`. The first account of an installation is made here; nobody can register."""

import secrets
from typing import Annotated

import typer

from app.accounts.creating import create_account
from app.accounts.models import Role
from app.cli.opening import open_database
from app.cli.output import AsJson, Commands, say
from app.database import writing

_PASSWORD_BYTES = 15


def add_to(commands: Commands) -> None:
    """Register the commands of this module."""
    account = typer.Typer(no_args_is_help=True, help="Accounts for the office.")
    account.command("new")(new)
    commands.add_typer(account, name="account")


def new(
    email: str,
    name: Annotated[str, typer.Option(help="What colleagues call this person.")],
    role: Annotated[Role, typer.Option(help="What this person does.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Create an account and print its password, once."""
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    with writing(open_database()) as session:
        create_account(session, email, name, role, password)
    say(
        f"{email} may enter as {role.value} with the password {password}",
        {"email": email, "role": role.value, "password": password},
        as_json=as_json,
    )
