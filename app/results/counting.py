"""Counting the submissions of a wave: the only module of this room that meets them. For the counter's connection alone."""

from collections.abc import Iterator

import numpy as np
from sqlalchemy import Connection

from app.answering import submissions
from app.results.cube import Block, Cube, cube_of
from app.surveys.codebook import Codebook
from app.surveys.models import Wave


def count(connection: Connection, wave: Wave, codebook: Codebook) -> Cube:
    """The cube of all submissions of a wave. Refuses `broken-record` where one does not fit the codebook."""
    assert wave.id is not None
    return cube_of(codebook, _blocks(connection, wave.id, codebook.width))


def _blocks(connection: Connection, wave_id: int, width: int) -> Iterator[Block]:
    """Records and their keys apart; a key is read big-endian."""
    for content in submissions.blocks(connection, wave_id):
        rows = np.frombuffer(content, np.uint8).reshape(-1, width + submissions.KEY_BYTES)
        keys = np.ascontiguousarray(rows[:, width:]).view(">u8").ravel().astype(np.uint64)
        yield rows[:, :width].tobytes(), keys


def sent(connection: Connection, wave_id: int) -> int:
    """How many submissions a wave truly has: for thresholds and fifties, never to be shown."""
    return submissions.number(connection, wave_id)
