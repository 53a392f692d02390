"""The browser itself, before anything of ours."""

import pytest

from tests.browser.conftest import PageAt


def test_a_page_has_the_size_and_language_it_was_opened_with(page_at: PageAt) -> None:
    page = page_at(360, 640, locale="th")
    page.set_content("<p>สวัสดี</p>")
    assert page.evaluate("[innerWidth, innerHeight, navigator.language]") == [360, 640, "th"]


def test_without_javascript_no_script_runs(page_at: PageAt) -> None:
    page = page_at(javascript=False)
    page.set_content("<p>before</p><script>document.querySelector('p').textContent = 'after'</script>")
    assert page.locator("p").text_content() == "before"


def test_the_browser_reaches_nothing_beyond_this_machine(page_at: PageAt) -> None:
    page = page_at()
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://suara.example/")
