"""How many children took part, while a wave is in the field: whole fifties, refreshed once a night.

One of the two counts that promise 2 names as exceptions.
"""

from datetime import date

from sqlmodel import Session

from app import clock
from app.results.models import Participation

STEP = 50


def refresh(session: Session, wave_id: int, number: int) -> None:
    """Note how many there are, rounded down to whole fifties: the true number is not kept."""
    fifties = number // STEP * STEP
    standing = session.get(Participation, wave_id)
    if standing is None:
        standing = Participation(wave_id=wave_id, fifties=fifties, refreshed_on=clock.today())
    standing.fifties = fifties
    standing.refreshed_on = clock.today()
    session.add(standing)


def shown(session: Session, wave_id: int) -> int:
    """The whole fifties of last night; 0 before the first."""
    standing = session.get(Participation, wave_id)
    return standing.fifties if standing else 0


def refreshed_on(session: Session, wave_id: int | None) -> date | None:
    """The day of a wave's newest refresh; None before the first. A counter started again does not refresh a second time."""
    standing = session.get(Participation, wave_id)
    return standing.refreshed_on if standing else None
