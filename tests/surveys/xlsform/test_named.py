"""Forms as the field writes them go all the way round: imported, exported, taken by pyxform and ODK Validate, the same again."""

from pathlib import Path

import pytest
from pyxform.validators import odk_validate
from pyxform.xls2xform import convert

from app.surveys import checks
from app.surveys.findings import sound
from app.surveys.questionnaire import Questionnaire, canonical
from app.surveys.starter import starter
from app.surveys.xlsform.messages import REFUSED as REFUSALS
from app.surveys.xlsform.messages import TOLD
from app.surveys.xlsform.reading import read
from app.surveys.xlsform.writing import write
from tests.surveys.xlsform.named import REFUSED, TAKEN


def imported(content: bytes) -> Questionnaire:
    document, told = read(content)
    assert document is not None
    assert sound(told), told
    assert {one.rule for one in told} <= TOLD.keys()
    questionnaire, findings = checks.read(document)
    assert questionnaire is not None
    assert sound(findings), findings
    return questionnaire


def xform(questionnaire: Questionnaire) -> str:
    """The export as pyxform makes a form of it for phones, without a word of warning."""
    warnings: list[str] = []
    form = convert(write(questionnaire), warnings=warnings, file_type=".xlsx", form_name="form").xform
    assert warnings == []
    return str(form)


def test_there_are_ten_forms_and_more() -> None:
    assert len(TAKEN) >= 10
    assert len({canonical(imported(content)) for content in TAKEN.values()}) == len(TAKEN), "each asks something else"


@pytest.mark.parametrize("name", TAKEN)
def test_a_form_goes_out_again_and_comes_back_the_same(name: str) -> None:
    questionnaire = imported(TAKEN[name])
    assert xform(questionnaire)
    document, told = read(write(questionnaire))
    assert told == ()
    assert canonical(Questionnaire.model_validate(document)) == canonical(questionnaire)


@pytest.mark.parametrize("name", REFUSED)
def test_a_form_that_computes_or_repeats_is_refused_with_row_and_reason(name: str) -> None:
    content, expected = REFUSED[name]
    _, told = read(content)
    against = [one for one in told if one.structure]
    assert tuple((one.rule, one.path) for one in against) == expected
    assert all(REFUSALS[one.rule] in one.reason and one.mend for one in against)
    assert not sound(told)


@pytest.fixture(scope="module")
def validator() -> str:
    """ODK Validate, which pyxform brings along, where there is a Java to run it."""
    if not odk_validate.install_exists():
        pytest.skip("pyxform brings no ODK Validate here")
    try:
        odk_validate.check_java_available()
    except OSError:
        pytest.skip("there is no Java here to run ODK Validate")
    return str(odk_validate.ODK_VALIDATE_PATH)


@pytest.mark.usefixtures("validator")
def test_odk_validate_refuses_what_is_no_form(tmp_path: Path) -> None:
    broken = tmp_path / "form.xml"
    broken.write_text(xform(starter()).replace("<model ", "<mode ").replace("</model>", "</mode>"), "utf-8")
    with pytest.raises(odk_validate.ODKValidateError):
        odk_validate.check_xform(str(broken))


@pytest.mark.parametrize("name", [*TAKEN, "the starter survey"])
@pytest.mark.usefixtures("validator")
def test_odk_validate_takes_every_export(name: str, tmp_path: Path) -> None:
    questionnaire = imported(TAKEN[name]) if name in TAKEN else starter()
    form = tmp_path / "form.xml"
    form.write_text(xform(questionnaire), "utf-8")
    assert odk_validate.check_xform(str(form)) == []
