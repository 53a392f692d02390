"""The cube: counts of children by profile and answer, and nothing that tells one child from another. Pure.

A cube holds two tables. `counts` says, for each cell of the joint profile (AGE x the other profile variables, each but AGE with
`not stated` for its four missing kinds) and each *slot*, how many children are there; a slot is one character of one
variable. `keys` holds, for each cell and item, the sum mod 2^64 of the record keys of the children in the item's base: it
tells that two groups are the same children, and nothing else. Cubes add, whatever the order, so counting can be split.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from app.errors import Invalid
from app.results.histograms import (
    BITS,
    Codes,
    bins_of,
    bits_of,
    by_code,
    character_of,
    code_of,
    in_a_byte,
    is_category,
    lookup,
    numbered,
    shape,
    together,
    turn,
)
from app.surveys.codebook import MISSING, Codebook, Missing, Variable
from app.surveys.plan import EVERYONE, Group
from app.surveys.questionnaire import AGE

Counts = NDArray[np.int64]
Keys = NDArray[np.uint64]
Block = tuple[bytes, Keys]
"""n records of the codebook's width, joined; and their n record keys."""

_ROWS = 120_000
"""Records counted at a time: enough that adding up histograms costs little. No power of two: columns would share cache lines."""


class Layout:
    """Where a codebook's numbers stand in a cube: the cells, the slots and the items."""

    def __init__(self, book: Codebook) -> None:
        self.codebook = book
        self.slots = {variable.code: _characters(variable) for variable in book.variables}
        sizes = [len(characters) for characters in self.slots.values()]
        self.width = sum(sizes)
        self.start = dict(zip(self.slots, accumulate(sizes, initial=0), strict=False))
        self.items = {item: column for column, item in enumerate(dict.fromkeys(variable.item for variable in book.variables))}
        self.shape = tuple(len(variable.categories) + (variable.code != AGE) for variable in book.profile)
        self.cells = int(np.prod(self.shape))

    def first_variable(self, item: str) -> Variable:
        """The variable whose missing kinds are those of the item (a pick item repeats them in each)."""
        return next(variable for variable in self.codebook.variables if variable.item == item)

    def cells_of(self, group: Group) -> NDArray[np.intp]:
        """The joint cells of the children of a group."""
        profile = self.codebook.profile
        chosen = dict(group.of)
        if not chosen.keys() <= {variable.code for variable in profile}:
            raise KeyError(group.key)
        inside = np.ones(self.shape, bool)
        for axis, variable in enumerate(profile):
            if variable.code in chosen:
                wanted = np.zeros(self.shape[axis], bool)
                wanted[list(variable.categories).index(chosen[variable.code])] = True
                inside &= wanted.reshape([-1 if other == axis else 1 for other in range(len(self.shape))])
        return np.flatnonzero(inside)


def _characters(variable: Variable) -> str:
    categories = "".join(variable.categories)
    return categories if variable.code == AGE else categories + MISSING


@dataclass(frozen=True)
class Tally:
    """The counts of one group of children."""

    layout: Layout
    counts: Counts
    keys: Keys

    def count(self, variable: str, character: str) -> int:
        """How many have this character there; KeyError where the variable knows no such character."""
        place = self.layout.slots[variable].find(character)
        if place < 0:
            raise KeyError(f"{variable} {character}")
        return int(self.counts[self.layout.start[variable] + place])

    def missing(self, item: str) -> Mapping[Missing, int]:
        """How many have no value for the item, by kind; AGE has none."""
        if item == AGE:
            return dict.fromkeys(Missing, 0)
        variable = self.layout.first_variable(item).code
        return {kind: self.count(variable, kind) for kind in Missing}

    def base(self, item: str) -> int:
        """How many have a value for the item: those who answered exactly this."""
        variable = self.layout.first_variable(item)
        return sum(self.count(variable.code, category) for category in variable.categories)

    def key(self, item: str) -> int:
        """The key sum of the item's base: equal where the same children answered."""
        return int(self.keys[self.layout.items[item]])

    @property
    def records(self) -> int:
        """How many children there are."""
        return self.base(AGE)


class Cube:
    """Counts and key sums of any number of records of one codebook."""

    def __init__(self, layout: Layout, counts: Counts, keys: Keys) -> None:
        self.layout = layout
        self.counts = counts
        self.keys = keys

    def __add__(self, other: "Cube") -> "Cube":
        if self.layout.codebook != other.layout.codebook:
            raise ValueError("Cubes add only where their codebooks are the same.")
        return Cube(self.layout, self.counts + other.counts, self.keys + other.keys)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Cube):
            return NotImplemented
        same = self.layout.codebook == other.layout.codebook
        return same and np.array_equal(self.counts, other.counts) and np.array_equal(self.keys, other.keys)

    __hash__ = None  # type: ignore[assignment]  # a cube holds arrays

    def tally(self, group: Group = EVERYONE) -> Tally:
        """The counts of a group; KeyError where it names what is not in the profile."""
        cells = self.layout.cells_of(group)
        return Tally(self.layout, self.counts[cells].sum(axis=0), self.keys[cells].sum(axis=0, dtype=np.uint64))

    @cached_property
    def records(self) -> int:
        """How many records were counted."""
        return self.tally().records


