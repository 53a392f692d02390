"""Accounts are made once per e-mail, whatever its letters look like."""

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from app.accounts.creating import create_account
from app.accounts.models import Account, Role
from app.database import reading, writing
from app.errors import Conflict, Invalid

PASSWORD = "four unrelated words"


def test_an_account_keeps_its_e_mail_in_small_letters_and_no_password(engine: Engine) -> None:
    with writing(engine) as session:
        create_account(session, "  Ana@Ministry.Example ", " Ana ", Role.STEWARD, PASSWORD)
    with reading(engine) as session:
        account = session.exec(select(Account)).one()
        assert (account.email, account.name, account.role, account.demo) == ("ana@ministry.example", "Ana", Role.STEWARD, False)
        assert PASSWORD not in account.password_hash


def test_a_second_account_of_an_e_mail_is_refused(engine: Engine) -> None:
    with writing(engine) as session:
        create_account(session, "ana@ministry.example", "Ana", Role.STEWARD, PASSWORD)
        with pytest.raises(Conflict) as refused:
            create_account(session, "ANA@ministry.example", "Ana", Role.OFFICIAL, PASSWORD)
    assert refused.value.code == "account-exists"


@pytest.mark.parametrize(
    ("email", "name", "password", "code"),
    [
        ("ana", "Ana", PASSWORD, "bad-email"),
        ("a b@c", "Ana", PASSWORD, "bad-email"),
        ("a@b@c", "Ana", PASSWORD, "bad-email"),
        ("", "Ana", PASSWORD, "bad-email"),
        ("ana@x", "  ", PASSWORD, "bad-name"),
        ("ana@x", "A" * 101, PASSWORD, "bad-name"),
        ("ana@x", "Ana", "too short", "bad-password"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_saved(
    engine: Engine, email: str, name: str, password: str, code: str
) -> None:
    with writing(engine) as session, pytest.raises(Invalid) as refused:
        create_account(session, email, name, Role.STEWARD, password)
    assert refused.value.code == code
    with reading(engine) as session:
        assert session.exec(select(Account)).all() == []
