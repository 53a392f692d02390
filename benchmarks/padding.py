"""What someone learns who knows much already, by Bayes' theorem. He is certain where a story is over 95% likely.

    python -m benchmarks.padding

*Padding*, by trying: he knows all children of a group but one, and that this one gave the rarer of two answers in one case of
five; of one group, and of ten that hold the child. Peer practice, rounding, Suara. *Suspecting*, worked out exactly: he knows
how large a hidden remainder of 1 to 9 children is and suspects that they all gave one answer; the worst remainder that the rule
of remainders lets stand. Prints Markdown tables, some seconds; ends with 1 where a target is missed.
"""

import math
import random
import sys
from collections.abc import Callable
from itertools import product

from app.results.noise import noise, rounded
from app.results.rules import Rules

TRIALS = 20_000
PRIOR = 0.2
GROUPS = 10
MOST_CERTAIN_BY_PADDING = 0.005
MOST_CERTAIN_BY_SUSPECTING = 0.01
SUSPICIONS = (0.05, 0.2)
RULES = Rules()
Publish = Callable[[random.Random, int, str], int]
"""A true count, as an answer's name has it published."""


def exact(chance: random.Random, count: int, answer: str) -> int:
    """Shown as it is, for the group is large enough."""
    return count


def to_five(chance: random.Random, count: int, answer: str) -> int:
    """The nearest multiple of five."""
    return rounded(count, 5)


def to_three_by_chance(chance: random.Random, count: int, answer: str) -> int:
    """Up or down to a multiple of three, so that the mean is right; a multiple stays."""
    return count - count % 3 + (3 if chance.random() < count % 3 / 3 else 0)


def suara(chance: random.Random, count: int, answer: str) -> int:
    """Blurred by a key and rounded: one child more or less is another key."""
    key = chance.getrandbits(64)
    moved = count + noise(b"secret", "Q", answer, key, sigma=RULES.blur_sigma, cut=RULES.blur_cut)
    return max(0, rounded(moved, RULES.rounding))


def likelihoods(publish: Publish, highest: int, chance: random.Random) -> list[dict[int, float]]:
    """By true count: how often which number is published."""
    found: list[dict[int, float]] = []
    for count in range(highest):
        seen: dict[int, float] = {}
        for _ in range(TRIALS):
            number = publish(chance, count, "1")
            seen[number] = seen.get(number, 0) + 1 / TRIALS
        found.append(seen)
    return found


def tried(publish: Publish, base: tuple[int, int], table: list[dict[int, float]], chance: random.Random) -> tuple[float, float]:
    """Of children who gave the rarer answer: of how many he is certain, and how many he guesses right."""
    certain = guessed = 0
    for _ in range(TRIALS):
        seen = publish(chance, base[0] + 1, "1"), publish(chance, base[1], "2")
        rare = PRIOR * table[base[0] + 1].get(seen[0], 0) * table[base[1]].get(seen[1], 0)
        common = (1 - PRIOR) * table[base[0]].get(seen[0], 0) * table[base[1] + 1].get(seen[1], 0)
        share = rare / (rare + common) if rare + common else 0.0
        certain += share > 0.95
        guessed += share > 0.5
    return certain / TRIALS, guessed / TRIALS


