"""Counting the submissions of a wave: the only module of this room that meets them. For the counter's connection alone."""

from sqlalchemy import Connection

from app.answering import submissions
from app.results.cube import Cube, cube_of
from app.surveys.codebook import Codebook
from app.surveys.models import Wave


def count(connection: Connection, wave: Wave, codebook: Codebook) -> Cube:
    """The cube of all submissions of a wave. Refuses `broken-record` where one does not fit the codebook."""
    assert wave.id is not None
    return cube_of(codebook, submissions.blocks(connection, wave.id, codebook.width))


def sent(connection: Connection, wave_id: int) -> int:
    """How many submissions a wave truly has: for thresholds and fifties, never to be shown."""
    return submissions.number(connection, wave_id)
