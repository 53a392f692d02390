"""Pages of the reading room a second, from what is kept, against a static file of the same server: 16 connections, one server.

Two releases of the starter survey, which 3,000 and 500 made-up children answered. Every page is asked for in brotli, as browsers
do, and its size is said.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from app.database import Purpose, writing
from app.results import asking, preparing
from app.surveys import versions, waves
from app.surveys.starter import starter
from app.web import statics
from benchmarks.counting import Row
from benchmarks.site import free_port, wait_for
from tests.databases import migrate, opened
from tests.makers import an_open_wave
from tests.results.children import sent_to, some_records

CHILDREN = {"K7Q": 3_000, "NEXT": 500}
CONNECTIONS = 16
REQUESTS = 4_000
ROUNDS = 5
PAGES = (
    "/results",
    "/results/feed.atom",
    "/results/K7Q/1",
    "/results/K7Q/1/questions/CON1",
    "/results/K7Q/1/questions/CON1.svg",
    "/results/K7Q/1/brief/ministry/en",
    "/results/K7Q/1/brief/children/th",
    "/results/K7Q/1/tables.csv",
    "/results/surveys/STARTER",
    "/results/surveys/STARTER/I1",
    "/sdmx/v1/dataflow",
    "/sdmx/v1/data/DF_K7Q_1?format=csv",
    "/sdmx/v2/data/dataflow/SUARA/DF_K7Q_1/*?c[ITEM]=CON1",
)


def rows() -> Iterator[Row]:
    """One row a page."""
    with _serving() as port:
        for page in PAGES:
            rates = [(_rate(port, page), _rate(port, statics.url("reading.css"))) for _ in range(ROUNDS)]
            yield (
                f"{page} ({_size(port, page) / 1000:,.0f} kB) a second / a static file",
                f"{statistics.median(here for here, _ in rates):,.0f}/s",
                f"{statistics.median(there for _, there in rates):,.0f}/s",
                f"{statistics.median(here / there for here, there in rates):.2f}",
                "at least 0.50",
            )


@contextmanager
def _serving() -> Iterator[int]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'suara.db'}"
        migrate(url)
        _release(url)
        port = free_port()
        environment = {**os.environ, "SUARA_VAR": folder, "SUARA_DATABASE_URL": url, "SUARA_BASE_URL": f"http://127.0.0.1:{port}"}
        command = [sys.executable, "-m", "app.cli", "serve", "--no-counter", "--port", str(port)]
        server = subprocess.Popen(command, env=environment)
        try:
            wait_for(port)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def _release(url: str) -> None:
    with opened(url) as owner, opened(url, Purpose.COUNTING) as counting:
        for code, children in CHILDREN.items():
            with writing(owner) as session:
                wave = an_open_wave(session, starter().model_dump(mode="json"), code=code)
                questionnaire, _ = versions.questionnaire_of(session, wave)
            sent_to(owner, wave, some_records(questionnaire, children))
            with writing(owner) as session:
                waves.close(session, waves.by_code(session, code))
                asking.request(session, waves.by_code(session, code), "steward@example.org")
            preparing.work(counting)


def _size(port: int, path: str) -> int:
    asked = Request(f"http://127.0.0.1:{port}{path}", headers={"accept-encoding": "br"})
    with urlopen(asked) as answer:  # noqa: S310 (this machine)
        return len(answer.read())


def _rate(port: int, path: str) -> float:
    asyncio.run(_load(port, path, CONNECTIONS))
    started = time.perf_counter()
    asyncio.run(_load(port, path, REQUESTS))
    return REQUESTS / (time.perf_counter() - started)


async def _load(port: int, path: str, number: int) -> None:
    request = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept-encoding: br\r\n\r\n".encode()
    await asyncio.gather(*(_ask(port, request, number // CONNECTIONS) for _ in range(CONNECTIONS)))


async def _ask(port: int, request: bytes, number: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(number):
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
    writer.close()
