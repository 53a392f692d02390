"""The invariants of disclosure control (numbers as in the method), each with a copy of the rule of its own.

Nothing here calls a rule of `app.results`: thresholds, groups, sums and estimates are made again, on the records themselves, so
that a mistake in the protection is not made twice. Number 9, the ledger, is in `test_releases`.
"""

import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.results import disclosure
from app.results.intruder.attack import attack
from app.results.releases import written
from app.results.rules import Rules
from app.surveys.codebook import codebook
from app.surveys.plan import plan
from tests.makers import a_questionnaire, pick, says, sensitive, single
from tests.results.children import SECRET, a_release, counted, keys_for, protected

CHILD: dict[str, Any] = {
    "asked_if": {"any": [{"item": "RISK", "codes": ["2", "3"]}]},
    "asked_if_in_words": says("If not, tap Continue."),
}
SURVEY = a_questionnaire(
    single("GEN"),
    single("AREA", "12"),
    single("MILD"),
    sensitive(single("RISK"), "3"),
    single("AFTER", "12", **CHILD),
    sensitive(single("OLD", bands="2"), "1"),
    pick("WHAT"),
    pick("ONE", "12", maximum=1),
    profile=["GEN", "AREA"],
    breakdowns=["AGE", "GEN", "AREA"],
    pairs=[["AGE", "GEN"], ["GEN", "AREA"]],
)
COLUMN = {"AGE": 0, "GEN": 1, "AREA": 2, "MILD": 3, "RISK": 4, "AFTER": 5, "OLD": 6, "WHAT": 7, "ONE": 10}
OPTIONS = {"MILD": "123", "RISK": "123", "AFTER": "12", "OLD": "123", "WHAT": "129", "ONE": "12"}
SENSITIVE = {"RISK", "AFTER", "OLD"}
FLAGGED = {"RISK": "3", "OLD": "1"}
PICKS = {"WHAT": 3, "ONE": 2}
BANDS = {"OLD": "2"}
CATEGORIES = {"AGE": "12", "GEN": "123", "AREA": "12"}
TABLES = [(), ("AGE",), ("GEN",), ("AREA",), ("AGE", "GEN"), ("GEN", "AREA")]
MISSING = ".-?!"


def a_wave(seed: int) -> list[str]:
    """Records of a wave with a few children in some corners, and in some corners nearly of one mind."""
    draw = random.Random(seed)
    size = draw.choice([25, 40, 99, 120, 180, 260, 499, 520, 700])
    rare = draw.choice([0.0, 0.02, 0.06])
    minds = {code: draw.choice([0.3, 0.6, 0.97]) for code in OPTIONS}
    weights = [draw.random() + 0.1 for _ in range(7)]
    lopsided = draw.random() < 0.4  # nearly all of one band
    found = []
    for _ in range(size):
        age = "1" if draw.random() < (0.97 if lopsided else 0.5) else "2"
        gender = draw.choices("123-!", [weights[0], weights[1], rare, rare, 0.01])[0]
        area = draw.choices("12-", [weights[2], weights[3], rare / 2])[0]

        def one(code: str) -> str:
            options = OPTIONS[code]
            if draw.random() < 0.05:
                return draw.choice("-?!")
            favourite = FLAGGED.get(code, options[0])
            return favourite if draw.random() < minds[code] else draw.choice(options)

        risk = one("RISK")
        after = one("AFTER") if risk in "23" else "."
        old = one("OLD") if age == "2" else "."
        what = draw.choice(["100", "010", "110", "001", "---", "???"])
        only = draw.choice(["10", "01", "--"])
        found.append(age + gender + area + one("MILD") + risk + after + old + what + only)
    return found


waves = st.integers(0, 100_000).map(a_wave)
seldom = settings(max_examples=12)


def groups(item: str) -> list[dict[str, str]]:
    """The planned groups, by this file's own reading of the plan's rules."""
    bands = BANDS.get(item, "12")
    found: list[dict[str, str]] = []
    for variables in TABLES:
        kinds = [
            dict(zip(variables, codes, strict=True))
            for codes in product(*(CATEGORIES[variable] for variable in variables))
            if dict(zip(variables, codes, strict=True)).get("AGE", bands[0]) in bands
        ]
        found += kinds if len(kinds) > 1 or not variables else []
    return found


