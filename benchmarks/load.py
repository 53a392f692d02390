"""A bounded load of finished forms: 64 connections, each sends its next form when the last was answered. Run as a process.

Usage: python -m benchmarks.load PORT NUMBER VERSION; prints the seconds it took and how many forms were acknowledged.
"""

import asyncio
import secrets
import sys
import time
from collections.abc import Iterator
from typing import cast

import uvloop

from app.cli.simulating import children
from app.surveys.questionnaire import Questionnaire
from app.surveys.starter import starter
from benchmarks.site import WAVE

CONNECTIONS = 64
SEED = 3


def requests(questionnaire: Questionnaire, number: int, version: str) -> list[bytes]:
    """Complete HTTP requests, made before the clock starts."""
    made = []
    for band, fields in children(questionnaire, number, SEED):
        pairs = [f"{item}={value.replace(' ', '+')}" for item, value in fields]
        body = "&".join([*pairs, f"nonce={secrets.token_hex(16)}", f"version={version[:16]}"]).encode()
        head = (
            f"POST /{WAVE}/en/{band} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/problem+json\r\n"
            f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


class Connection(asyncio.Protocol):
    """One phone after another on one connection."""

    def __init__(self, forms: Iterator[bytes], acknowledged: list[int], done: "asyncio.Future[None]") -> None:
        self._forms = forms
        self._acknowledged = acknowledged
        self._done = done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first form."""
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is no asyncio.Transport by name
        self._next()

    def data_received(self, data: bytes) -> None:
        """Count an acknowledgement; the answers of the intake come in one piece."""
        self._acknowledged[0] += data.startswith(b"HTTP/1.1 204")
        self._next()

    def _next(self) -> None:
        form = next(self._forms, None)
        if form is None:
            self._transport.close()
            self._done.set_result(None)
        else:
            self._transport.write(form)


async def load(port: int, number: int, version: str) -> tuple[float, int]:
    """Seconds and acknowledgements of the whole load."""
    forms = iter(requests(starter(), number, version))
    acknowledged = [0]
    loop = asyncio.get_running_loop()
    ends = [loop.create_future() for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for end in ends:
        await loop.create_connection(lambda end=end: Connection(forms, acknowledged, end), "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*ends)
    return time.perf_counter() - started, acknowledged[0]


if __name__ == "__main__":
    uvloop.install()
    seconds, stored = asyncio.run(load(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
    sys.stdout.write(f"{seconds} {stored}\n")
