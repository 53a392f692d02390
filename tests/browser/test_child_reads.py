"""Read to me: what is heard, what is pointed at, what stops it, and what a request for a sound may tell (nothing)."""

import re
import time
from collections.abc import Iterable

import pytest
from playwright.sync_api import Browser, Page, expect

from app.database import writing
from app.surveys import recordings, versions
from tests.browser.child import NEUTRAL, begin, here, onwards, open_small, open_starter, question
from tests.browser.chromium import FLAGS, chromium
from tests.browser.conftest import LiveServer, PageAt
from tests.browser.test_child_looks import STANDARDS, _overhang, _small_targets, violations
from tests.makers import an_opus

# A speech engine that keeps what it is given; it finishes an utterance at once, or when told to if it is held. And a count
# of how often reading has ended: the button no longer says "Stop".
ENGINE = """
window.spoken = [];
window.voices = [{ lang: 'en-US', localService: true }, { lang: 'th_TH', localService: true }];
let current, timer;
const engine = Object.assign(new EventTarget(), {
  speaking: false,
  pending: false,
  getVoices: () => voices,
  speak(utterance) {
    spoken.push([utterance.text, utterance.lang, utterance.rate]);
    this.speaking = true;
    current = utterance;
    if (!window.held) timer = setTimeout(() => this.finish(), 20);
  },
  finish() {
    this.speaking = false;
    current?.onend?.({});
  },
  cancel() {
    clearTimeout(timer);
    this.speaking = false;
    current = undefined;
  },
});
Object.defineProperty(window, 'speechSynthesis', { value: engine });
window.ends = 0;
new MutationObserver((changes) => {
  const read = document.querySelector('.read');
  const gone = changes.flatMap(({ removedNodes }) => [...removedNodes]);
  const stopped = gone.some(({ data }) => data === read?.dataset.stop);
  ends += stopped && !read.textContent.includes(read.dataset.stop); // the same word may be written again meanwhile
}).observe(document, { childList: true, subtree: true });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
"""
SAYS_NOTHING = "The sound did not come. Try again when there is a connection."


def a_phone(page_at: PageAt, *more: str, width: int = 360, locale: str = "en") -> Page:
    """A phone with voices of its own for English and Thai; `more` runs on every page, before its scripts."""
    page = page_at(width, 640, locale=locale)
    page.emulate_media(reduced_motion="reduce")
    for script in (ENGINE, *more):
        page.add_init_script(script)
    return page


HELD, MUTE = "held = true", "voices.length = 0"


def until(page: Page, expression: str) -> None:
    """Wait until it holds; the browser may not wait itself, for the page's policy forbids it to evaluate texts."""
    deadline = time.monotonic() + 10
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(20)


def heard(page: Page) -> list[str]:
    return [str(text) for text, _, _ in page.evaluate("spoken")]


def listen(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Read to me")).click()


def finished(page: Page) -> None:
    """Wait until what was being read has ended, and the button says so."""
    until(page, "ends > 0")
    page.evaluate("ends = 0")
    expect(page.locator(".read span")).to_have_text("Read to me")


def pointed_at(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".now").all_inner_texts()]


def record(server: LiveServer, texts: Iterable[str], code: str = "TEST", *, seconds: float = 0.1) -> dict[str, str]:
    """Give these texts voices; the name of each one's sound."""
    with writing(server.engine) as session:
        survey = versions.by_code(session, code)
        return {
            text: recordings.add(session, survey, "en", text, an_opus(seconds, serial)).name
            for serial, text in enumerate(texts, 1)
        }


def asked_for(page: Page) -> list[str]:
    """The names of the sounds that the page asks for from now on."""
    names: list[str] = []
    page.on("request", lambda request: names.append(request.url.rpartition("/")[2]) if "/sound/" in request.url else None)
    return names


def test_where_nothing_can_read_no_button_shows(live_server: LiveServer, page_at: PageAt) -> None:
    url = open_small(live_server)
    for page in (a_phone(page_at, MUTE), page_at(javascript=False)):
        page.goto(f"{url}/en")
        expect(page.get_by_role("heading", name="Hello!")).to_be_visible()
        expect(page.locator(".read")).to_be_hidden()


@pytest.mark.parametrize(
    "others",
    [
        "[{ lang: 'fr-FR', localService: true }]",
        "[{ lang: 'en-GB', localService: false }]",
        "[{ lang: 'eng', localService: true }]",
    ],
)
def test_a_voice_for_another_language_or_one_that_sends_the_words_away_is_none(
    live_server: LiveServer, page_at: PageAt, others: str
) -> None:
    page = a_phone(page_at, f"voices.splice(0, 2, ...{others})")
    page.goto(f"{open_small(live_server)}/en")
    expect(page.get_by_role("heading", name="Hello!")).to_be_visible()
    expect(page.locator(".read")).to_be_hidden()


