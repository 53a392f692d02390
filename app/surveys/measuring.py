"""How long a text is for the child who reads it: sentences, words, characters as read, syllables. Pure.

Thai, Lao, Khmer and Burmese do not part words by spaces, so their words come from ICU's dictionaries and their sentences
are measured in grapheme clusters. ICU and the syllables of English are loaded when first needed: serving needs neither.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

UNSPACED = frozenset({"th", "lo", "km", "my"})
"""Languages measured in grapheme clusters (children.md 2.2)."""
SEGMENTED = UNSPACED | {"zh"}
"""Languages whose words only a dictionary can tell."""
PIECES_A_WORD = dict.fromkeys(SEGMENTED, 1.2) | {"vi": 1.5, "my": 1.5}
"""Spaces part the syllables of Vietnamese, and ICU's dictionaries cut compounds: Thai and Khmer came out 1.15 to 1.25 times
as long as English in the starter survey, and Burmese, whose particles and loan words they cut as well, 1.5 times. Without
this a child would seem to read slower in these languages."""

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
"""Marks that only say where a line may break or how letters join: no child reads them."""
_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))
_SENTENCE = re.compile(r"[.?!\n؟۔។៕။。？！]+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = (
    re.compile(r"(?<=[^aeiouy])e(?=(?:thing|times?|one|body|where|ful|ly|less|ness|ment|line)$)"),
    re.compile(r"(?<=[^aeiouytd])e(?=d$)"),
    re.compile(r"(?<=[^aeiouyszxcgh])e(?=s$)"),
    re.compile(r"(?:(?<=[^aeiouyl])|(?<=[aeiouy]l))e$"),
)
"""Where an English e is written and not said: some(e)thing, scare(d), time(s), make."""
_WORD = re.compile(r"[a-z']+")
_KEPT = 20_000


def primary(language: str) -> str:
    """`th` of `th-TH`."""
    return language.partition("-")[0]


def seen(text: str) -> str:
    """The text without invisible marks."""
    return text.translate(_INVISIBLE)


@lru_cache(_KEPT)
def sentences(text: str) -> tuple[str, ...]:
    """What stands between the marks that end a sentence, and between lines."""
    return tuple(stripped for part in _SENTENCE.split(text) if (stripped := part.strip()))


@lru_cache(_KEPT)
def words(text: str, language: str) -> float:
    """How many words, as long as those of English: an estimate where spaces do not part words."""
    language = primary(language)
    pieces = segments(text, language) if language in SEGMENTED else text.split()
    return sum(piece.isalnum() or any(map(str.isalnum, piece)) for piece in pieces) / PIECES_A_WORD.get(language, 1)


@lru_cache(_KEPT)
def graphemes(text: str, language: str) -> int:
    """How many characters as a reader counts them, spaces included, invisible marks not."""
    return len(_segments("CharacterBreaker", seen(text), primary(language)))


def segments(text: str, language: str) -> tuple[str, ...]:
    """The text cut at ICU's word boundaries. A break that the writer put in by U+200B is one of them."""
    return tuple(part for piece in text.split("\u200b") for part in _segments("WordBreaker", seen(piece), language))


def grade(stems: Sequence[str]) -> float:
    """The reading grade of English texts together (Flesch and Kincaid, 1975): single questions are too short to be graded."""
    split = [_WORD.findall(sentence.lower()) for stem in stems for sentence in sentences(stem)]
    count = sum(map(len, split))
    return 0.39 * count / len(split) + 11.8 * sum(syllables(word) for part in split for word in part) / count - 15.59


@lru_cache(_KEPT)
def syllables(word: str) -> int:
    """Syllables of an English word, about: hyphenation keeps short ends together ("i-dea"), so vowels are counted beside it."""
    said = word
    for silent in _SILENT:
        said = silent.sub("", said)
    return max(1, len(_VOWELS.findall(said)), len(_hyphenation().positions(word)) + 1)


@cache
def _hyphenation() -> Any:
    from pyphen import Pyphen  # type: ignore[import-untyped]

    return Pyphen(lang="en_US")


def _segments(breaker: str, text: str, language: str) -> tuple[str, ...]:
    from icu4py import breakers

    found = getattr(breakers, breaker)(text, language).segments()
    if text.isascii() or max(text) < "\U00010000":
        return tuple(text[start:end] for start, end in found)
    units = text.encode("utf-16-le")  # ICU counts in UTF-16, where what lies outside the first plane takes two units
    return tuple(units[2 * start : 2 * end].decode("utf-16-le") for start, end in found)


def folded(text: str) -> str:
    """The text as word lists compare it: composed, without case, and without the optional marks of Arabic."""
    composed = unicodedata.normalize("NFC", text).casefold().replace("\u2019", "'")
    return _ARABIC_MARKS.sub("", composed).translate(_ALEF)


_ARABIC_MARKS = re.compile("[\u0640\u064b-\u0652\u0670]")
_ALEF = str.maketrans("أإآ", "ااا")
