"""Commands about waves: `wave new|open|pause|close` and `simulate`."""

from typing import Annotated

import typer

from app import clock
from app.cli import simulating
from app.cli.opening import open_database
from app.cli.output import AsJson, Commands, say
from app.config import settings
from app.database import writing
from app.studio.opening import open_wave
from app.surveys import waves
from app.surveys.models import Wave
from app.surveys.sampling import SampleDesign

Code = Annotated[str, typer.Argument(help="The wave's code.")]


def add_to(commands: Commands) -> None:
    """Register the commands of this module."""
    wave = typer.Typer(no_args_is_help=True, help="Create, open, pause and close waves.")
    wave.command("new")(new)
    wave.command("open")(open_)
    wave.command("pause")(pause)
    wave.command("close")(close)
    commands.add_typer(wave, name="wave")
    commands.command("simulate")(simulate)


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
    as_json: AsJson = False,
) -> None:
    """Create a wave in draft."""
    with writing(open_database()) as session:
        wave = waves.create(
            session, survey, country, practice=practice, grace_days=grace_days, code=code, sample=sample, invited=invited
        )
    _said(wave, as_json=as_json)


def open_(code: Code, *, as_json: AsJson = False) -> None:
    """Let children in, if the survey is fit for them."""
    with writing(open_database()) as session:
        wave = waves.by_code(session, code)
        open_wave(session, wave, clock.today())
    _said(wave, as_json=as_json)


def pause(code: Code, *, as_json: AsJson = False) -> None:
    """Let no new children in; finished forms are still accepted."""
    with writing(open_database()) as session:
        wave = waves.by_code(session, code)
        waves.pause(session, wave)
    _said(wave, as_json=as_json)


def close(code: Code, *, as_json: AsJson = False) -> None:
    """End a wave; finished forms are accepted until its grace ends."""
    with writing(open_database()) as session:
        wave = waves.by_code(session, code)
        waves.close(session, wave)
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
