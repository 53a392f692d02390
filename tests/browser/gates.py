"""How the gates of a wave are worked through in a browser: what is filled in, and what is done elsewhere."""

from datetime import timedelta

from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import Engine

from app import clock
from app.database import writing
from app.studio import sketch
from app.studio.voicing.pieces import pieces
from app.studio.voicing.voices import MOST_AT_ONCE
from app.surveys import recordings, versions
from tests.makers import an_opus
from tests.surveys.sounds import as_wav, speech

SLOW = 60_000
"""Milliseconds: a dozen recordings made small, on a machine that does other things as well."""


def in_days(number: int) -> str:
    """A day that many days from today, as a field takes it."""
    return (clock.today() + timedelta(days=number)).isoformat()


RECORDED = {
    1: {"Which decision": "The online safety plan 2027", "Why must": "Only they know what they meet"},
    2: {"Who receives": "Ministry of Education, director"},
    3: {"Planned closing day": in_days(30), "Children hear": in_days(90)},
    4: {"Reference": "ERB-7", "Who reviewed": "national", "Holds until": in_days(200)},
    5: {"How parents": "notified-opt-out"},
    6: {"First lead": "Ana", "Second lead": "Budi", "Who reads": "Ana on odd days, Budi on even ones"},
    10: {"Accessibility": in_days(-5), "Gone through": in_days(-4)},
    11: {"Which children": "Children without a phone", "How can they": "A teacher reads it out in class"},
    12: {"Facilitator": "Ana", "Accepted": in_days(-100)},
}
"""What is filled in at the gates that have a form, but for the trials with children."""


def fill(page: Page, gate: int, filled: dict[str, str]) -> None:
    """Fill in the form of a gate and save it."""
    card = page.locator(f"#gate-{gate}")
    card.locator("summary", has_text="Record").click()
    for label, value in filled.items():
        field = card.get_by_label(label, exact=False).first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    card.get_by_role("button", name="Save").first.click()


def say_who_sees_to_it(page: Page, gate: int) -> None:
    """Give a gate somebody who sees to it."""
    charge = page.locator(f"#gate-{gate}")
    charge.locator("summary", has_text="Who sees to it").click()
    charge.get_by_label("Person").fill("Chai")
    charge.get_by_label("Until", exact=True).fill(in_days(7))
    charge.get_by_role("button", name="Save").last.click()
    expect(charge.get_by_text("Chai sees to it")).to_be_visible()


def find_out_and_try(page: Page, code: str) -> None:
    """Complete what is known of a service, and record that it was tried."""
    service = page.locator(f"#{code}")
    service.locator("summary", has_text="What is known of it").click()
    service.get_by_label("Does a call cost").select_option("yes")
    service.get_by_label("Can a child stay unknown").select_option("yes")
    service.get_by_label("Languages").fill("th en")
    service.get_by_role("button", name="Save").last.click()
    service.locator("summary", has_text="I have tried it").click()
    service.get_by_label("Who tried it").fill("Chai")
    service.get_by_role("button", name="Save").first.click()
    expect(service.get_by_text("Tried on")).to_be_visible()


def voices_are_there(engine: Engine, code: str, language: str, but: str) -> None:
    """Every text of a survey has its voice, but for those of one item."""
    with writing(engine) as session:
        survey = versions.by_code(session, code)
        for one in pieces(sketch.plain(versions.latest(session, survey).document), language):
            if one.part != but:
                recordings.add(session, survey, language, one.text, an_opus())


def bring_voices(page: Page, address: str, ages: str) -> int:
    """Bring a recording of every text that children of these ages hear and nobody has read yet: how many."""
    voice: FilePayload = {"name": "read.wav", "mimeType": "audio/wav", "buffer": as_wav(speech(0.5))}
    page.goto(f"{address}?show=missing")
    silent = page.locator(".voice").filter(has=page.locator(".ages", has_text=ages))
    brought = 0
    while silent.count():
        form = page.locator("form.texts").filter(has=silent).first
        fields = form.locator(".voice").filter(has=page.locator(".ages", has_text=ages)).locator('input[type="file"]')
        for field in fields.all()[:MOST_AT_ONCE]:
            field.set_input_files([voice])
            brought += 1
        with page.expect_navigation(timeout=SLOW):
            form.get_by_role("button", name="Keep these recordings").click()
        expect(page.get_by_role("status")).to_contain_text("kept")
    return brought


def review(page: Page, address: str) -> None:
    """Say that one has read every text of a language."""
    page.goto(address)
    page.get_by_role("button", name="I have read every text").click()
    expect(page.get_by_text("Your review is recorded.")).to_be_visible()