def of_many(publish: Publish, table: list[dict[int, float]], chance: random.Random) -> float:
    """Of children who gave the rarer answer: of how many he is certain who looks at ten groups, each with other children."""
    certain = 0
    for _ in range(TRIALS // 4):
        odds = math.log(PRIOR / (1 - PRIOR))
        for _ in range(GROUPS):
            first, second = chance.randrange(15, 20), chance.randrange(15, 20)
            seen = publish(chance, first + 1, "1"), publish(chance, second, "2")
            rare = table[first + 1].get(seen[0], 0) * table[second].get(seen[1], 0)
            common = table[first].get(seen[0], 0) * table[second + 1].get(seen[1], 0)
            odds += math.log(rare / common) if rare and common else math.inf if rare else -math.inf
        certain += odds > math.log(0.95 / 0.05)
    return certain / (TRIALS // 4)


def errors() -> dict[int, float]:
    """How likely which error of a published number is, its last digit being any."""
    found: dict[int, float] = {}
    weights = {e: math.exp(-(e**2) / (2 * RULES.blur_sigma**2)) for e in range(-RULES.blur_cut, RULES.blur_cut + 1)}
    for (e, weight), digit in product(weights.items(), range(RULES.rounding)):
        error = rounded(digit + e, RULES.rounding) - digit
        found[error] = found.get(error, 0.0) + weight / sum(weights.values()) / RULES.rounding
    return found


def summed(draws: int) -> dict[int, float]:
    """The same of a sum of so many numbers."""
    found = {0: 1.0}
    for _ in range(draws):
        found = _folded(found, errors())
    return found


def _folded(first: dict[int, float], second: dict[int, float]) -> dict[int, float]:
    found: dict[int, float] = {}
    for (a, p), (b, q) in product(first.items(), second.items()):
        found[a + b] = found.get(a + b, 0.0) + p * q
    return found


def suspected(children: int, draws: int, prior: float, least: float) -> float:
    """All of a remainder gave one answer: how often somebody who suspected it is so sure, where the attack lets it stand."""
    law, reach = summed(draws), draws * (RULES.blur_cut + RULES.rounding // 2)
    sure = 0.0
    for error, chance in law.items():
        seen = children + error
        if seen <= reach:  # else it would be proved, and the release not be published
            sure += chance * (prior * chance > least * (prior * chance + (1 - prior) * law.get(seen, 0.0)))
    return sure


def standing() -> list[tuple[int, int]]:
    """Children and draws of every remainder that the rule lets stand, as known to somebody who knows how many answered."""
    one = math.sqrt(sum(p * e * e for e, p in errors().items()))
    return [
        (children, draws)
        for children, draws in product(range(1, RULES.remainder_up_to + 1), range(1, 13))
        if children <= RULES.remainder_ratio * one * math.sqrt(draws)
    ]


def main() -> None:
    """Try them all, at the known counts at which he fares best and on average."""
    chance = random.Random(7)
    missed = False
    heads = ("published", "certain, on average", "certain, at the worst counts", "guessed right, at worst", "of ten groups")
    sys.stdout.write(f"| {' | '.join(heads)} |\n")
    sys.stdout.write("|---|---|---|---|---|\n")
    for name, publish in (("exact", exact), ("nearest 5", to_five), ("random, 3", to_three_by_chance), ("**Suara**", suara)):
        table = likelihoods(publish, 22, chance)
        found = [tried(publish, (15 + a, 15 + b), table, chance) for a, b in product(range(5), repeat=2)]
        mean = math.fsum(certain for certain, _ in found) / len(found)
        worst, guessed = max(certain for certain, _ in found), max(guessed for _, guessed in found)
        many = of_many(publish, table, chance)
        missed |= publish is suara and worst > MOST_CERTAIN_BY_PADDING
        sys.stdout.write(f"| {name} | {100 * mean:.2f}% | {100 * worst:.2f}% | {100 * guessed:.0f}% | {100 * many:.0f}% |\n")
    sys.stdout.write("\n| suspected beforehand | 95% sure, at worst | 90% sure, at worst |\n|---|---|---|\n")
    for prior in SUSPICIONS:
        sure, nearly = (max(suspected(*one, prior, least) for one in standing()) for least in (0.95, 0.9))
        missed |= prior == min(SUSPICIONS) and sure > MOST_CERTAIN_BY_SUSPECTING
        sys.stdout.write(f"| {100 * prior:.0f}% | {100 * sure:.1f}% | {100 * nearly:.1f}% |\n")
    sys.exit(missed)


if __name__ == "__main__":
    main()
