"""Commands about waves: `wave new|gates|open|pause|close|log`, `poster` and `simulate`.

Approving is not among them: it is a person's, who signs in for it.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app import clock
from app.accounts import acts
from app.accounts.acts import BY_COMMAND, What
from app.cli import simulating
from app.cli.opening import open_database
from app.cli.output import AsJson, Commands, say
from app.config import settings
from app.database import reading, writing
from app.errors import Invalid
from app.studio.fielding import approving, poster
from app.studio.fielding.forms import revised
from app.studio.fielding.log import said as in_words
from app.studio.gate import lacking
from app.studio.opening import gates_of, open_wave
from app.surveys import waves
from app.surveys.evidence import Evidence
from app.surveys.models import Wave
from app.surveys.sampling import SampleDesign

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Planned day, such as 2027-03-31.")]
Code = Annotated[str, typer.Argument(help="The wave's code.")]


def add_to(commands: Commands) -> None:
    """Register the commands of this module."""
    wave = typer.Typer(no_args_is_help=True, help="Create, open, pause and close waves.")
    wave.command("new")(new)
    wave.command("gates")(gates)
    wave.command("open")(open_)
    wave.command("pause")(pause)
    wave.command("close")(close)
    wave.command("log")(log)
    commands.add_typer(wave, name="wave")
    commands.command("simulate")(simulate)
    commands.command("poster")(print_poster)


def new(
    survey: str,
    country: Annotated[str, typer.Option(help="Two capital letters, such as TH.")],
    code: Annotated[str | None, typer.Option(help="2 to 8 capital letters and digits; drawn where left out.")] = None,
    *,
    practice: Annotated[bool, typer.Option("--practice", help="A practice wave, for ever.")] = False,
    grace_days: Annotated[int | None, typer.Option(help="Days after closing in which finished forms are still taken in.")] = None,
    sample: Annotated[
        SampleDesign, typer.Option(help="How children come to be asked; decides what is said of the numbers.")
    ] = SampleDesign.OPT_IN,
    invited: Annotated[str, typer.Option(help="Who is asked, and how: a sentence that is printed with the results.")] = "",
    languages: Annotated[str, typer.Option(help="Codes such as th,en; all of the survey's where left out.")] = "",
    opens: Day = None,
    closes: Day = None,
    channels: Annotated[str, typer.Option(help="How children hear of it.")] = "",
    children: Annotated[int | None, typer.Option(min=1, max=10_000_000, help="How many are expected.")] = None,
    as_json: AsJson = False,
) -> None:
    """Create a wave in draft."""
    known = {
        "languages": tuple(filter(None, languages.replace(",", " ").split())),
        "opens_on": opens and opens.date(),
        "closes_on": closes and closes.date(),
        "channels": channels.strip() or None,
        "expected_children": children,
    }
    with writing(open_database()) as session:
        wave = waves.create(
            session,
            survey,
            country,
            practice=practice,
            grace_days=grace_days,
            code=code,
            sample=sample,
            invited=invited,
            evidence=revised(Evidence(), known),
        )
        acts.record(session, BY_COMMAND, What.WAVE_CREATED, wave=wave.code, about="practice" if practice else "real")
    _said(wave, as_json=as_json)


def gates(code: Code, *, as_json: AsJson = False) -> None:
    """Show the gates that a wave must pass: what is found, what is missing; exit 0 whether they stand open or not."""
    with reading(open_database()) as session:
        wave = waves.by_code(session, code)
        found = gates_of(session, wave, clock.today())
        unapproved = approving.missing(session, wave)
    lines = [f"{'passed ' if gate.passed else 'MISSING'}  {gate.number:>2}. {gate.name}" for gate in found]
    missing = [f"  - {line}" for line in (*lacking(found), *unapproved)]
    document = {
        "wave": code,
        "ready": not missing,
        "gates": [{"number": one.number, "name": one.name, "found": one.found, "missing": one.missing} for one in found],
        "approval": list(unapproved),
    }
    say("\n".join(lines + missing), document, as_json=as_json)


def log(code: Code, *, as_json: AsJson = False) -> None:
    """Show what was done to a wave, by whom and when (UTC), the newest first."""
    with reading(open_database()) as session:
        entries = [in_words(act) for act in acts.of_wave(session, waves.by_code(session, code).code)]
    lines = [f"{one.at}  {one.by}  {one.what}  {one.about}".rstrip() for one in entries]
    document = [{"at": one.machine_time, "by": one.by, "what": one.what, "about": one.about} for one in entries]
    say("\n".join(lines) or "Nothing yet.", document, as_json=as_json)


def print_poster(
    wave: Annotated[str, typer.Argument(help="The wave's code.")],
    poster_file: Annotated[Path, typer.Option("--to", help="The PDF file to write.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Write the poster of a wave: QR code, short address and why, in its languages (PDF/UA)."""
    with reading(open_database()) as session:
        content = poster.of_wave(session, wave)
    try:
        poster_file.write_bytes(content)
    except OSError as error:
        raise Invalid("file-unwritable", f"{poster_file} cannot be written: {error.strerror}.") from error
    say(f"Wrote the poster of {wave} to {poster_file}.", {"wave": wave, "file": str(poster_file)}, as_json=as_json)


def open_(code: Code, *, as_json: AsJson = False) -> None:
    """Let children in, if the survey is fit for them."""
    with writing(open_database()) as session:
        wave = waves.by_code(session, code)
        open_wave(session, wave, clock.today())
        acts.record(session, BY_COMMAND, What.OPENED, wave=code)
    _said(wave, as_json=as_json)


def pause(code: Code, *, as_json: AsJson = False) -> None:
    """Let no new children in; finished forms are still accepted."""
    with writing(open_database()) as session:
        wave = waves.by_code(session, code)
        waves.pause(session, wave)
        acts.record(session, BY_COMMAND, What.PAUSED, wave=code)
    _said(wave, as_json=as_json)


def close(code: Code, *, as_json: AsJson = False) -> None:
    """End a wave; finished forms are accepted until its grace ends."""
    with writing(open_database()) as session:
        wave = waves.by_code(session, code)
        waves.close(session, wave)
        acts.record(session, BY_COMMAND, What.CLOSED, wave=code)
    _said(wave, as_json=as_json)


def simulate(
    code: Code,
    number: Annotated[int, typer.Option("-n", min=1, max=10_000_000, help="How many children.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed gives the same answers.")] = 1,
    *,
    as_json: AsJson = False,
) -> None:
    """Send seeded, plausible children through the real intake of a practice wave."""
    sent, stored = simulating.run(open_database(), settings(), code, number, seed)
    say(f"{sent} forms sent to {code}, {stored} acknowledged.", {"wave": code, "sent": sent, "stored": stored}, as_json=as_json)


def _said(wave: Wave, *, as_json: bool) -> None:
    say(f"Wave {wave.code} is {wave.state.value}.", {"wave": wave.code, "state": wave.state.value}, as_json=as_json)
