"""The pages on which a survey begins: the choice of where, and what was read from a file."""

from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.studio import names
from app.studio.contexts import Choice
from app.studio.writing.showing import title
from app.surveys import versions
from app.surveys.findings import Finding
from app.web.languages import LANGUAGES, SOURCE


@dataclass(frozen=True)
class NewSurveyPage:
    """Context of `office/writing/new.html`: where a survey can begin, what was filled in, and why it was refused."""

    frame: Frame
    surveys: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    code: str
    title: str
    file_code: str
    refused: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ReadPage:
    """Context of `office/writing/read.html`: what was done with the rows of a form that have no counterpart here."""

    frame: Frame
    code: str
    told: tuple[Finding, ...]


def new_survey(
    session: Session,
    person: SignedIn,
    *,
    code: str = "",
    called: str = "",
    file_code: str = "",
    refused: str = "",
    missing: tuple[str, ...] = (),
) -> NewSurveyPage:
    """Where a new survey can begin, with what was filled in and why it was refused."""
    standing = [versions.latest(session, survey).document for survey in versions.surveys(session)]
    return NewSurveyPage(
        frame=Frame("New survey", person),
        surveys=tuple(Choice(q.code, f"{title(q)} ({q.code})") for q in standing),
        languages=tuple(Choice(one, names.language(one), one == SOURCE) for one in LANGUAGES),
        code=code,
        title=called,
        file_code=file_code,
        refused=refused,
        missing=missing,
    )


def read_page(person: SignedIn, code: str, told: tuple[Finding, ...]) -> ReadPage:
    """What is said of a form that was read."""
    return ReadPage(Frame("The form is read", person), code, told)
