"""Writing a survey in a real browser: by mouse, by touch, by keyboard alone, without script, and two people at once."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from app.accounts.creating import create_account
from app.accounts.models import Role
from app.database import reading, writing
from app.studio import drafts
from app.surveys import versions
from app.surveys.starter import starter
from tests.browser.conftest import LiveServer, PageAt
from tests.browser.test_office import SIZES, _is_accessible
from tests.makers import a_survey, single
from tests.office import PASSWORD

EMAIL = "writer@office.test"
KINDS = {"single": "One answer", "pick": "Several answers", "text": "A few words of their own", "card": "Something to read"}


@pytest.fixture
def office(live_server: LiveServer) -> str:
    """The office's address, with a writer and a draft TEST of three questions."""
    with writing(live_server.engine) as session:
        account = create_account(session, EMAIL, "Ana", Role.FACILITATOR, PASSWORD)
        assert account.id is not None
        drafts.start(session, a_survey(single("Q1"), single("Q2"), single("Q3")), account.id)
    return f"{live_server.url}/office"


def come_in(page: Page, office: str) -> None:
    page.goto(office)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", name="Surveys and waves")).to_be_visible()


def document(server: LiveServer, code: str = "TEST") -> dict[str, Any]:
    with reading(server.engine) as session:
        return drafts.by_code(session, code).document


def order(server: LiveServer, code: str = "TEST") -> list[str]:
    return [item["code"] for item in document(server, code)["items"]]


def saved(page: Page) -> None:
    expect(page.locator(".saving")).to_have_text("Saved")


def build(page: Page, office: str, press: Any) -> None:
    """A survey NEW of every kind of item from nothing. `press` is the way in which this person presses things."""
    page.goto(f"{office}/surveys/new")
    press(page.get_by_label("An empty page"))
    page.get_by_label("Title").fill("Being online")
    page.get_by_label("Code").first.fill("NEW")
    press(page.get_by_role("button", name="Start writing"))
    for kind, name in KINDS.items():
        press(page.get_by_role("radio", name=name))
        press(page.get_by_role("button", name="Add the question"))
        code = page.url.rpartition("/")[2]
        page.get_by_label("8 to 10, English").first.fill(f"What about {kind}?")
        saved(page)
        if kind in {"single", "pick"}:
            press(page.get_by_role("button", name="Add an answer"))
            for option in "123":
                page.get_by_label(f"Answer {option}, 8 to 10, English").fill(f"Choice {option}")
            saved(page)
        page.get_by_label("Topic").fill(code)
        page.get_by_label("Topic").press("Tab")
        saved(page)
        press(page.get_by_role("link", name="Questions", exact=True))


def is_built(server: LiveServer) -> None:
    items = document(server, "NEW")["items"]
    assert [item["kind"] for item in items] == list(KINDS)
    assert [item["wording"]["en"]["1"] for item in items] == [f"What about {kind}?" for kind in KINDS]
    assert all(len(item["options"]) == 3 and item["options"][2]["label"]["en"]["1"] == "Choice 3" for item in items[:2])


def test_a_survey_is_built_by_mouse_and_put_in_order_by_dragging(office: str, live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at(1280, 800)
    come_in(page, office)
    build(page, office, lambda target: target.click())
    is_built(live_server)
    handle, last = page.locator(".handle").first.bounding_box(), page.locator(".line-item").last.bounding_box()
    assert handle
    assert last
    page.mouse.move(handle["x"] + 8, handle["y"] + 15)
    page.mouse.down()
    page.mouse.move(last["x"] + 30, last["y"] + 30, steps=5)
    page.mouse.move(last["x"] + 30, last["y"] + last["height"] - 5, steps=3)
    page.mouse.up()
    expect(page.locator(".saving")).to_have_text("Q1 is now number 4 of 4")
    assert order(live_server, "NEW") == ["Q2", "Q3", "Q4", "Q1"]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".line-item").first).to_contain_text("Q1")


