"""The intruder, and the judge of what it found: against files whose secrets are known because they were left in."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from app.results import audit, suppression
from app.results.cube import Cube
from app.results.disclosure import protect
from app.results.intruder import attack as attacking
from app.results.intruder.attack import Intruder, attack
from app.results.intruder.program import Infeasible, Program
from app.results.intruder.reading import Target
from app.results.intruder.worlds import Seen, Worlds
from app.results.releases import Release, written
from app.results.rules import Rules
from app.surveys.codebook import codebook
from app.surveys.plan import Group, plan
from app.surveys.questionnaire import Pick, Questionnaire
from tests.makers import a_questionnaire, asked_if, pick, sensitive, single
from tests.results.children import (
    FEW_OF_SOME_BANDS,
    a_release,
    answers_of,
    asked_because_of_q1,
    counted,
    protected,
    some_records,
)

GENDERS = a_questionnaire(single("GEN"), single("Q1"), pick("P1"), profile=["GEN"], breakdowns=["AGE", "GEN"])


@pytest.fixture
def nothing_left_to_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every harmless cell is tried, not a tenth of them."""
    monkeypatch.setattr(attacking, "_SHARE_OF_THE_HARMLESS", 1.0)


def exact(questionnaire: Questionnaire, cube: Cube, hidden: set[str]) -> bytes:
    """A release as peers make them: these tables and those under 10 hidden, everything else exact and unrounded."""
    book = codebook(questionnaire)
    document = json.loads(written(a_release(questionnaire, protected(questionnaire, cube))))
    document["rules"] |= {"blur_cut": 0, "rounding": 1, "blur_sigma": 0.001, "k_show": 10, "k_sensitive": 10}
    document["respondents"] = cube.records
    for planned in plan(questionnaire).items:
        pick_item = isinstance(questionnaire.item(planned.item), Pick)
        missing = {str(kind): number for kind, number in cube.tally().missing(planned.item).items()}
        base = cube.tally().base(planned.item)
        document["responses"][planned.item] = {
            "answered": base, "left": missing["-"], "dont_know": missing["?"], "rather_not": missing["!"]
        }  # fmt: skip
        for group in planned.groups:
            key, tally = f"{planned.item}/{group.key}", cube.tally(group)
            counts = {
                variable.code: {c: tally.count(variable.code, c) for c in variable.categories if not pick_item or c == "1"}
                for variable in book.of_item(planned.item)
            }
            small = tally.base(planned.item) < 10
            document["cells"][key] = None if small or key in hidden else {"base": tally.base(planned.item), "counts": counts}
    return json.dumps(document).encode()


def found(answer: dict[str, Any], item: str, within: str, without: str = "") -> dict[str, Any]:
    """The group of that name in what an attack found."""
    wanted = f"{within} but not {without}" if without else within
    one: dict[str, Any]
    (one,) = [tried for tried in answer["attacked"] if tried["item"] == item and audit._named(tried) == wanted]
    return one


def interval(document: bytes, code: str, within: Group, option: str) -> tuple[float, float]:
    """What the attacker's worlds say of one answer in one group, dangerous or not."""
    intruder = Intruder(document)
    least = {other: intruder.least_base(item) for other, item in intruder.items.items()}
    worlds = Worlds(intruder.items, intruder.profile, code, least, intruder.heads())
    cells = intruder.profile.of(within.of) & worlds.item.cells
    low, high = Seen(worlds, [Target(within.of, (), cells)]).interval(0, option, exact=True)
    return round(low, 3), round(high, 3)


# Linear programs


def test_a_program_finds_the_least_and_the_most() -> None:
    program = Program()
    x = program.add(3)
    program.bound([(x, 1.0)], 10, 12)
    program.bound([(x[:1], 1.0)], 4, 5)
    program.bound([(x[1:2], 1.0), (x[:1], -1.0)], -math.inf, 0)
    assert program.least(x[1:2])[0] == 0
    assert program.most(x[1:2])[0] == pytest.approx(5)
    assert program.least(x[2:])[0] == pytest.approx(0)
    assert program.most(x[2:])[0] == pytest.approx(8)
    assert program.most(x[:2])[0] == pytest.approx(10)
    assert program.programs == 5


