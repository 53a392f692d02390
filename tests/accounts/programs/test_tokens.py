"""Personal tokens: made once, shown once, kept as a digest; they end on their day, when taken back, and with the account."""

import hashlib
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import select

from app import clock
from app.accounts import acts
from app.accounts.models import Account, Role, Token
from app.accounts.programs import tokens
from app.accounts.programs.tokens import Scope
from app.database import reading, writing
from app.errors import Conflict, Invalid, NotFound
from tests.office import a_desk, an_account, words

BOTH = [Scope.WAVES, Scope.RESULTS]


def an_owner(engine: Engine, role: Role = Role.OFFICIAL) -> int:
    email = an_account(engine, role)
    with reading(engine) as session:
        found = session.exec(select(Account.id).where(Account.email == email)).one()
    assert found is not None
    return found


def made(engine: Engine, owner: int, name: str = "warehouse", days: int = 30) -> tuple[int, str]:
    with writing(engine) as session:
        token, secret = tokens.make(session, owner, name, BOTH, days)
        assert token.id is not None
        return token.id, secret


def reads(engine: Engine, secret: str) -> frozenset[Scope]:
    with reading(engine) as session:
        found = tokens.recognise(session, secret)
    return found.scopes if found else frozenset()


def test_a_token_is_recognised_by_its_secret_and_by_nothing_else(engine: Engine) -> None:
    _, secret = made(engine, an_owner(engine))
    assert reads(engine, secret) == set(BOTH)
    for other in ("", secret[:-1], secret.upper(), secret.removeprefix("suara_"), f"{secret} ", "suara_" + "A" * 43):
        assert reads(engine, other) == frozenset()


def test_of_a_secret_only_the_digest_is_stored(engine: Engine) -> None:
    _, secret = made(engine, an_owner(engine))
    assert re.fullmatch(r"suara_[\w-]{43}", secret)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM token")).one()
    assert bytes(row.token_hash) == hashlib.sha256(secret.encode()).digest()
    assert secret not in str(row)


def test_a_token_holds_through_its_last_day_and_not_after(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    _, secret = made(engine, an_owner(engine), days=30)
    last = clock.today() + timedelta(days=30)
    monkeypatch.setattr(clock, "today", lambda: last)
    assert reads(engine, secret)
    monkeypatch.setattr(clock, "today", lambda: last + timedelta(days=1))
    assert not reads(engine, secret)


def test_a_token_ends_when_it_is_taken_back_and_with_its_account(engine: Engine) -> None:
    owner = an_owner(engine)
    first, first_secret = made(engine, owner)
    _, second_secret = made(engine, owner)
    with writing(engine) as session:
        tokens.revoke(session, owner, first)
    assert (bool(reads(engine, first_secret)), bool(reads(engine, second_secret))) == (False, True)
    with writing(engine) as session:
        session.get_one(Account, owner).disabled_on = clock.today()
    assert not reads(engine, second_secret)


def test_nobody_takes_back_the_token_of_somebody_else(engine: Engine) -> None:
    token, secret = made(engine, an_owner(engine))
    other = an_owner(engine, Role.STEWARD)
    with pytest.raises(NotFound) as refused, writing(engine) as session:
        tokens.revoke(session, other, token)
    assert refused.value.code == "unknown-token"
    assert reads(engine, secret)


@pytest.mark.parametrize(
    ("name", "scopes", "days", "code"),
    [
        ("  ", BOTH, 30, "token-name"),
        ("x" * 61, BOTH, 30, "token-name"),
        ("a\x00b", BOTH, 30, "token-name"),
        ("\u202egnirts", BOTH, 30, "token-name"),
        ("warehouse", [], 30, "token-scopes"),
        ("warehouse", BOTH, 0, "token-days"),
        ("warehouse", BOTH, 367, "token-days"),
    ],
)
def test_a_token_needs_a_name_something_to_read_and_an_end(
    engine: Engine, name: str, scopes: list[Scope], days: int, code: str
) -> None:
    owner = an_owner(engine)
    with pytest.raises(Invalid) as refused, writing(engine) as session:
        tokens.make(session, owner, name, scopes, days)
    assert refused.value.code == code
    with reading(engine) as session:
        assert tokens.of_account(session, owner) == []


def test_an_account_has_twenty_tokens_that_hold_at_most(engine: Engine) -> None:
    owner = an_owner(engine)
    first, _ = made(engine, owner)
    for number in range(1, tokens.MOST_TOKENS):
        made(engine, owner, f"program {number}")
    with pytest.raises(Conflict) as refused:
        made(engine, owner)
    assert refused.value.code == "too-many-tokens"
    with writing(engine) as session:
        tokens.revoke(session, owner, first)
    made(engine, owner)


def test_what_a_token_is_worth_is_said_in_words() -> None:
    day = date(2026, 6, 30)
    token = Token(account_id=1, name="a", token_hash=b"", scopes="results", created_on=day, expires_on=day)
    assert tokens.state_of(token, day) == "holds until 2026-06-30"
    assert tokens.state_of(token, day + timedelta(days=1)) == "ended on 2026-06-30"
    token.revoked_on = day
    assert tokens.state_of(token, day) == "taken back on 2026-06-30"


@pytest.mark.parametrize("role", list(Role))
def test_whoever_has_an_account_makes_a_token_that_is_shown_once(engine: Engine, role: Role) -> None:
    desk = a_desk(engine, role)
    assert 'href="/office/tokens"' in desk.get("/office/me").text
    shown = desk.post("/office/tokens", data={"name": " our  warehouse ", "scopes": ["results", "waves"], "days": "90"})
    assert shown.headers["cache-control"] == "no-store"
    secret = re.search(r"suara_[\w-]{43}", shown.text)
    assert secret
    assert reads(engine, secret[0]) == set(BOTH)
    again = desk.get("/office/tokens").text
    assert secret[0] not in again
    assert "our warehouse" in words(again)
    assert "results, waves" in words(again)
    with reading(engine) as session:
        newest = acts.newest(session)[0]
    assert (newest.by, newest.what, newest.about) == (f"{role.value}@office.test", "token-made", "our warehouse")
    assert secret[0] not in repr(newest)


def test_a_token_is_taken_back_on_its_page_and_the_act_is_logged(engine: Engine) -> None:
    desk = a_desk(engine)
    made_one = desk.post("/office/tokens", data={"name": "warehouse", "scopes": "results", "days": "30"})
    secret = re.search(r"suara_[\w-]{43}", made_one.text)
    action = re.search(r'action="(/office/tokens/\d+/revoke)"', made_one.text)
    assert secret
    assert action
    assert desk.post(action[1]).status_code == 303
    assert not reads(engine, secret[0])
    assert "taken back on" in words(desk.get("/office/tokens").text)
    with reading(engine) as session:
        newest = acts.newest(session)[0]
    assert (newest.what, newest.about) == ("token-revoked", "warehouse")


def test_a_form_that_is_refused_comes_back_filled_in(engine: Engine) -> None:
    desk = a_desk(engine)
    refused = desk.post("/office/tokens", data={"name": "warehouse", "days": "365"})
    assert refused.status_code == 400
    assert "Say what it may read." in words(refused.text)
    assert 'value="warehouse"' in refused.text
    assert '<option value="365" selected>' in refused.text
    assert desk.post("/office/tokens/999/revoke").status_code == 404
