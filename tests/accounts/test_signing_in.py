"""Signing in: tokens that the table does not give away, twelve hours, and guessing that gets slow."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from app import clock
from app.accounts import signing_in
from app.accounts.models import Account, SignIn
from app.accounts.passwords import matches
from app.accounts.signing_in import account_of, recognise, sign_in, sign_out
from app.database import reading, writing
from app.errors import Busy, NotAllowed
from tests.office import PASSWORD, an_account

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    signing_in._limiter().storage.reset()


def who(session: Session, token: str) -> str | None:
    account = account_of(session, token)
    return account.email if account else None


def someone_in(engine: Engine, email: str | None = None) -> str:
    email = an_account(engine, email=email)
    with writing(engine) as session:
        account = session.exec(select(Account).where(Account.email == email)).one()
        assert account.id is not None
        return sign_in(session, account.id)


def test_the_right_password_is_recognised_whatever_the_letters_of_the_e_mail(engine: Engine) -> None:
    email = an_account(engine)
    with reading(engine) as session:
        assert recognise(session, f" {email.upper()} ", PASSWORD).email == email


def test_a_wrong_password_and_an_unknown_account_are_refused_in_the_same_words(engine: Engine) -> None:
    email = an_account(engine)
    said = []
    with reading(engine) as session:
        for tried in (email, "nobody@office.test"):
            with pytest.raises(NotAllowed) as refused:
                recognise(session, tried, "not the password")
            said.append((refused.value.code, refused.value.reason, dict(refused.value.details)))
    assert said[0] == said[1]
    assert said[0][0] == "wrong-password"


def test_a_wrong_password_and_an_unknown_account_cost_one_check_each(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    email = an_account(engine)
    checks: list[bool] = []
    monkeypatch.setattr(signing_in, "matches", lambda password, stored: checks.append(matches(password, stored)))
    with reading(engine) as session:
        for tried in (email, "nobody@office.test"):
            with pytest.raises(NotAllowed):
                recognise(session, tried, "not the password")
    assert checks == [False, False]


def test_the_token_opens_and_the_table_holds_only_its_digest(engine: Engine) -> None:
    token = someone_in(engine)
    assert len(token) >= 43, "256 bits"
    with reading(engine) as session:
        assert who(session, token) == "facilitator@office.test"
        kept = session.exec(select(SignIn)).one()
        assert kept.token_hash == hashlib.sha256(token.encode()).digest()
        everything = [
            repr(tuple(row))
            for table in ("sign_in", "account")
            for row in session.connection().execute(text(f"SELECT * FROM {table}"))
        ]
    assert token not in "".join(everything)


def test_a_sign_in_has_no_other_column() -> None:
    assert set(SignIn.model_fields) == {"token_hash", "account_id", "expires_at"}


def test_two_sign_ins_have_two_tokens_and_one_can_end(engine: Engine) -> None:
    first = someone_in(engine)
    with writing(engine) as session:
        account = session.exec(select(Account)).one()
        assert account.id is not None
        second = sign_in(session, account.id)
        sign_out(session, first)
    with reading(engine) as session:
        assert who(session, first) is None
        assert who(session, second) is not None


@pytest.mark.parametrize("token", ["", "nonsense", "ü"])
def test_a_made_up_token_is_nobody_s_and_can_be_signed_out(engine: Engine, token: str) -> None:
    someone_in(engine)
    with writing(engine) as session:
        assert who(session, token) is None
        sign_out(session, token)


def test_after_twelve_hours_it_is_over(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    token = someone_in(engine)
    for passed, still in ((timedelta(hours=12) - timedelta(seconds=1), True), (timedelta(hours=12), False)):
        monkeypatch.setattr(clock, "now", lambda passed=passed: NOON + passed)
        with reading(engine) as session:
            assert (who(session, token) is not None) is still


def test_what_has_expired_is_cleared_by_the_next_to_sign_in(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    someone_in(engine)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=13))
    token = someone_in(engine, "late@office.test")
    with reading(engine) as session:
        assert [one.token_hash for one in session.exec(select(SignIn))] == [hashlib.sha256(token.encode()).digest()]


@pytest.mark.parametrize("known", [True, False])
def test_guessing_gets_slow_for_one_e_mail_and_not_for_others(engine: Engine, *, known: bool) -> None:
    email = an_account(engine) if known else "nobody@office.test"
    other = an_account(engine, email="other@office.test")
    with reading(engine) as session:
        for _ in range(signing_in.MOST_TRIES):
            with pytest.raises(NotAllowed):
                recognise(session, email, "not the password")
        with pytest.raises(Busy) as refused:
            recognise(session, email.upper(), PASSWORD)
        assert recognise(session, other, PASSWORD).email == other
    assert refused.value.code == "too-many-tries"
    assert refused.value.details["retry_after"] == 300


def test_whoever_gets_in_may_mistype_anew(engine: Engine) -> None:
    email = an_account(engine)
    with reading(engine) as session:
        for _ in range(2):
            for _ in range(signing_in.MOST_TRIES - 1):
                with pytest.raises(NotAllowed):
                    recognise(session, email, "not the password")
            assert recognise(session, email, PASSWORD).email == email


def test_the_memory_of_tries_does_not_tell_whose_they_were(engine: Engine) -> None:
    with reading(engine) as session, pytest.raises(NotAllowed):
        recognise(session, "somebody@office.test", "not the password")
    kept = "".join(signing_in._limiter().storage.storage)  # type: ignore[attr-defined]
    assert kept
    assert "somebody" not in kept
