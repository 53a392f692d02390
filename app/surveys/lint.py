"""How a text is worded: what can be found by reading it alone, sign by sign and against the word lists of its language.

Questions (stems) are held to more than options, and both to more than the texts around them. What may not even be saved is
`surveys.topics`' business, how long a text is that of `surveys.limits`.
"""

import re
from collections.abc import Iterator

from app.surveys.findings import Finding
from app.surveys.questionnaire import Band, Item, Pick, Questionnaire, Single, Wording, worded
from app.surveys.rules import found
from app.surveys.words import Section, quoted, said, spans, word_list

_QUESTIONS = re.compile("[?؟？]")
_BRACKETS = re.compile(r"[()\[\]{}（）［］]")
_FOREIGN = re.compile(r"https?:|www\.|javascript:|<\s*/?[a-z!]|!\[|\]\(", re.IGNORECASE)
ALONE_FROM = 14
"""From this age a child may be asked of people that it did not know, and of what it did not want."""
PAST_FROM = 11


def examine(q: Questionnaire) -> Iterator[Finding]:
    """Every finding about wording, for a structurally sound questionnaire."""
    for path, wording in _read_by_children(q):
        for language, text, where in _each(path, wording):
            yield from _signs(where, text)
            yield from _words(where, text, language)
    for item in q.items:
        if item.kind != "card":
            yield from _stem(q, item)
        if item.asked_if is not None and item.asked_if_in_words is None:
            yield found(
                f"items.{item.code}",
                "condition-in-words",
                "Without script a child sees this question whatever it answered before.",
                "Say in words when to just tap Continue.",
            )
    yield from _languages(q)


def _read_by_children(q: Questionnaire) -> Iterator[tuple[str, Wording]]:
    for name, wording in (("welcome", q.welcome), ("assent", q.assent), ("check", q.check)):
        if wording is not None:
            yield name, wording
    for item in q.items:
        path = f"items.{item.code}"
        yield f"{path}.wording", item.wording
        if item.asked_if_in_words is not None:
            yield f"{path}.asked_if_in_words", item.asked_if_in_words
        for option in item.options if isinstance(item, Single | Pick) else ():
            yield f"{path}.options.{option.code}.label", option.label


def _each(path: str, wording: Wording) -> Iterator[tuple[str, str, str]]:
    for language, by_band in wording.items():
        for band, text in by_band.items():
            yield language, text, f"{path}.{language}.{band}"


def _signs(path: str, text: str) -> Iterator[Finding]:
    if len(_QUESTIONS.findall(text)) > 1:
        yield found(path, "two-questions", "Two question marks in one item.", "Ask one thing at a time.")
    if _BRACKETS.search(text):
        yield found(path, "brackets", "Brackets are hard to read.", "Say it in a sentence of its own.")
    if foreign := _FOREIGN.search(text):
        yield found(
            path,
            "third-party",
            f"“{foreign.group()}” is a link, markup or script; a child's page loads nothing from others.",
            "Say it in plain words; pictures are drawings of our own, chosen at the option.",
        )


_ANYWHERE: tuple[tuple[Section, str, str, str], ...] = (
    ("jargon", "jargon", "“{}” is a word of experts.", "Say what happens, in a child's own words."),
    ("hard words", "hard-word", "“{}” is hard for a child.", "Use the word that a child would use."),
    ("and or", "and-or", "“{}” asks two things at once.", "Ask about one of them, or about either in plain words."),
    ("agreeing", "agree", "“{}”: children tend to say yes to whatever they are given.", "Ask how often, how easy or which one."),
)


def _words(path: str, text: str, language: str) -> Iterator[Finding]:
    for section, rule, reason, mend in _ANYWHERE:
        if (words := said(section, text, language)) is not None:
            yield found(path, rule, reason.format(words), mend)


def _stem(q: Questionnaire, item: Item) -> Iterator[Finding]:
    for language in q.languages:
        by_band = item.wording[language]
        for band in (q.band(code) for code in item.bands):
            text = worded(item.wording, language, band.code)
            written = band.code if band.code in by_band else min(by_band)
            path = f"items.{item.code}.wording.{language}.{written}"
            yield from _negative(path, text, language, band)
            if band.from_age < PAST_FROM and (words := said("past periods", text, language)):
                yield found(
                    path,
                    "recall",
                    f"“{words}”: children of {band.from_age}-{band.to_age} cannot tell one past period from another.",
                    "Ask about now, or whether it ever happened.",
                )
            if written != band.code and band.code != item.bands[0]:
                continue  # a text that two bands read is read once more only for what depends on age
            if words := said("leading", text, language):
                yield found(
                    path, "leading", f"“{words}” puts an answer into the child's mouth.", "Ask so that any answer is fine."
                )
            if words := said("near forbidden", text, language):
                yield found(
                    path,
                    "near-forbidden",
                    f"“{words}” is close to what no child may be asked about itself.",
                    "Have somebody who knows the rules read it, or ask about something else.",
                )


def _negative(path: str, text: str, language: str, band: Band) -> Iterator[Finding]:
    """Finds negatives outside of idioms; those of people unknown and things unwanted are a matter of age."""
    harmless = spans("no negatives", text, language)
    unknown = spans("did not know or want", text, language)
    negatives = [one for one in spans("negatives", text, language) if not _within(one, harmless)]
    plain = [one for one in negatives if not _within(one, unknown)]
    ages = f"children of {band.from_age}-{band.to_age}"
    if plain or (negatives and band.from_age < PAST_FROM):
        words = quoted(text, min(plain or negatives))
        yield found(
            path, "negative", f"“{words}”: {ages} easily miss a negative and answer the opposite.", "Ask what did happen."
        )
    elif negatives and band.from_age < ALONE_FROM:
        words = quoted(text, min(unknown))
        yield found(
            path,
            "negative-until-pretest",
            f"“{words}”: {ages} may miss the negative. A real wave waits until it has been tried with them.",
            "Try it with children of this age, or say it without the negative.",
        )


def _within(one: tuple[int, int], others: tuple[tuple[int, int], ...]) -> bool:
    return any(one[0] < end and start < one[1] for start, end in others)


def _languages(q: Questionnaire) -> Iterator[Finding]:
    for language in q.languages:
        if word_list(language) is None:
            yield found(
                f"languages.{language}",
                "no-word-list",
                f"Nobody has listed negatives, jargon or forbidden topics in {language!r}: its words are not checked.",
                "Have a native speaker read every question for them.",
            )
    for language in q.drafts:
        yield found(f"drafts.{language}", "draft-language", f"No native speaker has reviewed {language!r}.", "Have it reviewed.")
