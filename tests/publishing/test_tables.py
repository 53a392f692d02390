"""The three files, read back with the csv module and compared cell by cell with the contract of DESIGN.md section 6."""

import csv
import io
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.publishing.tables import indicators_csv, response_csv, tables_csv
from app.results.releases import Release
from app.surveys.questionnaire import Pick, Questionnaire
from tests.makers import a_worked_example
from tests.results.children import a_release, counted, protected, some_records

NASTY = 'Who, "really"; =1+1\nis <b>there</b>? ทำไม'
INDICATORS = [
    {"code": "I1", "name": {"en": "Often upset"}, "kind": "risk", "item": "CON1", "codes": ["2", "3"]},
    {"code": "I2", "name": {"en": "Nobody, ever"}, "kind": "help", "item": "HLP1", "codes": ["9"]},
]


def a_survey_with(wording: str = "Who would you tell?") -> Questionnaire:
    data = a_worked_example()
    worded = {"wording": {"en": {"1": wording, "2": f"{wording} (older)"}}}
    items = [{**item, **worded} if item["code"] == "HLP1" else item for item in data["items"]]
    return Questionnaire.model_validate({**data, "items": items, "indicators": INDICATORS})


def released(questionnaire: Questionnaire, number: int = 700, seed: int = 1) -> Release:
    records = some_records(questionnaire, number, seed=seed)
    return a_release(questionnaire, protected(questionnaire, counted(questionnaire, records)))


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


COLUMNS = "survey,wave,release,variable,question,category_code,category,breakdown,group_code,group,base,count,percent,status,note"


def test_the_header_is_that_of_the_contract_and_lines_end_as_rfc_4180_says() -> None:
    release = released(a_survey_with())
    for content, header in (
        (tables_csv(release), COLUMNS),
        (indicators_csv(release), COLUMNS),
        (response_csv(release), "survey,wave,release,item,question,asked,answered,left,dont_know,rather_not"),
    ):
        assert content.startswith(header.encode() + b"\r\n")  # no byte-order mark
        assert content.endswith(b"\r\n")
        assert content.count(b"\n") == content.count(b"\r\n")


@given(st.sampled_from([25, 99, 140, 499, 500, 700]), st.integers(0, 99))
@settings(max_examples=12)
def test_every_row_of_tables_csv_is_the_planned_one_with_the_released_numbers(number: int, seed: int) -> None:
    questionnaire = a_survey_with()
    release = released(questionnaire, number, seed)
    expected = []
    for planned in release.plan.items:
        item = questionnaire.item(planned.item)
        options = [(option.code, option.label["en"]["1"]) for option in item.options]  # type: ignore[union-attr]
        if isinstance(item, Pick):
            variables = [(f"{item.code}_{code}", [("1", label)]) for code, label in options]
        else:
            variables = [(item.code, options)]
        question = item.wording["en"].get(max(item.bands), item.wording["en"]["1"])
        for variable, categories in variables:
            for group in planned.groups:
                cell = release.cells[f"{planned.item}/{group.key}"]
                for code, label in categories:
                    labels = [release.codebook.variable(name).categories[value] for name, value in group.of]
                    groups = ["+".join(name for name, _ in group.of), "+".join(value for _, value in group.of), "+".join(labels)]
                    figures = ["", "", "", "S", ""] if cell is None else by_hand(cell.counts[variable][code], cell.base)
                    expected.append(["WORKED", "K7Q", "1", variable, question, code, label, *groups, *figures])
    assert [list(row.values()) for row in read(tables_csv(release))] == expected


def by_hand(count: int, base: int) -> list[str]:
    """The contract's columns base to note, computed once more."""
    share = floor(100 * count / base + 0.5) if base else 0
    note = "few or none" if count == 0 or share == 0 else "95% or more" if share >= 95 else ""
    return [str(base), str(count), "" if note else str(share), "U" if base < 50 else "A", note]


