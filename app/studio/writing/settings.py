"""The settings of a draft: title, languages, age groups, what stands before the questions, what results are broken down by."""

from collections.abc import Sequence
from urllib.parse import urlencode

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.studio import names
from app.studio.changes import value_at
from app.studio.contexts import Choice
from app.studio.models import Draft
from app.studio.sketch import Sketch
from app.studio.writing import expecting, named
from app.studio.writing.acts import seen
from app.studio.writing.contexts import BandEdit, NamedEdit, SettingsPage
from app.studio.writing.outline import first_words
from app.studio.writing.showing import NOTHING, Said, View, Writing, desk, notes, rows, texts, ticks, title, written
from app.surveys.questionnaire import AGE, Single
from app.web.languages import LANGUAGES

_BEFORE = (
    ("welcome", "Welcome", "Who asks and why: the first words a child reads."),
    ("assent", "What taking part means", "One sentence a line."),
    ("check", "Check question", "Asked after that. Age groups without a text have none."),
)


def settings_page(session: Session, person: SignedIn, draft: Draft, view: View, said: Said = NOTHING) -> SettingsPage:
    """All that is not a question, and what would be hidden if as many children answered as the person asks about."""
    writing = written(draft, view.beside, said)
    q = writing.sketch
    every = [band.code for band in q.bands]
    singles = [item for item in q.items if isinstance(item, Single)]
    return SettingsPage(
        frame=Frame(f"{title(q)}: settings", person),
        desk=desk(session, writing, "settings", said),
        languages=tuple(
            Choice(one, names.language(one), one in writing.shown[1:]) for one in q.languages if one != q.default_language
        ),
        beside=writing.shown[1] if len(writing.shown) > 1 else "",
        title=texts(writing, ("title",), "Title"),
        texts=tuple((name, about, rows(writing, (part,), name, every)) for part, name, about in _BEFORE),
        spoken=tuple(Choice(one, names.language(one), one == q.default_language) for one in q.languages),
        more_languages=tuple(Choice(one, names.language(one)) for one in LANGUAGES if one not in q.languages),
        default_was=q.default_language,
        bands=tuple(
            BandEdit(
                band.code,
                texts(writing, ("bands", band.code, "label"), f"Name of the age group {band.from_age} to {band.to_age}"),
                str(band.from_age),
                str(band.to_age),
                sum(band.code in item.bands for item in q.items),
                len(q.items),
            )
            for band in q.bands
        ),
        profile=ticks(writing, ("profile",), _questions(q, singles, q.profile)),
        closing=tuple(_questions(q, singles, (q.closing,) if q.closing else ())),
        closing_was=q.closing or "",
        breakdowns=ticks(writing, ("breakdowns",), _dimensions(writing, q.breakdowns)),
        children=view.children,
        expected=expecting.expected(writing, view.children),
        dimensions=tuple(_dimensions(writing, ())),
        pairs=tuple((first, second) for first, second in q.pairs),
        places=tuple(_place(writing, one.code) for one in q.places),
        indicators=named.indicators(writing),
        answers=named.answers(writing),
        kinds=tuple(Choice(code, name) for code, name in named.KINDS.items()),
        notes=notes(writing),
        query=f"?{urlencode({'beside': writing.shown[1]})}" if len(writing.shown) > 1 else "",
    )


def _questions(q: Sketch, fit: Sequence[Single], chosen: tuple[str, ...]) -> list[Choice]:
    """The questions to choose from; also what is chosen and cannot be any more, so that nobody drops it unseen."""
    known = [Choice(item.code, f"{item.code}: {first_words(q, item)}", item.code in chosen) for item in fit]
    gone = [code for code in chosen if all(item.code != code for item in fit)]
    return [*known, *(Choice(code, f"{code}: removed", chosen=True) for code in gone)]


def _dimensions(writing: Writing, chosen: tuple[str, ...]) -> list[Choice]:
    """What results can be broken down by; also what is chosen and is nothing to break down by any more."""
    q = writing.sketch
    known = [AGE, *q.profile, *(place.code for place in q.places)]
    items = {item.code: item for item in q.items}
    said = {AGE: "AGE: age group", **{place.code: place.code for place in q.places}}
    for code in (*q.profile, *chosen):
        said.setdefault(code, f"{code}: {first_words(q, items[code]) if code in items else 'removed'}")
    return [Choice(one, said[one], one in chosen) for one in [*known, *(one for one in chosen if one not in known)]]


def _place(writing: Writing, code: str) -> NamedEdit:
    where = ("places", code)
    place = next(one for one in writing.sketch.places if one.code == code)
    parts = tuple(
        NamedEdit(
            one.code,
            texts(writing, (*where, "categories", one.code, "label"), f"Category {one.code}"),
            seen(value_at(writing.document, (*where, "categories", one.code))),
        )
        for one in place.categories
    )
    return NamedEdit(code, texts(writing, (*where, "label"), f"Name of {code}"), seen(value_at(writing.document, where)), parts)
