"""What stands on the pages a child sees, and what must not."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape

import brotli
import pytest

from app.answering import pages
from app.answering.pages import Asking
from app.answering.sheet import Sheet
from app.surveys import recordings
from app.surveys.questionnaire import Pick, Questionnaire, Single, worded
from app.surveys.recordings import Voice
from app.surveys.starter import starter
from app.web.languages import LANGUAGES
from tests.answering.reading import Tag, read
from tests.makers import a_questionnaire, open_text, option, pick, says, sensitive, single

STARTER = starter()
ASKING = Asking("K7", "TH", practice=False, version="a" * 64)
LANGUAGES_OFFERED = pages.offered(STARTER)
BANDS = tuple(band.code for band in STARTER.bands)
EACH_PAGE = [(language, band) for language in LANGUAGES_OFFERED for band in BANDS]


def questions(questionnaire: Questionnaire, band: str = "1", **more: bool) -> Sheet:
    return pages.questions(ASKING, questionnaire, "en", band, **more)


def every_sheet(asking: Asking = ASKING, language: str = "en") -> Iterator[Sheet]:
    yield pages.welcome(asking, STARTER, language)
    for band in BANDS:
        yield pages.questions(asking, STARTER, language, band)
        yield pages.questions(asking, STARTER, language, band, uncached=True)
    for name in ("thanks", "no", "bye"):
        yield pages.notice(name, asking, STARTER, language)
    for reason in ("unknown-wave", "paused", "closed", "too-late", "queue-full", "broken-form", "anything-else"):
        yield pages.kind_page(reason, language, asking.country, practice=asking.practice)


@pytest.mark.parametrize(("language", "band"), EACH_PAGE)
def test_every_item_stands_once_with_every_option_and_both_opt_outs(language: str, band: str) -> None:
    page = read(pages.questions(ASKING, STARTER, language, band).body)
    asked = STARTER.asked_of(band)
    assert [tag.attributes["data-item"] for tag in page.tags if "data-item" in tag.attributes] == [item.code for item in asked]
    for item in asked:
        sent = [tag.attributes["value"] for tag in page.all("input", name=item.code)]
        codes = [one.code for one in item.options] if isinstance(item, Single | Pick) else []
        assert sent == [*codes, "?", "!"]
        assert worded(item.wording, language, band) in page.text
        for one in item.options if isinstance(item, Single | Pick) else ():
            assert worded(one.label, language, band) in page.text


def test_places_are_named_by_position_so_the_history_tells_how_far_and_never_what() -> None:
    page = read(questions(STARTER, "3").body)
    places = {tag.attributes["id"] for tag in page.all("section") if "data-item" in tag.attributes}
    assert places == {f"s{n}" for n in range(1, len(STARTER.asked_of("3")) + 1)}


def test_the_cached_page_is_the_same_for_every_child_and_holds_no_nonce() -> None:
    first, second = questions(STARTER).body, questions(STARTER).body
    assert first == second
    assert [tag.attributes["value"] for tag in read(first).all("input", name="nonce")] == [""]


def test_the_uncached_page_takes_the_servers_nonce_and_differs_in_nothing_else_that_is_sent() -> None:
    uncached = pages.with_nonce(questions(STARTER, uncached=True), "c0ffee00" * 4)
    sent = {tag.attributes["name"]: tag.attributes["value"] for tag in read(uncached).all("input", type="hidden")}
    assert sent == {"nonce": "c0ffee00" * 4, "version": "a" * 16}
    assert pages.NONCE_PLACE.encode() not in uncached


def test_the_cached_page_sends_a_browser_without_script_to_the_uncached_one_which_stays() -> None:
    assert 'content="0;url=/K7/en/1/new"' in questions(STARTER).body.decode()
    assert b"noscript" not in questions(STARTER, uncached=True).body


def test_help_and_the_way_out_stand_on_every_page() -> None:
    for sheet in every_sheet():
        page = read(sheet.body)
        assert page.all("a", href="tel:1387")
        assert page.all("a", href="/next?c=TH")
        assert "Get help" in page.text
        assert "a grown-up you trust" in page.text


def test_where_no_number_is_known_the_pages_say_so_and_still_name_somebody() -> None:
    text = read(pages.welcome(Asking("K7", "MM", practice=False, version="a" * 64), STARTER, "en").body).text
    assert "do not know a phone number" in text
    assert "a grown-up you trust" in text


def test_a_service_that_asks_for_names_says_so() -> None:
    assert "They will ask who you are" in read(pages.kind_page("paused", "en", "BN").body).text


@pytest.mark.parametrize("language", LANGUAGES_OFFERED)
def test_nothing_but_our_own_style_and_script_is_on_any_page(language: str) -> None:
    for sheet in every_sheet(language=language):
        page = read(sheet.body)
        assert [tag.attributes["src"] for tag in page.all("script")] == [page.all("script")[0].attributes["src"]]
        assert page.all("script")[0].attributes["src"].startswith("/static/child.")
        assert len(page.all("style")) == 1
        assert not [
            tag for tag in page.tags if "style" in tag.attributes or any(name.startswith("on") for name in tag.attributes)
        ]
        assert not page.all("img") + page.all("iframe") + page.all("base")
        outside = {address for tag in page.tags for address in _addresses(tag) if address.startswith(("http", "//"))}
        assert outside == {"https://www.wikipedia.org/"}


def test_the_policy_names_the_hash_of_the_style_that_stands_on_the_page() -> None:
    for sheet in every_sheet():
        style = re.findall(rb"<style>(.*?)</style>", sheet.body, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style[0]).digest()).decode()
        policy = sheet.headers()["Content-Security-Policy"]
        assert f"'sha256-{digest}'" in policy
        assert "unsafe" not in policy


def test_no_address_on_a_page_is_finer_than_the_band() -> None:
    page = read(pages.welcome(ASKING, STARTER, "en").body)
    ages = [(tag.attributes["href"], tag.attributes["data-band"]) for tag in page.tags if "data-band" in tag.attributes]
    assert len(ages) == 10
    assert set(ages) == {(f"/K7/en/{band}/new", f"/K7/en/{band}") for band in BANDS}


def test_ages_without_a_band_are_not_offered() -> None:
    page = read(pages.welcome(ASKING, a_questionnaire(), "en").body)
    assert [tag.attributes["data-band"] for tag in page.tags if "data-band" in tag.attributes] == ["/K7/en/1"] * 3 + [
        "/K7/en/2"
    ] * 4


def test_younger_older_and_rather_not_say_lead_to_the_same_page() -> None:
    assert len(read(pages.welcome(ASKING, STARTER, "en").body).all("a", href="/K7/en/bye")) == 3


def test_practice_is_said_on_every_page_of_a_practice_wave_and_on_none_of_a_real_one() -> None:
    practice = Asking("K7", "TH", practice=True, version="a" * 64)
    assert all("Practice: not a real survey" in read(sheet.body).text for sheet in every_sheet(practice))
    assert not any("Practice" in read(sheet.body).text for sheet in every_sheet())


@pytest.mark.parametrize("language", LANGUAGES_OFFERED)
def test_every_page_names_its_language_and_direction_and_has_a_title_that_tells_nothing(language: str) -> None:
    titles = set()
    for sheet in every_sheet(language=language):
        (root,) = read(sheet.body).all("html")
        assert (root.attributes["lang"], root.attributes["dir"]) == (language, LANGUAGES[language].direction)
        titles.update(re.findall(r"<title>(.*?)</title>", sheet.body.decode()))
    assert len(titles) == 1
    assert not titles & set(STARTER.title.values())


def test_other_languages_are_offered_by_their_own_names() -> None:
    page = read(pages.welcome(ASKING, STARTER, "th").body)
    assert {tag.attributes["lang"]: tag.attributes["href"] for tag in page.tags if "hreflang" in tag.attributes} == {
        language: f"/K7/{language}" for language in STARTER.languages if language != "th"
    }
    assert "العربية" in page.text


def test_a_condition_stands_in_words_and_for_the_script() -> None:
    page = read(questions(STARTER, "3").body)
    (conditional,) = [tag for tag in page.tags if "data-if" in tag.attributes]
    assert conditional.attributes["data-item"] == "HLP3"
    assert json.loads(conditional.attributes["data-if"]) == {
        "any": [{"item": "CON1", "codes": ["2", "3"]}, {"item": "CDT1", "codes": ["2", "3"]}]
    }
    assert "If nothing online upset you, just tap Continue." in page.text


def test_a_difficult_item_stands_behind_a_gate_with_support_after_it() -> None:
    body = questions(a_questionnaire(single("Q1"), sensitive(single("Q2"), "2", "S2"), single("Q3"))).body.decode()
    gate = body.index('<details class="gate">')
    assert body.index("about something difficult") < gate < body.index('name="Q2"') < body.index("</details>", gate)
    assert body.index("</details>", gate) < body.index('class="support"', gate) < body.index('name="Q3"')


def test_before_an_open_text_stands_what_not_to_write_and_how_long_it_may_be() -> None:
    body = questions(a_questionnaire(open_text("T", maximum=40)), "2").body.decode()
    assert body.index("Please do not write your name") < body.index("<textarea")
    (box,) = read(body.encode()).all("textarea")
    assert box.attributes.items() >= {"name": "T", "maxlength": "40", "autocomplete": "off", "spellcheck": "false"}.items()


def test_a_card_is_read_and_has_nothing_to_answer() -> None:
    card = {"kind": "card", "code": "C", "bands": ["1", "2"], "wording": says("Now about games.\nTake your time.")}
    page = read(questions(a_questionnaire(card, single("Q1"))).body)
    assert not page.all("input", name="C")
    assert "Now about games. Take your time." in page.text


def test_one_pick_is_a_choice_of_one_and_more_picks_say_how_many() -> None:
    page = read(questions(a_questionnaire(pick("ONE", maximum=1), pick("TWO", maximum=2))).body)
    assert {tag.attributes["type"] for tag in page.all("input", name="ONE")} == {"radio"}
    assert {tag.attributes["type"] for tag in page.all("input", name="TWO")} == {"checkbox"}
    assert "Choose up to 2." in page.text
    alone = [tag.attributes["value"] for tag in page.all("input", name="TWO") if "data-alone" in tag.attributes]
    assert alone == ["9", "?", "!"]


def test_nothing_is_chosen_beforehand_and_nothing_is_required() -> None:
    for language, band in EACH_PAGE:
        page = read(pages.questions(ASKING, STARTER, language, band).body)
        assert not [tag for tag in page.tags if {"checked", "required", "autofocus"} & tag.attributes.keys()]


def test_yes_and_no_weigh_the_same() -> None:
    page = read(questions(STARTER, "3").body)
    yes, no = (tag for tag in page.all("a") if tag.attributes.get("class") == "b even")
    assert (yes.attributes["href"], no.attributes["href"]) == ("#s1", "/K7/en/no")


def test_the_check_question_is_asked_where_the_band_has_one_and_is_never_sent() -> None:
    assert "Can you stop when you want to?" in read(questions(STARTER, "1").body).text
    assert "Can you stop when you want to?" not in read(questions(STARTER, "3").body).text
    assert {tag.attributes["name"] for tag in read(questions(STARTER, "1").body).all("input")} == {
        "nonce",
        "version",
        *(item.code for item in STARTER.asked_of("1")),
    }


def test_that_nobody_can_come_and_help_stands_beside_yes_and_no() -> None:
    for band in BANDS:
        assert "We cannot see who you are, so we cannot come and help you." in read(questions(STARTER, band).body).text


def test_every_picture_of_the_starter_is_drawn_and_an_unknown_one_is_left_out() -> None:
    named = {one.picture for item in STARTER.items if isinstance(item, Single | Pick) for one in item.options if one.picture}
    assert named <= pages.DRAWINGS
    options = [option("1", "Cat", picture="cat"), option("2", "Face", picture="face-good")]
    page = read(questions(a_questionnaire({**single("Q1"), "options": options})).body)
    assert len(page.all("span", **{"class": "c p"})) == 1


def test_wordings_are_shown_as_they_are_and_never_as_markup() -> None:
    words = "<b>\"Tom's\" & 'Ann'</b>"
    body = questions(a_questionnaire(single("Q1", wording=says(words)))).body.decode()
    assert words not in body
    assert escape(words).replace("&quot;", "&#34;").replace("&#x27;", "&#39;") in body


def test_each_reason_has_its_own_kind_words_and_an_unknown_one_has_some() -> None:
    reasons = ("unknown-wave", "not-open-yet", "paused", "closed", "too-late", "queue-full", "broken-form", "never-heard-of")
    said = {read(pages.kind_page(reason, "en").body).text for reason in reasons}
    assert len(said) == len(reasons)
    assert "not yours" in read(pages.kind_page("never-heard-of", "en").body).text


def test_a_kind_page_in_a_language_we_do_not_speak_is_in_english() -> None:
    assert read(pages.kind_page("closed", "xx").body).all("html", lang="en")


def test_only_the_thanks_load_the_stylesheet_that_clears_what_came_before() -> None:
    for name, links in {"thanks": 1, "no": 0, "bye": 0}.items():
        sheet = pages.notice(name, ASKING, STARTER, "en")
        assert len(read(sheet.body).all("link", href=pages.QUIET)) == links
        assert ("' 'self'; script-src" in sheet.headers()["Content-Security-Policy"]) is bool(links)


def test_a_language_in_which_our_own_texts_are_missing_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "spoken", lambda: frozenset({"en"}))
    two = a_questionnaire(languages=["en", "vi"])
    assert pages.offered(two) == ("en",)


@pytest.mark.parametrize(("language", "band"), EACH_PAGE)
def test_a_page_weighs_little(language: str, band: str) -> None:
    def weight(sheet: Sheet) -> int:
        return len(brotli.compress(sheet.body, quality=11))

    assert weight(pages.welcome(ASKING, STARTER, language)) <= 10 * 1024
    assert weight(pages.questions(ASKING, STARTER, language, band)) <= 12 * 1024


def _addresses(tag: Tag) -> list[str]:
    return [
        tag.attributes[name] for name in ("href", "src", "action", "data-to", "data-clear", "data-band") if name in tag.attributes
    ]


def voiced(*texts: str, sizes: int = 4_000) -> Asking:
    """The wave with recordings of these texts, named a, b, c ..."""
    voices = ((recordings.text_digest(text), Voice("abcdef"[place] * 16, sizes)) for place, text in enumerate(texts))
    return replace(ASKING, voices=frozenset(voices))


def test_what_can_be_heard_says_so_and_how_large_it_is() -> None:
    small = a_questionnaire(single("Q1"), sensitive(single("Q2"), "2", "S2"), pick("P"))
    asking = voiced("What about Q1?", "Answer 1", "I don't know", "You choose.", "Choose up to 2.")
    page = read(pages.questions(asking, small, "en", "2").body)
    heard = {
        name: [tag.name for tag in page.tags if tag.attributes.get("data-voice") == name * 16]
        for name in ("a", "b", "c", "d", "e")
    }
    assert heard == {"a": ["h2"], "b": ["span"] * 3, "c": ["span"] * 3, "d": ["li"], "e": ["p"]}
    assert {tag.attributes["data-size"] for tag in page.tags if "data-voice" in tag.attributes} == {"4000"}
    assert page.all("button", **{"data-sounds": "/K7/en/sound/"})


def test_words_that_changed_have_no_voice_and_a_survey_without_recordings_weighs_nothing_more() -> None:
    for asking in (ASKING, voiced("What about Q1", "what about Q1?", "What about Q1? ")):
        page = read(pages.questions(asking, a_questionnaire(single("Q1")), "en", "1").body)
        assert not [tag for tag in page.tags if "data-voice" in tag.attributes]
    assert not [tag for sheet in every_sheet() for tag in read(sheet.body).tags if "data-sounds" in tag.attributes]


def test_read_to_me_stands_on_every_page_and_shows_only_where_something_can_read() -> None:
    for sheet in every_sheet():
        (button,) = (tag for tag in read(sheet.body).all("button") if "read" in tag.attributes["class"].split())
        assert "hidden" in button.attributes
        assert "media-src blob:;" in sheet.headers()["Content-Security-Policy"]


@pytest.mark.parametrize(("language", "band"), EACH_PAGE)
def test_a_page_with_every_voice_weighs_little_too(language: str, band: str) -> None:
    page = read(pages.questions(ASKING, STARTER, language, band).body)
    texts = {word for word in page.words if word.strip()}
    names = {text: recordings.text_digest(text) for text in texts}
    asking = replace(
        ASKING, voices=frozenset((name, Voice(name[:16], 3_000 + place)) for place, name in enumerate(names.values()))
    )
    sheet = pages.questions(asking, STARTER, language, band)
    assert len([tag for tag in read(sheet.body).tags if "data-voice" in tag.attributes]) > 80
    assert len(brotli.compress(sheet.body, quality=11)) <= 12 * 1024
