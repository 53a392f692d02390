"""Making the demo, once: the starter survey, its two practice waves, an account for each role, and pretend children."""

import json
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from app import clock
from app.accounts import acts
from app.accounts.acts import BY_COMMAND, What
from app.accounts.creating import create_account
from app.accounts.models import Role
from app.cli import simulating
from app.cli.demo import RELEASED_WAVE
from app.cli.releases import released
from app.config import settings
from app.database import writing
from app.studio.opening import open_wave
from app.surveys import versions, waves
from app.surveys.evidence import Evidence
from app.surveys.starter import starter

OPEN_WAVE, COUNTRY = "DEMO", "TH"
CHILDREN, SEED, REPLY_DAYS = 1_200, 7, 60


def make(engine: Engine, kept: Path) -> dict[str, Any]:
    """Fill an empty database; what was made and its passwords, which are written to the file `kept` as well."""
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
            wave = waves.create(
                session, version.document.code, COUNTRY, practice=True, grace_days=0, code=code, evidence=_evidence()
            )
            open_wave(session, wave, clock.today())
            for what in (What.WAVE_CREATED, What.OPENED):
                acts.record(session, BY_COMMAND, what, wave=code)
    simulating.run(engine, settings(), RELEASED_WAVE, CHILDREN, SEED, in_process=True)
    with writing(engine) as session:
        waves.close(session, waves.by_code(session, RELEASED_WAVE))
        acts.record(session, BY_COMMAND, What.CLOSED, wave=RELEASED_WAVE)
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


def _evidence() -> Evidence:
    """Who would answer the children of a real wave, and by when: what a brief says at its end."""
    return Evidence(
        audience="A ministry for children, in this demo",
        feedback_on=clock.today() + timedelta(days=REPLY_DAYS),
        who_may_be_missed="Children without a phone, and children who are out of school",
    )


def _keep(file: Path, content: dict[str, Any]) -> None:
    """Write the passwords where only this user can read them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(content, out, indent=2)
