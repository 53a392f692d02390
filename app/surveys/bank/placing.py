"""Where in a questionnaire an item of the bank goes: with its topic, as far as the order of sensitive items allows. Pure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.surveys.questionnaire import Level
from app.surveys.starter import starter

if TYPE_CHECKING:
    from app.surveys.bank import BankItem

NEUTRAL_ENDS = 2
MOST_PROFILE_ITEMS = 2


def place(document: Mapping[str, Any], fitted: "BankItem", topics: tuple[str, ...]) -> dict[str, Any]:
    """The document with the item, which fits it already, and those of its indicators whose codes are free.

    `topics` are those of the bank, in the order in which a survey asks about them.
    """
    placed = {**document}
    items = list(document.get("items", ()))
    items.insert(_position(document, items, fitted, topics), plain(fitted.item))
    placed["items"] = items
    taken = {one.get("code") for one in document.get("indicators", ())}
    if new := [plain(one) for one in fitted.indicators if one.code not in taken]:
        placed["indicators"] = [*document.get("indicators", ()), *new]
    profile = list(document.get("profile", ()))
    if fitted.code in starter().profile and len(profile) < MOST_PROFILE_ITEMS:
        placed["profile"] = [*profile, fitted.code]
        placed["breakdowns"] = [*document.get("breakdowns", ()), fitted.code]
    if _closes(document, fitted):
        placed["closing"] = fitted.code
    return placed


def plain(document: Any) -> dict[str, Any]:
    """A frozen document as the plain JSON data it is written down as."""
    data: dict[str, Any] = document.model_dump(mode="json", exclude_defaults=True)
    return data


def _closes(document: Mapping[str, Any], fitted: "BankItem") -> bool:
    return fitted.code == starter().closing and not document.get("closing")


def _position(document: Mapping[str, Any], items: list[dict[str, Any]], fitted: "BankItem", topics: tuple[str, ...]) -> int:
    """After the last item of its topic or of an earlier one; a sensitive item at the nearest place where it may stand."""
    if _closes(document, fitted):
        return len(items)
    if fitted.code in starter().profile:
        return sum(one.get("code") in document.get("profile", ()) for one in items)
    end = next((at for at, one in enumerate(items) if one.get("code") == document.get("closing")), len(items))
    rank = {topic: at for at, topic in enumerate(topics)}
    before = [at for at, one in enumerate(items[:end]) if rank.get(one.get("topic", ""), end) <= rank[fitted.topic]]
    wanted = before[-1] + 1 if before else end
    if fitted.level is Level.S0:
        return wanted
    first = max((at + 1 for at, one in enumerate(items[:end]) if one.get("code") in fitted.needs), default=0)
    nearest = sorted(range(first, end + 1), key=lambda at: abs(at - wanted))
    return next((at for at in nearest if all(_may_stand(items[:end], at, band, fitted) for band in fitted.item.bands)), wanted)


def _may_stand(items: list[dict[str, Any]], at: int, band: str, fitted: "BankItem") -> bool:
    """Whether a sensitive item at this place keeps the order that a band is asked in (`surveys.order`)."""
    before, after = ([one for one in part if band in one.get("bands", ())] for part in (items[:at], items[at:]))
    if min(len(before), len(after)) < NEUTRAL_ENDS:
        return False
    if before[-1].get("level") == Level.S2:
        return False
    following = after[0].get("level", Level.S0), after[0].get("kind")
    late = len(before) >= len(after) + 1
    return fitted.level is not Level.S2 or (late and following[0] == Level.S0 and following[1] != "text")
