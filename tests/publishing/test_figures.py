import random
import statistics

import pytest

from app.publishing.figures import Status, chance_range, percent, share_in_words, status


@pytest.mark.parametrize(
    ("count", "base", "expected"),
    [
        (45, 55, (82, "")),
        (5, 135, (4, "")),
        (60, 80, (75, "")),
        (5, 200, (3, "")),  # 2.5 rounds up
        (15, 40, (38, "")),  # 37.5 rounds up
        (0, 55, (None, "few or none")),
        (5, 1_005, (None, "few or none")),  # 0.4975 would be 0
        (5, 1_000, (1, "")),  # 0.5 rounds up to 1
        (0, 0, (None, "few or none")),
        (5, 0, (None, "few or none")),
        (94, 100, (94, "")),
        (189, 200, (None, "95% or more")),  # 94.5 would be 95
        (100, 100, (None, "95% or more")),
        (105, 100, (None, "95% or more")),  # blur can lift an option above its base
    ],
)
def test_a_percentage_is_whole_and_never_nothing_or_all(count: int, base: int, expected: tuple[int | None, str]) -> None:
    assert percent(count, base) == expected


def test_a_table_has_one_status() -> None:
    assert status(None, 50) is Status.SUPPRESSED
    assert status(45, 50) is Status.UNCERTAIN
    assert status(50, 50) is Status.NORMAL
    assert [one.value for one in (Status.NORMAL, Status.UNCERTAIN, Status.SUPPRESSED)] == ["A", "U", "S"]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "almost none"), (5, "about 1 in 10"), (4, "fewer than 1 in 10"), (14, "about 1 in 10"), (15, "about 2 in 10"),
        (45, "about half"), (54, "about half"), (55, "about 6 in 10"), (72, "about 7 in 10"), (94, "about 9 in 10"),
        (95, "almost all"),
    ],
)  # fmt: skip
def test_a_share_is_said_in_tenths(count: int, words: str) -> None:
    assert share_in_words(count, 100) == words


def test_a_range_is_given_from_fifty_answers_on() -> None:
    assert chance_range(20, 45) is None
    assert chance_range(20, 50) is not None


def test_a_range_holds_its_share_and_narrows_with_more_children() -> None:
    small, large = chance_range(40, 100), chance_range(4_000, 10_000)
    assert small is not None
    assert large is not None
    assert small[0] < 40 < small[1]
    assert large[0] < 40 < large[1]
    assert small[1] - small[0] > 3 * (large[1] - large[0])


def test_a_range_reaches_the_edges_where_rounding_hides_the_difference() -> None:
    assert chance_range(5, 100) == (0, chance_range(5, 100)[1])  # type: ignore[index]
    assert chance_range(95, 100)[1] == 100  # type: ignore[index]
    assert chance_range(105, 100) is not None


def test_ranges_cover_the_truth_about_as_often_as_they_say() -> None:
    draw = random.Random(5)
    for share, size in ((0.5, 60), (0.2, 200), (0.05, 400)):
        inside = []
        for _ in range(600):
            blurred = []
            true = sum(draw.random() < share for _ in range(size))
            for count in (true, size - true):
                noise = draw.choices(range(-6, 7), weights=[2.718281828 ** (-k * k / 8) for k in range(-6, 7)])[0]
                blurred.append(max(0, (count + noise + 2) // 5 * 5))
            between = chance_range(blurred[0], sum(blurred))
            if between is not None:
                inside.append(between[0] <= 100 * share <= between[1])
        assert statistics.fmean(inside) > 0.93
