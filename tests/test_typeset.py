"""Typesetting: text is data, every script has its font or a refusal that names it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import typeset
from app.config import settings
from app.errors import Conflict


@pytest.fixture(autouse=True)
def _fonts_looked_for_anew() -> Iterator[None]:
    found = typeset._fonts, typeset._families
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
