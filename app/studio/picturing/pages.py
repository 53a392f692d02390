"""The page of a question's pictures: each answer with the picture that it has, and words for those who do not see it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.frame import Frame
from app.accounts.guards import SignedIn
from app.errors import NotFound
from app.studio import names
from app.studio.models import Draft
from app.studio.writing import words
from app.studio.writing.contexts import Desk, Field
from app.studio.writing.item import draft_item
from app.studio.writing.showing import desk, text, title, written
from app.surveys import pictures
from app.surveys.questionnaire import OWN_PICTURE, Pick, ResponseOption, Single


@dataclass(frozen=True)
class Pictured:
    """An answer and its picture: `image` is one of the office's own, `drawing` the name of one of ours."""

    code: str
    label: str
    image: str
    drawing: str
    lost: bool
    shows: tuple[Field, ...]
    refused: str


@dataclass(frozen=True)
class PicturesPage:
    """Context of `office/picturing/pictures.html`."""

    frame: Frame
    desk: Desk
    code: str
    answers: tuple[Pictured, ...]
    languages: tuple[str, ...]
    largest: int
    together: int
    refused: bool


def pictures_page(
    session: Session, person: SignedIn, draft: Draft, code: str, refused: Mapping[str, str] | None = None
) -> PicturesPage:
    """The answers of a question with their pictures. NotFound `unknown-item` also where it has no answers."""
    writing = written(draft)
    q = writing.sketch
    item = next((one for one in q.items if one.code == code and isinstance(one, Single | Pick)), None)
    if not isinstance(item, Single | Pick):
        raise NotFound("unknown-item", f"There is no question {code} with answers in this draft.", item=code)
    kept = pictures.shown(session, pictures.named(q))
    refused = refused or {}

    def pictured(option: ResponseOption) -> Pictured:
        name = option.picture or ""
        own = name.startswith(OWN_PICTURE)
        by_band = option.label.get(q.default_language, {})
        at = ("items", code, "options", option.code, "picture_text")
        return Pictured(
            code=option.code,
            label=by_band[min(by_band)] if by_band else f"Answer {option.code}",
            image=kept.get(name, ""),
            drawing="" if own else words.PICTURES.get(name, ""),
            lost=own and name not in kept,
            shows=tuple(text(writing, at, one, f"What the picture of answer {option.code} shows") for one in q.languages),
            refused=refused.get(option.code, ""),
        )

    return PicturesPage(
        frame=Frame(f"Pictures of {code}, {title(q)}", person),
        desk=desk(session, writing, "outline"),
        code=code,
        answers=tuple(pictured(option) for option in item.options),
        languages=tuple(names.language(one) for one in q.languages),
        largest=pictures.LARGEST // 1024,
        together=pictures.LARGEST_TOGETHER // 1024,
        refused=bool(refused),
    )


def standing(draft: Draft, code: str) -> dict[str, dict[str, object]]:
    """The plain options of an item, by code; none where it is gone."""
    if all(one["code"] != code for one in draft.document["items"]):
        return {}
    options = draft_item(draft, code).get("options", [])
    assert isinstance(options, list)
    return {one["code"]: one for one in options}
