"""Many histograms in few passes: characters as codes, columns that share a histogram, and one column's counts out of it. Pure.

What costs is neither the counting nor the adding up but to make the number of the bin of each record. A character is its own
code, its distance from `LOWEST`, so nothing is looked up: what a variable cannot hold falls into bins that must stay empty, and
`cube` looks at them at the end. The columns of a pick item agree on who answered it, so after the first each is a single bit.
"""

import math
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from app.surveys.codebook import Codebook, Role, Variable

Counts = NDArray[np.int64]
Codes = NDArray[np.uint8]
"""One row a variable, one column a record."""
Columns = tuple[Variable, ...]

LOWEST = ord("!")
"""The first of the characters that a record can hold."""
_TURNED = 256
"""Records whose characters are turned from rows into columns at a time: both sides of the copy fit the nearest cache."""
_WIDEST_TABLE = 65_536
"""Bins of one histogram: columns share one while 16 bits can number its bins, for wider numbers take longer to make."""


def turn(rows: NDArray[np.uint8], columns: Codes) -> None:
    """Write characters that lie in rows as codes into columns."""
    for first in range(0, len(rows), _TURNED):
        some = rows[first : first + _TURNED]
        columns[:, first : first + len(some)] = some.T
    columns -= np.uint8(LOWEST)


def is_category(column: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """1 where a code stands for a category, 0 where it stands for a missing kind."""
    answered: NDArray[np.bool_] = (column >= np.uint8(ord("0") - LOWEST)) & (column != np.uint8(ord("?") - LOWEST))
    return answered.view(np.uint8)


def bins_of(cells: NDArray[np.uint16], codes: Codes, columns: Columns, table: Counts) -> NDArray[np.unsignedinteger]:
    """The bin of each record in a histogram by cell and columns: numbers no wider than they must be."""
    bins = cells.astype(np.min_scalar_type(table.size - 1))
    for place, (variable, size) in enumerate(zip(columns, table.shape[1:], strict=True)):
        column = codes[variable.start]
        bins *= bins.dtype.type(size)
        bins += _ticked(column) if _is_bit(place, variable) else column
    return bins


def _ticked(column: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The last bit of the character: 1 for `1` and 0 for `0`; for a missing kind whatever its own is."""
    return (column & np.uint8(1)) ^ np.uint8(LOWEST & 1)


def by_code(table: Counts, columns: Columns, place: int) -> Counts:
    """How many have which code, by cell, in one of the columns of a histogram.

    Of a pick item, the axes after the first hold the last bit alone: the rest of the code is that of the first, for the columns
    agree (`disagree`).
    """
    cells, *sizes = table.shape
    before, after = math.prod(sizes[:place]), math.prod(sizes[place + 1 :])
    if not _is_bit(place, columns[place]):
        return np.asarray(table.reshape(cells, before, sizes[place], after).sum(axis=(1, 3)))
    patterns = np.arange(math.prod(sizes[1:]))
    ticked = patterns // after % 2
    both = table.reshape(cells, sizes[0], len(patterns)) @ np.stack([1 - ticked, ticked], axis=1)
    # Characters of a pair differ in their last bit alone. The first pair begins one below LOWEST; no code stands for that one.
    pairs = np.zeros((cells, sizes[0] // 2 + 1, 2, 2), np.int64)
    pairs.reshape(cells, -1, 2)[:, 1 : 1 + sizes[0]] = both
    return np.asarray(pairs.sum(axis=2).reshape(cells, -1)[:, 1:])


def disagree(codes: Codes, columns: Columns) -> bool:
    """Whether the columns of a pick item differ in more than what is ticked."""
    first, last = columns[0].start, columns[-1].start
    characters = codes[first : last + 1] + np.uint8(LOWEST)
    return bool((characters[1:] ^ characters[0]).max() > 1)


def lookup(characters: Iterable[str]) -> NDArray[np.uint16]:
    """By code: the place among these characters, or one that is behind them all."""
    table = np.full(256, 255, np.uint16)
    for place, character in enumerate(characters):
        table[ord(character) - LOWEST] = place
    return table


def span(characters: str) -> int:
    """Codes from 0 to the highest of these characters."""
    return max(map(ord, characters)) - LOWEST + 1


def axes(columns: Columns, spans: NDArray[np.uint8]) -> Iterator[int]:
    """The sizes of a histogram: all codes of a column; of an option of a pick item after the first, only whether it is ticked."""
    for place, variable in enumerate(columns):
        yield 2 if _is_bit(place, variable) else int(spans[variable.start])


def _is_bit(place: int, variable: Variable) -> bool:
    return place > 0 and variable.role is Role.OPTION


def together(book: Codebook, slots: Mapping[str, str], cells: int) -> Iterator[Columns]:
    """All variables, in runs whose common histogram is not too wide; options of a pick item by themselves."""
    run: list[Variable] = []
    bins = cells
    for variable in book.variables:
        option = variable.role is Role.OPTION
        alone = bool(run) and (option or run[-1].role is Role.OPTION) and run[-1].item != variable.item
        wide = span(slots[variable.code])
        wider = 2 if run and option and not alone else wide
        if run and (alone or bins * wider > _WIDEST_TABLE):
            yield tuple(run)
            run, bins, wider = [], cells, wide
        run.append(variable)
        bins *= wider
    yield tuple(run)
