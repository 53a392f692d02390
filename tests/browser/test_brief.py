"""The brief in a real browser: on a phone and on a desk, in three languages, on paper, read aloud, and to everybody."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from app.database import writing
from app.results import asking, preparing
from app.results.releases import Stored, by_name
from app.surveys import versions, waves
from app.surveys.starter import starter
from tests.browser.conftest import LiveServer, PageAt
from tests.makers import an_open_wave
from tests.results.children import sent_to, some_records

VERSIONS = ("ministry", "companies", "children")
LANGUAGES = ("en", "id", "th")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where pictures go when somebody wants to look at them."""
    return Path(os.environ.get("SUARA_PICTURES") or tmp_path)


@pytest.fixture
def stored(live_server: LiveServer) -> Stored:
    """A release of the starter survey."""
    with writing(live_server.engine) as session:
        wave = an_open_wave(session, starter().model_dump(mode="json"), code="K7Q")
        questionnaire, _ = versions.questionnaire_of(session, wave)
    sent_to(live_server.engine, wave, some_records(questionnaire, 700))
    with writing(live_server.engine) as session:
        waves.close(session, waves.by_code(session, "K7Q"))
        asking.request(session, waves.by_code(session, "K7Q"), "steward@example.org")
    assert preparing.work(live_server.counting_engine)
    with writing(live_server.engine) as session:
        return by_name(session, "K7Q/1")


def looked_at(page: Page, folder: Path, name: str) -> None:
    """A picture of the whole page, where somebody wants to look at it."""
    page.screenshot(path=folder / f"{name}.png", full_page=True, animations="disabled")


@pytest.mark.parametrize(("width", "height"), [(360, 640), (1280, 800)])
def test_every_brief_has_room_on_every_screen_without_a_script(
    live_server: LiveServer, page_at: PageAt, stored: Stored, width: int, height: int, pictures: Path
) -> None:
    page = page_at(width, height, javascript=False)
    for language in LANGUAGES:
        for version in VERSIONS:
            page.goto(f"{live_server.url}/results/{stored.name}/brief/{version}/{language}")
            assert page.evaluate("document.documentElement.lang") == language
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.locator(".figures li").count() >= 4
            assert not page.locator(".aloud").is_visible() if version == "children" else True
            for link in page.locator(".ways a, .actions a").all():
                box = link.bounding_box()
                assert box is not None
                assert box["height"] >= 24
            looked_at(page, pictures, f"brief-{version}-{language}-{width}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("version", VERSIONS)
def test_axe_finds_nothing_in_a_brief(
    live_server: LiveServer, page_at: PageAt, stored: Stored, version: str, scheme: str, pictures: Path
) -> None:
    page = page_at(360, 640)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for language in LANGUAGES:
        page.goto(f"{live_server.url}/results/{stored.name}/brief/{version}/{language}")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    looked_at(page, pictures, f"brief-{version}-{scheme}")


def test_a_reader_finds_the_brief_and_another_language_by_tapping(
    live_server: LiveServer, page_at: PageAt, stored: Stored
) -> None:
    page = page_at(360, 640, locale="th-TH")
    page.goto(f"{live_server.url}/results/{stored.name}")
    page.get_by_role("link", name="The brief: two pages").click()
    assert page.evaluate("document.documentElement.lang") == "th"
    page.get_by_role("link", name="Bahasa Indonesia").click()
    page.get_by_role("link", name="Untuk anak").click()
    assert page.url.endswith(f"/results/{stored.name}/brief/children/id")
    page.get_by_role("link", name="Hasil lengkap").click()
    assert page.url.endswith(f"/results/{stored.name}")


def test_a_printed_page_keeps_its_figures_and_leaves_the_ways_out(
    live_server: LiveServer, page_at: PageAt, stored: Stored, pictures: Path
) -> None:
    page = page_at(794, 1123)
    page.emulate_media(media="print")
    page.goto(f"{live_server.url}/results/{stored.name}/brief/ministry/en")
    assert page.locator(".figures svg").first.is_visible()
    assert not page.locator(".ways").is_visible()
    assert not page.locator(".actions").is_visible()
    looked_at(page, pictures, "brief-print")


BANNER = "Practice: not a real survey. It was made to try things out: do not use these numbers."
SPOKEN = """
window.told = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
const voice = { lang: 'en-GB', name: 'Somebody' };
Object.defineProperty(window, 'speechSynthesis', { value: {
  speaking: false, getVoices: () => [voice], addEventListener: () => {},
  cancel() { this.speaking = false; },
  speak(said) { this.speaking = true; window.told.push([said.lang, said.text]); said.onstart?.(); },
} });
"""


def test_children_can_have_it_read_aloud_where_the_device_has_a_voice(
    live_server: LiveServer, page_at: PageAt, stored: Stored
) -> None:
    page = page_at(360, 640)
    page.add_init_script(SPOKEN)
    page.goto(f"{live_server.url}/results/{stored.name}/brief/children/en")
    button = page.locator(".aloud")
    button.click()
    assert button.inner_text() == "Stop reading"
    told = page.evaluate("window.told")
    assert {language for language, _ in told} == {"en"}
    assert [text for _, text in told][:2] == [BANNER, starter().title["en"]]
    texts = [text for _, text in told]
    assert any("said that" in text for text in texts)
    assert "Meeting a risk is not the same as being harmed." in texts
    assert "Nobody can see what you said. We do not know your name." in texts
    assert any(text in starter().item("VOI1").wording["en"].values() for text in texts)
    assert not any("K7Q/1" in text or "draft" in text or "The full results" in text for text in texts)
    button.click()
    assert button.inner_text() == "Read to me"
    page.goto(f"{live_server.url}/results/{stored.name}/brief/children/th")
    assert not page.locator(".aloud").is_visible()  # this device has no Thai voice
