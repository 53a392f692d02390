"""The worked example of the contract (DESIGN.md section 6): 140 practice records, from characters to rows of tables.csv."""

import csv
import io
from itertools import chain

import pytest

from app.publishing.tables import tables_csv
from app.results.cube import Cube
from app.surveys.plan import EVERYONE, Group
from app.surveys.questionnaire import Questionnaire
from tests.makers import a_worked_example
from tests.results.children import a_release, counted, protected

WORKED = Questionnaire.model_validate(a_worked_example())


def column(length: int, **counts: int) -> list[str]:
    """A column of so many characters: `_1=22` ones, then twos, ...; what is left over is `-`."""
    filled = "".join(name[1:] * count for name, count in counts.items())
    return list(filled.ljust(length, "-"))


def the_records() -> list[str]:
    """58 children of band 1 and 82 of band 2, with the true counts that the contract names."""
    young = zip(
        ["1"] * 58,
        ["1"] * 32 + ["3"] * 2 + ["2"] * 20 + ["!"] * 4,
        # CON1A: 51 answered, 41 no, 2 a lot; of the 32 girls 30 answered and 22 said no
        [*column(32, _1=22, _2=7, _3=1), *column(26, _1=19, _2=1, _3=1)],
        ["."] * 58,
        # HLP1: 57 answered, 37 told family, 1 nobody
        [*["100"] * 37, *["010"] * 19, "001", "???"],
        ["."] * 58,
        ["1"] * 58,
        strict=True,
    )
    old = zip(
        ["2"] * 82,
        ["1"] * 2 + ["3"] + ["1"] * 38 + ["2"] * 41,
        ["."] * 82,
        # CON1: 36 upset at least once are asked HLP3; 33 answer it, 12 with 1
        column(82, _1=40, _2=20, _3=16),
        [*["---", "!!!"], *["100"] * 57, *["010"] * 20, *["001"] * 3],
        [*["."] * 40, *column(36, _1=12, _2=11, _3=10), *["."] * 6],
        ["1"] * 82,
        strict=True,
    )
    return ["".join(parts) for parts in chain(young, old)]


@pytest.fixture(scope="module")
def cube() -> Cube:
    return counted(WORKED, the_records())


@pytest.fixture(scope="module")
def rows(cube: Cube) -> dict[tuple[str, str, str, str], dict[str, str]]:
    written = tables_csv(a_release(WORKED, protected(WORKED, cube)))
    read = csv.DictReader(io.StringIO(written.decode(), newline=""))
    return {(row["variable"], row["category_code"], row["breakdown"], row["group_code"]): row for row in read}


@pytest.mark.parametrize(
    ("item", "variable", "category", "group", "base", "count"),
    [
        ("CON1A", "CON1A", "1", (), 51, 41),
        ("CON1A", "CON1A", "3", (), 51, 2),
        ("CON1A", "CON1A", "1", (("GEN", "1"),), 30, 22),
        ("HLP1", "HLP1_1", "1", (), 137, 94),
        ("HLP1", "HLP1_1", "1", (("AGE", "2"),), 80, 57),
        ("HLP1", "HLP1_1", "1", (("GEN", "3"),), 3, 3),
        ("HLP1", "HLP1_9", "1", (), 137, 4),
        ("HLP3", "HLP3", "1", (), 33, 12),
    ],
)
def test_the_truth_is_that_of_the_contract(
    cube: Cube, item: str, variable: str, category: str, group: tuple[tuple[str, str], ...], base: int, count: int
) -> None:
    tally = cube.tally(Group(of=group))
    assert (tally.base(item), tally.count(variable, category)) == (base, count)


def test_the_five_records_printed_in_the_contract_are_counted_as_it_says() -> None:
    cube = counted(WORKED, ["111.100.1", "1!3.001.3", "11?.???.1", "22.2110-1", "22.!100.-"])
    everyone = cube.tally(EVERYONE)
    assert {kind.value: count for kind, count in everyone.missing("CON1A").items()} == {".": 2, "-": 0, "?": 1, "!": 0}
    assert everyone.base("HLP1") == 4
    assert [everyone.count(f"HLP1_{code}", "1") for code in "129"] == [3, 1, 1]
    assert {kind.value: count for kind, count in everyone.missing("HLP3").items()} == {".": 4, "-": 1, "?": 0, "!": 0}
    assert cube.tally(Group(of=(("GEN", "1"),))).records == 2


@pytest.mark.parametrize(
    ("variable", "category", "breakdown", "group", "base", "count"),
    [
        ("CON1A", "1", "", "", 51, 41),
        ("CON1A", "3", "", "", 51, 2),
        ("HLP1_1", "1", "", "", 137, 94),
        ("HLP1_1", "1", "AGE", "2", 80, 57),
        ("HLP1_9", "1", "", "", 137, 4),
    ],
)
def test_what_is_shown_is_near_the_truth(
    rows: dict[tuple[str, str, str, str], dict[str, str]],
    variable: str,
    category: str,
    breakdown: str,
    group: str,
    base: int,
    count: int,
) -> None:
    row = rows[variable, category, breakdown, group]
    categories = 3 if variable == "CON1A" else 1
    assert row["status"] == ("A" if int(row["base"]) >= 50 else "U")
    assert int(row["count"]) % 5 == int(row["base"]) % 5 == 0
    assert abs(int(row["count"]) - count) <= 8
    assert abs(int(row["base"]) - base) <= 8 * categories
    share = int(100 * int(row["count"]) / int(row["base"]) + 0.5)
    expected = ("", "few or none") if share == 0 else ("", "95% or more") if share >= 95 else (str(share), "")
    assert (row["percent"], row["note"]) == expected


@pytest.mark.parametrize(
    "key", [("CON1A", "1", "GEN", "1"), ("HLP1_1", "1", "GEN", "3"), ("HLP3", "1", "", ""), ("HLP3", "1", "GEN", "1")]
)
def test_what_is_hidden_has_a_status_and_no_number(
    rows: dict[tuple[str, str, str, str], dict[str, str]], key: tuple[str, str, str, str]
) -> None:
    row = rows[key]
    assert (row["base"], row["count"], row["percent"], row["status"], row["note"]) == ("", "", "", "S", "")


def test_an_item_of_one_band_has_no_breakdown_by_age(rows: dict[tuple[str, str, str, str], dict[str, str]]) -> None:
    assert {breakdown for variable, _, breakdown, _ in rows if variable == "CON1A"} == {"", "GEN", "AGE+GEN"}


def test_the_options_of_a_pick_item_share_one_base(rows: dict[tuple[str, str, str, str], dict[str, str]]) -> None:
    for breakdown, group in {(key[2], key[3]) for key in rows if key[0] == "HLP1_1"}:
        assert len({rows[f"HLP1_{code}", "1", breakdown, group]["base"] for code in "129"}) == 1


def test_neither_profile_nor_closing_nor_unticked_options_are_in_the_file(
    rows: dict[tuple[str, str, str, str], dict[str, str]],
) -> None:
    assert {key[0] for key in rows} == {"CON1A", "CON1", "HLP1_1", "HLP1_2", "HLP1_9", "HLP3"}
    assert {key[1] for key in rows if key[0].startswith("HLP1")} == {"1"}
