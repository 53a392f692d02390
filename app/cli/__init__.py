"""`suara`: one command per line of the operator's guide. Exit 0 done, 1 refused, 2 wrong usage.

`serving`, `operating`, `accounts`, `surveys`, `waves`, `releases`, `purging` and `demo` hold the commands; `making_demo`,
`simulating`, `migrating` and `counter` what is long in them; `output` says what happened, in words or as one JSON document;
`opening` opens the database for a command.
"""

import gc
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from app.cli.output import Commands

ROOMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "serving": ("run", "serve"),
        "operating": ("count", "migrate", "settle"),
        "accounts": ("account",),
        "surveys": ("check", "import", "export-xlsform", "codebook"),
        "waves": ("wave", "simulate", "poster"),
        "releases": ("release", "audit", "export", "verify"),
        "purging": ("purge",),
        "demo": ("demo",),
    }
)
"""Which module of this package holds which commands."""


def commands(asked: str = "") -> Commands:
    """The commands of the module that holds `asked`, all commands where none does.

    A server is asked for by people who wait for it, and half of what the other commands are made of it never needs.
    """
    found = Commands(help="Suara: surveys for children, numbers that give no child away.")
    for room in [room for room, names in ROOMS.items() if asked in names] or ROOMS:
        import_module(f"{__name__}.{room}").add_to(found)
    return found


def main() -> None:
    """The console script."""
    # What Suara writes (the SQLite file above all) is for its own user and nobody else on the machine.
    os.umask(0o077)
    # What is imported stays: to look for garbage in it, now or ever again, is time lost.
    gc.disable()
    from app.cli.opening import close_databases

    found = commands(sys.argv[1] if len(sys.argv) > 1 else "")
    gc.freeze()
    gc.enable()
    try:
        found.run()
    finally:
        close_databases()
