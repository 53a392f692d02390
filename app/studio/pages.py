"""From what is stored to what a page shows: home, a survey, a new wave, a wave."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.accounts.models import Role
from app.config import settings
from app.results import headlines, participation, purging
from app.studio import drafts, names, waiting, wording
from app.studio.contexts import (
    Choice,
    DraftCard,
    FindingRow,
    HomePage,
    ItemView,
    NewWavePage,
    OptionView,
    Step,
    SurveyCard,
    SurveyPage,
    WavePage,
    WaveRow,
)
from app.studio.fielding import approving, held
from app.studio.fielding.forms import Typed, again
from app.studio.models import Draft
from app.studio.opening import gates_of
from app.studio.writing import words
from app.surveys import checks, support, versions, waves
from app.surveys.evidence import Evidence
from app.surveys.findings import Finding
from app.surveys.models import Wave, WaveState
from app.surveys.questionnaire import Item, Pick, Questionnaire, Single, worded

MAY_CHANGE = (Role.FACILITATOR, Role.STEWARD)
MAY_READ = (Role.FACILITATOR, Role.STEWARD, Role.REVIEWER, Role.OPERATOR)
MOST_STEPS = 2  # of a kind
_DOORS = {
    WaveState.DRAFT: ("open",),
    WaveState.OPEN: ("pause", "close"),
    WaveState.PAUSED: ("open", "close"),
    WaveState.CLOSED: (),
}


def home(session: Session, person: SignedIn, today: date) -> HomePage:
    """What this person finds here, and what to do next."""
    frame = Frame("Surveys and waves", person, "home")
    if person.role not in MAY_READ:
        step = Step("Read what children said, and download the tables.", "Go to the results", "/results")
        return HomePage(Frame("Welcome", person, "home"), (step,), (), (), (), (), may_change=False)
    rows = _rows(session, waves.all_waves(session))
    return HomePage(
        frame=frame,
        steps=waiting.for_reviewer(session, person, today) if person.role is Role.REVIEWER else _steps(person.role, rows),
        surveys=tuple(_card(versions.latest(session, survey).document) for survey in versions.surveys(session)),
        drafts=tuple(_draft(one) for one in drafts.all_drafts(session)),
        waves=rows,
        countries=countries(_last_country(session)),
        may_change=person.role in MAY_CHANGE,
        damaged=tuple(_damaged(session, person.role)),
    )


def _damaged(session: Session, role: Role) -> Iterator[tuple[str, str]]:
    """Told to those who can do something about it: the steward, whose release it is, and the operator, who has the backup."""
    if role in {Role.STEWARD, Role.OPERATOR}:
        for sealed in headlines.damaged(session):
            yield sealed.name, f"/office/waves/{sealed.wave}/release" if role is Role.STEWARD else ""


def survey(session: Session, person: SignedIn, code: str, band: str = "", language: str = "") -> SurveyPage:
    """A survey's newest questionnaire as one band reads it in one language; the first of each where none such is asked for."""
    found = versions.by_code(session, code)
    version = versions.latest(session, found)
    q = version.document
    band = band if any(one.code == band for one in q.bands) else q.bands[0].code
    language = language if language in q.languages else q.default_language
    mine = [wave for wave in waves.all_waves(session) if wave.survey_id == found.id]
    return SurveyPage(
        frame=Frame(_in(q.title, q), person),
        code=code,
        version=version.hash[:12],
        bands=tuple(Choice(one.code, _in(one.label, q), one.code == band) for one in q.bands),
        languages=tuple(Choice(one, names.language(one), one == language) for one in q.languages),
        band=band,
        language=language,
        direction=names.direction(language),
        draft=language in q.drafts,
        welcome=worded(q.welcome, language, band),
        assent=tuple(worded(q.assent, language, band).splitlines()),
        items=tuple(_item(q, item, language, band) for item in q.asked_of(band)),
        findings=tuple(_found(q, one) for one in checks.examine(q)),
        waves=_rows(session, mine),
        may_change=person.role in MAY_CHANGE,
    )


def new_wave(
    session: Session,
    person: SignedIn,
    code: str,
    *,
    practice: bool,
    country: str = "",
    wave_code: str = "",
    grace_days: str = "",
    sample: str = "",
    invited: str = "",
    refused: str = "",
    typed: Typed | None = None,
) -> NewWavePage:
    """The form for a new wave, with what was filled in before and why it was refused."""
    q = versions.latest(session, versions.by_code(session, code)).document
    title = "New practice wave" if practice else "New real wave"
    fields = held.fields(Evidence(), q, fresh_and_real=not practice)
    return NewWavePage(
        frame=Frame(title, person),
        survey=code,
        title=_in(q.title, q),
        practice=practice,
        countries=countries(country or _last_country(session)),
        code=wave_code,
        grace_days=grace_days,
        samples=tuple(Choice(one.value, words, one.value == sample) for one, words in wording.SAMPLES.items()),
        invited=invited,
        fields=fields if typed is None else again(fields, typed),
        refused=refused,
    )


