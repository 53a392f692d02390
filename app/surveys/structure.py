"""What a questionnaire must be for codebook, routing and plan to work at all. Anything found here keeps it from being saved."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from app.surveys.codebook import codebook
from app.surveys.findings import Finding
from app.surveys.plan import MOST_JOINT_CELLS, joint_cells
from app.surveys.questionnaire import (
    AGE,
    OWN_PICTURE,
    Item,
    Level,
    Pick,
    Questionnaire,
    ResponseOption,
    Single,
    Texts,
    Wording,
    clauses,
)
from app.surveys.routing import TooManyWays, reachable
from app.surveys.rules import found


def examine(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Every structural finding. Later rules build on earlier ones, so each stage runs only where the one before found nothing."""
    stages = (_names, _wordings, _items, _conditions, _uses, _size)
    for stage in stages:
        broken = tuple(stage(questionnaire))
        yield from broken
        if broken:
            return


def _names(q: Questionnaire) -> Iterator[Finding]:
    """Codes are unique, bands are in order and do not overlap."""
    if q.default_language not in q.languages:
        yield found(
            "default_language",
            "default-language",
            f"{q.default_language!r} is not among the languages.",
            "Add it, or choose another.",
        )
    yield from _twice("languages", q.languages, "language")
    yield from _twice("bands", (band.code for band in q.bands), "band code")
    codes = [AGE, *(item.code for item in q.items), *(place.code for place in q.places)]
    yield from _twice("items", codes, "item code")
    yield from _twice("indicators", (indicator.code for indicator in q.indicators), "indicator code")
    for younger, older in pairwise(q.bands):
        if not (younger.code < older.code and younger.to_age < older.from_age):
            yield found(
                f"bands.{older.code}",
                "band-order",
                "Bands must rise in code and age without overlapping.",
                "Put the youngest first.",
            )
    for band in q.bands:
        if band.from_age > band.to_age:
            yield found(f"bands.{band.code}", "band-ages", "The band ends before it begins.", "Swap from_age and to_age.")


def _wordings(q: Questionnaire) -> Iterator[Finding]:
    """Every text exists in every language, and only in declared languages and bands."""
    yield from _texts(q, "title", q.title)
    for band in q.bands:
        yield from _texts(q, f"bands.{band.code}.label", band.label)
    for place in q.places:
        yield from _texts(q, f"places.{place.code}.label", place.label)
        for category in place.categories:
            yield from _texts(q, f"places.{place.code}.categories.{category.code}.label", category.label)
    for indicator in q.indicators:
        yield from _texts(q, f"indicators.{indicator.code}.name", indicator.name)
    for name, wording in (("welcome", q.welcome), ("assent", q.assent), ("check", q.check)):
        if wording is not None:
            yield from _wording(q, name, wording)
    for item in q.items:
        yield from _wording(q, f"items.{item.code}.wording", item.wording)
        if item.asked_if_in_words is not None:
            yield from _wording(q, f"items.{item.code}.asked_if_in_words", item.asked_if_in_words)
        for option in item.options if isinstance(item, Single | Pick) else ():
            path = f"items.{item.code}.options.{option.code}"
            yield from _wording(q, f"{path}.label", option.label)
            yield from _picture(q, f"{path}.picture_text", option)


def _texts(q: Questionnaire, path: str, texts: Texts) -> Iterator[Finding]:
    for language in q.languages:
        if language not in texts:
            yield found(
                path, "missing-language", f"There is no text in {language!r}.", f"Translate it, or take {language!r} off."
            )
    for language in texts:
        if language not in q.languages:
            yield found(path, "undeclared-language", f"{language!r} is not among the languages.", "Add it to `languages`.")


def _picture(q: Questionnaire, path: str, option: ResponseOption) -> Iterator[Finding]:
    """A picture that the office brought is also said in words, for children who do not see it."""
    own = (option.picture or "").startswith(OWN_PICTURE)
    for language in q.languages if own else ():
        if language not in option.picture_text:
            yield found(path, "picture-text", f"Nothing says in {language!r} what the picture shows.", "Say it in a few words.")
    for language in option.picture_text:
        if language not in q.languages:
            yield found(path, "undeclared-language", f"{language!r} is not among the languages.", "Add it to `languages`.")


def _wording(q: Questionnaire, path: str, wording: Wording) -> Iterator[Finding]:
    yield from _texts(q, path, {language: "-" for language, by_band in wording.items() if by_band})
    bands = {band.code for band in q.bands}
    for language, by_band in wording.items():
        for band in sorted(by_band.keys() - bands):
            yield found(f"{path}.{language}.{band}", "unknown-band", f"There is no band {band}.", "Use a declared band.")


def _items(q: Questionnaire) -> Iterator[Finding]:
    """Bands exist; options, maximum and sensitive flags fit the kind of item."""
    bands = {band.code for band in q.bands}
    for band in sorted(bands):
        if not q.asked_of(band):
            yield found(f"bands.{band}", "empty-band", "No item is asked of this band.", "Add an item, or take the band out.")
    for item in q.items:
        path = f"items.{item.code}"
        yield from _twice(f"{path}.bands", item.bands, "band")
        if unknown := sorted(set(item.bands) - bands):
            yield found(f"{path}.bands", "unknown-band", f"There is no band {unknown[0]}.", "Use a declared band.")
        if not isinstance(item, Single | Pick):
            continue
        yield from _twice(f"{path}.options", (option.code for option in item.options), "option code")
        if item.level is not Level.S0 and not any(option.sensitive for option in item.options):
            yield found(
                f"{path}.options",
                "sensitive-option",
                f"The item is {item.level} but no option is flagged as sensitive.",
                "Flag the answers that a child might be harmed by if they became known.",
            )
        if isinstance(item, Pick) and item.maximum > len(item.options):
            yield found(
                f"{path}.maximum",
                "pick-maximum",
                f"Up to {item.maximum} of {len(item.options)} options cannot be picked.",
                "Lower it.",
            )
        if isinstance(item, Single) and any(option.exclusive for option in item.options):
            yield found(f"{path}.options", "exclusive-single", "Only a pick item has exclusive options.", "Take the flag away.")


