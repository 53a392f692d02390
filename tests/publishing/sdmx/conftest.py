"""The SDMX service: in process, and as a server on 127.0.0.1 for clients that speak HTTP themselves."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app import main
from app.publishing import making
from app.publishing.keeping import Keeping
from app.publishing.sdmx import answering, catalogue
from app.results import headlines
from app.results.releases import Stored
from tests.makers import a_worked_example
from tests.publishing.files.releases import INDICATORS
from tests.results import children


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    headlines._FACTS.clear()  # tests store other releases under the same name
    monkeypatch.setattr(making, "LOOK_AGAIN_SECONDS", 0)
    monkeypatch.setattr(answering, "_kept", Keeping(10_000_000))
    monkeypatch.setattr(catalogue, "_opened", Keeping(100_000_000))
    monkeypatch.setattr(catalogue, "_flows", Keeping(10_000_000))


@pytest.fixture
def public(engine: Engine) -> FastAPI:
    return main.public(engine)


@pytest.fixture
def client(public: FastAPI) -> Iterator[TestClient]:
    with TestClient(public) as found:
        yield found


@pytest.fixture
def stored(engine: Engine, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Stored:
    monkeypatch.setattr(children, "a_worked_example", lambda: {**a_worked_example(), "indicators": INDICATORS})
    return children.a_stored_release(engine, counting_engine, 700)


@pytest.fixture
def service(public: FastAPI, stored: Stored) -> Iterator[str]:
    """The address of a running service that holds one release."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(public, access_log=False, log_level="warning", proxy_headers=False, ws="none"))
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    running.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/sdmx"
    server.should_exit = True
    running.join()
    listening.close()
