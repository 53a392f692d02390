"""Answers that cannot be sent: they wait sealed on the phone, are sent later, count once; and pages open without a connection."""

import json
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from app.database import writing
from app.surveys import waves
from tests.browser.child import NEUTRAL, begin, choose, here, onwards, open_small, records, send
from tests.browser.conftest import LiveServer, PageAt

FORMS = "**/SMALL/en/*"
SAVED = "Saved on this phone"
STILL = "Answers from before still wait on this phone. They will be sent when there is a connection."
WAITING = """async () => {
  if (!(await indexedDB.databases()).some(({ name }) => name === "suara")) return [];
  const database = await new Promise((resolve) => {
    const request = indexedDB.open("suara", 1);
    request.onsuccess = () => resolve(request.result);
  });
  const entries = await new Promise((resolve) => {
    const request = database.transaction("waiting").objectStore("waiting").getAll();
    request.onsuccess = () => resolve(request.result);
  });
  database.close();
  return entries.map(({ wave, sealed }) => [wave, Array.from(sealed)]);
}"""
PUT = """async (entries) => {
  const database = await new Promise((resolve) => {
    const request = indexedDB.open("suara", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("waiting", { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
  });
  const store = database.transaction("waiting", "readwrite").objectStore("waiting");
  for (const { wave, sealed } of entries) store.add({ wave, sealed: sealed && new Uint8Array(sealed) });
  await new Promise((resolve) => (store.transaction.oncomplete = resolve));
  database.close();
}"""


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def waiting(page: Page) -> list[tuple[str, bytes]]:
    """What waits on this phone, as whoever holds it can read it."""
    return [(wave, bytes(sealed)) for wave, sealed in page.evaluate(WAITING)]


def kept(page: Page) -> list[str]:
    """The addresses that this phone keeps copies of."""
    found = page.evaluate("async () => (await (await caches.open('suara')).keys()).map(({ url }) => new URL(url).pathname)")
    return [str(address) for address in found]


def until(what: Callable[[], object]) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + 10
    while not what():
        assert time.monotonic() < deadline, "It does not become so."
        time.sleep(0.05)


def ready(page: Page) -> None:
    """Wait until the phone keeps what it needs without a connection."""
    until(lambda: any("/queue." in address for address in kept(page)))
    until(lambda: page.evaluate("async () => Boolean((await navigator.serviceWorker.getRegistration())?.active)"))


def answered(page: Page, url: str, *, background: bool = False) -> None:
    """Everything answered, the phone ready, nothing sent yet. `background`: the worker may send by itself."""
    if not background:
        page.context.add_init_script("delete ServiceWorkerRegistration.prototype.sync")
    begin(page, url, 15)
    ready(page)
    some_answers(page)


def some_answers(page: Page) -> None:
    """One answer, the rest left by Continue, up to the review."""
    choose(page, "Answer 2")
    while here(page).get_attribute("id") != "see":
        onwards(page)


def saved(page: Page, url: str, *, background: bool = False) -> BrowserContext:
    """Answers that wait, without a connection."""
    answered(page, url, background=background)
    page.context.set_offline(True)
    send(page)
    heading(page, SAVED)
    return page.context


def close(server: LiveServer) -> None:
    with writing(server.engine) as session:
        waves.close(session, waves.by_code(session, "SMALL"))


@pytest.mark.parametrize("background", [True, False], ids=["by the worker", "by the page"])
def test_without_a_connection_the_answers_wait_and_are_sent_when_it_is_back(
    live_server: LiveServer, page_at: PageAt, *, background: bool
) -> None:
    page = page_at()
    context = saved(page, open_small(live_server), background=background)
    assert records(live_server) == []
    assert page.locator(":checked").count() == 0
    context.set_offline(False)
    heading(page, "Thank you!")
    assert len(records(live_server)) == 1
    assert waiting(page) == []


