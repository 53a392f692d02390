"""The question bank: items that are ready to be asked, each with its tags and what it shows, to be added to a survey.

The items of the starter survey stand here by reference, so they are corrected in one place; the others are data beside this
module, in English and in an Indonesian draft. CNT2, the one difficult item (S2), is here and in no survey by itself.
Every item passes `surveys.checks` for its ages; a test builds a questionnaire around each.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from app.errors import Conflict, Invalid, NotFound
from app.surveys.bank.placing import place
from app.surveys.questionnaire import Band, Document, Indicator, Item, Language, Level, Pick, Single, clauses
from app.surveys.starter import starter


class FourC(StrEnum):
    """The kind of risk an item is about (Livingstone and Stoilova 2021); items about anything else have none."""

    CONTENT = "content"
    CONTACT = "contact"
    CONDUCT = "conduct"
    CONTRACT = "contract"


class Use(StrEnum):
    """CORE keeps surveys comparable: ask it as it is. OPTIONAL: as it is, or not. ADAPTABLE: fit its answers to the country."""

    CORE = "core"
    OPTIONAL = "optional"
    ADAPTABLE = "adaptable"


class BankItem(Document):
    """An item with its tags. Its `bands` are those of the starter survey: 1 = 8-10, 2 = 11-13, 3 = 14-17."""

    use: Use
    fourc: FourC | None = None
    item: Item
    indicators: tuple[Indicator, ...] = ()

    @property
    def code(self) -> str:
        """The code of the item, here and in every survey that asks it."""
        return self.item.code

    @property
    def topic(self) -> str:
        """What it is about."""
        return self.item.topic

    @property
    def level(self) -> Level:
        """How sensitive it is."""
        return self.item.level

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages it is written in; all but English are drafts."""
        return tuple(self.item.wording)

    @property
    def needs(self) -> tuple[str, ...]:
        """The items that its condition looks at: it can be asked only after them."""
        return tuple(dict.fromkeys(clause.item for clause in clauses(self.item.asked_if)))


@cache
def bank() -> tuple[BankItem, ...]:
    """All items, by topic in the order in which a survey might ask them."""
    return tuple(_entry(one) for one in json.loads((files(__name__) / "bank.json").read_bytes()))


@cache
def topics() -> tuple[str, ...]:
    """The topics of the bank, in its order."""
    return tuple(dict.fromkeys(one.topic for one in bank()))


@cache
def age_bands() -> tuple[Band, ...]:
    """The bands that `BankItem.item.bands` names."""
    return starter().bands


def by_code(code: str) -> BankItem:
    """The item of that code; NotFound `unknown-bank-item`."""
    found = next((one for one in bank() if one.code == code), None)
    if found is None:
        raise NotFound("unknown-bank-item", f"There is no item {code} in the question bank.", item=code)
    return found


def find(
    *, topic: str | None = None, band: str | None = None, level: Level | str | None = None, fourc: FourC | str | None = None
) -> tuple[BankItem, ...]:
    """The items of that topic, asked of that band, of that level, about that risk: each only where it is given."""
    return tuple(
        one
        for one in bank()
        if (not topic or one.topic == topic)
        and (not band or band in one.item.bands)
        and (not level or one.level.value == level)
        and (not fourc or (one.fourc is not None and one.fourc.value == fourc))
    )


def add_to(document: Mapping[str, Any], code: str) -> dict[str, Any]:
    """The questionnaire (plain JSON data, also one that is not finished) with this item and its indicators in it.

    The item keeps its code, goes to the document's bands whose youngest children it suits, and brings its texts in those of
    the document's languages in which it is written. It stands after the items of its topic where the order of sensitive items
    allows. The bank's profile items and closing feeling take their places as such. Refuses `unknown-bank-item`,
    `item-code-taken`, `no-band-for-item`, `no-language-for-item`, and `item-needs-others` where its condition has nothing to
    look at.
    """
    return place(document, _fitted(document, by_code(code)), topics())


def _fitted(document: Mapping[str, Any], found: BankItem) -> BankItem:
    """The item as this document would ask it."""
    items = [one.get("code") for one in document.get("items", ())]
    taken = {*items, *(one.get("code") for one in document.get("places", ()))}
    if found.code in taken:
        raise Conflict("item-code-taken", f"This survey has an item {found.code} already.", item=found.code)
    if found.needs and not set(found.needs) <= set(items):
        lacking = [one for one in found.needs if one not in items]
        reason = (
            f"{found.code} is asked only after certain answers to {' and '.join(lacking)}. Add {' and '.join(lacking)} first."
        )
        raise Conflict("item-needs-others", reason, item=found.code, needs=lacking)
    bands = _bands(document, found)
    if not bands:
        raise Invalid("no-band-for-item", f"{found.code} is not for the ages of this survey.", item=found.code)
    languages = [one for one in document.get("languages", ()) if one in found.languages]
    if not languages:
        written = ", ".join(found.languages)
        reason = f"{found.code} is written in {written}. Add one of these languages to the survey first."
        raise Invalid("no-language-for-item", reason, item=found.code, languages=found.languages)
    return _said(found, bands, languages)


def _bands(document: Mapping[str, Any], found: BankItem) -> dict[str, str]:
    """The bands of the document that are asked, each with the bank's band whose words its youngest children read."""
    ours = {age: band.code for band in age_bands() for age in range(band.from_age, band.to_age + 1)}
    suited = {one["code"]: ours.get(one["from_age"], "") for one in document.get("bands", ())}
    return {band: bank_band for band, bank_band in suited.items() if bank_band in found.item.bands}


def _said(found: BankItem, bands: Mapping[str, str], languages: list[str]) -> BankItem:
    """The item with only these languages, and its texts under the document's bands."""
    item = found.item

    def wording(text: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
        return {language: _by_band(text[language], bands) for language in languages if language in text}

    changed: dict[str, Any] = {"bands": tuple(bands), "wording": wording(item.wording)}
    if item.asked_if_in_words is not None:
        changed["asked_if_in_words"] = wording(item.asked_if_in_words)
    if isinstance(item, Single | Pick):
        changed["options"] = tuple(one.model_copy(update={"label": wording(one.label)}) for one in item.options)
    indicators = tuple(
        one.model_copy(update={"name": {language: one.name[language] for language in languages if language in one.name}})
        for one in found.indicators
    )
    return found.model_copy(update={"item": item.model_copy(update=changed), "indicators": indicators})


def _by_band(texts: Mapping[str, str], bands: Mapping[str, str]) -> dict[str, str]:
    """Each text under the youngest of the bands that read it, as the documents of this project have it."""
    read = {band: texts.get(ours, texts[min(texts)]) for band, ours in sorted(bands.items())}
    said: dict[str, str] = {}
    for band, text in read.items():
        if text != said.get(min(said, default=band)):
            said[band] = text
    return said


def _entry(data: dict[str, Any]) -> BankItem:
    """An entry of the file: an item of its own, or the starter's with what the starter shows of it."""
    if (code := data.pop("starter", None)) is None:
        return BankItem.model_validate(data)
    q = starter()
    item = q.item(code)
    topic = item.topic or ("Closing" if code == q.closing else "Profile")
    indicators = tuple(one for one in q.indicators if one.item == code)
    return BankItem.model_validate({**data, "item": item.model_copy(update={"topic": topic}), "indicators": indicators})