def test_what_is_pressed_while_a_text_is_saved_is_pressed(office: str, live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at(1280, 800)
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/items/Q1")
    page.get_by_label("8 to 10, English").first.fill("Why not, not, not and not?")  # what is said of it changes the page
    page.evaluate("scrollTo(0, 0)")
    link = page.get_by_role("link", name="Questions", exact=True).bounding_box()
    assert link
    page.mouse.move(link["x"] + link["width"] / 2, link["y"] + link["height"] / 2)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.mouse.down()  # leaves the field, so it is saved at once
    page.wait_for_timeout(300)
    page.mouse.up()
    expect(page.locator(".line-item").first).to_be_visible()
    assert page.url.endswith("/drafts/TEST")
    assert document(live_server)["items"][0]["wording"]["en"]["1"].startswith("Why not")


@pytest.fixture
def by_touch(browser: Browser) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True, locale="en"
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_a_survey_is_built_and_put_in_order_by_touch(office: str, live_server: LiveServer, by_touch: Page) -> None:
    page = by_touch
    come_in(page, office)
    build(page, office, lambda target: target.tap())
    is_built(live_server)
    page.get_by_role("button", name="Move Q2 up").tap()
    expect(page.locator(".saving")).to_have_text("Q2 is now number 1 of 4")
    line = page.locator(".line-item").first
    line.scroll_into_view_if_needed()
    handle, second = line.locator(".handle").bounding_box(), page.locator(".line-item").nth(1).bounding_box()
    assert handle
    assert second
    finger = page.context.new_cdp_session(page)
    at = {"x": handle["x"] + 10, "y": handle["y"] + 15}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    for step in range(1, 6):
        point = {**at, "y": at["y"] + step * (second["height"] + 10) / 5}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(".saving")).to_have_text("Q2 is now number 2 of 4")
    assert order(live_server, "NEW") == ["Q1", "Q2", "Q3", "Q4"]


def answers(server: LiveServer) -> list[str]:
    return [option["code"] for option in document(server)["items"][0]["options"]]


def test_answers_are_put_in_order_by_mouse_and_what_was_just_typed_stays(
    office: str, live_server: LiveServer, page_at: PageAt
) -> None:
    page = page_at(1280, 800)
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/items/Q1")
    first = page.get_by_label("Answer 1, 8 to 10, English")
    first.fill("Typed just now")
    rows = page.locator(".option-edit")
    handle, last = rows.first.locator(".handle").bounding_box(), rows.last.bounding_box()
    assert handle
    assert last
    page.mouse.move(handle["x"] + 8, handle["y"] + 15)
    page.mouse.down()
    page.mouse.move(last["x"] + 30, last["y"] + 30, steps=5)
    page.mouse.move(last["x"] + 30, last["y"] + last["height"] - 5, steps=3)
    page.mouse.up()
    expect(page.locator(".saving")).to_have_text("Answer 1 is now number 3 of 3")
    assert answers(live_server) == ["2", "3", "1"]
    assert document(live_server)["items"][0]["options"][2]["label"]["en"]["1"] == "Typed just now"
    expect(first).to_have_value("Typed just now")
    up, down = (page.get_by_role("button", name=f"Move answer 1 {way}") for way in ("up", "down"))
    expect(down).to_be_disabled()
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".saving")).to_have_text("Answer 1 is now number 2 of 3")
    expect(up).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".saving")).to_have_text("Answer 1 is now number 1 of 3")
    expect(down).to_be_focused()
    assert answers(live_server) == ["1", "2", "3"]
    page.get_by_text("Remove it …").click()
    page.get_by_role("button", name="Remove Q1").click()
    expect(page.locator(".line-item").first).to_contain_text("Q2")


def test_an_answer_that_is_dropped_without_connection_goes_back(office: str, live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at(1280, 800)
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/items/Q1")
    rows = page.locator(".option-edit")
    handle, last = rows.first.locator(".handle").bounding_box(), rows.last.bounding_box()
    assert handle
    assert last
    page.context.set_offline(True)
    page.mouse.move(handle["x"] + 8, handle["y"] + 15)
    page.mouse.down()
    page.mouse.move(last["x"] + 30, last["y"] + last["height"] - 5, steps=5)
    page.mouse.up()
    expect(page.locator(".saving")).to_contain_text("Not moved: no connection")
    assert [row.get_attribute("data-code") for row in rows.all()] == ["1", "2", "3"]
    page.context.set_offline(False)
    assert answers(live_server) == ["1", "2", "3"]


def test_answers_are_put_in_order_by_touch(office: str, live_server: LiveServer, by_touch: Page) -> None:
    page = by_touch
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/items/Q1")
    rows = page.locator(".option-edit")
    rows.first.evaluate("row => row.scrollIntoView({ block: 'center' })")
    handle, second = rows.first.locator(".handle").bounding_box(), rows.nth(1).bounding_box()
    assert handle
    assert second
    finger = page.context.new_cdp_session(page)
    at = {"x": handle["x"] + 10, "y": handle["y"] + 15}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    for step in range(1, 6):
        point = {**at, "y": at["y"] + step * second["height"] / 5}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(".saving")).to_have_text("Answer 1 is now number 2 of 3")
    assert answers(live_server) == ["2", "1", "3"]