def test_nobody_who_holds_the_phone_can_read_what_waits(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    saved(page, open_small(live_server))
    ((wave, sealed),) = waiting(page)
    assert wave == "SMALL"
    assert len(sealed) == 65 + 1024 + 16
    assert b"Q1" not in sealed
    stored = page.evaluate("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])")
    assert json.loads(stored) == [{}, {}, ""]


def test_what_waits_is_sent_by_the_next_page_that_opens(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    url = open_small(live_server)
    context = saved(page, url)
    page.close()
    context.route("**/SMALL", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{url}/en")
    expect(page.locator(".waits")).to_have_text(STILL)
    context.unroute("**/SMALL")
    page.reload()
    expect(page.locator(".waits")).to_have_text("The answers that waited on this phone have been sent.")
    assert len(records(live_server)) == 1
    assert waiting(page) == []


def test_after_the_first_visit_the_survey_opens_and_is_answered_without_a_connection(
    live_server: LiveServer, page_at: PageAt
) -> None:
    page = page_at()
    url = open_small(live_server)
    answered(page, url)
    send(page)
    heading(page, "Thank you!")
    until(lambda: "/SMALL/en/1" in kept(page))
    context = page.context
    page.close()
    context.set_offline(True)
    page = context.new_page()
    page.goto(url)
    page.get_by_role("link", name="9", exact=True).click()
    here(page).locator("a.even").first.click()
    some_answers(page)
    send(page)
    heading(page, SAVED)
    here(page).get_by_role("link", name="Start for the next child").click()
    heading(page, "Hello!")
    expect(page.locator(".waits")).to_contain_text("still wait on this phone")
    context.set_offline(False)
    expect(page.locator(".waits")).to_contain_text("have been sent")
    assert sorted(record[0] for record in records(live_server)) == ["1", "2"]


def test_a_page_that_was_not_kept_says_kindly_that_it_needs_a_connection(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    url = open_small(live_server)
    begin(page, url, 15)
    ready(page)
    page.context.set_offline(True)
    page.goto(f"{url}/en")
    page.get_by_role("link", name="9", exact=True).click()
    expect(page.locator(".instead")).to_contain_text("These questions need a connection to open.")
    heading(page, "Hello!")
    page.context.set_offline(False)
    page.get_by_role("link", name="9", exact=True).click()
    expect(here(page).get_by_role("link", name="Yes, I want to")).to_be_visible()


def test_an_acknowledgement_that_is_lost_does_not_make_two_of_one(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    url = open_small(live_server)
    answered(page, url)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(FORMS, lose, times=1)
    send(page)
    heading(page, SAVED)
    assert len(records(live_server)) == 1
    page.evaluate("() => dispatchEvent(new Event('online'))")
    heading(page, "Thank you!")
    assert len(records(live_server)) == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(503, "application/problem+json"), (500, "text/html"), (200, "text/html"), (404, "text/html")]
)
def test_a_server_in_distress_and_a_cafes_sign_in_page_are_no_acknowledgement(
    live_server: LiveServer, page_at: PageAt, status: int, kind: str
) -> None:
    page = page_at()
    answered(page, open_small(live_server))
    page.route(FORMS, lambda route: route.fulfill(status=status, content_type=kind, body="{}"))
    send(page)
    heading(page, SAVED)
    assert len(waiting(page)) == 1


def test_a_page_killed_while_it_sends_has_lost_nothing(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    url = open_small(live_server)
    answered(page, url)
    page.route(FORMS, lambda route: None)  # nobody ever answers
    send(page)
    expect(page.get_by_text("Sending…")).to_be_visible()
    page.wait_for_timeout(300)
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"{url}/en")
    expect(page.locator(".waits")).to_contain_text("have been sent")
    assert len(records(live_server)) == 1


def test_tapping_send_twice_counts_once(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    answered(page, open_small(live_server))
    page.locator("button[type=submit]").evaluate("button => { button.click(); button.click(); }")
    heading(page, "Thank you!")
    assert len(records(live_server)) == 1
    assert waiting(page) == []


def test_a_phone_that_refuses_storage_sends_and_otherwise_says_that_the_page_must_stay_open(
    live_server: LiveServer, page_at: PageAt
) -> None:
    page = page_at()
    page.add_init_script("indexedDB.open = () => { throw new DOMException('full', 'QuotaExceededError'); }")
    url = open_small(live_server)
    answered(page, url)
    page.context.set_offline(True)
    send(page)
    expect(page.get_by_text("this phone cannot keep your answers")).to_be_visible()
    assert page.locator("form :checked").count() > 0
    page.context.set_offline(False)
    send(page)
    heading(page, "Thank you!")
    assert len(records(live_server)) == 1


def test_without_a_worker_a_visit_goes_as_ever(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    page.add_init_script("navigator.serviceWorker.register = () => Promise.reject(new DOMException('no', 'SecurityError'))")
    begin(page, open_small(live_server), 15)
    some_answers(page)
    page.context.set_offline(True)
    send(page)
    heading(page, SAVED)
    page.context.set_offline(False)
    heading(page, "Thank you!")
    assert len(records(live_server)) == 1


def test_an_entry_that_cannot_be_read_is_told_and_does_not_hold_up_the_others(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    url = open_small(live_server)
    context = saved(page, url)
    page.evaluate(PUT, [{"wave": "SMALL", "sealed": None}, {"wave": "SMALL", "sealed": [4, *[7] * 1100]}])
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{url}/en")
    told = page.locator(".waits")
    expect(told).to_contain_text("could not be read")
    expect(told).to_contain_text("have been sent")
    assert len(records(live_server)) == 1
    assert waiting(page) == []


def test_a_wave_that_ended_meanwhile_is_told_plainly(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    context = saved(page, open_small(live_server))
    close(live_server)
    context.set_offline(False)
    heading(page, "These questions have ended")
    expect(page.get_by_text("Your answers came too late to be counted")).to_be_visible()
    assert records(live_server) == []
    assert waiting(page) == []


def test_pages_of_a_wave_that_ended_are_not_kept_any_longer(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    url = open_small(live_server)
    begin(page, url, 15)
    ready(page)
    close(live_server)
    page.goto(f"{url}/en")
    heading(page, "These questions have ended")
    assert not [address for address in kept(page) if "SMALL" in address]


def test_who_says_no_leaves_nothing_on_the_phone(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    page.goto(f"{open_small(live_server)}/en")
    page.get_by_role("link", name="15", exact=True).click()
    here(page).get_by_role("link", name="No, thank you").click()
    heading(page, "That is fine")
    assert page.evaluate("async () => [await caches.keys(), await indexedDB.databases()]") == [[], []]
    assert not page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length")


@pytest.mark.parametrize("waits", [True, False])
def test_leave_now_removes_what_the_phone_kept_but_never_answers_that_wait(
    live_server: LiveServer, page_at: PageAt, *, waits: bool
) -> None:
    page = page_at()
    page.route(NEUTRAL, lambda route: route.fulfill(body="<!doctype html><title>Plain</title>", content_type="text/html"))
    begin(page, open_small(live_server), 15)
    ready(page)
    if waits:
        page.evaluate(PUT, [{"wave": "ELSE", "sealed": [1]}])
    page.get_by_role("link", name="Leave now").click()
    page.wait_for_url(NEUTRAL)
    page.goto(f"{live_server.url}/health")
    assert len(waiting(page)) == waits
    until(lambda: page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == waits)
    assert kept(page) == []


def test_answers_for_a_wave_that_is_not_known_here_hold_up_no_others(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    url = open_small(live_server)
    context = saved(page, url)
    page.evaluate(PUT, [{"wave": "ELSE", "sealed": [1]}])
    context.set_offline(False)
    heading(page, "Thank you!")
    assert len(records(live_server)) == 1
    assert [wave for wave, _ in waiting(page)] == ["ELSE"]


def test_the_next_child_starts_anew_and_back_shows_nothing_of_the_one_before(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    url = open_small(live_server)
    answered(page, url)
    send(page)
    here(page).get_by_role("link", name="Start for the next child").click()
    heading(page, "Hello!")
    page.go_back()
    page.wait_for_timeout(300)
    assert page.locator(":checked").count() == 0
    expect(page.get_by_role("link", name="Yes, I want to")).to_be_visible()


def test_a_screen_that_nobody_touches_asks_and_then_wipes_itself(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    page.clock.install()
    begin(page, open_small(live_server), 15)
    choose(page, "Answer 2")
    page.clock.run_for(610_000)
    heading(page, "Are you still there?")
    page.get_by_role("button", name="Yes, go on").click()
    expect(here(page).get_by_role("radio", name="Answer 2")).to_be_checked()
    page.clock.run_for(610_000)
    heading(page, "Are you still there?")
    page.clock.run_for(70_000)
    heading(page, "Hello!")
    assert records(live_server) == []


def test_the_thanks_give_way_to_the_welcome_by_themselves(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    page.clock.install()
    begin(page, open_small(live_server), 15)
    while here(page).get_attribute("id") != "see":
        onwards(page)
    send(page)
    heading(page, "Thank you!")
    page.clock.run_for(200_000)
    heading(page, "Hello!")


def test_a_wrong_clock_changes_nothing(live_server: LiveServer, page_at: PageAt) -> None:
    page = page_at()
    page.clock.install(time=0)
    answered(page, open_small(live_server))
    send(page)
    heading(page, "Thank you!")
    assert len(records(live_server)) == 1
