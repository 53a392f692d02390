"""What changed between two versions of a questionnaire, in words, and which variables can still be compared. Pure.

Variables carry over by code: a figure of CON1 in one wave stands beside that of CON1 in the next. It may be read as a trend only
where the same children were asked the same thing in the same words with the same answers; where not, the trend breaks, and
that is said. A language that is new breaks nothing. Either version may be one that is still being written. The office (a version
beside the last) and the reading room (a release beside another) both ask here, so they call the same things a break.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from app.surveys.questionnaire import (
    AllOf,
    Condition,
    Item,
    OpenText,
    Pick,
    Questionnaire,
    ResponseOption,
    Single,
    Texts,
    Wording,
    clauses,
)


class Break(StrEnum):
    """Why figures of an item before and after a change are not a trend; the weightiest first."""

    ANSWERS = "answers"
    CHOOSING = "choosing"
    AGES = "ages"
    CONDITION = "condition"
    LANGUAGES = "languages"
    WORDS = "words"
    BEFORE = "before"


@dataclass(frozen=True)
class Difference:
    """One thing that changed: of which item (empty: of the survey), what, in which language, from what to what.

    `breaks`: figures of this item before and after it are not a trend, and why.
    """

    item: str
    what: str
    was: str = ""
    becomes: str = ""
    language: str = ""
    ages: str = ""
    breaks: Break | None = None


@dataclass(frozen=True)
class Carried:
    """Choice items by what becomes of their variables."""

    same: tuple[str, ...]
    broken: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]


def differences(before: Questionnaire, after: Questionnaire) -> tuple[Difference, ...]:
    """Everything that changed: first of the survey as a whole, then of each item in the order of the newer version."""
    return (*_of_whole(before, after), *_of_items(before, after))


def carried(before: Questionnaire, after: Questionnaire) -> Carried:
    """What becomes of the variables, by the code of their item."""
    was = [item.code for item in before.items if isinstance(item, Single | Pick)]
    now = [item.code for item in after.items if isinstance(item, Single | Pick)]
    broken = {one.item for one in differences(before, after) if one.breaks}
    both = [code for code in now if code in was]
    return Carried(
        same=tuple(code for code in both if code not in broken),
        broken=tuple(code for code in both if code in broken),
        new=tuple(code for code in now if code not in was),
        gone=tuple(code for code in was if code not in now),
    )


def broken_by(before: Questionnaire, after: Questionnaire, code: str) -> Break | None:
    """The weightiest reason for which figures of an item of both are not a trend; None where they are."""
    found = {one.breaks for one in _of_item(before.item(code), after.item(code), before, after)}
    return next((one for one in Break if one in found), None)


def _of_whole(before: Questionnaire, after: Questionnaire) -> Iterator[Difference]:
    yield from _texts("", "Title", before.title, after.title)
    for language in after.languages:
        if language not in before.languages:
            yield Difference("", "Language added", becomes=language, language=language)
    for language in before.languages:
        if language not in after.languages:
            yield Difference("", "Language removed", was=language, language=language)
    yield from _changed("", "Default language", before.default_language, after.default_language)
    yield from _changed("", "Age groups", _bands(before), _bands(after))
    for name, was, now in (
        ("Welcome", before.welcome, after.welcome),
        ("What taking part means", before.assent, after.assent),
        ("Check question", before.check or {}, after.check or {}),
    ):
        yield from _wording("", name, was, now, before, after, _codes(after))
    for what, old, new in (
        ("Profile", before.profile, after.profile),
        ("Breakdowns", before.breakdowns, after.breakdowns),
        ("Pairs", [" with ".join(pair) for pair in before.pairs], [" with ".join(pair) for pair in after.pairs]),
        ("Places", [one.code for one in before.places], [one.code for one in after.places]),
        ("Numbers with a name", [one.code for one in before.indicators], [one.code for one in after.indicators]),
    ):
        yield from _changed("", what, ", ".join(old), ", ".join(new))
    yield from _changed("", "Closing feeling", before.closing or "", after.closing or "")


def _of_items(before: Questionnaire, after: Questionnaire) -> Iterator[Difference]:
    old = {item.code: item for item in before.items}
    kept = [item.code for item in after.items if item.code in old]
    moved = _moved([code for code in old if code in kept], kept)
    for item in after.items:
        if item.code not in old:
            yield Difference(item.code, "New question", becomes=_said(item.wording, after.default_language, item.bands))
            continue
        yield from _of_item(old[item.code], item, before, after)
        if item.code in moved:
            yield Difference(item.code, "Asked at another place in the order")
    for code, item in old.items():
        if code not in kept:
            yield Difference(code, "Question removed", was=_said(item.wording, before.default_language, item.bands))


def _of_item(old: Item, new: Item, before: Questionnaire, after: Questionnaire) -> Iterator[Difference]:
    code = new.code
    yield from _changed(code, "Kind", _kind(old), _kind(new), breaks=Break.CHOOSING)
    ages = (_ages(before, old.bands), _ages(after, new.bands))
    yield from _changed(code, "Asked of", *ages, breaks=Break.AGES)
    if ages[0] == ages[1]:
        codes = (", ".join(sorted(old.bands)), ", ".join(sorted(new.bands)))
        yield from _changed(code, "Age groups have other codes", *codes, breaks=Break.AGES)
    yield from _changed(code, "Level", old.level.value, new.level.value)
    yield from _changed(code, "Asked only if", _condition(old.asked_if), _condition(new.asked_if), breaks=Break.CONDITION)
    yield from _asked_after(old, new, before, after)
    if not set(before.languages) & set(after.languages):
        languages = (", ".join(before.languages), ", ".join(after.languages))
        yield from _changed(code, "Not asked in a language of before", *languages, breaks=Break.LANGUAGES)
    bands = [band for band in new.bands if band in old.bands]
    yield from _wording(code, "Wording", old.wording, new.wording, before, after, bands, breaks=Break.WORDS)
    words = (old.asked_if_in_words or {}, new.asked_if_in_words or {})
    yield from _wording(code, "Condition in words", *words, before, after, bands)
    if isinstance(old, Single | Pick) and isinstance(new, Single | Pick):
        yield from _options(code, old.options, new.options, before, after, bands)


def _asked_after(old: Item, new: Item, before: Questionnaire, after: Questionnaire) -> Iterator[Difference]:
    """Children whom another question led here are others where that question is no longer the same."""
    was = {item.code: item for item in before.items}
    led = {clause.item for clause in clauses(old.asked_if)} & {clause.item for clause in clauses(new.asked_if)}
    for item in takewhile(lambda one: one.code != new.code, after.items):  # only what is asked earlier: a draft may hold a circle
        if item.code in led & was.keys() and any(one.breaks for one in _of_item(was[item.code], item, before, after)):
            yield Difference(new.code, f"Asked only after {item.code}, which is another question now", breaks=Break.BEFORE)


def _options(
    code: str,
    old: Sequence[ResponseOption],
    new: Sequence[ResponseOption],
    before: Questionnaire,
    after: Questionnaire,
    bands: Sequence[str],
) -> Iterator[Difference]:
    was = {option.code: option for option in old}
    now = {option.code: option for option in new}
    for option in new:
        if option.code not in was:
            label = _said(option.label, after.default_language, bands)
            yield Difference(code, f"Answer {option.code} added", becomes=label, breaks=Break.ANSWERS)
            continue
        earlier = was[option.code]
        yield from _wording(code, f"Answer {option.code}", earlier.label, option.label, before, after, bands, breaks=Break.WORDS)
        yield from _changed(code, f"Answer {option.code}, sensitive", _yes(earlier.sensitive), _yes(option.sensitive))
        alone = (_yes(earlier.exclusive), _yes(option.exclusive))
        yield from _changed(code, f"Answer {option.code}, only alone", *alone, breaks=Break.CHOOSING)
        pictures = (earlier.picture or "", option.picture or "")
        yield from _changed(code, f"Answer {option.code}, picture", *pictures, breaks=Break.WORDS)
        for language in sorted({*earlier.picture_text, *option.picture_text}):
            texts = (earlier.picture_text.get(language, ""), option.picture_text.get(language, ""))
            yield from _changed(code, f"Answer {option.code}, what the picture shows ({language})", *texts)
    for option in old:
        if option.code not in now:
            label = _said(option.label, before.default_language, bands)
            yield Difference(code, f"Answer {option.code} removed", was=label, breaks=Break.ANSWERS)
    if _moved([one for one in was if one in now], [one for one in now if one in was]):
        yield Difference(code, "Answers in another order", ", ".join(was), ", ".join(now), breaks=Break.ANSWERS)


def _wording(
    item: str,
    what: str,
    old: Wording,
    new: Wording,
    before: Questionnaire,
    after: Questionnaire,
    bands: Sequence[str],
    *,
    breaks: Break | None = None,
) -> Iterator[Difference]:
    """What children of the same age read in the same language before and after; bands that read the same change together."""
    for language in after.languages:
        if language not in before.languages:
            continue
        changes: dict[tuple[str, str], list[str]] = {}
        for band in bands:
            read = _said(old, language, (band,)), _said(new, language, (band,))
            if read[0] != read[1]:
                changes.setdefault(read, []).append(band)
        for (was, becomes), read_by in changes.items():
            ages = _ages(after, read_by)
            yield Difference(item, what, was, becomes, language, ages, breaks=breaks if was else None)


def _texts(item: str, what: str, old: Texts, new: Texts) -> Iterator[Difference]:
    for language, text in new.items():
        if language in old and old[language] != text:
            yield Difference(item, what, old[language], text, language)


def _changed(item: str, what: str, was: str, becomes: str, *, breaks: Break | None = None) -> Iterator[Difference]:
    if was != becomes:
        yield Difference(item, what, was, becomes, breaks=breaks)


def _said(wording: Wording, language: str, bands: Sequence[str]) -> str:
    """What the oldest of the bands reads; empty where nothing is written yet."""
    by_band = wording.get(language)
    if not by_band:
        return ""
    band = max(bands, default="")
    return by_band[band] if band in by_band else by_band[min(by_band)]


def _moved(old: list[str], new: list[str]) -> frozenset[str]:
    """Which elements stand in another order: the fewest whose moving explains it, so one that moved moves nobody else."""
    place = {code: at for at, code in enumerate(old)}
    best: list[tuple[str, ...]] = []
    for code in new:
        longest = max((one for one in best if place[one[-1]] < place[code]), key=len, default=())
        best.append((*longest, code))
    stayed = max(best, key=len, default=())
    return frozenset(new) - frozenset(stayed)


def _condition(condition: Condition | None) -> str:
    if condition is None:
        return ""
    joint = " and " if isinstance(condition, AllOf) else " or "
    return joint.join(f"{clause.item} is {' or '.join(clause.codes)}" for clause in clauses(condition))


def _yes(flag: bool) -> str:
    return "yes" if flag else ""


def _kind(item: Item) -> str:
    if isinstance(item, Pick):
        return f"up to {item.maximum} answers"
    if isinstance(item, OpenText):
        return f"an open text of {item.maximum} characters"
    return {"single": "one answer", "card": "a card"}[item.kind]


def _codes(q: Questionnaire) -> list[str]:
    return [band.code for band in q.bands]


def _bands(q: Questionnaire) -> str:
    return ", ".join(f"{band.from_age} to {band.to_age}" for band in q.bands)


def _ages(q: Questionnaire, bands: Sequence[str]) -> str:
    return ", ".join(f"{band.from_age} to {band.to_age}" for band in q.bands if band.code in bands)
