"""Opening the database for a command: only one that is migrated to the newest revision."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

import app
from app.config import settings
from app.database import Purpose, connect
from app.errors import Conflict

_HOUSE = Path(app.__file__).parent.parent
_opened: list[Engine] = []


def alembic_config() -> Config:
    """Alembic's configuration of this installation."""
    config = Config(_HOUSE / "alembic.ini")
    config.set_main_option("script_location", str(_HOUSE / "migrations"))
    return config


def migrated(url: str) -> bool:
    """Whether the database is at the newest revision."""
    engine = connect(url, Purpose.OWNING)
    try:
        with engine.connect() as connection:
            here = MigrationContext.configure(connection).get_current_heads()
    finally:
        engine.dispose()
    return set(here) == set(ScriptDirectory.from_config(alembic_config()).get_heads())


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
