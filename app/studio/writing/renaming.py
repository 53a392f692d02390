"""Another code for a question or an answer, and for it in everything that names it. Pure.

Variables carry over by code, so what a saved version has keeps its code, and no other may take it. What was removed and is
still named somewhere leaves its code to nobody: a broken condition would turn into another one unseen.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from app.errors import Conflict, Invalid
from app.studio.changes import Change, Json, Place, Put, codes, value_at
from app.surveys.questionnaire import AGE

_ITEM, _OPTION = re.compile("[A-Z][A-Z0-9]{0,11}"), re.compile("[1-9A-Z]")
_SAYS = {
    "items": "A code begins with a letter and has at most 12 capital letters and digits, such as CON1.",
    "options": "The code of an answer is one digit from 1 to 9, or one capital letter.",
}


def rename(document: Json, place: Place, code: str, saved: Collection[str]) -> Iterator[Change]:
    """The question or answer of that place under another code. `saved`: the codes that saved versions have in its list.

    Refuses `unknown-act` (what has no code of that kind), `gone-meanwhile`, `bad-code`, `code-was-saved`, `item-code-taken`
    and `code-still-named`.
    """
    *before, old = place
    within = tuple(before)
    if within != ("items",) and (len(within), *within[::2]) != (3, "items", "options"):
        raise Invalid("unknown-act", "This button is not known here. Open the page again.")
    standing = value_at(document, place)
    if standing is None:
        raise Conflict("gone-meanwhile", "Somebody has removed this since.")
    if code == old:
        return
    _refuse(document, within, old, code, saved)
    renamed = _item_in(old, code) if within == ("items",) else _option_in(within[1], old, code)
    own = {"asked_if": renamed(standing["asked_if"], (*place, "asked_if"))} if standing.get("asked_if") else {}
    yield Put(place=(*within, code), becomes={**standing, **own, "code": code}, behind=old)
    yield Put(place=place, was=standing)
    for where, value in _naming(document):
        if where[:-1] == place:
            continue
        becomes = renamed(value, where)
        if becomes != value:
            yield Put(place=where, was=value, becomes=becomes)


def _refuse(document: Json, within: Place, old: str, code: str, saved: Collection[str]) -> None:
    kind = within[-1]
    if not (_ITEM if kind == "items" else _OPTION).fullmatch(code):
        raise Invalid("bad-code", _SAYS[kind])
    if old in saved:
        raise Conflict("code-was-saved", f"A saved version has {old}: its figures are compared by this code, so it keeps it.")
    if code in saved:
        raise Conflict("code-was-saved", f"A saved version has a {code}, and figures would be compared with it. Choose another.")
    taken = {*codes(document, within), *((AGE, *codes(document, ("places",))) if kind == "items" else ())}
    if code in taken:
        raise Conflict("item-code-taken", f"There is a {code} already. Choose another code.")
    erased = _item_in(code, "") if kind == "items" else _option_in(within[1], code, "")
    if any(erased(value, where) != value for where, value in _naming(document)):
        raise Conflict("code-still-named", f"A {code} that was removed is still named somewhere. Mend that, or choose another.")


def _naming(document: Json) -> Iterator[tuple[Place, Any]]:
    """Every place whose value names questions, with the value."""
    for item in document["items"]:
        if item.get("asked_if") is not None:
            yield ("items", item["code"], "asked_if"), item["asked_if"]
    for name in ("profile", "closing", "breakdowns", "pairs"):
        if document.get(name):
            yield (name,), document[name]
    for indicator in document.get("indicators", ()):
        yield ("indicators", indicator["code"]), indicator


def _item_in(old: str, code: str) -> Callable[[Any, Place], Any]:
    def renamed(value: Any, where: Place) -> Any:
        if isinstance(value, str):
            return code if value == old else value
        if isinstance(value, list):
            return [renamed(one, where) for one in value]
        if where[-1] == "asked_if":
            return _clauses(value, lambda one: {**one, "item": code} if one["item"] == old else one)
        return {**value, "item": code} if value["item"] == old else value

    return renamed


def _option_in(item: str, old: str, code: str) -> Callable[[Any, Place], Any]:
    def of_item(one: Json) -> Json:
        return {**one, "codes": [code if each == old else each for each in one["codes"]]} if one["item"] == item else one

    def renamed(value: Any, where: Place) -> Any:
        if where[-1] == "asked_if":
            return _clauses(value, of_item)
        return of_item(value) if where[0] == "indicators" else value

    return renamed


def _clauses(condition: Json, change: Callable[[Json], Json]) -> Json:
    return {how: [change(one) for one in clauses] for how, clauses in condition.items()}