def key(item: str, group: dict[str, str]) -> str:
    return f"{item}/" + "+".join(f"{variable}={code}" for variable, code in group.items())


def inside(record: str, group: dict[str, str]) -> bool:
    return all(record[COLUMN[variable]] == code for variable, code in group.items())


def answered(item: str, records: list[str]) -> list[str]:
    return [record for record in records if record[COLUMN[item]] not in MISSING]


def gave(item: str, option: str, record: str) -> bool:
    if item in PICKS:
        return record[COLUMN[item] + OPTIONS[item].index(option)] == "1"
    return record[COLUMN[item]] == option


def of_one_mind(item: str, base: list[str]) -> bool:
    flagged = sum(gave(item, FLAGGED[item], record) for record in base) if item in FLAGGED else 0
    return len(base) < 200 and flagged > 0.9 * len(base)


def cells(records: list[str]) -> dict[str, Any]:
    document: dict[str, Any] = protected(SURVEY, counted(SURVEY, records)).model_dump(mode="json")
    return document


def published(cell: dict[str, Any], item: str, option: str) -> int:
    return int(cell["counts"][f"{item}_{option}"]["1"] if item in PICKS else cell["counts"][item][option])


@given(waves, st.integers())
@seldom
def test_1_the_same_answers_in_any_order_are_the_same_bytes(records: list[str], seed: int) -> None:
    keys = keys_for(records)
    order = list(range(len(records)))
    random.Random(seed).shuffle(order)
    first = a_release(SURVEY, protected(SURVEY, counted(SURVEY, records, keys)))
    second = a_release(SURVEY, protected(SURVEY, counted(SURVEY, [records[place] for place in order], keys[order])))
    assert written(first) == written(second)


@given(waves)
@seldom
def test_2_and_10_the_cells_are_those_of_the_plan_and_no_others(records: list[str]) -> None:
    document = cells(records)
    assert list(document["cells"]) == [key(item, group) for item in OPTIONS for group in groups(item)]
    assert list(document["responses"]) == list(OPTIONS)
    for name, cell in document["cells"].items():
        if cell is not None:
            item = name.split("/")[0]
            assert set(cell) == {"base", "counts"}
            expected = {f"{item}_{option}": {"1"} for option in OPTIONS[item]} if item in PICKS else {item: set(OPTIONS[item])}
            assert {variable: set(counts) for variable, counts in cell["counts"].items()} == expected


@given(waves)
@settings(max_examples=40)
def test_3_and_11_what_is_shown_has_enough_children_not_of_one_mind_and_stands_on_what_is_shown(records: list[str]) -> None:
    shown = {name for name, cell in cells(records)["cells"].items() if cell is not None}
    for item in OPTIONS:
        for group in groups(item):
            if key(item, group) not in shown:
                continue
            base = [record for record in answered(item, records) if inside(record, group)]
            assert len(base) >= (50 if item in SENSITIVE else 25)
            assert len(records) >= [25, 100, 500][len(group)]
            assert not of_one_mind(item, base)
            assert key(item, {}) in shown
            for variable, code in group.items():
                if {variable: code} in groups(item):
                    assert key(item, {variable: code}) in shown
            if item == "AFTER":
                assert key("RISK", group) in shown


@given(waves)
@settings(max_examples=25)
def test_4_published_numbers_are_multiples_of_five_within_eight_of_the_truth(records: list[str]) -> None:
    document = cells(records)

    def near(number: int, true: int) -> None:
        assert number >= 0
        assert number % 5 == 0
        assert abs(number - true) <= 8

    near(document["respondents"], len(records))
    for item, options in OPTIONS.items():
        for group in groups(item):
            cell = document["cells"][key(item, group)]
            if cell is None:
                continue
            base = [record for record in answered(item, records) if inside(record, group)]
            for option in options:
                near(published(cell, item, option), sum(gave(item, option, record) for record in base))
            if item in PICKS:
                near(cell["base"], len(base))
            else:
                assert cell["base"] == sum(published(cell, item, option) for option in options)


# 5: remainders. Children, not cells, are the columns here: an estimate from numbers over sets of children.


