"""How much a survey asks of a child of each age group: minutes and reading grade, beside what is best. Pure."""

from app.studio.writing.contexts import Effort
from app.studio.writing.showing import Writing
from app.surveys.findings import sound
from app.surveys.limits import limits_for, minutes, reading_grade


def effort(writing: Writing) -> tuple[Effort, ...]:
    """What each age group needs in the default language; nothing before everything is there to be read."""
    q = writing.sketch
    if not sound(writing.findings):
        return ()
    made = []
    for band in q.bands:
        best = limits_for(band)
        needed, reached = minutes(q, band, q.default_language), reading_grade(q, band, q.default_language)
        made.append(
            Effort(
                ages=f"{band.from_age} to {band.to_age}",
                minutes=f"{needed:.0f}",
                better=best.better_minutes,
                too_long=needed > best.better_minutes,
                grade="" if reached is None else f"{reached:.1f}",
                most_grade=f"{best.grade:g}",
                too_hard=reached is not None and reached > best.grade,
            )
        )
    return tuple(made)
