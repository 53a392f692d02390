"""`suara`: one command per line of the operator's guide. Exit 0 done, 1 refused, 2 wrong usage.

`accounts`, `surveys`, `waves`, `releases`, `operating` and `demo` hold the commands; `simulating` and `counter` what is long
in them; `output` says what happened, in words or as one JSON document; `opening` opens the database for a command.
"""

import os

from app.cli import accounts, demo, operating, releases, surveys, waves
from app.cli.opening import close_databases
from app.cli.output import Commands


def main() -> None:
    """The console script."""
    # What Suara writes (the SQLite file above all) is for its own user and nobody else on the machine.
    os.umask(0o077)
    commands = Commands(help="Suara: surveys for children, numbers that give no child away.")
    for room in (operating, accounts, surveys, waves, releases, demo):
        room.add_to(commands)
    try:
        commands.run()
    finally:
        close_databases()
