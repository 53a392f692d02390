import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, product

import numpy as np
import pytest

from app.results.cube import Layout
from app.results.histograms import (
    bins_of,
    bits_of,
    by_code,
    character_of,
    code_of,
    in_a_byte,
    is_category,
    lookup,
    shape,
    together,
    turn,
)
from app.surveys.codebook import MISSING, Role, Variable, codebook
from app.surveys.questionnaire import Questionnaire
from app.surveys.starter import starter
from tests.makers import a_questionnaire, a_worked_example, pick, single

SURVEYS = [
    starter(),
    Questionnaire.model_validate(a_worked_example()),
    a_questionnaire(*(single(f"Q{n}", "123456789ABCDEF") for n in range(9))),
    a_questionnaire(pick("P1", "123456789ABC", maximum=12), pick("P2"), single("Q1"), pick("P3"), profile=[]),
]


def bins(run: Sequence[Variable], cells: int) -> int:
    """Bins of the common histogram: every code of a column, of an option after the first only whether it is ticked."""
    return cells * math.prod(
        2 if place and variable.role is Role.OPTION else codes(variable) for place, variable in enumerate(run)
    )


def codes(variable: Variable) -> int:
    """Up to the highest code, and an odd number of them."""
    highest = max(map(code_of, "".join(variable.categories) + ("" if variable.code == "AGE" else MISSING)))
    return highest + 1 + highest % 2


@pytest.mark.parametrize("cells", [1, 48, 700, 2_000])
@pytest.mark.parametrize("survey", SURVEYS, ids=lambda survey: survey.code)
def test_columns_share_a_histogram_while_it_is_narrow_and_a_pick_item_has_its_own(survey: Questionnaire, cells: int) -> None:
    book = codebook(survey)
    found = list(together(book, Layout(book).slots, cells))
    options = [run for run in found if run[0].role is Role.OPTION]
    singles = [run for run in found if run not in options]
    assert [variable for run in singles for variable in run] == [v for v in book.variables if v.role is not Role.OPTION]
    assert [variable for run in options for variable in run[1:]] == [
        variable for item in {v.item: 0 for v in book.variables if v.role is Role.OPTION} for variable in book.of_item(item)[1:]
    ]
    assert all(run[0] == book.of_item(run[0].item)[0] for run in options)
    assert max(map(len, options), default=0) <= 9  # what is ticked makes a byte
    assert all(bins(run, cells) <= 65_536 for run in singles if len(run) > 1)
    assert all(bins(run, cells) <= 65_536 for run in options if len(run) > 2)
    for run, following in pairwise(found):
        if run[0].role is not Role.OPTION is not following[0].role:
            assert bins((*run, following[0]), cells) > 65_536
        elif run[0].item == following[0].item:
            assert bins((*run, following[1]), cells) > 65_536 or len(run) == 9


def turned(records: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Records as codes, a row a variable."""
    rows = np.frombuffer("".join(records).encode("latin-1"), np.uint8).reshape(len(records), -1)
    columns = np.empty(rows.shape[::-1], np.uint8)
    turn(rows, columns)
    return columns


@pytest.mark.parametrize("width", range(1, 10))
def test_records_are_turned_into_columns_of_codes_whatever_their_width(width: int) -> None:
    chance = np.random.default_rng(width)
    records = ["".join(map(chr, chance.integers(0, 256, width))) for _ in range(50)]
    found = turned(records)
    assert found.shape == (width, 50)
    assert ["".join(character_of(int(code)) for code in record) for record in found.T] == records


def test_every_character_of_a_record_has_a_small_code_and_a_missing_kind_a_smaller_one_than_a_category() -> None:
    digits, letters = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert max(map(code_of, digits + MISSING)) == 31
    assert is_category(turned([MISSING])).T.tolist() == [[0] * len(MISSING)]
    assert is_category(turned([digits + letters])).T.tolist() == [[1] * 36]
    assert all(code_of(chr(n)) // 2 == code_of(chr(n + 1)) // 2 for n in range(0, 256, 2))


def test_an_axis_has_room_for_every_code_and_an_odd_number_of_places() -> None:
    book = codebook(starter())
    slots = Layout(book).slots
    assert {shape((variable,), slots)[0] for variable in book.variables if variable.code != "AGE"} == {31, 33}
    assert shape((book.variable("AGE"),), {"AGE": "123"}) == (31,)
    assert shape(book.of_item("HLP1"), slots) == (33, 2**5)
    assert shape((book.variable("OPP1"), book.variable("CON1")), slots) == (31, 31)


def test_a_character_has_its_place_and_others_come_after_all() -> None:
    places = lookup(("1", "3", "A"))
    assert [int(places[code_of(character)]) for character in "13A2.?"] == [0, 1, 2, 3, 3, 3]


def test_bits_make_a_number_and_a_number_has_its_bits() -> None:
    numbers = bits_of(256)
    assert numbers.shape == (256, 8)
    assert in_a_byte(list(numbers.T.astype(np.uint8))).tolist() == list(range(256))
    assert bits_of(4).tolist() == [[0, 0], [1, 0], [0, 1], [1, 1]]


PICKS = codebook(a_questionnaire(pick("P1", "123", maximum=3), single("Q1"), single("Q2"), profile=[]))
OPTIONS, SINGLES = PICKS.variables[1:4], PICKS.variables[4:6]


@pytest.mark.parametrize("columns", [OPTIONS, SINGLES, OPTIONS[:1], SINGLES[1:]], ids=["pick", "singles", "option", "single"])
def test_the_counts_of_each_column_come_out_of_a_common_histogram(columns: tuple[Variable, ...]) -> None:
    answers = [*map("".join, product("01", repeat=3)), *(kind * 3 for kind in MISSING)]
    chance = np.random.default_rng(1)
    records = ["1" + answers[chance.integers(12)] + "".join(chance.choice(list("123.-?!"), 2)) for _ in range(500)]
    cells = chance.integers(0, 3, 500).astype(np.uint16)
    table = np.zeros((3, *shape(columns, Layout(PICKS).slots)), np.int64)
    numbers = bins_of(cells, turned(records), columns, table)
    assert numbers is not None
    table += np.bincount(numbers, minlength=table.size).reshape(table.shape)
    for variable, found in zip(columns, by_code(table, columns), strict=True):
        by_hand = Counter((int(cell), record[variable.start]) for cell, record in zip(cells, records, strict=True))
        counted = {(cell, character_of(code)): int(found[cell, code]) for cell, code in zip(*np.nonzero(found), strict=True)}
        assert counted == by_hand


@pytest.mark.parametrize("records", [["100", "2?0"], ["1?0"], ["?10"], ["11?"], ["-/-"], ["--/"], ["!.!"], ["010", "00."]])
def test_columns_of_a_pick_item_that_differ_in_more_than_a_tick_disagree(records: list[str]) -> None:
    table = np.zeros((1, *shape(OPTIONS, Layout(PICKS).slots)), np.int64)
    cells = np.zeros(len(records), np.uint16)
    assert bins_of(cells, turned([f"1{record}11" for record in records]), OPTIONS, table) is None
