"""Who is asked what: evaluating conditions, and proving that each item can be reached.

Conditions are true or false on the answers of earlier choice items; a missing value makes a clause false. The same
rule runs on the server for every form, whatever the page did.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

from app.surveys.questionnaire import AllOf, Clause, Condition, Item, Pick, Questionnaire, Single, clauses

Chosen = Mapping[str, frozenset[str]]
"""The options chosen so far, by item; an item with a missing value is absent or empty."""

MOST_ALTERNATIVES = 2_000


class TooManyWays(Exception):
    """The conditions above an item can be met in more ways than can be searched."""


def holds(condition: Condition | None, chosen: Chosen) -> bool:
    """Whether an item with this condition is asked, given what was chosen before it."""
    if condition is None:
        return True
    met = (not chosen.get(clause.item, frozenset()).isdisjoint(clause.codes) for clause in clauses(condition))
    return all(met) if isinstance(condition, AllOf) else any(met)


def reachable(questionnaire: Questionnaire, item: Item, band: str) -> bool:
    """Whether some child of the band can be asked the item: some set of answers meets every condition above it.

    Conditions must name earlier choice items (`checks` sees to that first). Raises TooManyWays past MOST_ALTERNATIVES.
    """
    asked = {other.code: other for other in questionnaire.asked_of(band) if isinstance(other, Single | Pick)}
    if band not in item.bands:
        return False
    return any(_satisfiable(asked, ways) for ways in _alternatives(asked, item.asked_if, {}))


Requirements = Mapping[str, tuple[frozenset[str], ...]]
"""By item: sets of options, of each of which at least one must be chosen."""


def _alternatives(asked: Mapping[str, Single | Pick], condition: Condition | None, have: Requirements) -> list[Requirements]:
    """Every way to meet a condition and the conditions of the items it names, added to what is required already."""
    if condition is None:
        return [have]
    if isinstance(condition, AllOf):
        ways = [have]
        for clause in condition.all:
            ways = [extended for way in ways for extended in _meet(asked, clause, way)]
    else:
        ways = [extended for clause in condition.any for extended in _meet(asked, clause, have)]
    if len(ways) > MOST_ALTERNATIVES:
        raise TooManyWays
    return ways


def _meet(asked: Mapping[str, Single | Pick], clause: Clause, have: Requirements) -> list[Requirements]:
    source = asked.get(clause.item)
    if source is None:
        return []
    wanted = frozenset(clause.codes)
    seen = have.get(source.code)
    if seen is not None:
        return [have] if wanted in seen else [{**have, source.code: (*seen, wanted)}]
    return _alternatives(asked, source.asked_if, {**have, source.code: (wanted,)})


def _satisfiable(asked: Mapping[str, Single | Pick], requirements: Requirements) -> bool:
    return all(_can_answer(asked[code], wanted) for code, wanted in requirements.items())


def _can_answer(item: Single | Pick, wanted: Sequence[frozenset[str]]) -> bool:
    """Whether one answer to the item can contain at least one option of each wanted set."""
    useful = sorted({option.code for option in item.options} & frozenset().union(*wanted))
    alone = [frozenset(code) for code in useful]
    together: list[frozenset[str]] = []
    if isinstance(item, Pick):
        inclusive = [code for code in useful if not any(o.code == code and o.exclusive for o in item.options)]
        sizes = range(2, min(item.maximum, len(wanted), len(inclusive)) + 1)
        together = [frozenset(picks) for size in sizes for picks in combinations(inclusive, size)]
    return any(all(answer & need for need in wanted) for answer in [*alone, *together])
