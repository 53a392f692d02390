"""A lock that a running counter holds, so that there is one at most and `suara release` knows whether to be it.

The lock is the operating system's or the database's: it is gone the moment its holder is, however that ends. On SQLite it
lies on a file beside the database, on PostgreSQL it is an advisory lock of a session.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from app.errors import Conflict

LOCK_NUMBER = 5_829_202
"""Any fixed number will do; migrations use the one before it."""
_TRIES = 5
_PAUSE = 0.02


@contextmanager
def holding(engine: Engine) -> Iterator[None]:
    """Be the counter of this database. Refuses `counter-running` where another is."""
    if engine.dialect.name == "postgresql":
        with _holding_postgres(engine):
            yield
    else:
        with _lock_file(engine).open("a") as file:
            if not _locked_soon(file.fileno()):
                raise _running()
            yield


def is_held(engine: Engine) -> bool:
    """Whether a counter runs on this database."""
    if engine.dialect.name == "postgresql":
        held = text(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            " WHERE locktype = 'advisory' AND datname = current_database() AND objid = :number AND granted"
        )
        with engine.connect() as connection:
            return bool(connection.execute(held, {"number": LOCK_NUMBER}).scalar_one())
    path = _lock_file(engine)
    if not path.exists():
        return False
    with path.open("a") as file:
        return not _locked(file.fileno(), fcntl.LOCK_SH)


@contextmanager
def _holding_postgres(engine: Engine) -> Iterator[None]:
    # Outside a transaction: an open one would keep the database from tidying up as long as the counter lives.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(:number)"), {"number": LOCK_NUMBER}).scalar_one():
            raise _running()
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": LOCK_NUMBER})


def _lock_file(engine: Engine) -> Path:
    assert engine.url.database, "a database in memory has no counter beside it"
    return Path(engine.url.database + ".counter")


def _locked(descriptor: int, kind: int) -> bool:
    """Whether the lock could be had; closing the file gives it back."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked_soon(descriptor: int) -> bool:
    """The same, patiently: whoever only looks holds the lock for an instant, and must not keep a counter from starting."""
    for _ in range(_TRIES):
        if _locked(descriptor, fcntl.LOCK_EX):
            return True
        time.sleep(_PAUSE)
    return False


def _running() -> Conflict:
    return Conflict("counter-running", "A counter is running on this database already; there is one at most.")
