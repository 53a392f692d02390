"""How `suara` starts: with what the command needs and no more, for people wait; and a second start keeps what there is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from typer.main import get_command

from app import cli
from app.cli.opening import migrated, newest_revision
from tests.databases import ROOT, alembic_config

NOT_TO_SERVE = {"alembic", "cryptography", "highspy", "httpx2", "icu4py", "limits", "numpy", "pyphen", "rich", "segno"} | {
    "av",
    "openpyxl",
    "pyxform",
    "typst",
    "xlsxwriter",
}

# Stops where the server would begin to serve.
RUN = """
import sys, uvicorn
from app import cli

uvicorn.Server.run = lambda server: None
sys.argv = ["suara", "run"]
try:
    cli.main()
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def run(var: Path) -> tuple[str, set[str]]:
    """What `suara run` prints before it serves, and the packages that it imported until then."""
    environment = {**os.environ, "SUARA_VAR": str(var), "SUARA_DATABASE_URL": ""}
    done = subprocess.run([sys.executable, "-c", RUN], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout, set(done.stderr.splitlines()[-1].split())


def test_a_second_start_finds_its_data_and_imports_what_serving_needs_alone(tmp_path: Path) -> None:
    first, imported = run(tmp_path)
    assert {"alembic", "numpy"} <= imported
    assert [line.split("  ")[0] for line in first.splitlines()] == [
        "A child answers at",
        "A facilitator signs in at",
        "An official reads at",
    ]
    second, imported = run(tmp_path)
    assert second == first, "the passwords of the first start, too"
    assert "uvicorn" in imported
    assert not imported & NOT_TO_SERVE


@pytest.mark.parametrize("room", cli.ROOMS)
def test_a_command_is_looked_for_where_it_is(room: str) -> None:
    for name in cli.ROOMS[room]:
        assert set(get_command(cli.commands(name)).commands) == set(cli.ROOMS[room])  # type: ignore[attr-defined]


def test_whoever_asks_for_no_command_is_told_all() -> None:
    for asked in ("", "--help", "no-such-command"):
        assert set(get_command(cli.commands(asked)).commands) == {name for names in cli.ROOMS.values() for name in names}  # type: ignore[attr-defined]


def test_the_newest_revision_is_the_one_that_alembic_finds() -> None:
    assert [newest_revision()] == ScriptDirectory.from_config(alembic_config("sqlite://")).get_heads()


def test_only_a_database_at_the_newest_revision_counts_as_migrated(bare_url: str) -> None:
    assert not migrated(bare_url)
    config = alembic_config(bare_url)
    command.upgrade(config, "head")
    assert migrated(bare_url)
    command.downgrade(config, "-1")
    assert not migrated(bare_url)
    command.downgrade(config, "base")
    assert not migrated(bare_url)
