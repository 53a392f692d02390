"""Opening the database for a command: only one that is migrated to the newest revision."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import OperationalError

import app
from app.config import settings
from app.database import Purpose, connect, reading
from app.errors import Conflict

MIGRATIONS = Path(app.__file__).parents[1] / "migrations"
_opened: list[Engine] = []


def newest_revision() -> str:
    """The newest revision there is, by the numbers in the names of the files: Alembic is too slow to be asked at each start."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def migrated(url: str) -> bool:
    """Whether the database is at the newest revision."""
    engine = connect(url, Purpose.OWNING)
    try:
        with reading(engine) as session:
            connection = session.connection()
            if not inspect(connection).has_table("alembic_version"):
                return False
            here = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    finally:
        engine.dispose()
    return list(here) == [newest_revision()]


def open_database(purpose: Purpose = Purpose.SERVING) -> Engine:
    """The database of this installation. Refuses `not-migrated` and `database-unreachable`."""
    here = settings()
    try:
        if not migrated(here.owning_url()):
            raise Conflict("not-migrated", "The database is not at the newest revision. Run `suara migrate` first.")
    except OperationalError as error:
        raise Conflict("database-unreachable", "The database does not answer. Check SUARA_DATABASE_URL.") from error
    engine = connect(here.counting_url() if purpose is Purpose.COUNTING else here.serving_url(), purpose)
    _opened.append(engine)
    return engine


def close_databases() -> None:
    """Close what the command opened, so that a server does not have to notice that we are gone."""
    while _opened:
        _opened.pop().dispose()