def one_draw() -> float:
    """The deviation of a published number: discrete noise of deviation 2 cut at 6, then the nearest multiple of 5."""
    weights = {k: math.exp(-k * k / 8) for k in range(-6, 7)}
    total = sum(weights.values())
    squares = [
        weight / total * (5 * round((100 + digit + k) / 5) - 100 - digit) ** 2
        for digit in range(5)
        for k, weight in weights.items()
    ]
    return math.sqrt(sum(squares) / 5)


def left_over(item: str, shown: set[str]) -> Iterator[tuple[dict[str, str], list[dict[str, str]]]]:
    """Hidden sets as wholes less groups: hidden groups; every whole less all its parts, and less the shown ones."""
    for group in groups(item):
        if key(item, group) not in shown:
            yield group, []
    for variables in TABLES[1:]:
        wholes: list[dict[str, str]] = [{}]
        if len(variables) == 2:
            wholes += [{variable: code} for variable in variables for code in CATEGORIES[variable]]
        for whole in wholes:
            parts = [group for group in groups(item) if tuple(group) == variables and whole.items() <= group.items()]
            yield whole, parts
            yield whole, [part for part in parts if key(item, part) in shown]


def deviation(item: str, target: list[str], base: list[str], shown: set[str]) -> float:
    """By least squares over the kinds of children there are: the deviation, in children, of what is known of a set."""
    kinds = sorted({record[:3] for record in base})
    rows: dict[tuple[float, ...], float] = {}
    for group in groups(item):
        if key(item, group) in shown:
            row = tuple(float(inside(kind, group)) for kind in kinds)
            # Where one answer is given, it is known from its own draw, and as what the others leave of those who answered.
            variance = 1 - 1 / len(OPTIONS[item])
            if item == "WHAT":
                variance = 3 / 4 if not group else 1.0
            rows[row] = min(variance, rows.get(row, 9.0))
    design = np.array(list(rows), float).reshape(len(rows), len(kinds))
    variances = np.array(list(rows.values()))
    if (
        item == "RISK" and key("AFTER", {}) in shown
    ):  # who was asked AFTER gave 2 or 3: two draws for its base, three for who did not answer
        design = np.vstack([design, np.ones(len(kinds))])
        variances = np.append(variances, 5.0)
    wanted = {record[:3] for record in target}
    aim = np.array([float(kind in wanted) for kind in kinds])
    scaled = design / np.sqrt(variances)[:, None]
    weights, *_ = np.linalg.lstsq(scaled.T, aim, rcond=1e-9)
    return one_draw() * float(np.linalg.norm(weights)) if np.allclose(scaled.T @ weights, aim, atol=1e-6) else math.inf


@given(waves)
@settings(max_examples=40)
def test_5_and_11_no_few_children_and_no_group_of_one_mind_can_be_estimated_well(records: list[str]) -> None:
    shown = {name for name, cell in cells(records)["cells"].items() if cell is not None}
    for item in OPTIONS:
        base = answered(item, records)
        for whole, parts in left_over(item, shown):
            target = [r for r in base if inside(r, whole) and not any(inside(r, part) for part in parts)]
            if 1 <= len(target) <= 9 or (target and of_one_mind(item, target)):
                assert len(target) <= 1.7 * deviation(item, target, base, shown) + 1e-6, (item, whole, parts)


def learnt(found: dict[str, Any], records: list[str]) -> set[tuple[str, tuple[int, ...]]]:
    """Of which sets of 1 to 9 children an attack learnt something, as joint cells; every interval must hold the truth."""
    kinds = list(product("12", "123!", "12!"))
    exposed = set()
    for tried in found["attacked"]:
        item, whole, parts = tried["item"], dict(tried["within"]), [dict(part) for part in tried["without"]]

        def member(record: Sequence[str], whole: Any = whole, parts: Any = parts) -> bool:
            text = "".join(record)
            return inside(text, whole) and not any(inside(text, part) for part in parts)

        target = [record for record in answered(item, records) if member(record)]
        for option, (least, most) in tried["counts"].items():
            true = sum(gave(item, option, record) for record in target)
            assert least - 1e-4 <= true <= (math.inf if most is None else most + 1e-4), (item, whole, parts, option)
            if 1 <= len(target) <= 9 and (least > 1e-4 or (most is not None and most + 1e-4 < min(3, len(target)))):
                exposed.add((item, tuple(place for place, kind in enumerate(kinds) if member(kind))))
    return exposed


