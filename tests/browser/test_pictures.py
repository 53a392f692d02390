"""The README's pictures, taken from the running application; `make pictures` keeps them in docs/pictures."""

import os
import re
from base64 import b64encode
from pathlib import Path

import pytest

from app.cli import counter
from app.database import writing
from app.results import asking
from app.surveys import versions, waves
from app.surveys.starter import starter
from tests.browser.child import begin, choose, here, onwards, open_starter
from tests.browser.conftest import LiveServer, PageAt
from tests.makers import an_open_wave
from tests.results.children import sent_to, some_records

README = Path(__file__).parents[2] / "README.md"
KEEP = "SUARA_PICTURES"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where pictures go: docs/pictures when they are to be kept."""
    return Path(os.environ.get(KEEP) or tmp_path)


def test_the_readme_shows_pictures_that_are_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert len(pictures) == 2
    assert all((README.parent / picture).is_file() for picture in pictures)


def test_a_question_on_a_phone(live_server: LiveServer, page_at: PageAt, folder: Path) -> None:
    phone = page_at(360, 640)
    begin(phone, open_starter(live_server), 12)
    onwards(phone)
    choose(phone, "Village or island")
    picture = phone.screenshot(path=folder / "child-question.png", animations="disabled")
    assert len(picture) > 10_000


@pytest.mark.parametrize("language", ["en", "th", "km", "ar"])
def test_the_main_screens_in_a_strip(live_server: LiveServer, page_at: PageAt, folder: Path, language: str) -> None:
    phone = page_at(360, 640)
    phone.emulate_media(reduced_motion="reduce")
    url = open_starter(live_server)
    phone.goto(f"{url}/{language}")
    shots = [phone.screenshot()]
    phone.goto(f"{url}/{language}/1")
    shots.append(phone.screenshot())
    here(phone).locator("a.even").first.click()
    here(phone).locator("a.even").first.click()
    while not here(phone).locator(".art").count():
        onwards(phone)
    here(phone).locator("label").first.click()
    shots.append(phone.screenshot())
    phone.locator(".help summary").click()
    shots.append(phone.screenshot())
    phone.goto(f"{url}/{language}/thanks")
    shots.append(phone.screenshot())
    strip = page_at(5 * 376 + 16, 672)
    images = "".join(f"<img src='data:image/png;base64,{b64encode(shot).decode()}'>" for shot in shots)
    strip.set_content(
        f"<style>body{{margin:16px;display:flex;gap:16px;background:#d8d3e2}}img{{border-radius:12px}}</style>{images}"
    )
    picture = strip.screenshot(path=folder / f"child-{language}.png")
    assert len(picture) > 50_000


def test_the_results_of_a_wave(live_server: LiveServer, page_at: PageAt, folder: Path) -> None:
    with writing(live_server.engine) as session:
        wave = an_open_wave(session, starter().model_dump(mode="json"), code="K7")
        questionnaire, _ = versions.questionnaire_of(session, wave)
    sent_to(live_server.engine, wave, some_records(questionnaire, 600))
    with writing(live_server.engine) as session:
        closed = waves.by_code(session, "K7")
        waves.close(session, closed)
    with writing(live_server.engine) as session:
        asking.request(session, waves.by_code(session, "K7"), "steward")
    assert counter.work(live_server.counting_engine)
    page = page_at(900, 960)
    page.goto(f"{live_server.url}/results/K7/1")
    picture = page.screenshot(path=folder / "results.png", animations="disabled")
    assert len(picture) > 10_000
