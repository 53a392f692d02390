"""From the question bank into a draft."""

from urllib.parse import urlencode

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.studio import drafts
from app.studio.changes import between
from app.studio.contexts import Choice
from app.studio.models import Draft
from app.studio.writing import words
from app.studio.writing.contexts import BankPage, BankRow
from app.studio.writing.showing import NOTHING, Said, desk, title, written
from app.surveys import bank
from app.surveys.bank import BankItem
from app.surveys.questionnaire import Pick, Single
from app.web.languages import SOURCE

USES = {
    "core": "core: keeps surveys comparable",
    "optional": "optional",
    "adaptable": "adaptable: fit its answers to the country",
}


def from_bank(session: Session, code: str, item: str, by: int) -> None:
    """Add an item of the bank to a draft, with its indicators. Refuses what `bank.add_to` refuses."""
    draft = drafts.by_code(session, code)
    drafts.change(session, code, between(draft.document, bank.add_to(draft.document, item)), by)


def bank_page(
    session: Session, person: SignedIn, draft: Draft, topic: str, band: str, level: str, fourc: str, said: Said = NOTHING
) -> BankPage:
    """The bank, narrowed to a topic, an age group, a level and a kind of risk."""
    writing = written(draft, "", said)
    standing = {item.code for item in writing.sketch.items}
    asked = {"topic": topic, "band": band, "level": level, "fourc": fourc}
    return BankPage(
        frame=Frame(f"{title(writing.sketch)}: question bank", person),
        desk=desk(session, writing, "bank", said),
        rows=tuple(
            _row(one, standing)
            for one in bank.find(topic=topic or None, band=band or None, level=level or None, fourc=fourc or None)
        ),
        topics=tuple(Choice(one, one, one == topic) for one in bank.topics()),
        ages=tuple(Choice(one.code, f"{one.from_age} to {one.to_age}", one.code == band) for one in bank.age_bands()),
        levels=tuple(Choice(one, name, one == level) for one, name in words.LEVELS.items()),
        risks=tuple(Choice(one.value, one.value.capitalize(), one.value == fourc) for one in bank.FourC),
        query=f"?{urlencode({name: value for name, value in asked.items() if value})}" if any(asked.values()) else "",
    )


def _row(one: BankItem, standing: set[str]) -> BankRow:
    item = one.item
    options = item.options if isinstance(item, Single | Pick) else ()
    ages = [f"{band.from_age} to {band.to_age}" for band in bank.age_bands() if band.code in item.bands]
    return BankRow(
        code=one.code,
        text=_english(item.wording),
        answers=tuple(_english(option.label) for option in options),
        topic=one.topic,
        bands=", ".join(ages),
        level=one.level.value,
        level_words=words.LEVELS[one.level.value],
        use=USES[one.use.value],
        fourc=one.fourc.value if one.fourc else "",
        needs=", ".join(code for code in one.needs if code not in standing),
        standing=one.code in standing,
    )


def _english(wording: dict[str, dict[str, str]]) -> str:
    by_band = wording[SOURCE]
    return by_band[max(by_band)]
