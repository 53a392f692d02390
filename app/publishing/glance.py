"""Which number may stand alone, and what is said where it may not: one rule for every page that shows one at a glance. Pure.

Of a question that more than 20% of those asked left by "I don't know" or "I don't want to say" no headline is made
(`uncertainty.many_silent`); the tables of that question keep its numbers, beside who did not answer.
"""

from dataclasses import dataclass

from app.publishing.bars import Figure, bar_share
from app.publishing.figures import Status
from app.publishing.questions import range_of, silence
from app.publishing.tables import Row
from app.publishing.words import NOT_SHOWN, share_of
from app.results.releases import Release


@dataclass(frozen=True, slots=True)
class AtAGlance:
    """A number that stands alone: its figure to draw, and its range; empty where no range can be given, or no number."""

    figure: Figure
    range: str

    @property
    def shown(self) -> bool:
        """Whether there is a number, and not words in its place."""
        return self.figure.status is not Status.SUPPRESSED


def at_a_glance(release: Release, row: Row, label: str) -> AtAGlance:
    """A number under a label; or, in its place, that it is hidden or that many did not say."""
    instead = NOT_SHOWN if row.status is Status.SUPPRESSED else silence(release.responses[row.item])
    if instead:
        return AtAGlance(Figure(label, None, instead, Status.SUPPRESSED), "")
    return AtAGlance(Figure(label, bar_share(row.percent, row.note), share_of(row), row.status), range_of(release, row))
