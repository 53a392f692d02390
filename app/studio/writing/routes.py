"""The office's pages of writing: a draft's outline, its questions, its settings, the question bank, what changed.

All forms of a draft post to one address with an act; the answer leads back to the page that they came from, or shows it again
with what was refused or clashes. A page that the script asks for is the same page.
"""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.datastructures import FormData
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.acts import What, record
from app.accounts.guards import SignedIn, allowed, local
from app.errors import Conflict, Invalid, Refusal
from app.studio import drafts, overtaking, pages
from app.studio.changes import Clash, codes
from app.studio.models import Draft
from app.studio.overtaking import Choice
from app.studio.writing import adding, changed, doing, fields, item, newer, outline, settings
from app.studio.writing.showing import NOTHING, PLAIN, Said, View
from app.web.headers import CONTENT_SECURITY_POLICY
from app.web.problems import status_of
from app.web.templates import page
from app.web.transactions import Reading, Writing

router = APIRouter(include_in_schema=False, prefix="/office")

Reader = Annotated[SignedIn, Depends(allowed(*pages.MAY_READ))]
Changer = Annotated[SignedIn, Depends(allowed(*pages.MAY_CHANGE))]
POLICY = {"Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; connect-src 'self'; frame-src 'self'"}
"""Pages of writing also save by script and hold the preview in a frame."""

_PAGE = re.compile(r"/office/drafts/[A-Z][A-Z0-9]{0,11}/(?:(settings|bank)|items/([A-Z][A-Z0-9]{0,11}))")


async def _posted(request: Request) -> FormData:
    return await request.form(max_fields=5_000)


Posted = Annotated[FormData, Depends(_posted)]
_NEW_CODE = {"add-item", "copy-item", "rename"}


@router.get("/drafts/{code}")
def draft_outline(code: str, person: Reader, session: Reading) -> HTMLResponse:
    """The outline of a draft."""
    return _show(session, person, drafts.by_code(session, code), f"/office/drafts/{code}")


@router.get("/drafts/{code}/items/{item_code}")
def draft_item(code: str, item_code: str, person: Reader, session: Reading, beside: str = "") -> HTMLResponse:
    """One question of a draft."""
    return _show(session, person, drafts.by_code(session, code), f"/office/drafts/{code}/items/{item_code}", View(beside))


@router.get("/drafts/{code}/settings")
def draft_settings(code: str, person: Reader, session: Reading, beside: str = "", children: str = "") -> HTMLResponse:
    """Everything of a draft that is not a question; what would be hidden if so many children answered."""
    return _show(session, person, drafts.by_code(session, code), f"/office/drafts/{code}/settings", View(beside, children))


@router.get("/drafts/{code}/changes")
def draft_changes(code: str, person: Reader, session: Reading, old: str = "") -> HTMLResponse:
    """What the draft changes of a version."""
    shown = changed.of_draft(session, person, drafts.by_code(session, code), old)
    return HTMLResponse(page("office/writing/changed.html", shown), headers=POLICY)


@router.get("/drafts/{code}/newer")
def draft_newer(code: str, person: Reader, session: Reading) -> HTMLResponse:
    """The newer version of the survey, where the draft was overtaken by one."""
    shown = newer.newer_page(session, person, drafts.by_code(session, code))
    return HTMLResponse(page("office/writing/newer.html", shown), headers=POLICY)


@router.post("/drafts/{code}/newer")
def choose_newer(
    code: str,
    person: Changer,
    session: Writing,
    choice: Annotated[Choice, Form()],
    newest: Annotated[str, Form()],
    revision: Annotated[int, Form()],
) -> Response:
    """Take in what a newer version changed, go on from it, or leave the draft as it is."""
    try:
        overtaking.choose(session, code, choice, newest, person.account_id, revision)
    except Conflict as refusal:
        shown = newer.newer_page(session, person, drafts.by_code(session, code), Said(refusal.reason))
        return HTMLResponse(page("office/writing/newer.html", shown), status_of(refusal), POLICY)
    return RedirectResponse(f"/office/drafts/{code}", 303)


@router.get("/surveys/{code}/changes")
def survey_changes(code: str, person: Reader, session: Reading, old: str = "", new: str = "") -> HTMLResponse:
    """What changed between two versions of a survey."""
    return HTMLResponse(page("office/writing/versions.html", changed.of_versions(session, person, code, old, new)))


@router.get("/drafts/{code}/bank")
def draft_bank(
    code: str, person: Changer, session: Reading, topic: str = "", band: str = "", level: str = "", fourc: str = ""
) -> HTMLResponse:
    """The question bank, to add from."""
    shown = adding.bank_page(session, person, drafts.by_code(session, code), topic, band, level, fourc)
    return HTMLResponse(page("office/writing/bank.html", shown), headers=POLICY)


@router.post("/drafts/{code}/bank")
def add_from_bank(
    code: str, person: Changer, session: Writing, item_code: Annotated[str, Form(alias="item")], back: Annotated[str, Form()] = ""
) -> Response:
    """Add a question of the bank."""
    try:
        adding.from_bank(session, code, item_code, person.account_id)
    except (Conflict, Invalid) as refusal:
        shown = adding.bank_page(session, person, drafts.by_code(session, code), "", "", "", "", Said(refusal.reason))
        return HTMLResponse(page("office/writing/bank.html", shown), status_of(refusal), POLICY)
    return RedirectResponse(f"{local(back)}#{item_code}", 303)


