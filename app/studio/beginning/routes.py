"""Where surveys begin in the office, and where they are fetched as files."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, UploadFile
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.guards import SignedIn, allowed
from app.errors import Conflict, Invalid, NotFound, Refusal
from app.studio import drafts, sketch
from app.studio.beginning import documents, files, pages
from app.studio.models import Draft
from app.studio.pages import MAY_CHANGE, MAY_READ
from app.surveys import versions
from app.surveys.questionnaire import Questionnaire, canonical
from app.surveys.starter import starter
from app.web.problems import status_of
from app.web.templates import page
from app.web.transactions import Reading, Writing

router = APIRouter(include_in_schema=False, prefix="/office/surveys")

Reader = Annotated[SignedIn, Depends(allowed(*MAY_READ))]
Changer = Annotated[SignedIn, Depends(allowed(*MAY_CHANGE))]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/new")
def new_survey(person: Changer, session: Reading) -> HTMLResponse:
    """Where a new survey can begin."""
    return HTMLResponse(page("office/writing/new.html", pages.new_survey(session, person)))


@router.post("/new")
def start(
    person: Changer,
    session: Writing,
    code: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    source: Annotated[str, Form()] = "blank",
    language: Annotated[str, Form()] = "en",
) -> Response:
    """Begin a draft: blank, as the starter, or as a copy of a survey (`copy:CODE`)."""
    code, title = code.strip().upper(), title.strip()
    try:
        if source == "blank":
            document = documents.blank(code, title, language)
        else:
            document = documents.copied(sketch.plain(_source(session, source)), code, title)
        draft = drafts.start(session, document, person.account_id)
    except (Invalid, Conflict, NotFound) as refusal:
        return _again(session, person, refusal, code, title)
    return RedirectResponse(f"/office/drafts/{draft.code}", 303)


@router.post("/new/file")
def start_from_file(person: Changer, session: Writing, file: Annotated[UploadFile, File()]) -> Response:
    """Begin a draft with the questionnaire in a file, and say what was done with rows that have no counterpart here."""
    try:
        found = files.read(file.file.read(documents.LARGEST_FILE + 1))
        draft = _taken(session, person, found)
    except (Invalid, Conflict) as refusal:
        return _again(session, person, refusal, "", "")
    if found.told:
        return HTMLResponse(page("office/writing/read.html", pages.read_page(person, draft.code, found.told)))
    return RedirectResponse(f"/office/drafts/{draft.code}", 303)


@router.post("/{code}/draft")
def of_survey(code: str, person: Changer, session: Writing) -> RedirectResponse:
    """Write on at a survey: its draft, begun from the newest version where there is none."""
    return RedirectResponse(f"/office/drafts/{drafts.of_survey(session, code, person.account_id).code}", 303)


@router.get("/{code}/questionnaire.json")
def as_json(code: str, person: Reader, session: Reading) -> Response:
    """The newest version as a file of our own."""
    newest = versions.latest(session, versions.by_code(session, code))
    return _file(canonical(newest.document), "application/json", f"{code}.json")


@router.get("/{code}/questionnaire.xlsx")
def as_xlsform(code: str, person: Reader, session: Reading) -> Response:
    """The newest version as an XLSForm, for ODK and KoboToolbox."""
    from app.surveys.xlsform.writing import write  # with the extra `xlsform` only

    newest = versions.latest(session, versions.by_code(session, code))
    return _file(write(newest.document), _XLSX, f"{code}.xlsx")


def _source(session: Session, source: str) -> Questionnaire:
    if source == "starter":
        return starter()
    return versions.latest(session, versions.by_code(session, source.removeprefix("copy:"))).document


def _taken(session: Session, person: SignedIn, found: files.Read) -> Draft:
    """The draft of what was read: a new one; or, of a survey that nobody is writing on, one that can be compared and undone."""
    code = str(found.document["code"])
    standing = any(survey.code == code for survey in versions.surveys(session))
    if not standing or drafts.find(session, code) is not None:
        return drafts.start(session, found.document, person.account_id)
    begun = drafts.of_survey(session, code, person.account_id)
    return drafts.replace(session, code, found.document, person.account_id, begun.revision)


def _again(session: Session, person: SignedIn, refusal: Refusal, code: str, title: str) -> HTMLResponse:
    missing = refusal.details.get("missing", ())
    shown = pages.new_survey(
        session,
        person,
        code=code,
        called=title,
        refused=refusal.reason,
        missing=tuple(str(one) for one in missing) if isinstance(missing, tuple) else (),
    )
    return HTMLResponse(page("office/writing/new.html", shown), status_of(refusal))


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
