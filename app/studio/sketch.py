"""A questionnaire that is still being written: it may lack whatever a sound one needs, and still be shown and edited. Pure.

Every text, code and flag is held to the rules of a finished questionnaire from the start; only what is not there yet is
allowed not to be there. Whether it is sound is for the checks to say.
"""

from typing import Annotated, Any

from pydantic import Field, ValidationError

from app.errors import Invalid
from app.surveys import checks
from app.surveys.findings import Finding
from app.surveys.questionnaire import (
    Band,
    BandCode,
    Card,
    Indicator,
    Language,
    OpenText,
    OptionCode,
    Pick,
    Questionnaire,
    ResponseOption,
    Single,
)
from app.surveys.rules import found


class SketchSingle(Single):
    """A single choice that may lack options and bands."""

    bands: tuple[BandCode, ...]
    options: tuple[ResponseOption, ...]


class SketchPick(Pick):
    """A pick item that may lack options and bands."""

    bands: tuple[BandCode, ...]
    options: tuple[ResponseOption, ...]


class SketchText(OpenText):
    """An open text that may lack bands."""

    bands: tuple[BandCode, ...]


class SketchCard(Card):
    """A card that may lack bands."""

    bands: tuple[BandCode, ...]


SketchItem = Annotated[SketchSingle | SketchPick | SketchText | SketchCard, Field(discriminator="kind")]


class SketchIndicator(Indicator):
    """A number with a name for which no answer counts yet."""

    codes: tuple[OptionCode, ...] = ()


class Sketch(Questionnaire):
    """A questionnaire that may lack items, bands, languages and texts."""

    languages: tuple[Language, ...]
    bands: tuple[Band, ...] = Field(max_length=9)
    items: tuple[SketchItem, ...] = Field(max_length=200)
    indicators: tuple[SketchIndicator, ...] = ()


def sketched(document: Any) -> Sketch:
    """The document as a sketch. Refuses `malformed-draft` with what cannot even stand in one."""
    try:
        return Sketch.model_validate(document)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        said = tuple(f"{place(document, one['loc']) or 'The file'}: {_plain(one['msg'])}" for one in problems)
        raise Invalid("malformed-draft", said[0], missing=said[:20]) from error


def plain(sketch: Questionnaire) -> dict[str, Any]:
    """A sketch as the JSON that drafts keep: defaults left out."""
    return sketch.model_dump(mode="json", exclude_defaults=True)


def findings(document: dict[str, Any]) -> tuple[Finding, ...]:
    """What the checks say of a draft, with the codes of items and options where they would name positions."""
    _, said = checks.read(document)
    return tuple(dict.fromkeys(_of_shape(document, one) if one.rule == "shape" else one for one in said))


_LACKING = {
    "items": ("There is no question yet.", "Add the first one."),
    "languages": ("There is no language yet.", "Add the first one."),
    "bands": ("No age group is chosen.", "Choose at least one."),
    "codes": ("No answer counts yet.", "Choose at least one."),
    "options": ("There are fewer than two answers to choose from.", "Add another answer."),
}


def _of_shape(document: dict[str, Any], finding: Finding) -> Finding:
    where = place(document, tuple(finding.path.split(".")))
    lacking = _LACKING.get(where.rpartition(".")[2])
    if lacking is not None:
        return found(where, "shape", *lacking)
    return found(where, "shape", _plain(finding.reason), "Correct it.")


def place(document: Any, loc: tuple[int | str, ...]) -> str:
    """Where a problem is, by codes: a list's positions are replaced, the kinds that tell items apart left out."""
    node, names = document, list[str]()
    for part in loc:
        if isinstance(node, list) and str(part).isdigit() and int(part) < len(node):
            node = node[int(part)]
            names.append(str(node["code"]) if isinstance(node, dict) and "code" in node else str(part))
        elif isinstance(node, dict) and node.get("kind") == part:
            continue
        else:
            node = node.get(part) if isinstance(node, dict) else None
            names.append(str(part))
    return ".".join(names)


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")
