"""From what is stored to what the pages of translating show."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.accounts.models import Role
from app.errors import NotFound
from app.studio import drafts, names
from app.studio.contexts import Choice
from app.studio.pages import MAY_CHANGE
from app.studio.translating import records, reviewing
from app.studio.translating.contexts import Group, LanguageCard, LanguagePage, LanguagesPage, Row, Share
from app.studio.translating.lengths import allowed, findings, measured
from app.studio.translating.saving import Language, document_of, language_of
from app.studio.translating.texts import RESULTS, START, Json, Slot
from app.studio.voicing.pieces import pieces
from app.surveys import recordings, versions
from app.surveys.findings import Finding
from app.web.languages import LANGUAGES

MAY_REVIEW = (Role.FACILITATOR, Role.STEWARD, Role.REVIEWER)
TEXTS_A_SHEET = 40
TODO = "todo"
_RULES = {
    "th": "Thai has no spaces between words. Break long lines with a space between phrases.",
    "lo": "Lao has no spaces between words. U+200B marks where a line may break; it is kept.",
    "km": "Khmer has no spaces between words. U+200B marks where a line may break; it is kept.",
    "my": "Write Burmese in Unicode, not in Zawgyi. U+200B marks where a line may break; it is kept.",
    "ar": "Arabic is written from right to left. Numbers and signs turn round by themselves.",
    "zh": "Chinese has no spaces between words. Use the full-width signs ，。？",
    "vi": "Spaces divide syllables in Vietnamese: one and a half count as one word.",
}


@dataclass(frozen=True)
class Typed:
    """What somebody has typed that was not saved, by key, and why: refused, or changed by somebody else meanwhile.

    `was` is what they saw where somebody else has written since.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    was: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    refused: str = ""


NOTHING = Typed()


def languages(session: Session, person: SignedIn, code: str) -> LanguagesPage:
    """All languages of a survey, how far each is, and which could be added."""
    document = document_of(session, code)
    return LanguagesPage(
        frame=Frame(f"Languages of {_title(document)}", person),
        code=code,
        title=_title(document),
        saved=_survey_id(session, code) is not None,
        being_written=drafts.find(session, code) is not None,
        languages=tuple(_card(session, language_of(session, code, one)) for one in document["languages"]),
        others=tuple(
            Choice(one.code, f"{names.language(one.code)} · {one.autonym}")
            for one in LANGUAGES.values()
            if one.code not in document["languages"]
        ),
        may_change=person.role in MAY_CHANGE,
    )


def language(
    session: Session,
    person: SignedIn,
    code: str,
    of: Language,
    *,
    sheet: str = "",
    show: str = "",
    notice: str = "",
    typed: Typed = NOTHING,
) -> LanguagePage:
    """One sheet of a language beside its source, with what each text is held to and what the checks say of it."""
    known = records.of_language(session, code, of.language)
    overtaken = records.stale(of.document, of.slots, of.language, known)
    lacking = records.lacking(of.document, of.slots, of.language, of.source, known)
    said = findings(of.document, of.slots, of.language, of.source)
    todo = tuple(slot for slot in of.slots if _waits(slot, overtaken | lacking, said))
    piles = _piles(of.slots)
    chosen = next((pile for pile in piles if sheet in pile), piles[0])
    shown = todo[:TEXTS_A_SHEET] if show == TODO else [slot for slot in of.slots if slot.part in chosen]
    rows = [(slot, _row(of, slot, overtaken, lacking, said.get(slot.key, ()), typed)) for slot in shown]
    card = _card(session, of)
    return LanguagePage(
        frame=Frame(f"{card.name} of {_title(of.document)}", person),
        code=code,
        title=_title(of.document),
        card=card,
        sources=tuple(
            Choice(one, names.language(one), one == of.source) for one in of.document["languages"] if one != of.language
        ),
        source_name=names.language(of.source),
        source_code=of.source,
        source_direction=names.direction(of.source),
        sheets=tuple(Choice(pile[0], _called(pile), pile is chosen and show != TODO) for pile in piles),
        sheet=chosen[0],
        show=show if show == TODO else "",
        todo=len(todo),
        groups=tuple(_groups(of, rows)),
        reviews=reviewing.standing(session, of),
        why_not_review=_why_not(session, of, person, overtaken, lacking, known),
        script_rule=_RULES.get(of.language, ""),
        notice=notice,
        problems=typed.problems,
        refused=typed.refused,
        file_refused=bool(typed.refused and not typed.texts),
        may_change=person.role in MAY_CHANGE,
        may_review=person.role in MAY_REVIEW,
    )


