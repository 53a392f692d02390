"""Commands of the operator: `run`, `serve`, `count`, `migrate`, `settle`."""

import ipaddress
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Annotated
from urllib.parse import urlsplit

import typer
import uvicorn
from alembic import command as alembic_command
from sqlalchemy import Engine
from sqlmodel import select

from app.accounts.models import Account
from app.cli import counter
from app.cli.demo import prepare_demo
from app.cli.opening import alembic_config, migrated, open_database
from app.cli.output import AsJson, Commands, say
from app.config import settings
from app.database import Purpose, reading
from app.errors import NotAllowed
from app.main import everything
from app.results import counter_lock

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]
# Where the counter is a service with a login of its own, the serving process must not even know that login.
CounterBeside = Annotated[bool, typer.Option("--counter/--no-counter", help="Keep a counter running beside it.")]
_RESTART_SECONDS = 2.0
_DRAIN_SECONDS = 20


def add_to(commands: Commands) -> None:
    """Register the commands of this module."""
    for name, command in (("run", run), ("serve", serve), ("count", count), ("migrate", migrate), ("settle", settle)):
        commands.command(name)(command)


def run(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Everything at once, for a first look: migrate, set up the demo, say where to go, and serve."""
    os.environ.setdefault("SUARA_BASE_URL", f"http://{host}:{port}")
    settings.cache_clear()
    if not migrated(settings().owning_url()):
        _upgrade()
    engine = open_database()
    where = prepare_demo(engine)
    keys = {account["role"]: f"{account['email']}  {account['password']}" for account in where["accounts"]}
    base = settings().base_url
    sys.stdout.write(
        f"A child answers at         {base}/{where['wave']}\n"
        f"A facilitator signs in at  {base}/office   {keys['facilitator']}\n"
        f"An official reads at       {base}/results  {keys['official']}\n"
    )
    sys.stdout.flush()
    _serve(engine, host, port)


def serve(host: Host = "127.0.0.1", port: Port = 8000, *, beside: CounterBeside = True) -> None:
    """Serve children, the reading room and the office, and keep the counter running."""
    _serve(open_database(), host, port, beside=beside)


def _serve(engine: Engine, host: str, port: int, *, beside: bool = True) -> None:
    _refuse_demo_accounts_in_public(engine, host)
    # No access log: it would hold addresses and times of children (promise 1).
    with _counter_beside() if beside else nullcontext():
        uvicorn.run(
            everything(engine, settings()),
            host=host,
            port=port,
            access_log=False,
            server_header=False,
            log_level="warning",
            ws="none",
            timeout_graceful_shutdown=_DRAIN_SECONDS,
            proxy_headers=False,
        )


def _refuse_demo_accounts_in_public(engine: Engine, host: str) -> None:
    """Refuse `demo-accounts` where others could sign in with them: by the address listened on, or by the public one."""
    places = (host, urlsplit(settings().base_url).hostname or "")
    away = [place for place in places if not _is_here(place)]
    with reading(engine) as session:
        if away and session.exec(select(Account).where(Account.demo)).first() is not None:
            reason = f"This database holds demo accounts; it is not served on {away[0]}. Use a fresh database."
            raise NotAllowed("demo-accounts", reason)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def _counter_beside() -> Iterator[None]:
    """A counter process for as long as this one lives, started again if it ends; it ends when its standard input closes."""
    stopping = threading.Event()
    children: list[subprocess.Popen[bytes]] = []

    def supervise() -> None:
        while not stopping.is_set():
            child = subprocess.Popen([sys.executable, "-m", "app.cli", "count", "--until-stdin-closes"], stdin=subprocess.PIPE)
            children.append(child)
            child.wait()
            children.remove(child)
            stopping.wait(_RESTART_SECONDS)

    supervisor = threading.Thread(target=supervise, name="suara-supervisor", daemon=True)
    supervisor.start()
    try:
        yield
    finally:
        stopping.set()
        for child in list(children):  # noqa: PERF101 (the supervisor takes out the one that ends)
            if child.stdin is not None:
                child.stdin.close()
        supervisor.join(timeout=30)


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
    _upgrade()
    say("The database is at the newest revision.", {"migrated": True}, as_json=as_json)


def _upgrade() -> None:
    alembic_command.upgrade(alembic_config(), "head")


def settle(*, as_json: AsJson = False) -> None:
    """Forget what finished days still tell of time, and refresh participation, now instead of at midnight (UTC)."""
    settled = counter.settle(open_database(Purpose.COUNTING))
    say(f"Settled {settled} waves.", {"waves": settled}, as_json=as_json)
