"""What someone learns of a child's answer who knows all other children of its group, by trying: peer practice, rounding, Suara.

    python -m benchmarks.padding

The attacker knows the counts of two answers but for one child, who gave the rarer of the two in one case of five. He sees the
published counts, knows how they were made, and weighs both stories by Bayes' theorem. He is certain where one is over 95% likely.
Prints a Markdown table; some seconds.
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


def main() -> None:
    """Try them all, at the known counts at which he fares best and on average."""
    chance = random.Random(7)
    sys.stdout.write("| published | certain, on average | certain, at the worst counts | guessed right, at the worst counts |\n")
    sys.stdout.write("|---|---|---|---|\n")
    for name, publish in (("exact", exact), ("nearest 5", to_five), ("random, 3", to_three_by_chance), ("**Suara**", suara)):
        table = likelihoods(publish, 22, chance)
        found = [tried(publish, (15 + a, 15 + b), table, chance) for a, b in product(range(5), repeat=2)]
        mean = math.fsum(certain for certain, _ in found) / len(found)
        worst, guessed = max(certain for certain, _ in found), max(guessed for _, guessed in found)
        sys.stdout.write(f"| {name} | {100 * mean:.2f}% | {100 * worst:.2f}% | {100 * guessed:.0f}% |\n")


if __name__ == "__main__":
    main()
