"""The form of how a wave in draft is held, and what is made of it."""

from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.errors import Invalid
from app.studio import pages
from app.studio.contexts import Choice, Field
from app.studio.fielding import held
from app.studio.fielding.forms import Typed, again
from app.surveys import versions, waves
from app.surveys.models import Wave


@dataclass(frozen=True)
class EditPage:
    """Context of `office/fielding/edit.html`: what stands, or what was typed and why it was refused."""

    frame: Frame
    code: str
    countries: tuple[Choice, ...]
    grace_days: str
    invited: str
    fields: tuple[Field, ...]
    refused: str


def page(session: Session, person: SignedIn, code: str, *, refused: str = "", typed: Typed | None = None) -> EditPage:
    """The form of a wave."""
    wave = waves.by_code(session, code)
    q, _ = versions.questionnaire_of(session, wave)
    sent = {name: values[0] for name, values in (typed or {}).items() if values}
    fields = held.fields(wave.evidence, q)
    return EditPage(
        frame=Frame(f"How {code} is held", person),
        code=code,
        countries=pages.countries(sent.get("country", wave.country)),
        grace_days=sent.get("grace_days", str(wave.grace_days)),
        invited=sent.get("invited", wave.invited),
        fields=fields if typed is None else again(fields, typed),
        refused=refused,
    )


def change(session: Session, wave: Wave, typed: Typed, country: str, grace_days: str, invited: str) -> None:
    """Say anew how a wave is held. Refuses as `waves.change` does, and what does not fit its field."""
    q, _ = versions.questionnaire_of(session, wave)
    evidence = held.taken(wave.evidence, q, typed)
    waves.change(session, wave, country=country, grace_days=days(grace_days), invited=invited, evidence=evidence)


def days(typed: str) -> int | None:
    """Grace days as typed; None, as usual, where it is empty. Refuses `bad-grace-days`."""
    typed = typed.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 3):
        raise Invalid("bad-grace-days", "Grace is a whole number of days.", grace_days=typed)
    return int(typed)
