"""The log of acts, in words."""

from dataclasses import dataclass

from sqlmodel import Session

from app.accounts import acts
from app.accounts.acts import What
from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.accounts.models import Act
from app.studio.contexts import Crumb
from app.surveys import versions, waves

WORDS = {
    What.SURVEY_SAVED: "saved a version of the survey",
    What.VOICES_KEPT: "brought voices",
    What.VOICES_REMOVED: "took voices away",
    What.LANGUAGE_REVIEWED: "reviewed the texts of a language",
    What.DRAFT_DISCARDED: "threw the draft away",
    What.WAVE_CREATED: "made the wave",
    What.WAVE_CHANGED: "changed how it is held",
    What.WAVE_MOVED: "moved it to the newest version",
    What.EVIDENCE: "recorded",
    What.CHARGE: "said who sees to",
    What.APPROVED: "approved it",
    What.APPROVAL_TAKEN_BACK: "took the approval back",
    What.OPENED: "opened it",
    What.PAUSED: "paused it",
    What.CLOSED: "closed it",
    What.POPULATION: "said which children there are",
    What.RELEASE_ASKED: "asked for its release",
    What.WITHDRAWN: "withdrew the release",
    What.PURGED: "had the answers destroyed",
    What.CONTACT_SAVED: "described a service",
    What.CONTACT_TRIED: "recorded that a service was tried",
    What.CONTACT_REMOVED: "took a service away",
    What.ACCOUNT_CREATED: "made an account",
    What.ACCOUNT_DISABLED: "disabled an account",
    What.TOKEN_MADE: "made a token for a program",
    What.TOKEN_REVOKED: "took back a token",
    What.PASSWORD_CHANGED: "changed the own password",
}


@dataclass(frozen=True)
class Entry:
    """One act: when in UTC, who, what, on which wave, and more of it."""

    at: str
    machine_time: str
    by: str
    what: str
    wave: str
    about: str


@dataclass(frozen=True)
class LogPage:
    """Context of `office/fielding/log.html`."""

    frame: Frame
    crumbs: tuple[Crumb, ...]
    entries: tuple[Entry, ...]
    most: int
    with_wave: bool


def of_wave(session: Session, person: SignedIn, code: str) -> LogPage:
    """What was done to a wave."""
    found = waves.by_code(session, code)
    crumbs = (Crumb("Home", "/office"), Crumb(f"Wave {code}", f"/office/waves/{code}"))
    return _page(Frame(f"What was done to {found.code}", person), crumbs, acts.of_wave(session, code), with_wave=False)


def of_survey(session: Session, person: SignedIn, code: str) -> LogPage:
    """What was done to a survey and all its waves."""
    survey = versions.by_code(session, code)
    mine = [wave.code for wave in waves.all_waves(session) if wave.survey_id == survey.id]
    crumbs = (Crumb("Home", "/office"), Crumb(f"Survey {code}", f"/office/surveys/{code}"))
    return _page(Frame(f"What was done to {code}", person), crumbs, acts.of_survey(session, code, mine), with_wave=True)


def of_all(session: Session, person: SignedIn) -> LogPage:
    """What was done in this installation."""
    return _page(Frame("What was done here", person), (Crumb("Home", "/office"),), acts.newest(session), with_wave=True)


def said(act: Act) -> Entry:
    """An act in words; one of a kind that is not known any more by its name."""
    when = acts.moment(act)
    words = next((words for what, words in WORDS.items() if what.value == act.what), act.what)
    return Entry(f"{when:%Y-%m-%d %H:%M}", when.isoformat(timespec="seconds"), act.by, words, act.wave or "", act.about)


def _page(frame: Frame, crumbs: tuple[Crumb, ...], found: list[Act], *, with_wave: bool) -> LogPage:
    return LogPage(frame, crumbs, tuple(said(act) for act in found), acts.MOST_SHOWN, with_wave)
