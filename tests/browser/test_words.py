"""Translating in a real browser, without script: by page, by workbook, by PO file; voices brought and played; for everybody."""

import io
import os
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.accounts.creating import create_account
from app.accounts.models import Role
from app.database import reading, writing
from app.studio.changes import Put
from app.studio.drafts import change, of_survey
from app.studio.translating.saving import document_of
from app.surveys import recordings, versions
from app.surveys.starter import starter
from tests.browser.conftest import LiveServer, PageAt
from tests.makers import an_opus
from tests.office import PASSWORD
from tests.studio.translating.desk import a_survey_to_translate
from tests.surveys.sounds import as_wav, speech

EMAIL = "ana@office.test"


@pytest.fixture
def surveys(live_server: LiveServer) -> str:
    """Where surveys are: a small one to translate, and the starter, of which a text has changed since and one is recorded."""
    with writing(live_server.engine) as session:
        versions.save(session, a_survey_to_translate())
        versions.save_sound(session, starter())
        ana = create_account(session, EMAIL, "Ana", Role.FACILITATOR, PASSWORD).id or 0
        place = ("items", "CON3", "wording", "en", "2")
        was = starter().item("CON3").wording["en"]["2"]
        of_survey(session, "STARTER", ana)
        change(session, "STARTER", [Put(place=place, was=was, becomes="How often do you see false things online?")], ana)
        survey = versions.by_code(session, "STARTER")
        for language in ("th", "ar", "km"):
            recordings.add(session, survey, language, starter().item("GEN").wording[language]["1"], an_opus(0.5))
    return f"{live_server.url}/office/surveys"


def come_in(page: Page, surveys: str) -> None:
    page.goto(surveys.removesuffix("/surveys"))
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Surveys and waves")).to_be_visible()


def test_a_survey_is_translated_by_page_by_workbook_and_by_po_file(
    surveys: str, page_at: PageAt, live_server: LiveServer, tmp_path: Path
) -> None:
    page = page_at(1280, 800, javascript=False)
    come_in(page, surveys)
    page.goto(f"{surveys}/TEST")
    page.get_by_role("link", name="Languages, translations").click()
    page.get_by_label("Language", exact=True).select_option("th")
    page.get_by_role("button", name="Add it").click()
    page.get_by_label("Title").fill("การทดสอบ")
    page.get_by_role("button", name="Save these texts").click()
    expect(page.get_by_role("status").first).to_contain_text("1 text has changed")

    with page.expect_download() as taken:
        page.get_by_role("link", name="Workbook (XLSX)").click()
    workbook = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes()))
    rows = [row for row in workbook["Texts"].iter_rows(min_row=2) if str(row[0].value).startswith("items.Q1.")]
    for row in rows:
        row[4].value = f"ไทย {row[3].value}"
    workbook.save(tmp_path / "thai.xlsx")
    page.locator("summary", has_text="Bring a file back").click()
    page.get_by_label("Workbook or PO file").set_input_files(tmp_path / "thai.xlsx")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("status").first).to_contain_text(f"{len(rows)} texts have changed")

    with page.expect_download() as taken:
        page.get_by_role("link", name="PO file").click()
    text = taken.value.path().read_text("utf-8")
    (tmp_path / "thai.po").write_text(text.replace('msgstr ""\n\n', 'msgstr "ใช่"\n\n'), "utf-8")
    page.locator("summary", has_text="Bring a file back").click()
    page.get_by_label("Workbook or PO file").set_input_files(tmp_path / "thai.po")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("status").first).to_contain_text("texts have changed")
    page.get_by_role("link", name="Languages", exact=True).click()
    expect(page.locator(".tongue", has_text="Thai").get_by_label("results: 4 of 4")).to_be_visible()
    with reading(live_server.engine) as session:
        document = document_of(session, "TEST")
        assert document["title"]["th"] == "การทดสอบ"
        assert document["items"][0]["wording"]["th"] == {"1": "ไทย Are you well?", "2": "ไทย How are you these days?"}
        assert document["items"][1]["wording"]["th"] == {"1": "ใช่"}


def test_a_voice_is_brought_and_plays(surveys: str, page_at: PageAt, tmp_path: Path) -> None:
    (tmp_path / "one.wav").write_bytes(as_wav(speech(0.6)))
    page = page_at(360, 740)
    come_in(page, surveys)
    page.goto(f"{surveys}/TEST/voices/en")
    page.get_by_label("Recording of “Are you well?”").set_input_files(tmp_path / "one.wav")
    page.get_by_role("button", name="Keep these recordings of Q1").click()
    expect(page.get_by_role("status")).to_contain_text("1 recording kept.")
    played = page.locator("audio").first.evaluate(
        "sound => new Promise((ended, failed) => { sound.muted = true; sound.onended = () => ended(sound.duration);"
        " sound.onerror = () => failed(sound.error.message); sound.play(); })"
    )
    assert 0.5 < played < 0.8


@pytest.mark.parametrize(("size", "scheme"), [((360, 640), "light"), ((360, 640), "dark"), ((1280, 800), "light")])
def test_the_pages_of_words_can_be_used_by_everybody(surveys: str, page_at: PageAt, size: tuple[int, int], scheme: str) -> None:
    page = page_at(*size)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    come_in(page, surveys)
    for path in (
        "STARTER/languages",
        "STARTER/languages/km?sheet=GEN",
        "STARTER/languages/ar?show=todo",
        "STARTER/languages/en",
        "TEST/voices/en",
        "STARTER/voices/th",
    ):
        page.goto(f"{surveys}/{path}")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond == 0, f"{page.url} is wider than the screen"
        if (folder := os.environ.get("SUARA_PICTURES")) and scheme == "light":
            name = path.replace("/", "-").replace("?", "-").replace("=", "-")
            page.screenshot(path=f"{folder}/{name}-{size[0]}.png", full_page=True)
