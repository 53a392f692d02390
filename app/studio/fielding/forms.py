"""What is filled in beside a gate, and the evidence that it becomes. Pure.

Each gate has a few fields; some gates hold a list, to which a form adds one entry. An empty field takes back what stood
there. Nothing here judges: whether it is enough is for `studio.gates` to say. Where the work itself can be looked at (services
tried, languages reviewed, voices recorded, the order of questions), nothing is filled in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from app.errors import Invalid
from app.studio import names
from app.studio.contexts import Choice, Field, Kind
from app.surveys.evidence import ConsentModel, Evidence, ReviewKind
from app.surveys.questionnaire import Questionnaire

Typed = Mapping[str, Sequence[str]]

LONGEST = 1_000
REVIEWS = {
    ReviewKind.NATIONAL: "A national committee",
    ReviewKind.INSTITUTIONAL: "The committee of an institution",
    ReviewKind.INDEPENDENT_PANEL: "An independent panel",
    ReviewKind.INTERNAL: "Internal: for neutral questions only",
}
CONSENTS = {
    ConsentModel.ACTIVE: "Parents say yes beforehand",
    ConsentModel.NOTIFIED_OPT_OUT: "Parents are told and may say no",
    ConsentModel.WAIVED: "Waived by the reviewer, for a reason",
}


def fields(gate: int, evidence: Evidence, questionnaire: Questionnaire) -> tuple[Field, ...]:
    """The fields of a gate, with what is recorded; none for a gate that nobody fills in."""
    make = _FIELDS.get(gate)
    return make(evidence, questionnaire) if make else ()


def entries(gate: int, evidence: Evidence) -> tuple[str, ...]:
    """The entries of a gate that holds a list, in words and in order."""
    if gate == 9:
        return tuple(
            f"{names.language(one.language)}, group {one.band}: {one.children} children on {one.held_on}. {one.changes}"
            for one in evidence.pretests
        )
    return tuple(f"{one.facilitator}, {one.accepted_on}" for one in evidence.trainings) if gate == 12 else ()


def taken(gate: int, evidence: Evidence, typed: Typed) -> Evidence:
    """The evidence with what was filled in. Refuses `unknown-gate`, `bad-date`, `bad-number`, `incomplete`, `too-long`."""
    take = _TAKES.get(gate)
    if take is None:
        raise Invalid("unknown-gate", "Nothing is filled in for this gate.", gate=gate)
    return revised(evidence, take(evidence, typed))


def without(gate: int, evidence: Evidence, index: int) -> Evidence:
    """The evidence without one entry of a gate's list. Refuses `unknown-entry`."""
    name = {9: "pretests", 12: "trainings"}.get(gate, "")
    standing = getattr(evidence, name, ())
    if not 0 <= index < len(standing):
        raise Invalid("unknown-entry", "There is no such entry. Open the page again.")
    return evidence.model_copy(update={name: standing[:index] + standing[index + 1 :]})


def charged(gate: int, evidence: Evidence, typed: Typed) -> Evidence:
    """The evidence with who sees to a gate, and until when; nobody where the owner is left empty."""
    others = [one.model_dump() for one in evidence.charges if one.gate != gate]
    owner = text(typed, "owner")
    mine = [{"gate": gate, "owner": owner, "due": day(typed, "due")}] if owner else []
    return revised(evidence, {"charges": sorted([*others, *mine], key=lambda one: int(one["gate"]))})


def revised(evidence: Evidence, update: Mapping[str, Any]) -> Evidence:
    """The evidence with some of it put anew, and looked at as a whole. Refuses `does-not-fit`."""
    try:
        return Evidence.model_validate({**evidence.model_dump(), **update}, strict=False)
    except ValidationError as error:
        where = error.errors()[0]
        named = str(next((part for part in reversed(where["loc"]) if isinstance(part, str)), "it")).replace("_", " ")
        raise Invalid("does-not-fit", f"This does not fit ({named}): {where['msg']}.") from error


