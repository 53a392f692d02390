"""Counting a million records of the starter survey with all tables of its plan, against plain NumPy, DuckDB and Polars.

Suara starts from the records as a database hands them over, and makes the key sums of every item as well. The others start from
codes that lie in memory column by column, a byte each, and make the tables alone: all children, each breakdown, each pair.

- Plain NumPy: one bincount a table, the numbers of the groups made once.
- DuckDB and Polars, both with as many threads as they like: the joint table of the whole profile with each column, or with two
  columns at once, from which the tables follow by adding up (not timed). Whichever of the four ways is fastest is the reference.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.results.cube import Block, Layout, cube_of
from app.surveys.codebook import MISSING, Codebook, codebook
from app.surveys.starter import starter

CHILDREN = 1_000_000
ROUNDS = 5
BLOCK = 4_000
Row = tuple[str, str, str, str, str]
Codes = dict[str, NDArray[np.uint8]]


def rows() -> Iterator[Row]:
    """Two rows: seconds for a million records, against NumPy and against the better of the databases."""
    book = codebook(starter())
    records, keys = some_records(book, CHILDREN)
    codes = in_memory(book, records)
    blocks = handed_over(book, records, keys)
    ways = [_duckdb(codes, book, 1), _duckdb(codes, book, 2), _polars(codes, book, 1), _polars(codes, book, 2)]
    ours, plain, others = [], [], []
    for _ in range(ROUNDS):
        ours.append(seconds(lambda: cube_of(book, blocks)))
        plain.append(seconds(lambda: _plain(book, codes)))
        others.append(min(map(seconds, ways)))
    yield _row("one bincount per table", ours, plain, "at most 0.25")
    yield _row("better of DuckDB and Polars", ours, others, "at most 0.50")


def _row(reference: str, ours: list[float], theirs: list[float], aim: str) -> Row:
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    what = f"count 1,000,000 records, key sums included / {reference}"
    return what, f"{statistics.median(ours):.2f} s", f"{statistics.median(theirs):.2f} s", f"{ratio:.2f}", aim


def some_records(book: Codebook, number: int, seed: int = 1) -> tuple[bytes, NDArray[np.uint64]]:
    """Random records of the codebook's width; each variable draws from its own characters."""
    chance = np.random.default_rng(seed)
    columns: list[NDArray[np.uint8]] = []
    for variable in book.variables:
        characters = "".join(variable.categories) + ("" if variable.code == "AGE" else MISSING)
        first = book.of_item(variable.item)[0].start
        drawn = chance.choice(np.frombuffer(characters.encode(), np.uint8), number)
        # The columns of a pick item agree on who has no value.
        columns.append(drawn if first == variable.start else _agreeing(drawn, columns[first], chance))
    return np.stack(columns, axis=1).tobytes(), chance.integers(0, 2**64, number, dtype=np.uint64, endpoint=False)


def _agreeing(drawn: NDArray[np.uint8], first: NDArray[np.uint8], chance: np.random.Generator) -> NDArray[np.uint8]:
    missing = np.isin(first, np.frombuffer(MISSING.encode(), np.uint8))
    return np.where(missing, first, chance.choice(np.frombuffer(b"01", np.uint8), len(drawn)))


def in_memory(book: Codebook, records: bytes) -> Codes:
    """By variable: 0, 1, 2 and so on, one byte a child."""
    table = np.frombuffer(records, np.uint8).reshape(-1, book.width)
    found = {}
    for variable in book.variables:
        slots = np.frombuffer(Layout(book).slots[variable.code].encode(), np.uint8)
        place = np.zeros(256, np.uint8)
        place[slots] = np.arange(len(slots))
        found[variable.code] = place[table[:, variable.start]]
    return found


def handed_over(book: Codebook, records: bytes, keys: NDArray[np.uint64]) -> list[Block]:
    """The records in the blocks in which a database hands them over."""
    firsts = range(0, len(keys), BLOCK)
    return [(records[first * book.width : (first + BLOCK) * book.width], keys[first : first + BLOCK]) for first in firsts]


def _plain(book: Codebook, codes: Codes) -> list[NDArray[np.int64]]:
    """One bincount per variable and grouping, group numbers made once per grouping."""
    age, gender, area = (codes[variable.code].astype(np.int64) for variable in book.profile)
    groupings: list[NDArray[np.int64]] = [
        np.zeros(1, np.int64),
        age,
        gender,
        area,
        age * (int(gender.max()) + 1) + gender,
        age * (int(area.max()) + 1) + area,
    ]
    tables: list[NDArray[np.int64]] = []
    for variable in book.variables[len(book.profile) :]:
        column = codes[variable.code].astype(np.int64)
        many = int(column.max()) + 1
        tables.extend(np.bincount(grouping * many + column) for grouping in groupings)
    return tables


def _runs(book: Codebook, together: int) -> list[list[str]]:
    """The columns to count, so many at a time."""
    rest = [variable.code for variable in book.variables[len(book.profile) :]]
    return [rest[first : first + together] for first in range(0, len(rest), together)]


def _duckdb(codes: Codes, book: Codebook, together: int) -> Callable[[], object]:
    connection = duckdb.connect()
    connection.register("given", _frame(codes).to_arrow())
    connection.execute("CREATE TABLE children AS SELECT * FROM given")
    profile = [variable.code for variable in book.profile]
    queries = []
    for run in _runs(book, together):
        columns = ", ".join(f'"{code}"' for code in [*profile, *run])
        queries.append(f"SELECT {columns}, count(*) FROM children GROUP BY {columns}")
    return lambda: [connection.execute(query).fetchnumpy() for query in queries]


def _polars(codes: Codes, book: Codebook, together: int) -> Callable[[], object]:
    frame = _frame(codes).lazy()
    profile = [variable.code for variable in book.profile]
    queries = [frame.group_by([*profile, *run]).len() for run in _runs(book, together)]
    return lambda: pl.collect_all(queries)


def _frame(codes: Codes) -> pl.DataFrame:
    return pl.DataFrame(codes)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, once."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