def test_a_program_that_nothing_bounds_is_unbounded_and_one_that_cannot_be_is_refused() -> None:
    open_ended, impossible = Program(), Program()
    assert open_ended.most(open_ended.add(1))[0] == math.inf
    x = impossible.add(1)
    impossible.bound([(x, 1.0)], 2, 3)
    impossible.bound([(x, 2.0)], 8)
    with pytest.raises(Infeasible):
        impossible.least(x)


# What an attacker gets from what peers publish


@pytest.mark.usefixtures("nothing_left_to_chance")
def test_an_exact_table_with_a_hidden_group_is_solved() -> None:
    records = ["111100"] * 60 + ["122100"] * 60 + ["133010"] * 7
    hidden = {"Q1/GEN=3", "P1/GEN=3"}
    answer = attack(exact(GENDERS, counted(GENDERS, records), hidden))
    # Girls, boys and all: the third gender and `not stated` together are solved, and `3` is theirs alone.
    solved = found(answer, "Q1", "all", "GEN=1, GEN=2")
    assert solved["counts"] == {"1": [0, 0], "2": [0, 0], "3": [7, 7]}
    assert solved["deviation"] < 1
    assert found(answer, "Q1", "GEN=3")["counts"]["3"] == [0, 7]
    assert found(answer, "Q1", "GEN=3")["deviation"] is None


def test_inequalities_with_an_item_that_rests_on_another_are_used() -> None:
    rests = a_questionnaire(
        single("GEN", "12"), single("Q1"), single("THEN", **asked_if("Q1", "1")), profile=["GEN"], breakdowns=["GEN"]
    )
    records = ["1111"] * 40 + ["112."] * 40 + ["1211"] * 30 + ["123."] * 30
    cube = counted(rests, records)
    boys = Group(of=(("GEN", "2"),))
    # Thirty boys answered THEN, so at least thirty gave 1; that all who were asked answered, so no more did.
    assert interval(exact(rests, cube, {"Q1/GEN=2"}), "Q1", boys, "1") == (30, 30)
    then = {"THEN/", "THEN/GEN=1", "THEN/GEN=2"}
    assert interval(exact(rests, cube, {"Q1/GEN=1", "Q1/GEN=2", *then}), "Q1", boys, "1") == (0, 70)
    # And the other way round: no boy who was not asked answered.
    assert interval(exact(rests, cube, {"THEN/GEN=1", "THEN/GEN=2"}), "THEN", boys, "1") == (30, 30)


def test_what_other_items_tell_of_how_many_took_part_is_used() -> None:
    two = a_questionnaire(single("GEN"), single("Q1"), single("Q2"), profile=["GEN"], breakdowns=["GEN"])
    records = ["1111"] * 60 + ["1212"] * 60 + ["1313"] * 7
    document = exact(two, counted(two, records), {"Q1/GEN=3", "Q1/GEN=2", "Q2/GEN=3"})
    # By itself Q1 leaves 67 children; Q2 says that 60 of them are boys, and all who took part answered.
    assert interval(document, "Q1", Group(of=(("GEN", "3"),)), "1") == (0, 7)


def test_an_item_that_rests_on_a_profile_answer_is_looked_for_among_those_only() -> None:
    girls = a_questionnaire(single("GEN"), single("Q1", **asked_if("GEN", "1")), profile=["GEN"], breakdowns=["AGE", "GEN"])
    records = ["111"] * 40 + ["12."] * 40 + ["212"] * 40
    answer = attack(exact(girls, counted(girls, records), {"Q1/GEN=1"}))
    assert not any("GEN=2" in audit._named(tried) and tried["counts"]["1"][1] for tried in answer["attacked"])


