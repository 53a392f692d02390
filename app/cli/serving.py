"""Commands that serve: `run` and `serve`.

People wait for these two, so what serving does not need is not imported here: the counter is a process of its own, and
Alembic and what makes the demo are fetched when they are wanted.
"""

import ipaddress
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from socket import socket
from typing import Annotated
from urllib.parse import urlsplit

import typer
import uvicorn
from sqlalchemy import Engine
from sqlmodel import select

from app.accounts.models import Account
from app.cli.demo import prepare_demo
from app.cli.opening import migrated, open_database
from app.cli.output import Commands
from app.config import settings
from app.database import reading
from app.errors import NotAllowed
from app.main import everything

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]
# Where the counter is a service with a login of its own, the serving process must not even know that login.
CounterBeside = Annotated[bool, typer.Option("--counter/--no-counter", help="Keep a counter running beside it.")]
_RESTART_SECONDS = 2.0
_DRAIN_SECONDS = 20


def add_to(commands: Commands) -> None:
    """Register the commands of this module."""
    for name, command in (("run", run), ("serve", serve)):
        commands.command(name)(command)


def run(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Everything at once, for a first look: migrate, set up the demo, say where to go, and serve."""
    os.environ.setdefault("SUARA_BASE_URL", f"http://{host}:{port}")
    settings.cache_clear()
    if not migrated(settings().owning_url()):
        from app.cli import migrating

        migrating.migrate()
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
    config = uvicorn.Config(
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
    server = _Server(config)
    # A keyboard's interrupt is raised again when the server has come to its end in good order.
    with _counter_beside(server.listening) if beside else nullcontext(), suppress(KeyboardInterrupt):
        server.run()


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


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
def _counter_beside(listening: threading.Event) -> Iterator[None]:
    """A counter process as soon as this one listens and for as long as it lives, started again if it ends.

    It ends when its standard input closes. It waits for the server because nobody waits for it.
    """
    stopping = threading.Event()
    children: list[subprocess.Popen[bytes]] = []

    def supervise() -> None:
        listening.wait()
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
        listening.set()  # a server that never listened leaves nobody waiting
        for child in list(children):  # noqa: PERF101 (the supervisor takes out the one that ends)
            if child.stdin is not None:
                child.stdin.close()
        supervisor.join(timeout=30)
