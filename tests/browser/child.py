"""What a child does in a browser, as tests say it."""

import re

from playwright.sync_api import Locator, Page

from app.database import writing
from app.surveys.starter import starter
from tests.browser.conftest import LiveServer
from tests.makers import a_survey, an_open_wave, open_text, pick, says, sensitive, single

NEUTRAL = "https://www.wikipedia.org/"


def open_starter(server: LiveServer) -> str:
    """The starter, open; the address that children type."""
    with writing(server.engine) as session:
        an_open_wave(session, starter().model_dump(mode="json"), code="K7")
    return f"{server.url}/K7"


def open_small(server: LiveServer) -> str:
    """A short survey with one item of each sort, open. Its record: AGE Q1 Q2 P_1 P_2 P_3 P_9 HARD Q3."""
    items = (
        single("Q1"),
        single("Q2", asked_if={"any": [{"item": "Q1", "codes": ["2"]}]}, asked_if_in_words=says("If not, tap Continue.")),
        pick("P", "1239"),
        sensitive(single("HARD", bands="2"), "23", "S2"),
        open_text("T"),
        single("Q3"),
    )
    with writing(server.engine) as session:
        an_open_wave(session, a_survey(*items), code="SMALL")
    return f"{server.url}/SMALL"


def records(server: LiveServer) -> list[str]:
    """The records that stand in the database, as the counter may read them."""
    with server.counting_engine.connect() as connection:
        return sorted(connection.exec_driver_sql("SELECT record FROM submission").scalars())


def remarks(server: LiveServer) -> list[str]:
    """The open texts that stand in the database."""
    with server.counting_engine.connect() as connection:
        return sorted(connection.exec_driver_sql("SELECT text FROM remark").scalars())


def here(page: Page) -> Locator:
    """The section in sight (in the review: the first of them)."""
    return page.locator("form > section:visible").first


def question(page: Page) -> str:
    """What is asked in sight."""
    return here(page).locator("h2:visible, h3:visible").last.inner_text()


def onwards(page: Page, times: int = 1) -> None:
    """Tap Continue."""
    for _ in range(times):
        here(page).locator("a.go").click()


def choose(page: Page, *labels: str) -> None:
    """Tap answers by their words."""
    for label in labels:
        here(page).locator("label", has_text=re.compile(f"^{re.escape(label)}$")).click()


def begin(page: Page, url: str, age: int) -> None:
    """From the welcome to the first question, by way of Yes."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{url}/en")
    page.get_by_role("link", name=str(age), exact=True).click()
    here(page).locator("a.even").first.click()
    if page.locator("#check:visible").count():
        here(page).locator("a.even").first.click()


def answer_everything(page: Page) -> None:
    """The second answer to each question, up to the review."""
    while here(page).get_attribute("id") != "see":
        labels = here(page).locator("label")
        if labels.count():
            labels.nth(1).click()
        onwards(page)


def send(page: Page) -> None:
    """Tap Send my answers."""
    page.locator("button[type=submit]").click()
