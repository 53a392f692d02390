"""A survey goes through the thirteen gates, is approved by a second person, opened as a real wave, and answered by a child."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.accounts.models import Role
from app.database import reading, writing
from app.surveys import versions, waves
from app.surveys.models import WaveState
from app.surveys.starter import starter
from tests.browser.child import answer_everything, begin, records, send
from tests.browser.conftest import LiveServer, PageAt
from tests.browser.gates import (
    RECORDED,
    bring_voices,
    fill,
    find_out_and_try,
    in_days,
    review,
    say_who_sees_to_it,
    voices_are_there,
)
from tests.browser.test_main_job import Desk

SIZES = [(360, 640), (1280, 800)]


@pytest.fixture
def facilitator(live_server: LiveServer, page_at: PageAt) -> Desk:
    with writing(live_server.engine) as session:
        versions.save_sound(session, starter())
    return Desk(page_at(1280, 800, javascript=False), live_server, Role.FACILITATOR)


def complete_the_language(server: LiveServer, office: Page, reviewer: Page) -> None:
    """Bring the voices that are still missing, have the texts reviewed, and see that the gate knows it by itself."""
    gates, audio = office.url, "Audio for children under 11: not recorded (English)"
    voices_are_there(server.engine, "STARTER", "en", but="ACC1")
    office.reload()
    expect(office.locator("#gate-8").get_by_text(audio)).to_be_visible()
    office.locator("#gate-8").get_by_role("link", name="Voices in English").click()
    assert bring_voices(office, office.url, "8-10") > 2
    review(reviewer, f"{server.url}/office/surveys/STARTER/languages/en")
    office.goto(gates)
    expect(office.locator("#gate-8 .mark")).to_have_text("Passed")


def test_a_survey_goes_through_the_gates_to_a_child(live_server: LiveServer, page_at: PageAt, facilitator: Desk) -> None:
    office = facilitator.page
    facilitator.click("New real wave", "link")
    office.get_by_label("Country").select_option("TH")
    office.get_by_label("How many children are expected").fill("400")
    office.get_by_label("How children hear of it").fill("Teachers of twelve schools")
    office.get_by_label("English", exact=True).check()
    facilitator.click("Create the real wave")
    code = office.url.rpartition("/")[2]
    expect(office.get_by_role("heading", name="What would have to be hidden")).to_be_visible()
    facilitator.click("Work through the gates", "link")

    say_who_sees_to_it(office, 4)
    for gate, filled in RECORDED.items():
        fill(office, gate, filled)
        if gate != 10:
            expect(office.locator(f"#gate-{gate} .mark")).to_have_text("Passed")
    for band in starter().bands:
        tried = {"Age group": band.code, "How many": "5", "When": in_days(-20), "What was changed": "Nothing"}
        fill(office, 9, tried)
    expect(office.locator("#gate-9 .mark")).to_have_text("Passed")
    expect(office.locator("#gate-10 .mark")).to_have_text("Passed")

    reviewer = Desk(page_at(1280, 800, javascript=False), live_server, Role.REVIEWER)
    complete_the_language(live_server, office, reviewer.page)
    office.locator("#gate-7").get_by_role("link", name="Services").click()
    find_out_and_try(office, "TH-1387")
    office.goto(f"{live_server.url}/office/waves/{code}/gates")
    expect(office.get_by_role("heading", name="It waits for a reviewer")).to_be_visible()
    expect(office.get_by_role("button", name="Open this wave")).to_have_count(0)

    reviewer.page.goto(f"{live_server.url}/office/waves/{code}/gates")
    reviewer.click("Approve for opening")
    expect(reviewer.page.get_by_role("heading", name="Everything is there")).to_be_visible()

    office.reload()
    facilitator.click("Open this wave")
    expect(office.get_by_role("heading", name="Children can answer now")).to_be_visible()
    with reading(live_server.engine) as session:
        opened = waves.by_code(session, code)
        assert (opened.state, opened.practice) == (WaveState.OPEN, False)
    facilitator.click("What was done", "link")
    expect(office.get_by_text("reviewer@office.test approved it")).to_be_visible()
    expect(office.locator(".log .row")).to_have_count(4 + len(RECORDED) + len(starter().bands))

    phone = page_at(360, 640)
    begin(phone, f"{live_server.url}/{code}", 12)
    expect(phone.get_by_text("Practice")).to_have_count(0)
    answer_everything(phone)
    send(phone)
    expect(phone.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert len(records(live_server)) == 1


@pytest.mark.parametrize(("size", "scheme"), list(product(SIZES, ["light", "dark"])))
def test_every_page_of_fielding_can_be_used_by_everybody(
    live_server: LiveServer, page_at: PageAt, size: tuple[int, int], scheme: str
) -> None:
    with writing(live_server.engine) as session:
        code = versions.save_sound(session, starter()).document.code
        waves.create(session, code, "TH", practice=False, code="REAL")
    steward = Desk(page_at(*size), live_server, Role.STEWARD)
    page = steward.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in (
        "/surveys/STARTER/waves/new?kind=real",
        "/waves/REAL",
        "/waves/REAL/edit",
        "/waves/REAL/gates",
        "/waves/REAL/log",
        "/services/TH",
        "/services/MM",
        "/accounts",
        "/log",
        "/me",
    ):
        page.goto(f"{live_server.url}/office{path}")
        _is_accessible(page)
        if page.locator("summary").count():
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            _is_accessible(page)


def _is_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert beyond == 0, f"{page.url} is wider than the screen"
