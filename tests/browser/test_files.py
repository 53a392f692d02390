"""The files on a release's page: found, read and tapped on a phone and on a desk, and downloaded under their own names."""

import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from app.publishing.files import contents
from app.results.releases import Stored
from tests.browser.conftest import LiveServer, PageAt
from tests.results.children import a_stored_release


@pytest.fixture
def stored(live_server: LiveServer) -> Stored:
    return a_stored_release(live_server.engine, live_server.counting_engine, 300)


@pytest.mark.parametrize(("width", "height"), [(360, 640), (1280, 800)])
def test_the_files_can_be_read_and_had_on_every_screen(
    live_server: LiveServer, page_at: PageAt, stored: Stored, width: int, height: int, tmp_path: Path
) -> None:
    page = page_at(width, height, javascript=False)
    page.goto(f"{live_server.url}/results/{stored.name}#files")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#files summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#files").screenshot(path=tmp_path / f"files-{width}.png")
    for link in page.locator("#files .files a, #files a.all").all():
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 24
    with page.expect_download() as waiting:
        page.locator("#files a.all").click()
    assert waiting.value.suggested_filename == "practice-not-a-real-survey-K7Q-1-all-files.zip"
    with zipfile.ZipFile(waiting.value.path()) as packed:
        assert len(packed.namelist()) == len(contents.all_of(stored.release)) + 2
    assert page.evaluate("location.pathname") == f"/results/{stored.name}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_with_its_files(
    live_server: LiveServer, page_at: PageAt, stored: Stored, scheme: str
) -> None:
    page = page_at(360, 640)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{live_server.url}/results/{stored.name}")
    page.locator("#files summary").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
