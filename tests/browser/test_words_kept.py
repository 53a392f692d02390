"""What is typed on the page of a language is saved as it is typed: no tab, connection, sign-in or other person loses it."""

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.accounts.creating import create_account
from app.accounts.models import Role
from app.database import reading, writing
from app.studio.translating.saving import add_language, document_of
from app.surveys import versions
from tests.browser.conftest import LiveServer, PageAt
from tests.office import PASSWORD
from tests.studio.translating.desk import a_survey_to_translate, translate_all

EMAIL = "ana@office.test"


@pytest.fixture
def thai(live_server: LiveServer) -> str:
    """The address of a survey's Thai, still empty."""
    with writing(live_server.engine) as session:
        versions.save(session, a_survey_to_translate())
        ana = create_account(session, EMAIL, "Ana", Role.FACILITATOR, PASSWORD).id or 0
        add_language(session, "TEST", "th", ana)
    return f"{live_server.url}/office/surveys/TEST/languages/th"


def come_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", name="Thai ไทย")).to_be_visible()


def stands(server: LiveServer) -> Mapping[str, Any]:
    with reading(server.engine) as session:
        return document_of(session, "TEST")


def saving(page: Page) -> Any:
    return expect(page.locator(".saving"))


def saves(page: Page) -> Any:
    """Until what was just written is saved: the word may still stand there from the time before."""
    return page.expect_response(lambda answer: answer.request.method == "POST" and "/languages/" in answer.url)


def title(page: Page) -> Any:
    return page.get_by_label("Title", exact=True)


def test_what_is_typed_is_saved_and_looked_at_at_once(thai: str, live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at(360, 640)
    come_in(page, f"{thai}?sheet=Q1")
    field = page.get_by_label("Question 8-10").first
    field.fill("ข้อไหน? ข้อไหนอีก?")
    saving(page).to_have_text("Saved")
    assert stands(live_server)["items"][0]["wording"]["th"] == {"1": "ข้อไหน? ข้อไหนอีก?"}
    with saves(page):
        field.fill("สบายดีไหม")
    saving(page).to_have_text("Saved")
    expect(page.locator("#how-far")).to_contain_text("1/")
    expect(page.locator('[id="h:items.Q1.wording.1"]')).to_contain_text("characters, at most 60 characters")


def test_a_list_of_what_is_to_do_goes_on_being_saved(thai: str, live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    come_in(page, f"{thai}?show=todo")
    title(page).fill("หนึ่ง")
    saving(page).to_have_text("Saved")
    with saves(page):
        title(page).fill("หนึ่งสอง")
        page.get_by_label("Name of age group 1").fill("แปดถึงสิบ")
    saving(page).to_have_text("Saved")
    expect(page.locator("#sheets")).to_contain_text("To do:")
    with saves(page):
        title(page).fill("หนึ่งสองสาม")
        title(page).press("Tab")
    saving(page).to_have_text("Saved")
    assert stands(live_server)["title"]["th"] == "หนึ่งสองสาม"
    assert stands(live_server)["bands"][0]["label"]["th"] == "แปดถึงสิบ"


def test_a_tab_that_closes_in_the_middle_of_a_word_has_saved_it(thai: str, page_at: PageAt) -> None:
    page = page_at()
    come_in(page, thai)
    title(page).fill("ปิดแท็บ")
    page.close(run_before_unload=True)
    again = page_at()
    come_in(again, thai)
    expect(title(again)).to_have_value("ปิดแท็บ")


def test_who_is_signed_out_or_without_connection_keeps_every_word(thai: str, live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    come_in(page, thai)
    kept = page.context.cookies()
    page.context.clear_cookies()
    title(page).fill("ยังอยู่")
    saving(page).to_contain_text("you are signed out")
    page.get_by_role("button", name="Save these texts").click()
    saving(page).to_contain_text("you are signed out")
    expect(title(page)).to_have_value("ยังอยู่")
    page.context.add_cookies([{"name": one["name"], "value": one["value"], "url": live_server.url} for one in kept])
    page.context.set_offline(True)
    page.get_by_role("button", name="Save these texts").click()
    saving(page).to_contain_text("no connection")
    page.context.set_offline(False)
    page.get_by_role("button", name="Save these texts").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    assert stands(live_server)["title"]["th"] == "ยังอยู่"


def test_two_at_one_text_see_both_and_neither_is_written_over(thai: str, live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    come_in(page, thai)
    with writing(live_server.engine) as session:
        translate_all(session, "TEST", "th", 1)
    title(page).fill("ของฉัน")
    saving(page).to_have_text("Somebody else wrote here too: choose below")
    page.get_by_label("Name of age group 1").fill("แปดถึงสิบ")
    saving(page).to_have_text("Somebody else wrote here too: choose below")
    assert stands(live_server)["title"]["th"] == "th A test"
    expect(page.locator('[id="h:title"]')).to_contain_text("“th A test”")
    page.get_by_role("button", name="Save these texts").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    assert stands(live_server)["title"]["th"] == "ของฉัน"


def test_who_takes_the_others_words_has_them(thai: str, live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at(javascript=False)
    come_in(page, thai)
    with writing(live_server.engine) as session:
        translate_all(session, "TEST", "th", 1)
    title(page).fill("ของฉัน")
    page.get_by_role("button", name="Save these texts").click()
    page.get_by_role("button", name="Take theirs").click()
    expect(title(page)).to_have_value("th A test")
    assert stands(live_server)["title"]["th"] == "th A test"
