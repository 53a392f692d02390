"""Only local addresses are led back to, and the cookie is as closed as the connection allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.guards import HOME, local

LOCAL = ["/office", "/office/waves/K7", "/office/surveys/STARTER?band=1&language=th", "/office/surveys/A_b-c~d.e"]
ELSEWHERE = [
    "",
    "/",
    "/results",
    "//evil.example",
    "/office//evil.example",
    "/officeevil",
    "/\\evil.example",
    "/office/\\evil",
    "https://evil.example/office",
    "javascript:alert(1)",
    "/office/a b",
    "/office\n",
    "/office/x\r\nSet-Cookie: a=b",
    "/office#x",
    "/office/@evil.example:80",
]


@pytest.mark.parametrize("address", LOCAL)
def test_an_address_of_the_office_is_led_back_to(address: str) -> None:
    assert local(address) == address


@pytest.mark.parametrize("address", ELSEWHERE)
def test_any_other_address_leads_to_the_first_page(address: str) -> None:
    assert local(address) == HOME


@given(st.text())
def test_whatever_is_asked_for_leads_into_the_office(address: str) -> None:
    led = local(address)
    assert led.startswith("/office")
    assert "//" not in led
