"""The thirteen gates of a wave as a list to work through: what is found and missing, who sees to it, and its form."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from app.accounts import acts
from app.accounts.acts import What
from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.accounts.models import Role
from app.errors import NotAllowed
from app.studio import drafts, names, pages
from app.studio.contexts import Field
from app.studio.fielding import approving, forms, log
from app.studio.fielding.approving import Approved
from app.studio.gate import Gate
from app.studio.opening import gates_of
from app.surveys import versions, waves
from app.surveys.evidence import Evidence
from app.surveys.models import Wave, WaveState
from app.surveys.questionnaire import Questionnaire

Links = tuple[tuple[str, str], ...]
"""Addresses, and what stands there in words."""


@dataclass(frozen=True)
class GateView:
    """One gate: how it stands, who sees to it, who recorded last, and what can be filled in."""

    gate: Gate
    owner: str
    due: str
    late: bool
    last: str
    fields: tuple[Field, ...]
    entries: tuple[str, ...]
    links: Links
    refused: str = ""


@dataclass(frozen=True)
class ChecklistPage:
    """Context of `office/fielding/gates.html`. `may_approve`: a reviewer who may; `hindrance`: why this one may not."""

    frame: Frame
    code: str
    state: str
    country: str
    gates: tuple[GateView, ...]
    passed: int
    may_change: bool
    needs_approval: bool
    approved: Approved | None
    may_approve: bool
    hindrance: str
    can_open: bool


def page(
    session: Session, person: SignedIn, code: str, today: date, refused: Mapping[int, tuple[str, forms.Typed]] | None = None
) -> ChecklistPage:
    """The list of a wave; at a gate that was refused stand the reason and what was typed."""
    wave = waves.by_code(session, code)
    q, _ = versions.questionnaire_of(session, wave)
    gates = gates_of(session, wave, today)
    approved = approving.standing(session, wave)
    complete = all(gate.passed for gate in gates)
    reviews = person.role is Role.REVIEWER and not wave.practice and wave.state is not WaveState.CLOSED
    last = _last(session, wave)
    may_change = person.role in pages.MAY_CHANGE and wave.state is not WaveState.CLOSED
    elsewhere = _elsewhere(session, wave, q)

    def view(gate: Gate) -> GateView:
        charge = next((one for one in wave.evidence.charges if one.gate == gate.number), None)
        made = GateView(
            gate=gate,
            owner=charge.owner if charge else "",
            due=str(charge.due or "") if charge else "",
            late=charge is not None and charge.due is not None and charge.due < today and not gate.passed,
            last=last.get(gate.number, ""),
            fields=forms.fields(gate.number, wave.evidence, q) if may_change and not wave.practice else (),
            entries=forms.entries(gate.number, wave.evidence),
            links=elsewhere.get(gate.number, ()),
        )
        return _refused(made, refused[gate.number]) if refused and gate.number in refused else made

    return ChecklistPage(
        frame=Frame(f"Gates of {code}", person),
        code=code,
        state=wave.state.value,
        country=wave.country,
        gates=tuple(view(gate) for gate in gates),
        passed=sum(gate.passed for gate in gates),
        may_change=may_change and not wave.practice,
        needs_approval=not wave.practice,
        approved=approved,
        may_approve=reviews and complete and not _own(session, wave, person),
        hindrance=_hindrance(session, wave, person, complete=complete) if reviews else "",
        can_open=may_change and complete and not approving.missing(session, wave) and wave.state is not WaveState.OPEN,
    )


def _elsewhere(session: Session, wave: Wave, q: Questionnaire) -> Mapping[int, Links]:
    """Where the work of a gate is done, that is not done here."""
    survey = f"/office/surveys/{q.code}"
    drafted = drafts.find(session, q.code) is not None
    looked_at = (f"/office/drafts/{q.code}/preview", "Preview on a phone") if drafted else (survey, "The survey")
    spoken = wave.evidence.spoken_in(q)
    voices = tuple((f"{survey}/voices/{one}", f"Voices in {names.language(one)}") for one in spoken)
    return {
        7: ((f"/office/services/{wave.country}", "Services of this country"),),
        8: ((f"{survey}/languages", "Languages and reviews"), *voices),
        10: (looked_at,),
        13: ((survey, "The questions"),),
    }


def _own(session: Session, wave: Wave, person: SignedIn) -> str:
    try:
        approving.refuse_maker(session, wave, person.email)
    except NotAllowed as refusal:
        return refusal.reason
    return ""


def _hindrance(session: Session, wave: Wave, person: SignedIn, *, complete: bool) -> str:
    return _own(session, wave, person) or ("" if complete else "It can be approved when nothing is missing any more.")


def _last(session: Session, wave: Wave) -> dict[int, str]:
    """Who recorded last at each gate."""
    found: dict[int, str] = {}
    for act in acts.of_wave(session, wave.code):
        if act.what == What.EVIDENCE.value and act.about.startswith("gate "):
            entry = log.said(act)
            found.setdefault(int(act.about.split()[1].rstrip(":")), f"{entry.by}, {entry.at} UTC")
    return found


def _refused(view: GateView, why: tuple[str, forms.Typed]) -> GateView:
    reason, typed = why
    return replace(view, refused=reason, fields=forms.again(view.fields, typed) if typed else view.fields)


def revised(evidence: Evidence, number: int, typed: forms.Typed) -> Evidence:
    """The evidence after the form of a gate was sent: an entry taken away, or what was filled in."""
    if "remove" in typed:
        return forms.without(number, evidence, forms.number(typed, "remove") or 0)
    return forms.taken(number, evidence, typed)
