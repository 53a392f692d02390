"""Pages of the reading room a second, from what is kept, against a static file of the same server: 16 connections, one server.

A release of the starter survey that 3,000 made-up children answered. Every answer is asked for in brotli, as browsers do.
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

CHILDREN = 3_000
CONNECTIONS = 16
REQUESTS = 4_000
ROUNDS = 5
PAGES = ("/results/K7Q/1", "/results/K7Q/1/brief/ministry/en", "/results/K7Q/1/tables.csv")


def rows() -> Iterator[Row]:
    """One row a page."""
    with _serving() as port:
        for page in PAGES:
            rates = [(_rate(port, page), _rate(port, statics.url("reading.css"))) for _ in range(ROUNDS)]
            yield (
                f"{page} a second / a static file",
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
        with writing(owner) as session:
            wave = an_open_wave(session, starter().model_dump(mode="json"), code="K7Q")
            questionnaire, _ = versions.questionnaire_of(session, wave)
        sent_to(owner, wave, some_records(questionnaire, CHILDREN))
        with writing(owner) as session:
            waves.close(session, waves.by_code(session, "K7Q"))
            asking.request(session, waves.by_code(session, "K7Q"), "steward@example.org")
        preparing.work(counting)


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
