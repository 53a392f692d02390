"""Typesetting: a template and data become a tagged PDF (PDF/UA-1), in the script of each language. Knows no domain.

Text reaches the template as data and is never markup, so no title can change a page. Typst brings one Latin typeface; every
other script needs its Noto font, from the system or from `SUARA_FONT_PATH`. A missing one is refused by name, for without it
a page would show boxes where letters should be.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from app import clock
from app.config import settings
from app.errors import Conflict

if TYPE_CHECKING:
    import typst

_KEPT_FOR = 10
"""Compilations for which typst keeps what it worked out, in case the same is to be typeset again."""
ALWAYS = "Libertinus Serif"
"""The Latin typeface that typst brings."""
CORE, CJK, EMOJI = "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"
FAMILIES: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "Latn": (("Noto Sans", "DejaVu Sans", ALWAYS), CORE),
        "Arab": (("Noto Sans Arabic", "Noto Naskh Arabic"), CORE),
        "Hans": (("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"), CJK),
        "Khmr": (("Noto Sans Khmer", "Noto Serif Khmer"), CORE),
        "Laoo": (("Noto Sans Lao", "Noto Looped Lao"), CORE),
        "Mymr": (("Noto Sans Myanmar", "Noto Serif Myanmar"), CORE),
        "Taml": (("Noto Sans Tamil", "Noto Serif Tamil"), CORE),
        "Thai": (("Noto Sans Thai", "Noto Looped Thai"), CORE),
    }
)
"""By script (ISO 15924): the families that write it, the best first, and the Debian package that has the first."""
_LETTERS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "Arab": re.compile("[\u0600-\u06ff\u0750-\u077f]"),
        "Hans": re.compile("[\u1100-\u11ff\u3000-\u318f\u3400-\u9fff\uac00-\ud7af\uff01-\uffee]"),
        "Khmr": re.compile("[\u1780-\u17ff]"),
        "Laoo": re.compile("[\u0e80-\u0eff]"),
        "Mymr": re.compile("[\u1000-\u109f]"),
        "Taml": re.compile("[\u0b80-\u0bff]"),
        "Thai": re.compile("[\u0e00-\u0e7f]"),
    }
)
_EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
_NO_LETTER = re.compile(r"the text `(.{1,40}?)` could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def fonts_for(scripts: Iterable[str]) -> tuple[str, ...]:
    """The families to typeset these scripts with, Latin first. Refuses `fonts-missing`, naming what to install."""
    there = _families()
    chosen: list[str] = []
    lacking: dict[str, str] = {}
    for script in ("Latn", *(one for one in scripts if one != "Latn")):
        families, package = FAMILIES.get(script, ((), CORE))
        found = next((family for family in families if family in there), None)
        if found:
            chosen.append(found)
        else:
            lacking[families[0] if families else script] = package
    if lacking:
        raise _missing(lacking)
    return tuple(dict.fromkeys(chosen))


def _missing(lacking: Mapping[str, str]) -> Conflict:
    wanted = ", ".join(f"{family} (package {package})" for family, package in lacking.items())
    reason = f"There is no font for some letters here. Whoever operates Suara installs {wanted}, or sets SUARA_FONT_PATH."
    return Conflict("fonts-missing", reason, fonts=list(lacking), packages=sorted(set(lacking.values())))


def scripts_in(data: Any) -> tuple[str, ...]:
    """The scripts of the list above that a text, or any text in data for a template, is written in; Latin apart."""
    text = "".join(_texts(data))
    return tuple(script for script, letters in _LETTERS.items() if letters.search(text))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def pdf(template: str, data: Mapping[str, Any], day: date | None = None) -> bytes:
    """The template (a file of `app/templates`) with this data, as a tagged PDF that meets PDF/UA-1.

    The template reads `json(bytes(sys.inputs.data))`. With the day of what is printed, the same data make the same bytes.
    Refuses `pdf-not-installed`, and `fonts-missing` for a letter that no font here has; what else a template does wrong is
    our mistake.
    """
    made_at = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else clock.now().replace(microsecond=0)
    made = _compiled(template, data, "pdf", made_at=made_at)[0]
    _forget()
    return made


def pictures(template: str, data: Mapping[str, Any], dots_per_inch: int = 72, form: Literal["png", "svg"] = "png") -> list[bytes]:
    """The pages as PNG or SVG. Refuses as `pdf` does."""
    # A drawing has boxes for letters without a font, and nobody is told: only the writer of PDF/UA looks for them.
    _compiled(template, data, "pdf")
    return _compiled(template, data, form, dots_per_inch if form == "png" else None)


def _compiled(
    template: str,
    data: Mapping[str, Any],
    form: Literal["pdf", "png", "svg"],
    ppi: int | None = None,
    made_at: datetime | None = None,
) -> list[bytes]:
    source = (files("app") / "templates" / template).read_bytes()
    try:
        made = _typst().compile(
            source,
            format=form,
            font_paths=_fonts(),
            ppi=ppi,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"] if form == "pdf" else [],
            timestamp=made_at,
        )
    except RuntimeError as error:
        if lacking := _NO_LETTER.search(str(error)):
            raise _missing({f"a font with the letter {lacking[1]}": _package_with(lacking[1])}) from error
        raise
    return made if isinstance(made, list) else [made] if made else []


def _forget() -> None:
    """Have typst forget what it worked out for a document that nobody will typeset again.

    It keeps that for ten more compilations: of reports, 500 MB in a process that serves. Compilations of nothing take 20 ms.
    """
    for _ in range(_KEPT_FOR + 1):
        _typst().compile(b"", format="svg", font_paths=_fonts())


def _package_with(letter: str) -> str:
    """The package that has a letter of no script of ours. Typst names it by itself, or by its number in Unicode."""
    written = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), letter)
    return EMOJI if _EMOJI.search(written) else CORE


@cache
def _fonts() -> "typst.Fonts":
    """All fonts there are, looked for once: it means reading some hundred files."""
    folders = [Path(folder) for folder in settings().font_path.split(":") if folder]
    found: typst.Fonts = _typst().Fonts(font_paths=folders)
    return found


@cache
def _families() -> frozenset[str]:
    return frozenset(_fonts().families())


def _typst() -> Any:
    try:
        import typst  # large, and only for whoever prints
    except ImportError as error:
        reason = "Printing is not installed. Whoever operates Suara installs it with its extra `pdf`."
        raise Conflict("pdf-not-installed", reason) from error
    return typst