def press_by_keyboard(target: Locator) -> None:
    """Go to something with the Tab key, and press it as one would."""
    page = target.page
    kind = target.evaluate("element => element.type ?? element.localName")
    if kind == "radio":  # Tab reaches the group, the arrows its members
        name = target.get_attribute("name")
        reach(page, lambda: page.evaluate("document.activeElement.name") == name)
        for _ in range(6):
            if target.evaluate("element => element === document.activeElement"):
                break
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        return
    reach(page, lambda: target.evaluate("element => element === document.activeElement"))
    page.keyboard.press("Enter")


def reach(page: Page, there: Any) -> None:
    for _ in range(150):
        if there():
            return
        page.keyboard.press("Tab")
    raise AssertionError("The Tab key does not lead there.")


def test_a_survey_is_built_and_put_in_order_by_keyboard_alone(office: str, live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at(1280, 800)
    come_in(page, office)
    build(page, office, press_by_keyboard)
    is_built(live_server)
    down = page.get_by_role("button", name="Move Q1 down")
    reach(page, lambda: down.evaluate("element => element === document.activeElement"))
    page.keyboard.press("Enter")
    expect(page.locator(".saving")).to_have_text("Q1 is now number 2 of 4")
    expect(down).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".saving")).to_have_text("Q1 is now number 3 of 4")
    assert order(live_server, "NEW") == ["Q2", "Q3", "Q1", "Q4"]


def test_without_script_everything_is_there_and_adding_an_answer_saves_what_was_typed(
    office: str, live_server: LiveServer, page_at: PageAt
) -> None:
    page = page_at(javascript=False)
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/items/Q2")
    page.get_by_label("Question, 8 to 10, English").fill("Typed?")
    page.get_by_role("button", name="Add an answer").click()
    expect(page.get_by_label("Answer 4, 8 to 10, English")).to_be_visible()
    page.get_by_label("Asked only if").select_option("Q1.2")
    page.get_by_role("button", name="Add this").click()
    expect(page.get_by_text("Q1 What about Q1? is “Answer 2”")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).last.click()
    item = document(live_server)["items"][1]
    assert item["wording"]["en"]["1"] == "Typed?"
    assert item["asked_if"] == {"any": [{"item": "Q1", "codes": ["2"]}]}
    page.get_by_role("link", name="Questions", exact=True).click()
    page.get_by_role("button", name="Move Q2 up").click()
    expect(page.locator(".line-item").first).to_contain_text("Q2")
    assert order(live_server) == ["Q2", "Q1", "Q3"]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".line-item").first).to_contain_text("Q1")
    assert order(live_server) == ["Q1", "Q2", "Q3"]


def test_two_people_at_once_lose_nothing_and_choose_where_they_clash(
    office: str, live_server: LiveServer, page_at: PageAt
) -> None:
    ana, ben = page_at(1280, 800), page_at(1280, 800)
    for page in (ana, ben):
        come_in(page, office)
        page.goto(f"{office}/drafts/TEST/items/Q1")
    ana.get_by_label("Question, 8 to 10, English").fill("Ana's words?")
    saved(ana)
    ben.get_by_label("Answer 1, 8 to 10, English").fill("Ben's answer")
    saved(ben)
    expect(ben.get_by_label("Question, 8 to 10, English")).to_have_value("Ana's words?")
    ben.get_by_label("Question, 8 to 10, English").fill("Ben's words?")
    saved(ben)
    ana.get_by_label("Question, 8 to 10, English").fill("Ana again?")
    expect(ana.locator(".saving")).to_have_text("Somebody else wrote here too: choose below")
    expect(ana.locator(".clash blockquote")).to_have_text("Ben's words?")
    assert document(live_server)["items"][0]["wording"]["en"]["1"] == "Ben's words?"
    ana.get_by_role("button", name="Keep mine").click()
    expect(ana.locator(".clash")).to_have_count(0)
    item = document(live_server)["items"][0]
    assert item["wording"]["en"]["1"] == "Ana again?"
    assert item["options"][0]["label"]["en"]["1"] == "Ben's answer"


