"""A language goes out as a PO file and comes back without loss; what is wrong in a file is named by its line."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.database import reading, writing
from app.errors import Conflict, Invalid
from app.studio import drafts
from app.studio.changes import Put
from app.studio.translating import catalogues, records
from app.studio.translating.incoming import Taken, take_in
from app.studio.translating.saving import Language, document_of, language_of
from app.studio.translating.texts import slots
from app.surveys.questionnaire import _NEVER_IN_TEXT
from tests.studio.translating.desk import a_survey_here, a_survey_to_translate, put, translate_all, two_people

Q2 = "items.Q2.wording.1"
TEXTS = (
    st.text(st.characters(exclude_categories=("Cs", "Cn")), min_size=1, max_size=60)
    .map(str.strip)
    .filter(lambda text: text and not _NEVER_IN_TEXT.search(text) and not text.startswith(("=", "+", "-", "@")))
)


def of_document(document: dict[str, object], language: str = "th") -> Language:
    return Language(document, "TEST", language, "en", slots(document, "en", language))


@given(st.dictionaries(st.sampled_from(["title", Q2, "items.Q2.options.1.label.1"]), TEXTS), TEXTS)
def test_any_text_comes_back_as_it_went_out(texts: dict[str, str], source: str) -> None:
    document = a_survey_to_translate(languages=["en", "th"])
    document["title"] = {"en": source, **({"th": texts["title"]} if "title" in texts else {})}
    if Q2 in texts:
        document["items"][1]["wording"]["th"] = {"1": texts[Q2]}
    if "items.Q2.options.1.label.1" in texts:
        document["items"][1]["options"][0]["label"]["th"] = {"1": texts["items.Q2.options.1.label.1"]}
    of = of_document(document)
    said, incoming = catalogues.read(catalogues.written(of, frozenset()), "TEST", "th")
    assert said == "en"
    assert [one.key for one in incoming] == [slot.key for slot in of.slots]
    assert {one.key: one.text for one in incoming if one.text} == texts
    assert {one.key: one.source for one in incoming}["title"] == source


def out(engine: Engine, code: str, language: str = "th") -> str:
    with reading(engine) as session:
        of = language_of(session, code, language)
        overtaken = records.stale(of.document, of.slots, language, records.of_language(session, code, language))
        return catalogues.written(of, overtaken).decode()


def back(engine: Engine, code: str, text: str, by: int, *, overwrite: bool = False) -> Taken:
    with writing(engine) as session:
        source, incoming = catalogues.read(text.encode(), code, "th")
        return take_in(session, language_of(session, code, "th", source), incoming, by, overwrite=overwrite)


def translated(text: str, key: str, becomes: str) -> str:
    """The file with one text translated, as a tool would write it."""
    head, _, tail = text.partition(f'msgctxt "{key}"')
    before, _, after = tail.partition("msgstr ")
    return f'{head}msgctxt "{key}"{before}msgstr "{becomes}"\n{after.partition(chr(10))[2]}'


@pytest.fixture
def code(engine: Engine) -> str:
    ana, _ = two_people(engine)
    return a_survey_here(engine, ana, "th")


def test_a_file_comes_back_into_the_survey_and_a_second_time_changes_nothing(engine: Engine, code: str) -> None:
    filled = translated(translated(out(engine, code), "title", "การทดสอบ"), Q2, "ข้อไหนบ้าง")
    assert "# Survey TEST, en to th" in filled
    assert "#. Q2 · Question · read at 8-10, 14-17" in filled
    assert "#. Length: at most 60 characters a sentence." in filled
    assert back(engine, code, filled, 1).changed == 2
    assert back(engine, code, filled, 1) == Taken(blank=filled.count('\nmsgstr ""\n') - 1)
    assert back(engine, code, out(engine, code), 1).changed == 0
    with reading(engine) as session:
        assert document_of(session, code)["title"]["th"] == "การทดสอบ"


def test_what_is_overtaken_goes_out_fuzzy_and_comes_back_confirmed_or_as_a_draft(engine: Engine, code: str) -> None:
    with writing(engine) as session:
        translate_all(session, code, "th", 1)
        old = document_of(session, code)["items"][1]["wording"]["en"]["1"]
    before = out(engine, code)
    assert "#, fuzzy" not in before
    with writing(engine) as session:
        drafts.change(session, code, [Put(place=("items", "Q2", "wording", "en", "1"), was=old, becomes="Which?")], 1)
    now = out(engine, code)
    assert now.count("#, fuzzy") == 1
    assert back(engine, code, now, 1).confirmed == 0, "it is still marked"
    assert back(engine, code, now.replace("#, fuzzy\n", ""), 1).confirmed == 1
    assert "#, fuzzy" not in out(engine, code)
    taken = back(engine, code, translated(before, Q2, "ใหม่"), 1)
    assert (taken.changed, len(taken.overtaken)) == (1, 1), "a translation of the old words is taken and marked"
    assert out(engine, code).count("#, fuzzy") == 1
    unsure = translated(out(engine, code), "title", "ร่าง").replace('msgctxt "title"', '#, fuzzy\nmsgctxt "title"')
    assert back(engine, code, unsure, 1).changed == 1
    assert out(engine, code).count("#, fuzzy") == 2


def test_what_was_changed_here_meanwhile_is_not_written_over_unless_asked_for(engine: Engine, code: str) -> None:
    before = out(engine, code)
    with writing(engine) as session:
        put(session, code, "th", 1, title="ที่นี่")
    with pytest.raises(Conflict) as refusal:
        back(engine, code, translated(translated(before, "title", "ที่นั่น"), Q2, "ข้อไหน"), 1)
    assert "“ที่นี่”" in str(refusal.value.details["missing"])
    with reading(engine) as session:
        assert "th" not in document_of(session, code)["items"][1]["wording"], "nothing is half saved"
    assert back(engine, code, translated(before, "title", "ที่นั่น"), 1, overwrite=True).changed == 1


BAD: dict[str, tuple[Callable[[str], str], str, str]] = {
    "an unknown key": (
        lambda text: text.replace(f'msgctxt "{Q2}"', 'msgctxt "items.NO.wording.1"'),
        "translations-refused",
        "Line ",
    ),
    "a key twice": (lambda text: text.replace('msgctxt "title"', f'msgctxt "{Q2}"'), "translations-refused", "stands twice"),
    "foreign markup": (lambda text: translated(text, Q2, "<b>ข้อ</b>"), "translations-refused", "<b> is not in the source"),
    "foreign placeholder": (lambda text: translated(text, Q2, "ข้อ %(count)s"), "translations-refused", "%(count)s"),
    "a formula": (lambda text: translated(text, "title", "=1+1"), "translations-refused", "spreadsheets"),
    "another survey": (
        lambda text: text.replace("Project-Id-Version: TEST", "Project-Id-Version: OTHER"),
        "another-survey",
        "OTHER",
    ),
    "another language": (lambda text: text.replace("Language: th", "Language: km"), "another-language", "km"),
    "a string without end": (lambda text: text.replace('msgstr ""\n\n', 'msgstr "\n\n', 1), "not-a-catalogue", "Line "),
    "no catalogue": (lambda text: "PK\x03\x04 hello", "not-a-catalogue", "Line 1"),
    "a wrong word": (lambda text: text.replace("msgctxt", "msgcontext"), "not-a-catalogue", "Line "),
    "plural forms": (lambda text: text + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', "not-a-catalogue", "plural"),
    "too large": (lambda text: text + "#" * catalogues.LARGEST, "not-a-catalogue", "1024 KB"),
}


def test_what_is_wrong_is_named_by_its_line_and_nothing_is_saved(engine: Engine, code: str) -> None:
    filled = translated(out(engine, code), "bands.1.label", "เด็กเล็ก")
    for name, (spoil, refused, said) in BAD.items():
        with pytest.raises(Invalid) as refusal:
            back(engine, code, spoil(filled), 1)
        assert (name, refusal.value.code) == (name, refused)
        assert said in refusal.value.reason, name
    with reading(engine) as session:
        assert "th" not in document_of(session, code)["bands"][0]["label"]


def test_another_encoding_is_named_by_its_line() -> None:
    with pytest.raises(Invalid) as refusal:
        catalogues.read('#\nmsgid "é"\nmsgstr "à"\n'.encode("latin-1"), "TEST", "th")
    assert "Line 2: this is not UTF-8" in refusal.value.reason