def test_voices_that_come_late_bring_the_button(live_server: LiveServer, page_at: PageAt) -> None:
    page = a_phone(page_at, "const late = voices.splice(0)")
    page.goto(f"{open_small(live_server)}/en")
    expect(page.locator(".read")).to_be_hidden()
    page.evaluate("voices.push({ lang: 'en_US', localService: true }); speechSynthesis.dispatchEvent(new Event('voiceschanged'))")
    expect(page.locator(".read")).to_be_visible()


def test_an_old_code_of_a_language_is_known(live_server: LiveServer, page_at: PageAt) -> None:
    page = a_phone(page_at, "voices.splice(0, 2, { lang: 'in_ID', localService: true })")
    page.goto(f"{open_starter(live_server)}/id")
    expect(page.locator(".read")).to_be_visible()
    page.goto(f"{live_server.url}/K7/th")
    expect(page.locator(".read")).to_be_hidden()


def test_a_question_is_read_from_its_words_to_the_last_way_out(live_server: LiveServer, page_at: PageAt) -> None:
    page = a_phone(page_at)
    begin(page, open_small(live_server), 9)
    assert heard(page) == []
    listen(page)
    finished(page)
    assert heard(page) == ["What about Q1?", "Answer 1", "Answer 2", "Answer 3", "I don't know", "I don't want to say"]
    assert {(lang, rate) for _, lang, rate in page.evaluate("spoken")} == {("en", 0.9)}
    assert pointed_at(page) == []


@pytest.mark.parametrize(
    ("path", "first", "some"), [("/en", "Hello!", "How old are you?"), ("/en/2", "You choose.", "Yes, I want to")]
)
def test_welcome_and_assent_are_read_and_the_help_they_lead_to(
    live_server: LiveServer, page_at: PageAt, path: str, first: str, some: str
) -> None:
    page = a_phone(page_at)
    page.goto(open_small(live_server) + path)
    listen(page)
    finished(page)
    assert heard(page)[0] == first
    assert some in heard(page)
    assert "Practice: not a real survey" not in heard(page)


def test_a_gate_is_read_and_what_is_behind_it_only_when_it_is_open(live_server: LiveServer, page_at: PageAt) -> None:
    page = a_phone(page_at)
    begin(page, open_small(live_server), 15)
    onwards(page, 2)
    listen(page)
    finished(page)
    closed = heard(page)
    assert closed[0].startswith("The next question is about something difficult.")
    assert "Show the question" in closed
    assert "Feeling sad or worried?" in " ".join(closed)
    assert "What about HARD?" not in closed
    here(page).get_by_text("Show the question").click()
    listen(page)
    finished(page)
    assert "What about HARD?" in heard(page)[len(closed) :]


def test_two_sentences_are_two_utterances_so_that_none_is_cut_off(live_server: LiveServer, page_at: PageAt) -> None:
    page = a_phone(page_at)
    begin(page, open_small(live_server), 15)
    onwards(page, 3)
    listen(page)
    finished(page)
    assert [text.strip() for text in heard(page)][:3] == [
        "What do you think of T?",
        "Please do not write your name, other names, your school or a phone number.",
        "We cannot reply here.",
    ]


def test_what_is_being_read_is_marked_and_in_sight(live_server: LiveServer, page_at: PageAt) -> None:
    page = a_phone(page_at, HELD)
    page.set_viewport_size({"width": 360, "height": 420})
    begin(page, open_small(live_server), 9)
    listen(page)
    seen = []
    for _ in range(6):
        page.locator(".now").wait_for()
        seen += pointed_at(page)
        box, bar = page.locator(".now").bounding_box(), page.locator(".bar").bounding_box()
        assert box is not None
        assert bar is not None
        assert box["y"] >= bar["height"]
        assert box["y"] + box["height"] <= 420
        count = len(heard(page))
        page.evaluate("speechSynthesis.finish()")
        if count < 6:
            until(page, f"spoken.length > {count}")
    assert seen == heard(page)
    finished(page)


@pytest.mark.parametrize("colours", ["none", "active"])
def test_the_mark_is_more_than_a_colour(live_server: LiveServer, page_at: PageAt, colours: str) -> None:
    page = a_phone(page_at, HELD)
    page.emulate_media(forced_colors="active" if colours == "active" else "none")
    begin(page, open_small(live_server), 9)
    listen(page)
    page.locator(".now").wait_for()
    assert page.locator(".now").evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


