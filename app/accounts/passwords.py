"""Hashing and checking passwords: Argon2id, a few at a time, and as slow for nobody as for somebody.

19 MiB, two passes, one lane is the smallest set that OWASP's password storage cheat sheet recommends for Argon2id. We take the
smallest because the office shares its machine with children's pages: with two at a time, guessing costs the attacker the same
seconds and us at most 38 MiB.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from app.errors import Busy, Invalid

SHORTEST = 12
LONGEST = 200
AT_A_TIME = 2
MOST_WAITING = 8

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_hashing = BoundedSemaphore(AT_A_TIME)
# Whoever waits holds one of the threads that also serve pages, so not many may.
_inside = BoundedSemaphore(AT_A_TIME + MOST_WAITING)


def hashed(password: str) -> str:
    """The hash to store. Refuses `bad-password` for one that is too short or too long, `sign-in-busy` under a crowd."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid("bad-password", f"A password has {SHORTEST} to {LONGEST} characters. Four unrelated words make a good one.")
    with _one_of_few():
        return _hasher.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the one behind the stored hash; without a hash as slow as ever, and never.

    Refuses `sign-in-busy` under a crowd.
    """
    with _one_of_few():
        nobodys = _nobodys()  # made at the first check, whoever's it is: making it only for strangers would tell them apart
        try:
            # A longer one was never accepted; it is cut so that nobody can make us hash a megabyte.
            _hasher.verify(stored or nobodys, password[: LONGEST + 1])
        except VerifyMismatchError:
            return False
    return stored is not None


@cache
def _nobodys() -> str:
    """A hash that belongs to nobody, made with the same parameters as everybody's."""
    return _hasher.hash("nobody")


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not _inside.acquire(blocking=False):
        raise Busy("sign-in-busy", "Many people are signing in at this moment. Try again in a few seconds.")
    try:
        with _hashing:
            yield
    finally:
        _inside.release()
