"""The judge's own copy of the rules: a sound release breaks none, and each planted fault is seen for what it is."""

from typing import Any

import pytest
from hypothesis import given, settings

from app.results import audit, kept_rules, suppression
from app.results.intruder.attack import attack
from app.results.published import Cell
from app.results.releases import Release, written
from tests.makers import a_questionnaire, pick, sensitive, single
from tests.results.children import a_release, counted, protected, some_records
from tests.results.test_invariants import SURVEY, a_wave, waves

PAIRS = a_questionnaire(
    single("GEN"), sensitive(single("Q1"), "3"), pick("P1"), profile=["GEN"], breakdowns=["AGE", "GEN"], pairs=[["AGE", "GEN"]]
)


def broken(release: Release, records: list[str]) -> str:
    return " ".join(kept_rules.broken(release, counted(release.questionnaire, records)))


def without(monkeypatch: pytest.MonkeyPatch, rule: str, always: object) -> None:
    monkeypatch.setattr(suppression._Wave, rule, lambda *_: always)


@given(waves)
@settings(max_examples=30)
def test_what_the_method_makes_keeps_every_rule(records: list[str]) -> None:
    cube = counted(SURVEY, records)
    assert list(kept_rules.broken(a_release(SURVEY, protected(SURVEY, cube)), cube)) == []


@pytest.mark.parametrize(
    ("rule", "always", "said"),
    [
        ("_large_enough_wave", True, "the wave is too small for such a table"),
        ("_enough_children", True, "too few children answered"),
        ("_of_one_mind", False, "nearly all gave a sensitive answer"),
    ],
)
def test_a_rule_that_is_left_out_is_seen(monkeypatch: pytest.MonkeyPatch, rule: str, always: object, said: str) -> None:
    without(monkeypatch, rule, always)
    for seed in range(40):
        records = a_wave(seed)
        cube = counted(SURVEY, records)
        release = a_release(SURVEY, protected(SURVEY, cube))
        found = " ".join(kept_rules.broken(release, cube))
        if said in found:
            verdict = audit.judged(attack(written(release)), release, cube)
            assert not verdict.ok
            assert not any(character.isdigit() for fault in verdict.faults for character in fault.rpartition(":")[2])
            return
    pytest.fail("no wave in which it matters")


def changed(release: Release, **cells: Cell | None) -> Release:
    named = {key.replace("__", "/").replace("_is_", "="): cell for key, cell in cells.items()}
    assert named.keys() <= release.cells.keys()
    return release.model_copy(update={"cells": {**release.cells, **named}})


def test_what_rests_on_what_is_hidden_is_seen() -> None:
    records = some_records(PAIRS, 900)
    release = a_release(PAIRS, protected(PAIRS, counted(PAIRS, records)))
    assert broken(release, records) == ""
    assert "Q1: it is a part of what is hidden" in broken(changed(release, Q1__AGE_is_1=None), records)
    assert "Q1: it is a part of what is hidden" in broken(changed(release, Q1__=None), records)
    assert "Q1: it is told how many left what is hidden" in broken(changed(release, Q1__=None), records)
    rests = counted(SURVEY, found := some_records(SURVEY, 900))
    whole = a_release(SURVEY, protected(SURVEY, rests))
    assert whole.cells["AFTER/GEN=1"] is not None
    assert "AFTER: it rests on what is hidden" in broken(changed(whole, RISK__GEN_is_1=None), found)
    assert "AFTER: it rests on what is hidden" in broken(changed(whole, RISK__=None), found)


def test_a_number_that_is_too_far_from_the_truth_is_seen() -> None:
    records = some_records(PAIRS, 900)
    cube = counted(PAIRS, records)
    release = a_release(PAIRS, protected(PAIRS, cube))
    true = cube.tally().count("Q1", "1")

    def with_count(number: int) -> Release:
        cell = release.cells["Q1/"]
        assert cell is not None
        counts: dict[str, Any] = {"Q1": {**cell.counts["Q1"], "1": number}}
        return changed(release, Q1__=cell.model_copy(update={"counts": counts}))

    assert broken(with_count(true + 8), records) == broken(with_count(true - 8), records) == ""
    for far in (true + 9, true - 9):
        assert "Q1: a number is too far from the true one" in broken(with_count(far), records)
    base = release.cells["P1/"]
    assert base is not None
    wrong = base.model_copy(update={"base": cube.tally().base("P1") + 9})
    assert "P1: the base is too far from the true one" in broken(changed(release, P1__=wrong), records)
    more = release.model_copy(update={"respondents": cube.records + 9})
    assert "The number of children is too far from the true one" in broken(more, records)
    told = release.responses["Q1"]
    assert told is not None
    left = told.model_copy(update={"left": cube.tally().missing("Q1")["-"] + 9})  # type: ignore[index]
    other = release.model_copy(update={"responses": {**release.responses, "Q1": left}})
    assert "Q1: a number of those who left it is too far from the true one" in broken(other, records)
