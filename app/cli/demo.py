"""`demo`: the starter survey, one open and empty practice wave, one released practice wave, and an account for each role.

Touches practice waves only, and only a database that is its own or empty. Passwords are random and kept in var/demo.json.
"""

import json
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select

from app.accounts.models import Account
from app.cli.opening import open_database
from app.cli.output import AsJson, Commands, say
from app.config import settings
from app.database import reading
from app.errors import Conflict
from app.surveys.models import Wave

RELEASED_WAVE = "SAMPLE"
_PLACES = (("A child answers at", "child_url"), ("The office is at", "office_url"), ("Results are at", "results_url"))


def add_to(commands: Commands) -> None:
    """Register the commands of this module."""
    commands.command("demo")(demo)


def demo(*, as_json: AsJson = False) -> None:
    """Fill an empty database with the demo; on the demo's own database change nothing and print it again."""
    where = prepare_demo(open_database())
    accounts = "\n".join(f"  {one['role']:<12} {one['email']:<28} {one['password']}" for one in where["accounts"])
    places = "".join(f"{what:<17} {where[url]}\n" for what, url in _PLACES)
    say(places + accounts, where, as_json=as_json)


def prepare_demo(engine: Engine) -> dict[str, Any]:
    """What the demo consists of, made now or made before. Refuses `not-a-demo` on anybody else's database."""
    _refuse_what_is_not_ours(engine)
    kept = settings().var / "demo.json"
    with reading(engine) as session:
        made = session.exec(select(Wave).where(Wave.code == RELEASED_WAVE)).first() is not None
    if made:
        if not kept.exists():
            raise Conflict(
                "not-a-demo", f"The demo is in the database, but {kept} with its passwords is gone. Start with a fresh database."
            )
        found: dict[str, Any] = json.loads(kept.read_text())
        return found
    # Once in the life of a database; nearly every start finds the demo made, and needs nothing of this.
    from app.cli.making_demo import make

    return make(engine, kept)


def _refuse_what_is_not_ours(engine: Engine) -> None:
    with reading(engine) as session:
        real = session.exec(select(Wave).where(Wave.practice == False)).first()  # noqa: E712 (SQL)
        somebody = session.exec(select(Account).where(Account.demo == False)).first()  # noqa: E712 (SQL)
    if real is not None or somebody is not None:
        raise Conflict(
            "not-a-demo", "This database holds a real wave or a real account; the demo leaves it alone. Use a fresh database."
        )
