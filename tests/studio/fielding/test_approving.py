"""A real wave is approved by somebody who has had no hand in it, and only as it stands (promise 5)."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts import acts
from app.accounts.acts import What
from app.accounts.creating import create_account
from app.accounts.models import Account, Role
from app.database import writing
from app.errors import Conflict, NotAllowed
from app.studio import drafts
from app.studio.changes import Put
from app.studio.fielding import approving
from app.studio.opening import gates_of, open_wave
from app.surveys import support, versions, waves
from app.surveys.evidence import Training
from app.surveys.models import Wave
from tests.makers import a_wave
from tests.office import PASSWORD
from tests.studio.complete import TODAY, a_contact, a_sensitive_survey, approved, days, everything_recorded, heard_and_reviewed


@pytest.fixture(autouse=True)
def _a_country_with_a_known_helpline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "contacts", lambda country: (a_contact(),))


def a_real_wave(session: Session, **evidence: Any) -> Wave:
    wave = a_wave(session, a_sensitive_survey(), code="REAL", practice=False, grace_days=7)
    heard_and_reviewed(session)
    wave.evidence = everything_recorded(**evidence)
    session.add(wave)
    session.flush()
    return wave


def a_reviewer(session: Session, email: str = "rev@office.test") -> Account:
    return create_account(session, email, "Rev", Role.REVIEWER, PASSWORD)


def approve(session: Session, wave: Wave, reviewer: Account) -> None:
    assert reviewer.id is not None
    approving.approve(session, wave, reviewer.id, reviewer.email, gates_of(session, wave, TODAY))


@pytest.mark.parametrize("what", [What.WAVE_CREATED, What.WAVE_CHANGED, What.EVIDENCE, What.CHARGE, What.WAVE_MOVED])
def test_nobody_approves_what_they_made_or_recorded_themselves(engine: Engine, what: What) -> None:
    with writing(engine) as session:
        wave, reviewer = a_real_wave(session), a_reviewer(session)
        acts.record(session, reviewer.email, what, wave=wave.code)
        with pytest.raises(NotAllowed, match="yourself"):
            approve(session, wave, reviewer)
        approve(session, wave, a_reviewer(session, "other@office.test"))


def test_nobody_approves_a_survey_that_they_wrote_or_saved(engine: Engine) -> None:
    with writing(engine) as session:
        wave, writer, saver = a_real_wave(session), a_reviewer(session), a_reviewer(session, "saver@office.test")
        assert writer.id is not None
        drafts.of_survey(session, "TEST", writer.id)
        acts.record(session, saver.email, What.SURVEY_SAVED, survey="TEST")
        for one in (writer, saver):
            with pytest.raises(NotAllowed):
                approve(session, wave, one)


def test_reviewing_a_language_is_no_writing(engine: Engine) -> None:
    with writing(engine) as session:
        wave, writer, reviewer = a_real_wave(session), a_reviewer(session, "w@office.test"), a_reviewer(session)
        assert writer.id is not None
        assert reviewer.id is not None
        drafts.of_survey(session, "TEST", writer.id)
        drafts.change(session, "TEST", [Put(place=("title", "en"), was="Test survey", becomes="Another")], writer.id)
        drafts.change(session, "TEST", [Put(place=("drafts",), becomes=["en"])], reviewer.id)
        assert approving.makers(session, wave) & {writer.email, reviewer.email} <= {writer.email}
        approve(session, wave, reviewer)


def test_what_is_not_complete_is_not_approved(engine: Engine) -> None:
    with writing(engine) as session:
        with pytest.raises(Conflict) as refused:
            approved(session, a_real_wave(session, audience=None))
        assert refused.value.code == "gates-shut"
        assert refused.value.details["missing"]


def test_a_practice_wave_is_not_approved_and_opens_without(engine: Engine) -> None:
    with writing(engine) as session:
        wave = a_wave(session, a_sensitive_survey(), practice=True)
        assert approving.missing(session, wave) == ()
        with pytest.raises(Conflict, match="without approval"):
            approved(session, wave)


@pytest.mark.parametrize(
    "change",
    [
        {"audience": "Somebody else"},
        {"consent": None},
        {"channels": "A newspaper"},
        {"languages": ("en",)},
        {"feedback_on": days(80)},
    ],
)
def test_an_approval_does_not_outlive_what_it_was_of(engine: Engine, change: dict[str, Any]) -> None:
    with writing(engine) as session:
        wave = approved(session, a_real_wave(session))
        waves.note(session, wave, wave.evidence.model_copy(update=change))
        (said,) = approving.missing(session, wave)
        assert "something has changed since" in said
        with pytest.raises(Conflict):
            open_wave(session, wave, TODAY)


def test_a_new_version_of_the_survey_asks_for_a_new_approval(engine: Engine) -> None:
    with writing(engine) as session:
        wave = approved(session, a_real_wave(session))
        versions.save(session, {**a_sensitive_survey(), "title": {"en": "Other words"}})
        assert approving.missing(session, wave) == ()
        assert waves.move_to_newest(session, wave)
        assert approving.missing(session, wave)
        assert not waves.move_to_newest(session, wave)


def test_what_is_done_again_and_again_does_not_touch_an_approval(engine: Engine) -> None:
    with writing(engine) as session:
        wave = approved(session, a_real_wave(session))
        again = (*wave.evidence.trainings, Training(facilitator="Budi", accepted_on=TODAY))
        waves.note(session, wave, wave.evidence.model_copy(update={"trainings": again}))
        open_wave(session, wave, TODAY)
        waves.note(session, wave, wave.evidence.model_copy(update={"trainings": again[1:]}))
        with pytest.raises(Conflict, match="Pause it first"):
            waves.note(session, wave, wave.evidence.model_copy(update={"audience": "Nobody"}))
