"""A survey goes through the thirteen gates, is approved by a second person, opened as a real wave, and answered by a child."""

from datetime import timedelta
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app import clock
from app.accounts.models import Role
from app.database import reading, writing
from app.surveys import versions, waves
from app.surveys.models import WaveState
from app.surveys.starter import starter
from tests.browser.child import answer_everything, begin, records, send
from tests.browser.conftest import LiveServer, PageAt
from tests.browser.test_main_job import Desk

SIZES = [(360, 640), (1280, 800)]


def in_days(number: int) -> str:
    return (clock.today() + timedelta(days=number)).isoformat()


RECORDED = {
    1: {"Which decision": "The online safety plan 2027", "Why must": "Only they know what they meet"},
    2: {"Who receives": "Ministry of Education, director"},
    3: {"Planned closing day": in_days(30), "Children hear": in_days(90)},
    4: {"Reference": "ERB-7", "Who reviewed": "national", "Holds until": in_days(200)},
    5: {"How parents": "notified-opt-out"},
    6: {"First lead": "Ana", "Second lead": "Budi", "Who reads": "Ana on odd days, Budi on even ones"},
    8: {"English": "tick", "Who translated": "Dao", "Who reviewed": "Emma"},
    10: {"Accessibility": in_days(-5), "Gone through": in_days(-4)},
    11: {"Which children": "Children without a phone", "How can they": "A teacher reads it out in class"},
    12: {"Facilitator": "Ana", "Accepted": in_days(-100)},
}


@pytest.fixture
def facilitator(live_server: LiveServer, page_at: PageAt) -> Desk:
    with writing(live_server.engine) as session:
        versions.save_sound(session, starter())
    return Desk(page_at(1280, 800, javascript=False), live_server, Role.FACILITATOR)


def fill(page: Page, gate: int, filled: dict[str, str]) -> None:
    """Fill in the form of a gate and save it."""
    card = page.locator(f"#gate-{gate}")
    card.locator("summary", has_text="Record").click()
    for label, value in filled.items():
        field = card.get_by_label(label, exact=False).first
        if value == "tick":
            field.check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    card.get_by_role("button", name="Save").first.click()


def say_who_sees_to_it(page: Page, gate: int) -> None:
    charge = page.locator(f"#gate-{gate}")
    charge.locator("summary", has_text="Who sees to it").click()
    charge.get_by_label("Person").fill("Chai")
    charge.get_by_label("Until", exact=True).fill(in_days(7))
    charge.get_by_role("button", name="Save").last.click()
    expect(charge.get_by_text("Chai sees to it")).to_be_visible()


def find_out_and_try(page: Page, code: str) -> None:
    """Complete what is known of a service, and record that it was tried."""
    service = page.locator(f"#{code}")
    service.locator("summary", has_text="What is known of it").click()
    service.get_by_label("Does a call cost").select_option("yes")
    service.get_by_label("Can a child stay unknown").select_option("yes")
    service.get_by_label("Languages").fill("th en")
    service.get_by_role("button", name="Save").last.click()
    service.locator("summary", has_text="I have tried it").click()
    service.get_by_label("Who tried it").fill("Chai")
    service.get_by_role("button", name="Save").first.click()
    expect(service.get_by_text("Tried on")).to_be_visible()


def test_a_survey_goes_through_the_gates_to_a_child(live_server: LiveServer, page_at: PageAt, facilitator: Desk) -> None:
    office = facilitator.page
    facilitator.click("New real wave", "link")
    office.get_by_label("Country").select_option("TH")
    office.get_by_label("How many children are expected").fill("400")
    office.get_by_label("How children hear of it").fill("Teachers of twelve schools")
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

    office.locator("#gate-7").get_by_role("link", name="Services").click()
    find_out_and_try(office, "TH-1387")
    office.goto(f"{live_server.url}/office/waves/{code}/gates")
    expect(office.get_by_role("heading", name="It waits for a reviewer")).to_be_visible()
    expect(office.get_by_role("button", name="Open this wave")).to_have_count(0)

    reviewer = Desk(page_at(1280, 800, javascript=False), live_server, Role.REVIEWER)
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