@pytest.mark.parametrize("way", ["stop", "escape", "onwards", "back", "hidden"])
def test_it_stops_at_once_when(live_server: LiveServer, page_at: PageAt, way: str) -> None:
    page = a_phone(page_at, HELD)
    begin(page, open_small(live_server), 9)
    onwards(page)
    listen(page)
    page.locator(".now").wait_for()
    assert page.evaluate("speechSynthesis.speaking")
    if way == "stop":
        page.get_by_role("button", name="Stop").click()
    elif way == "escape":
        page.keyboard.press("Escape")
    elif way == "onwards":
        onwards(page)
    elif way == "back":
        page.go_back()
    else:
        page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    finished(page)
    assert not page.evaluate("speechSynthesis.speaking")
    assert len(heard(page)) == 1
    assert pointed_at(page) == []


def test_leaving_silences_it_within_the_tap(live_server: LiveServer, page_at: PageAt) -> None:
    page = a_phone(page_at, HELD)
    page.route(NEUTRAL, lambda route: route.fulfill(body="<!doctype html><title>Plain</title>", content_type="text/html"))
    begin(page, open_small(live_server), 9)
    listen(page)
    page.locator(".now").wait_for()
    assert page.locator(".leave").evaluate("link => { link.click(); return speechSynthesis.speaking }") is False


def test_each_option_has_a_button_of_its_own_that_reads_it_and_chooses_nothing(live_server: LiveServer, page_at: PageAt) -> None:
    page = a_phone(page_at)
    begin(page, open_small(live_server), 9)
    expect(page.locator(".one")).to_have_count(0)
    listen(page)
    finished(page)
    assert here(page).locator(".one").count() == 5
    here(page).get_by_role("button", name="Read: Answer 2").click()
    finished(page)
    assert heard(page)[-1] == "Answer 2"
    here(page).get_by_role("button", name="Read: I don't know").click()
    finished(page)
    assert heard(page)[-1] == "I don't know"
    assert here(page).locator("input:checked").count() == 0
    onwards(page)
    assert here(page).locator(".one").count() == 6
    assert heard(page)[-1] == "I don't know"


def test_it_works_by_keyboard(live_server: LiveServer, page_at: PageAt) -> None:
    page = a_phone(page_at)
    begin(page, open_small(live_server), 9)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    finished(page)
    assert len(heard(page)) == 6
    names = []
    for _ in range(2):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.name || document.activeElement.ariaLabel"))
    assert names == ["Q1", "Read: Answer 1"]
    page.keyboard.press("Space")
    finished(page)
    assert heard(page)[-1] == "Answer 1"
    assert here(page).locator("input:checked").count() == 0


def test_recordings_are_played_where_there_are_some_and_the_device_reads_the_rest(
    live_server: LiveServer, page_at: PageAt
) -> None:
    url = open_small(live_server)
    names = record(live_server, ["What about Q1?", "Answer 2", "I don't know"])
    page = a_phone(page_at)
    begin(page, url, 9)
    asked = asked_for(page)
    expect(page.locator(".read small")).to_have_text("1 kB")
    listen(page)
    finished(page)
    assert set(asked) == {*names.values()}
    assert heard(page) == ["Answer 1", "Answer 3", "I don't want to say"]
    expect(page.locator(".read small")).to_have_text("")
    listen(page)
    finished(page)
    assert len(asked) == len(names)


def test_recordings_alone_show_the_button_only_on_screens_that_have_some(live_server: LiveServer, page_at: PageAt) -> None:
    url = open_small(live_server)
    record(live_server, ["What about Q1?"], seconds=2)
    page = a_phone(page_at, MUTE)
    page.goto(f"{url}/en")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".read")).to_be_hidden()
    begin(page, url, 9)
    listen(page)
    expect(page.locator(".now")).to_have_text("What about Q1?")
    onwards(page)
    expect(page.locator(".read")).to_be_hidden()
    assert pointed_at(page) == []


def test_what_was_played_after_yes_is_there_without_a_connection(live_server: LiveServer, page_at: PageAt) -> None:
    url = open_small(live_server)
    names = record(live_server, ["You choose.", "What about Q1?"])
    page = a_phone(page_at, MUTE)
    page.goto(f"{url}/en/1")
    listen(page)
    finished(page)
    assert page.evaluate("caches.keys()") == []  # who has not said yes leaves nothing here
    here(page).locator("a.even").first.click()
    until(page, "caches.has('suara')")
    listen(page)
    finished(page)
    kept = f"caches.open('suara').then((cache) => cache.match('/SMALL/en/sound/{names['What about Q1?']}')).then(Boolean)"
    assert page.evaluate(kept)
    asked = asked_for(page)
    page.reload()
    here(page).locator("a.even").first.click()
    expect(page.locator(".read small")).to_have_text("")
    listen(page)
    page.locator(".now").wait_for()
    finished(page)
    expect(page.locator(".lost")).to_have_text("")
    assert asked == []


