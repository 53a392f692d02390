"""Everything together: checksums that hold, a README that says what has to be said, code that runs, the same bytes again."""

import hashlib
import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app import typeset
from app.publishing.caveats import caveat
from app.publishing.files import contents
from app.publishing.files.archive import archive, together
from tests.publishing.brief.releases import in_language
from tests.publishing.files.releases import BASE, a_file_release, a_hostile_release
from tests.results.children import as_stored


def test_the_zip_holds_every_file_with_its_checksum() -> None:
    stored = a_file_release()
    with zipfile.ZipFile(io.BytesIO(archive(stored, BASE))) as packed:
        assert packed.testzip() is None
        files = {name.removeprefix("suara-K7Q-1/"): packed.read(name) for name in packed.namelist()}
        assert {one.date_time for one in packed.infolist()} == {(2026, 7, 8, 0, 0, 0)}
    assert files == together(stored, BASE)
    assert set(files) == {"README.txt", "SHA256SUMS", *(file.name for file in contents.all_of(stored.release))}
    lines = [line.split("  ") for line in files["SHA256SUMS"].decode().splitlines()]
    sums = {name: found for found, name in lines}
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "SHA256SUMS"}


def test_it_is_the_same_whenever_it_is_made() -> None:
    assert archive(a_file_release(), BASE) == archive(a_file_release(), BASE)


def test_the_readme_says_of_whom_how_sure_and_how_protected() -> None:
    stored = a_file_release(withdrawn=True)
    text = " ".join(together(stored, BASE)["README.txt"].decode().split())
    said = caveat(stored.release)
    for sentence in (said.whom, said.range, said.how, "Practice: not a real survey.", "The wrong wave was closed."):
        assert sentence in text
    assert "No answer of a single child is in any file" in text
    assert "sha256sum -c SHA256SUMS" in text
    assert all(file.name in text and file.holds in text for file in contents.all_of(stored.release))


def test_a_real_release_does_not_say_practice() -> None:
    files = together(a_file_release(practice=False), BASE)
    assert all(b"Practice" not in content for content in files.values())


@pytest.mark.parametrize("hostile", [False, True], ids=["tame", "hostile"])
def test_the_python_snippet_runs_and_prints_the_labels(tmp_path: Path, hostile: bool) -> None:
    files = together(a_hostile_release() if hostile else a_file_release(), BASE)
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    command = [sys.executable, "-W", "error", "tables.py"]
    ran = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True, encoding="utf-8")
    assert "HLP1_1" in ran.stdout
    assert "base  count  percent" in ran.stdout


def test_no_line_that_people_wrote_leaves_its_comment() -> None:
    for name in ("tables.py", "tables.R"):
        text = together(a_hostile_release(), BASE)[name].decode()
        assert "\u202e" not in text
        assert "\r" not in text
        assert all(line.startswith("#") for line in text.splitlines() if "import os" in line or "HYPERLINK" in line)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="there is no R here")
def test_the_r_snippet_runs(tmp_path: Path) -> None:
    for name, content in together(a_file_release(), BASE).items():
        (tmp_path / name).write_bytes(content)
    ran = subprocess.run(["Rscript", "tables.R"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert "HLP1_1" in ran.stdout


@pytest.mark.parametrize(("package", "suffix", "extra"), [("xlsxwriter", ".xlsx", "xlsform"), ("typst", ".pdf", "pdf")])
def test_without_a_package_everything_else_is_there_and_the_readme_says_so(
    monkeypatch: pytest.MonkeyPatch, package: str, suffix: str, extra: str
) -> None:
    stored = a_file_release()
    everything = {file.name for file in contents.all_of(stored.release)}
    monkeypatch.setitem(sys.modules, package, None)
    files = together(stored, BASE)
    missing = {name for name in everything if name.endswith(suffix)}
    assert len(missing) >= 2
    assert set(files) == everything - missing | {"README.txt", "SHA256SUMS"}
    told = " ".join(files["README.txt"].decode().split())
    for name in missing:
        assert f"{name} is missing: it could not be written where this was made." in told
    assert f"extra `{extra}`" in told
    assert {file.name for file in contents.available()} == set(contents.BY_NAME) - missing


def test_without_the_letters_of_a_survey_only_what_prints_them_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_families", lambda: frozenset({typeset.ALWAYS}))
    stored = as_stored(in_language("th"))
    files = together(stored, BASE)
    told = " ".join(files["README.txt"].decode().split())
    for name in ("report.pdf", "questionnaire.pdf", "brief-ministry-th.pdf"):
        assert name not in files
        assert f"{name} is missing" in told
    assert "Noto Sans Thai (package fonts-noto-core)" in told
    assert {"brief-ministry-en.pdf", "questionnaire.xlsx", "tables.csv"} <= set(files)


@pytest.mark.parametrize(("language", "briefs"), [("en", ["en"]), ("id", ["en", "id"]), ("vi", ["en"])])
def test_the_briefs_are_in_english_and_in_the_language_of_the_survey_where_there_is_one(language: str, briefs: list[str]) -> None:
    names = [file.name for file in contents.all_of(in_language(language, 140)) if file.name.startswith("brief")]
    assert names == [f"brief-{version}-{one}.pdf" for one in briefs for version in ("ministry", "companies", "children")]
