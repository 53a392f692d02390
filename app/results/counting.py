"""Counting the submissions of a wave: the only module of this room that meets them. For the counter's connection alone."""

import numpy as np
from sqlalchemy import Connection

from app.answering import submissions
from app.results.cube import Cube, Keys, cube_of
from app.surveys.codebook import Codebook
from app.surveys.models import Wave


def count(connection: Connection, wave: Wave, codebook: Codebook) -> Cube:
    """The cube of all submissions of a wave. Refuses `broken-record` where one does not fit the codebook."""
    assert wave.id is not None
    return cube_of(codebook, ((records, _keys(ids)) for records, ids in submissions.blocks(connection, wave.id)))


def _keys(ids: bytes) -> Keys:
    """The record key of each id: its first eight bytes, big-endian."""
    return np.frombuffer(ids, [("key", ">u8"), ("rest", f"V{submissions.ID_BYTES - 8}")])["key"].astype(np.uint64)


def sent(connection: Connection, wave_id: int) -> int:
    """How many submissions a wave truly has: for thresholds and fifties, never to be shown."""
    return submissions.number(connection, wave_id)
