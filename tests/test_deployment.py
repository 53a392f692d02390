"""docker-compose.yml, Dockerfile and deploy/: read as they stand, and the script run on a PostgreSQL server of its own."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from app.config import Settings, settings
from app.database import COUNTING_ROLE, Purpose, connect
from tests.databases import ROOT, Postgres, migrate

PASSWORDS = {f"SUARA_{part}_PASSWORD": f"a-password-of-{part.lower()}" for part in ("OWNER", "SERVING", "COUNTER")}


def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return document


def environment(service: str) -> str:
    return str(compose()["services"][service]["environment"])


def test_every_password_that_compose_asks_for_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{(SUARA_\w+)", (ROOT / "docker-compose.yml").read_text()))
    offered = set(re.findall(r"^(SUARA_\w+)=", (ROOT / "deploy/env.example").read_text(), re.MULTILINE))
    assert asked == offered


def test_every_setting_in_compose_exists() -> None:
    known = {f"SUARA_{name.upper()}" for name in Settings.model_fields}
    used = {name for service in ("migrate", "web", "counter") for name in compose()["services"][service]["environment"]}
    assert used <= known


def test_each_service_knows_its_own_password_alone() -> None:
    own = {"migrate": "OWNER", "web": "SERVING", "counter": "COUNTER"}
    for service, part in own.items():
        assert set(re.findall(r"SUARA_(\w+)_PASSWORD", environment(service))) == {part}
    assert "--no-counter" in compose()["services"]["web"]["command"]


def test_the_image_is_made_of_files_that_exist_and_are_let_in() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        source
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
        for source in line.split()
    }
    assert copied == let_in
    assert all((ROOT / source).exists() for source in copied)


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postgres]:
    """A server as the compose file makes it: its logins, and the tables and rights that `suara migrate` makes as owner."""
    folder = Path(tempfile.mkdtemp(prefix="suara-"))  # not pytest's own: the server's user must get through
    server = Postgres(folder)
    try:
        server.run("CREATE DATABASE suara")
        server.psql(ROOT / "deploy/logins.sql", PGDATABASE="suara", **PASSWORDS)
        for setting, login in (("DATABASE_URL", "suara_web"), ("COUNTER_DATABASE_URL", "suara_counter")):
            monkeypatch.setenv(f"SUARA_{setting}", server.url("suara", login))
        monkeypatch.setenv("SUARA_OWNER_DATABASE_URL", server.url("suara", "suara_owner"))
        settings.cache_clear()
        migrate(settings().owning_url())
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def read_submissions_as(connection: Connection, role: str) -> None:
    connection.execute(text(f"SET ROLE {role}"))
    connection.execute(text("SELECT count(*) FROM submission"))


def test_the_three_logins_can_do_their_work_and_no_more(installation: Postgres) -> None:
    counting = connect(settings().counting_url(), Purpose.COUNTING)
    with counting.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM submission")).scalar_one() == 0
    counting.dispose()

    serving = connect(settings().serving_url(), Purpose.SERVING)
    with serving.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM wave")).scalar_one() == 0
    for role in ("NONE", COUNTING_ROLE, "suara_owner"):
        with serving.connect() as connection, pytest.raises(DatabaseError, match="permission denied"):
            read_submissions_as(connection, role)
    with serving.connect() as connection, pytest.raises(DatabaseError, match="permission denied"):
        connection.execute(text("CREATE TABLE mine (id int)"))
    serving.dispose()


def test_each_login_gets_its_password_and_none_stands_in_clear(installation: Postgres) -> None:
    owner = connect(installation.url("suara"), Purpose.OWNING)
    with owner.connect() as connection:
        rows = connection.execute(text("SELECT rolname, rolpassword FROM pg_authid WHERE rolcanlogin")).all()
        kept: dict[str, str] = {row.rolname: row.rolpassword for row in rows}
    owner.dispose()
    for login in ("suara_owner", "suara_web", "suara_counter"):
        assert kept[login].startswith("SCRAM-SHA-256$")
