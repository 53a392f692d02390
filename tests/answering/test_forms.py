"""The body of a finished form: what a page of ours sends is read, and nothing else is."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.forms import FormReader, version_of
from app.answering.record import Coder
from app.errors import Invalid
from tests.makers import a_form, a_questionnaire, open_text, pick, single

QUESTIONNAIRE = a_questionnaire(single("A"), pick("P", maximum=2), open_text("T", maximum=20))
CODER = Coder(QUESTIONNAIRE)
READER = FormReader(QUESTIONNAIRE, CODER, "2")
NONCE = "0123456789abcdef" * 2
VERSION = "f" * 64


def test_a_form_gives_nonce_record_and_texts() -> None:
    form = READER.read(a_form(VERSION, "A=2", "P=1", "P=2", "T=Hello", nonce=NONCE))
    assert form.nonce == bytes.fromhex(NONCE)
    assert form.record == "22110"
    assert form.texts == {"T": "Hello"}


@pytest.mark.parametrize("written", ["?", "%3F", "%3f"])
def test_an_opt_out_is_known_however_it_is_escaped(written: str) -> None:
    assert READER.read(a_form(VERSION, f"A={written}")).record[1] == "?"


def test_the_order_of_fields_does_not_matter() -> None:
    pairs = ["A=2", "P=1", "P=2"]
    assert READER.read(a_form(VERSION, *pairs)).record == READER.read(a_form(VERSION, *reversed(pairs))).record


@pytest.mark.parametrize(
    "body",
    [
        a_form(VERSION, "ZZ=1"),
        a_form(VERSION, "A=9"),
        a_form(VERSION, "A=1", "A=2"),
        a_form(VERSION, "T=x", "T=y"),
        a_form(VERSION, "A=\xff".encode("latin-1").decode("latin-1")).replace("ÿ".encode(), b"%ff"),
        a_form(VERSION, "A=1", nonce="short"),
        a_form("nothex" * 11, "A=1"),
        b"",
        b"A=1",
        b"\x00\xff\xfe",
    ],
    ids=[
        "unknown item",
        "unknown option",
        "two answers",
        "a text twice",
        "not UTF-8",
        "bad nonce",
        "bad version",
        "empty",
        "bare",
        "noise",
    ],
)
def test_what_no_page_of_ours_sends_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        READER.read(body)
    assert refusal.value.code == "broken-form"


@pytest.mark.parametrize("opt_out", ["%3F", "!"])
def test_a_text_that_the_child_would_rather_not_say_is_not_taken(opt_out: str) -> None:
    assert READER.read(a_form(VERSION, "T=Hello", f"T={opt_out}")).texts == {}
    assert READER.read(a_form(VERSION, "T=", f"T={opt_out}")).texts == {}


def test_an_open_text_is_cleaned_and_cut_at_its_maximum() -> None:
    body = urlencode({"T": "  a\u0301\r\nb\x07\x1b" + "c" * 40, "nonce": NONCE, "version": VERSION[:16]}).encode()
    assert READER.read(body).texts == {"T": "\u00e1\nb" + "c" * 17}


def test_an_open_text_of_blanks_is_no_text() -> None:
    assert READER.read(a_form(VERSION, "T=+%0D%0A+")).texts == {}


@given(st.binary(max_size=300))
def test_no_bytes_at_all_do_anything_but_read_or_be_refused(body: bytes) -> None:
    for attempt in (READER.read, version_of):
        try:
            attempt(body)
        except Invalid as refusal:
            assert refusal.code == "broken-form"  # noqa: PT017 (it may be read, or else refused so)
