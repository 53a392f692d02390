"""Every page on which a survey is written satisfies axe and fits its screen, on a phone and on a desk, in light and in dark."""

import io
import os
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.accounts.creating import create_account
from app.accounts.models import Role
from app.database import writing
from app.studio import drafts
from app.studio.changes import Put
from app.surveys import pictures
from tests.browser.conftest import LiveServer, PageAt
from tests.makers import a_survey, pick, single
from tests.office import PASSWORD
from tests.surveys.drawings import CAT, drawn

EMAIL = "ana@office.test"
SIZES = [(360, 640), (1280, 800)]
PAGES = ("", "/items/Q1", "/items/Q1/pictures", "/items/Q2", "/settings", "/bank", "/preview", "/changes")


@pytest.fixture
def office(live_server: LiveServer) -> str:
    """The office, with a draft whose first answer has a picture of its own, in two languages of which one lacks its texts."""
    with writing(live_server.engine) as session:
        ana = create_account(session, EMAIL, "Ana", Role.FACILITATOR, PASSWORD).id or 0
        drafts.start(session, a_survey(single("Q1"), pick("Q2"), languages=["en", "ar"]), ana)
        at = ("items", "Q1", "options", "1")
        name = pictures.add(session, CAT)
        added = [Put(place=(*at, "picture"), becomes=name), Put(place=(*at, "picture_text", "en"), becomes="A cat")]
        drafts.change(session, "TEST", added, ana)
    return f"{live_server.url}/office"


def a_form() -> bytes:
    """An XLSForm of which some rows have no counterpart here."""
    book = openpyxl.Workbook()
    rows = {
        "survey": [
            ["type", "name", "label", "required", "hint", "appearance"],
            ["start", "start", "", "", "", ""],
            ["select_one yn", "online", "Do you play online?", "yes", "Think of today", "minimal"],
            ["text", "why", "What do you like there?", "", "", ""],
        ],
        "choices": [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]],
        "settings": [["form_title", "form_id"], ["Play", "play"]],
    }
    for name, lines in rows.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    del book[book.sheetnames[0]]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def come_in(page: Page, office: str) -> None:
    page.goto(office)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Surveys and waves")).to_be_visible()


def fits(page: Page, name: str) -> None:
    """Nothing for axe to say, nothing beyond the screen; a picture of it where somebody wants to look."""
    if folder := os.environ.get("SUARA_PICTURES"):
        page.screenshot(path=Path(folder) / f"writing-{name}.png", full_page=True)
    found = Axe().run(page, context={"exclude": [["iframe"]]})
    assert found.violations_count == 0, found.generate_report()
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert beyond == 0, f"{page.url} is wider than the screen"


@pytest.mark.parametrize(("size", "scheme"), list(product(SIZES, ["light", "dark"])))
def test_every_page_of_writing_can_be_used_by_everybody(
    office: str, page_at: PageAt, size: tuple[int, int], scheme: str, tmp_path: Path
) -> None:
    page = page_at(*size)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    come_in(page, office)
    for path in PAGES:
        page.goto(f"{office}/drafts/TEST{path}")
        fits(page, f"{path.replace('/', '-') or '-outline'}-{size[0]}-{scheme}")
    form, bad = tmp_path / "form.xlsx", tmp_path / "bad.svg"
    form.write_bytes(a_form())
    bad.write_bytes(drawn("<script>alert(1)</script>"))
    page.goto(f"{office}/drafts/TEST/items/Q1/pictures")
    page.get_by_label("Picture of answer 2", exact=True).set_input_files(bad)
    page.get_by_label("What the picture of answer 2 shows, English").fill("A dog")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This drawing holds “script”")).to_be_visible()
    fits(page, f"-refused-{size[0]}-{scheme}")
    page.goto(f"{office}/surveys/new")
    fits(page, f"-new-{size[0]}-{scheme}")
    page.locator('input[type="file"]').set_input_files(form)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", name="The form is read")).to_be_visible()
    fits(page, f"-read-{size[0]}-{scheme}")
