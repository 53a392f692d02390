import hashlib
import hmac
import math
import statistics

import pytest

from app.results.noise import deviation, noise

SECRET = bytes(32)
MANY = range(40_000)


def drawn(key: int, *, secret: bytes = SECRET, variable: str = "Q1", category: str = "1") -> int:
    return noise(secret, variable, category, key, sigma=2.0, cut=6)


def test_noise_has_mean_zero_a_deviation_of_two_and_never_passes_six() -> None:
    values = [drawn(key * 0x9E3779B97F4A7C15 % 2**64) for key in MANY]
    assert abs(statistics.fmean(values)) < 0.04
    assert 1.95 < statistics.pstdev(values) < 2.02
    assert (min(values), max(values)) == (-6, 6)


def test_noise_follows_the_discrete_gaussian() -> None:
    values = [drawn(key) for key in MANY]
    total = sum(math.exp(-k * k / 8) for k in range(-6, 7))
    for k in range(-6, 7):
        expected = math.exp(-k * k / 8) / total
        seen = values.count(k) / len(values)
        assert abs(seen - expected) < 4 * math.sqrt(expected / len(values)) + 1e-4


def test_noise_is_what_the_paper_says_recomputed_by_hand() -> None:
    message = b"blur\x00HLP1_1\x001\x00" + (123).to_bytes(8, "big")
    point = int.from_bytes(hmac.new(b"secret", message, hashlib.sha256).digest()[:8], "big") / 2**64
    total = sum(math.exp(-k * k / 8) for k in range(-6, 7))
    reached, expected = 0.0, -7
    while reached <= point:
        expected += 1
        reached += math.exp(-expected * expected / 8) / total
    assert noise(b"secret", "HLP1_1", "1", 123, sigma=2.0, cut=6) == expected


def test_the_same_children_give_the_same_noise() -> None:
    assert [drawn(key) for key in range(50)] == [drawn(key) for key in range(50)]


@pytest.mark.parametrize("other", [{"secret": bytes([1] * 32)}, {"variable": "Q2"}, {"category": "2"}])
def test_another_secret_variable_or_category_draws_anew(other: dict[str, object]) -> None:
    pairs = [(drawn(key), drawn(key, **other)) for key in range(2_000)]  # type: ignore[arg-type]
    equal = sum(a == b for a, b in pairs) / len(pairs)
    by_chance = sum((math.exp(-k * k / 8) / sum(math.exp(-j * j / 8) for j in range(-6, 7))) ** 2 for k in range(-6, 7))
    assert abs(equal - by_chance) < 0.05


def test_names_cannot_run_into_one_another() -> None:
    pairs = [(drawn(key, variable="Q1", category="12"), drawn(key, variable="Q11", category="2")) for key in range(500)]
    assert any(a != b for a, b in pairs)


def test_stronger_noise_is_wider() -> None:
    wide = [noise(SECRET, "Q1", "1", key, sigma=4.0, cut=12) for key in range(5_000)]
    assert statistics.pstdev(wide) > 3.5
    assert max(wide) > 6


@pytest.mark.parametrize(("sigma", "cut", "rounding"), [(2.0, 6, 5), (3.0, 9, 5), (2.0, 6, 10), (2.5, 7, 7)])
def test_the_deviation_of_a_published_number_is_that_of_all_it_can_be(sigma: float, cut: int, rounding: int) -> None:
    squares, weights = 0.0, 0.0
    for true in range(100, 100 + rounding):
        for k in range(-cut, cut + 1):
            weight = math.exp(-((k / sigma) ** 2) / 2)
            nearest = min(range(0, 200, rounding), key=lambda multiple, moved=true + k: (abs(multiple - moved), -multiple))  # type: ignore[misc]
            squares += weight * (nearest - true) ** 2
            weights += weight
    assert deviation(sigma, cut, rounding) == pytest.approx(math.sqrt(squares / weights))
