from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.results import cube as cubes
from app.results.cube import Cube, CubeBuilder, cube_of
from app.surveys.codebook import Missing, codebook
from app.surveys.plan import Group, plan
from app.surveys.questionnaire import Questionnaire
from tests.makers import BANDS, a_questionnaire, a_worked_example, pick, single
from tests.results.children import counted, keys_for, some_records

WORKED = Questionnaire.model_validate(a_worked_example())
BOOK = codebook(WORKED)
GROUPS = sorted({group for planned in plan(WORKED).items for group in planned.groups}, key=lambda group: group.key)

worked_records = st.integers(0, 200).map(lambda seed: some_records(WORKED, seed % 60, seed=seed, silent=0.3))


def members(records: list[str], group: Group) -> list[int]:
    """Written without the cube: the records of a group, by place."""
    start = {variable.code: variable.start for variable in BOOK.variables}
    return [place for place, record in enumerate(records) if all(record[start[code]] == category for code, category in group.of)]


@given(worked_records)
def test_counts_and_key_sums_are_those_of_a_count_by_hand(records: list[str]) -> None:
    keys = keys_for(records)
    cube = counted(WORKED, records, keys)
    assert cube.records == len(records)
    for group in GROUPS:
        inside = members(records, group)
        tally = cube.tally(group)
        assert tally.records == len(inside)
        for variable in BOOK.variables:
            found = Counter(records[place][variable.start] for place in inside)
            for character in cube.layout.slots[variable.code]:
                assert tally.count(variable.code, character) == found[character]
        for item in {variable.item for variable in BOOK.variables}:
            column = BOOK.of_item(item)[0].start
            base = [place for place in inside if records[place][column] not in ".-?!"]
            assert tally.base(item) == len(base)
            assert tally.key(item) == sum(int(keys[place]) for place in base) % 2**64


@given(worked_records, st.integers(1, 7), st.randoms())
def test_cubes_add_up_to_the_same_cube_in_any_order_and_any_blocks(records: list[str], size: int, chance: object) -> None:
    keys = keys_for(records)
    whole = counted(WORKED, records, keys)
    order = list(range(len(records)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    blocks = [order[first : first + size] for first in range(0, len(order), size)]
    split = [("".join(records[place] for place in block).encode(), keys[block]) for block in blocks]
    assert cube_of(BOOK, split) == whole
    added = cube_of(BOOK, [])
    for block in reversed(split):
        added = cube_of(BOOK, [block]) + added
    assert added == whole


def test_a_change_of_one_character_changes_the_cube() -> None:
    records = some_records(WORKED, 50)
    keys = keys_for(records)
    other = [*records[:-1], records[-1][:-1] + ("2" if records[-1][-1] != "2" else "1")]
    assert counted(WORKED, records, keys) != counted(WORKED, other, keys)
    assert counted(WORKED, records, keys) != counted(WORKED, records, keys + np.uint64(1))


@given(worked_records, st.integers(1, 7), st.integers(1, 7))
def test_records_that_wait_for_others_are_counted_once_all_the_same(records: list[str], rows: int, size: int) -> None:
    keys = keys_for(records)
    whole = counted(WORKED, records, keys)
    starts = range(0, len(records), size)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cubes, "_ROWS", rows)
        builder = CubeBuilder(BOOK)
        for start in starts:
            builder.add("".join(records[start : start + size]).encode(), keys[start : start + size])
        assert builder.cube() == whole
        assert builder.cube() == whole


def test_what_waits_takes_no_more_room_than_one_pass() -> None:
    passes = []

    class Counting(CubeBuilder):
        def _count_waiting(self) -> None:
            passes.append(self._waiting)
            super()._count_waiting()

    builder = Counting(BOOK)
    for _ in range(3):
        builder.add(b"111.100.1" * 7, keys_for("x" * 7))
    assert passes == []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cubes, "_ROWS", 5)
        builder = Counting(BOOK)
        builder.add(b"111.100.1" * 12, keys_for("x" * 12))
        assert passes == [5, 5]
        builder.cube()
        assert passes == [5, 5, 2]


def test_the_missing_kinds_of_an_item_are_told_apart_and_age_has_none() -> None:
    tally = counted(WORKED, ["1.1.100.1", "1-1.100.1", "1-1.100.1", "1?1.100.1", "1!1.100.1", "111.100.1"]).tally()
    assert {kind.value: number for kind, number in tally.missing("GEN").items()} == {".": 1, "-": 2, "?": 1, "!": 1}
    assert tally.missing("AGE") == dict.fromkeys(Missing, 0)


def test_cubes_of_surveys_that_differ_are_not_equal_though_their_numbers_are() -> None:
    one, other = (counted(a_questionnaire(single(code)), ["11", "12"]) for code in ("Q1", "Q2"))
    assert one != other
    assert one != "a cube"


def test_not_stated_is_one_category_and_belongs_to_no_group() -> None:
    cube = counted(WORKED, ["111.100.1", "1!3.001.3", "1-1.100.1", "1?1.100.1"])
    assert cube.layout.shape == (2, 4)
    assert cube.tally(Group(of=(("GEN", "1"),))).records == 1
    assert sum(cube.tally(Group(of=(("GEN", code),))).records for code in "123") == 1
    assert cube.records == 4


def test_a_wide_joint_table_is_counted_one_column_at_a_time_and_just_as_well() -> None:
    profile = [single("GEN", "123456789ABCDE"), single("AREA", "123456789ABCDE")]
    wide = a_questionnaire(*profile, *(single(f"Q{n}", "123456789ABCD") for n in range(3)), profile=["GEN", "AREA"])
    records = some_records(wide, 400, silent=0.3)
    tally = counted(wide, records).tally(Group(of=(("GEN", "1"), ("AREA", "2"))))
    inside = [record for record in records if record[1:3] == "12"]
    assert inside
    assert {code: tally.count("Q2", code) for code in "123"} == {code: sum(r[5] == code for r in inside) for code in "123"}


