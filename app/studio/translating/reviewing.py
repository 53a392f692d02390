"""Review by a second person: somebody who has not written these words has read all of a language and found them good.

A review is of the very texts that stood there. When one of them changes it is still known, but it does not count any more.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app import clock
from app.accounts.models import Account
from app.errors import Conflict, NotAllowed
from app.studio import drafts
from app.studio.changes import Put
from app.studio.translating import records
from app.studio.translating.models import WordsReview
from app.studio.translating.saving import Language, language_of
from app.studio.translating.texts import Json, slots, text_digest
from app.surveys.evidence import LanguageReview
from app.surveys.questionnaire import Questionnaire, canonical_json

NOBODY = "not recorded here"


@dataclass(frozen=True)
class Reviewed:
    """A review as it stands now: by whom, when, who had translated, and whether the texts are still those."""

    reviewer: str
    translators: str
    on: date
    holds: bool


def review(session: Session, code: str, language: str, by: int) -> None:
    """Record that this account has read every text of the language, which is then no draft any more.

    Refuses `texts-missing`, `texts-stale`, and `own-translation` where the account has written some of the words itself.
    """
    of = language_of(session, code, language)
    known = records.of_language(session, code, language)
    if records.lacking(of.document, of.slots, language, of.source, known):
        raise Conflict("texts-missing", "Some texts are not translated yet for everybody who reads them. A review is of all.")
    if records.stale(of.document, of.slots, language, known):
        raise Conflict("texts-stale", "Some texts were made from words that have changed since. Look at those first.")
    wrote = records.translators(of.document, of.slots, language, known)
    if by in wrote:
        raise NotAllowed("own-translation", "You have written some of these texts yourself. Another person has to review them.")
    key = (code, language, texts_digest(of), by)
    if session.get(WordsReview, key) is None:
        session.add(
            WordsReview(
                survey=code,
                language=language,
                texts_digest=key[2],
                reviewer_id=by,
                translators=_names(session, wrote),
                reviewed_on=clock.today(),
            )
        )
    marked = of.document.get("drafts", [])
    if language in marked:
        draft = drafts.of_survey(session, code, by)
        left = [one for one in marked if one != language]
        drafts.change(session, draft.code, [Put(place=("drafts",), was=marked, becomes=left or None)], by)
    session.flush()


def waits(session: Session, of: Language, by: int) -> bool:
    """Whether everything is there for a review that nobody has done, and this account may do it."""
    known = records.of_language(session, of.code, of.language)
    return not (
        records.lacking(of.document, of.slots, of.language, of.source, known)
        or records.stale(of.document, of.slots, of.language, known)
        or by in records.translators(of.document, of.slots, of.language, known)
        or any(one.holds for one in standing(session, of))
    )


def standing(session: Session, of: Language) -> tuple[Reviewed, ...]:
    """The reviews of a language, those that hold first, then the latest."""
    now = texts_digest(of)
    query = select(WordsReview, Account.name).where(
        WordsReview.survey == of.code, WordsReview.language == of.language, col(Account.id) == WordsReview.reviewer_id
    )
    found = [Reviewed(name, one.translators, one.reviewed_on, one.texts_digest == now) for one, name in session.exec(query)]
    return tuple(sorted(found, key=lambda one: (one.holds, one.on), reverse=True))


def language_reviews(session: Session, questionnaire: Questionnaire) -> tuple[LanguageReview, ...]:
    """The evidence for gate 8: of each language whose texts are the ones that somebody has reviewed, who did."""
    document = questionnaire.model_dump(mode="json", exclude_defaults=True)
    found: list[LanguageReview] = []
    for language in questionnaire.languages:
        of = _language(document, language)
        holding = [one for one in standing(session, of) if one.holds]
        found.extend(LanguageReview(language=language, translator=one.translators, reviewer=one.reviewer) for one in holding[:1])
    return tuple(found)


def texts_digest(of: Language) -> str:
    """One name for all texts of a language as they are read, by their keys: moving an item changes nothing.

    So a review ends when the source gets words of its own for an age group that borrows here: nobody has compared those.
    """
    texts = {slot.key: text for slot in of.slots if (text := slot.read(of.document, of.language))}
    return text_digest(canonical_json(texts).decode())


def _language(document: Json, language: str) -> Language:
    source = document["default_language"]
    return Language(document, document["code"], language, source, slots(document, source, language))


def _names(session: Session, accounts: set[int]) -> str:
    names = session.exec(select(Account.name).where(col(Account.id).in_(accounts)).order_by(Account.name)).all()
    return ", ".join(names)[:300] or NOBODY
