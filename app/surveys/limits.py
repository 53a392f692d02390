"""How much a band of children may be given: questions, options, words, minutes (children.md 2.2, after DESIGN.md section 7).

Bands of a questionnaire are judged by the column of the table that fits their youngest child, so a band of 8-13 is held to
the limits of 8-10.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.surveys.findings import Finding
from app.surveys.measuring import UNSPACED, grade, graphemes, primary, sentences, words
from app.surveys.questionnaire import Band, Item, Level, OpenText, Pick, Questionnaire, Single, Wording, worded
from app.surveys.rules import found


@dataclass(frozen=True)
class Limits:
    """One column of the table of children.md 2.2."""

    questions: int
    minutes: int
    better_minutes: int
    words_a_minute: int
    words_per_sentence: int
    words_per_option: int
    grade: float
    options: int
    pick_options: int
    pick_maximum: int
    open_texts: int
    characters: int
    faces: int


_BY_AGE = (
    (14, Limits(30, 18, 12, 140, 22, 10, 7, 7, 8, 3, 2, 280, 7)),
    (11, Limits(20, 12, 8, 100, 18, 8, 5, 5, 6, 2, 1, 200, 5)),
    (8, Limits(12, 8, 6, 60, 12, 5, 3, 3, 4, 1, 0, 200, 3)),
)
MOST_PICTURED_OPTIONS = 4
CHARACTERS_A_WORD = 5
"""The table's 60 / 90 / 110 characters a sentence are 12 / 18 / 22 words; options of unspaced scripts are held to the same."""
SECONDS_A_QUESTION = 6
OPT_OUT_WORDS = 8
"""“I don't know” and “I don't want to say”, which stand below every question."""
WORDS_TO_GRADE = 50
"""Reading grades of fewer words than this are noise."""
FACE = "face-"


def limits_for(band: Band) -> Limits:
    """The limits that hold for a band."""
    return next(limits for from_age, limits in _BY_AGE if band.from_age >= from_age)


def minutes(q: Questionnaire, band: Band, language: str) -> float:
    """How long a child of the band needs for the questions, from the words that it reads and six seconds for each answer."""
    read, answered = 0.0, 0
    for item in q.asked_of(band.code):
        read += sum(words(text, language) for text in _texts(item, language, band))
        if item.kind != "card":
            answered += 1
            read += OPT_OUT_WORDS
    return read / limits_for(band).words_a_minute + answered * SECONDS_A_QUESTION / 60


def reading_grade(q: Questionnaire, band: Band, language: str) -> float | None:
    """The reading grade of all that a band is asked, pooled; None in other languages than English, and of too few words."""
    if primary(language) != "en":
        return None
    stems = [worded(item.wording, language, band.code) for item in q.asked_of(band.code)]
    return grade(stems) if sum(words(stem, language) for stem in stems) >= WORDS_TO_GRADE else None


def examine(q: Questionnaire) -> Iterator[Finding]:
    """Every finding about limits, for a structurally sound questionnaire."""
    for band in q.bands:
        most = limits_for(band)
        ages = f"children of {band.from_age}-{band.to_age}"
        yield from _counts(q, band, most, ages)
        yield from _minutes(q, band, most, ages)
        yield from _grade(q, band, most, ages)
        for item in q.asked_of(band.code):
            yield from _item(q, item, band, most, ages)
        yield from _around(q, band, most, ages)


def _texts(item: Item, language: str, band: Band) -> Iterator[str]:
    yield worded(item.wording, language, band.code)
    for option in item.options if isinstance(item, Single | Pick) else ():
        yield worded(option.label, language, band.code)


def _counts(q: Questionnaire, band: Band, most: Limits, ages: str) -> Iterator[Finding]:
    path = f"bands.{band.code}"
    items = [item for item in q.asked_of(band.code) if item.kind != "card" and item.code != q.closing]
    if len(items) + 1 > most.questions:
        yield found(
            path, "question-count", f"{len(items) + 1} questions with age; {ages} may see {most.questions}.", "Take some out."
        )
    texts = [item for item in items if isinstance(item, OpenText)]
    if len(texts) > most.open_texts:
        yield found(path, "open-texts", f"{len(texts)} open texts; {ages} may see {most.open_texts}.", "Take some out.")


def _minutes(q: Questionnaire, band: Band, most: Limits, ages: str) -> Iterator[Finding]:
    needed, language = max((minutes(q, band, language), language) for language in q.languages)
    if needed > most.better_minutes:
        rule, limit, are = ("many-minutes", most.better_minutes, "better")
        if needed > most.minutes:
            rule, limit, are = ("minutes", most.minutes, "the most")
        yield found(
            f"bands.{band.code}",
            rule,
            f"About {needed:.1f} minutes in {language!r}; for {ages} {limit} are {are}.",
            "Take questions out, or use fewer words.",
        )


