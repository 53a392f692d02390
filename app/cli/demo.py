"""`demo`: the starter survey, one open and empty practice wave, one released practice wave, and an account for each role.

Touches practice waves only, and only a database that is its own or empty. Passwords are random and kept in var/demo.json.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select

from app import clock
from app.accounts.creating import create_account
from app.accounts.models import Account, Role
from app.cli import simulating
from app.cli.opening import open_database
from app.cli.output import AsJson, Commands, say
from app.cli.releases import released
from app.config import settings
from app.database import reading, writing
from app.errors import Conflict
from app.studio.opening import open_wave
from app.surveys import versions, waves
from app.surveys.models import Wave
from app.surveys.starter import starter

OPEN_WAVE, RELEASED_WAVE, COUNTRY = "DEMO", "SAMPLE", "TH"
CHILDREN, SEED = 1_200, 7
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
    return _make(engine, kept)


def _refuse_what_is_not_ours(engine: Engine) -> None:
    with reading(engine) as session:
        real = session.exec(select(Wave).where(Wave.practice == False)).first()  # noqa: E712 (SQL)
        somebody = session.exec(select(Account).where(Account.demo == False)).first()  # noqa: E712 (SQL)
    if real is not None or somebody is not None:
        raise Conflict(
            "not-a-demo", "This database holds a real wave or a real account; the demo leaves it alone. Use a fresh database."
        )


def _make(engine: Engine, kept: Path) -> dict[str, Any]:
    accounts = [
        {"role": role.value, "email": f"{role.value}@suara.example", "password": secrets.token_urlsafe(9)} for role in Role
    ]
    with writing(engine) as session:
        version = versions.save_sound(session, starter())
        for account in accounts:
            create_account(
                session, account["email"], account["role"].capitalize(), Role(account["role"]), account["password"], demo=True
            )
        for code in (OPEN_WAVE, RELEASED_WAVE):
            wave = waves.create(session, version.document.code, COUNTRY, practice=True, grace_days=0, code=code)
            open_wave(session, wave, clock.today())
    simulating.run(engine, settings(), RELEASED_WAVE, CHILDREN, SEED, in_process=True)
    with writing(engine) as session:
        waves.close(session, waves.by_code(session, RELEASED_WAVE))
    release = released(engine, RELEASED_WAVE)
    base = settings().base_url
    where = {
        "survey": version.document.code,
        "wave": OPEN_WAVE,
        "child_url": f"{base}/{OPEN_WAVE}",
        "office_url": f"{base}/office",
        "results_url": f"{base}/results",
        "released": f"{RELEASED_WAVE}/{release.number}",
        "accounts": accounts,
    }
    _keep(kept, where)
    return where


def _keep(file: Path, content: dict[str, Any]) -> None:
    """Write the passwords where only this user can read them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(content, out, indent=2)