def test_a_survey_of_one_band_and_no_profile_is_counted_like_any_other() -> None:
    alone = a_questionnaire(*(single(f"Q{n}", bands="1") for n in range(9)), bands=BANDS[:1], profile=[])
    records = some_records(alone, 200, silent=0.3)
    keys = keys_for(records)
    tally = counted(alone, records, keys).tally()
    assert tally.records == 200
    for number in range(9):
        answered = [place for place, record in enumerate(records) if record[number + 1] in "123"]
        assert tally.base(f"Q{number}") == len(answered)
        assert tally.key(f"Q{number}") == int(keys[answered].sum(dtype=np.uint64))


def test_a_survey_of_more_than_eight_items_keeps_their_key_sums_apart() -> None:
    many = a_questionnaire(*(single(f"Q{n}") for n in range(19)))
    records = some_records(many, 40, silent=0.4)
    keys = keys_for(records)
    tally = counted(many, records, keys).tally()
    for number in range(19):
        base = [int(key) for record, key in zip(records, keys, strict=True) if record[number + 1] in "123"]
        assert tally.key(f"Q{number}") == sum(base) % 2**64
    assert len({tally.key(f"Q{number}") for number in range(19)}) == 19


@pytest.mark.parametrize(
    ("record", "variable", "character"),
    [
        ("311.100.1", "AGE", "3"),  # a band that is not there
        (".11.100.1", "AGE", "."),  # age has no missing kinds
        ("011.100.1", "AGE", "0"),  # one code too high for the axis
        ("117.100.1", "CON1A", "7"),
        ("111.2000.", "HLP1_1", "2"),
        ("111.100.\0", "END1", "\0"),
        ("111.100. ", "END1", " "),
        ("111.100.\x0e", "END1", "\x0e"),
        ("111./...1", "HLP1_1", "/"),
        ("111.../.1", "HLP1_9", "/"),  # one bit away from a missing kind that the others have
        ("111.-,-.1", "HLP1_2", ","),
        ("111.!! .1", "HLP1_9", " "),
        ("111.??>.1", "HLP1_9", ">"),
    ],
)
def test_a_character_that_a_variable_cannot_have_is_refused_by_name(record: str, variable: str, character: str) -> None:
    with pytest.raises(Invalid) as refusal:
        counted(WORKED, [*some_records(WORKED, 5), record])
    assert refusal.value.code == "broken-record"
    assert refusal.value.details == {"variable": variable, "character": character}
    assert variable in refusal.value.reason


def test_a_letter_beyond_ascii_is_refused() -> None:
    with pytest.raises(Invalid, match="END1"):
        cube_of(BOOK, [(b"111.100.\xe9", keys_for(["x"]))])


def test_records_and_keys_that_do_not_match_are_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        CubeBuilder(BOOK).add(b"111.100.1", keys_for(["a", "b"]))
    assert refusal.value.code == "broken-record"


def test_a_pick_item_whose_columns_disagree_on_who_answered_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        counted(WORKED, ["111.1?0.1"])
    assert (refusal.value.code, refusal.value.details["item"]) == ("broken-record", "HLP1")


def test_of_two_pick_items_the_one_whose_columns_disagree_is_named() -> None:
    picks = a_questionnaire(pick("P1"), pick("P2", "12"))
    records = [*some_records(picks, 5), "1" + "100" + "1?"]
    with pytest.raises(Invalid) as refusal:
        counted(picks, records)
    assert refusal.value.details["item"] == "P2"


def test_of_several_strange_characters_the_first_is_named() -> None:
    with pytest.raises(Invalid) as refusal:
        counted(WORKED, ["117.100.1", "118.100.1", "119.100.1"])
    assert refusal.value.details == {"variable": "CON1A", "character": "7"}
    with pytest.raises(Invalid) as refusal:
        counted(WORKED, ["11z.100.1", "11y.100.1", "11x.100.1"])
    assert refusal.value.details == {"variable": "CON1A", "character": "z"}


def test_a_pick_item_of_many_options_is_counted_like_one_of_few() -> None:
    many = a_questionnaire(single("GEN"), pick("P1", "123456789ABC", maximum=12), single("Q1"), pick("P2", "12"), profile=["GEN"])
    records = some_records(many, 300, silent=0.3)
    tally = counted(many, records).tally(Group(of=(("GEN", "2"),)))
    inside = [record for record in records if record[1] == "2"]
    start = {variable.code: variable.start for variable in codebook(many).variables}
    for variable, place in list(start.items())[2:]:
        for character in "01.-?!":
            if variable != "Q1" or character not in "01":
                assert tally.count(variable, character) == sum(record[place] == character for record in inside)


def test_cubes_of_different_codebooks_do_not_add() -> None:
    other = a_questionnaire(pick("P1"))
    with pytest.raises(ValueError, match="codebooks"):
        counted(WORKED, []) + counted(other, [])


def test_a_group_outside_the_profile_has_no_tally() -> None:
    cube: Cube = counted(WORKED, [])
    with pytest.raises(KeyError):
        cube.tally(Group(of=(("CON1", "1"),)))
    with pytest.raises(KeyError):
        cube.tally().count("CON1", "9")


def test_an_empty_wave_has_an_empty_cube() -> None:
    cube = counted(WORKED, [])
    assert cube.records == 0
    assert all(cube.tally(group).base("HLP1") == 0 for group in GROUPS)
    assert all(cube.tally().count("CON1A", code) == 0 for code, _ in product("123.-?!", "x"))
