"""Every setting and every command stands in the operator's guide."""

import re
from pathlib import Path

from typer.main import get_command

from app.cli import commands
from app.config import Settings

GUIDE = (Path(__file__).parents[1] / "docs" / "operating.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_guide_and_the_guide_names_no_other() -> None:
    ours = {f"SUARA_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"SUARA_[A-Z_]+", GUIDE)) == ours


def test_every_command_is_in_the_guide() -> None:
    names = set(get_command(commands()).commands)  # type: ignore[attr-defined]
    assert names
    assert not [name for name in names if f"`suara {name}" not in GUIDE]
