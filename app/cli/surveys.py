"""Commands about surveys: `check`, `import`, `export-xlsform`, `codebook`.

A survey comes as JSON or as XLSForm; what reads and writes workbooks is imported when one is asked for.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from app.accounts import acts
from app.accounts.acts import BY_COMMAND, What
from app.cli.opening import open_database
from app.cli.output import REFUSED, AsJson, Commands, say
from app.database import reading, writing
from app.errors import Invalid
from app.results.expected import Expected, expected_suppression
from app.surveys import checks, versions, waves
from app.surveys.codebook import Variable, codebook
from app.surveys.codebook import as_json as codebook_as_json
from app.surveys.findings import Finding, clean, sound
from app.surveys.plan import plan

LARGEST_FILE = 5 * 1024 * 1024
WORKBOOKS = {".xlsx", ".xlsm", ".xls"}
ZIP = b"PK\x03\x04"
File = Annotated[Path, typer.Argument(help="A questionnaire as JSON, or an XLSForm (.xlsx).")]
To = Annotated[Path, typer.Option("--to", help="The file to write.")]
Children = Annotated[
    int | None, typer.Option(min=1, help="Expected number of children: which breakdowns would be hidden, at the least.")
]


def add_to(commands: Commands) -> None:
    """Register the commands of this module."""
    commands.command("check")(check)
    commands.command("import")(import_)
    commands.command("export-xlsform")(export_xlsform)
    commands.command("codebook")(print_codebook)


def check(file: File, *, children: Children = None, as_json: AsJson = False) -> None:
    """Say what is wrong with a questionnaire: where, by which rule, why, and how to mend it."""
    data, findings = _read(file)
    questionnaire = None
    if sound(findings) or data is not None:
        questionnaire, wrong = checks.read(data)
        findings += wrong
    ok = clean(findings)
    words = "\n".join(map(_in_words, findings)) or "Nothing to mend."
    document: dict[str, Any] = {"ok": ok, "findings": [finding.as_json() for finding in findings]}
    if children is not None and questionnaire is not None and sound(findings):
        expected = expected_suppression(questionnaire, plan(questionnaire), children)
        words = "\n".join([words, "", *(_expected_in_words(one, children) for one in expected)])
        document["expected"] = [asdict(one) for one in expected]
    say(words, document, as_json=as_json)
    if not ok:
        raise typer.Exit(REFUSED)


def import_(file: File, *, as_json: AsJson = False) -> None:
    """Save a questionnaire as the newest version of its survey; refused, with nothing saved, where it is not sound."""
    data, told = _read(file)
    if not sound(told):
        raise Invalid(
            "form-not-imported",
            f"{file} cannot be imported as it is; nothing was saved.",
            findings=[finding.as_json() for finding in told],
            missing=[_in_words(finding) for finding in told],
        )
    with writing(open_database()) as session:
        version = versions.save(session, data)
        acts.record(session, BY_COMMAND, What.SURVEY_SAVED, survey=version.document.code, about=f"version {version.hash[:12]}")
    document: dict[str, Any] = {"survey": version.document.code}
    if told:
        document["findings"] = [finding.as_json() for finding in told]
    saved = f"Saved survey {version.document.code}, version {version.hash[:16]}."
    say("\n".join([*map(_in_words, told), saved]), document, as_json=as_json)


def export_xlsform(survey: str, *, to: To, as_json: AsJson = False) -> None:
    """Write the newest version of a survey as an XLSForm, for ODK and KoboToolbox; importing it gives the same survey."""
    from app.surveys.xlsform.writing import write

    with reading(open_database()) as session:
        version = versions.latest(session, versions.by_code(session, survey))
    content = write(version.document)
    try:
        to.write_bytes(content)
    except OSError as error:
        raise Invalid("file-unwritable", f"{to} cannot be written: {error.strerror}.") from error
    say(f"Wrote {survey}, version {version.hash[:16]}, to {to}.", {"survey": survey, "file": str(to)}, as_json=as_json)


def print_codebook(wave: str, *, as_json: AsJson = False) -> None:
    """Print the variables of a wave, in record order."""
    with reading(open_database()) as session:
        questionnaire, _ = versions.questionnaire_of(session, waves.by_code(session, wave))
    book = codebook(questionnaire)
    lines = (f"{one.start:>3}  {one.code:<14} {one.role.value:<8} {_categories(one)}" for one in book.variables)
    say("\n".join(lines), codebook_as_json(book), as_json=as_json)


def _categories(variable: Variable) -> str:
    return ", ".join(f"{code}={label}" for code, label in variable.categories.items())


def _read(file: Path) -> tuple[Any, tuple[Finding, ...]]:
    """The questionnaire of a file, in plain data, and what there is to say of a form's rows. Refuses `unreadable-file`."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise Invalid("unreadable-file", f"{file} is larger than {LARGEST_FILE} bytes.")
        content = file.read_bytes()
    except OSError as error:
        raise Invalid("unreadable-file", f"{file} cannot be read: {error.strerror}.") from error
    if file.suffix.lower() in WORKBOOKS or content.startswith(ZIP):
        from app.surveys.xlsform.reading import read

        return read(content)
    try:
        return json.loads(content), ()
    except (ValueError, RecursionError) as error:
        raise Invalid("unreadable-file", f"{file} is not JSON in UTF-8.") from error


def _in_words(finding: Finding) -> str:
    head = f"{finding.level.value.upper():<5} {finding.path}  [{finding.rule}; {finding.source}]"
    return f"{head}\n      {finding.reason} {finding.mend}"


def _expected_in_words(expected: Expected, children: int) -> str:
    what = f"By {expected.breakdown}" if expected.breakdown else "All children together"
    hidden = f"{expected.hidden} of {expected.tables} tables would be hidden" if expected.hidden else "nothing need be hidden"
    enough = f"; from {expected.children_needed} on none, if all went evenly" if expected.hidden else ""
    return f"{what}: with {children} children {hidden}{enough}."
