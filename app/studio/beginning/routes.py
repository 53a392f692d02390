"""Where surveys begin in the office, and where they are fetched as files."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.guards import SignedIn, allowed
from app.database import reading, writing
from app.errors import Conflict, Invalid, NotFound, Refusal
from app.studio import drafts, sketch
from app.studio.beginning import documents, files, pages, returning
from app.studio.beginning.returning import Outcome
from app.studio.models import Draft
from app.studio.pages import MAY_CHANGE, MAY_READ
from app.studio.writing.routes import POLICY
from app.surveys import versions
from app.surveys.questionnaire import Questionnaire, canonical
from app.surveys.starter import starter
from app.web.problems import status_of
from app.web.templates import page
from app.web.transactions import Reading, Writing, engine_of

router = APIRouter(include_in_schema=False, prefix="/office")

Reader = Annotated[SignedIn, Depends(allowed(*MAY_READ))]
Changer = Annotated[SignedIn, Depends(allowed(*MAY_CHANGE))]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/surveys/new")
def new_survey(person: Changer, session: Reading) -> HTMLResponse:
    """Where a new survey can begin."""
    return HTMLResponse(page("office/writing/new.html", pages.new_survey(session, person)))


@router.post("/surveys/new")
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


@router.post("/surveys/new/file")
def start_from_file(
    request: Request, person: Changer, file: Annotated[UploadFile, File()], code: Annotated[str, Form()] = ""
) -> Response:
    """Begin a draft with the questionnaire in a file, and say what was done with rows that have no counterpart here.

    Under another code it is a survey of its own, whoever writes on the one that the file came from.
    """
    engine, code = engine_of(request), code.strip().upper()
    try:
        found = _read(file)
        with writing(engine) as session:
            draft, told = _taken(session, person, found, code).code, files.told(session, found)
    except (Invalid, Conflict) as refusal:
        with reading(engine) as session:
            return _again(session, person, refusal, "", "", file_code=code)
    if told:
        return HTMLResponse(page("office/writing/read.html", pages.read_page(person, draft, told)))
    return RedirectResponse(f"/office/drafts/{draft}", 303)


@router.get("/drafts/{code}/file")
def file_of_draft(code: str, person: Reader, session: Reading) -> HTMLResponse:
    """Where a file is brought to a draft."""
    return HTMLResponse(page("office/writing/file.html", returning.file_page(session, person, code, Outcome())), headers=POLICY)


@router.post("/drafts/{code}/file")
def take_file_in(code: str, request: Request, person: Changer, file: Annotated[UploadFile, File()]) -> Response:
    """Put what differs in a file into a draft, and show it; the page again with the reason where the file is refused."""
    engine, status = engine_of(request), 200
    try:
        found = _read(file)
        with writing(engine) as session:
            outcome = returning.take_in(session, code, found, person.account_id)
    except (Invalid, Conflict) as refusal:
        outcome, status = Outcome(refusal.reason, _lines(refusal)), status_of(refusal)
    with reading(engine) as session:
        shown = returning.file_page(session, person, code, outcome)
    return HTMLResponse(page("office/writing/file.html", shown), status, POLICY)


@router.post("/surveys/{code}/draft")
def of_survey(code: str, person: Changer, session: Writing) -> RedirectResponse:
    """Write on at a survey: its draft, begun from the newest version where there is none."""
    return RedirectResponse(f"/office/drafts/{drafts.of_survey(session, code, person.account_id).code}", 303)


@router.get("/surveys/{code}/questionnaire.json")
def as_json(code: str, person: Reader, session: Reading) -> Response:
    """The newest version as a file of our own."""
    newest = versions.latest(session, versions.by_code(session, code))
    return _file(canonical(newest.document), "application/json", f"{code}.json")


@router.get("/surveys/{code}/questionnaire.xlsx")
def as_xlsform(code: str, person: Reader, session: Reading) -> Response:
    """The newest version as an XLSForm, for ODK and KoboToolbox."""
    from app.surveys.xlsform.writing import write  # with the extra `xlsform` only

    newest = versions.latest(session, versions.by_code(session, code))
    return _file(write(newest.document), _XLSX, f"{code}.xlsx")


def _source(session: Session, source: str) -> Questionnaire:
    if source == "starter":
        return starter()
    return versions.latest(session, versions.by_code(session, source.removeprefix("copy:"))).document


def _read(file: UploadFile) -> files.Read:
    """What a file holds: before any transaction, for a workbook takes its time."""
    return files.read(file.file.read(documents.LARGEST_FILE + 1))


def _taken(session: Session, person: SignedIn, found: files.Read, wanted: str) -> Draft:
    """The draft of what was read: a new one; or, of a survey that nobody is writing on, one that can be compared and undone."""
    if wanted:
        return drafts.start(session, documents.copied(found.document, wanted), person.account_id)
    code = str(found.document["code"])
    standing = any(survey.code == code for survey in versions.surveys(session))
    if not standing or drafts.find(session, code) is not None:
        return drafts.start(session, found.document, person.account_id)
    begun = drafts.of_survey(session, code, person.account_id)
    return drafts.replace(session, code, found.document, person.account_id, begun.revision)


def _lines(refusal: Refusal) -> tuple[str, ...]:
    missing = refusal.details.get("missing", ())
    return tuple(str(one) for one in missing) if isinstance(missing, tuple) else ()


def _again(session: Session, person: SignedIn, refusal: Refusal, code: str, title: str, *, file_code: str = "") -> HTMLResponse:
    shown = pages.new_survey(
        session,
        person,
        code=code,
        called=title,
        file_code=file_code,
        refused=refusal.reason,
        missing=_lines(refusal),
    )
    return HTMLResponse(page("office/writing/new.html", shown), status_of(refusal))


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
