import math
from itertools import pairwise, product

import numpy as np
import pytest

from app.results import histograms
from app.results.cube import Layout
from app.results.histograms import LOWEST, axes, by_code, disagree, span, together, turn
from app.surveys.codebook import Codebook, Role, Variable, codebook
from app.surveys.questionnaire import Questionnaire
from app.surveys.starter import starter
from tests.makers import a_questionnaire, a_worked_example, pick, single

SURVEYS = [
    starter(),
    Questionnaire.model_validate(a_worked_example()),
    a_questionnaire(*(single(f"Q{n}", "123456789ABCDEF") for n in range(9))),
    a_questionnaire(pick("P1", "123456789ABC", maximum=12), pick("P2"), single("Q1"), pick("P3"), profile=[]),
]


def runs(book: Codebook, cells: int) -> list[tuple[Variable, ...]]:
    return list(together(book, Layout(book).slots, cells))


def bins(run: tuple[Variable, ...], cells: int) -> int:
    """Bins of the common histogram: every code of a column, of an option after the first only whether it is ticked."""
    return cells * math.prod(
        width(variable) if place == 0 or variable.role is not Role.OPTION else 2 for place, variable in enumerate(run)
    )


def width(variable: Variable) -> int:
    characters = "".join(variable.categories) + ("" if variable.code == "AGE" else ".-?!")
    return ord(max(characters)) - ord("!") + 1


@pytest.mark.parametrize("cells", [1, 48, 700, 2_000])
@pytest.mark.parametrize("survey", SURVEYS, ids=lambda survey: survey.code)
def test_columns_share_a_histogram_while_it_is_narrow_and_a_pick_item_has_its_own(survey: Questionnaire, cells: int) -> None:
    book = codebook(survey)
    found = runs(book, cells)
    assert [variable for run in found for variable in run] == list(book.variables)
    for run in found:
        assert len(run) == 1 or bins(run, cells) <= 65_536
        assert all(one.item == other.item for one, other in pairwise(run) if Role.OPTION in (one.role, other.role))
    for one, other in pairwise(found):
        apart = one[-1].item != other[0].item and Role.OPTION in (one[-1].role, other[0].role)
        assert apart or bins((*one, other[0]), cells) > 65_536


def test_the_counts_of_each_column_come_out_of_a_common_histogram() -> None:
    book = codebook(a_questionnaire(pick("P1", "123", maximum=3), single("Q1"), single("Q2"), profile=[]))
    spans = np.array([span(Layout(book).slots[variable.code]) for variable in book.variables], np.uint8)
    options, singles = book.variables[1:4], book.variables[4:6]
    assert list(axes(options, spans)) == [31, 2, 2]
    assert list(axes(singles, spans)) == [31, 31]
    chance = np.random.default_rng(1)
    table = chance.integers(0, 9, (2, *axes(singles, spans)))
    assert by_code(table, singles, 0).tolist() == table.sum(axis=2).tolist()
    assert by_code(table, singles, 1).tolist() == table.sum(axis=1).tolist()
    ticks = np.zeros((2, *axes(options, spans)), np.int64)
    wanted = np.zeros((3, 2, 256), np.int64)
    records = [*product("01", repeat=3), *((kind,) * 3 for kind in ".-?!")]
    for cell, (first, *others) in product(range(2), records):
        number = int(chance.integers(0, 9))
        ticks[cell, ord(first) - LOWEST, *(ord(other) & 1 for other in others)] += number
        for place, character in enumerate((first, *others)):
            wanted[place, cell, ord(character) - LOWEST] += number
    for place in range(3):
        found = by_code(ticks, options, place)
        assert found.tolist() == wanted[place, :, : found.shape[1]].tolist()
        assert found.sum() == wanted[place].sum()


@pytest.mark.parametrize("records", [["100", "2?0"], ["1?0"], ["?10"], ["11?"], ["-/-"], ["--/"], ["!.!"]])
def test_columns_of_a_pick_item_that_differ_in_more_than_a_tick_disagree(records: list[str]) -> None:
    book = codebook(a_questionnaire(pick("P1", "123", maximum=3), profile=[]))
    rows = np.array([list(f"1{record}".encode()) for record in records], np.uint8)
    codes = np.empty(rows.shape[::-1], np.uint8)
    turn(rows, codes)
    assert disagree(codes, book.variables[1:])


def test_columns_of_a_pick_item_that_differ_in_ticks_alone_agree() -> None:
    book = codebook(a_questionnaire(pick("P1", "123", maximum=3), profile=[]))
    records = ["".join(ticks) for ticks in product("01", repeat=3)] + [kind * 3 for kind in ".-?!"]
    rows = np.array([list(f"1{record}".encode()) for record in records * 100], np.uint8)
    codes = np.empty(rows.shape[::-1], np.uint8)
    turn(rows, codes)
    assert (codes + LOWEST).T.tolist() == rows.tolist()  # across several turns
    assert len(rows) > histograms._TURNED
    assert not disagree(codes, book.variables[1:])
