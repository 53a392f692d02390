import pytest

from app.publishing.sdmx.versions import is_version, reached


@pytest.mark.parametrize("text", ["1", "1.0", "1.0.0", "1+.0.0", "1.0+.0", "1.0.0+", "12.3+"])
def test_a_version_has_at_most_three_parts_and_one_wildcard(text: str) -> None:
    assert is_version(text)


@pytest.mark.parametrize("text", ["", "x", "1.", "1+.0+.0", "+1.0.0", "1.0.0.0", "1++", "1.0.0-draft", "²"])
def test_anything_else_is_none(text: str) -> None:
    assert not is_version(text)


@pytest.mark.parametrize(
    ("asked", "version", "expected"),
    [
        ("1.0.0", "1.0.0", True), ("1.0.0", "1.0.1", False), ("1.0", "1.0.0", False),
        ("1+.0.0", "1.0.0", True), ("1+.0.0", "2.3.4", True), ("0+.9.0", "1.0.0", True), ("2+.0.0", "1.9.9", False),
        ("1.0+.0", "1.4.0", True), ("1.2+.0", "1.1.9", False), ("1.0+.0", "2.0.0", False),
        ("1.0.2+", "1.0.3", True), ("1.0.2+", "1.0.1", False), ("1.0.2+", "1.1.3", False),
        ("1.0.0+", "1.0", True), ("1+", "1.0", True), ("1.0.9+", "1.0.10", True),
    ],
)  # fmt: skip
def test_a_wildcard_reaches_what_is_as_late_and_begins_alike(asked: str, version: str, expected: bool) -> None:
    assert reached(asked, version) is expected
