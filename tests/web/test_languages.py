import pytest

from app.web.languages import LANGUAGES, first_those_of, negotiate, number, time_of_day, translations

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
    assert translations("fr").gettext("Continue") == "Continue"
    assert translations("../../etc").gettext("Continue") == "Continue"


@pytest.mark.parametrize(("language", "written"), [("en", "17"), ("th", "17"), ("my", "၁၇"), ("tet", "17"), ("ar", "17")])
def test_a_number_stands_in_the_digits_that_the_language_uses(language: str, written: str) -> None:
    assert number(17, language) == written


@pytest.mark.parametrize(
    ("language", "written"), [("en", "9:30\u202fPM"), ("id", "21.30"), ("th", "21:30 น."), ("my", "၂၁:၃၀"), ("tet", "21:30")]
)
def test_a_time_stands_as_the_language_writes_it(language: str, written: str) -> None:
    assert time_of_day("21:30", language) == written


def test_every_language_writes_numbers_and_times() -> None:
    assert all(number(8, language) and time_of_day("24:00", language) for language in LANGUAGES)


def test_the_languages_of_the_country_stand_first_and_the_others_stay_in_order() -> None:
    assert first_those_of("SG", ["en", "id", "ms", "th", "ta", "zh"]) == ["en", "ms", "ta", "zh", "id", "th"]
    assert first_those_of("TL", ["en", "tet", "pt"]) == ["tet", "pt", "en"]
    assert first_those_of("XX", ["th", "en"]) == ["th", "en"]