def again(fields: tuple[Field, ...], typed: Typed) -> tuple[Field, ...]:
    """The fields with what was typed in them, for a form that was refused."""

    def one(field: Field) -> Field:
        sent = list(typed.get(field.name, ()))
        ticked = tuple(replace(choice, chosen=choice.code in sent) for choice in field.choices)
        return replace(field, value=sent[0] if sent and not field.choices else "", choices=ticked)

    return tuple(one(field) for field in fields)


def text(typed: Typed, name: str) -> str:
    """What was written in a field, without blanks around it. Refuses `too-long`."""
    written = (typed.get(name) or [""])[0].replace("\r\n", "\n").strip()
    if len(written) > LONGEST:
        raise Invalid("too-long", f"At most {LONGEST} characters in one field.", field=name)
    return written


def day(typed: Typed, name: str) -> date | None:
    """The day of a field; None where it is empty. Refuses `bad-date`."""
    written = text(typed, name)
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise Invalid("bad-date", "Write a date as year-month-day, such as 2027-03-31.", field=name) from error


def number(typed: Typed, name: str) -> int | None:
    """The whole number of a field; None where it is empty. Refuses `bad-number`."""
    written = text(typed, name)
    if written and not (written.isascii() and written.isdigit() and len(written) <= 8):
        raise Invalid("bad-number", "Write a whole number in digits.", field=name)
    return int(written) if written else None


def _whole(typed: Typed, *needed: str) -> bool:
    """Whether an entry was filled in; one that is half filled in is refused."""
    empty = [name for name in needed if not text(typed, name)]
    if empty and len(empty) < len(needed):
        raise Invalid("incomplete", "Fill in every field of the entry, or none.", fields=empty)
    return not empty


def _words(name: str, label: str, kind: Kind = "text", hint: str = "") -> Callable[[Evidence], Field]:
    return lambda evidence: Field(name, label, kind, str(getattr(evidence, name) or ""), hint)


def _plain(*made: Callable[[Evidence], Field]) -> tuple["_Show", "_Take"]:
    """A gate whose fields are fields of the evidence."""

    def take(evidence: Evidence, typed: Typed) -> dict[str, Any]:
        blank = [one(Evidence()) for one in made]
        return {one.name: day(typed, one.name) if one.kind == "day" else text(typed, one.name) or None for one in blank}

    return (lambda evidence, _: tuple(one(evidence) for one in made)), take


def _choices(words: Mapping[Any, str], chosen: object) -> tuple[Choice, ...]:
    none = Choice("", "Choose …", chosen is None)
    return (none, *(Choice(one.value, label, one is chosen) for one, label in words.items()))


def _languages(evidence: Evidence, q: Questionnaire) -> tuple[Choice, ...]:
    return tuple(Choice(code, names.language(code)) for code in evidence.spoken_in(q))


def _show_ethics(evidence: Evidence, _: Questionnaire) -> tuple[Field, ...]:
    review = evidence.ethics
    return (
        Field("reference", "Reference of the review", value=review.reference if review else ""),
        Field("kind", "Who reviewed", "choice", choices=_choices(REVIEWS, review.kind if review else None)),
        Field("expires_on", "Holds until", "day", str(review.expires_on) if review else ""),
    )


def _take_ethics(_: Evidence, typed: Typed) -> dict[str, Any]:
    if not _whole(typed, "reference", "kind", "expires_on"):
        return {"ethics": None}
    review = {"reference": text(typed, "reference"), "kind": text(typed, "kind"), "expires_on": day(typed, "expires_on")}
    return {"ethics": review}


def _show_consent(evidence: Evidence, _: Questionnaire) -> tuple[Field, ...]:
    consent = evidence.consent
    return (
        Field("model", "How parents are involved", "choice", choices=_choices(CONSENTS, consent.model if consent else None)),
        Field("reason", "The reviewer's reason, where it is waived", "long", consent.reason if consent else ""),
    )


def _take_consent(_: Evidence, typed: Typed) -> dict[str, Any]:
    model = text(typed, "model")
    return {"consent": {"model": model, "reason": text(typed, "reason")} if model else None}


