"""What every test stands on: both databases, settings of its own, no network, and an honest count of browser tests."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine

from app.config import settings
from app.database import Purpose, connect
from tests.databases import Postgres, sqlite_copy, sqlite_template

BROWSER_REQUIRED = "SUARA_BROWSER_REQUIRED"
RUN_FOLDER = "SUARA_TEST_FOLDER"
OF_THE_SUITE = {BROWSER_REQUIRED, RUN_FOLDER, "SUARA_CHROMIUM", "SUARA_PICTURES"}

# Two busy cores say nothing about a deadline; and a suite that is red today must be red again tomorrow.
hypothesis.settings.register_profile("suara", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("suara")


def refuse_the_outside(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: a test that would reach beyond this machine fails where it tries."""
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a Unix socket's address is a path
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if not isinstance(host, str) or host in {"", "localhost"}:
        return
    try:
        inside = ip_address(host).is_loopback
    except ValueError:
        inside = False
    if not inside:
        message = f"A test tried to reach {host!r}; tests stay on this machine."
        raise AssertionError(message)


sys.addaudithook(refuse_the_outside)


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No test sees the settings of this machine, and none touches ./var."""
    for name in [name for name in os.environ if name.startswith("SUARA_") and name not in OF_THE_SUITE]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SUARA_VAR", str(tmp_path / "var"))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    """The PostgreSQL server of this test run, shared by its processes."""
    return Postgres(Path(os.environ[RUN_FOLDER]))


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy, never to use."""
    return sqlite_template(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database; the test runs once on each kind."""
    if request.param == "sqlite":
        yield sqlite_copy(request.getfixturevalue("sqlite_file"), tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.migrated() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.empty() as url:
        yield url


def _engine(url: str, purpose: Purpose) -> Iterator[Engine]:
    engine = connect(url, purpose)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """What serving processes hold: it cannot read a submission."""
    yield from _engine(database_url, Purpose.SERVING)


@pytest.fixture
def counting_engine(database_url: str) -> Iterator[Engine]:
    """What the counter holds, on the same database as `engine`."""
    yield from _engine(database_url, Purpose.COUNTING)


@pytest.fixture
def owning_engine(database_url: str) -> Iterator[Engine]:
    """What the migrations hold, on the same database as `engine`."""
    yield from _engine(database_url, Purpose.OWNING)


class BrowserCount:
    """How many browser tests did not run; said in the very last line, because a green suite must not hide it."""

    def __init__(self) -> None:
        self.ran = 0
        self.left: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if "browser" not in report.keywords:
            return
        if report.skipped:
            self.left.add(report.nodeid)
        elif report.when == "call":
            self.ran += 1

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if os.environ.get(BROWSER_REQUIRED) and (self.left or not self.ran):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        if self.left:
            print(f"!!! {len(self.left)} browser tests did NOT run: there is no Chromium here (see CONTRIBUTING.md).")  # noqa: T201
        elif os.environ.get(BROWSER_REQUIRED) and not self.ran:
            print("!!! No browser test ran at all.")  # noqa: T201


def pytest_configure(config: pytest.Config) -> None:
    """Once a run, in the process that starts the others and hears from them."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(BrowserCount(), "browser-count")
        os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="suara-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing running and nothing behind."""
    if not hasattr(config, "workerinput"):
        folder = Path(os.environ.pop(RUN_FOLDER))
        if (folder / "data" / "postmaster.pid").exists():
            Postgres(folder).stop()
        shutil.rmtree(folder)