@given(waves)
@settings(max_examples=20)
def test_6_an_attacker_who_reads_only_the_file_is_right_and_learns_nothing_of_a_few(records: list[str]) -> None:
    cube, book, planned = counted(SURVEY, records), codebook(SURVEY), plan(SURVEY)
    proved: frozenset[tuple[str, tuple[int, ...]]] = frozenset()
    for _ in range(5):  # where noise fell badly, the counter protects better and attacks again
        safe = disclosure.protect(cube, SURVEY, book, planned, Rules(), SECRET, proved)
        found = attack(written(a_release(SURVEY, safe)))
        assert found["faults"] == []
        exposed = learnt(found, records)
        if not exposed:
            return
        assert not exposed <= proved
        proved |= exposed
    pytest.fail("five better releases in a row fell to the attack")


@given(waves, st.integers(0, 10_000))
@seldom
def test_7_one_child_more_redraws_every_option_of_every_group_it_is_in(records: list[str], seed: int) -> None:
    newcomer = random.Random(seed).choice(records)
    if newcomer[COLUMN["MILD"]] in MISSING:
        return
    keys = keys_for([*records, newcomer])
    drawn = []
    for some in (records, [*records, newcomer]):
        calls: dict[str, list[int]] = defaultdict(list)

        def spy(_secret: bytes, variable: str, category: str, key_sum: int, *, sigma: float, cut: int, calls: Any = calls) -> int:
            assert (sigma, cut) == (2.0, 6)
            calls[variable + category].append(key_sum)
            return 0

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(disclosure, "noise", spy)
            safe = protected(SURVEY, counted(SURVEY, some, keys[: len(some)]))
        drawn.append((calls, [group for group in groups("MILD") if safe.cells[key("MILD", group)] is not None]))
    (before, shown), (after, shown_after) = drawn
    for option in "123":
        for group in [group for group in shown if group in shown_after]:
            first, second = before[f"MILD{option}"][shown.index(group)], after[f"MILD{option}"][shown_after.index(group)]
            assert (first != second) == inside(newcomer, group)


@given(st.integers(0, 2**32), st.integers(1, 60))
@settings(max_examples=5)
def test_8_noise_has_mean_nought_and_its_deviation_and_does_not_depend_on_the_count(seed: int, few: int) -> None:
    plain = a_questionnaire(single("Q1"))
    many = 400
    errors: dict[int, list[int]] = {few + 8: [], few + 108: []}
    records = ["11"] * (few + 8) + ["12"] * (few + 108)
    secret = seed.to_bytes(32, "big")
    for place in range(many):
        safe = protected(plain, counted(plain, records, keys_for(records, seed=seed + place)), secret=secret)
        cell = safe.cells["Q1/"]
        assert cell is not None
        for option, true in (("1", few + 8), ("2", few + 108)):
            errors[true].append(cell.counts["Q1"][option] - true)
    for found in errors.values():
        assert abs(np.mean(found)) < 5.5 * 2.6 / math.sqrt(many)
        assert 1.7 < np.std(found) < 3.2  # 2.27 to 2.6 by the last digit of the count; 400 draws tell it to within a tenth or two
    # Both end in the same digit: the same law of errors.
    assert set(errors[few + 8]) <= set(range(-8, 9))
    assert abs(np.std(errors[few + 8]) - np.std(errors[few + 108])) < 0.6


def test_the_rules_printed_in_a_release_are_the_ones_checked_here() -> None:
    rules = json.loads(written(a_release(SURVEY, protected(SURVEY, counted(SURVEY, a_wave(1))))))["rules"]
    assert rules == {
        "k_show": 25, "k_sensitive": 50, "caution": 50, "smallest_wave": 25, "smallest_with_breakdowns": 100,
        "smallest_with_pairs": 500, "blur_sigma": 2.0, "blur_cut": 6, "rounding": 5, "dominance_below": 200,
        "dominance_percent": 90, "remainder_up_to": 9, "remainder_ratio": 1.7,
    }  # fmt: skip
    assert {variable.code: variable.start for variable in codebook(SURVEY).variables if variable.code in COLUMN} == {
        code: place for code, place in COLUMN.items() if code not in PICKS
    }
