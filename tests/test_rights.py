"""Who may do what on each database, found out by trying (promise 2)."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import DatabaseError

from app.config import settings
from app.database import COUNTING_ROLE, SEALED_TABLES, SERVING_ROLE, Purpose
from app.errors import NotAllowed
from app.tables import metadata
from tests.databases import Postgres, migrate, opened

REFUSED = "permission denied|prohibited"
ADDING = {
    "submission": "INSERT INTO submission (wave_id, id, version_id, record, day) SELECT 1, NULL, 1, '', NULL WHERE 1 = 0",
    "remark": "INSERT INTO remark (id, wave_id, item, language, band, text, delete_after)"
    " SELECT NULL, 1, '', '', '', '', NULL WHERE 1 = 0",
}


def attempt(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(text(statement))


@pytest.mark.parametrize("table", SEALED_TABLES)
def test_serving_processes_only_add_to_a_sealed_table(engine: Engine, table: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(ADDING[table]))
    for act in (
        f"SELECT count(*) FROM {table}",
        f"SELECT 1 FROM {table} LIMIT 1",
        f"UPDATE {table} SET wave_id = 2",
        f"DELETE FROM {table}",
        f"{ADDING[table]} RETURNING wave_id",
        f"CREATE TABLE copied AS SELECT * FROM {table}",
        f"DROP TABLE {table}",
    ):
        with engine.connect() as connection, pytest.raises(DatabaseError, match=f"(?i){REFUSED}|not authorized|must be owner"):
            connection.execute(text(act))


@pytest.mark.parametrize("table", SEALED_TABLES)
def test_the_counter_reads_and_settles_a_sealed_table(counting_engine: Engine, table: str) -> None:
    for act in (f"SELECT * FROM {table}", f"UPDATE {table} SET wave_id = 2", f"DELETE FROM {table}", ADDING[table]):
        with counting_engine.begin() as connection:
            connection.execute(text(act))


def test_serving_processes_read_every_other_table(engine: Engine) -> None:
    with engine.connect() as connection:
        for table in sorted(set(metadata.tables) - set(SEALED_TABLES)):
            connection.execute(text(f"SELECT count(*) FROM {table}"))


def test_serving_processes_withdraw_a_release_and_do_nothing_else_to_it(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE release SET withdrawn_reason = 'wrong' WHERE id = 1"))
    for act in (
        "UPDATE release SET digest = 'x'",
        "DELETE FROM release",
        "INSERT INTO release (id, wave_id, number, digest, prev_chain, chain) SELECT 1, 1, 1, '', '', ''",
    ):
        with engine.connect() as connection, pytest.raises(DatabaseError, match=f"(?i){REFUSED}|not authorized"):
            connection.execute(text(act))


def test_serving_processes_read_certificates_of_destroyed_answers_and_write_none(engine: Engine) -> None:
    for act in (
        "UPDATE purge SET digest = 'x'",
        "DELETE FROM purge",
        "INSERT INTO purge (wave_id, digest) SELECT 1, ''",
    ):
        with engine.connect() as connection, pytest.raises(DatabaseError, match=f"(?i){REFUSED}|not authorized"):
            connection.execute(text(act))


def test_serving_processes_make_no_tables_views_or_triggers(engine: Engine) -> None:
    for act in (
        "CREATE TABLE other (id INTEGER)",
        "CREATE VIEW other AS SELECT 1 AS one",
        "CREATE TRIGGER other AFTER INSERT ON submission BEGIN DELETE FROM survey; END",
        "ATTACH DATABASE ':memory:' AS other",
        "PRAGMA writable_schema = ON",
    ):
        with engine.connect() as connection, pytest.raises(DatabaseError):
            connection.execute(text(act))


def test_a_migration_seals_again_what_somebody_opened(postgres: Postgres) -> None:
    with postgres.migrated() as url:
        postgres.run(f"GRANT SELECT ON submission TO {SERVING_ROLE}, PUBLIC", str(make_url(url).database))
        migrate(url)
        with opened(url, Purpose.SERVING) as engine, engine.connect() as connection, pytest.raises(DatabaseError, match=REFUSED):
            connection.execute(text("SELECT count(*) FROM submission"))


class Logins:
    """Three logins of a fresh database, as an installation for a whole country has them."""

    def __init__(self, server: Postgres, url: str) -> None:
        self.server = server
        self.database = str(make_url(url).database)
        self.owner, self.serving, self.counting = (f"{kind}_{uuid4().hex}" for kind in ("owner", "serving", "counting"))
        for login in (self.owner, self.serving, self.counting):
            server.run(f"CREATE ROLE {login} LOGIN")
        server.run(f"ALTER DATABASE {self.database} OWNER TO {self.owner}")

    def url(self, login: str) -> str:
        return self.server.url(self.database, login)

    def migrate(self, monkeypatch: pytest.MonkeyPatch, *, serving: str | None = None, counting: str | None = None) -> None:
        monkeypatch.setenv("SUARA_DATABASE_URL", self.url(serving or self.serving))
        monkeypatch.setenv("SUARA_COUNTER_DATABASE_URL", self.url(counting or self.counting))
        monkeypatch.setenv("SUARA_OWNER_DATABASE_URL", self.url(self.owner))
        settings.cache_clear()
        migrate(self.url(self.owner))

    def let_owner_hand_out_roles(self) -> None:
        self.server.run(f"GRANT {SERVING_ROLE}, {COUNTING_ROLE} TO {self.owner} WITH ADMIN OPTION")


@pytest.fixture
def logins(postgres: Postgres) -> Iterator[Logins]:
    with postgres.migrated():
        pass  # the group roles belong to the server; whoever migrated first has made them
    with postgres.empty() as url:
        three = Logins(postgres, url)
        yield three
        for login in (three.serving, three.counting, three.owner):
            for statement in ("REASSIGN OWNED BY {} TO postgres", "DROP OWNED BY {}", "DROP ROLE {}"):
                postgres.run(statement.format(login), three.database)


def test_a_serving_login_of_its_own_cannot_read_submissions_by_any_role(logins: Logins, monkeypatch: pytest.MonkeyPatch) -> None:
    logins.let_owner_hand_out_roles()
    logins.migrate(monkeypatch)
    with opened(logins.url(logins.serving), Purpose.SERVING) as engine:
        with engine.begin() as connection:
            connection.execute(text(ADDING["submission"]))
        for before in ("SELECT 1", "RESET ROLE", f"SET ROLE {COUNTING_ROLE}", f"SET ROLE {logins.owner}"):
            with engine.connect() as connection, pytest.raises(DatabaseError, match=REFUSED):
                attempt(connection, before, "SELECT count(*) FROM submission")
    with opened(logins.url(logins.counting), Purpose.COUNTING) as engine, engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM submission")).scalar_one() == 0


def test_one_login_for_everything_works_too(logins: Logins, monkeypatch: pytest.MonkeyPatch) -> None:
    logins.let_owner_hand_out_roles()
    logins.migrate(monkeypatch, serving=logins.owner, counting=logins.owner)
    with (
        opened(logins.url(logins.owner), Purpose.SERVING) as engine,
        engine.connect() as connection,
        pytest.raises(DatabaseError, match=REFUSED),
    ):
        connection.execute(text("SELECT count(*) FROM submission"))


def test_an_owner_who_may_not_hand_out_roles_is_told_what_an_administrator_must_run(
    logins: Logins, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotAllowed) as refused:
        logins.migrate(monkeypatch)
    assert refused.value.code == "roles-missing"
    assert f"CREATE ROLE {SERVING_ROLE} NOLOGIN;" in refused.value.reason
    for statement in refused.value.reason.split(": ", 1)[1].split(";"):
        if statement.strip().startswith("GRANT"):
            logins.server.run(statement)
    logins.migrate(monkeypatch)


def test_a_serving_login_that_could_count_after_all_is_refused(logins: Logins, monkeypatch: pytest.MonkeyPatch) -> None:
    logins.let_owner_hand_out_roles()
    logins.server.run(f"GRANT {COUNTING_ROLE} TO {logins.serving}")
    with pytest.raises(NotAllowed) as refused:
        logins.migrate(monkeypatch)
    assert refused.value.code == "serving-can-count"


def test_a_login_that_does_not_exist_is_named(logins: Logins, monkeypatch: pytest.MonkeyPatch) -> None:
    logins.let_owner_hand_out_roles()
    with pytest.raises(NotAllowed, match="no login 'nobody_such'") as refused:
        logins.migrate(monkeypatch, serving="nobody_such")
    assert refused.value.code == "login-missing"
