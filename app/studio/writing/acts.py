"""What the buttons of the editor do: an act and what was filled in beside it become changes of the newest document. Pure.

Adding, moving and joining are said relative to what stands now, so they cannot write over anybody. What is removed is
compared with what the person saw (`seen.PLACE`): a question that somebody else has changed since is not thrown away unseen.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from app.errors import Conflict, Invalid
from app.studio.changes import Change, Json, Move, Place, Put, codes, value_at
from app.studio.writing import ages
from app.surveys.questionnaire import OPTION_CODES, canonical_json, digest

Filled = Mapping[str, str]
_SEEN = 16


def seen(value: Any) -> str:
    """How a page names what it showed of an element."""
    return digest(canonical_json(value))[:_SEEN]


def changes_of(document: Json, act: str, filled: Filled, used: Callable[[Place], frozenset[str]]) -> tuple[Change, ...]:
    """The changes of an act: a verb, a space, and the place that it is about.

    `used` says which codes a list has ever held: none of them is given out again. Refuses `unknown-act`, and what the acts
    themselves refuse.
    """
    verb, _, where = act.partition(" ")
    do = _ACTS.get(verb)
    if do is None:
        raise Invalid("unknown-act", "This button is not known here. Open the page again.")
    place = tuple(where.split(".")) if where else ()
    return tuple(do(document, place, filled, used))


Used = Callable[[Place], frozenset[str]]


def _remove(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    standing = value_at(document, place)
    if standing is None:
        return
    expected = filled.get(f"seen.{'.'.join(place)}")
    if expected and expected != seen(standing):
        raise Conflict("changed-meanwhile", f"Somebody has changed {place[-1]} since. Look at it again before you remove it.")
    yield Put(place=place, was=standing)


def _shift(document: Json, place: Place, step: int) -> Iterator[Change]:
    order = codes(document, place[:-1])
    if place[-1:] == () or place[-1] not in order:
        raise Conflict("gone-meanwhile", "Somebody has removed this since.")
    at = order.index(place[-1]) + step
    if 0 <= at < len(order):
        behind = (order[at - 1] if at else None) if step < 0 else order[at]
        yield Move(place=place, behind=behind)


def _up(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    yield from _shift(document, place, -1)


def _down(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    yield from _shift(document, place, 1)


def _move(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    yield Move(place=place, behind=filled.get("behind") or None)


def _free(candidates: Iterable[str], taken: Collection[str], spent: str) -> str:
    """The first code that has never been given out. Refuses `no-code-left` with these words, which say what to do instead."""
    for code in candidates:
        if code not in taken:
            return code
    raise Conflict("no-code-left", spent)


def _spent(what: str, parts: str, instead: str) -> str:
    return f"{what} has {len(OPTION_CODES)} {parts} at most, and no code is used twice. {instead}"


def _add_item(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    kind, code = filled.get("new.kind", "single"), filled.get("new.code", "").strip().upper()
    standing = codes(document, ("items",))
    numbered = (f"Q{number}" for number in range(1, 1_000))
    code = code or _free(numbered, used(("items",)) | {*standing}, "Give the question a code of your own, such as CON1.")
    if code in standing or code in codes(document, ("places",)) or code == "AGE":
        raise Conflict("item-code-taken", f"There is a {code} in this survey already. Give the new question another code.")
    item: Json = {"kind": kind, "code": code, "bands": [band["code"] for band in document["bands"]], "wording": {}}
    if kind in {"single", "pick"}:
        item["options"] = [{"code": one, "label": {}} for one in "12"]
    if kind == "pick":
        item["maximum"] = 1
    closing = document.get("closing")
    last = standing[-2] if len(standing) > 1 and standing[-1] == closing else "" if standing[-1:] == (closing,) else None
    behind = filled.get("new.behind") or (last if last is not None else next(reversed(standing), None))
    yield Put(place=("items", code), becomes=item, behind=behind or None)


def _copy_item(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    """The same question once more, as it is asked of other ages in other words: another item, with a code of its own."""
    standing = value_at(document, place)
    if standing is None:
        raise Conflict("gone-meanwhile", "Somebody has removed this since.")
    taken = used(("items",)) | {*codes(document, ("items",))}
    stem = standing["code"][:11]
    ends = (stem + end for end in "BCDEFGHIJKLMNOPQRSTUVWXYZ")
    code = _free(ends, taken, f"{stem} has been copied too often. Add a new question instead.")
    yield Put(place=("items", code), becomes={**standing, "code": code}, behind=standing["code"])


def _add_option(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    options = (*place, "options")
    standing = codes(document, options)
    code = _free(OPTION_CODES, used(options) | {*standing}, _spent("A question", "answers", "Ask it as two questions."))
    yield Put(place=(*options, code), becomes={"code": code, "label": {}}, behind=next(reversed(standing), None))


def _add_category(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    categories = (*place, "categories")
    standing = codes(document, categories)
    spent = _spent("A place", "categories", "Put some together, such as neighbouring provinces.")
    code = _free(OPTION_CODES, used(categories) | {*standing}, spent)
    yield Put(place=(*categories, code), becomes={"code": code, "label": {}}, behind=next(reversed(standing), None))


def _add_place(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    code = filled.get("new.code", "").strip().upper()
    taken = {*codes(document, ("items",)), *codes(document, ("places",)), "AGE"}
    if not code or code in taken:
        raise Conflict("item-code-taken", "Give the place a code of its own, such as PROV.")
    categories = [{"code": one, "label": {}} for one in "12"]
    last = next(reversed(codes(document, ("places",))), None)
    yield Put(place=("places", code), becomes={"code": code, "label": {}, "categories": categories}, behind=last)


def _add_band(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    yield from ages.add_band(document, used)


def _ask_all(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    yield from ages.ask_all(document, ".".join(place))


def _add_indicator(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    """A number with a name over the answers chosen in `new.answers`: `ITEM.CODE`, all of one item."""
    chosen = [one.split(".") for one in filled.get("new.answers", "").split() if "." in one]
    code = filled.get("new.code", "").strip().upper()
    if not chosen or len({item for item, _ in chosen}) > 1:
        raise Invalid("indicator-of-one-item", "Choose one answer or several, all of the same question.")
    if not code or code in codes(document, ("indicators",)):
        raise Conflict("item-code-taken", "Give the number a code of its own, such as I1.")
    indicator = {
        "code": code,
        "name": {},
        "kind": filled.get("new.kind", "risk"),
        "item": chosen[0][0],
        "codes": [option for _, option in chosen],
    }
    yield Put(place=("indicators", code), becomes=indicator, behind=next(reversed(codes(document, ("indicators",))), None))


def _lead(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    """One more answer that leads to the item: `new.lead` is `ITEM.CODE`."""
    source, _, option = filled.get("new.lead", "").partition(".")
    if not option:
        raise Invalid("no-answer-chosen", "Choose an answer of an earlier question.")
    where = (*place, "asked_if")
    condition = value_at(document, where)
    how = next(iter(condition)) if condition else "any"
    clauses = [dict(one) for one in condition[how]] if condition else []
    standing = next((one for one in clauses if one["item"] == source), None)
    if standing is None:
        clauses.append({"item": source, "codes": [option]})
    elif option not in standing["codes"]:
        standing["codes"] = sorted([*standing["codes"], option])
    yield Put(place=where, was=condition, becomes={how: clauses})


def _unlead(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    """One answer fewer that leads to the item: the last two names of the place are `ITEM.CODE`."""
    *inner, source, option = place
    where = (*inner, "asked_if")
    condition = value_at(document, where)
    if condition is None:
        return
    how = next(iter(condition))
    left = [
        {**one, "codes": [code for code in one["codes"] if (one["item"], code) != (source, option)]} for one in condition[how]
    ]
    left = [one for one in left if one["codes"]]
    yield Put(place=where, was=condition, becomes={how: left} if left else None)


def _join(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    """The clauses of a condition joined by the last name of the place: `any` or `all`."""
    *inner, how = place
    where = (*inner, "asked_if")
    condition = value_at(document, where)
    if condition is not None and how in {"any", "all"}:
        yield Put(place=where, was=condition, becomes={how: next(iter(condition.values()))})


def _pair(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    pair = [filled.get("new.first", ""), filled.get("new.second", "")]
    standing = document.get("pairs")
    if not all(pair) or pair[0] == pair[1]:
        raise Invalid("pair-of-one", "A pair joins two different variables.")
    if not any(set(one) == set(pair) for one in standing or []):
        yield Put(place=("pairs",), was=standing, becomes=[*(standing or []), pair])


def _unpair(document: Json, place: Place, filled: Filled, used: Used) -> Iterator[Change]:
    standing = document.get("pairs")
    left = [one for one in standing or [] if tuple(one) != place]
    yield Put(place=("pairs",), was=standing, becomes=left or None)


_ACTS: Mapping[str, Callable[[Json, Place, Filled, Used], Iterator[Change]]] = {
    "save": lambda document, place, filled, used: iter(()),
    "remove": _remove,
    "up": _up,
    "down": _down,
    "move": _move,
    "add-item": _add_item,
    "copy-item": _copy_item,
    "add-option": _add_option,
    "add-category": _add_category,
    "add-place": _add_place,
    "add-band": _add_band,
    "ask-all": _ask_all,
    "add-indicator": _add_indicator,
    "lead": _lead,
    "unlead": _unlead,
    "join": _join,
    "pair": _pair,
    "unpair": _unpair,
}
