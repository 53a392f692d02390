"""Pictures from outside: only shapes, colours and pixels come in, each refusal says why, and a survey's pictures stay light."""

from urllib.parse import unquote

import pytest
from sqlalchemy import Engine

from app.database import reading, writing
from app.errors import Conflict, Invalid, Refusal
from app.surveys import checks, pictures, raster, vector, versions
from app.surveys.questionnaire import Questionnaire
from tests.makers import a_survey, option, single
from tests.surveys.drawings import CAT, a_png, a_webp, chunk, drawn


def pictured(*names: str, text: str = "A cat", **more: object) -> dict[str, object]:
    options = [option(str(at), f"Answer {at}", picture=name, picture_text={"en": text}) for at, name in enumerate(names, 1)]
    return a_survey(single("Q1", options="12") | {"options": [*options, option("9", "Other")]}, single("Q2"), **more)


def test_a_drawing_is_written_anew_from_its_shapes() -> None:
    kept = vector.harmless(CAT).decode()
    assert kept.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path d="M8 40V12')
    assert "title" not in kept
    assert vector.harmless(kept.encode()).decode() == kept


def test_what_drawing_programs_note_for_themselves_is_left_out_and_their_styles_are_understood() -> None:
    inside = (
        '<metadata><r xmlns="urn:rdf">secret</r></metadata><ink:view zoom="2"/>'
        '<g ink:label="Layer" style="fill:#ff0000;-inkscape-font-specification:Sans;stroke-width:2"><path d="M0 0h5"/></g>'
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient>'
        '<linearGradient id="b" xlink:href="#a"/></defs><path fill="url(#b)" d="M1 1z"/>'
    )
    kept = vector.harmless(drawn(inside, 'width="20px" height="10"')).decode()
    assert 'viewBox="0 0 20 10"' in kept
    assert '<g fill="#ff0000" stroke-width="2">' in kept
    assert 'fill="url(#b)"' in kept
    assert 'href="#a"' in kept
    assert not any(word in kept for word in ("secret", "Layer", "zoom", "Sans", "xlink:"))


HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "a script elsewhere": "<metadata><script>alert(1)</script></metadata>",
    "a script of XHTML": '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
    "a foreign object": '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
    "a handler": '<rect onload="alert(1)"/>',
    "a handler in capitals": '<rect ONCLICK="alert(1)"/>',
    "an image": '<image href="https://example.org/x.png"/>',
    "a reference outside": '<linearGradient xlink:href="https://example.org/x.svg#a"/>',
    "a use": '<use href="#a"/>',
    "a link": '<a href="javascript:alert(1)"><rect/></a>',
    "a style sheet": "<style>@import url(https://example.org/x.css)</style>",
    "a style that loads": '<rect style="fill:url(https://example.org/x)"/>',
    "a hidden style that loads": '<rect style="filter:url(//example.org/x)"/>',
    "a colour that loads": '<rect fill="url(https://example.org/x)"/>',
    "a colour that loads, escaped": '<rect fill="u\\72l(//example.org/x)"/>',
    "an animation": '<rect><animate attributeName="href" values="javascript:alert(1)"/></rect>',
    "a set": '<rect><set attributeName="onclick" to="alert(1)"/></rect>',
    "words": "<text>Call me</text>",
    "a filter": '<filter id="f"><feImage href="https://example.org"/></filter>',
    "an instruction": "<?xml-stylesheet href='https://example.org/x.css'?>",
}


@pytest.mark.parametrize("inside", HOSTILE.values(), ids=HOSTILE)
def test_what_could_run_move_load_or_speak_is_refused(inside: str) -> None:
    with pytest.raises(Invalid) as refused:
        vector.harmless(drawn(inside))
    assert refused.value.code == "svg-unsafe"
    assert refused.value.reason.startswith("This drawing holds ")


def test_entities_depth_and_size_do_not_reach_memory() -> None:
    laughs = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    outside = b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'
    cases = {
        laughs: "svg-unsafe",
        outside: "svg-unsafe",
        drawn("<g>" * 20 + "</g>" * 20): "svg-too-detailed",
        drawn("<rect/>" * 400): "svg-too-detailed",
        drawn("<g>"): "not-svg",
        b'<html xmlns="http://www.w3.org/1999/xhtml"><svg/></html>': "not-svg",
        b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>': "not-svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>': "svg-empty",
    }
    for content, code in cases.items():
        with pytest.raises(Invalid) as refused:
            vector.harmless(content)
        assert refused.value.code == code, content[:60]


