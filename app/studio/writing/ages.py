"""Age groups come into a draft with sensible ages, and all questions are asked of one at once. Pure."""

from collections.abc import Callable, Iterator
from itertools import groupby

from app.errors import Conflict
from app.studio.changes import Change, Json, Place, Put, codes
from app.surveys.questionnaire import Level

AGES = range(8, 18)
GROUPS = {"3": (14, 17), "2": (11, 13), "1": (8, 10)}
"""The age groups of the starter survey by their codes, and so those in which most surveys can be set side by side."""
DIFFICULT_FROM = 14
_CODES = "123456789"
_PAST = ":"  # comes after every code

Used = Callable[[Place], frozenset[str]]


def add_band(document: Json, used: Used) -> Iterator[Change]:
    """One more age group, of ages that no group has: one of the starter's where one fits.

    Refuses `no-ages-left`, and `no-code-left` where its code could not lie between those of the younger and the older groups.
    """
    bands = document["bands"]
    free = [age for age in AGES if not any(band["from_age"] <= age <= band["to_age"] for band in bands)]
    if not free:
        raise Conflict("no-ages-left", "Every age from 8 to 17 is in a group. Give one of the groups fewer ages first.")
    wanted = _wanted(free)
    spent = used(("bands",)) | {*codes(document, ("bands",))}
    for first, last in wanted:
        younger = [band["code"] for band in bands if band["to_age"] < first]
        older = [band["code"] for band in bands if band["from_age"] > last]
        fit = [code for code in _CODES if max(younger, default="0") < code < min(older, default=_PAST) and code not in spent]
        if fit:
            code = next((one for one in fit if GROUPS.get(one) == (first, last)), fit[0])
            label = dict.fromkeys(document["languages"], f"{first}–{last}")
            band = {"code": code, "label": label, "from_age": first, "to_age": last}
            yield Put(place=("bands", code), becomes=band, behind=max(younger, default=None))
            return
    first, last = wanted[0]
    reason = f"No group of {first} to {last} fits between the others. Give the next older group these ages, then add its own."
    raise Conflict("no-code-left", reason)


def ask_all(document: Json, band: str) -> Iterator[Change]:
    """Every question is asked of an age group as well; what is difficult from 14 on only. Refuses `gone-meanwhile`."""
    standing = next((one for one in document["bands"] if one["code"] == band), None)
    if standing is None:
        raise Conflict("gone-meanwhile", "Somebody has removed this age group since.")
    for item in document["items"]:
        too_young = item.get("level") == Level.S2 and standing["from_age"] < DIFFICULT_FROM
        if band not in item["bands"] and not too_young:
            place = ("items", item["code"], "bands")
            yield Put(place=place, was=item["bands"], becomes=sorted([*item["bands"], band]))


def _wanted(free: list[int]) -> list[tuple[int, int]]:
    """Groups of ages that nobody has yet: the starter's, the oldest first; else all free ages that follow each other."""
    ours = [ages for ages in GROUPS.values() if {*range(ages[0], ages[1] + 1)} <= {*free}]
    runs = [[age for _, age in run] for _, run in groupby(enumerate(free), lambda one: one[1] - one[0])]
    return [*ours, *((run[0], run[-1]) for run in runs)]