def test_all_three_statuses_occur_and_hold_for_a_whole_table() -> None:
    rows = read(tables_csv(released(a_survey_with(), 140)))
    assert {row["status"] for row in rows} == {"A", "U", "S"}
    tables: dict[tuple[str, str, str], set[str]] = {}
    for row in rows:
        item = row["variable"].partition("_")[0]
        tables.setdefault((item, row["breakdown"], row["group_code"]), set()).add(row["status"])
    assert all(len(found) == 1 for found in tables.values())


def test_response_csv_has_one_row_an_item_and_adds_up() -> None:
    release = released(a_survey_with(), 140)
    rows = {row["item"]: row for row in read(response_csv(release))}
    assert list(rows) == [planned.item for planned in release.plan.items]
    shown = rows["HLP1"]
    numbers = [int(shown[column]) for column in ("answered", "left", "dont_know", "rather_not")]
    assert int(shown["asked"]) == sum(numbers)
    assert all(number % 5 == 0 for number in numbers)
    cell = release.cells["HLP1/"]
    assert cell is not None
    assert numbers[0] == cell.base
    hidden = rows["HLP3"]
    assert release.cells["HLP3/"] is None
    assert [hidden[column] for column in ("asked", "answered", "left", "dont_know", "rather_not")] == [""] * 5
    assert (shown["survey"], shown["wave"], shown["release"]) == ("WORKED", "K7Q", "1")


def test_an_indicator_is_the_sum_of_published_counts_over_the_base_of_their_table() -> None:
    release = released(a_survey_with(), 700)
    named = ("variable", "category_code", "breakdown", "group_code")
    tables = {tuple(row[column] for column in named): row for row in read(tables_csv(release))}
    rows = read(indicators_csv(release))
    groups = {planned.item: len(planned.groups) for planned in release.plan.items}
    assert len(rows) == groups["CON1"] + groups["HLP1"]
    for row in rows:
        parts = [("CON1", "2"), ("CON1", "3")] if row["variable"] == "I1" else [("HLP1_9", "1")]
        found = [tables[variable, category, row["breakdown"], row["group_code"]] for variable, category in parts]
        assert row["status"] == found[0]["status"]
        if row["status"] == "S":
            assert (row["base"], row["count"], row["percent"], row["note"]) == ("", "", "", "")
            continue
        count, base = sum(int(one["count"]) for one in found), int(found[0]["base"])
        assert [row["base"], row["count"], row["percent"], row["status"], row["note"]] == by_hand(count, base)
    assert {(row["variable"], row["question"], row["category_code"], row["category"]) for row in rows} == {
        ("I1", "Often upset", "2+3", "risk"),
        ("I2", "Nobody, ever", "9", "help"),
    }


def test_hostile_wording_is_quoted_and_comes_back_as_it_was() -> None:
    rows = read(tables_csv(released(a_survey_with(NASTY))))
    assert {row["question"] for row in rows if row["variable"] == "HLP1_1"} == {f"{NASTY} (older)"}


@pytest.mark.parametrize("language", ["en", "th"])
def test_files_speak_the_default_language(language: str) -> None:
    data = a_worked_example()
    texts = {"en": {"1": "Hello"}, "th": {"1": "สวัสดี"}}

    def both(value: object) -> object:
        if isinstance(value, dict):
            if set(value) == {"en"}:
                return texts if isinstance(value["en"], dict) else {"en": value["en"], "th": "ภาษาไทย"}
            return {key: both(one) for key, one in value.items()}
        return [both(one) for one in value] if isinstance(value, list) else value

    spoken = both({**data, "indicators": INDICATORS})
    assert isinstance(spoken, dict)
    questionnaire = Questionnaire.model_validate({**spoken, "languages": ["en", "th"], "default_language": language})
    release = released(questionnaire, 200)
    assert {row["question"] for row in read(tables_csv(release))} == {texts[language]["1"]}
    names = {"en": {"Often upset", "Nobody, ever"}, "th": {"ภาษาไทย"}}
    assert {row["question"] for row in read(indicators_csv(release))} == names[language]
