"""The office's pages of translating: the languages of a survey, one language beside its source, files out and in, review.

What is slow (reading a file) is done before a transaction begins.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.datastructures import FormData
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.acts import What, record
from app.accounts.guards import SignedIn, allowed
from app.database import reading, writing
from app.errors import Conflict, Invalid, Refusal
from app.studio.pages import MAY_CHANGE, MAY_READ
from app.studio.translating import catalogues, pages, records, reviewing, saving, sheets
from app.studio.translating.incoming import Incoming, take_in
from app.studio.translating.pages import Typed
from app.studio.translating.saving import Change, Language, language_of
from app.studio.translating.texts import tidy
from app.surveys import workbooks
from app.web.headers import CONTENT_SECURITY_POLICY
from app.web.problems import status_of
from app.web.templates import page
from app.web.transactions import Reading, Writing, engine_of

router = APIRouter(include_in_schema=False, prefix="/office/surveys/{code}/languages")

Reader = Annotated[SignedIn, Depends(allowed(*MAY_READ))]
Changer = Annotated[SignedIn, Depends(allowed(*MAY_CHANGE))]
Reviewer = Annotated[SignedIn, Depends(allowed(*pages.MAY_REVIEW))]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POLICY = {"Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; connect-src 'self'"}
"""The page of a language saves while somebody writes."""
_TEXT, _WAS, _THEIRS, _LEFT, _RIGHT = "t:", "was.t:", "theirs.t:", "theirs", "ok:"
_UNFIT = "What does not fit was not saved. It still stands in its field."
_CLASHING = "Somebody else has changed some of these texts. Nothing of theirs was written over."


async def _posted(request: Request) -> AsyncIterator[FormData]:
    async with request.form(max_fields=2_000, max_files=1) as form:
        yield form


Posted = Annotated[FormData, Depends(_posted)]


@router.get("")
def languages(code: str, person: Reader, session: Reading) -> HTMLResponse:
    """The languages of a survey."""
    return HTMLResponse(page("office/translating/languages.html", pages.languages(session, person, code)))


@router.post("")
def add_language(code: str, person: Changer, session: Writing, language: Annotated[str, Form()]) -> RedirectResponse:
    """Add a language, empty."""
    saving.add_language(session, code, language, person.account_id)
    return _to(code, language)


@router.get("/{language}")
def texts(
    code: str,
    language: str,
    request: Request,
    person: Reader,
    session: Reading,
    sheet: str = "",
    show: str = "",
    source: str = "",
    done: str = "",
) -> HTMLResponse:
    """One sheet of a language beside its source."""
    of = language_of(session, code, language, source)
    shown = pages.language(session, person, code, of, sheet=sheet, show=show, notice=_notice(done))
    return HTMLResponse(page("office/translating/language.html", shown), headers=POLICY)


@router.post("/{language}")
def save(code: str, language: str, person: Changer, session: Writing, posted: Posted) -> Response:
    """Save the texts of a sheet; the page again with what was typed where one is refused, or changed by somebody else.

    What can be saved is: the page sends by itself while somebody writes, and one text must not hold up the others.
    """
    form = {name: value for name, value in posted.items() if isinstance(value, str)}
    of = language_of(session, code, language, form.get("source", ""))
    where = {name: form.get(name, "") for name in ("sheet", "show")}
    changes = _changes(of, form)
    unfit = {one.slot.key: why for one in changes if (why := saving.unfit(of, one))}
    fit = [one for one in changes if one.slot.key not in unfit]
    # A sheet that nobody touched begins no draft.
    clashes = saving.save(session, of, fit, person.account_id).clashes if fit else ()
    now = language_of(session, code, language, of.source)
    saving.confirm(session, now, [name.removeprefix(_RIGHT) for name in form if name.startswith(_RIGHT)], person.account_id)
    theirs = {clash.change.place: str(clash.theirs or "") for clash in clashes}
    clashing = {one.slot.key: theirs[place] for one in fit if (place := one.slot.place(language)) in theirs}
    if not unfit and not clashing:
        return _to(code, language, source=form.get("source", ""), done=f"{len(changes)} saved", **where)
    left = [one for one in changes if one.slot.key in {*unfit, *clashing}]
    again = Typed(
        texts={one.slot.key: one.becomes for one in left},
        was={one.slot.key: one.was for one in left},
        theirs=clashing,
        problems=tuple(unfit.values()),
        refused=" ".join(said for said, why in ((_UNFIT, unfit), (_CLASHING, clashing)) if why),
    )
    shown = pages.language(session, person, code, now, typed=again, **where)
    return HTMLResponse(page("office/translating/language.html", shown), 409 if clashing else 400, POLICY)


def _changes(of: Language, form: Mapping[str, str]) -> list[Change]:
    """What was typed and is not what was seen. Who saves by the button has seen what somebody else wrote there as well."""
    left = form.get(_LEFT, "")
    seen = [_WAS] if left else [_THEIRS, _WAS]

    def was(key: str) -> str:
        return tidy(next((form[name + key] for name in seen if name + key in form), ""))

    typed = [slot for slot in of.slots if _TEXT + slot.key in form and slot.key != left]
    changes = [Change(slot, was(slot.key), tidy(form[_TEXT + slot.key])) for slot in typed]
    return [one for one in changes if one.becomes != one.was]


@router.post("/{language}/review")
def review(code: str, language: str, person: Reviewer, session: Writing) -> RedirectResponse:
    """Record that this person has read every text of the language."""
    reviewing.review(session, code, language, person.account_id)
    record(session, person.email, What.LANGUAGE_REVIEWED, survey=code, about=language)
    return _to(code, language, done="reviewed")


@router.get("/{language}/texts.xlsx")
def workbook(code: str, language: str, person: Reader, session: Reading, source: str = "") -> Response:
    """The language as a workbook."""
    return _file(session, code, language, source, sheets.written, "xlsx", XLSX)


@router.get("/{language}/texts.po")
def catalogue(code: str, language: str, person: Reader, session: Reading, source: str = "") -> Response:
    """The language as a PO file."""
    return _file(session, code, language, source, catalogues.written, "po", "text/x-gettext-translation; charset=utf-8")


@router.post("/{language}/file")
def take_back(code: str, language: str, request: Request, person: Changer, posted: Posted) -> Response:
    """Take the texts of a workbook or PO file in: all of them, or none with a message for each row."""
    engine = engine_of(request)
    try:
        source, incoming = _read(posted.get("file"), code, language)
        with writing(engine) as session:
            of = language_of(session, code, language, source)
            taken = take_in(session, of, incoming, person.account_id, overwrite="overwrite" in posted)
    except (Invalid, Conflict) as refusal:
        with reading(engine) as session:
            of = language_of(session, code, language)
            again = Typed(problems=_problems(refusal), refused=refusal.reason)
            shown = pages.language(session, person, code, of, typed=again)
            return HTMLResponse(page("office/translating/language.html", shown), status_of(refusal), POLICY)
    done = f"{taken.changed} taken {taken.confirmed} {len(taken.overtaken)}"
    return _to(code, language, source=source if source != of.document["default_language"] else "", done=done)


def _read(file: UploadFile | str | None, code: str, language: str) -> tuple[str, tuple[Incoming, ...]]:
    if isinstance(file, UploadFile):
        content = file.file.read(workbooks.LARGEST + 1)
        name = (file.filename or "").lower()
        if name.endswith((".po", ".pot")):
            return catalogues.read(content, code, language)
        if name.endswith((".xlsx", ".xlsm", ".xls")) or content[:2] == b"PK":
            return sheets.read(content, code, language)
    raise Invalid("unknown-file", "Choose the workbook (.xlsx) or the PO file (.po) with the translations.")


def _file(
    session: Reading,
    code: str,
    language: str,
    source: str,
    written: Callable[[Language, frozenset[str]], bytes],
    suffix: str,
    kind: str,
) -> Response:
    of = language_of(session, code, language, source)
    overtaken = records.stale(of.document, of.slots, language, records.of_language(session, code, language))
    name = {"Content-Disposition": f'attachment; filename="{code}-{language}.{suffix}"'}
    return Response(written(of, overtaken), media_type=kind, headers=name)


def _problems(refusal: Refusal) -> tuple[str, ...]:
    said = refusal.details.get("missing")
    return tuple(str(one) for one in said) if isinstance(said, tuple) else ()


def _notice(done: str) -> str:
    """What was done, said to whoever comes back from it; nothing for anything else in the address."""
    said = done.split()
    if said == ["reviewed"]:
        return "Your review is recorded."
    numbers = [int(one) for one in said if one.isascii() and one.isdigit() and len(one) < 6]
    if said[1:] == ["saved"] and len(numbers) == 1:
        return f"Saved. {numbers[0]} {'text has' if numbers[0] == 1 else 'texts have'} changed."
    if said[1:2] == ["taken"] and len(numbers) == 3:
        changed, confirmed, overtaken = numbers
        more = f" {confirmed} confirmed as they are." if confirmed else ""
        look = f" {overtaken} were made from words that have changed since: they are marked." if overtaken else ""
        return f"The file is taken in. {changed} {'text has' if changed == 1 else 'texts have'} changed.{more}{look}"
    return ""


def _to(code: str, language: str, **query: str) -> RedirectResponse:
    asked = urlencode({name: value for name, value in query.items() if value})
    return RedirectResponse(f"/office/surveys/{code}/languages/{language}{'?' + asked if asked else ''}", 303)
