import pytest

from app.errors import NotFound
from app.publishing.keeping import Keeping


def test_a_thing_is_made_once_and_the_least_used_goes_first() -> None:
    made: list[str] = []
    keeping: Keeping[str] = Keeping(2)

    def get(key: str) -> str:
        def make() -> str:
            made.append(key)
            return key

        return keeping.get(key, make, lambda _: 1)

    assert [get(key) for key in "aabac"] == list("aabac")
    assert made == ["a", "b", "c"]
    assert get("b") == "b"
    assert made == ["a", "b", "c", "b"]  # c pushed b out, for a was asked for later


def test_what_is_refused_or_too_large_is_not_kept() -> None:
    keeping: Keeping[str] = Keeping(2)

    def refuse() -> str:
        raise NotFound("release-damaged", "It is damaged.")

    with pytest.raises(NotFound):
        keeping.get("a", refuse, len)
    assert keeping.get("a", lambda: "large", len) == "large"
    assert keeping.get("a", lambda: "ok", len) == "ok"
