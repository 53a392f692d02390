"""Answers to record and back: the worked example line by line, the server's rules, and round trips of anything."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.record import Coder
from app.errors import Invalid
from app.surveys.codebook import Missing
from app.surveys.questionnaire import Questionnaire
from tests.makers import a_questionnaire, a_worked_example, option, pick, sensitive, single

WORKED = Coder(Questionnaire.model_validate(a_worked_example()))


def coded(band: str, coder: Coder = WORKED, /, **answers: str) -> str:
    return coder.encode(band, {item: frozenset(values) for item, values in answers.items()})


@pytest.mark.parametrize(
    ("record", "band", "answers"),
    [
        ("111.100.1", "1", {"GEN": "1", "CON1A": "1", "HLP1": "1", "END1": "1"}),
        ("1!3.001.3", "1", {"GEN": "!", "CON1A": "3", "HLP1": "9", "END1": "3"}),
        ("11?.???.1", "1", {"GEN": "1", "CON1A": "?", "HLP1": "?", "END1": "1"}),
        ("22.2110-1", "2", {"GEN": "2", "CON1": "2", "HLP1": "12", "END1": "1"}),
        ("22.!100.-", "2", {"GEN": "2", "CON1": "!", "HLP1": "1", "HLP3": "1"}),
    ],
)
def test_the_worked_example_is_coded_as_the_contract_says(record: str, band: str, answers: dict[str, str]) -> None:
    assert coded(band, WORKED, **answers) == record


def test_the_columns_of_the_worked_example_stand_where_the_contract_says() -> None:
    starts = {variable.code: variable.start for variable in WORKED.codebook.variables}
    assert starts == {"AGE": 0, "GEN": 1, "CON1A": 2, "CON1": 3, "HLP1_1": 4, "HLP1_2": 5, "HLP1_9": 6, "HLP3": 7, "END1": 8}


def test_an_item_of_another_band_breaks_the_form() -> None:
    with pytest.raises(Invalid, match="not asked") as refusal:
        coded("1", CON1="1")
    assert refusal.value.code == "broken-form"


@pytest.mark.parametrize("answers", [{"GEN": "7"}, {"HLP1": "17"}, {"GEN": "12"}, {"GEN": "1!"}])
def test_an_unknown_option_or_two_answers_to_one_choice_break_the_form(answers: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refusal:
        coded("1", WORKED, **answers)
    assert refusal.value.code == "broken-form"


def test_more_picks_than_allowed_make_the_whole_item_left() -> None:
    coder = Coder(a_questionnaire(pick("P", options="1234", maximum=2), single("Q")))
    assert coded("1", coder, P="123") == "1-----"
    assert coded("1", coder, P="12") == "11100-"


def test_an_exclusive_option_beside_others_is_dropped_after_counting() -> None:
    assert coded("1", HLP1="19")[4:7] == "100"
    assert coded("1", HLP1="129")[4:7] == "---", "three picks are over the maximum of two, before anything is dropped"


def test_an_opt_out_wins_over_options_ticked_beside_it() -> None:
    assert coded("1", HLP1="1?")[4:7] == "???"
    assert coded("1", HLP1="1?!")[4:7] == "!!!"


def test_a_skipped_gate_is_recorded_as_rather_not_say() -> None:
    coder = Coder(a_questionnaire(single("Q"), sensitive(single("HARD", bands="2"), "3", level="S2")))
    assert coded("2", coder) == "2-!"
    assert coded("2", coder, HARD="3") == "2-3"


def test_a_false_condition_makes_an_item_not_asked_whatever_was_sent() -> None:
    assert coded("2", CON1="1", HLP3="2")[7] == "."
    assert coded("2", CON1="2", HLP3="2")[7] == "2"


@pytest.mark.parametrize("band", ["1", "2"])
def test_a_form_with_nothing_answered_has_a_record(band: str) -> None:
    assert coded(band) == {"1": "1--.---.-", "2": "2-.----.-"}[band]


@st.composite
def forms(draw: st.DrawFn) -> tuple[str, dict[str, frozenset[str]]]:
    band = draw(st.sampled_from("12"))
    answers = {}
    for item, offered in WORKED.options(band).items():
        most = 5 if item == "HLP1" else 1
        sent = draw(st.frozensets(st.sampled_from(sorted(offered)), max_size=most))
        if sent:
            answers[item] = sent
    return band, answers


@given(forms())
def test_coding_what_a_record_says_gives_the_record_again(form: tuple[str, dict[str, frozenset[str]]]) -> None:
    band, answers = form
    record = WORKED.encode(band, answers)
    assert len(record) == 9
    assert record.isascii()
    decoded = WORKED.decode(record)
    asked = {item: answer for item, answer in decoded.items() if answer not in (Missing.NOT_ASKED, Missing.NO_ANSWER)}
    sent = {item: frozenset(answer.value) if isinstance(answer, Missing) else answer for item, answer in asked.items()}
    assert WORKED.encode(band, sent) == record


@given(forms())
def test_every_rule_of_the_server_holds_in_every_record(form: tuple[str, dict[str, frozenset[str]]]) -> None:
    band, answers = form
    record = WORKED.encode(band, answers)
    age, _, con1a, con1, *helped, hlp3, _ = list(record)
    assert age == band
    assert (con1a == ".") == (band == "2")
    assert (con1 == ".") == (band == "1")
    assert (hlp3 == ".") == (con1 not in "23")
    ticks = "".join(helped)
    assert ticks in {"---", "???", "!!!", "100", "010", "001", "110"}


def test_a_record_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="9 characters"):
        WORKED.decode("111")


def test_option_codes_need_not_be_positions() -> None:
    item: dict[str, Any] = {**single("Q"), "options": [option("Z", "last"), option("A", "first")]}
    assert coded("1", Coder(a_questionnaire(item)), Q="Z") == "1Z"
