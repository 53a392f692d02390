"""The second `make run`: from the command to the first answer of /health, against the smallest server of the same frameworks."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException

from benchmarks.counting import Row
from benchmarks.site import free_port

ROUNDS = 7
_LOOK_SECONDS = 0.005
_LONGEST = 60.0


def rows() -> Iterator[Row]:
    """One row: seconds of a start on the demo's own database, the two servers started in turn."""
    with tempfile.TemporaryDirectory() as folder:
        # Compiled modules are kept, as the Makefile keeps them; both have been started once before the clock runs.
        environment = {**os.environ, "SUARA_VAR": folder, "SUARA_DATABASE_URL": "", "PYTHONDONTWRITEBYTECODE": ""}
        starts = [(_start("app.cli", "run", environment), _start("benchmarks.hello", "", environment)) for _ in range(ROUNDS + 1)]
    timed = starts[1:]
    yield (
        "a second start with its demo, until /health answers / a bare server",
        f"{statistics.median(here for here, _ in timed):.2f} s",
        f"{statistics.median(there for _, there in timed):.2f} s",
        f"{statistics.median(here / there for here, there in timed):.2f}",
        "at most 1.50",
    )


def _start(module: str, command: str, environment: dict[str, str]) -> float:
    """Seconds from the command to the first good answer; the server is ended again."""
    port = free_port()
    arguments = [sys.executable, "-m", module, *([command] if command else []), "--port", str(port)]
    started = time.perf_counter()
    server = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _answers(port):
            if server.poll() is not None or time.perf_counter() - started > _LONGEST:
                raise RuntimeError(f"{module} did not start.")
            time.sleep(_LOOK_SECONDS)
        return time.perf_counter() - started
    finally:
        server.terminate()
        server.wait(timeout=30)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
