import pytest

from app.web.languages import LANGUAGES, negotiate, translations

OFFERED = ("en", "id", "th", "fil", "tet")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("th", "th"),
        ("th-TH,th;q=0.9,en;q=0.8", "th"),
        ("fr, id;q=0.5, th;q=0.7", "th"),
        ("TH", "th"),
        ("in", "id"),
        ("tl-PH", "fil"),
        ("tet-TL", "tet"),
        ("th;q=0, id", "id"),
        ("*", "en"),
        ("de", "en"),
        ("th;q=nonsense, id", "id"),
        (";;;,,,", "en"),
        ("x" * 100_000, "en"),
    ],
)
def test_a_browser_gets_the_offered_language_that_it_likes_best(header: str | None, language: str) -> None:
    assert negotiate(header, OFFERED, "en") == language


def test_the_registry_holds_the_fourteen_languages_and_gives_marks_their_room() -> None:
    assert list(LANGUAGES) == ["en", "id", "ms", "th", "vi", "km", "lo", "my", "fil", "tet", "pt", "ta", "zh", "ar"]
    assert LANGUAGES["ar"].direction == "rtl"
    assert (LANGUAGES["en"].line_height, LANGUAGES["th"].line_height, LANGUAGES["km"].line_height) == (1.5, 1.7, 1.9)


def test_a_catalogue_speaks_and_a_language_without_one_falls_back_to_the_source() -> None:
    assert translations("th").gettext("Continue") == "ต่อไป"
    assert translations("tet").gettext("Continue") == "Continue"
    assert translations("../../etc").gettext("Continue") == "Continue"
