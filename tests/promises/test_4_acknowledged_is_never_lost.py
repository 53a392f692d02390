"""Promise 4: an answer that was acknowledged survives `kill -9`, and a second send of it counts once."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text

from app.database import Purpose, connect
from tests.makers import a_form, a_survey, single

FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "application/problem+json"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _suara(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "SUARA_DATABASE_URL": database_url, "SUARA_VAR": str(tmp_path / "var")}


def test_what_was_acknowledged_survives_a_kill_under_load(environment: dict[str, str], database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "survey.json"
    file.write_text(json.dumps(a_survey(single("Q1"))))
    _suara(environment, "import", str(file))
    _suara(environment, "wave", "new", "TEST", "--country", "TH", "--code", "KILL", "--practice")
    _suara(environment, "wave", "open", "KILL")
    engine = connect(database_url, Purpose.COUNTING)
    with engine.connect() as connection:
        version = str(connection.execute(text("SELECT hash FROM questionnaire_version")).scalar_one())
    acknowledged: list[bytes] = []
    for _ in range(2):
        port = _free_port()
        server = subprocess.Popen([sys.executable, "-m", "app.cli", "serve", "--port", str(port)], env=environment)
        try:
            _answer_until_killed(port, version, acknowledged, server)
        finally:
            server.kill()
            server.wait(timeout=30)
    assert len(acknowledged) > 50, "the server must have worked before it was killed"
    with engine.connect() as connection:
        stored = int(connection.execute(text("SELECT count(*) FROM submission")).scalar_one())
    assert len(acknowledged) <= stored
    again = _resend(environment, acknowledged)
    assert again == len(acknowledged)
    with engine.connect() as connection:
        assert int(connection.execute(text("SELECT count(*) FROM submission")).scalar_one()) == stored, "each counts once"
    engine.dispose()


def _answer_until_killed(port: int, version: str, acknowledged: list[bytes], server: "subprocess.Popen[bytes]") -> None:
    """Several phones send one form after another; the server is killed while they do."""
    base = f"http://127.0.0.1:{port}"
    _wait_for(base)
    lock = threading.Lock()

    def phone() -> None:
        with httpx2.Client(base_url=base, timeout=10) as client:
            for _ in range(400):
                form = a_form(version, "Q1=1")
                try:
                    answer = client.post("/KILL/en/1", content=form, headers=FORM)
                except httpx2.HTTPError:
                    return
                if answer.status_code == 204:
                    with lock:
                        acknowledged.append(form)

    phones = [threading.Thread(target=phone) for _ in range(6)]
    before = len(acknowledged)
    for one in phones:
        one.start()
    for _ in range(300):
        if len(acknowledged) - before > 40:
            break
        time.sleep(0.05)
    server.send_signal(signal.SIGKILL)
    for one in phones:
        one.join(timeout=30)


def _resend(environment: dict[str, str], forms: list[bytes]) -> int:
    port = _free_port()
    server = subprocess.Popen([sys.executable, "-m", "app.cli", "serve", "--port", str(port)], env=environment)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_for(base)
        with httpx2.Client(base_url=base, timeout=10) as client:
            return sum(client.post("/KILL/en/1", content=form, headers=FORM).status_code == 204 for form in forms)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(base: str) -> None:
    for _ in range(200):
        try:
            if httpx2.get(f"{base}/health", timeout=2).status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.1)
    raise TimeoutError("The server did not start.")