def cube_of(book: Codebook, blocks: Iterable[Block]) -> Cube:
    """The cube of these records, in one pass. Refuses `broken-record` for a character that a variable cannot have."""
    builder = CubeBuilder(book)
    for records, keys in blocks:
        builder.add(records, keys)
    return builder.cube()


class CubeBuilder:
    """Counts blocks of records as they come, of whatever size; `cube()` gives what was added so far.

    Records wait, turned into columns, until there are enough to count. A character makes its own code: what no variable can hold
    falls into bins that must stay empty, so nothing is looked up.
    """

    def __init__(self, book: Codebook) -> None:
        self.layout = Layout(book)
        self._cell_of = [lookup(variable.categories) for variable in book.profile]
        self._codes = np.empty((book.width, _ROWS), np.uint8)
        self._keys = np.empty(_ROWS, np.uint64)
        self._waiting = 0
        slots = self.layout.slots
        self._spans = np.array([shape((variable,), slots)[0] for variable in book.variables], np.uint8)
        self._tables = [
            (columns, np.zeros((self.layout.cells, *shape(columns, slots)), np.int64))
            for columns in together(book, slots, self.layout.cells)
        ]
        firsts = [self.layout.first_variable(item).start for item in self.layout.items]
        self._bases = [
            (firsts[first : first + BITS], np.zeros((self.layout.cells, 2**BITS), np.uint64))
            for first in range(0, len(firsts), BITS)
        ]

    def add(self, records: bytes, keys: Keys) -> None:
        """Take in a block: n records of the codebook's width, joined, and their n keys. Refuses `broken-record`."""
        width = self.layout.codebook.width
        if len(records) != width * len(keys):
            raise Invalid("broken-record", f"{len(keys)} records of {width} characters are not {len(records)} bytes long.")
        rows = np.frombuffer(records, np.uint8).reshape(-1, width)
        while len(rows):
            room = slice(self._waiting, min(self._waiting + len(rows), _ROWS))
            taken = room.stop - room.start
            turn(rows[:taken], self._codes[:, room])
            self._keys[room] = keys[:taken]
            rows, keys, self._waiting = rows[taken:], keys[taken:], room.stop
            if self._waiting == _ROWS:
                self._count_waiting()

    def _count_waiting(self) -> None:
        codes, keys, self._waiting = self._codes[:, : self._waiting], self._keys[: self._waiting], 0
        if (codes.max(axis=1) >= self._spans).any():
            self._refuse(codes)
        cells = self._cells(codes)
        for columns, table in self._tables:
            bins = bins_of(cells, codes, columns, table)
            if bins is None:
                self._refuse(codes)
            np.add(table, np.bincount(bins, minlength=table.size).reshape(table.shape), out=table)
        # Which of eight items a child answered makes one byte, so one pass adds to eight bases at once.
        for firsts, sums in self._bases:
            answered = in_a_byte([is_category(codes[first]) for first in firsts])
            np.add.at(sums.reshape(-1), numbered(cells, [answered], sums), keys)

    def _cells(self, codes: Codes) -> NDArray[np.uint16]:
        """The joint profile cell of each record; every missing kind is `not stated`, the last category."""
        cells = np.zeros(codes.shape[1], np.uint16)
        for variable, size, cell_of in zip(self.layout.codebook.profile, self.layout.shape, self._cell_of, strict=True):
            cells *= np.uint16(size)
            cells += np.minimum(cell_of, np.uint16(size - 1)).take(codes[variable.start])
        return cells

    def _refuse(self, codes: Codes) -> NoReturn:
        """Say by name what is wrong with a block."""
        for variable in self.layout.codebook.variables:
            known = [code_of(character) for character in self.layout.slots[variable.code]]
            strange = codes[variable.start][~np.isin(codes[variable.start], known)]
            if strange.size:
                raise _not_known(self.layout, variable, character_of(int(strange[0])))
        cells = self._cells(codes)
        item = next(columns[0].item for columns, table in self._tables if bins_of(cells, codes, columns, table) is None)
        raise Invalid("broken-record", f"The columns of {item} disagree on who answered it.", item=item)

    def cube(self) -> Cube:
        """Everything added so far. Refuses `broken-record` where a variable held a character that it cannot have."""
        if self._waiting:
            self._count_waiting()
        counts = np.zeros((self.layout.cells, self.layout.width), np.int64)
        for columns, table in self._tables:
            for variable, found in zip(columns, by_code(table, columns), strict=True):
                known = [code_of(character) for character in self.layout.slots[variable.code]]
                start = self.layout.start[variable.code]
                counts[:, start : start + len(known)] = found[:, known]
                strange = set(np.flatnonzero(found.any(axis=0)).tolist()) - set(known)
                if strange:
                    raise _not_known(self.layout, variable, min(map(character_of, strange)))
        keys = np.hstack([sums @ bits_of(2**BITS).astype(np.uint64) for _, sums in self._bases])[:, : len(self.layout.items)]
        return Cube(self.layout, counts, keys)


def _not_known(layout: Layout, variable: Variable, found: str) -> Invalid:
    return Invalid(
        "broken-record",
        f"{variable.code} cannot be {found!r}; it is one of {layout.slots[variable.code]!r}. Nothing was counted.",
        variable=variable.code,
        character=found,
    )
