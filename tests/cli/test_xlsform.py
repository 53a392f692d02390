"""`check`, `import` and `export-xlsform` with workbooks."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Suara
from tests.cli.test_commands import refused
from tests.makers import a_fit_survey
from tests.surveys.xlsform.forms import a_form, row


def written(folder: Path, content: bytes, name: str = "form.xlsx") -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_a_form_is_checked_and_imported_with_a_message_for_each_row(suara: Suara, tmp_path: Path) -> None:
    form = written(tmp_path, a_form(row("start", "start"), row("select_one yesno", "a", "Do you play?")))
    said = suara("import", form, "--json")
    assert said.document["survey"] == "FORM"
    assert "sheet survey, row 2" in {finding["path"] for finding in said.document["findings"]}
    assert "sheet survey, row 2" in suara("check", form).out


def test_a_refused_form_saves_nothing_and_names_its_rows(suara: Suara, tmp_path: Path) -> None:
    form = written(tmp_path, a_form(row("begin repeat", "r", "R"), row("text", "a", "A?"), row("end repeat")))
    assert refused(suara, "import", form) == "form-not-imported"
    assert "sheet survey, row 2" in suara("import", form).err
    assert suara("check", form, "--json").document["ok"] is False
    assert refused(suara, "wave", "new", "FORM", "--country", "TH") == "unknown-survey"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [(b"nothing", "form.xlsx", "not-a-workbook"), (b"PK\x03\x04", "form", "not-a-workbook"), (b"{}", "a.xlsm", "not-a-workbook")],
)
def test_a_bad_workbook_is_refused(suara: Suara, tmp_path: Path, content: bytes, name: str, code: str) -> None:
    assert refused(suara, "import", written(tmp_path, content, name)) == code
    assert refused(suara, "check", written(tmp_path, content, name)) == code


def test_an_export_is_imported_as_the_version_that_stands(suara: Suara, tmp_path: Path) -> None:
    survey = written(tmp_path, json.dumps(a_fit_survey()).encode(), "fit.json")
    first = suara("import", survey).out
    out = tmp_path / "fit.xlsx"
    assert suara("export-xlsform", "FIT", "--to", str(out), "--json").document == {"survey": "FIT", "file": str(out)}
    assert suara("import", str(out)).out == first
    assert refused(suara, "export-xlsform", "NONE", "--to", str(out)) == "unknown-survey"
    assert refused(suara, "export-xlsform", "FIT", "--to", str(tmp_path / "no" / "where.xlsx")) == "file-unwritable"