def _conditions(q: Questionnaire) -> Iterator[Finding]:
    """No condition refers forward, to nothing, or to an answer that cannot be given; no item is out of reach."""
    broken = tuple(_broken_clauses(q))
    yield from broken
    if broken:
        return
    for item in q.items:
        for band in item.bands:
            try:
                if item.asked_if is None or reachable(q, item, band):
                    continue
            except TooManyWays:
                yield found(
                    f"items.{item.code}.asked_if",
                    "condition-size",
                    "Too many ways lead here to be proved sound.",
                    "Use fewer clauses.",
                )
                break
            yield found(
                f"items.{item.code}.asked_if",
                "unreachable",
                f"No child of band {band} can ever be asked this: the answers it waits for cannot be given.",
                "Change the condition, or take the band off the item.",
            )


def _broken_clauses(q: Questionnaire) -> Iterator[Finding]:
    earlier: dict[str, Item] = {}
    everything = {item.code for item in q.items}
    for item in q.items:
        for index, clause in enumerate(clauses(item.asked_if)):
            path = f"items.{item.code}.asked_if.{index}"
            source = earlier.get(clause.item)
            if source is None:
                forward = clause.item in everything
                yield found(
                    path,
                    "refers-forward" if forward else "unknown-item",
                    f"{clause.item} {'is asked later' if forward else 'is not an item of this survey'}.",
                    "Name an item that is asked before this one.",
                )
            elif not isinstance(source, Single | Pick):
                yield found(path, "not-a-choice", f"{clause.item} has no options.", "Name a single or pick item.")
            elif unknown := sorted(set(clause.codes) - {option.code for option in source.options}):
                yield found(path, "unknown-option", f"{clause.item} has no option {unknown[0]}.", "Use its option codes.")
        earlier[item.code] = item


def _uses(q: Questionnaire) -> Iterator[Finding]:
    """Profile, closing, breakdowns, pairs and indicators name what they may name."""
    items = {item.code: item for item in q.items}
    yield from _twice("profile", q.profile, "profile item")
    for code in q.profile:
        if not isinstance(items.get(code), Single):
            yield found("profile", "profile-item", f"{code} is not a single-choice item.", "A profile item is a single choice.")
        elif _tells_something_sensitive(items[code], items):
            # Bases by its categories are its own table, and would pass by the stricter rules for sensitive items.
            yield found("profile", "sensitive-profile", f"{code} is sensitive.", "Break results down by neutral items only.")
    if q.closing is not None and (
        not isinstance(items.get(q.closing), Single) or q.items[-1].code != q.closing or q.closing in q.profile
    ):
        yield found("closing", "closing-item", "The closing feeling is a single choice, asked last.", "Move it to the end.")
    dimensions = {AGE, *q.profile, *(place.code for place in q.places)}
    for name, used in (("breakdowns", q.breakdowns), ("pairs", tuple(code for pair in q.pairs for code in pair))):
        if unknown := sorted(set(used) - dimensions):
            yield found(name, "not-profile", f"{unknown[0]} is not a profile variable.", "Break down by AGE, profile or place.")
    yield from _twice("breakdowns", q.breakdowns, "breakdown")
    yield from _twice("pairs", ("+".join(sorted(pair)) for pair in q.pairs), "pair")
    if any(first == second for first, second in q.pairs):
        yield found("pairs", "pair-of-one", "A pair joins two different variables.", "Name two.")
    yield from _indicators(q, items)


def _tells_something_sensitive(item: Item, items: dict[str, Item]) -> bool:
    """Whether the item, or one that its condition rests on, is sensitive or flags an answer."""
    flagged = isinstance(item, Single | Pick) and any(option.sensitive for option in item.options)
    sources = (items[clause.item] for clause in clauses(item.asked_if))
    return item.level is not Level.S0 or flagged or any(_tells_something_sensitive(source, items) for source in sources)


def _indicators(q: Questionnaire, items: dict[str, Item]) -> Iterator[Finding]:
    for indicator in q.indicators:
        item = items.get(indicator.item)
        path = f"indicators.{indicator.code}"
        if not isinstance(item, Single | Pick) or item.code in {*q.profile, q.closing}:
            yield found(path, "indicator-item", f"{indicator.item} is not a published choice item.", "Name another item.")
        elif unknown := sorted(set(indicator.codes) - {option.code for option in item.options}):
            yield found(path, "unknown-option", f"{indicator.item} has no option {unknown[0]}.", "Use its option codes.")
        elif isinstance(item, Pick) and len(indicator.codes) != 1:
            yield found(path, "indicator-of-pick", "An indicator of a pick item is one option.", "Name one code.")
        else:
            yield from _twice(path, indicator.codes, "option code")


def _size(q: Questionnaire) -> Iterator[Finding]:
    cells = joint_cells(codebook(q))
    if cells > MOST_JOINT_CELLS:
        yield found(
            "profile",
            "joint-cells",
            f"The profile has {cells} joint cells; at most {MOST_JOINT_CELLS} can be protected.",
            "Use fewer categories.",
        )


def _twice(path: str, codes: Iterable[str], what: str) -> Iterator[Finding]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield found(path, "duplicate-code", f"The {what} {code} stands {times} times.", "Give each its own.")
