"""What changed in a survey, as a page: between its newest version and the draft, or between any two versions."""

from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.errors import NotFound
from app.studio import drafts, names
from app.studio.contexts import Choice
from app.studio.models import Draft
from app.studio.writing.contexts import Desk
from app.studio.writing.showing import desk, title, written
from app.surveys import versions
from app.surveys.differences import Carried, Difference, carried, differences
from app.surveys.models import QuestionnaireVersion
from app.surveys.questionnaire import Questionnaire

DRAFT = "draft"


@dataclass(frozen=True)
class Change:
    """One difference, in words."""

    what: str
    was: str
    becomes: str
    language: str
    language_name: str
    ages: str
    breaks: bool


@dataclass(frozen=True)
class Group:
    """All differences of one item; of the survey as a whole where `item` is empty."""

    item: str
    breaks: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class ChangedPage:
    """Context of `office/writing/changed.html`. `desk` is None where there is no draft; `first`: nothing to compare with."""

    frame: Frame
    desk: Desk | None
    code: str
    title: str
    first: bool
    olds: tuple[Choice, ...]
    news: tuple[Choice, ...]
    groups: tuple[Group, ...]
    carried: Carried


def of_draft(session: Session, person: SignedIn, draft: Draft, old: str = "") -> ChangedPage:
    """What the draft changes of a version, the newest where none is named."""
    writing = written(draft)
    known = drafts.versions_known(session, draft.code)
    head = desk(session, writing, "changes")
    return _page(person, f"{title(writing.sketch)}: what changed", draft.code, head, known, writing.sketch, old, DRAFT)


def of_versions(session: Session, person: SignedIn, code: str, old: str = "", new: str = "") -> ChangedPage:
    """What changed between two versions of a survey, the two newest where none are named. NotFound `unknown-survey`."""
    newest = versions.latest(session, versions.by_code(session, code))
    known = drafts.versions_known(session, code)
    now = _named(known, new) if new else newest
    earlier = [one for one in known if one.saved < now.saved]
    return _page(person, f"{title(newest.document)}: what changed", code, None, earlier, now.document, old, now.hash, known)


def _page(
    person: SignedIn,
    heading: str,
    code: str,
    head: Desk | None,
    earlier: list[QuestionnaireVersion],
    now: Questionnaire,
    old: str,
    new: str,
    known: list[QuestionnaireVersion] | None = None,
) -> ChangedPage:
    before = _named(earlier, old) if old and earlier else (earlier[-1] if earlier else None)
    found = differences(before.document, now) if before else ()
    return ChangedPage(
        frame=Frame(heading, person),
        desk=head,
        code=code,
        title=title(now),
        first=before is None,
        olds=tuple(_choice(one, before is not None and one.hash == before.hash) for one in reversed(earlier)),
        news=tuple(_choice(one, one.hash == new) for one in reversed(known or [])),
        groups=grouped(found),
        carried=carried(before.document, now) if before else Carried((), (), (), ()),
    )


def _named(known: list[QuestionnaireVersion], wanted: str) -> QuestionnaireVersion:
    for one in known:
        if one.hash.startswith(wanted) and len(wanted) >= 12:
            return one
    raise NotFound("unknown-version", "There is no such version of this survey.", version=wanted)


def _choice(version: QuestionnaireVersion, chosen: bool) -> Choice:
    return Choice(version.hash[:12], f"{version.created_on} · {version.hash[:12]}", chosen)


def grouped(found: tuple[Difference, ...]) -> tuple[Group, ...]:
    """Differences in words, those of one item together."""
    items = dict.fromkeys(one.item for one in found)
    return tuple(
        Group(item, any(one.breaks for one in found if one.item == item), tuple(_said(one) for one in found if one.item == item))
        for item in items
    )


def _said(one: Difference) -> Change:
    name = names.language(one.language) if one.language else ""
    words = (name, name) if one.what in {"Language added", "Language removed"} else (one.was, one.becomes)
    was, becomes = (words[0] if one.was else "", words[1] if one.becomes else "")
    return Change(one.what, was, becomes, one.language, name, one.ages, bool(one.breaks))