def _card(session: Session, of: Language) -> LanguageCard:
    survey = _survey_id(session, of.code)
    heard = recordings.of(session, survey, of.language) if survey is not None else {}
    said = pieces(of.document, of.language)
    known = LANGUAGES.get(of.language)
    written = records.of_language(session, of.code, of.language)
    overtaken = records.stale(of.document, of.slots, of.language, written)
    lacking = records.lacking(of.document, of.slots, of.language, of.source, written)
    return LanguageCard(
        code=of.language,
        name=names.language(of.language),
        autonym=known.autonym if known else of.language,
        direction=names.direction(of.language),
        source=of.language == of.document["default_language"],
        draft=of.language in of.document.get("drafts", ()),
        texts=tuple(_shares(of, lacking)),
        voices=tuple(
            Share(ages, sum(one.digest in heard for one in mine), len(mine))
            for band, ages in _bands(of.document)
            for mine in [[one for one in said if band in one.bands]]
        ),
        overtaken=len(overtaken),
        review=next(iter(reviewing.standing(session, of)), None),
    )


def _shares(of: Language, lacking: frozenset[str]) -> Iterator[Share]:
    for band, ages in _bands(of.document):
        mine = [slot for slot in of.slots if band in slot.bands]
        yield Share(ages, sum(slot.key not in lacking for slot in mine), len(mine))
    labels = [slot for slot in of.slots if not slot.bands]
    yield Share("results", sum(slot.key not in lacking for slot in labels), len(labels))


def _row(
    of: Language, slot: Slot, overtaken: frozenset[str], lacking: frozenset[str], said: tuple[Finding, ...], typed: Typed
) -> Row:
    stands = slot.text(of.document, of.language)
    text = typed.texts.get(slot.key, stands)
    return Row(
        key=slot.key,
        where=slot.where,
        ages=", ".join(ages for band, ages in _bands(of.document) if band in slot.bands),
        source=slot.read(of.document, of.source),
        text=text,
        was=typed.was.get(slot.key, stands),
        limit=allowed(of.document, slot, of.language),
        length=measured(slot, text, of.language),
        overtaken=slot.key in overtaken,
        borrowed="" if stands else slot.read(of.document, of.language),
        lacking=slot.key in lacking,
        findings=said,
        theirs=typed.theirs.get(slot.key),
    )


def _waits(slot: Slot, unfinished: frozenset[str], said: Mapping[str, tuple[Finding, ...]]) -> bool:
    """Whether there is something to do: no text of its own, a changed source, or a finding that keeps a wave from opening."""
    return slot.key in unfinished or any(one.level.value == "block" for one in said.get(slot.key, ()))


def _groups(of: Language, rows: list[tuple[Slot, Row]]) -> Iterator[Group]:
    for part in dict.fromkeys(slot.part for slot, _ in rows):
        title = {START: "Before the questions", RESULTS: "For readers of the results"}.get(part, part)
        yield Group(part, title, tuple(row for slot, row in rows if slot.part == part))


def _piles(slots: tuple[Slot, ...]) -> list[list[str]]:
    """The parts of each sheet: some forty texts, no item parted, the beginning and the results by themselves."""
    sizes: dict[str, int] = {}
    for slot in slots:
        sizes[slot.part] = sizes.get(slot.part, 0) + 1
    piles: list[list[str]] = []
    room = 0
    for part, size in sizes.items():
        if part in {START, RESULTS} or not piles or piles[-1] == [START] or room < size:
            piles.append([])
            room = TEXTS_A_SHEET
        piles[-1].append(part)
        room -= size
    return piles


def _called(pile: list[str]) -> str:
    if pile[0] in {START, RESULTS}:
        return {START: "Beginning", RESULTS: "Results"}[pile[0]]
    return pile[0] if len(pile) == 1 else f"{pile[0]} – {pile[-1]}"


def _why_not(
    session: Session,
    of: Language,
    person: SignedIn,
    overtaken: frozenset[str],
    lacking: frozenset[str],
    known: records.Records,
) -> str:
    """What keeps this person from recording a review now; empty where nothing does."""
    if any(one.holds and one.reviewer == person.name for one in reviewing.standing(session, of)):
        return "You have reviewed these very texts."
    if lacking:
        return "First every text has to be there, for everybody who reads it."
    if overtaken:
        return "First look at the texts whose source has changed."
    if person.account_id in records.translators(of.document, of.slots, of.language, known):
        return "You have written some of these texts yourself, so another person has to review them."
    return ""


def _bands(document: Json) -> list[tuple[str, str]]:
    return [(one["code"], f"{one['from_age']}-{one['to_age']}") for one in document.get("bands", ())]


def _title(document: Json) -> str:
    return str(document["title"].get(document["default_language"]) or document["code"])


def _survey_id(session: Session, code: str) -> int | None:
    try:
        return versions.by_code(session, code).id
    except NotFound:
        return None
