"""`purge`: destroys the answers of a published wave, by a steward's sign-off, and writes the certificate.

Nothing brings them back, so everything that could be wrong is looked at first: the release stands and verifies, it withstands
the attack once more (the last time that anybody can compare it with the truth), the folder for the certificate can be written.
Records, due remarks and secret go in one transaction of the counter's connection; then the database is made to forget them.
"""

import os
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from app import clock
from app.accounts import acts
from app.accounts.acts import What
from app.accounts.creating import in_small_letters
from app.accounts.models import Account, Role
from app.accounts.signing_in import recognise
from app.answering import remarks, submissions
from app.cli import counter
from app.cli.opening import open_database
from app.cli.output import AsJson, Commands, say
from app.config import settings
from app.database import SEALED_TABLES, Purpose, connect, reading, writing
from app.errors import Conflict, Invalid, NotAllowed
from app.results import preparing, purging
from app.results.purging import Certificate
from app.surveys import waves
from app.surveys.models import Wave

_TRIES = 5
_PAUSE = 0.5
_LOCK_TIMEOUT = "10s"


def add_to(commands: Commands) -> None:
    """Register the commands of this module."""
    commands.command("purge")(purge)


def purge(
    code: Annotated[str, typer.Argument(metavar="WAVE", help="The wave's code.")],
    signed_off_by: Annotated[str, typer.Option(help="E-mail of the steward who signs off; asked for where left out.")] = "",
    although_withdrawn: Annotated[str, typer.Option(help="Why the answers behind a withdrawn release may go.")] = "",
    although_unreleased: Annotated[str, typer.Option(help="Why answers may go for which a release was refused.")] = "",
    to: Annotated[Path | None, typer.Option(help="Folder for the certificate; SUARA_VAR where left out.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Destroy the answers of a published wave for ever, or of one that never can be, and write a certificate.

    Run again, it writes the certificate again and has the database forget again.
    """
    serving, folder = open_database(), to or settings().var
    _refuse_unwritable(folder)
    engine = open_database(Purpose.COUNTING)
    with reading(serving) as session:
        wave = waves.by_code(session, code)
        made = purging.of_wave(session, wave)
    if made is None:
        although = (although_withdrawn, although_unreleased)
        steward = _allowed(serving, code, signed_off_by, although, as_json=as_json)
        made = _destroyed(engine, code, steward, although)
    _said(made, folder, forgotten=_forget(engine), as_json=as_json)


def _allowed(engine: Engine, code: str, signed_off_by: str, although: tuple[str, str], *, as_json: bool) -> str:
    """The steward who signed off, after everything else was looked at."""
    with reading(engine) as session:
        wave = waves.by_code(session, code)
        stored = purging.check(session, wave, *although)
        steward = _steward(session, wave, signed_off_by) if signed_off_by else ""
    if stored is not None:
        with Console(stderr=True).status(f"Attacking {stored.name} once more, while it can be compared with the truth"):
            _refuse_what_falls(open_database(Purpose.COUNTING), stored.name)
    return steward or _asked(engine, wave, as_json=as_json)


def _refuse_unwritable(folder: Path) -> None:
    """A certificate that cannot be written is noticed before there is something to certify."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid("folder-unwritable", f"{folder} cannot be made: {error.strerror}.") from error
    if not os.access(folder, os.W_OK):
        raise Invalid("folder-unwritable", f"The certificate cannot be written to {folder}.")


def _steward(session: Session, wave: Wave, email: str) -> str:
    account = session.exec(select(Account).where(Account.email == in_small_letters(email))).one_or_none()
    if account is None or account.role is not Role.STEWARD:
        raise NotAllowed("not-a-steward", f"{email} is not the e-mail of a steward; a steward signs off.")
    if account.demo and not wave.practice:
        raise NotAllowed("demo-account", "A demo account signs off nothing that real children said.")
    return account.email


def _asked(engine: Engine, wave: Wave, *, as_json: bool) -> str:
    """The steward who stands at the terminal: signs in, then types the wave's code. Refuses `sign-off-missing`."""
    if as_json or not sys.stdin.isatty():
        raise Invalid("sign-off-missing", "Nobody can be asked here. Say who signs off with --signed-off-by.")
    typer.echo(f"This destroys the answers and the secret of {wave.code} for ever. A steward signs off.", err=True)
    email = typer.prompt("Steward's e-mail", err=True)
    password = typer.prompt("Password", hide_input=True, err=True)
    with reading(engine) as session:
        steward = _steward(session, wave, recognise(session, email, password).email)
    if typer.prompt(f"Type {wave.code} to destroy its answers", err=True).strip() != wave.code:
        raise Invalid("sign-off-missing", "That was not the wave's code. Nothing was destroyed.")
    return steward


def _refuse_what_falls(engine: Engine, release: str) -> None:
    verdict = preparing.verdict_on(engine, release)
    if not verdict.ok:
        raise Conflict("audit-failed", f"{release} does not withstand the attack, so its answers are kept: {verdict.faults[0]}")


def _destroyed(engine: Engine, code: str, steward: str, although: tuple[str, str]) -> Certificate:
    with writing(engine) as session:
        # Locked: a batch of late forms that saw the wave open is committed before, none can come after.
        wave = session.get_one(Wave, waves.by_code(session, code).id, with_for_update=True)
        stored = purging.check(session, wave, *although)
        assert wave.id is not None
        gone = submissions.purge(session.connection(), wave.id)
        due, kept_until = remarks.purge(session.connection(), wave.id, clock.today())
        acts.record(session, steward, What.PURGED, wave=code)
        return purging.certify(
            session,
            wave,
            stored,
            steward,
            submissions=gone,
            remarks=due,
            remarks_kept_until=kept_until,
            although_withdrawn=although[0],
            although_unreleased=although[1],
        )


def _forget(engine: Engine) -> bool:
    """Have the engine write its files anew without what was deleted; False where it could not just now."""
    if engine.dialect.name == "postgresql":
        return _rewritten()
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        try:
            cursor.execute("VACUUM")  # deleted cells are overwritten already; what pages were packed anew is not
        finally:
            cursor.close()
    for _ in range(_TRIES):
        if counter.forget_the_log(engine):
            return True
        time.sleep(_PAUSE)
    return False


def _rewritten() -> bool:
    """VACUUM FULL as the tables' owner. It holds up intake while it runs, so it gives up where it cannot start soon."""
    tables = (*SEALED_TABLES, "wave")
    owner = connect(settings().owning_url(), Purpose.OWNING)
    owns = text("SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class WHERE oid = ANY (CAST(:tables AS regclass[]))")
    try:
        with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.execute(owns, {"tables": list(tables)}).scalar_one():
                return False
            connection.exec_driver_sql(f"SET lock_timeout = '{_LOCK_TIMEOUT}'")
            connection.exec_driver_sql(f"VACUUM (FULL) {', '.join(tables)}")
    except OperationalError:
        return False
    finally:
        owner.dispose()
    return True


def _said(certificate: Certificate, folder: Path, *, forgotten: bool, as_json: bool) -> None:
    files = {
        f"purge-{certificate.wave}.json": purging.written(certificate),
        f"purge-{certificate.wave}.txt": purging.in_words(certificate).encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    document: dict[str, Any] = {**certificate.model_dump(mode="json"), "files": sorted(files), "forgotten": forgotten}
    advice = "" if forgotten else "\nThe database could not write its files anew just now; docs/operating.md says what to do."
    say(f"{purging.in_words(certificate)}\nWritten to {folder}: {', '.join(files)}.{advice}", document, as_json=as_json)
