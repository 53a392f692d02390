"""One request, one transaction, as route parameters: `Reading` and `Writing`.

Both end with the route function and before the response is sent (`scope="function"`): nobody reads "done" before the commit,
and a refused request is rolled back before it is answered. The engine is the application's, `app.state.engine`.
"""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlmodel import Session

from app.database import ReadSession, reading, writing


def engine_of(request: Request) -> Engine:
    """The engine of the application that serves the request."""
    engine: Engine = request.app.state.engine
    return engine


def _read(request: Request) -> Iterator[ReadSession]:
    with reading(engine_of(request)) as session:
        yield session


def _write(request: Request) -> Iterator[Session]:
    with writing(engine_of(request)) as session:
        yield session


Reading = Annotated[ReadSession, Depends(_read, scope="function")]
"""A read-only transaction: a write fails in the database itself."""

Writing = Annotated[Session, Depends(_write, scope="function")]
"""A transaction that is committed when the route returns and rolled back when it raises."""
