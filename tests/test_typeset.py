"""Typesetting: text is data, every script has its font or a refusal that names it."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from app import typeset
from app.config import settings
from app.errors import Conflict


@pytest.fixture(autouse=True)
def _fonts_looked_for_anew() -> Iterator[None]:
    found = typeset._fonts, typeset._families
    for one in found:
        one.cache_clear()
    yield
    for one in found:
        one.cache_clear()


def only_embedded_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_families", lambda: frozenset({typeset.ALWAYS}))


def test_latin_always_has_a_typeface(monkeypatch: pytest.MonkeyPatch) -> None:
    only_embedded_fonts(monkeypatch)
    assert typeset.fonts_for(["Latn"]) == (typeset.ALWAYS,)
    assert typeset.fonts_for([]) == (typeset.ALWAYS,)


def test_a_missing_font_is_refused_by_its_name_and_package(monkeypatch: pytest.MonkeyPatch) -> None:
    only_embedded_fonts(monkeypatch)
    with pytest.raises(Conflict) as refused:
        typeset.fonts_for(["Thai", "Hans", "Latn"])
    assert refused.value.code == "fonts-missing"
    for words in ("Noto Sans Thai (package fonts-noto-core)", "fonts-noto-cjk", "SUARA_FONT_PATH"):
        assert words in refused.value.reason


def test_a_script_that_nobody_knows_is_refused_too() -> None:
    with pytest.raises(Conflict, match="Xxxx"):
        typeset.fonts_for(["Xxxx"])


def test_fonts_are_found_in_the_folders_of_the_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SUARA_FONT_PATH", f"{tmp_path}:{tmp_path}")
    settings.cache_clear()
    typeset._fonts.cache_clear()
    typeset._families.cache_clear()
    assert typeset.ALWAYS in typeset._families()


def test_without_the_extra_printing_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Conflict, match="extra `pdf`") as refused:
        typeset.fonts_for(["Latn"])
    assert refused.value.code == "pdf-not-installed"


def a_poster(practice: str = "") -> dict[str, object]:
    drawn = {"link": "x", "shown": "x", "qr": "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>", "qr_alt": "x"}
    return {**drawn, "pages": [[]], "title": "Suara", "lang": "en", "fonts": [typeset.ALWAYS], "practice": practice, "side": 9}


def test_a_letter_that_no_font_has_is_refused_and_never_drawn_as_a_box() -> None:
    with pytest.raises(Conflict, match="a font with the letter") as refused:
        typeset.pdf("print/poster.typ", a_poster("\u0378"))
    assert refused.value.code == "fonts-missing"


@pytest.mark.parametrize("form", ["png", "svg"])
def test_a_picture_with_a_letter_that_no_font_has_is_refused_too(form: Literal["png", "svg"]) -> None:
    with pytest.raises(Conflict, match=r"a font with the letter .* \(package fonts-noto-core\)") as refused:
        typeset.pictures("print/poster.typ", a_poster("\u0378"), form=form)
    assert refused.value.code == "fonts-missing"


def test_small_pictures_among_letters_have_a_package_of_their_own() -> None:
    # Assigned to no picture so far, so no font here draws it.
    with pytest.raises(Conflict, match="fonts-noto-color-emoji"):
        typeset.pictures("print/poster.typ", a_poster("\U0001f8ff"))


def test_the_scripts_of_a_text_are_found() -> None:
    assert typeset.scripts_in("Suara, เสียง and ສຽງ") == ("Laoo", "Thai")
    assert typeset.scripts_in("아이들") == ("Hans",)
    assert typeset.scripts_in({"a": ["x", ("ສຽງ", 1)], "b": None, "c": {"d": "เสียง"}}) == ("Laoo", "Thai")
    assert typeset.scripts_in("Suara 123 – “é”") == ()
    assert set(typeset._LETTERS) == set(typeset.FAMILIES) - {"Latn"}


def test_a_process_that_prints_all_day_keeps_nothing_of_what_it_printed() -> None:
    # What typst keeps of a page of so many letters would be some 10 MB, and of ten pages ten times that.
    print_pages = """
import subprocess
import sys
from benchmarks.memory import peak
from app import typeset
page = {"title": "x", "bars": [], "notes": [], "language": "en", "dir": "ltr", "leading": 0.6, "fonts": [typeset.ALWAYS]}
for number in range(14):
    typeset.pdf("print/chart.typ", {**page, "notes": [f"{number} {line} " + "letters " * 40 for line in range(400)]})
    if number == 1:
        before = peak()
print(peak() - before)
"""
    ran = subprocess.run([sys.executable, "-c", print_pages], check=True, capture_output=True, text=True)
    assert float(ran.stdout) < 40


def test_with_a_day_the_same_data_make_the_same_bytes() -> None:
    one, other = (typeset.pdf("print/poster.typ", a_poster(), date(2026, 7, 8)) for _ in range(2))
    assert one == other
    assert b"D:20260708" in one
