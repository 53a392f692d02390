"""Every page of the office can be used by everybody: the application's own table lists them, so that none can be forgotten."""

import os
import re
from collections.abc import Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from app.accounts.models import Role
from app.database import writing
from app.main import office
from app.studio import drafts
from app.studio.changes import Put
from app.studio.opening import open_wave
from app.studio.translating.saving import add_language
from app.surveys import recordings, versions, waves
from tests.browser.conftest import LiveServer, PageAt
from tests.browser.test_main_job import Desk
from tests.makers import MONDAY, a_fit_survey, an_opus
from tests.promises.crawling import templates

PHONE = (360, 640)
SURVEY, DRAFT = "/office/surveys/{code}", "/office/drafts/{code}"
WAVE = "/office/waves/{code}"
PAGES: Mapping[str, tuple[str, ...]] = {
    "/office": ("/office",),
    "/office/accounts": ("/office/accounts",),
    "/office/log": ("/office/log",),
    "/office/me": ("/office/me",),
    "/office/services/{country}": ("/office/services/TH", "/office/services/MM"),
    "/office/sign-in": ("/office/sign-in",),
    "/office/tokens": ("/office/tokens",),
    DRAFT: ("/office/drafts/FIT",),
    f"{DRAFT}/bank": ("/office/drafts/FIT/bank?topic=Contact",),
    f"{DRAFT}/changes": ("/office/drafts/FIT/changes",),
    f"{DRAFT}/file": ("/office/drafts/FIT/file",),
    f"{DRAFT}/items/{{item_code}}": ("/office/drafts/FIT/items/HLP1?beside=th",),
    f"{DRAFT}/items/{{item}}/pictures": ("/office/drafts/FIT/items/HLP1/pictures",),
    f"{DRAFT}/newer": ("/office/drafts/FIT/newer",),
    f"{DRAFT}/preview": ("/office/drafts/FIT/preview?age=9&text=large",),
    f"{DRAFT}/preview/left": ("/office/drafts/FIT/preview/left",),
    f"{DRAFT}/preview/{{language}}": ("/office/drafts/FIT/preview/en",),
    f"{DRAFT}/preview/{{language}}/{{band}}/new": ("/office/drafts/FIT/preview/en/1/new",),
    f"{DRAFT}/preview/{{language}}/{{name}}": ("/office/drafts/FIT/preview/en/2", "/office/drafts/FIT/preview/en/thanks"),
    f"{DRAFT}/settings": ("/office/drafts/FIT/settings",),
    "/office/surveys/new": ("/office/surveys/new",),
    SURVEY: ("/office/surveys/FIT?band=2",),
    f"{SURVEY}/changes": ("/office/surveys/FIT/changes",),
    f"{SURVEY}/languages": ("/office/surveys/FIT/languages",),
    f"{SURVEY}/languages/{{language}}": ("/office/surveys/FIT/languages/th?show=todo", "/office/surveys/FIT/languages/en"),
    f"{SURVEY}/log": ("/office/surveys/FIT/log",),
    f"{SURVEY}/voices/{{language}}": ("/office/surveys/FIT/voices/en",),
    f"{SURVEY}/waves/new": ("/office/surveys/FIT/waves/new?kind=real", "/office/surveys/FIT/waves/new"),
    WAVE: ("/office/waves/REAL", "/office/waves/TRY", "/office/waves/OVER"),
    f"{WAVE}/census": ("/office/waves/OVER/census",),
    f"{WAVE}/edit": ("/office/waves/REAL/edit",),
    f"{WAVE}/gates": ("/office/waves/REAL/gates", "/office/waves/TRY/gates"),
    f"{WAVE}/log": ("/office/waves/OVER/log",),
    f"{WAVE}/release": ("/office/waves/OVER/release", "/office/waves/TRY/release"),
}
"""Every page, by its route, in the states that look different."""
NO_PAGES = {
    "/office/services",
    f"{DRAFT}/preview/{{language}}/sound/{{name}}",
    f"{SURVEY}/languages/{{language}}/texts.po",
    f"{SURVEY}/languages/{{language}}/texts.xlsx",
    f"{SURVEY}/questionnaire.json",
    f"{SURVEY}/questionnaire.xlsx",
    f"{SURVEY}/voices/{{language}}/{{name}}.opus",
    f"{WAVE}/poster.pdf",
    f"{WAVE}/qr.svg",
}
"""What only leads on, and files."""
REFUSED: tuple[tuple[str, str, Mapping[str, str], int], ...] = (
    (
        "/office/drafts/FIT/items/HLP1",
        "/drafts/FIT",
        {"items.HLP1.wording.en.1": "Mine", "was.items.HLP1.wording.en.1": "x"},
        409,
    ),
    ("/office/drafts/FIT", "/drafts/FIT/undo", {"revision": "0"}, 409),
    ("/office/surveys/FIT/languages/en", "/languages/en", {"t:title": "Ours", "was.t:title": "x"}, 409),
    ("/office/surveys/FIT/languages/en?sheet=HLP1", "/languages/en", {"t:items.HLP1.wording.1": "<b>Mine</b>"}, 400),
    ("/office/surveys/new", "/surveys/new", {"code": "FIT", "title": "Mine"}, 409),
    ("/office/drafts/FIT/file", "/drafts/FIT/file", {}, 400),
    ("/office/surveys/FIT/waves/new?kind=real", "/waves", {"wave_code": "REAL"}, 409),
    ("/office/waves/REAL/gates", "/gates/4", {"reference": "ERB-7"}, 400),
    ("/office/waves/REAL/edit", "/edit", {"expected_children": "0"}, 400),
    ("/office/services/TH", "/services/TH/tried", {"tried_on": "soon"}, 400),
    ("/office/me", "/office/me", {"old": "wrong", "new": "short"}, 400),
)
"""Pages that say why not: where the form is, where it goes, what is typed, and the status of what comes."""


