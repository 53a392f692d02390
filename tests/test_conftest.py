"""The ground the tests stand on."""

import os
import socket

import pytest
from sqlalchemy import Engine, text

from app.config import settings


def test_a_test_cannot_reach_beyond_this_machine() -> None:
    with socket.socket() as outside, pytest.raises(AssertionError, match="stay on this machine"):
        outside.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match="stay on this machine"):
        socket.getaddrinfo("suara.example", 80)


def test_a_test_can_reach_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_no_test_sees_the_settings_of_this_machine() -> None:
    assert settings().var.is_relative_to(os.environ["SUARA_VAR"])
    assert settings().var.is_absolute()
    assert settings().database_url == ""


def test_each_database_comes_migrated_and_empty(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM wave")).scalar_one() == 0
