"""Relevance and constraints of XLSForm: written from our conditions, and read where they say what a condition can say.

A condition here is all or any of "the answer to Q is one of these". What else an expression may say is not approximated:
`Unfit` says why it is not read.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Clause = tuple[str, tuple[str, ...]]
"""A question's name and the names of choices of which one is given."""

_TOKEN = re.compile(r"\s*(?:(\(|\)|,|=)|(and|or|selected)(?![\w${])|\$\{\s*([^{}\s]+)\s*\}|'([^']*)'|\"([^\"]*)\"|(\d+))")
_MOST_CLAUSES = 8
_DEEPEST = 50
_AT_MOST = re.compile(r"count-selected\(\s*\.\s*\)\s*(<=|<)\s*(\d+)")
_ALONE = re.compile(r"not\(\s*selected\(\s*\.\s*,\s*'([^']*)'\s*\)\s*and\s*count-selected\(\s*\.\s*\)\s*>\s*1\s*\)")
_LENGTH = re.compile(r"string-length\(\s*\.\s*\)\s*(<=|<)\s*(\d+)")


class Unfit(ValueError):
    """An expression that says more, or something else, than a condition here can say."""


@dataclass(frozen=True)
class Joined:
    """All or any of several parts, each a clause about one choice or joined again."""

    how: str
    parts: tuple["Joined | Clause", ...]


def all_of(parts: Iterable["Joined | Clause"]) -> Joined:
    """Everything that must hold: a question's own relevance and those of its groups."""
    return Joined("and", tuple(parts))


def parse(expression: str) -> Joined | Clause:
    """The meaning of a relevance. Raises Unfit."""
    tokens: list[tuple[str, str]] = []
    at, kinds = 0, ("mark", "word", "question", "value", "value", "value")
    while at < len(expression.rstrip()):
        found = _TOKEN.match(expression, at)
        if found is None:
            raise Unfit(f"“{expression[at:].strip()[:40]}” cannot be said here.")
        tokens.append(next((kind, text) for kind, text in zip(kinds, found.groups(), strict=True) if text is not None))
        at = found.end()
    tree, rest = _joined(tokens, "or", 0)
    if rest:
        raise Unfit("It cannot be read to its end.")
    return tree


Tokens = list[tuple[str, str]]


def _joined(tokens: Tokens, how: str, depth: int) -> tuple[Joined | Clause, Tokens]:
    below: Callable[[Tokens], tuple[Joined | Clause, Tokens]]
    below = (lambda rest: _joined(rest, "and", depth)) if how == "or" else (lambda rest: _atom(rest, depth))
    first, tokens = below(tokens)
    parts = [first]
    while tokens and tokens[0] == ("word", how):
        part, tokens = below(tokens[1:])
        parts.append(part)
    return (parts[0] if len(parts) == 1 else Joined(how, tuple(parts))), tokens


def _atom(tokens: Tokens, depth: int) -> tuple[Joined | Clause, Tokens]:
    kinds = [kind if kind in {"question", "value"} else text for kind, text in tokens[:6]]
    if depth > _DEEPEST:
        raise Unfit("It is nested too deeply.")
    if kinds[:1] == ["("]:
        tree, rest = _joined(tokens[1:], "or", depth + 1)
        if rest[:1] != [("mark", ")")]:
            raise Unfit("A bracket is not closed.")
        return tree, rest[1:]
    if kinds[:3] == ["question", "=", "value"]:
        return (tokens[0][1], (tokens[2][1],)), tokens[3:]
    if kinds[:3] == ["value", "=", "question"]:
        return (tokens[2][1], (tokens[0][1],)), tokens[3:]
    if kinds == ["selected", "(", "question", ",", "value", ")"]:
        return (tokens[2][1], (tokens[4][1],)), tokens[6:]
    raise Unfit("Only ${question} = 'choice' and selected(${question}, 'choice'), joined by and / or, can be said here.")


def _flat(tree: Joined | Clause, how: str) -> list[Joined | Clause]:
    if not isinstance(tree, Joined) or (tree.how != how and len(tree.parts) > 1):
        return [tree]
    return [part for child in tree.parts for part in _flat(child, how)]


def _alternatives(parts: list[Joined | Clause]) -> list[Clause]:
    """Choices of one question stand in one clause, in the order in which they are named."""
    codes: dict[str, list[str]] = {}
    for part in parts:
        if isinstance(part, Joined):
            raise Unfit("“And” and “or” are nested more deeply than a condition here.")
        codes.setdefault(part[0], []).extend(part[1])
    return [(name, tuple(dict.fromkeys(chosen))) for name, chosen in codes.items()]


def normal(tree: Joined | Clause) -> tuple[str, list[Clause]]:
    """`any` or `all`, and the clauses. Raises Unfit."""
    parts = _flat(tree, "and")
    if len(parts) == 1:
        how, clauses = "any", _alternatives(_flat(parts[0], "or"))
    else:
        how, clauses = "all", []
        for part in parts:
            together = _alternatives(_flat(part, "or"))
            if len(together) > 1:
                raise Unfit("“And” and “or” of several questions are mixed.")
            clauses += together
        clauses = list(dict.fromkeys(clauses))
    if len(clauses) > _MOST_CLAUSES:
        raise Unfit(f"It has {len(clauses)} parts; at most {_MOST_CLAUSES} can be proved sound.")
    return how, clauses


def split(tree: Joined | Clause, name: str) -> tuple[tuple[str, ...] | None, Joined | None]:
    """The part of a relevance that speaks of one question alone (age, in our exports), and the rest. Raises Unfit."""
    ours: tuple[str, ...] | None = None
    rest = []
    for part in _flat(tree, "and"):
        try:
            together = _alternatives(_flat(part, "or"))
        except Unfit:
            together = []
        if [clause[0] for clause in together] == [name]:
            ours = tuple(one for one in together[0][1] if ours is None or one in ours)
        else:
            rest.append(part)
    return ours, (all_of(rest) if rest else None)


def written(how: str, clauses: Iterable[Clause], picks: frozenset[str]) -> str:
    """The expression of clauses joined by `any` or `all`; `picks` are the questions that take several answers."""
    parts = []
    for name, choices in clauses:
        form = "selected(${{{}}}, '{}')" if name in picks else "${{{}}} = '{}'"
        alternatives = [form.format(name, choice) for choice in choices]
        parts.append(" or ".join(alternatives) if len(alternatives) == 1 or how == "any" else f"({' or '.join(alternatives)})")
    return (" or " if how == "any" else " and ").join(parts)


def limits(constraint: str) -> dict[str, Any]:
    """What a constraint says: `maximum` picks, `alone` (choices that exclude all others), `length` of a text. Raises Unfit."""
    said: dict[str, Any] = {"alone": []}
    rest = constraint.strip()
    while rest:
        if found := _AT_MOST.match(rest):
            said["maximum"] = int(found[2]) - (found[1] == "<")
        elif found := _LENGTH.match(rest):
            said["length"] = int(found[2]) - (found[1] == "<")
        elif found := _ALONE.match(rest):
            said["alone"].append(found[1])
        else:
            raise Unfit(f"“{rest[:40]}” cannot be said here.")
        rest = re.sub(r"^\s*and\s+", "", rest[found.end() :]).strip()
    return said
