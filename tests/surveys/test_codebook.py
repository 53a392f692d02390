"""The codebook and the plan: which columns there are, and which tables will ever be published."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.surveys.codebook import MISSING, Role, as_json, codebook
from app.surveys.plan import joint_cells, plan, plan_hash
from app.surveys.questionnaire import AGE, Questionnaire, canonical, content_hash
from tests.makers import a_questionnaire, a_survey, a_worked_example, open_text, pick, says, single

WORKED = Questionnaire.model_validate(a_worked_example())


def test_the_codebook_of_the_worked_example_is_that_of_the_contract() -> None:
    rows = {row["code"]: row for row in as_json(codebook(WORKED))}
    assert set(rows["HLP3"]) == {"code", "item", "start", "width", "categories", "role", "bands", "level", "asked_if"}
    assert rows["HLP3"]["asked_if"] == {"any": [{"item": "CON1", "codes": ["2", "3"]}]}
    assert rows["AGE"] == {
        "code": "AGE", "item": "AGE", "start": 0, "width": 1, "categories": {"1": "8 to 10", "2": "14 to 17"},
        "role": "profile", "bands": ["1", "2"], "level": "S0", "asked_if": None,
    }  # fmt: skip
    assert [row["role"] for row in rows.values()] == ["profile"] * 2 + ["item"] * 2 + ["option"] * 3 + ["item", "closing"]
    assert all(row["width"] == 1 for row in rows.values())


def test_profile_comes_first_and_the_closing_feeling_last_wherever_they_stand() -> None:
    place = {
        "code": "PROV",
        "label": {"en": "Province"},
        "categories": [{"code": "1", "label": {"en": "N"}}, {"code": "2", "label": {"en": "S"}}],
    }
    book = codebook(
        a_questionnaire(
            single("A"), pick("P"), single("GEN"), open_text("T"), single("END"), profile=["GEN"], places=[place], closing="END"
        )
    )
    assert [variable.code for variable in book.variables] == ["AGE", "GEN", "PROV", "A", "P_1", "P_2", "P_9", "END"]
    assert [variable.start for variable in book.variables] == list(range(8))
    assert joint_cells(book) == 2 * 4 * 3


def test_labels_are_those_of_the_oldest_band_asked_in_the_default_language() -> None:
    item = single("A")
    item["options"][0]["label"] = {"en": {"1": "young", "2": "old"}}
    assert codebook(a_questionnaire(item)).variable("A").categories["1"] == "old"
    assert codebook(a_questionnaire({**item, "bands": ["1"]}, single("B"))).variable("A").categories["1"] == "young"


def test_missing_kinds_are_never_categories() -> None:
    assert not [v for v in codebook(WORKED).variables if set(v.categories) & set(MISSING)]


def groups(item: str) -> list[str]:
    return next([group.key for group in planned.groups] for planned in plan(WORKED).items if planned.item == item)


def test_an_item_of_all_bands_is_planned_for_every_group_in_order() -> None:
    singles = ["", "AGE=1", "AGE=2", "GEN=1", "GEN=2", "GEN=3"]
    assert groups("HLP1") == [*singles, *(f"AGE={age}+GEN={gender}" for age in "12" for gender in "123")]


def test_an_item_of_one_band_has_no_age_breakdown_and_no_groups_of_other_bands() -> None:
    assert groups("CON1A") == ["", "GEN=1", "GEN=2", "GEN=3", "AGE=1+GEN=1", "AGE=1+GEN=2", "AGE=1+GEN=3"]


def test_profile_and_closing_are_not_planned() -> None:
    assert [planned.item for planned in plan(WORKED).items] == ["CON1A", "CON1", "HLP1", "HLP3"]


def test_a_profile_item_of_one_band_makes_no_groups_for_the_other() -> None:
    questionnaire = a_questionnaire(single("GEN", bands="2"), single("A", bands="1"), profile=["GEN"], breakdowns=["GEN"])
    assert [group.key for group in plan(questionnaire).items[0].groups] == [""]


def test_the_canonical_form_forgets_order_of_keys_and_defaults_and_nothing_else() -> None:
    again = Questionnaire.model_validate_json(canonical(WORKED))
    assert again == WORKED
    assert content_hash(again) == content_hash(WORKED)
    spelled_out = {**a_survey(), "drafts": [], "pairs": []}
    assert content_hash(Questionnaire.model_validate(dict(reversed(spelled_out.items())))) == content_hash(a_questionnaire())
    assert content_hash(a_questionnaire(title={"en": "A test."})) != content_hash(a_questionnaire())


def test_a_corrected_wording_changes_the_version_but_not_the_plan() -> None:
    corrected = a_questionnaire(single("A", wording=says("How?")), breakdowns=[AGE])
    before = a_questionnaire(single("A"), breakdowns=[AGE])
    assert content_hash(before) != content_hash(corrected)
    assert plan_hash(plan(before)) == plan_hash(plan(corrected))
    assert codebook(before) == codebook(corrected)


@given(st.lists(st.sampled_from(["single", "pick", "text"]), min_size=1, max_size=8), st.booleans())
def test_every_choice_item_has_its_columns_once_and_in_order(kinds: list[str], closing: bool) -> None:
    make: dict[str, Callable[[str], dict[str, Any]]] = {"single": single, "pick": pick, "text": open_text}
    items = [make[kind](f"Q{number}") for number, kind in enumerate(kinds)] + [single("END")]
    book = codebook(a_questionnaire(*items, **({"closing": "END"} if closing else {})))
    expected = ["AGE"]
    for item in items:
        if item["kind"] == "single":
            expected.append(item["code"])
        elif item["kind"] == "pick":
            expected.extend(f"{item['code']}_{option}" for option in "129")
    assert [variable.code for variable in book.variables] == expected
    assert book.variables[-1].role is (Role.CLOSING if closing else Role.ITEM)