@router.post("/drafts/{code}")
def change(code: str, person: Changer, session: Writing, form: Posted) -> Response:
    """Save what was filled in, and do what the pressed button says."""
    draft = drafts.by_code(session, code)
    back, act = _word(form, "back"), _word(form, "act") or "save"
    view = View(_word(form, "beside"), _word(form, "children"))
    try:
        with session.begin_nested():
            clashes = _done(session, draft, person, form, act)
    except Refusal as refusal:
        return _show(session, person, drafts.by_code(session, code), back, view, Said(refusal.reason), status_of(refusal))
    if clashes:
        return _show(session, person, draft, back, view, Said(doing.lost(clashes), clashes), 409)
    return RedirectResponse(f"{_after(draft, back, _new_item(session, draft, act))}{view.query}{_anchor(act)}", 303)


@router.post("/drafts/{code}/undo")
def undo(
    code: str, person: Changer, session: Writing, revision: Annotated[int, Form()], back: Annotated[str, Form()] = ""
) -> Response:
    """Take the last change back."""
    try:
        drafts.undo(session, code, person.account_id, revision)
    except Conflict as refusal:
        return _show(session, person, drafts.by_code(session, code), back, said=Said(refusal.reason), status=status_of(refusal))
    return RedirectResponse(_after(drafts.by_code(session, code), back), 303)


@router.post("/drafts/{code}/publish")
def publish(code: str, person: Changer, session: Writing) -> Response:
    """Save the draft as the newest version of its survey."""
    try:
        version = drafts.publish(session, code)
    except Conflict as refusal:
        return _show(session, person, drafts.by_code(session, code), "", said=Said(refusal.reason), status=status_of(refusal))
    record(session, person.email, What.SURVEY_SAVED, survey=code, about=f"version {version.hash[:12]}")
    return RedirectResponse(f"/office/surveys/{code}", 303)


@router.post("/drafts/{code}/discard")
def discard(code: str, person: Changer, session: Writing, revision: Annotated[int, Form()]) -> Response:
    """Throw the draft away, as the person saw it."""
    try:
        drafts.discard(session, code, revision)
    except Conflict as refusal:
        return _show(session, person, drafts.by_code(session, code), "", said=Said(refusal.reason), status=status_of(refusal))
    record(session, person.email, What.DRAFT_DISCARDED, survey=code, about=f"revision {revision}")
    return RedirectResponse("/office", 303)


def _done(session: Session, draft: Draft, person: SignedIn, form: FormData, act: str) -> tuple[Clash, ...]:
    """Save the fields, then do the act on the newest document; the fields that clash."""
    verb, _, rest = act.partition(" ")
    filled = {name: " ".join(str(one) for one in form.getlist(name)) for name in form if not name.startswith(fields.WAS)}
    settled = _settled(form, verb, rest)
    saved = drafts.change(session, draft.code, list(fields.changes_of(settled)), person.account_id)
    if verb not in {"mine", "theirs"}:
        made = doing.changes_of(session, saved.draft, verb, rest, filled)
        saved_after = drafts.change(session, draft.code, made, person.account_id)
        return (*saved.clashes, *saved_after.clashes)
    return saved.clashes


def _settled(form: FormData, verb: str, name: str) -> FormData:
    """The form as if the person had seen what somebody else wrote in one field: they have now, and chose."""
    if verb == "mine":
        pairs = [
            (key, form.get(f"theirs.{name}", "") if key == fields.WAS + name else value) for key, value in form.multi_items()
        ]
        return FormData(pairs)
    if verb == "theirs":
        return FormData([(key, value) for key, value in form.multi_items() if key != fields.WAS + name])
    return form


def _show(
    session: Session, person: SignedIn, draft: Draft, back: str, view: View = PLAIN, said: Said = NOTHING, status: int = 200
) -> HTMLResponse:
    """The page of a draft that an address names, the outline where it names none."""
    wanted = _PAGE.fullmatch(back)
    part, item_code = wanted.groups() if wanted else (None, None)
    if part == "settings":
        html = page("office/writing/settings.html", settings.settings_page(session, person, draft, view, said))
    elif item_code and (status == 200 or item_code in codes(draft.document, ("items",))):
        html = page("office/writing/item.html", item.item_page(session, person, draft, item_code, view.beside, said))
    else:
        html = page("office/writing/outline.html", outline.outline(session, person, draft, said))
    return HTMLResponse(html, status, POLICY)


def _word(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _after(draft: Draft, back: str, new: str | None = None) -> str:
    """Where to go on: back, or to the outline where the page is gone, or to the new question."""
    standing = codes(draft.document, ("items",))
    wanted = _PAGE.fullmatch(back)
    if new is not None:
        return f"/office/drafts/{draft.code}/items/{new}"
    if wanted is None or (wanted[2] and wanted[2] not in standing):
        return f"/office/drafts/{draft.code}"
    return back


def _new_item(session: Session, draft: Draft, act: str) -> str | None:
    """The question that an act has just added, or given another code: it is written on at once."""
    last = drafts.last_step(session, draft.code) if act.partition(" ")[0] in _NEW_CODE else None
    return last.step.changes[0].place[1] if last is not None else None


def _anchor(act: str) -> str:
    verb, _, place = act.partition(" ")
    if verb in {"up", "down", "move"} and re.fullmatch(r"[A-Za-z0-9.]+", place):
        return f"#{place}"
    return f"#{verb}" if verb in {"lead", "unlead", "join", "pair", "unpair", "add-option"} else ""
