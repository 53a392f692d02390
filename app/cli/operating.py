"""Commands of the operator: `count`, `migrate`, `settle`."""

import os
import signal
import threading
from typing import Annotated

import typer

from app.cli import counter, migrating
from app.cli.opening import open_database
from app.cli.output import AsJson, Commands, say
from app.config import settings
from app.database import Purpose
from app.results import counter_lock


def add_to(commands: Commands) -> None:
    """Register the commands of this module."""
    for name, command in (("count", count), ("migrate", migrate), ("settle", settle)):
        commands.command(name)(command)


def count(*, until_stdin_closes: Annotated[bool, typer.Option(hidden=True)] = False) -> None:
    """Be the counter: the only process that reads submissions. Ends on SIGTERM, after the work in hand."""
    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    if until_stdin_closes:
        threading.Thread(target=_stop_when_stdin_closes, args=(stop,), daemon=True).start()
    engine = open_database(Purpose.COUNTING)
    with counter_lock.holding(engine):
        counter.run(engine, settings().counter_seconds, stop)


def _stop_when_stdin_closes(stop: threading.Event) -> None:
    os.read(0, 1)
    stop.set()


def migrate(*, as_json: AsJson = False) -> None:
    """Bring the database to the newest revision."""
    migrating.migrate()
    say("The database is at the newest revision.", {"migrated": True}, as_json=as_json)


def settle(*, as_json: AsJson = False) -> None:
    """Forget what finished days still tell of time, and refresh participation, now instead of at midnight (UTC)."""
    settled = counter.settle(open_database(Purpose.COUNTING))
    say(f"Settled {settled} waves.", {"waves": settled}, as_json=as_json)
