"""The rules for children that can be counted in the document (children.md 2.2, 2.3(13) and 2.5, after DESIGN.md section 7).

Bands of a questionnaire are judged by the column of the table that fits their youngest child, so a band of 8-13 is held to
the limits of 8-10. Reading grade, graphemes of unspaced scripts, minutes and word lists come with the studio's lint.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from app.surveys.findings import Finding, FindingLevel
from app.surveys.questionnaire import Band, Item, Level, OpenText, Pick, Questionnaire, Single, worded

_SPACED = frozenset({"en", "id", "ms", "fil", "pt", "tet"})
"""Languages whose spaces divide words (Vietnamese spaces divide syllables, Thai has none)."""

_SENTENCE = re.compile(r"[.?!\n]+")
_BRACKETS = re.compile(r"[()\[\]{}]")
MOST_DIFFICULT = 3


@dataclass(frozen=True)
class Limits:
    """One column of the table of children.md 2.2."""

    questions: int
    words_per_sentence: int
    words_per_option: int
    options: int
    pick_options: int
    pick_maximum: int
    open_texts: int


_BY_AGE = (
    (14, Limits(30, 22, 10, 7, 8, 3, 2)),
    (11, Limits(20, 18, 8, 5, 6, 2, 1)),
    (8, Limits(12, 12, 5, 3, 4, 1, 0)),
)
MOST_PICTURED_OPTIONS = 4


def limits_for(band: Band) -> Limits:
    """The limits that hold for a band."""
    return next(limits for from_age, limits in _BY_AGE if band.from_age >= from_age)


def examine(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Every finding about limits and order, for a structurally sound questionnaire."""
    for band in questionnaire.bands:
        yield from _band(questionnaire, band, limits_for(band))
        yield from _order(questionnaire, band)
    yield from _texts(questionnaire)


def _block(path: str, rule: str, reason: str, mend: str) -> Finding:
    return Finding(path=path, rule=rule, level=FindingLevel.BLOCK, reason=reason, mend=mend)


def _warn(path: str, rule: str, reason: str, mend: str) -> Finding:
    return Finding(path=path, rule=rule, level=FindingLevel.WARN, reason=reason, mend=mend)


def _band(q: Questionnaire, band: Band, most: Limits) -> Iterator[Finding]:
    where = f"band {band.code} ({band.from_age}-{band.to_age})"
    items = [item for item in q.asked_of(band.code) if item.kind != "card" and item.code != q.closing]
    if len(items) + 1 > most.questions:
        yield _block(
            f"bands.{band.code}",
            "question-count",
            f"{len(items) + 1} questions with age; {where} may see {most.questions}.",
            "Take some out.",
        )
    texts = [item for item in items if isinstance(item, OpenText)]
    if len(texts) > most.open_texts:
        yield _block(
            f"bands.{band.code}", "open-texts", f"{len(texts)} open texts; {where} may see {most.open_texts}.", "Take some out."
        )
    for item in items:
        path = f"items.{item.code}"
        if isinstance(item, Single):
            pictured = all(option.picture for option in item.options)
            allowed = max(most.options, MOST_PICTURED_OPTIONS) if pictured else most.options
            if len(item.options) > allowed:
                yield _block(
                    path, "option-count", f"{len(item.options)} options; {where} may see {allowed}.", "Merge or drop options."
                )
        if isinstance(item, Pick):
            if len(item.options) > most.pick_options:
                yield _block(
                    path, "option-count", f"{len(item.options)} options; {where} may see {most.pick_options}.", "Drop options."
                )
            if item.maximum > most.pick_maximum:
                yield _block(
                    path,
                    "pick-maximum",
                    f"Up to {item.maximum} picks; {where} may make {most.pick_maximum}.",
                    "Lower the maximum.",
                )
        if item.level is Level.S2 and band.from_age < 14:
            yield _block(path, "difficult-item", f"An S2 item is not for {where}.", "Ask it from 14 on only.")
        yield from _lengths(q, band, most, item)


def _lengths(q: Questionnaire, band: Band, most: Limits, item: Item) -> Iterator[Finding]:
    for language in q.languages:
        if language not in _SPACED:
            continue
        text = worded(item.wording, language, band.code)
        longest = max((len(sentence.split()) for sentence in _SENTENCE.split(text)), default=0)
        if longest > most.words_per_sentence:
            yield _block(
                f"items.{item.code}.wording.{language}.{band.code}",
                "sentence-length",
                f"A sentence of {longest} words; children of {band.from_age}-{band.to_age} read {most.words_per_sentence}.",
                "Make two sentences of it, or use fewer words.",
            )
        for option in item.options if isinstance(item, Single | Pick) else ():
            words = len(worded(option.label, language, band.code).split())
            if words > most.words_per_option:
                yield _block(
                    f"items.{item.code}.options.{option.code}.label.{language}",
                    "option-length",
                    f"{words} words; an option for {band.from_age}-{band.to_age} has at most {most.words_per_option}.",
                    "Use fewer words.",
                )


def _order(q: Questionnaire, band: Band) -> Iterator[Finding]:
    """Rule 13: begins and ends neutral; few difficult items, never two in a row, none in the first half."""
    items = [item for item in q.asked_of(band.code) if item.code != q.closing]
    path = f"bands.{band.code}"
    if any(item.level is not Level.S0 for item in [*items[:2], *items[-2:]]):
        yield _block(path, "neutral-ends", "The first two and the last two items must be S0.", "Move sensitive items inwards.")
    difficult = [index for index, item in enumerate(items) if item.level is Level.S2]
    if len(difficult) > MOST_DIFFICULT:
        yield _block(
            path, "difficult-count", f"{len(difficult)} S2 items; at most {MOST_DIFFICULT} are allowed.", "Take some out."
        )
    if any(later - earlier == 1 for earlier, later in pairwise(difficult)):
        yield _block(path, "difficult-in-a-row", "Two S2 items follow each other.", "Put an S0 item between them.")
    if any(index < len(items) / 2 for index in difficult):
        yield _block(path, "difficult-early", "An S2 item stands in the first half.", "Move it back.")
    for index in difficult:
        following = items[index + 1 : index + 2]
        if following and following[0].level is not Level.S0:
            yield _block(
                path, "neutral-after", f"After {items[index].code} (S2) comes no S0 item.", "Put a neutral item after it."
            )
        if any(isinstance(item, OpenText) for item in following):
            yield _block(path, "text-after-difficult", f"An open text follows {items[index].code} (S2).", "Move the open text.")


def _texts(q: Questionnaire) -> Iterator[Finding]:
    for item in q.items:
        for language, by_band in item.wording.items():
            for band, text in by_band.items():
                path = f"items.{item.code}.wording.{language}.{band}"
                if sum(text.count(mark) for mark in "?？؟") > 1:
                    yield _block(path, "two-questions", "Two question marks in one item.", "Ask one thing at a time.")
                if _BRACKETS.search(text):
                    yield _block(path, "brackets", "Brackets are hard to read.", "Say it in a sentence of its own.")
        if item.asked_if is not None and item.asked_if_in_words is None:
            yield _block(
                f"items.{item.code}.asked_if_in_words",
                "condition-in-words",
                "Without script a child sees this question whatever it answered before.",
                "Say in words when to just tap Continue.",
            )
    for language in q.drafts:
        yield _warn(f"drafts.{language}", "draft-language", f"No native speaker has reviewed {language!r}.", "Have it reviewed.")
