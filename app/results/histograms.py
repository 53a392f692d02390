"""Many histograms in few passes: characters as codes, columns that share a histogram, and one column's counts out of it. Pure.

What costs is neither the counting nor the adding up but to make the number of the bin of each record. A character makes its own
code, so nothing is looked up: what a variable cannot hold falls into bins that must stay empty, and `cube` looks at them at the
end. The columns of a pick item agree on who answered it, so after the first each is a single bit.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.surveys.codebook import MISSING, Codebook, Role, Variable

Counts = NDArray[np.int64]
Codes = NDArray[np.uint8]
"""One row a variable, one column a record."""
Columns = tuple[Variable, ...]

BITS = 8
"""Noughts and ones that make a number of a byte."""
_TURNED_OVER = 0x2F
"""The bits of a character that are turned over, which makes its code: small, and in the missing kinds less than in a category."""
_LAST_MISSING = max(ord(kind) ^ _TURNED_OVER for kind in MISSING)
_WIDEST_TABLE = 65_536
"""Bins of one histogram: columns share one while 16 bits can number its bins, for wider numbers take longer to make."""


def code_of(character: str) -> int:
    """The code of a character. Characters that differ in the last bit have codes that do."""
    return ord(character) ^ _TURNED_OVER


def character_of(code: int) -> str:
    """The character of a code."""
    return chr(code ^ _TURNED_OVER)


def turn(rows: NDArray[np.uint8], columns: Codes) -> None:
    """Write characters that lie in rows, one behind the other without a gap, as codes into columns.

    Four characters move as one number: to take that apart again costs less than to move each by itself.
    """
    width = len(columns)
    whole = width - width % 4
    fours = np.ndarray((len(rows), whole // 4), "<u4", rows, strides=(width, 4)).T.copy()
    for place in range(4):
        columns[place:whole:4] = fours
        fours >>= np.uint32(8)
    columns[whole:] = rows[:, whole:].T
    columns ^= np.uint8(_TURNED_OVER)


def is_category(column: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """1 where a code stands for a category, 0 where it stands for a missing kind."""
    answered: NDArray[np.bool_] = column > np.uint8(_LAST_MISSING)
    return answered.view(np.uint8)


def in_a_byte(bits: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Up to `BITS` arrays of noughts and ones as one number each record: the first is the lowest bit."""
    *others, byte = bits
    byte = byte.copy()
    for bit in reversed(others):
        byte += byte
        byte += bit
    return byte


def bits_of(numbers: int) -> Counts:
    """By number and bit, the lowest first: the bits of all numbers below a power of two."""
    return np.arange(numbers)[:, np.newaxis] >> np.arange(numbers.bit_length() - 1) & 1


def bins_of(cells: NDArray[np.uint16], codes: Codes, columns: Columns, table: Counts) -> NDArray[np.unsignedinteger] | None:
    """The bin of each record in a histogram by cell and columns.

    None where the columns of a pick item disagree on who answered it: where they differ in more than the last bit.
    """
    axes = [codes[variable.start] for variable in columns]
    if _is_pick(columns):
        ticked = [axis ^ axes[0] for axis in axes[1:]]
        if any(bits.max() > 1 for bits in ticked):
            return None
        axes = [axes[0], in_a_byte(ticked)]
    return numbered(cells, axes, table)


def numbered(cells: NDArray[np.uint16], axes: Sequence[NDArray[np.uint8]], table: NDArray[Any]) -> NDArray[np.unsignedinteger]:
    """The place of each record in a flat table by cell and axes, in numbers no wider than they must be."""
    places = cells.astype(np.min_scalar_type(table.size))
    for axis, size in zip(axes, table.shape[1:], strict=True):
        places *= places.dtype.type(size)
        places += axis
    return places


def by_code(table: Counts, columns: Columns) -> Iterator[Counts]:
    """How many have which code, by cell, in each of the columns of a histogram."""
    if not _is_pick(columns):
        axes = range(1, table.ndim)
        yield from (table.sum(axis=tuple(other for other in axes if other != axis)) for axis in axes)
        return
    cells, codes, patterns = table.shape
    first = table.sum(axis=2)
    yield first
    for other in np.moveaxis(table @ bits_of(patterns), 2, 0):  # who differs from the first, which is in the last bit
        found = np.zeros((cells, codes + 1), np.int64)
        found[:, :codes] = first - other
        found[:, np.arange(codes) ^ 1] += other
        yield found


def lookup(characters: Collection[str]) -> NDArray[np.uint16]:
    """By code: the place among these characters, or their number for one that is not among them."""
    table = np.full(256, len(characters), np.uint16)
    for place, character in enumerate(characters):
        table[code_of(character)] = place
    return table


def span(characters: str) -> int:
    """How many codes an axis has room for, the highest of these characters included. Odd: cells must not share cache lines."""
    return (max(map(code_of, characters)) + 1) | 1


def shape(columns: Columns, slots: Mapping[str, str]) -> tuple[int, ...]:
    """The axes of a histogram: the codes of each column; of a pick item those of its first, and every way to tick the others."""
    spans = tuple(span(slots[variable.code]) for variable in columns)
    return (spans[0], 2 ** (len(columns) - 1)) if _is_pick(columns) else spans


def _is_pick(columns: Columns) -> bool:
    return len(columns) > 1 and columns[0].role is Role.OPTION


def together(book: Codebook, slots: Mapping[str, str], cells: int) -> Iterator[Columns]:
    """All variables, in runs whose common histogram is not too wide; a run of a pick item holds its first variable always."""
    for item, variables in groupby(book.variables, lambda variable: variable.role is Role.OPTION and variable.item):
        first, *others = variables
        run: Columns = (first,)
        for variable in others:
            if cells * math.prod(shape((*run, variable), slots)) > _WIDEST_TABLE or len(run) > BITS:
                yield run
                run = (first,) if item else ()
            run += (variable,)
        yield run
