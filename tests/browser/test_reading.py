"""The reading room in a real browser: questions one by one, releases side by side, all children beside those who answered."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from app.database import writing
from app.results import asking, preparing
from app.surveys import versions, waves
from app.surveys.population import Population
from app.surveys.starter import starter
from tests.browser.conftest import LiveServer, PageAt
from tests.makers import an_open_wave
from tests.results.children import sent_to, some_records

CENSUS = Population(source="A census of 2026", shares={"AGE": {"1": 50.0, "2": 20.0, "3": 30.0}})
PAGES = (
    "/results",
    "/results/K7Q/1",
    "/results/K7Q/1/questions/CON1",
    "/results/K7Q/1/questions/VOI1",
    "/results/surveys/STARTER",
)


@pytest.fixture
def two_releases(live_server: LiveServer) -> None:
    """Two releases of the starter survey, one of them of more than a thousand children, beside a census."""
    for code, number, country in (("K7Q", 1_100, "TH"), ("SECOND", 300, "ID")):
        with writing(live_server.engine) as session:
            wave = an_open_wave(session, starter().model_dump(mode="json"), code=code)
            wave.country = country
            waves.compare_with(session, wave, CENSUS)
            questionnaire, _ = versions.questionnaire_of(session, wave)
        sent_to(live_server.engine, wave, some_records(questionnaire, number))
        with writing(live_server.engine) as session:
            waves.close(session, waves.by_code(session, code))
            asking.request(session, waves.by_code(session, code), "steward@example.org")
        assert preparing.work(live_server.counting_engine)


@pytest.mark.usefixtures("two_releases")
@pytest.mark.parametrize(("width", "height", "scheme"), [(360, 640, "light"), (1280, 800, "dark")])
def test_every_page_has_room_can_be_tapped_and_satisfies_axe(
    live_server: LiveServer, page_at: PageAt, width: int, height: int, scheme: str
) -> None:
    plain, page = page_at(width, height, javascript=False), page_at(width, height)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{live_server.url}/results/surveys/STARTER")
    indicator = page.locator("table a").first.get_attribute("href")
    assert indicator is not None
    for path in (*PAGES, indicator):
        plain.goto(f"{live_server.url}{path}")
        assert plain.evaluate("document.documentElement.scrollWidth") <= width, path
        for link in plain.locator(".crumbs a, .beside a, .alone a, .filter a").all():
            box = link.bounding_box()
            assert box is not None
            assert box["height"] >= 24
        page.goto(f"{live_server.url}{path}")
        for summary in page.locator(".one summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"


@pytest.mark.usefixtures("two_releases")
def test_a_reader_goes_from_the_list_to_countries_side_by_side_and_to_one_question(
    live_server: LiveServer, page_at: PageAt
) -> None:
    page = page_at(360, 640, javascript=False)
    page.goto(f"{live_server.url}/results")
    page.get_by_role("link", name="Indonesia").first.click()
    assert page.locator(".releases li").count() == 1
    page.get_by_role("link", name="Being online: what children say").first.click()
    assert page.locator("thead").first.locator("th").count() == 3
    page.locator("table a").first.click()
    assert page.locator(".bars").count() == 1
    page.locator("table a", has_text="Thailand").click()
    assert page.get_by_role("heading", name="Beside all children").is_visible()
    page.get_by_role("link", name="Groups side by side, and a picture").first.click()
    assert page.locator(".multiples .card").count() >= 6
    page.get_by_role("link", name="The next question").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PNG", exact=True).click()
    assert waiting.value.suggested_filename.endswith(".png")
