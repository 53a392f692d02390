"""Commands about releases: `release`, `audit`, `export`, `verify`."""

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy import Engine

from app.accounts import acts
from app.accounts.acts import BY_COMMAND, What
from app.cli import counter
from app.cli.opening import open_database
from app.cli.output import REFUSED, AsJson, Commands, say
from app.config import settings
from app.database import Purpose, reading, writing
from app.errors import Conflict
from app.publishing.files import archive
from app.results import asking, audit, counter_lock, headlines, preparing, purging, releases
from app.results.models import Preparation, PreparationState
from app.surveys import waves

_LOOK_SECONDS = 0.2


def add_to(commands: Commands) -> None:
    """Register the commands of this module."""
    for name, command in (("release", release), ("audit", audit_again), ("export", export), ("verify", verify)):
        commands.command(name)(command)


def release(wave: str, *, as_json: AsJson = False) -> None:
    """Ask the counter for the release of a closed wave (or be the counter where none runs) and wait for it."""
    made = released(open_database(), wave)
    say(
        f"Release {made.wave}/{made.number} stands, digest {made.digest}.",
        {"release": made.number, "wave": made.wave, "digest": made.digest},
        as_json=as_json,
    )


def released(engine: Engine, code: str) -> releases.Stored:
    """The release of a wave, once it stands. Refuses as the counter refused."""
    with writing(engine) as session:
        preparation = asking.request(session, waves.by_code(session, code), BY_COMMAND).id
        acts.record(session, BY_COMMAND, What.RELEASE_ASKED, wave=code)
    if counter_lock.is_held(engine):
        with Console(stderr=True).status("The counter counts, protects and checks"):
            _wait(engine, preparation)
    else:
        with counter_lock.holding(engine):
            counting_engine = open_database(Purpose.COUNTING)
            while counter.work(counting_engine):
                pass
    with reading(engine) as session:
        done = session.get_one(Preparation, preparation)
        if done.state is PreparationState.REFUSED:
            raise Conflict(done.refusal_code or "refused", done.refusal_reason or "The release was refused.", wave=code)
        assert done.release_id is not None
        return releases.stored(session, done.release_id)


def audit_again(
    name: Annotated[str, typer.Argument(metavar="RELEASE", help="CODE/NUMBER")],
    *,
    as_json: AsJson = False,
) -> None:
    """Attack a release again, and say what was tried and found; exit 1 where anything was."""
    verdict = preparing.verdict_on(open_database(Purpose.COUNTING), name)
    document = {
        "release": name,
        "ok": verdict.ok,
        "tried": verdict.tried["hidden_counts"] + verdict.tried["shown_counts"],
        "worst": verdict.worst,
        "found": list(verdict.faults),
        "details": {**verdict.tried, "padding_certain": verdict.padding["certain"], "with_truth": verdict.with_truth},
    }
    say(audit.in_words(verdict, name), document, as_json=as_json)
    if not verdict.ok:
        raise typer.Exit(REFUSED)


def _wait(engine: Engine, preparation: int | None) -> None:
    while True:
        with reading(engine) as session:
            if session.get_one(Preparation, preparation).state is not PreparationState.WAITING:
                return
        time.sleep(_LOOK_SECONDS)


def export(
    name: Annotated[str, typer.Argument(metavar="RELEASE", help="CODE/NUMBER")],
    to: Annotated[Path, typer.Option(help="A folder; made where it is missing.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Write the files of a release into a folder: those that its page offers. Refuses `release-damaged`."""
    with reading(open_database()) as session:
        found = headlines.opened(session, headlines.seal(session, name))
    to.mkdir(parents=True, exist_ok=True)
    files = archive.together(found, settings().base_url)
    for file, content in files.items():
        (to / file).write_bytes(content)
    say(f"Wrote {', '.join(files)} to {to}.", {"release": name, "files": sorted(files)}, as_json=as_json)


def verify(*, as_json: AsJson = False) -> None:
    """Recompute every digest, the chain of releases, and the certificates of destroyed answers."""
    with reading(open_database()) as session:
        problems = [*releases.verify(session), *purging.verify(session)]
        number = len(releases.all_releases(session))
        purged = [] if problems else purging.all_certificates(session)
    words = "\n".join(problems) or f"All {number} releases are as they were stored, and the chain is unbroken."
    words += "".join(f"\nThe answers behind {one.release} were destroyed on {one.day}." for one in purged)
    document = {"ok": not problems, "releases": number, "problems": problems, "purged": [one.wave for one in purged]}
    say(words, document, as_json=as_json)
    if problems:
        raise typer.Exit(REFUSED)
