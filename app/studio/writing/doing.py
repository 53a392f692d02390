"""From the pressed button of a draft's page to changes: the acts that need to know what was ever saved, and the rest."""

from sqlmodel import Session

from app.studio import drafts, sketch
from app.studio.changes import Change, Clash, Place, Put, codes
from app.studio.models import Draft
from app.studio.translating import records
from app.studio.writing import acts, renaming, whole


def lost(clashes: tuple[Clash, ...]) -> str:
    """What was written in something that somebody has removed: it is said once more, so that it can be put elsewhere."""
    words = [str(one.change.becomes) for one in clashes if one.gone and isinstance(one.change, Put) and one.change.becomes]
    gone = any(one.gone for one in clashes)
    said = f" You wrote: “{'”, “'.join(words)}”." if words else ""
    return f"Somebody has removed this meanwhile; it was not saved.{said} Undo brings it back." if gone else ""


def changes_of(session: Session, draft: Draft, verb: str, rest: str, filled: dict[str, str]) -> tuple[Change, ...]:
    """The changes of an act, a verb and what it is about, with what was filled in beside it. Refuses what the acts refuse."""
    document = draft.document
    if verb == "add-language":
        return tuple(whole.add_language(document, filled.get("new.language", "")))
    if verb == "remove-language":
        return tuple(whole.remove_language(document, rest))
    if verb == "remove-band":
        return tuple(whole.remove_band(document, rest))
    if verb == "rename":
        return _renamed(session, draft, tuple(rest.split(".")), filled)
    act = f"{verb} {rest}".strip()
    return acts.changes_of(document, act, filled, lambda place: _used(session, draft, place))


def _renamed(session: Session, draft: Draft, place: Place, filled: dict[str, str]) -> tuple[Change, ...]:
    """Another code for a question or an answer; what is known of the translations of its words goes along."""
    if place[-1] == "options":
        place = (*place, filled.get("new.option", ""))
    saved = _saved(session, draft, place[:-1])
    code = filled.get("new.code", "").strip().upper()
    made = tuple(renaming.rename(draft.document, place, code, saved))
    if made:
        records.carried_over(session, draft.code, place, (*place[:-1], code))
    return made


def _used(session: Session, draft: Draft, place: Place) -> frozenset[str]:
    """Every code that a list has held: in the draft's history and in the versions that were saved."""
    made = drafts.all_changes(session, draft.code)
    held = {one.place[len(place)] for one in made if one.place[: len(place)] == place and len(one.place) > len(place)}
    return frozenset(held | _saved(session, draft, place))


def _saved(session: Session, draft: Draft, place: Place) -> frozenset[str]:
    """Every code that a list has held in a version that was saved."""
    known = (sketch.plain(version.document) for version in drafts.versions_known(session, draft.code))
    return frozenset(code for document in known for code in codes(document, place))