def _grade(q: Questionnaire, band: Band, most: Limits, ages: str) -> Iterator[Finding]:
    for language in q.languages:
        reached = reading_grade(q, band, language)
        if reached is not None and reached > most.grade:
            yield found(
                f"bands.{band.code}",
                "reading-grade",
                f"All questions together have reading grade {reached:.1f}; {ages} read up to {most.grade}.",
                "Use shorter sentences and shorter words.",
            )


def _item(q: Questionnaire, item: Item, band: Band, most: Limits, ages: str) -> Iterator[Finding]:
    path = f"items.{item.code}"
    if item.level is Level.S2 and band.from_age < 14:
        yield found(path, "difficult-item", f"An S2 item is not for {ages}.", "Ask it from 14 on only.")
    if isinstance(item, OpenText) and most.open_texts and item.maximum > most.characters:
        yield found(path, "text-length", f"{item.maximum} characters; {ages} write {most.characters}.", "Lower the maximum.")
    yield from _sentences(f"{path}.wording", item.wording, q, band, most, ages)
    if item.asked_if_in_words is not None:
        yield from _sentences(f"{path}.asked_if_in_words", item.asked_if_in_words, q, band, most, ages)
    if isinstance(item, Single | Pick):
        yield from _choice(path, item, most, ages)
        for option in item.options:
            yield from _option(f"{path}.options.{option.code}.label", option.label, q, band, most, ages)


def _choice(path: str, item: Single | Pick, most: Limits, ages: str) -> Iterator[Finding]:
    pictured = all(option.picture for option in item.options)
    faces = sum((option.picture or "").startswith(FACE) for option in item.options)
    allowed = most.pick_options if isinstance(item, Pick) else most.options
    if isinstance(item, Single) and pictured:
        allowed = max(allowed, MOST_PICTURED_OPTIONS)
    if len(item.options) > allowed:
        yield found(path, "option-count", f"{len(item.options)} options; {ages} may see {allowed}.", "Merge or drop options.")
    if isinstance(item, Pick) and item.maximum > most.pick_maximum:
        yield found(
            path, "too-many-picks", f"Up to {item.maximum} picks; {ages} may make {most.pick_maximum}.", "Lower the maximum."
        )
    if faces > most.faces:
        yield found(path, "faces", f"{faces} faces; {ages} can tell {most.faces} apart.", "Use fewer faces.")
    if faces and item.level is not Level.S0:
        yield found(path, "faces", "Faces stand for how often something bad happened.", "Use words; faces are for feelings.")


def _around(q: Questionnaire, band: Band, most: Limits, ages: str) -> Iterator[Finding]:
    """What stands before the questions. Only bands that have a text of their own are asked the check question."""
    yield from _sentences("welcome", q.welcome, q, band, most, ages)
    yield from _sentences("assent", q.assent, q, band, most, ages)
    if q.check is not None and any(band.code in by_band for by_band in q.check.values()):
        yield from _sentences("check", q.check, q, band, most, ages)


def _sentences(path: str, wording: Wording, q: Questionnaire, band: Band, most: Limits, ages: str) -> Iterator[Finding]:
    for language in q.languages:
        parts = sentences(worded(wording, language, band.code))
        where = f"{path}.{language}.{_written(wording, language, band)}"
        if primary(language) in UNSPACED:
            longest = max((graphemes(part, language) for part in parts), default=0)
            allowed = CHARACTERS_A_WORD * most.words_per_sentence
            if longest > allowed:
                yield found(
                    where,
                    "sentence-characters",
                    f"A sentence of {longest} characters; {ages} read {allowed}.",
                    "Begin a new line or use fewer words.",
                )
        elif (longest := max((round(words(part, language)) for part in parts), default=0)) > most.words_per_sentence:
            yield found(
                where,
                "sentence-length",
                f"A sentence of {longest} words; {ages} read {most.words_per_sentence}.",
                "Make two sentences of it, or use fewer words.",
            )


def _option(path: str, label: Wording, q: Questionnaire, band: Band, most: Limits, ages: str) -> Iterator[Finding]:
    for language in q.languages:
        text = worded(label, language, band.code)
        if primary(language) in UNSPACED:
            rule, length, allowed = "option-characters", graphemes(text, language), CHARACTERS_A_WORD * most.words_per_option
        else:
            rule, length, allowed = "option-length", round(words(text, language)), most.words_per_option
        if length > allowed:
            yield found(
                f"{path}.{language}.{_written(label, language, band)}",
                rule,
                f"{length} {'words' if rule == 'option-length' else 'characters'}; an option for {ages} has at most {allowed}.",
                "Use fewer words.",
            )


def _written(wording: Wording, language: str, band: Band) -> str:
    """The band under whose code the text stands that this band reads."""
    return band.code if band.code in wording[language] else min(wording[language])
