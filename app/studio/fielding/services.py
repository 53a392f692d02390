"""The services of a country for the office: which there are, what is still to be found out, who tried them, and their forms."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.errors import Invalid
from app.studio import names, pages
from app.studio.contexts import Choice, Field
from app.studio.fielding.forms import Typed, again, number, text
from app.studio.gates import CONTACT_DAYS, notes_missing
from app.surveys import contacts
from app.surveys.contacts import Listed
from app.surveys.support import Contact, Days, Means, Serves, TrialMethod

SERVES = {
    Serves.CHILDREN: "Children",
    Serves.PRIMARY_SCHOOL_CHILDREN: "Children in primary school",
    Serves.WOMEN_AND_CHILDREN: "Women and children",
    Serves.EVERYONE: "Everyone",
    Serves.MENTAL_HEALTH: "People who feel very bad",
    Serves.WELFARE: "Families",
    Serves.POLICE: "It is the police",
}
DAYS = {Days.ALWAYS: "Day and night", Days.DAILY: "Every day, at these hours", Days.WEEKDAYS: "Monday to Friday"}
METHODS = {
    TrialMethod.CALL: "by calling",
    TrialMethod.CHAT: "in the chat",
    TrialMethod.MESSAGE: "by message",
    TrialMethod.VISIT: "by going there",
}
_MORE = {Means.SMS: "Text message to the same number", Means.CHAT: "Chat on their website", Means.APP: "An app"}
NEW = ""


@dataclass(frozen=True)
class ServiceView:
    """One service as the office sees it. `fresh`: tried within the days that gate 7 asks for."""

    code: str
    name: str
    number: str
    facts: tuple[tuple[str, str], ...]
    lacking: tuple[str, ...]
    tried: str
    fresh: bool
    gone: bool
    shipped: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class ServicesPage:
    """Context of `office/fielding/services.html`. `refused_at` names the service whose form was refused; empty: the new one."""

    frame: Frame
    country: str
    countries: tuple[Choice, ...]
    services: tuple[ServiceView, ...]
    new: tuple[Field, ...]
    methods: tuple[Choice, ...]
    today: str
    may_change: bool
    refused: str
    refused_at: str


def page(
    session: Session,
    person: SignedIn,
    country: str,
    today: date,
    refused: str = "",
    refused_at: str = "",
    typed: Typed | None = None,
) -> ServicesPage:
    """The services of a country; at the form that was refused stand the reason and what was typed. NotFound `unknown-country`."""
    found = contacts.listed(session, country)
    return ServicesPage(
        frame=Frame(f"Help in {names.country(country)}", person, "services"),
        country=country,
        countries=pages.countries(country),
        services=tuple(_view(one, today, typed if refused_at == one.contact.code else None) for one in found),
        new=_fields(None, typed if refused and refused_at == NEW else None),
        methods=tuple(Choice(one.value, words) for one, words in METHODS.items()),
        today=today.isoformat(),
        may_change=person.role in pages.MAY_CHANGE,
        refused=refused,
        refused_at=refused_at,
    )


def taken(country: str, typed: Typed, standing: Contact | None = None) -> Contact:
    """The service that was filled in; of one that stands already, number and source stay. Refuses `bad-service`."""
    number_of = standing.number if standing else text(typed, "number")
    digits = "".join(character for character in number_of if character.isdigit())
    days = text(typed, "days")
    hours = {"days": days, "opens": text(typed, "opens") or None, "closes": text(typed, "closes") or None} if days else None
    filled: dict[str, Any] = {
        "code": standing.code if standing else f"{country}-{digits}",
        "name": text(typed, "name") or None,
        "number": number_of,
        "channels": [{"by": "call", "at": number_of}, *_channels(typed, number_of, standing)],
        "serves": text(typed, "serves") or None,
        "ages": {"from_age": standing.ages.from_age if standing else None, "to_age": number(typed, "to_age")},
        "hours": hours,
        "languages": text(typed, "spoken").replace(",", " ").split(),
        "free": _yes_or_no(typed, "free"),
        "anonymous": _yes_or_no(typed, "anonymous"),
        "status": standing.status.value if standing else "operator",
        "source": standing.source if standing else text(typed, "source"),
        "seen": standing.seen if standing else "here",
    }
    if hours and bool(hours["opens"]) != bool(hours["closes"]):
        raise Invalid("bad-service", "Fill in from when and until when, or neither.")
    try:
        return Contact.model_validate(filled, strict=False)
    except ValidationError as error:
        where = error.errors()[0]
        named = str(where["loc"][0]).replace("_", " ") if where["loc"] else "the whole"
        raise Invalid("bad-service", f"This does not fit ({named}): {where['msg']}.") from error


def _view(one: Listed, today: date, typed: Typed | None) -> ServiceView:
    contact, latest = one.contact, one.trials[0] if one.trials else None
    return ServiceView(
        code=contact.code,
        name=contact.name or (SERVES[contact.serves] if contact.serves else contact.code),
        number=contact.number,
        facts=_facts(contact),
        lacking=tuple(notes_missing(contact)),
        tried=f"Tried on {latest.tried_on} {METHODS[latest.method]} by {latest.tried_by}" if latest else "",
        fresh=latest is not None and today - latest.tried_on <= timedelta(days=CONTACT_DAYS),
        gone=one.gone,
        shipped=one.shipped,
        fields=_fields(contact, typed),
    )


def _facts(contact: Contact) -> tuple[tuple[str, str], ...]:
    hours = contact.hours
    until = f", {hours.opens} to {hours.closes}" if hours and hours.opens else ""
    said = (
        ("For", SERVES[contact.serves] if contact.serves else ""),
        ("Up to", f"{contact.ages.to_age} years" if contact.ages.to_age else ""),
        ("When", DAYS[hours.days].partition(",")[0] + until if hours else ""),
        ("Languages", names.languages(contact.languages)),
        ("Costs", {True: "free of charge", False: "costs money", None: ""}[contact.free]),
        ("Who calls", {True: "may stay unknown", False: "is asked for name and place", None: ""}[contact.anonymous]),
        ("Source", f"{contact.source} ({contact.seen})"),
    )
    return tuple((name, value) for name, value in said if value)


def _fields(contact: Contact | None, typed: Typed | None) -> tuple[Field, ...]:
    hours = contact.hours if contact else None
    has = {channel.by: channel.at for channel in contact.channels} if contact else {}
    made = (
        Field("name", "What it is called", value=(contact.name or "") if contact else ""),
        *(() if contact else (Field("number", "Number to call", hint="As children dial it."),)),
        Field("whatsapp", "WhatsApp number", value=has.get(Means.WHATSAPP) or ""),
        Field("more", "Also by", "ticks", choices=tuple(Choice(one.value, words, one in has) for one, words in _MORE.items())),
        Field("serves", "For whom", "choice", choices=_choice(SERVES, contact.serves if contact else None)),
        Field("to_age", "Up to which age", "number", str(contact.ages.to_age or "") if contact else ""),
        Field("days", "When", "choice", choices=_choice(DAYS, hours.days if hours else None)),
        Field("opens", "From", value=(hours.opens or "") if hours else "", hint="Such as 09:00. Empty: all day."),
        Field("closes", "Until", value=(hours.closes or "") if hours else ""),
        Field("spoken", "Languages", value=" ".join(contact.languages) if contact else "", hint="As codes: th en"),
        Field(
            "free", "Does a call cost money?", "choice", choices=_answers(contact.free if contact else None, "Free", "It costs")
        ),
        Field(
            "anonymous",
            "Can a child stay unknown?",
            "choice",
            choices=_answers(contact.anonymous if contact else None, "Yes", "No, they ask who and where"),
        ),
        *(() if contact else (Field("source", "How is it known?", hint="Such as: agreement with the ministry, letter 12."),)),
    )
    return made if typed is None else again(made, typed)


def _choice(words: dict[Any, str], chosen: object) -> tuple[Choice, ...]:
    return (Choice("", "Not known", chosen is None), *(Choice(one.value, said, one is chosen) for one, said in words.items()))


def _answers(known: bool | None, yes: str, no: str) -> tuple[Choice, ...]:
    return Choice("", "Not known", known is None), Choice("yes", yes, known is True), Choice("no", no, known is False)


def _yes_or_no(typed: Typed, name: str) -> bool | None:
    return {"yes": True, "no": False}.get(text(typed, name))


def _channels(typed: Typed, number_of: str, standing: Contact | None) -> list[dict[str, str | None]]:
    """Beside the call: what was filled in, and what this form does not ask for and stands already."""
    known = {channel.by: channel.at for channel in standing.channels} if standing else {}
    ticked = {one for one in _MORE if one.value in typed.get("more", ())}
    filled = {one: known.get(one) or (number_of if one is Means.SMS else None) for one in _MORE if one in ticked}
    whatsapp = text(typed, "whatsapp")
    if whatsapp:
        filled[Means.WHATSAPP] = whatsapp
    asked_for = {Means.CALL, Means.WHATSAPP, *_MORE}
    kept = {by: at for by, at in known.items() if by not in asked_for}
    return [{"by": by.value, "at": at} for by, at in {**filled, **kept}.items()]
