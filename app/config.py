"""Settings, read from `SUARA_*` environment variables. docs/operating.md lists each; a test keeps the list complete."""

from functools import cache
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything an operator can set. Frozen: a running process never changes its settings."""

    model_config = SettingsConfigDict(env_prefix="SUARA_", frozen=True)

    base_url: str = Field("http://127.0.0.1:8000", description="Public address of this installation, without a final slash.")
    var: Path = Field(Path("var"), description="Folder for the SQLite file (and the counter's lock beside it) and demo.json.")
    database_url: str = Field("", description="SQLAlchemy address of the database; empty: the file suara.db in SUARA_VAR.")
    counter_database_url: str = Field(
        "", description="Address for the counter, where it has a login of its own; empty: as SUARA_DATABASE_URL."
    )
    owner_database_url: str = Field(
        "", description="Address for migrations, where the tables have an owner of their own; empty: as SUARA_DATABASE_URL."
    )
    intake_queue: int = Field(
        2_000, ge=1, description="Forms that may wait for one commit; more are answered with 'please try again'."
    )
    font_path: str = Field("", description="Folders with fonts for printing, beside the system's, parted by colons.")
    counter_seconds: float = Field(1.0, gt=0, description="How often the counter looks for work, in seconds.")

    @field_validator("base_url")
    @classmethod
    def _without_final_slash(cls, url: str) -> str:
        return url.rstrip("/")

    def serving_url(self) -> str:
        """Address for the processes that serve pages and take answers in."""
        return self.database_url or f"sqlite:///{self.var / 'suara.db'}"

    def counting_url(self) -> str:
        """Address for the counter, the only process that may read submissions."""
        return self.counter_database_url or self.serving_url()

    def owning_url(self) -> str:
        """Address for `suara migrate`."""
        return self.owner_database_url or self.serving_url()


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
