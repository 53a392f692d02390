"""The questionnaire to print and to take along: every word of it in every language, who was asked what, what is recorded."""

import io
import re
import zipfile

import pikepdf
import pytest

from app import typeset
from app.errors import Conflict
from app.publishing.files.questionnaire import data_of, pdf, xlsform
from app.results.releases import Stored
from app.surveys.questionnaire import Pick, Questionnaire, Single, Wording, canonical
from app.surveys.xlsform.reading import read
from tests.makers import a_worked_example, open_text, pick, says, single
from tests.publishing.brief.pdf_text import text_of
from tests.publishing.brief.releases import in_language, of_starter, released
from tests.publishing.brief.test_printed import MARKUP, roles
from tests.publishing.files.releases import BASE, a_file_release, a_hostile_release
from tests.results.children import as_stored


def printed(stored: Stored) -> pikepdf.Pdf:
    return pikepdf.Pdf.open(io.BytesIO(pdf(stored, BASE)))


def words(stored: Stored) -> str:
    with printed(stored) as found:
        return " ".join(" ".join(text_of(found)).split())


def squeezed(text: str) -> str:
    return re.sub(r"\s|\u200b", "", text)


def with_items(*items: dict[str, object]) -> Stored:
    data = a_worked_example()
    return as_stored(
        released(Questionnaire.model_validate({**data, "items": [*data["items"][:-1], *items, data["items"][-1]]}), 140)
    )


def test_it_is_tagged_and_has_its_language_and_title() -> None:
    with printed(a_file_release()) as found:
        assert found.Root.MarkInfo.Marked
        assert str(found.Root.Lang) == "en"
        assert str(found.docinfo["/Title"]) == "A test"
        with found.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
        tags = roles(found)
    assert tags.count("/H1") == 1
    assert tags.count("/Table") == tags.count("/THead") == 6


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_word_that_a_child_was_asked_stands_in_it_in_every_language_of_latin_letters(language: str) -> None:
    release = in_language(language, 140)
    text = squeezed(words(as_stored(release)))
    q = release.questionnaire
    wordings: list[Wording] = [q.welcome, q.assent]
    for item in q.items:
        wordings += [item.wording, item.asked_if_in_words or {}]
        wordings += [option.label for option in (item.options if isinstance(item, Single | Pick) else ())]
    for wording in wordings:
        for one in ("en", "id", "ms", "vi", "fil"):
            assert all(squeezed(said) in text for said in wording.get(one, {}).values())
    assert text.index(squeezed(q.items[0].wording[language]["1"])) == min(
        text.index(squeezed(q.items[0].wording[one]["1"])) for one in ("en", "id", "ms", "vi", "fil")
    )


def test_the_words_of_each_age_stand_under_their_ages_and_common_words_under_none() -> None:
    item = single("NEW1", wording={"en": {"1": "Young?", "2": "Old?"}})
    text = words(with_items(item))
    assert "NEW1 Old? Ages 8 to 10 Young? Ages 14 to 17 Old?" in text
    assert "HLP1 Which of HLP1? Ages 8 to 10 and 14 to 17." in text


def test_it_says_who_was_asked_how_it_is_answered_and_what_is_recorded() -> None:
    condition = {"all": [{"item": "HLP1", "codes": ["1", "2"]}, {"item": "GEN", "codes": ["3"]}]}
    text = words(
        with_items(pick("NEW1", maximum=1, asked_if=condition, asked_if_in_words=says("If not, go on.")), open_text("NEW2"))
    )
    for sentence in (
        "GEN What about GEN? Ages 8 to 10 and 14 to 17. One answer. Recorded is the code of the answer, as character 2.",
        "Children are also counted in groups by its answer.",
        "Ages 14 to 17. Only where CON1 was answered “Answer 2” or “Answer 3”. One answer.",
        "Up to 2 answers. Recorded is 1 for each answer chosen and 0 for the others, as characters 5 to 7.",
        "Only where HLP1 was answered “Answer 1” or “Answer 2” and GEN was answered “Answer 3”. One answer or none.",
        "If not, go on.",
        "Words of the child's own, 280 characters at most. Kept apart from the record, and never published here.",
        "9 Answer 9 stands alone",
        "Sensitive (S1).",
        "“?” where a child did not know",
    ):
        assert sentence in text


def test_a_language_without_letters_here_is_named_and_the_default_language_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_families", lambda: frozenset({typeset.ALWAYS}))
    told = data_of(as_stored(of_starter(140)), BASE)
    assert told["left_out"] == "Not printed, for no font here has their letters: Thai, Arabic, Khmer, Lao and Burmese."
    assert [one["language"] for one in told["chapters"]] == ["en", "id", "vi", "ms", "fil"]
    with pytest.raises(Conflict, match="Noto Sans Khmer"):
        data_of(as_stored(in_language("km", 140)), BASE)


def test_what_adults_wrote_is_printed_as_letters_and_never_as_markup() -> None:
    text = squeezed(words(with_items(single("NEW1", wording=says(MARKUP)))))
    assert squeezed(MARKUP) in text
    assert "script" in words(a_hostile_release())


def test_the_form_is_read_back_as_the_questionnaire_that_was_asked_and_is_the_same_whenever_written() -> None:
    stored = as_stored(of_starter(140))
    form = xlsform(stored, BASE)
    document, _ = read(form)
    assert canonical(Questionnaire.model_validate(document)) == canonical(stored.release.questionnaire)
    with zipfile.ZipFile(io.BytesIO(form)) as parts:
        assert b"1980-01-01T00:00:00Z</dcterms:created>" in parts.read("docProps/core.xml")
    assert form == xlsform(stored, BASE)
