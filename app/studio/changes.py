"""One change to the plain JSON of a questionnaire: what it touches, what stood there, what stands there now. Pure.

A place is a path of names: keys of objects, codes of what stands in lists (`items`, `CON1`, `wording`, `en`, `1`). It never
holds a position, so two people who work on different things never touch each other's. A change knows what it was made
from: where that is not what stands there any more, somebody else has been there and `apply` raises Stale. A change followed
by its `inverse` leaves the document as it was.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from app.surveys.questionnaire import Document

Place = tuple[str, ...]
Json = dict[str, Any]

_LISTS = frozenset({"items", "options", "bands", "places", "categories", "indicators"})
# These stay when they are empty: the shape of a questionnaire has them. Everything else that is empty is left out.
_KEPT_EMPTY = frozenset({"items", "options", "bands", "categories", "title", "welcome", "assent", "wording", "label", "name"})


class Put(Document):
    """A value in the place of another one. None is nothing: from it something is added, to it something is removed.

    `behind` places what is added to a list: behind the element of that code; None is the beginning, an unknown code the end.
    """

    place: Place
    was: Any = None
    becomes: Any = None
    behind: str | None = None


class Move(Document):
    """An element of a list to another place of it: behind the element of that code; None is the beginning."""

    place: Place
    behind: str | None


Change = Move | Put  # a place and `behind` alone, as JSON says it, are a Move: the first that fits


class Stale(Exception):
    """What the change was made from does not stand there any more. `theirs` does; `gone`: nor does what it belonged to."""

    def __init__(self, theirs: Any, *, gone: bool = False) -> None:
        super().__init__("The document has changed since.")
        self.theirs = theirs
        self.gone = gone


class Clash(Document):
    """A change that was not made: what stands in its place, and whether even what it belonged to is gone."""

    change: Change
    theirs: Any = None
    gone: bool = False


def value_at(document: Any, place: Place) -> Any:
    """What stands in a place; None where nothing does."""
    node = document
    for name in place:
        node = _element(node, name) if isinstance(node, list) else node.get(name) if isinstance(node, dict) else None
        if node is None:
            return None
    return node


def apply(document: Json, change: Change) -> Json:
    """A new document with the change made; the old one stays as it is. Raises Stale."""
    if isinstance(change, Move):
        return _moved(document, change)
    theirs = value_at(document, change.place)
    if theirs == change.becomes:
        return document
    if theirs != change.was:
        raise Stale(theirs, gone=_gone(document, change.place))
    changed: Json = _put(document, change.place, change.becomes, change.behind)
    return changed


def merge(document: Json, changes: Iterable[Change]) -> tuple[Json, tuple[Change, ...], tuple[Clash, ...]]:
    """Make the changes one after the other: the document, the changes that were made, and those that clash."""
    made: list[Change] = []
    clashes: list[Clash] = []
    for change in changes:
        try:
            after = apply(document, change)
        except Stale as stale:
            clashes.append(Clash(change=change, theirs=stale.theirs, gone=stale.gone))
            continue
        if after != document:
            made.append(change)
            document = after
    return document, tuple(made), tuple(clashes)


def inverse(document: Json, change: Change) -> Change:
    """What takes the change back, for the document that it is made to."""
    behind = _before(document, change.place)
    if isinstance(change, Move):
        return Move(place=change.place, behind=behind)
    return Put(place=change.place, was=change.becomes, becomes=change.was, behind=behind)


def between(before: Json, after: Json) -> tuple[Change, ...]:
    """The changes that make the second document of the first: whole elements of lists, and whole values of everything else."""
    made: list[Change] = []
    for name in dict.fromkeys([*before, *after]):
        was, becomes = before.get(name), after.get(name)
        if name in _LISTS and isinstance(was, list) and isinstance(becomes, list):
            made.extend(_between_lists(name, was, becomes))
        elif was != becomes:
            made.append(Put(place=(name,), was=was, becomes=becomes))
    return tuple(made)


def _between_lists(name: str, was: list[Any], becomes: list[Any]) -> Iterator[Change]:
    """Elements that go, come and change, then the moves that bring the rest into order."""
    for one in was:
        if _element(becomes, one["code"]) is None:
            yield Put(place=(name, one["code"]), was=one)
    standing = [one["code"] for one in was if _element(becomes, one["code"]) is not None]
    behind = None
    for at, one in enumerate(becomes):
        code = one["code"]
        before = _element(was, code)
        if before is None:
            yield Put(place=(name, code), becomes=one, behind=behind)
            standing.insert(at, code)
        elif standing[at] != code:
            yield Move(place=(name, code), behind=behind)
            standing.remove(code)
            standing.insert(at, code)
        if before is not None and before != one:
            yield Put(place=(name, code), was=before, becomes=one)
        behind = code


def codes(document: Json, place: Place) -> tuple[str, ...]:
    """The codes of a list's elements, in order; none where there is no list."""
    found = value_at(document, place)
    return tuple(element["code"] for element in found) if isinstance(found, list) else ()


def _gone(document: Json, place: Place) -> bool:
    """Whether something in a list that the place lies in is not there any more."""
    around = (place[:length] for length in range(1, len(place)))
    return any(isinstance(value_at(document, inner[:-1]), list) and value_at(document, inner) is None for inner in around)


def _element(node: list[Any], code: str) -> Any:
    return next((element for element in node if isinstance(element, dict) and element.get("code") == code), None)


def _before(document: Json, place: Place) -> str | None:
    """The code of the element before this one of a list; None at the beginning, and outside of lists."""
    standing = codes(document, place[:-1])
    at = standing.index(place[-1]) if place[-1:] and place[-1] in standing else 0
    return standing[at - 1] if at else None


def _moved(document: Json, change: Move) -> Json:
    place = change.place[:-1]
    element = value_at(document, change.place)
    if element is None or (change.behind is not None and value_at(document, (*place, change.behind)) is None):
        raise Stale(element, gone=True)
    if change.behind == change.place[-1]:
        return document
    without = [one for one in value_at(document, place) if one is not element]
    at = 0 if change.behind is None else [one["code"] for one in without].index(change.behind) + 1
    moved: Json = _put(document, place, [*without[:at], element, *without[at:]], None)
    return moved


def _put(node: Any, place: Place, value: Any, behind: str | None) -> Any:
    """The node with a value at the place below it. Only what lies on the way is copied."""
    if not place:
        return value
    name, rest = place[0], place[1:]
    if isinstance(node, list):
        return _put_in_list(node, name, rest, value, behind)
    if not isinstance(node, dict):
        raise Stale(node, gone=True)
    child = node.get(name)
    if child is None and rest:
        child = [] if name in _LISTS else {}
    child = _put(child, rest, value, behind)
    if child is None or (child in ({}, []) and name not in _KEPT_EMPTY):
        return {key: one for key, one in node.items() if key != name}
    return {**node, name: child}


def _put_in_list(node: list[Any], code: str, rest: Place, value: Any, behind: str | None) -> list[Any]:
    standing = _element(node, code)
    if standing is None:
        if rest:
            raise Stale(None, gone=True)
        known = [one["code"] for one in node]
        at = 0 if behind is None else known.index(behind) + 1 if behind in known else len(known)
        return [*node[:at], value, *node[at:]]
    becomes = _put(standing, rest, value, behind)
    return [becomes if one is standing else one for one in node if one is not standing or becomes is not None]
