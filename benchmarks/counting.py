"""Counting a million records of the starter survey, against plain NumPy: one bincount per table over the same bytes in memory.

The reference makes the same tables as the plan: each variable for all children, each breakdown and each pair. The cube also
makes key sums and everything in between, and is timed with them.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from app.results.cube import Cube, cube_of
from app.surveys.codebook import MISSING, Codebook, codebook
from app.surveys.starter import starter

CHILDREN = 1_000_000
ROUNDS = 3
BLOCK = 50_000
Row = tuple[str, str, str, str, str]


def rows() -> Iterator[Row]:
    """One row: seconds for a million records."""
    book = codebook(starter())
    records, keys = _records(book)
    ours, plain = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds(lambda: _cube(book, records, keys)))
        plain.append(_seconds(lambda: _plain(book, records)))
    ratio = statistics.median(a / b for a, b in zip(ours, plain, strict=True))
    yield (
        "count 1,000,000 records, key sums included / one bincount per table",
        f"{statistics.median(ours):.2f} s",
        f"{statistics.median(plain):.2f} s",
        f"{ratio:.2f}",
        "at most 0.50",
    )


def _records(book: Codebook) -> tuple[bytes, NDArray[np.uint64]]:
    """Random records of the codebook's width; each variable draws from its own characters."""
    chance = np.random.default_rng(1)
    columns: list[NDArray[np.uint8]] = []
    for variable in book.variables:
        characters = "".join(variable.categories) + ("" if variable.code == "AGE" else MISSING)
        first = book.of_item(variable.item)[0].start
        drawn = chance.choice(np.frombuffer(characters.encode(), np.uint8), CHILDREN)
        # The columns of a pick item agree on who has no value.
        columns.append(drawn if first == variable.start else _agreeing(drawn, columns[first], chance))
    return np.stack(columns, axis=1).tobytes(), chance.integers(0, 2**64, CHILDREN, dtype=np.uint64, endpoint=False)


def _agreeing(drawn: NDArray[np.uint8], first: NDArray[np.uint8], chance: np.random.Generator) -> NDArray[np.uint8]:
    missing = np.isin(first, np.frombuffer(MISSING.encode(), np.uint8))
    return np.where(missing, first, chance.choice(np.frombuffer(b"01", np.uint8), len(drawn)))


def _cube(book: Codebook, records: bytes, keys: NDArray[np.uint64]) -> Cube:
    width = book.width
    return cube_of(
        book,
        ((records[first * width : (first + BLOCK) * width], keys[first : first + BLOCK]) for first in range(0, CHILDREN, BLOCK)),
    )


def _plain(book: Codebook, records: bytes) -> list[NDArray[np.int64]]:
    """One bincount per variable and grouping, group ids made once per grouping."""
    table = np.frombuffer(records, np.uint8).reshape(-1, book.width)
    profile = [table[:, variable.start].astype(np.int64) for variable in book.profile]
    age, gender, area = profile
    groupings = [np.zeros(CHILDREN, np.int64), age, gender, area, age * 128 + gender, age * 128 + area]
    tables: list[NDArray[np.int64]] = []
    for variable in book.variables[len(profile) :]:
        column = table[:, variable.start].astype(np.int64)
        tables.extend(np.bincount(grouping * 128 + column) for grouping in groupings)
    return tables


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