def _show_leads(evidence: Evidence, _: Questionnaire) -> tuple[Field, ...]:
    leads = (*evidence.safeguarding_leads, "", "")
    return (
        Field("lead_1", "First lead", value=leads[0]),
        Field("lead_2", "Second lead", value=leads[1], hint="Another person, for when the first is away."),
        Field("review_rota", "Who reads what children write, and when", "long", evidence.review_rota or ""),
    )


def _take_leads(_: Evidence, typed: Typed) -> dict[str, Any]:
    leads = [lead for lead in (text(typed, "lead_1"), text(typed, "lead_2")) if lead]
    return {"safeguarding_leads": leads, "review_rota": text(typed, "review_rota") or None}


def _show_pretest(evidence: Evidence, q: Questionnaire) -> tuple[Field, ...]:
    bands = tuple(Choice(band.code, f"{band.from_age} to {band.to_age} years") for band in q.bands)
    return (
        Field("band", "Age group", "choice", choices=bands),
        Field("language", "Language", "choice", choices=_languages(evidence, q)),
        Field("children", "How many children tried it", "number"),
        Field("held_on", "When", "day"),
        Field("changes", "What was changed after it", "long", hint="Nothing? Then write: nothing. No word about any child."),
    )


def _take_pretest(evidence: Evidence, typed: Typed) -> dict[str, Any]:
    if not _whole(typed, "children", "held_on", "changes"):
        raise Invalid("incomplete", "Fill in how many children, when, and what was changed.")
    new: dict[str, Any] = {name: text(typed, name) for name in ("band", "language", "changes")}
    new |= {"children": number(typed, "children"), "held_on": day(typed, "held_on")}
    return {"pretests": [*(one.model_dump() for one in evidence.pretests), new]}


def _show_training(_: Evidence, __: Questionnaire) -> tuple[Field, ...]:
    return Field("facilitator", "Facilitator"), Field("accepted_on", "Accepted the code of conduct on", "day")


def _take_training(evidence: Evidence, typed: Typed) -> dict[str, Any]:
    accepted = day(typed, "accepted_on")
    if not _whole(typed, "facilitator", "accepted_on"):
        raise Invalid("incomplete", "Fill in who accepted the code of conduct, and when.")
    new = {"facilitator": text(typed, "facilitator"), "accepted_on": accepted}
    return {"trainings": [*(one.model_dump() for one in evidence.trainings), new]}


_Show = Callable[[Evidence, Questionnaire], tuple[Field, ...]]
_Take = Callable[[Evidence, Typed], dict[str, Any]]
_GATES: Mapping[int, tuple[_Show, _Take]] = MappingProxyType(
    {
        1: _plain(
            _words("decision_informed", "Which decision will the answers inform?", "long"),
            _words("why_ask_children", "Why must children be asked?", "long", "Is it known already? Can only they say it?"),
        ),
        2: _plain(
            _words("audience", "Who receives the results", hint="A body and a role, such as: Ministry of Education, director")
        ),
        3: _plain(
            _words("closes_on", "Planned closing day", "day"),
            _words("feedback_on", "Children hear by this day what was done", "day", "At most 90 days after closing."),
        ),
        4: (_show_ethics, _take_ethics),
        5: (_show_consent, _take_consent),
        6: (_show_leads, _take_leads),
        9: (_show_pretest, _take_pretest),
        10: _plain(
            _words("accessibility_checked_on", "Accessibility check passed on", "day"),
            _words("previewed_on", "Gone through on a 360-pixel screen on", "day"),
        ),
        11: _plain(
            _words("who_may_be_missed", "Which children may be missed?", "long"),
            _words("offline_route", "How can they take part without internet?", "long"),
        ),
        12: (_show_training, _take_training),
    }
)
_FIELDS = {gate: show for gate, (show, _) in _GATES.items()}
_TAKES = {gate: take for gate, (_, take) in _GATES.items()}