def wave(session: Session, person: SignedIn, code: str, today: date) -> WavePage:
    """A wave: its state, its address, who took part in fifties, its gates, and what can be done with it now."""
    found = waves.by_code(session, code)
    q, version = versions.questionnaire_of(session, found)
    gates = gates_of(session, found, today)
    closed = found.state is WaveState.CLOSED
    may_change = person.role in MAY_CHANGE
    return WavePage(
        frame=Frame(f"Wave {code}", person),
        wave=_row(session, found, _in(q.title, q)),
        survey_code=q.code,
        version=version[:12],
        link=f"{settings().base_url}/{code}",
        dates=(*_dates(found), *held.facts(found.evidence, q), *_purged(session, found)),
        expected=() if closed else held.expected(found.evidence, q),
        unapproved=approving.missing(session, found),
        newer=versions.latest(session, versions.by_code(session, q.code)).id != found.version_id and not closed,
        gates=gates,
        ready=all(gate.passed for gate in gates) and not approving.missing(session, found),
        may_change=may_change,
        doors=_DOORS[found.state] if may_change else (),
        release=f"/office/waves/{code}/release" if closed and person.role is Role.STEWARD else "",
    )


def countries(chosen: str) -> tuple[Choice, ...]:
    """The countries a wave can be held in, by name."""
    named = sorted((names.country(code), code) for code in support.countries())
    return tuple(Choice(code, name, code == chosen) for name, code in named)


def _steps(role: Role, rows: tuple[WaveRow, ...]) -> tuple[Step, ...]:
    """What this role can do next, the most pressing first."""
    if role is Role.OPERATOR:
        return (Step("You see the state of every survey and wave. What children answered is shown to nobody here."),)
    said = {
        WaveState.CLOSED: "is closed. Ask for its release, or see whether it is there.",
        WaveState.DRAFT: "is waiting to be opened.",
        WaveState.OPEN: "is open. Share its link or its QR code.",
    }
    if role is not Role.STEWARD:
        del said[WaveState.CLOSED]
    steps = tuple(
        Step(f"{row.code} {words}", f"Go to {row.code}", f"/office/waves/{row.code}")
        for state, words in said.items()
        for row in [row for row in rows if row.state == state.value][:MOST_STEPS]
    )
    return steps or (Step("Open a practice wave and answer it yourself. Nothing can go wrong, and it never counts."),)


def _rows(session: Session, found: list[Wave]) -> tuple[WaveRow, ...]:
    """Waves as rows. Each version is read once: a questionnaire is large, and many waves share one."""
    titles: dict[int, str] = {}
    for one in found:
        if one.version_id not in titles:
            q, _ = versions.questionnaire_of(session, one)
            titles[one.version_id] = _in(q.title, q)
    return tuple(_row(session, one, titles[one.version_id]) for one in found)


def _row(session: Session, found: Wave, title: str) -> WaveRow:
    assert found.id is not None
    return WaveRow(
        code=found.code,
        survey=title,
        country=names.country(found.country),
        practice=found.practice,
        state=found.state.value,
        state_words=wording.STATES[found.state],
        participation=wording.participation(found.state, participation.shown(session, found.id)),
    )


def _draft(draft: Draft) -> DraftCard:
    texts = draft.document["title"]
    title = texts.get(draft.document["default_language"]) or next(iter(texts.values()), f"Survey {draft.code}")
    return DraftCard(draft.code, title, f"{draft.changed_at:%Y-%m-%d %H:%M} UTC")


def _card(q: Questionnaire) -> SurveyCard:
    return SurveyCard(
        code=q.code,
        title=_in(q.title, q),
        bands=", ".join(_in(band.label, q) for band in q.bands),
        languages=names.languages(q.languages),
        items=len(q.items),
    )


def _found(q: Questionnaire, one: Finding) -> FindingRow:
    return FindingRow(one.level.value, words.place(one.path.split("."), q), one.reason, one.mend)


def _item(q: Questionnaire, item: Item, language: str, band: str) -> ItemView:
    role = "profile" if item.code in q.profile else "closing feeling" if item.code == q.closing else ""
    options = item.options if isinstance(item, Single | Pick) else ()
    in_words = item.asked_if_in_words
    return ItemView(
        code=item.code,
        wording=worded(item.wording, language, band),
        kind=wording.kind(item),
        level=item.level.value,
        level_words=wording.LEVELS[item.level],
        role=role,
        options=tuple(OptionView(one.code, worded(one.label, language, band), one.sensitive, one.exclusive) for one in options),
        condition=wording.condition(q, item, language, band),
        condition_in_words=worded(in_words, language, band) if in_words is not None and item.asked_if is not None else "",
    )


def _dates(found: Wave) -> tuple[tuple[str, str], ...]:
    dates = [("Created", str(found.created_on))]
    if found.opened_on is not None:
        dates.append(("First opened", str(found.opened_on)))
    if found.closed_at is not None:
        dates.append(("Closed", f"{found.closed_at:%Y-%m-%d}"))
    dates.append(("Children asked", wording.SAMPLES[found.sample_design]))
    if found.invited:
        dates.append(("In words", found.invited))
    if found.grace_days == 0:
        dates.append(("After closing", "nothing more is taken in"))
    elif found.closed_at is not None:
        dates.append(("Late answers until", f"{waves.grace_ends(found):%Y-%m-%d %H:%M} UTC"))
    else:
        dates.append(("After closing", f"answers waiting on phones are taken for {found.grace_days} days"))
    return tuple(dates)


def _purged(session: Session, found: Wave) -> tuple[tuple[str, str], ...]:
    certificate = purging.of_wave(session, found)
    return (("Answers destroyed", f"{certificate.day}, signed off by {certificate.signed_off_by}"),) if certificate else ()


def _last_country(session: Session) -> str:
    """The country of the newest wave: most offices work in one."""
    return next((one.country for one in waves.all_waves(session)), "")


def _in(text: dict[str, str], q: Questionnaire) -> str:
    return text[q.default_language]
