"""One item of a draft, to edit: its words side by side, its answers, its condition, and what the checks say of it."""

from urllib.parse import urlencode

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.errors import NotFound
from app.studio import names
from app.studio.contexts import Choice
from app.studio.models import Draft
from app.studio.sketch import Sketch
from app.studio.writing import words
from app.studio.writing.acts import seen
from app.studio.writing.contexts import ConditionEdit, ItemPage, Lead, OptionEdit
from app.studio.writing.effort import effort
from app.studio.writing.named import label
from app.studio.writing.outline import first_words
from app.studio.writing.showing import NOTHING, Said, Writing, desk, notes, plain_field, rows, ticks, written
from app.surveys.questionnaire import OWN_PICTURE, AllOf, Clause, Item, Pick, ResponseOption, Single, clauses
from app.surveys.questionnaire import Choice as ChoiceItem


def item_page(session: Session, person: SignedIn, draft: Draft, code: str, beside: str, said: Said = NOTHING) -> ItemPage:
    """An item and the ones beside it. NotFound `unknown-item`."""
    writing = written(draft, beside, said)
    q = writing.sketch
    order = [item.code for item in q.items]
    if code not in order:
        raise NotFound("unknown-item", f"There is no question {code} in this draft; somebody may have removed it.", item=code)
    item, at = q.item(code), order.index(code)
    place = ("items", code)
    band = next((one for one in item.bands), "")
    asked = [one.code for one in q.items if band in one.bands]
    return ItemPage(
        frame=Frame(f"{code} · {draft.code}", person),
        desk=desk(session, writing, "outline", said),
        code=code,
        kind=item.kind,
        kind_words=words.KINDS[item.kind],
        place=at + 1,
        of=len(order),
        before=order[at - 1] if at else "",
        after=order[at + 1] if at + 1 < len(order) else "",
        languages=tuple(
            Choice(one, names.language(one), one in writing.shown[1:]) for one in q.languages if one != q.default_language
        ),
        beside=writing.shown[1] if len(writing.shown) > 1 else "",
        rows=rows(writing, (*place, "wording"), "Question" if item.kind != "card" else "Text", item.bands),
        bands=ticks(writing, (*place, "bands"), _bands(q, item)),
        level=tuple(Choice(one, said_so, one == item.level.value) for one, said_so in words.LEVELS.items()),
        level_was=item.level.value,
        topic=plain_field(writing, (*place, "topic"), "Topic"),
        maximum=str(getattr(item, "maximum", "")),
        options=_options(writing, item) if isinstance(item, Single | Pick) else (),
        condition=_condition(writing, item, at),
        in_words=rows(writing, (*place, "asked_if_in_words"), "When to just tap Continue", item.bands),
        effort=effort(writing),
        notes=notes(writing, code),
        seen=seen(draft_item(draft, code)),
        preview=f"{q.default_language if not beside else writing.shown[-1]}/{band}#s{asked.index(code) + 1}" if band else "",
        query=f"?{urlencode({'beside': writing.shown[1]})}" if len(writing.shown) > 1 else "",
    )


def draft_item(draft: Draft, code: str) -> dict[str, object]:
    """The plain JSON of an item."""
    return next(one for one in draft.document["items"] if one["code"] == code)


def _bands(q: Sketch, item: Item) -> list[Choice]:
    """The age groups; also one that the item names and that is not there, so that nobody drops it unseen."""
    known = {one.code: f"{one.from_age} to {one.to_age}" for one in q.bands}
    gone = {code: f"age group {code}: not there" for code in item.bands if code not in known}
    return [Choice(code, ages, code in item.bands) for code, ages in {**known, **gone}.items()]


def _options(writing: Writing, item: Single | Pick) -> tuple[OptionEdit, ...]:
    return tuple(_option(writing, item, option, at == 0, at == len(item.options) - 1) for at, option in enumerate(item.options))


def _option(writing: Writing, item: Single | Pick, option: ResponseOption, first: bool, last: bool) -> OptionEdit:
    place = ("items", item.code, "options", option.code)
    raw = next(one for one in draft_item(writing.draft, item.code)["options"] if one["code"] == option.code)  # type: ignore[attr-defined]
    return OptionEdit(
        code=option.code,
        place=".".join(place),
        rows=rows(writing, (*place, "label"), f"Answer {option.code}", item.bands),
        sensitive=ticks(writing, (*place, "sensitive"), [Choice("1", "Sensitive", option.sensitive)]),
        exclusive=ticks(writing, (*place, "exclusive"), [Choice("1", "Only alone", option.exclusive)])
        if isinstance(item, Pick) or option.exclusive
        else None,
        picture=option.picture or "",
        pictures=_pictures(option.picture or ""),
        seen=seen(raw),
        first=first,
        last=last,
    )


def _pictures(now: str) -> tuple[Choice, ...]:
    """Our drawings to choose from, and what stands there where that is another: the office's own, or one that is missing."""
    own = {now: "Our own picture"} if now.startswith(OWN_PICTURE) else {}
    gone = {now: f"{now}: not there"} if now and now not in {**own, **words.PICTURES} else {}
    return tuple(Choice(name, said, name == now) for name, said in {**own, **words.PICTURES, **gone}.items())


def _condition(writing: Writing, item: Item, at: int) -> ConditionEdit:
    q = writing.sketch
    earlier = {one.code: one for one in q.items[:at] if isinstance(one, ChoiceItem)}
    leads = tuple(_lead(writing, item, clause, code) for clause in clauses(item.asked_if) for code in clause.codes)
    sources = tuple(
        (
            f"{one.code}: {first_words(q, one)}",
            tuple(Choice(f"{one.code}.{option.code}", label(writing, option)) for option in one.options),
        )
        for one in earlier.values()
    )
    return ConditionEdit(isinstance(item.asked_if, AllOf), leads, sources, len(clauses(item.asked_if)) > 1)


def _lead(writing: Writing, item: Item, clause: Clause, code: str) -> Lead:
    """An answer of a condition. What has been removed or moved behind is shown, and said to be broken."""
    q = writing.sketch
    order = [one.code for one in q.items]
    source = next((one for one in q.items if one.code == clause.item), None)
    option = next((one for one in getattr(source, "options", ()) if one.code == code), None)
    broken = ""
    if source is None:
        broken = f"{clause.item} has been removed."
    elif option is None:
        broken = f"{clause.item} has no answer {code} any more."
    elif order.index(clause.item) > order.index(item.code):
        broken = f"{clause.item} is asked later."
    return Lead(
        place=f"items.{item.code}.{clause.item}.{code}",
        item=clause.item,
        question=first_words(q, source) if source else "",
        answer=label(writing, option) if option else code,
        broken=broken,
    )
