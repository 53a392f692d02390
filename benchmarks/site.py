"""A throw-away installation for a benchmark: a folder with a migrated SQLite file and one open practice wave of the starter."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection, socket

from app.surveys.questionnaire import content_hash
from app.surveys.starter import starter

WAVE = "BENCH"


@dataclass(frozen=True)
class Site:
    """A served installation."""

    port: int
    version: str


@contextmanager
def serving(*arguments: str) -> Iterator[Site]:
    """Serve a new installation with `python -m ARGUMENTS... --port PORT` in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = {**os.environ, "SUARA_VAR": folder, "SUARA_DATABASE_URL": "", "SUARA_BASE_URL": f"http://127.0.0.1:{port}"}
        questionnaire = Path(folder) / "starter.json"
        questionnaire.write_text(starter().model_dump_json(exclude_defaults=True))
        for command in (
            ["migrate"],
            ["import", str(questionnaire)],
            ["wave", "new", "STARTER", "--country", "TH", "--code", WAVE, "--practice"],
            ["wave", "open", WAVE],
        ):
            subprocess.run([sys.executable, "-m", "app.cli", *command], env=environment, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([sys.executable, "-m", *arguments, "--port", str(port)], env=environment)
        try:
            wait_for(port)
            yield Site(port, content_hash(starter()))
        finally:
            server.terminate()
            server.wait(timeout=30)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Come back when somebody listens there; TimeoutError after a minute."""
    for _ in range(600):
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("The server did not start.")
