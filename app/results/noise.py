"""The noise of every published number, behind one name: to change the method, replace `noise` and say so in the rules. Pure.

A discrete Gaussian (Canonne, Kamath and Steinke, 2020, arXiv:2004.00010), cut off and drawn by a key instead of by chance, as
in the cell key method of official statistics (Fraser and Wooton, ABS, 2005; Bach, 2020, arXiv:2012.09775). The same
children give the same noise, so nothing is gained by averaging over tables that repeat each other (Asghar and Kaafar,
arXiv:1902.06414); one child more redraws every option, so a difference does not point at what that child answered.
"""

import hashlib
import hmac
import math
from bisect import bisect_right
from functools import cache
from itertools import accumulate

_RANGE = 2**64


def noise(secret: bytes, variable: str, category: str, key_sum: int, *, sigma: float, cut: int) -> int:
    """A whole number from -cut to cut: a function of its arguments, and without the secret as good as chance.

    `key_sum` is that of the children in the item's base in the group (mod 2^64). The distribution is
    P(k) proportional to exp(-k^2 / (2 sigma^2)), by inverting its cumulative sums.
    """
    message = b"blur\0%s\0%s\0%s" % (variable.encode(), category.encode(), key_sum.to_bytes(8, "big"))
    drawn = int.from_bytes(hmac.digest(secret, message, hashlib.sha256)[:8], "big")
    return bisect_right(_upper_ends(sigma, cut), drawn) - cut


@cache
def deviation(sigma: float, cut: int, rounding: int) -> float:
    """The standard deviation of a published number about the true one: noise and rounding, over all last digits alike.

    2.44 for sigma 2, cut 6 and rounding to 5. (The usual sqrt(sigma^2 + rounding^2 / 12) = 2.47 takes whole numbers for
    continuous ones and forgets the cut; where protection hangs on it, the smaller one is the safer.)
    """
    weights = [math.exp(-(k * k) / (2 * sigma * sigma)) for k in range(-cut, cut + 1)]
    squares = (
        weight * (rounded(digit + k, rounding) - digit) ** 2
        for digit in range(rounding)
        for k, weight in zip(range(-cut, cut + 1), weights, strict=True)
    )
    return math.sqrt(math.fsum(squares) / (rounding * math.fsum(weights)))


def rounded(number: int, step: int) -> int:
    """The multiple of `step` that is nearest."""
    return (number + step // 2) // step * step


@cache
def _upper_ends(sigma: float, cut: int) -> tuple[int, ...]:
    """Where the interval of each whole number ends, on a line of length 2^64; the last has no end."""
    weights = [math.exp(-(k * k) / (2 * sigma * sigma)) for k in range(-cut, cut + 1)]
    total = math.fsum(weights)
    return tuple(int(_RANGE * (reached / total)) for reached in accumulate(weights))[:-1]
