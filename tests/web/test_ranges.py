"""A player gets the part of a sound that it asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.ranges import ranged

BODY = bytes(range(100))


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        (None, 200, BODY),
        ("bytes=0-1", 206, BODY[:2]),
        ("bytes=10-", 206, BODY[10:]),
        ("bytes=-10", 206, BODY[-10:]),
        ("bytes=-1000", 206, BODY),
        ("bytes=90-1000", 206, BODY[90:]),
        ("bytes=100-", 416, b""),
        ("bytes=5-4", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=-", 200, BODY),
        ("bytes=0-1,5-6", 200, BODY),
        ("lines=0-1", 200, BODY),
        ("bytes=٠-١", 200, BODY),
    ],
)
def test_a_part_is_sent_as_it_is_asked_for(asked: str | None, status: int, part: bytes) -> None:
    answer = ranged(BODY, asked, "audio/ogg")
    assert (answer.status_code, bytes(answer.body)) == (status, part)
    assert answer.headers["accept-ranges"] == "bytes"


@given(st.integers(0, 120), st.integers(0, 120))
def test_what_is_said_of_a_part_is_what_it_is(first: int, last: int) -> None:
    answer = ranged(BODY, f"bytes={first}-{last}", "audio/ogg")
    if answer.status_code == 206:
        start, end, size = answer.headers["content-range"].removeprefix("bytes ").replace("/", "-").split("-")
        assert bytes(answer.body) == BODY[int(start) : int(end) + 1]
        assert int(size) == len(BODY)
    else:
        assert first > min(last, len(BODY) - 1)
