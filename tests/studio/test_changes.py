"""Changes: each can be taken back, those of different places do not mind each other, and none writes over another."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.studio.changes import Move, Put, Stale, apply, between, codes, inverse, merge, value_at
from app.studio.step import step_of
from tests.makers import a_survey, pick, says, single

DOCUMENT = a_survey(single("Q1"), pick("Q2"), single("Q3", asked_if={"any": [{"item": "Q1", "codes": ["1"]}]}))
TEXTS = [
    ("title", "en"),
    ("title", "th"),
    ("welcome", "en", "1"),
    ("check", "en", "2"),
    *[("items", item, "wording", language, band) for item in ("Q1", "Q2") for language in ("en", "th") for band in "12"],
    ("items", "Q3", "asked_if_in_words", "th", "1"),
    ("items", "Q1", "options", "2", "label", "en", "1"),
    ("items", "Q2", "options", "9", "label", "km", "2"),
]
VALUES = [
    (("items", "Q1", "level"), "S1"),
    (("items", "Q1", "options", "1", "sensitive"), True),
    (("items", "Q2", "maximum"), 1),
    (("items", "Q3", "asked_if"), None),
    (("items", "Q3", "bands"), ["1"]),
    (("closing",), "Q3"),
    (("breakdowns",), ["AGE"]),
    (("items", "Q2", "options", "9"), None),
    (("items", "Q2"), None),
    (("items", "NEW"), single("NEW")),
    (("items", "Q1", "options", "7"), {"code": "7", "label": {}}),
    (("places", "REG"), {"code": "REG", "label": {"en": "Region"}, "categories": []}),
]

BEHIND = st.sampled_from([None, "Q1", "1", "Q3"])


def put(document: dict[str, Any], place: tuple[str, ...], becomes: Any = None, behind: str | None = None) -> Put:
    return Put(place=place, was=value_at(document, place), becomes=becomes, behind=behind)


texts = st.builds(
    lambda place, text: put(DOCUMENT, place, text),
    st.sampled_from(TEXTS),
    st.one_of(st.none(), st.text("abc", min_size=1, max_size=3)),
)
values = st.builds(lambda one, behind: put(DOCUMENT, one[0], one[1], behind), st.sampled_from(VALUES), BEHIND)
moves = st.builds(
    lambda place, behind: Move(place=place, behind=behind if place[0] == "items" and len(place) == 2 else None),
    st.sampled_from([("items", "Q1"), ("items", "Q3"), ("items", "Q2", "options", "2")]),
    st.sampled_from([None, "Q1", "Q2", "Q3"]),
)
changes = st.one_of(texts, values, moves)


@given(changes)
def test_a_change_and_then_its_inverse_leave_the_document_as_it_was(change: Put | Move) -> None:
    back = inverse(DOCUMENT, change)
    assert apply(apply(DOCUMENT, change), back) == DOCUMENT


@given(st.lists(changes, max_size=6))
def test_a_step_of_many_changes_is_taken_back_whole(wanted: list[Put | Move]) -> None:
    after, made, _ = merge(DOCUMENT, wanted)
    before, _, clashes = merge(after, step_of(DOCUMENT, made).back)
    assert before == DOCUMENT
    assert not clashes


@given(st.one_of(texts, values), st.one_of(texts, values, moves))
def test_changes_of_different_places_come_to_the_same_in_either_order(one: Put, other: Put | Move) -> None:
    shorter, longer = sorted((one.place, other.place), key=len)
    if longer[: len(shorter)] == shorter or (one.was is None and other.place[:-1] == one.place[:-1]):
        return
    if isinstance(other, Move) and other.behind == one.place[-1]:
        return
    assert apply(apply(DOCUMENT, one), other) == apply(apply(DOCUMENT, other), one)


@given(changes)
def test_the_old_document_stays_as_it_is(change: Put | Move) -> None:
    before = json.dumps(DOCUMENT)
    apply(DOCUMENT, change)
    assert json.dumps(DOCUMENT) == before


def test_what_somebody_else_has_changed_is_not_written_over() -> None:
    place = ("items", "Q1", "wording", "en", "1")
    mine, theirs = put(DOCUMENT, place, "Mine?"), put(DOCUMENT, place, "Theirs?")
    with pytest.raises(Stale) as stale:
        apply(apply(DOCUMENT, theirs), mine)
    assert stale.value.theirs == "Theirs?"
    assert not stale.value.gone


def test_two_who_made_the_same_change_agree() -> None:
    same = put(DOCUMENT, ("items", "Q1", "level"), "S1")
    once = apply(DOCUMENT, same)
    assert apply(once, same) == once


def test_a_change_to_what_is_gone_says_so_and_the_others_are_made() -> None:
    gone = apply(DOCUMENT, put(DOCUMENT, ("items", "Q2"), None))
    lost = Put(place=("items", "Q2", "wording", "th", "1"), becomes="ถาม")
    kept = put(DOCUMENT, ("title", "en"), "Another")
    after, made, (clash,) = merge(gone, [lost, kept])
    assert clash.gone
    assert made == (kept,)
    assert after["title"] == {"en": "Another"}
    assert codes(after, ("items",)) == ("Q1", "Q3")


def test_a_removed_question_leaves_the_conditions_that_named_it() -> None:
    after = apply(DOCUMENT, put(DOCUMENT, ("items", "Q1"), None))
    assert value_at(after, ("items", "Q3", "asked_if")) == {"any": [{"item": "Q1", "codes": ["1"]}]}


def test_a_new_question_stands_where_it_was_put() -> None:
    new = single("NEW")
    assert codes(apply(DOCUMENT, put(DOCUMENT, ("items", "NEW"), new, "Q1")), ("items",)) == ("Q1", "NEW", "Q2", "Q3")
    assert codes(apply(DOCUMENT, put(DOCUMENT, ("items", "NEW"), new)), ("items",)) == ("NEW", "Q1", "Q2", "Q3")
    assert codes(apply(DOCUMENT, put(DOCUMENT, ("items", "NEW"), new, "GONE")), ("items",)) == ("Q1", "Q2", "Q3", "NEW")


def test_a_move_behind_what_is_gone_is_not_made() -> None:
    with pytest.raises(Stale):
        apply(DOCUMENT, Move(place=("items", "Q1"), behind="GONE"))


def test_an_emptied_optional_text_is_gone_and_a_needed_one_stays_empty() -> None:
    with_check = apply(DOCUMENT, put(DOCUMENT, ("check", "en", "1"), "Yes?"))
    assert apply(with_check, put(with_check, ("check", "en", "1"), None)) == DOCUMENT
    emptied = apply(DOCUMENT, put(DOCUMENT, ("items", "Q1", "wording", "en", "1"), None))
    assert value_at(emptied, ("items", "Q1", "wording")) == {}
    assert value_at(emptied, ("items", "Q1", "options", "1", "label")) == says("Answer 1")


@given(st.lists(changes, max_size=8))
def test_the_changes_between_two_documents_make_the_second_of_the_first(wanted: list[Put | Move]) -> None:
    after, _, _ = merge(DOCUMENT, wanted)
    made, _, clashes = merge(DOCUMENT, between(DOCUMENT, after))
    assert made == after
    assert not clashes