@pytest.fixture
def steward(live_server: LiveServer, page_at: PageAt) -> Page:
    """A steward's phone, in an office with a survey and its overtaken draft, and with waves in every state."""
    with writing(live_server.engine) as session:
        survey = a_fit_survey()
        code = versions.save(session, survey).document.code
        for wave in ("TRY", "OVER"):
            open_wave(session, waves.create(session, code, "TH", practice=True, grace_days=0, code=wave), MONDAY)
        waves.close(session, waves.by_code(session, "OVER"))
        waves.create(session, code, "TH", practice=False, code="REAL")
        recordings.add(session, versions.by_code(session, code), "en", "Hello!", an_opus(0.5))
    desk = Desk(page_at(*PHONE), live_server, Role.STEWARD)
    desk.page.emulate_media(reduced_motion="reduce")
    with writing(live_server.engine) as session:
        add_language(session, code, "th", 1)
        versions.save(session, {**survey, "title": {"en": "Another title"}})
        drafts.change(session, code, [Put(place=("title", "en"), was=survey["title"]["en"], becomes="Mine")], 1)
    return desk.page


def test_every_route_of_the_office_is_a_page_here_or_known_to_be_none(live_server: LiveServer) -> None:
    routes = {one.path for one in templates(office(live_server.engine)) if "GET" in one.methods}
    assert routes == PAGES.keys() | NO_PAGES
    for route, addresses in PAGES.items():
        shape = re.compile(re.sub(r"{\w+}", "[^/]+", route))
        assert all(shape.fullmatch(one.partition("?")[0]) for one in addresses), route


def test_every_page_of_the_office_can_be_used_by_everybody(live_server: LiveServer, steward: Page) -> None:
    for address in (one for addresses in PAGES.values() for one in addresses):
        came = steward.goto(live_server.url + address)
        assert came is not None
        assert (came.status, came.headers["content-type"]) == (200, "text/html; charset=utf-8"), address
        can_be_used(steward)


def test_every_page_that_says_why_not_can_be_used_by_everybody(live_server: LiveServer, steward: Page) -> None:
    for address, action, typed, status in REFUSED:
        steward.goto(live_server.url + address)
        with steward.expect_navigation() as navigation:
            # Sent as without script, so that the page itself comes and not what a script takes from it.
            steward.evaluate(
                """([action, typed]) => {
                    const form = [...document.forms].find((one) => one.matches(`[method="post"][action$="${action}"]`));
                    const body = new FormData(form);
                    for (const [name, value] of Object.entries(typed)) body.set(name, value);
                    const sent = document.createElement("form");
                    for (const name of ["method", "action", "enctype"]) sent.setAttribute(name, form.getAttribute(name) ?? "");
                    for (const [name, value] of body) if (typeof value === "string") {
                        const field = Object.assign(document.createElement("textarea"), { name, value });
                        sent.append(field);
                    } else {
                        const [field, files] = [document.createElement("input"), new DataTransfer()];
                        files.items.add(new File(["no survey"], "a.json"));
                        Object.assign(field, { type: "file", name, files: files.files });
                        sent.append(field);
                    }
                    sent.hidden = true;
                    document.body.append(sent);
                    sent.submit();
                }""",
                [action, typed],
            )
        assert navigation.value is not None
        assert navigation.value.status == status, (address, navigation.value.status)
        can_be_used(steward)
    for address, status in (("/office/nowhere", 404), ("/office/waves/NONE", 404), ("/office/drafts/NONE", 404)):
        came = steward.goto(live_server.url + address)
        assert came is not None
        assert came.status == status
        can_be_used(steward)


def can_be_used(page: Page) -> None:
    """With every box open: no violation of the accessibility rules that a machine can find, and nothing wider than the phone."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert beyond == 0, f"{page.url} is wider than the screen"
    if folder := os.environ.get("SUARA_PICTURES"):
        name = re.sub(r"\W+", "-", page.url.partition("/office")[2]) or "home"
        page.screenshot(path=f"{folder}/every{name}.png", full_page=True)
