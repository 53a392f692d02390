import pytest

from app.publishing.figures import Status, percent, range_in_words, status


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


def test_a_range_is_said_in_percent() -> None:
    assert range_in_words((62, 76)) == "62 to 76%"
    assert not range_in_words(None)
