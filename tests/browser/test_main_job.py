"""The main job, from sign-in to a downloaded file, as the people of Suara do it: in a browser, without script in the office."""

import csv
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import Role
from app.cli import counter, simulating
from app.database import writing
from app.surveys import versions
from app.surveys.starter import starter
from tests.browser.child import answer_everything, begin, records, send
from tests.browser.conftest import LiveServer, PageAt
from tests.office import PASSWORD, an_account

CLICKS = 2
"""Signing in, and opening: from the door to a starter survey that is open for practice. docs/fielding.md says so."""


class Desk:
    """Somebody's page in the office, counting clicks."""

    def __init__(self, page: Page, server: LiveServer, role: Role) -> None:
        self.page = page
        self.clicks = 0
        email = an_account(server.engine, role)
        page.goto(f"{server.url}/office")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        self.click("Sign in")

    def click(self, name: str, kind: str = "button") -> None:
        """Click what is called so."""
        self.clicks += 1
        self.page.get_by_role(kind, name=name).first.click()  # type: ignore[arg-type]


@pytest.fixture
def facilitator(live_server: LiveServer, page_at: PageAt) -> Desk:
    with writing(live_server.engine) as session:
        versions.save_sound(session, starter())
    return Desk(page_at(1280, 800, javascript=False), live_server, Role.FACILITATOR)


def test_a_survey_goes_from_sign_in_to_a_file_that_a_ministry_downloads(
    live_server: LiveServer, page_at: PageAt, facilitator: Desk
) -> None:
    office = facilitator.page
    facilitator.click("Open a practice wave now")
    assert facilitator.clicks == CLICKS
    expect(office.get_by_role("heading", name="Children can answer now")).to_be_visible()
    code = office.url.rpartition("/")[2]
    expect(office.get_by_role("img", name="QR code")).to_be_visible()
    expect(office.get_by_text("fewer than 50")).to_be_visible()

    for age in (9, 12, 16):
        phone = page_at(360, 640)
        begin(phone, f"{live_server.url}/{code}", age)
        answer_everything(phone)
        send(phone)
        expect(phone.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert len(records(live_server)) == 3
    with ThreadPoolExecutor() as elsewhere:  # Playwright keeps an event loop in this thread
        sent = elsewhere.submit(simulating.run, live_server.engine, live_server.settings, code, 260, 1)
        assert sent.result() == (260, 260)
    counter.settle(live_server.counting_engine)
    office.reload()
    expect(office.get_by_text("At least 250")).to_be_visible()
    assert "263" not in office.content()

    office.locator("summary", has_text="Close").click()
    facilitator.click(f"Close {code} for ever")
    expect(office.get_by_role("heading", name="This wave is over")).to_be_visible()

    steward = Desk(page_at(1280, 800, javascript=False), live_server, Role.STEWARD)
    steward.page.goto(f"{live_server.url}/office/waves/{code}")
    steward.click("Ask for the release", "link")
    steward.click("Ask for the release")
    expect(steward.page.get_by_role("heading", name="The counter is at work")).to_be_visible()
    while counter.work(live_server.counting_engine):
        pass
    steward.click("Look again", "link")
    expect(steward.page.get_by_role("heading", name="It is published")).to_be_visible()

    official = Desk(page_at(1280, 800, javascript=False), live_server, Role.OFFICIAL)
    official.page.goto(f"{live_server.url}/results/{code}/1")
    expect(official.page.get_by_role("heading", name="Being online: what children say")).to_be_visible()
    expect(official.page.get_by_text("Practice: not a real survey").first).to_be_visible()
    with official.page.expect_download() as download:
        official.click("tables.csv", "link")
    with download.value.path().open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["wave"] for row in rows} == {code}
    assert any(row["count"] for row in rows)


def test_a_real_wave_of_the_starter_is_refused_with_the_list_of_what_is_missing(facilitator: Desk) -> None:
    office = facilitator.page
    facilitator.click("New real wave", "link")
    facilitator.click("Create the real wave")
    gates = office.locator(".gate")
    expect(gates).to_have_count(13)
    expect(office.get_by_text("not recorded").first).to_be_visible()
    expect(office.get_by_role("button", name="Open this wave")).to_have_count(0)
    code = office.url.rpartition("/")[2]
    answer = office.request.post(f"{office.url}/open", headers={"sec-fetch-site": "same-origin"})
    assert answer.status == 409
    assert "not recorded" in answer.text()
    assert office.request.get(office.url.replace("/office/waves", "")).status != 200, f"{code} must not be open to children"
