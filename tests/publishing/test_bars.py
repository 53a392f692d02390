import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.publishing.bars import FULL, Figure, bar_share, chart, wrapped
from app.publishing.figures import Status


def test_a_bar_is_as_long_as_its_share_and_labels_never_overlap() -> None:
    long = Figure("A label so long that it needs two lines", 100, "100%")
    drawn = chart("c", "Title", [Figure("Never", 50, "50%"), long, Figure("x", None, "-")])
    assert [bar.width for bar in drawn.bars] == [FULL / 2, FULL, 0]
    assert [len(bar.lines) for bar in drawn.bars] == [1, 2, 1]
    heights = [height for bar in drawn.bars for height in (*(line for line, _ in bar.lines), bar.top)]
    assert heights == sorted(heights)
    assert drawn.height > heights[-1]


def test_words_too_long_to_stand_beside_a_bar_take_its_place_below_the_label() -> None:
    drawn = chart("c", "", [Figure("Often", None, "many did not know, or chose not to say"), Figure("Never", 50, "50%")])
    often, never = drawn.bars
    assert [line for _, line in often.instead] == ["many did not know, or chose not to", "say"]
    assert never.instead == ()
    heights = [*(height for height, _ in (*often.lines, *often.instead)), never.lines[0][0], never.top]
    assert heights == sorted(heights)
    assert chart("c", "", [Figure("Often", None, "not shown")]).bars[0].instead == ()


def test_a_chart_says_in_words_what_it_shows() -> None:
    drawn = chart("c", "How often?", [Figure("Never", 45, "45%"), Figure("Often", None, "few or none", Status.NORMAL)])
    assert drawn.title == "How often?"
    assert drawn.description == "Never: 45%; Often: few or none."


def test_what_is_only_known_to_be_nearly_all_is_drawn_to_ninety_five() -> None:
    assert bar_share(None, "95% or more") == 95
    assert bar_share(None, "few or none") is None
    assert bar_share(40, "") == 40


@given(st.text(max_size=200), st.integers(4, 40))
def test_wrapping_loses_nothing_but_spaces(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "အင်တာနက်ပေါ်မှာစိတ်မကောင်းဖြစ်ခဲ့ဒါမှမဟုတ်အနိုင်ကျင့်ခံရပြီးကူညီခံရတဲ့ကလေးများ",
            ["အင်တာနက်ပေါ်မှာစိတ်မကောင်း", "ဖြစ်ခဲ့ဒါမှမဟုတ်အနိုင်ကျင့်ခံရ", "ပြီးကူညီခံရတဲ့ကလေးများ"],
        ),
        (
            "ទៅ\u200bលើ\u200bអ៊ីនធឺណិត៖អ្វី\u200bដែល\u200bក្មេងៗ\u200bប្រាប់",
            ["ទៅ\u200bលើ\u200bអ៊ីនធឺណិត៖អ្វី\u200bដែល\u200bក្មេងៗ\u200b", "ប្រាប់"],
        ),
        ("ໂລກ\u200bອິນເຕີເນັດສິ່ງ\u200bທີ່\u200bເດັກນ້ອຍ\u200bບອກ", ["ໂລກ\u200bອິນເຕີເນັດສິ່ງ\u200bທີ່\u200bເດັກນ້ອຍ\u200b", "ບອກ"]),
        ("ทำให้อินเทอร์เน็ตปลอดภัยสำหรับเด็ก", ["ทำให้อินเทอร์เน็ตปลอดภัย", "สำหรับเด็ก"]),
    ],
)
def test_scripts_without_spaces_are_cut_between_words_or_syllables_and_never_within_one(text: str, lines: list[str]) -> None:
    assert wrapped(text, 20) == lines


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["Lo", "Mn", "Mc"]), max_size=80))
def test_no_line_begins_with_a_mark_that_belongs_to_the_letter_before(text: str) -> None:
    for line, following in pairwise(wrapped(text, 8)):
        assert line
        assert following[0] < "\u0e00" or following[0] > "\u17ff" or unicodedata.category(following[0]) not in {"Mn", "Mc"}


@pytest.mark.parametrize(
    "text",
    [
        "make apps and games safer from the start, please",
        "ทำให้อินเทอร์เน็ตปลอดภัยสำหรับเด็กทุกคนในประเทศไทย",
        "让互联网对所有儿童更安全",
    ],
)
def test_lines_are_short_enough_for_a_phone(text: str) -> None:
    lines = wrapped(text, 20)
    assert len(lines) > 1
    assert all(len(line) <= 40 for line in lines)
    if " " in text:
        assert all(len(line) <= 20 for line in lines)