def test_a_sound_that_does_not_come_is_read_by_the_device_or_said_to_be_missing(live_server: LiveServer, page_at: PageAt) -> None:
    url = open_small(live_server)
    record(live_server, ["What about Q1?", "Answer 1"])
    for page, said in ((a_phone(page_at), ""), (a_phone(page_at, MUTE), SAYS_NOTHING)):
        begin(page, url, 9)
        page.route("**/sound/*", lambda route: route.abort())
        listen(page)
        expect(page.locator(".lost")).to_have_text(said)
        finished(page)
        assert heard(page) == ([] if said else ["What about Q1?", *heard(page)[1:]])
        page.unroute("**/sound/*")
        count = len(heard(page))
        listen(page)
        finished(page)
        expect(page.locator(".lost")).to_have_text("")
        assert "What about Q1?" not in heard(page)[count:]


def test_the_script_that_does_not_come_says_so_and_may_come_later(live_server: LiveServer, page_at: PageAt) -> None:
    page = a_phone(page_at)
    begin(page, open_small(live_server), 9)
    page.route("**/static/voice.*", lambda route: route.abort())
    listen(page)
    expect(page.locator(".lost")).to_have_text(SAYS_NOTHING)
    assert heard(page) == []


def test_a_request_for_a_sound_tells_no_answer(live_server: LiveServer, page_at: PageAt) -> None:
    url = open_small(live_server)
    names = record(
        live_server, ["What about Q1?", "What about Q2?", "Which of P?", "What about HARD?", "What about Q3?", "Answer 1"]
    )
    page = a_phone(page_at, MUTE)
    begin(page, url, 15)
    asked = asked_for(page)
    # Q2 is asked of some only, so its sounds come with those of Q1, before anything is chosen.
    listen(page)
    finished(page)
    assert set(asked) == {names["What about Q1?"], names["What about Q2?"], names["Answer 1"]}
    here(page).locator("label").nth(1).click()
    onwards(page)
    assert question(page) == "What about Q2?"
    asked.clear()
    listen(page)
    finished(page)
    assert asked == []
    # What is behind a gate comes whether it was opened or not.
    onwards(page, 2)
    page.get_by_role("button", name=re.compile("^Read to me")).click()
    page.wait_for_timeout(300)
    assert asked == [names["What about HARD?"]]
    # The review shows what was chosen: nothing of it is asked for.
    asked.clear()
    page.locator("a.mine:visible").click()
    expect(page.locator(".read")).to_be_hidden()
    assert asked == []


def test_the_review_is_not_read_but_what_can_be_done_there(live_server: LiveServer, page_at: PageAt) -> None:
    page = a_phone(page_at)
    begin(page, open_small(live_server), 9)
    here(page).locator("label").nth(1).click()
    page.locator("a.mine:visible").click()
    listen(page)
    finished(page)
    assert "Answer 2" not in heard(page)
    assert heard(page)[0] == "Your answers"
    assert heard(page)[-2:] == ["Send my answers", "Delete my answers"]
    assert page.locator(".one:visible").count() == 0


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("th", "dark")])
def test_reading_breaks_no_accessibility_rule_and_every_target_is_large(
    live_server: LiveServer, page_at: PageAt, language: str, scheme: str
) -> None:
    assert STANDARDS
    url = open_starter(live_server)
    page = a_phone(page_at, HELD, width=320)
    page.emulate_media(reduced_motion="reduce", color_scheme="dark" if scheme == "dark" else "light")
    for path in (f"/{language}", f"/{language}/1", f"/{language}/1#s4", f"/{language}/thanks"):
        page.goto("about:blank")
        page.goto(url + path)
        page.locator(".read").click()
        for _ in range(2):
            page.locator(".now").wait_for()
            assert violations(page) == [], path
            page.evaluate("speechSynthesis.finish()")
        assert _small_targets(page) == [], path
        assert _overhang(page) == 0, path


def test_at_twice_the_size_reading_fits_a_small_screen(live_server: LiveServer, browser: Browser) -> None:
    path = chromium()
    assert path is not None
    large = browser.browser_type.launch(executable_path=path, args=[*FLAGS, "--blink-settings=defaultFontSize=32"])
    page = large.new_page(viewport={"width": 320, "height": 640})
    page.add_init_script(ENGINE)
    page.add_init_script(HELD)
    page.goto(f"{open_starter(live_server)}/en/1#s1")
    listen(page)
    page.locator(".now").wait_for()
    assert _overhang(page) == 0
    large.close()
