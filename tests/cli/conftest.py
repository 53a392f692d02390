"""Running `suara` in this process, as a person at a terminal would."""

import gc
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.cli import main
from app.config import settings


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    exit: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


Suara = Callable[..., Said]


@pytest.fixture
def suara(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Suara:
    """`suara ARGUMENTS` on an empty, migrated database."""
    monkeypatch.setenv("SUARA_DATABASE_URL", database_url)
    # No server is to be found here, whatever else runs on this machine.
    monkeypatch.setenv("SUARA_BASE_URL", "http://127.0.0.1:9")
    settings.cache_clear()
    # A command's process ends; this one goes on, and must find the garbage of every test.
    monkeypatch.setattr(gc, "freeze", lambda: None)

    def run(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["suara", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsys.readouterr()
        return Said(int(end.value.code or 0), out, err)

    return run