def test_what_another_person_ticks_is_ticked_here_and_never_taken_back_unseen(
    office: str, live_server: LiveServer, page_at: PageAt
) -> None:
    ana, ben = page_at(1280, 800), page_at(1280, 800)
    for page in (ana, ben):
        come_in(page, office)
        page.goto(f"{office}/drafts/TEST/items/Q1")
    ana.get_by_role("checkbox", name="8 to 10").uncheck()
    saved(ana)
    for words in ("One?", "Two?"):
        with ben.expect_response(lambda answer: answer.request.method == "POST"):
            ben.get_by_label("Question, 14 to 17, English").fill(words)
        expect(ben.get_by_role("checkbox", name="8 to 10")).not_to_be_checked()
    item = document(live_server)["items"][0]
    assert item["bands"] == ["2"]
    assert item["wording"]["en"]["2"] == "Two?"


def test_undo_right_after_typing_takes_back_what_was_typed(office: str, live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at(1280, 800)
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/items/Q1")
    words = page.get_by_label("Question, 8 to 10, English")
    words.fill("First?")
    saved(page)
    words.fill("Second?")
    page.get_by_role("button", name="Undo").click()
    expect(words).to_have_value("First?")
    assert document(live_server)["items"][0]["wording"]["en"]["1"] == "First?"


def test_whoever_writes_in_a_draft_that_is_thrown_away_is_told_and_keeps_the_words(
    office: str, live_server: LiveServer, page_at: PageAt
) -> None:
    page = page_at(1280, 800)
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/items/Q1")
    other = page.context.new_page()
    other.goto(f"{office}/drafts/TEST")
    with writing(live_server.engine) as session:
        drafts.discard(session, "TEST", 1)
    words = page.get_by_label("Question, 8 to 10, English")
    words.fill("An hour of work?")
    expect(page.locator(".saving")).to_contain_text("somebody has thrown this draft away")
    page.get_by_role("button", name="Add an answer").click()
    page.get_by_role("button", name="Copy it").click()
    expect(words).to_have_value("An hour of work?")
    expect(page.locator(".saving")).to_contain_text("Copy what you wrote")
    other.get_by_role("button", name="Move Q1 down").click()
    expect(other.locator(".saving")).to_contain_text("somebody has thrown this draft away")


def test_what_was_just_written_in_can_be_removed_at_once(office: str, live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at(1280, 800)
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/items/Q1")
    page.get_by_label("Question, 8 to 10, English").fill("Not needed?")
    page.get_by_text("Remove it …").click()
    page.get_by_role("button", name="Remove Q1").click()
    expect(page.locator(".line-item").first).to_contain_text("Q2")
    assert order(live_server) == ["Q2", "Q3"]


def test_a_closed_tab_loses_nothing(office: str, live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/items/Q1")
    words = page.get_by_label("Question, 8 to 10, English")
    words.press("End")
    words.press_sequentially("?!")
    page.close(run_before_unload=True)
    again = page_at()
    come_in(again, office)
    again.goto(f"{office}/drafts/TEST/items/Q1")
    expect(again.get_by_label("Question, 8 to 10, English")).to_have_value("What about Q1??!")


def test_words_that_were_typed_without_connection_are_saved_when_it_is_back(
    office: str, live_server: LiveServer, page_at: PageAt
) -> None:
    page = page_at()
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/items/Q1")
    page.context.set_offline(True)
    page.get_by_label("Question, 8 to 10, English").fill("On a train?")
    expect(page.locator(".saving")).to_contain_text("Not saved yet")
    page.context.set_offline(False)
    saved(page)
    assert document(live_server)["items"][0]["wording"]["en"]["1"] == "On a train?"


def test_the_checks_and_the_preview_follow_what_is_written(office: str, page_at: PageAt) -> None:
    page = page_at(1280, 800)
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/items/Q1")
    phone = page.frame_locator("[data-preview] iframe:not(.coming)")
    expect(phone.get_by_role("heading", name="What about Q1?")).to_be_visible()
    page.get_by_label("Question, 8 to 10, English").fill("Do you not like it (or agree)?")
    checks = page.locator("#of-item")
    expect(checks).to_contain_text("Brackets are hard to read.")
    expect(checks).to_contain_text("Blocks opening")
    expect(phone.get_by_role("heading", name="Do you not like it (or agree)?")).to_be_visible()


def test_on_a_phone_what_is_to_mend_stays_in_sight_and_leads_to_the_findings_and_the_preview(
    office: str, page_at: PageAt
) -> None:
    page = page_at(360, 640)
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/items/Q2")
    page.get_by_label("Question, 8 to 10, English").fill("Do you not like it (or agree)?")
    expect(page.locator("#of-item")).to_contain_text("Brackets are hard to read.")
    count = page.locator("#counts").get_by_role("link", name="to mend")
    for link, heading in (
        (count, "What the checks say"),
        (page.locator("#counts").get_by_role("link", name="Preview"), "On a phone"),
    ):
        page.get_by_label("Topic").scroll_into_view_if_needed()
        expect(count).to_be_in_viewport()
        link.click()
        title = page.get_by_role("heading", name=heading)
        expect(title).to_be_in_viewport()
        bar, box = page.locator(".bar").bounding_box(), title.bounding_box()
        assert bar
        assert box
        assert box["y"] >= bar["y"] + bar["height"], "the heading is not behind what stays in sight"


def test_what_would_be_hidden_follows_the_breakdowns_that_are_ticked(
    office: str, live_server: LiveServer, page_at: PageAt
) -> None:
    page = page_at(360, 640)
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/settings")
    page.get_by_label("Title, English").fill("Another title")
    page.get_by_label("How many children may answer").fill("60")
    page.get_by_role("button", name="What would be hidden?").click()
    expect(page.locator("#expected")).to_contain_text("With 60 children")
    assert document(live_server)["title"] == {"en": "Another title"}
    expect(page.locator("#expected dt")).to_have_text(["All children"])
    page.get_by_role("checkbox", name="AGE: age group").check()
    expect(page.locator("#expected dt")).to_have_text(["All children", "AGE"])
    expect(page.locator("#expected")).to_contain_text("tables hidden")


def test_whoever_types_slowly_is_not_interrupted_by_what_is_saved_and_shown_meanwhile(
    office: str, live_server: LiveServer, page_at: PageAt
) -> None:
    page = page_at(1280, 800)
    come_in(page, office)
    page.goto(f"{office}/drafts/TEST/items/Q1")
    words = page.get_by_label("Question, 8 to 10, English")
    words.press("End")
    for part in (" Do", " you", " play?"):
        page.keyboard.type(part)
        saved(page)
        phone = page.frame_locator("[data-preview] iframe:not(.coming)")
        expect(phone.get_by_role("heading", name=words.input_value())).to_be_visible()
    expect(words).to_be_focused()
    expect(words).to_have_value("What about Q1? Do you play?")


def test_the_preview_is_answered_to_the_end_with_and_without_script(office: str, page_at: PageAt) -> None:
    page = page_at(1280, 800)
    come_in(page, office)
    for script in ("on", "off"):
        page.goto(f"{office}/drafts/TEST/preview?age=9&script={script}")
        phone = page.frame_locator("iframe")
        phone.get_by_role("link", name="Yes, I want to").click()
        for _ in range(3):
            phone.get_by_role("link", name="Continue").locator("visible=true").first.click()
        phone.get_by_role("button", name="Send my answers").click()
        expect(phone.get_by_role("heading", name="Thank you!").locator("visible=true")).to_be_visible()
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


@pytest.mark.parametrize(("size", "scheme"), list(zip(SIZES, ["light", "dark"], strict=True)))
def test_every_page_of_writing_can_be_used_by_everybody(
    office: str, live_server: LiveServer, page_at: PageAt, size: tuple[int, int], scheme: str
) -> None:
    with writing(live_server.engine) as session:
        versions.save_sound(session, starter())
        code = drafts.of_survey(session, "STARTER", 1).code
        from app.studio.changes import Put, value_at

        stem = ("items", "ACC1", "wording", "en", "1")
        gone = ("items", "CON1")
        document = drafts.by_code(session, code).document
        changes = [
            Put(place=stem, was=value_at(document, stem), becomes="How often (daily)?"),
            Put(place=gone, was=value_at(document, gone)),
        ]
        drafts.change(session, code, changes, 1)
    page = page_at(*size)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    come_in(page, office)
    draft = "/drafts/STARTER"
    paths = ["/surveys/new", draft, f"{draft}/items/HLP3?beside=ar", f"{draft}/settings?beside=th", f"{draft}/bank?topic=Content"]
    for path in [*paths, f"{draft}/preview?age=9", f"{draft}/changes", "/surveys/STARTER/changes", "/drafts/TEST"]:
        page.goto(office + path)
        _is_accessible(page)
