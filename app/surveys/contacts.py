"""The services of a country as an office knows them: what is shipped, what people on the spot added, and what they tried.

`support` holds the shipped facts and stays as it is; here a row of the same code completes or replaces one, and a service
that is gone is shown to no child, whatever is shipped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app import clock
from app.errors import Invalid, NotFound
from app.surveys import support
from app.surveys.evidence import Verification
from app.surveys.models import ContactTrial, LocalContact
from app.surveys.support import Contact, TrialMethod

LONGEST_NAME = 100


@dataclass(frozen=True)
class Listed:
    """A service as the office sees it, with who tried it, the latest first."""

    contact: Contact
    shipped: bool
    gone: bool
    trials: tuple[ContactTrial, ...]


def of_country(session: Session, country: str) -> tuple[Contact, ...]:
    """The services that a child of this country is shown: shipped ones first, without those that are gone.

    NotFound `unknown-country`.
    """
    return tuple(contact for contact, gone in _known(session, country) if not gone)


def listed(session: Session, country: str) -> tuple[Listed, ...]:
    """All services of a country that were ever known here, those that are gone too. NotFound `unknown-country`."""
    trials = list(session.exec(_trials(country).order_by(col(ContactTrial.tried_on).desc(), col(ContactTrial.id).desc())))
    shipped = {contact.code for contact in support.contacts(country)}
    return tuple(
        Listed(contact, contact.code in shipped, gone, tuple(one for one in trials if one.code == contact.code))
        for contact, gone in _known(session, country)
    )


def one(session: Session, code: str) -> Contact:
    """The service of that code, as an office knows it. NotFound `unknown-contact`."""
    country = code.partition("-")[0]
    found = [contact for contact, _ in _known(session, country) if contact.code == code] if country in support.countries() else []
    if not found:
        raise NotFound("unknown-contact", f"No service {code} is known here.", contact=code)
    return found[0]


def save(session: Session, country: str, contact: Contact, by: str) -> None:
    """Add a service, or complete the one of the same code; one that was gone is back.

    Refuses `unknown-country` and `another-country`.
    """
    support.contacts(country)
    if not contact.code.startswith(f"{country}-"):
        raise Invalid("another-country", "The code of a service begins with its country.", contact=contact.code)
    _keep(session, contact, by, gone=False)


def remove(session: Session, code: str, by: str) -> None:
    """From now on no child is sent to this service. NotFound `unknown-contact`."""
    _keep(session, one(session, code), by, gone=True)


def tried(session: Session, code: str, on: date, by: str, method: TrialMethod, recorded_by: str) -> None:
    """Record that a named person has tried a service. Refuses `unknown-contact`, `name-missing`, `not-tried-yet`."""
    contact = one(session, code)
    by = " ".join(by.split())
    if not 0 < len(by) <= LONGEST_NAME:
        raise Invalid("name-missing", f"Name the person who tried it, in at most {LONGEST_NAME} characters.")
    if on > clock.today():
        raise Invalid("not-tried-yet", "A service can only have been tried on a day that has come.", day=on.isoformat())
    session.add(ContactTrial(code=contact.code, tried_on=on, tried_by=by, method=method, recorded_by=recorded_by))
    session.flush()


def verifications(session: Session, country: str) -> tuple[Verification, ...]:
    """What gate 7 asks for: who tried which service of a country, and when."""
    return tuple(
        Verification(contact=row.code, verified_on=row.tried_on, verified_by=row.tried_by)
        for row in session.exec(_trials(country))
    )


def _known(session: Session, country: str) -> Iterator[tuple[Contact, bool]]:
    shipped = support.contacts(country)
    rows = session.exec(select(LocalContact).where(LocalContact.country == country).order_by(LocalContact.code))
    ours = {row.code: row for row in rows}
    for contact in shipped:
        row = ours.pop(contact.code, None)
        yield (row.contact, row.gone) if row else (contact, False)
    yield from ((row.contact, row.gone) for row in ours.values())


def _keep(session: Session, contact: Contact, by: str, *, gone: bool) -> None:
    row = session.get(LocalContact, contact.code)
    if row is None:
        row = LocalContact(
            code=contact.code, country=contact.code[:2], contact=contact, changed_on=clock.today(), changed_by=by, gone=gone
        )
    row.contact, row.gone, row.changed_on, row.changed_by = contact, gone, clock.today(), by
    session.add(row)
    session.flush()


def _trials(country: str) -> SelectOfScalar[ContactTrial]:
    return select(ContactTrial).where(col(ContactTrial.code).startswith(f"{country}-"))