@pytest.mark.usefixtures("nothing_left_to_chance")
def test_of_a_pick_item_nobody_ticks_more_than_allowed_or_beside_the_exclusive_option() -> None:
    picks = a_questionnaire(single("GEN", "12"), pick("P1", "12349", maximum=2), profile=["GEN"], breakdowns=["GEN"])
    records = ["1111000"] * 50 + ["1200001"] * 40 + ["1201100"] * 5
    answer = attack(exact(picks, counted(picks, records), {"P1/GEN=2"}))
    assert found(answer, "P1", "all", "GEN=1")["counts"] == {"1": [0, 0], "2": [5, 5], "3": [5, 5], "4": [0, 0], "9": [40, 40]}
    # With only the total known, exclusive ticks still leave room for no others.
    alone = json.loads(exact(picks, counted(picks, records), {"P1/GEN=2", "P1/GEN=1"}))
    alone["cells"]["P1/"]["counts"]["P1_9"]["1"] = 95
    assert "The numbers of P1 contradict one another." in attack(json.dumps(alone).encode())["faults"]


def test_numbers_that_contradict_one_another_are_found_whatever_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attacking, "_SHARE_OF_THE_HARMLESS", 0.0)
    document = json.loads(exact(GENDERS, counted(GENDERS, ["111100"] * 60 + ["122100"] * 60), set()))
    assert attack(json.dumps(document).encode())["faults"] == []
    document["cells"]["Q1/GEN=1"] = {"base": 61, "counts": {"Q1": {"1": 61, "2": 0, "3": 0}}}
    assert "The numbers of Q1 contradict one another." in attack(json.dumps(document).encode())["faults"]


@pytest.mark.usefixtures("nothing_left_to_chance")
def test_bands_whose_size_the_other_items_tell_bound_an_item() -> None:
    bands = a_questionnaire(single("Q1"), single("YOUNG", bands="1"), breakdowns=["AGE"])
    records = ["111"] * 40 + ["23."] * 8
    answer = attack(exact(bands, counted(bands, records), {"Q1/AGE=1", "Q1/AGE=2"}))
    eldest = found(answer, "Q1", "AGE=2")
    assert eldest["base"] == [0, 8]  # 48 took part and 40 of them were asked YOUNG; that all of them answered is not told by age
    assert eldest["counts"]["3"] == [8, 8] or eldest["counts"]["3"][1] == 8


def test_a_suara_release_of_the_same_children_withstands() -> None:
    cube = counted(GENDERS, ["111100"] * 60 + ["122100"] * 60 + ["133010"] * 7)
    release = a_release(GENDERS, protected(GENDERS, cube))
    verdict = audit.judged(attack(written(release)), release, cube)
    assert verdict.ok
    assert verdict.with_truth
    assert verdict.tried["hidden_groups"] > 0
    assert audit.judged(attack(written(release)), release).ok


# The judge


def test_the_judge_finds_what_peers_publish_wanting() -> None:
    records = ["111100"] * 60 + ["122100"] * 60 + ["133010"] * 7
    cube = counted(GENDERS, records)
    naive = exact(GENDERS, cube, {"Q1/GEN=3", "P1/GEN=3"})
    release = a_release(GENDERS, protected(GENDERS, cube))
    with_truth, alone = audit.judged(attack(naive), release, cube), audit.judged(attack(naive), release)
    assert not with_truth.ok
    assert not alone.ok
    assert {item for item, _ in with_truth.proved} == {"Q1", "P1"}
    said = " ".join(with_truth.faults)
    assert "can be proved" in said
    assert "estimated too well" in said
    assert not any(character.isdigit() for fault in with_truth.faults for character in fault.split(":")[-1])


