"""Bringing the database to the newest revision, with Alembic. Apart from `opening`, because nearly every start needs none."""

from alembic import command
from alembic.config import Config

from app.cli.opening import MIGRATIONS


def alembic_config() -> Config:
    """Alembic's configuration of this installation."""
    config = Config(MIGRATIONS.parent / "alembic.ini")
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate() -> None:
    """Bring the owner's database to the newest revision; one that is there already is left alone."""
    command.upgrade(alembic_config(), "head")
