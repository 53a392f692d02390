"""Engines and sessions, and who may read what (promise 2).

Three kinds of connection, told apart by `Purpose`:

* SERVING  pages, office, intake. Cannot read, change or delete a submission or remark: on SQLite an authorizer refuses it when
           the statement is prepared; on PostgreSQL the connection works as the role `suara_serving`, which has no such right.
* COUNTING the counter, `settle` and `purge`: on PostgreSQL the role `suara_counting`.
* OWNING   migrations only.

On SQLite every writing transaction is BEGIN IMMEDIATE, so two writers queue instead of failing half-way; WAL and
synchronous=FULL make a commit durable before anyone is told of it (promise 4).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import JSON, Dialect, Engine, event, make_url
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel, create_engine

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Serving processes add to these and do nothing else with them.
SEALED_TABLES = ("submission", "remark")
# Certificates of destroyed answers: the counter's to write, everybody's to read.
CERTIFICATES = "purge"
# The log of acts: added to and read, never changed.
LOG = "act"
SERVING_ROLE = "suara_serving"
COUNTING_ROLE = "suara_counting"
_BUSY_SECONDS = 15.0
WITHDRAWAL_COLUMNS = ("withdrawn_on", "withdrawn_reason")
_TOUCHING = (sqlite3.SQLITE_READ, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)
_ORDINARY = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT, sqlite3.SQLITE_FUNCTION)


class Purpose(Enum):
    """What a connection is for, and so what it may touch."""

    SERVING = "serving"
    COUNTING = "counting"
    OWNING = "owning"


def connect(url: str, purpose: Purpose = Purpose.SERVING) -> Engine:
    """An engine whose every connection is restrained to its purpose."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        if address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            address, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}, pool_size=40, hide_parameters=True
        )
        event.listen(engine, "connect", _prepare_sqlite(purpose))
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if address.get_backend_name() == "postgresql":
        engine = create_engine(
            address.set(drivername="postgresql+psycopg"), pool_size=40, pool_timeout=5, pool_pre_ping=True, hide_parameters=True
        )
        if purpose is not Purpose.OWNING:
            event.listen(engine, "connect", _prepare_postgres(purpose))
        return engine
    raise ValueError(f"Suara runs on SQLite and PostgreSQL, not on {address.get_backend_name()!r}.")


def _prepare_sqlite(purpose: Purpose) -> Any:
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # SQLAlchemy emits BEGIN itself (below); the driver's own, deferred one would come too late to queue writers.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        if purpose is Purpose.SERVING:
            connection.set_authorizer(authorize_serving)

    return prepare


def authorize_serving(action: int, table: str | None, column: str | None, _database: str | None, _trigger: str | None) -> int:
    """SQLite authorizer of the serving processes, asked as each statement is prepared.

    Submissions and remarks can be added and nothing else; a release can be read and withdrawn and nothing else; the log of
    acts can be added to and read and nothing else; tables, views and triggers are the migrations' alone.
    """
    if action not in _TOUCHING:
        allowed = action in _ORDINARY or (action == sqlite3.SQLITE_PRAGMA and table == "query_only")
    elif table in SEALED_TABLES:
        allowed = action == sqlite3.SQLITE_INSERT
    elif table == "release":
        allowed = action == sqlite3.SQLITE_READ or (action == sqlite3.SQLITE_UPDATE and column in WITHDRAWAL_COLUMNS)
    elif table == CERTIFICATES:
        allowed = action == sqlite3.SQLITE_READ
    elif table == LOG:
        allowed = action in {sqlite3.SQLITE_READ, sqlite3.SQLITE_INSERT}
    else:
        allowed = True
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reads_only") else "BEGIN IMMEDIATE")


def _prepare_postgres(purpose: Purpose) -> Any:
    role = SERVING_ROLE if purpose is Purpose.SERVING else COUNTING_ROLE

    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET ROLE {role}")
        cursor.close()
        connection.commit()

    return prepare


class ReadSession(Session):
    """A session that may only read: a write fails in the database itself."""


@contextmanager
def reading(engine: Engine) -> Iterator[ReadSession]:
    """One read-only transaction, never committed."""
    postgres = engine.dialect.name == "postgresql"
    with engine.connect().execution_options(reads_only=True, **({"postgresql_readonly": True} if postgres else {})) as connection:
        if not postgres:
            connection.exec_driver_sql("PRAGMA query_only=ON")
        try:
            with ReadSession(connection, autoflush=False) as session:
                yield session
        finally:
            if not postgres:
                connection.rollback()
                connection.exec_driver_sql("PRAGMA query_only=OFF")


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One transaction: committed when the block ends, rolled back when it raises. Acts inside never commit."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


class Document(TypeDecorator[Any]):
    """A frozen Pydantic document in a JSON column, validated on the way out."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return value.model_dump(mode="json", exclude_defaults=True) if isinstance(value, BaseModel) else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self.adapter.validate_python(value, strict=False)


def coded(kind: type[StrEnum]) -> EnumColumn:
    """A column type for an enum, stored by value with a CHECK (SQLModel alone would store the name)."""
    return EnumColumn(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
    )