@pytest.mark.parametrize(("bands", "few"), FEW_OF_SOME_BANDS)
def test_the_judge_finds_a_band_that_no_table_names_and_conditional_items_tell_of(
    bands: tuple[str, ...], few: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = asked_because_of_q1(*bands)
    cube = counted(survey, answers_of(survey, **few))

    def faults() -> tuple[str, ...]:
        release = a_release(survey, protected(survey, cube))
        return audit.judged(attack(written(release)), release, cube).faults

    assert faults() == ()
    monkeypatch.setattr(suppression, "_told_apart", lambda sets: sets[:1])
    assert "estimated too well" in " ".join(faults())


def test_the_judge_sees_that_the_truth_is_left_out() -> None:
    many = a_questionnaire(*(single(f"Q{n}") for n in range(30)), breakdowns=["AGE"])
    records = some_records(many, 300)
    cube, other = counted(many, records), counted(many, records * 2)
    release = a_release(many, protected(many, cube))
    answer = attack(written(release))
    assert audit.judged(answer, release, cube).ok
    assert "the truth is not among what the file allows" in " ".join(audit.judged(answer, release, other).faults)


def test_a_set_that_was_proved_cannot_be_worked_out_any_more() -> None:
    cube = counted(GENDERS, ["111100"] * 60 + ["122100"] * 60 + ["133010"] * 5)
    left_over = np.flatnonzero(~np.isin(np.arange(cube.layout.cells), cube.layout.cells_of(Group(of=(("GEN", "1"),)))))
    before = protected(GENDERS, cube)
    after = protect(
        cube, GENDERS, codebook(GENDERS), plan(GENDERS), Rules(), bytes(range(32)), frozenset([("Q1", tuple(left_over.tolist()))])
    )
    assert before.cells["Q1/GEN=1"] is not None
    assert after.cells["Q1/GEN=1"] is None
    assert after.cells["P1/GEN=1"] == before.cells["P1/GEN=1"]


# Files that no sound program writes


def tampered(**changes: Any) -> Iterator[str]:
    rests = a_questionnaire(sensitive(single("Q1"), "3"), single("THEN", **asked_if("Q1", "12")), breakdowns=["AGE"])
    release = a_release(rests, protected(rests, counted(rests, some_records(rests, 700, silent=0.05))))
    document = json.loads(written(release))
    assert attack(json.dumps(document).encode())["faults"] == []
    for key, value in changes.items():
        item, _, group = key.partition("__")
        document["cells"][f"{item}/{group.replace('_', '=')}"] = value
    yield from attack(json.dumps(document).encode())["faults"]


def test_a_number_that_is_not_rounded_is_found() -> None:
    assert "A number of Q1 is not rounded." in tampered(Q1__={"base": 601, "counts": {"Q1": {"1": 301, "2": 200, "3": 100}}})


def test_a_base_that_is_not_the_sum_is_found() -> None:
    assert "A base of Q1 is not the sum of its counts." in tampered(
        Q1__={"base": 600, "counts": {"Q1": {"1": 300, "2": 200, "3": 95}}}
    )


def test_an_unplanned_table_is_found() -> None:
    assert "The file does not hold exactly the planned tables." in tampered(Q1__GEN_1=None)


def test_a_table_that_rests_on_a_hidden_one_is_found() -> None:
    assert "THEN is shown where what it rests on is hidden." in tampered(Q1__AGE_1=None)
    assert "Q1 is hidden for all children and shown for some." in tampered(Q1__=None)


def test_numbers_that_contradict_one_another_are_found() -> None:
    assert "The numbers of Q1 contradict one another." in tampered(
        Q1__AGE_1={"base": 60, "counts": {"Q1": {"1": 20, "2": 20, "3": 20}}}
    )


# The process


@pytest.fixture(scope="module")
def release() -> Release:
    return a_release(GENDERS, protected(GENDERS, counted(GENDERS, some_records(GENDERS, 300))))


def test_the_process_finds_what_the_attack_finds_and_is_told_no_setting(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUARA_DATABASE_URL", "sqlite:///secret.db")
    seen: dict[str, Any] = {}
    run = subprocess.run

    def watched(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        seen.update(options, command=command)
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", watched)
    assert audit.attacked(written(release)) == json.loads(json.dumps(attack(written(release))))
    assert not any(name.startswith("SUARA_") for name in seen["env"])
    assert seen["command"][0] == sys.executable
    assert set(seen) == {"command", "input", "stdout", "env", "check"}


def test_an_intruder_that_fails_lets_nothing_through(release: Release) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        audit.attacked(written(release)[:-20])


def test_the_same_release_is_attacked_the_same_way_and_a_tenth_of_the_harmless_is_tried() -> None:
    many = a_questionnaire(*(single(f"Q{n}") for n in range(40)), breakdowns=["AGE"])
    release = written(a_release(many, protected(many, counted(many, some_records(many, 400)))))
    first = attack(release)
    assert first == attack(release)
    harmless = [tried for tried in first["attacked"] if tried["shown"]]
    assert 3 <= len(harmless) <= 25  # of 120


def test_the_intruder_imports_no_database_and_none_of_the_protection() -> None:
    program = (
        "import sys; import app.results.intruder.attack; print(*(m for m in sys.modules if m.startswith(('app', 'sqlalchemy'))))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=dict(os.environ))
    assert set(loaded.stdout.split()) == {
        "app", "app.results", "app.results.intruder", "app.results.intruder.attack", "app.results.intruder.program",
        "app.results.intruder.reading", "app.results.intruder.worlds",
    }  # fmt: skip


# Padding


def test_someone_who_knows_all_children_but_one_is_rarely_sure_of_that_one(release: Release) -> None:
    padding = attack(written(release))["padding"]
    assert padding["certain"] <= 0.005
    assert padding["certain"] > 0  # it does happen: the report must not promise never


def test_the_padding_attack_is_what_playing_it_many_times_gives(release: Release) -> None:
    """Against 20,000 games on drawn noise, at the last digits where the attacker fares best."""
    padding = attack(written(release))["padding"]
    chance = np.random.default_rng(5)
    ks = np.arange(-6, 7)
    weights = np.exp(-(ks**2) / 8)
    weights /= weights.sum()

    def shown(true: int) -> np.ndarray:
        return 5 * np.floor((true + chance.choice(ks, 20_000, p=weights)) / 5 + 0.5).astype(int)

    def law(true: int) -> dict[int, float]:
        chances: dict[int, float] = {}
        for k, weight in zip(ks, weights, strict=True):
            seen = 5 * math.floor((true + k) / 5 + 0.5)
            chances[seen] = chances.get(seen, 0) + weight
        return chances

    best = 0.0
    for first, second in product(range(20, 25), repeat=2):
        with_rare, without = (law(first + 1), law(second)), (law(first), law(second + 1))
        rare = [
            0.2 * with_rare[0].get(a, 0) * with_rare[1].get(b, 0) for a, b in zip(shown(first + 1), shown(second), strict=True)
        ]
        again = zip(shown(first + 1), shown(second), strict=True)
        sure = sum(
            (likely := 0.2 * with_rare[0].get(a, 0) * with_rare[1].get(b, 0))
            > 0.95 * (likely + 0.8 * without[0].get(a, 0) * without[1].get(b, 0))
            for a, b in again
        )
        assert len(rare) == 20_000
        best = max(best, sure / 20_000)
    assert best == pytest.approx(padding["certain"], abs=0.002)


# The report


def test_the_report_can_be_read_by_somebody_who_knows_no_statistics(release: Release) -> None:
    words = audit.in_words(audit.judged(attack(written(release)), release), "K7Q/1")
    assert words.startswith("Attack on release K7Q/1: it withstood.")
    assert "groups of children that are hidden" in words
    assert "no longer there" in words
    failed = audit.Verdict(
        {"hidden_groups": 1, "hidden_counts": 3, "shown_counts": 0, "linear_programs": 6},
        ("Q1: bad.",),
        None,
        {"certain": 0.004},
        True,
    )
    assert "SOMETHING WAS FOUND" in audit.in_words(failed, "K7Q/1")
    assert "Found: Q1: bad." in audit.in_words(failed, "K7Q/1")
