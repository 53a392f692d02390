"""The tests' own eyes: what is inked is seen, words out of order are, and what is wanting is not passed over."""

import pytest

from app import typeset
from tests.conftest import BROWSER_REQUIRED
from tests.printing import in_order, ink, needs_letters, words_of_pdf
from tests.test_typeset import a_poster


def test_an_empty_page_has_no_ink_and_a_written_one_has() -> None:
    (empty,) = typeset.pictures("print/poster.typ", a_poster(), 20)
    (written,) = typeset.pictures("print/poster.typ", a_poster("Practice " * 60), 20)
    assert ink(empty) < 0.01
    assert 0.02 < ink(written) < 0.5


def test_words_in_their_order_are_found_and_others_are_not() -> None:
    assert in_order("one two three", "first one\n two\u200b three") == 1
    assert in_order("ក្នុង", "ក្នុក្នុង") == 1
    assert in_order("one two three four five six", "six five four three two one") < 0.5
    assert in_order("one two three four", "") == 0


def test_what_is_wanting_skips_a_test_and_fails_it_where_everything_must_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_families", lambda: frozenset({typeset.ALWAYS}))
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv(BROWSER_REQUIRED, raising=False)
    for want in (lambda: needs_letters("Thai"), lambda: words_of_pdf(b"")):
        with pytest.raises(pytest.skip.Exception):
            want()
    monkeypatch.setenv(BROWSER_REQUIRED, "1")
    with pytest.raises(pytest.fail.Exception, match="fonts-noto-core"):
        needs_letters("Thai")
    with pytest.raises(pytest.fail.Exception, match="poppler-utils"):
        words_of_pdf(b"")
    needs_letters("Latn")
