"""What the API says of surveys, waves and releases, and which numbers it reads: made of releases and of what the office keeps."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session

from app.errors import NotFound
from app.publishing.api import documents
from app.publishing.caveats import caveat
from app.publishing.files import contents
from app.publishing.tables import Row
from app.results.headlines import Headline, headlines
from app.results.releases import Stored
from app.surveys import versions, waves
from app.surveys.models import Wave


def surveys(session: Session) -> list[documents.Survey]:
    """Every survey of which something is published, by code."""
    found: dict[str, list[Headline]] = {}
    for one in _newest_first(session):
        found.setdefault(one.survey, []).append(one)
    return [
        documents.Survey(
            code=code,
            title=members[0].title,
            countries=sorted({one.country for one in members}),
            releases=[one.name for one in members],
        )
        for code, members in sorted(found.items())
    ]


def survey(session: Session, code: str) -> documents.Survey:
    """One survey. NotFound `unknown-survey`."""
    found = next((one for one in surveys(session) if one.code == code), None)
    if found is None:
        raise NotFound("unknown-survey", f"Nothing is published of a survey {code[:40]}.")
    return found


def all_waves(session: Session, *, unreleased: bool, country: str | None = None) -> list[documents.Wave]:
    """Waves by code, of one country or of all; those without a release only where that is wanted."""
    released = _released(session)
    return [
        _wave(session, one, released.get(one.code))
        for one in sorted(waves.all_waves(session), key=lambda one: one.code)
        if (unreleased or one.code in released) and country in {None, one.country}
    ]


def wave(session: Session, code: str, *, unreleased: bool) -> documents.Wave:
    """One wave. NotFound `unknown-wave`, also for one without a release that must not be known."""
    release = _released(session).get(code)
    if release is None and not unreleased:
        raise NotFound(
            "unknown-wave", f"There is no wave {code[:40]} with a release. A token of the scope “waves” sees the others."
        )
    return _wave(session, waves.by_code(session, code), release)


def releases(session: Session, survey: str | None, country: str | None) -> list[documents.Release]:
    """Releases of one survey and one country or of all, the newest first; withdrawn ones too."""
    return [
        documents.Release(**_facts(one))
        for one in _newest_first(session)
        if survey in {None, one.survey} and country in {None, one.country}
    ]


def in_full(stored: Stored) -> documents.ReleaseInFull:
    """A release with what a reader must know of it."""
    release = stored.release
    return documents.ReleaseInFull(
        **_facts(Headline.of(stored)),
        sample_design=release.sample_design.value,
        speaks_of=caveat(release).whom,
        digest=stored.digest,
        chain=stored.chain,
        files={file.name: f"/results/{release.name}/{file.name}" for file in contents.available()},
    )


def number(row: Row) -> dict[str, Any]:
    """A `documents.Number`; a dictionary, for a release has thousands."""
    return {
        "item": row.item,
        "variable": row.variable,
        "question": row.question,
        "category_code": row.category_code,
        "category": row.category,
        "breakdown": row.group.breakdown,
        "group_code": row.group.code,
        "group": row.group_label,
        "base": row.base,
        "count": row.count,
        "percent": row.percent,
        "status": row.status.value,
        "note": row.note,
    }


def _newest_first(session: Session) -> Iterator[Headline]:
    yield from sorted(headlines(session), key=lambda one: (one.day, one.name), reverse=True)


def _released(session: Session) -> dict[str, str]:
    return {one.name.partition("/")[0]: one.name for one in headlines(session)}


def _wave(session: Session, one: Wave, release: str | None) -> documents.Wave:
    questionnaire, _ = versions.questionnaire_of(session, one)
    return documents.Wave(
        code=one.code,
        survey=questionnaire.code,
        country=one.country,
        practice=one.practice,
        state=one.state.value,
        sample_design=one.sample_design.value,
        opened_on=one.opened_on,
        closed_on=one.closed_at.date() if one.closed_at else None,
        release=release,
    )


def _facts(one: Headline) -> dict[str, Any]:
    return {
        "name": one.name,
        "survey": one.survey,
        "title": one.title,
        "country": one.country,
        "practice": one.practice,
        "published_on": one.day,
        "opened_on": one.opened_on,
        "closed_on": one.closed_on,
        "respondents": one.respondents,
        "withdrawn_on": one.withdrawn_on,
        "withdrawn_reason": one.withdrawn_reason,
        "page": f"/results/{one.name}",
    }