def test_bitmaps_keep_their_pixels_and_lose_everything_else() -> None:
    kind, kept = raster.harmless(a_png(8, 8, None, chunk(b"tEXt", b"Author\0Ana"), chunk(b"eXIf", b"GPS")))
    assert (kind, kept) == ("image/png", a_png())
    kind, kept = raster.harmless(a_webp(8, 8, (b"EXIF", b"GPS"), (b"XMP ", b"Ana")))
    assert (kind, kept) == ("image/webp", a_webp())


def test_bitmaps_that_are_not_what_they_say_are_refused() -> None:
    whole = a_png()
    cases = {
        b"\xff\xd8\xff\xe0JFIF": "photograph",
        b"GIF89a": "not-a-picture",
        b"": "not-a-picture",
        whole[:40]: "not-a-picture",
        whole.replace(b"IDAT", b"IDAX"): "not-a-picture",
        a_png(8, 8, bytes(10)): "not-a-picture",
        a_png(8, 8, bytes(10_000_000)): "not-a-picture",
        a_png(4000, 4000, bytes(8)): "picture-too-wide",
        a_png(8, 8, None, chunk(b"acTL", bytes(8))): "not-a-picture",
        a_webp(1000, 8): "picture-too-wide",
        a_webp()[:-2]: "not-a-picture",
        b"RIFF\x04\0\0\0WEBP": "not-a-picture",
    }
    for content, code in cases.items():
        with pytest.raises(Refusal) as refused:
            raster.harmless(content)
        assert refused.value.code == code, content[:30]


def test_a_picture_is_kept_under_the_name_of_its_content(engine: Engine) -> None:
    with writing(engine) as session:
        name, again, other = (pictures.add(session, one) for one in (CAT, CAT, a_png()))
        assert name == again
        assert name != other
        kept = pictures.shown(session, [name, other, "own-" + "0" * 24])
    assert unquote(kept[name]).startswith("data:image/svg+xml,<svg xmlns")
    assert kept[other].startswith("data:image/png;base64,")
    assert set(kept) == {name, other}
    with reading(engine) as session, pytest.raises(Invalid) as refused:
        pictures.add(session, CAT + b" " * pictures.LARGEST_FILE)
    assert refused.value.code == "picture-file-too-large"
    with reading(engine) as session, pytest.raises(Invalid) as refused:
        pictures.add(session, drawn(f'<path d="{"M0 0 " * 2000}"/>'))
    assert refused.value.code == "picture-too-large"


def test_a_survey_shows_only_pictures_that_are_kept_and_never_too_many(engine: Engine) -> None:
    with writing(engine) as session:
        name = pictures.add(session, CAT)
        heavy = [pictures.add(session, drawn(f'<path d="M{at} {"0 1 " * 1300}"/>')) for at in range(4)]
        versions.save(session, pictured(name))
    with writing(engine) as session, pytest.raises(Conflict) as unknown:
        versions.save(session, pictured(name, "own-" + "0" * 24))
    assert unknown.value.details["missing"] == ("items.Q1.options.2",)
    assert "bring each picture again" in unknown.value.reason
    with writing(engine) as session, pytest.raises(Invalid) as weight:
        versions.save(session, pictured(*heavy))
    assert (unknown.value.code, weight.value.code) == ("unknown-picture", "pictures-too-heavy")


def test_a_picture_of_the_offices_own_is_said_in_words_in_every_language() -> None:
    document = pictured("own-" + "0" * 24)
    assert not [one for one in checks.read(document)[1] if one.rule == "picture-text"]
    del document["items"][0]["options"][0]["picture_text"]  # type: ignore[index]
    found = [one for one in checks.read(document)[1] if one.rule == "picture-text"]
    assert [one.path for one in found] == ["items.Q1.options.1.picture_text"]
    assert found[0].structure


def test_questionnaires_without_pictures_of_their_own_keep_their_hash() -> None:
    from app.surveys.questionnaire import canonical

    assert b"picture_text" not in canonical(Questionnaire.model_validate(a_survey()))
