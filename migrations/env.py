"""What Alembic runs. One transaction a run, on SQLite too: a migration happens altogether or not at all.

The database is the one given as `config.attributes["url"]`, else the owner's of the settings. On PostgreSQL every run that
changes the schema ends by setting the rights anew (`migrations.rights`), so a new table never stands unguarded.
"""

from collections.abc import Iterable
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.types import TypeDecorator

from app.config import settings
from app.database import Purpose, connect
from app.tables import metadata
from migrations import rights

# A migration waits this long for the processes that are serving; then it gives up and changes nothing.
LOCK_TIMEOUT = "10s"
# Any fixed number will do: two migrations of one database queue here instead of failing half-way.
MIGRATION_LOCK = 5_829_201


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write column types as plain SQLAlchemy: a migration must not change when a class of the application does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def number_revisions(_context: MigrationContext, _revision: str | Iterable[str | None], scripts: list[MigrationScript]) -> None:
    """Number revisions 0001, 0002, ...: there is one line of them, and a listing shows its order."""
    standing = sum(1 for _ in context.script.walk_revisions())
    for offset, script in enumerate(scripts, start=1):
        script.rev_id = f"{standing + offset:04d}"


def prepare(connection: Connection) -> None:
    """Make the connection fit for changing tables. Comes before the transaction, where SQLite still listens."""
    if connection.dialect.name == "sqlite":
        # Changing a table means copying and dropping it, which would take along whatever refers to it.
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")


def queue(connection: Connection) -> None:
    """Let one migration run at a time. On SQLite BEGIN IMMEDIATE has done so already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})


def finish(connection: Connection) -> None:
    """Set rights, and refuse to commit what left a reference dangling."""
    if connection.dialect.name == "postgresql":
        urls = settings().serving_url(), settings().counting_url()
        rights.grant(connection, *urls)
        return
    dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
    if dangling:
        raise CommandError(f"The migration would leave {len(dangling)} dangling references, the first in {dangling[0][0]!r}.")


def changes_schema() -> bool:
    """Whether this run goes to a revision (upgrade, downgrade), unlike `check`, `current` or `revision`."""
    try:
        context.get_revision_argument()
    except KeyError:
        return False
    return True


def run() -> None:
    """Run what was asked for, in one transaction."""
    if context.is_offline_mode():
        raise CommandError("Suara's migrations look at the database they change; there is no --sql.")
    engine = connect(context.config.attributes.get("url") or settings().owning_url(), Purpose.OWNING)
    try:
        with engine.connect() as connection:
            prepare(connection)
            with connection.begin():
                queue(connection)
                context.configure(
                    connection=connection,
                    target_metadata=metadata,
                    render_as_batch=connection.dialect.name == "sqlite",
                    render_item=render_item,
                    process_revision_directives=number_revisions,
                    compare_type=True,
                    transactional_ddl=True,
                )
                context.run_migrations()
                if changes_schema():
                    finish(connection)
    finally:
        engine.dispose()


run()
