"""What would have to be hidden of a draft if so many children answered, before it is even a version. Pure."""

from app.studio.contexts import ExpectedRow
from app.studio.fielding import held
from app.studio.writing.showing import Writing
from app.surveys.evidence import Evidence
from app.surveys.findings import sound

LONGEST = 6  # digits


def expected(writing: Writing, children: str) -> tuple[ExpectedRow, ...]:
    """A row for each breakdown; none before a number is given and everything is there to be counted."""
    given = children.isascii() and children.isdigit() and len(children) <= LONGEST and int(children) > 0
    if not given or not sound(writing.findings):
        return ()
    return held.expected(Evidence(expected_children=int(children)), writing.sketch)
