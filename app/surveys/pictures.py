"""An office's own pictures on answers: kept under the name of their content, and shown inside the very page of a child.

A questionnaire names a picture and says in every language what it shows, so a version of it always shows the same. A picture
is part of the page: it needs no further request, works without a connection, and counts in the weight of the page, which
`together_light` bounds. The drawings of our own (faces, places) need none of this.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid
from app.surveys import raster, vector
from app.surveys.models import Picture
from app.surveys.questionnaire import OWN_PICTURE, Pick, Questionnaire, Single, digest

LARGEST_FILE = 64 * 1024
LARGEST = 6 * 1024
"""Bytes of one picture as it is kept."""
LARGEST_TOGETHER = 16 * 1024
"""Bytes of all the pictures that children of one band load: with them a page stays within what a slow line carries."""
_NAME = 24
_SVG = "image/svg+xml"
_BINARY = (b"\x89PNG", b"RIFF", b"\xff\xd8", b"GIF8", b"BM", b"%PDF")


def add(session: Session, content: bytes) -> str:
    """Keep a picture: the name by which a questionnaire shows it. The same picture has the same name.

    Refuses `picture-file-too-large`, `picture-too-large` and what `vector` and `raster` refuse.
    """
    if len(content) > LARGEST_FILE:
        raise Invalid("picture-file-too-large", f"A picture's file has at most {LARGEST_FILE // 1024} KB.")
    kind, kept = raster.harmless(content) if not _may_be_svg(content) else (_SVG, vector.harmless(content))
    if len(kept) > LARGEST:
        size = f"{len(kept) / 1024:.1f} KB; at most {LARGEST // 1024} KB open quickly on a slow line"
        raise Invalid("picture-too-large", f"This picture has {size}. Draw it more simply.")
    name = f"{OWN_PICTURE}{digest(kept)[:_NAME]}"
    if session.get(Picture, name) is None:
        session.add(Picture(name=name, kind=kind, content=kept))
        session.flush()
    return name


def named(questionnaire: Questionnaire, band: str | None = None) -> frozenset[str]:
    """The pictures of the office's own that a questionnaire shows, to all or to the children of a band."""
    asked = {item.code for item in (questionnaire.items if band is None else questionnaire.asked_of(band))}
    return frozenset(name for item, _, name in places(questionnaire) if item in asked)


def places(questionnaire: Questionnaire) -> Iterator[tuple[str, str, str]]:
    """Where pictures of the office's own are shown: item, option, and the picture's name."""
    for item in questionnaire.items:
        for option in item.options if isinstance(item, Single | Pick) else ():
            if option.picture and option.picture.startswith(OWN_PICTURE):
                yield item.code, option.code, option.picture


def shown(session: Session, names: Iterable[str]) -> Mapping[str, str]:
    """Pictures as addresses that hold them whole, by name; one that is not kept here is left out."""
    wanted = sorted(names)
    if not wanted:
        return {}
    rows = session.exec(select(Picture).where(col(Picture.name).in_(wanted)))
    return {one.name: _address(one) for one in rows}


def together_light(session: Session, questionnaire: Questionnaire) -> None:
    """That every picture is kept here, and no band loads too many. Refuses `unknown-picture`, `pictures-too-heavy`."""
    names = named(questionnaire)
    if not names:
        return
    rows = session.exec(select(Picture).where(col(Picture.name).in_(sorted(names))))
    sizes = {one.name: len(one.content) for one in rows}
    if lacking := names - sizes.keys():
        where = tuple(f"items.{item}.options.{option}" for item, option, name in places(questionnaire) if name in lacking)
        reason = f"Pictures on these answers are not kept here, and no file carries them: {', '.join(where)}."
        mend = "In the office, take the file in as a draft and bring each picture again, or take it off its answer."
        raise Conflict("unknown-picture", f"{reason} {mend}", missing=where)
    for band in questionnaire.bands:
        size = sum(sizes[name] for name in named(questionnaire, band.code))
        if size > LARGEST_TOGETHER:
            reason = f"The pictures for {band.from_age} to {band.to_age} have {size / 1024:.1f} KB together"
            reason = f"{reason}; at most {LARGEST_TOGETHER // 1024} KB open quickly on a slow line. Take some away."
            raise Invalid("pictures-too-heavy", reason)


def _may_be_svg(content: bytes) -> bool:
    return b"<svg" in content and not content.startswith(_BINARY)


def _address(picture: Picture) -> str:
    """SVG stays text, so that it is compressed with the page that it stands in."""
    if picture.kind == _SVG:
        return f"data:{_SVG},{quote(picture.content, safe=' :/=,.;()-')}"
    return f"data:{picture.kind};base64,{base64.b64encode(picture.content).decode()}"
