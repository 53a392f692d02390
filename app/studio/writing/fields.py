"""The fields of the editor: each is named for the place that it writes, and comes with what stood there. Pure.

A form holds `PLACE` (what stands in the field now) and `was.PLACE` (what stood in it when the page was made). Only fields in
which the two differ become changes, so a form that is sent again, or by somebody else, changes nothing that nobody touched.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from app.errors import Invalid
from app.studio.changes import Put
from app.surveys.questionnaire import OpenText

WAS = "was."
_LANGUAGE, _BAND, _CODE, _OPTION = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", "[1-9]", "[A-Z][A-Z0-9]{0,11}", "[1-9A-Z]"


class Posted(Protocol):
    """A form as it came: names and texts, in order, a name perhaps several times."""

    def multi_items(self) -> list[tuple[str, Any]]:
        """All pairs."""

    def getlist(self, key: Any) -> list[Any]:
        """All texts of a name."""


def _text(typed: Sequence[str]) -> Any:
    """What a person wrote, with plain line ends and nothing around it; nothing where it is empty."""
    return "\n".join(line.strip() for line in "".join(typed[:1]).strip().splitlines()) or None


def _number(typed: Sequence[str]) -> Any:
    written = "".join(typed[:1]).strip()
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= 3):
        raise Invalid("not-a-number", f"“{written[:20]}” is not a whole number.")
    return int(written)


def _flag(typed: Sequence[str]) -> Any:
    return True if any(typed) else None


def _level(typed: Sequence[str]) -> Any:
    return _text(typed) if _text(typed) != "S0" else None


def _maximum(typed: Sequence[str]) -> Any:
    """The most of a question; nothing where it is that of every text, which a questionnaire leaves out."""
    return _number(typed) if _number(typed) != OpenText.model_fields["maximum"].default else None


def _list(typed: Sequence[str]) -> Any:
    return [one for entry in typed for one in entry.split()]


def _optional_list(typed: Sequence[str]) -> Any:
    return _list(typed) or None


_FIELDS: tuple[tuple[re.Pattern[str], Callable[[Sequence[str]], Any]], ...] = tuple(
    (re.compile(pattern.format(L=_LANGUAGE, B=_BAND, C=_CODE, O=_OPTION)), read)
    for pattern, read in (
        (r"title\.{L}", _text),
        (r"(welcome|assent|check)\.{L}\.{B}", _text),
        (r"default_language|closing", _text),
        (r"profile|breakdowns|drafts", _optional_list),
        (r"bands\.{B}\.label\.{L}", _text),
        (r"bands\.{B}\.(from|to)_age", _number),
        (r"items\.{C}\.(wording|asked_if_in_words)\.{L}\.{B}", _text),
        (r"items\.{C}\.bands", _list),
        (r"items\.{C}\.level", _level),
        (r"items\.{C}\.topic", _text),
        (r"items\.{C}\.maximum", _maximum),
        (r"items\.{C}\.options\.{O}\.label\.{L}\.{B}", _text),
        (r"items\.{C}\.options\.{O}\.(sensitive|exclusive)", _flag),
        (r"items\.{C}\.options\.{O}\.picture", _text),
        (r"items\.{C}\.options\.{O}\.picture_text\.{L}", _text),
        (r"places\.{C}\.label\.{L}", _text),
        (r"places\.{C}\.categories\.{O}\.label\.{L}", _text),
        (r"indicators\.{C}\.name\.{L}", _text),
        (r"indicators\.{C}\.(kind|addressee)", _text),
        (r"indicators\.{C}\.codes", _list),
    )
)


def changes_of(form: Posted) -> Iterator[Put]:
    """A change for each field in which something else stands than stood there. Refuses `unknown-field`, `not-a-number`."""
    for name, was in form.multi_items():
        if not name.startswith(WAS) or not isinstance(was, str):
            continue
        field = name.removeprefix(WAS)
        read = _reader(field)
        before, now = read([was]), read([one for one in form.getlist(field) if isinstance(one, str)])
        if not _same(before, now):
            yield Put(place=tuple(field.split(".")), was=before, becomes=now)


def _same(before: Any, now: Any) -> bool:
    """Ticks come in the order of their page, which is not always that in which they were set."""
    return sorted(before) == sorted(now) if isinstance(before, list) and isinstance(now, list) else bool(before == now)


def shown(value: Any) -> str:
    """A value as its field holds it."""
    if isinstance(value, list | tuple):
        return " ".join(str(one) for one in value)
    return "" if value is None or value is False else "1" if value is True else str(value)


def _reader(field: str) -> Callable[[Sequence[str]], Any]:
    for pattern, read in _FIELDS:
        if pattern.fullmatch(field):
            return read
    raise Invalid("unknown-field", f"“{field[:60]}” is not a field of the editor.")
