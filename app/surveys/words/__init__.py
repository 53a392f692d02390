"""Word lists by language, for the checks of wording: one text file a language, to be mended by whoever speaks it.

A file holds sections of entries, a line each. `*` leaves an end of a word open, `|` parts alternatives, `...` stands for up to
three words (twenty characters where words are unspaced) of one sentence, `$` for its end. Words are matched whole, whatever
their case; where spaces do not part words, by ICU's boundaries and those that the writer marked by U+200B.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Literal, get_args

from app.surveys.measuring import SEGMENTED, UNSPACED, folded, primary, seen, segments

Section = Literal[
    "negatives",
    "no negatives",
    "did not know or want",
    "jargon",
    "hard words",
    "and or",
    "leading",
    "agreeing",
    "past periods",
    "identifiers",
    "identifiers in open texts",
    "forbidden",
    "forbidden answers",
    "near forbidden",
]
SECTIONS: tuple[Section, ...] = get_args(Section)
Span = tuple[int, int]
"""Where something stands in the folded text."""

_KEPT = 20_000
_WORD = re.compile(r"\w")
_MARKS = frozenset({"...", "$"})
_ENDS = ".?!\n؟۔។៕။。？！"
_ATTACHED = {"ar": "[وف]?"}
"""Arabic writes "and" and "so" as part of the word that follows."""


@dataclass(frozen=True)
class Entry:
    """One line of a list."""

    words: tuple[str, ...]
    language: str

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """Of the word that is hardest to find, every form: where none of them stands, nothing needs to be compiled."""
        listed = [tuple(form.strip("*") for form in _forms(word)) for word in self.words if word not in _MARKS]
        return max(listed, key=lambda forms: min(map(len, forms)))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds the entry in folded text."""
        return re.compile(_pattern(self.words, self.language))

    def in_words(self, start: int, end: int, edges: Collection[int]) -> bool:
        """Whether an end that is not open lies where a word begins or ends."""
        return (self.words[0].startswith("*") or start in edges) and (self.words[-1].endswith("*") or end in edges)


@dataclass(frozen=True)
class WordList:
    """The lists of one language. `draft`: no native speaker has gone through them."""

    draft: bool
    entries: Mapping[Section, tuple[Entry, ...]]

    @cached_property
    def needles(self) -> Mapping[Section, tuple[tuple[str, Entry], ...]]:
        """By section, what to look for first."""
        return {section: tuple((one, entry) for entry in of for one in entry.needles) for section, of in self.entries.items()}


@cache
def word_list(language: str) -> WordList | None:
    """The lists of a language (of `ms` for `ms-MY`), or None where nobody has written any."""
    language = primary(language)
    file = files("app.surveys.words") / f"{language}.txt"
    if not file.is_file():
        return None
    return parsed(file.read_text("utf-8"), language)


def parsed(text: str, language: str) -> WordList:
    """A list from its file. ValueError on an unknown section or an entry outside of one."""
    entries: dict[Section, list[Entry]] = {section: [] for section in SECTIONS}
    draft, current = True, None
    for line in filter(None, (line.partition("#")[0].strip() for line in text.splitlines())):
        if line.startswith("status:"):
            draft = line.removeprefix("status:").strip() != "reviewed"
        elif line.startswith("["):
            current = next((section for section in SECTIONS if line == f"[{section}]"), None)
            if current is None:
                raise ValueError(f"{language}: there is no section {line}")
        elif current is None:
            raise ValueError(f"{language}: {line!r} stands in no section")
        else:
            entries[current].append(Entry(tuple(line.split()), language))
    return WordList(draft, {section: tuple(of) for section, of in entries.items()})


@lru_cache(10 * _KEPT)
def spans(section: Section, text: str, language: str) -> tuple[Span, ...]:
    """Where entries of a section stand in the folded text; nothing where the language has no list."""
    lists = word_list(language)
    if lists is None:
        return ()
    plain = _plain(text)
    near = [entry for needle, entry in lists.needles[section] if needle in plain]
    return tuple(span for entry in dict.fromkeys(near) for span in _where(entry, plain, text, language))


def said(section: Section, text: str, language: str) -> str | None:
    """The first words of a section that the text says, or None."""
    first = min(spans(section, text, language), default=None)
    return None if first is None else quoted(text, first)


def whole(section: Section, text: str, language: str) -> str | None:
    """The text, where it says an entry of a section and nothing else; or None."""
    plain = _plain(text)
    alone = any(not _WORD.search(plain[:start] + plain[end:]) for start, end in spans(section, text, language))
    return plain.strip() if alone else None


def quoted(text: str, span: Span) -> str:
    """What stands there in the folded text."""
    return _plain(text)[slice(*span)].strip()


def _where(entry: Entry, plain: str, text: str, language: str) -> Iterator[Span]:
    for match in entry.pattern.finditer(plain):
        if primary(language) not in UNSPACED or entry.in_words(*match.span(), _edges(text, language)):
            yield match.span()


@lru_cache(_KEPT)
def _plain(text: str) -> str:
    return folded(seen(text))


@lru_cache(5_000)
def _edges(text: str, language: str) -> frozenset[int]:
    """Where words begin or end in the folded text."""
    found, at = {0}, 0
    for part in segments(text, primary(language)):
        at += len(folded(part))
        found.add(at)
    return frozenset(found)


def _pattern(words: tuple[str, ...], language: str) -> str:
    unspaced = language in SEGMENTED
    gap = rf"[^{_ENDS}]{{0,20}}?" if unspaced else rf"(?:[^\w{_ENDS}]+\w+){{0,3}}?"
    between = r"\s*" if unspaced else rf"[^\w{_ENDS}]+"
    anything = "" if unspaced else r"\w*"
    pattern = ""
    for index, word in enumerate(words):
        if word == "...":
            pattern += gap
        elif word == "$":
            pattern += rf"(?=\W*(?:[{_ENDS}]|$))"
        else:
            pattern += (
                (between if index else "")
                + "(?:"
                + "|".join(re.escape(form).replace(r"\*", anything) for form in _forms(word))
                + ")"
            )
    return pattern if unspaced else rf"(?<!\w){_ATTACHED.get(language, '')}(?:{pattern})(?!\w)"


def _forms(word: str) -> list[str]:
    return folded(word).split("|")
