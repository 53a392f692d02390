"""The child's pages of a draft, and the page of the office that holds them in a phone."""

import re
from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.answering import pages as childs_pages
from app.answering.pages import Asking
from app.answering.sheet import Sheet
from app.errors import NotFound
from app.studio import names, sketch
from app.studio.contexts import Choice
from app.studio.models import Draft
from app.studio.preview.filling import filled
from app.studio.writing.contexts import Desk
from app.studio.writing.showing import desk, title, written
from app.surveys import pictures, recordings, versions, waves
from app.web.languages import LANGUAGES, spoken

NO_VERSION = "0" * 16
_SOMEWHERE = "TH"
# Where Leave now leads is another site, or a page that no frame may hold: in a preview it leads to one that says so.
# A welcome takes any other address for that of a page that it stands in for, and would say that there is no connection.
_STANDS_IN = re.compile(rb'<p class="instead"[^>]*>.*?</p>', re.DOTALL)
_LEAVING = re.compile(rb'(<a class="leave" href=")[^"]*(" data-to=")[^"]*(" data-clear=")[^"]*(")')


@dataclass(frozen=True)
class PreviewPage:
    """Context of `office/writing/preview.html`: which child, which language, how, and where its page is."""

    frame: Frame
    desk: Desk
    languages: tuple[Choice, ...]
    ages: tuple[Choice, ...]
    script: bool
    large: bool
    address: str


@dataclass(frozen=True)
class EmptyPage:
    """Context of `office/writing/empty.html`: why there is nothing to look at."""

    words: str


def preview_page(
    session: Session, person: SignedIn, draft: Draft, language: str, age: str, *, script: bool, large: bool
) -> PreviewPage:
    """A draft in a phone; age empty: from the welcome on."""
    writing = written(draft)
    q = writing.sketch
    known = childs_pages.offered(q)
    language = language if language in known else known[0]
    band = q.band_of_age(int(age)) if age.isdigit() and len(age) < 3 else None
    home = f"/office/drafts/{draft.code}/preview/{language}"
    ages = [(str(year), f"As a child of {year}") for year in range(8, 18) if q.band_of_age(year)]
    return PreviewPage(
        frame=Frame(f"{title(q)}: preview", person),
        desk=desk(session, writing, "preview"),
        languages=tuple(Choice(one, _named(one), one == language) for one in known),
        ages=tuple(Choice(year, words, year == age) for year, words in [("", "From the welcome on"), *ages]),
        script=script,
        large=large,
        address=f"{home}/{band.code}{'' if script else '/new'}" if band else home,
    )


def childs_page(session: Session, draft: Draft, language: str, page: str, *, uncached: bool = False) -> Sheet | None:
    """A page of the child's side: the welcome (page empty), a band's questions, `thanks`, `no` or `bye`.

    None where that band is asked nothing yet. NotFound `unknown-page`.
    """
    q = filled(sketch.sketched(draft.document))
    if language not in childs_pages.offered(q):
        raise NotFound("unknown-page", "This draft has no such language.", language=language)
    asking = _asking(session, draft, language)
    if not page:
        return _here(childs_pages.welcome(asking, q, language), draft) if q.bands else None
    if page in {"thanks", "no", "bye"}:
        return _here(childs_pages.notice(page, asking, q, language), draft)
    if page not in {band.code for band in q.bands}:
        raise NotFound("unknown-page", "This draft has no such page.", page=page)
    if not q.asked_of(page):
        return None
    return _here(childs_pages.questions(asking, q, language, page, uncached=uncached), draft)


def _named(language: str) -> str:
    english, own = names.language(language), LANGUAGES[language].autonym if language in LANGUAGES else ""
    return f"{english}, {own}" if own and own != english else english


def stays(language: str) -> str:
    """The language to say the thanks in after a form that was stored nowhere."""
    return language if language in spoken() else "en"


def _asking(session: Session, draft: Draft, language: str) -> Asking:
    """The draft as a wave would be asked; its addresses are those of the preview."""
    survey = next((one for one in versions.surveys(session) if one.code == draft.code), None)
    voices = recordings.of(session, survey.id, language) if survey is not None and survey.id is not None else {}
    country = next((one.country for one in waves.all_waves(session)), _SOMEWHERE)
    address = f"office/drafts/{draft.code}/preview"
    return Asking(
        address,
        country,
        practice=True,
        version=NO_VERSION,
        voices=frozenset(voices.items()),
        pictures=frozenset(pictures.shown(session, pictures.named(sketch.sketched(draft.document))).items()),
    )


def _here(sheet: Sheet, draft: Draft) -> Sheet:
    left = f"/office/drafts/{draft.code}/preview/left".encode()
    body = _LEAVING.sub(rb"\g<1>" + left + rb"\g<2>" + left + rb"\g<3>" + left + rb"\g<4>", _STANDS_IN.sub(b"", sheet.body))
    return Sheet(body, sheet.language, sheet.forgets)
