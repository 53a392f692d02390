"""Passwords are stored as Argon2id hashes, checked a few at a time, and as slowly for a stranger as for anybody."""

import threading

import pytest

from app.accounts import passwords
from app.accounts.passwords import hashed, matches
from app.errors import Busy, Invalid

PASSWORD = "four unrelated words"


def test_a_password_matches_its_own_hash_and_no_other() -> None:
    stored = hashed(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in stored
    assert matches(PASSWORD, stored)
    assert not matches("four unrelated word", stored)
    assert not matches("", stored)


def test_equal_passwords_have_different_hashes() -> None:
    assert hashed(PASSWORD) != hashed(PASSWORD)


@pytest.mark.parametrize("password", ["", "x" * (passwords.SHORTEST - 1), "x" * (passwords.LONGEST + 1)])
def test_a_password_that_is_too_short_or_too_long_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        hashed(password)
    assert refused.value.code == "bad-password"


def test_the_bounds_themselves_are_fine() -> None:
    for length in (passwords.SHORTEST, passwords.LONGEST):
        assert matches("x" * length, hashed("x" * length))


def test_a_longer_password_than_any_that_is_accepted_never_matches() -> None:
    assert not matches("x" * (passwords.LONGEST + 1), hashed("x" * passwords.LONGEST))


def test_checking_without_a_hash_costs_one_check_and_never_matches(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    real = passwords._hasher

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            checked.append(stored)
            return real.verify(stored, password)

        def hash(self, password: str) -> str:
            return real.hash(password)

    stored = hashed(PASSWORD)
    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert not matches("nobody", None)
    assert not matches("nobody", stored)
    assert [one.split("$")[1:4] for one in checked] == [["argon2id", "v=19", "m=19456,t=2,p=1"]] * 2


def test_a_crowd_is_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_inside", threading.BoundedSemaphore(1))
    assert passwords._inside.acquire(blocking=False)
    with pytest.raises(Busy) as refused:
        matches(PASSWORD, None)
    assert refused.value.code == "sign-in-busy"
    passwords._inside.release()
    assert not matches(PASSWORD, None)
    assert not matches(PASSWORD, None), "a place that was taken is given back"
