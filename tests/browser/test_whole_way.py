"""From nothing to a child's answer: written, saved, translated by two kinds of file, voiced, reviewed, approved, and opened."""

import io
import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Locator, Page, expect

from app.accounts.models import Role
from app.database import reading
from app.surveys import versions, waves
from app.surveys.models import WaveState
from tests.browser.child import answer_everything, begin, records, remarks, send
from tests.browser.conftest import LiveServer, PageAt
from tests.browser.gates import RECORDED, SLOW, bring_voices, fill, find_out_and_try, in_days, review
from tests.browser.test_main_job import Desk

AGES = {"1": "8-10", "2": "11-13", "3": "14-17"}
ASKED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "Q1": ("One answer", "Do you like music?", ("Yes", "No")),
    "Q2": ("Several answers", "What do you use most?", ("A phone", "A computer", "A radio")),
    "Q3": ("A few words of their own", "What would you change online?", ()),
    "Q4": ("Something to read", "This is the last page. Well done!", ()),
    "Q5": ("One answer", "How do you feel now?", ("Good", "So so")),
}
"""A question of every kind; no child under eleven writes."""


def saved(page: Page) -> None:
    expect(page.locator(".saving")).to_have_text("Saved")


def written(page: Page, office: str) -> None:
    """The survey NEW, from an empty page."""
    page.goto(f"{office}/surveys/new")
    page.get_by_label("An empty page").check()
    page.get_by_label("Title").fill("Music online")
    page.get_by_label("Code", exact=True).fill("NEW")
    page.get_by_role("button", name="Start writing").click()
    for code, (kind, words, answers) in ASKED.items():
        page.get_by_role("radio", name=kind).check()
        page.get_by_role("button", name="Add the question").click()
        expect(page).to_have_url(re.compile(f"/items/{code}"))
        page.get_by_label("8 to 10, English" if kind != "A few words of their own" else "English").first.fill(words)
        if kind == "A few words of their own":
            page.get_by_role("checkbox", name="8 to 10").uncheck()
            page.get_by_label("Most characters").fill("200")
        for number, answer in enumerate(answers, 1):
            field = page.get_by_label(f"Answer {number}, 8 to 10, English")
            if not field.count():
                saved(page)
                page.get_by_role("button", name="Add an answer").click()
            field.fill(answer)
        saved(page)
        page.get_by_role("link", name="Questions", exact=True).click()


def saved_as_a_version(page: Page, office: str) -> None:
    page.goto(f"{office}/drafts/NEW")
    page.get_by_role("button", name="Save as a version").click()
    expect(page.get_by_text("Limits, wording and order are fit for children.")).to_be_visible()


def brought_back(page: Page, file: Path) -> None:
    page.locator("summary", has_text="Bring a file back").click()
    page.get_by_label("Workbook or PO file").set_input_files(file)
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("status").first).to_contain_text("The file is taken in.")


def translated(page: Page, office: str, folder: Path) -> None:
    """Into Thai: what is asked by a workbook, all the rest by a PO file."""
    page.goto(f"{office}/surveys/NEW/languages")
    page.get_by_label("Language", exact=True).select_option("th")
    page.get_by_role("button", name="Add it").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Workbook (XLSX)").click()
    workbook = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes()))
    for number, row in enumerate(workbook["Texts"].iter_rows(min_row=2)):
        if str(row[0].value).startswith("items."):
            row[4].value = f"ข้อ {number}"
    workbook.save(folder / "thai.xlsx")
    brought_back(page, folder / "thai.xlsx")
    with page.expect_download() as taken:
        page.get_by_role("link", name="PO file").click()
    catalogue = taken.value.path().read_text("utf-8")
    assert 'msgstr "ข้อ ' in catalogue, "what came by the workbook goes out by the catalogue"
    (folder / "thai.po").write_text(catalogue.replace('msgstr ""\n\n', 'msgstr "คำ"\n\n'), "utf-8")
    brought_back(page, folder / "thai.po")
    expect(page.get_by_role("link", name="To do:")).to_have_count(0)


def gate(page: Page, number: int) -> Locator:
    return page.locator(f"#gate-{number} .mark")


def through_the_gates(page: Page, address: str) -> None:
    for number, filled in RECORDED.items():
        fill(page, number, filled)
    for language in ("en", "th"):
        for band in AGES:
            tried = {
                "Age group": band,
                "Language": language,
                "How many": "5",
                "When": in_days(-20),
                "What was changed": "Nothing",
            }
            fill(page, 9, tried)
    page.locator("#gate-7").get_by_role("link", name="Services").click()
    find_out_and_try(page, "TH-1387")
    page.goto(address)
    for number in range(1, 14):
        expect(gate(page, number)).to_have_text("Passed")


def test_a_survey_goes_all_the_way_from_nothing_to_a_childs_answer(
    live_server: LiveServer, page_at: PageAt, tmp_path: Path
) -> None:
    office = f"{live_server.url}/office"
    facilitator = Desk(page_at(1280, 800), live_server, Role.FACILITATOR)
    page = facilitator.page
    page.set_default_timeout(SLOW)
    written(page, office)
    saved_as_a_version(page, office)
    page.get_by_role("link", name="Languages, translations").click()
    translated(page, office, tmp_path)
    saved_as_a_version(page, office)
    for language in ("en", "th"):
        assert bring_voices(page, f"{office}/surveys/NEW/voices/{language}", AGES["1"])

    reviewer = Desk(page_at(360, 640), live_server, Role.REVIEWER)
    for language in ("en", "th"):
        expect(reviewer.page.get_by_text("Texts of NEW wait for your review")).to_be_visible()
        review(reviewer.page, f"{office}/surveys/NEW/languages/{language}")
        reviewer.page.goto(office)
    expect(reviewer.page.get_by_text("Nothing waits for your review.")).to_be_visible()
    saved_as_a_version(page, office)

    facilitator.click("New real wave", "link")
    page.get_by_label("Country").select_option("TH")
    facilitator.click("Create the real wave")
    code = page.url.rpartition("/")[2]
    facilitator.click("Work through the gates", "link")
    through_the_gates(page, f"{office}/waves/{code}/gates")
    expect(page.get_by_role("button", name="Open this wave")).to_have_count(0)

    reviewer.page.goto(office)
    reviewer.click(f"Look at {code}", "link")
    reviewer.click("Approve for opening")
    page.reload()
    facilitator.click("Open this wave")
    expect(page.get_by_role("heading", name="Children can answer now")).to_be_visible()
    with reading(live_server.engine) as session:
        opened = waves.by_code(session, code)
        questionnaire, _ = versions.questionnaire_of(session, opened)
        assert (opened.state, opened.practice) == (WaveState.OPEN, False)
        assert {item.kind for item in questionnaire.items} == {"single", "pick", "text", "card"}
        assert (questionnaire.languages, questionnaire.drafts) == (("en", "th"), ())

    phone = page_at(360, 640)
    begin(phone, f"{live_server.url}/{code}", 12)
    answer_everything(phone)
    send(phone)
    expect(phone.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert records(live_server) == ["220102"]
    assert remarks(live_server) == []
