"""SVG from outside, made harmless: read with a strict list of what may stand in a drawing, and written anew from that alone.

Nothing of the file is passed on as it came. What could run, move, load or point elsewhere is refused by name, never quietly
dropped; what drawing programs note for themselves, in namespaces of their own, is left out. Pure.
"""

import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from app.errors import Invalid

SVG = "http://www.w3.org/2000/svg"
MOST_ELEMENTS = 300
DEEPEST = 12
_SEPARATOR = "\x1f"
_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_DRAWN = _SHAPES | {"svg", "g", "defs", "linearGradient", "radialGradient", "stop"}
_NOTES = frozenset({"title", "desc", "metadata"})
"""Left out with all that is in them: the words of a picture are written in the editor, in every language."""
_LOOKS = frozenset(
    {
        "fill",
        "fill-opacity",
        "fill-rule",
        "stroke",
        "stroke-width",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-miterlimit",
        "stroke-dasharray",
        "stroke-dashoffset",
        "stroke-opacity",
        "opacity",
        "stop-color",
        "stop-opacity",
        "color",
        "display",
        "visibility",
    }
)
_PLACES = frozenset(
    {
        "viewBox",
        "width",
        "height",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "fx",
        "fy",
        "d",
        "points",
        "transform",
        "offset",
        "gradientUnits",
        "gradientTransform",
        "spreadMethod",
        "preserveAspectRatio",
        "id",
    }
)
_FOR_PROGRAMS = frozenset({"version", "baseProfile", "class", "enable-background"})
_PLAIN = re.compile(r"[-+0-9A-Za-z#.,%()\s]*")
_OWN_COLOUR = re.compile(r"url\(\s*[\"']?#([A-Za-z][\w.-]{0,60})[\"']?\s*\)")
_ID = re.compile(r"[A-Za-z][\w.-]{0,60}")
_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(?:px)?\s*")


def harmless(content: bytes) -> bytes:
    """The drawing, written anew.

    Refuses `not-svg`, `svg-unsafe` (what it holds that may not stand in it), `svg-too-detailed` and `svg-empty`.
    """
    drawing = _Drawing()
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartElementHandler = drawing.begins
    parser.EndElementHandler = drawing.ends
    # Without a document type there are no entities, so nothing can grow and nothing outside can be named.
    parser.StartDoctypeDeclHandler = lambda *_: _unsafe("a document type (save it as plain SVG)")
    parser.ProcessingInstructionHandler = lambda *_: _unsafe("an instruction to programs")
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Invalid("not-svg", "This is not a whole SVG drawing. Save it again as plain SVG.") from error
    if not drawing.shapes:
        raise Invalid("svg-empty", "Nothing is drawn in this picture.")
    return "".join(drawing.written).encode()


def _unsafe(what: str) -> None:
    raise Invalid("svg-unsafe", f"This drawing holds {what}. Shapes, colours and gradients are all that a picture may hold.")


class _Drawing:
    """What has been read so far, written anew. `skipping` counts how deep the parser stands in something left out."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.open: list[str] = []
        self.elements = self.shapes = self.skipping = 0

    def begins(self, name: str, attributes: Mapping[str, str]) -> None:
        space, _, local = name.rpartition(_SEPARATOR)
        self.elements += 1
        if self.elements > MOST_ELEMENTS or len(self.open) + self.skipping >= DEEPEST:
            raise Invalid("svg-too-detailed", f"This drawing has too many parts; at most {MOST_ELEMENTS}. Draw it more simply.")
        if not self.open and (space, local) != (SVG, "svg"):
            raise Invalid("not-svg", "This is not an SVG drawing.")
        if self.skipping or (self.open and (space != SVG or local in _NOTES)):
            self.skipping += 1
            # Also in what is left out: who finds a script in it is told, and does not wonder where it went.
            if local in {"script", "foreignObject", "iframe"}:
                _unsafe(f"“{local}”")
            return
        if local not in _DRAWN or (local == "svg" and self.open):
            _unsafe(f"“{local[:30]}”")
        self.shapes += local in _SHAPES
        said = dict(_attributes(attributes))
        if local == "svg":
            said = {"xmlns": SVG, **_sized(said)}
        self.written.append(f"<{local}{''.join(f' {key}={quoteattr(text)}' for key, text in said.items())}>")
        self.open.append(local)

    def ends(self, name: str) -> None:
        if self.skipping:
            self.skipping -= 1
            return
        self.written.append(f"</{self.open.pop()}>")


def _attributes(attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in attributes.items():
        space, _, local = name.rpartition(_SEPARATOR)
        if local.lower().startswith("on"):
            _unsafe(f"“{local[:30]}”, which would run something")
        if local == "href":
            if not re.fullmatch(rf"#{_ID.pattern}", text):
                _unsafe("a reference to something outside of it")
            yield "href", text
        elif space or local in _FOR_PROGRAMS or local.startswith(("data-", "aria-", "font", "text", "-")):
            continue
        elif local == "style":
            yield from _attributes(dict(_declared(text)))
        elif local in _LOOKS | _PLACES:
            yield local, _value(local, text)
        elif local not in {"role", "overflow", "paint-order", "shape-rendering", "color-interpolation", "clip-rule"}:
            _unsafe(f"“{local[:30]}”")


def _declared(style: str) -> Iterator[tuple[str, str]]:
    for part in style.split(";"):
        name, colon, value = part.partition(":")
        if colon and name.strip() in _LOOKS:
            yield name.strip(), value.strip()
        elif "(" in value or "\\" in part or "@" in part or "/*" in part:
            _unsafe("a style that could load something")


def _value(name: str, text: str) -> str:
    if name == "id":
        if not _ID.fullmatch(text):
            _unsafe("a name with strange signs")
    elif _OWN_COLOUR.fullmatch(text.strip()):
        return f"url(#{_OWN_COLOUR.fullmatch(text.strip())[1]})"  # type: ignore[index]  # it has just matched
    elif not _PLAIN.fullmatch(text) or "url" in text.lower():
        _unsafe(f"something in “{name}” that is no number and no colour")
    return " ".join(text.split())


def _sized(said: Mapping[str, str]) -> dict[str, str]:
    """The outermost element: a box of its own, and no size, which the page gives."""
    kept = {name: text for name, text in said.items() if name in _LOOKS or name == "viewBox"}
    if "viewBox" not in kept:
        sides = [_LENGTH.fullmatch(said.get(side, "")) for side in ("width", "height")]
        if not all(sides):
            raise Invalid("not-svg", "This drawing does not say how large it is: save it with a viewBox.")
        kept["viewBox"] = "0 0 " + " ".join(side[1] for side in sides if side)
    return kept
