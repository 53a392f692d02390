"""Promise 5: a survey that is not fit for children cannot open, and a practice wave can never become real."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import Engine

import app
from app.database import writing
from app.errors import Conflict
from app.studio.opening import open_wave
from app.surveys import versions, waves
from app.surveys.starter import starter
from tests.makers import MONDAY

HOUSE = Path(app.__file__).parent
SOURCES = {path.relative_to(HOUSE).as_posix(): ast.parse(path.read_text()) for path in HOUSE.rglob("*.py")}


def places(found: type[ast.AST], attribute: str) -> set[str]:
    """The modules in which that attribute of something is used in that way."""
    return {
        name
        for name, tree in SOURCES.items()
        for node in ast.walk(tree)
        for used in (
            [node.func]
            if isinstance(node, ast.Call)
            else node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AugAssign | ast.AnnAssign)
            else []
        )
        if isinstance(node, found) and isinstance(used, ast.Attribute) and used.attr == attribute
    }


def test_there_is_one_way_to_open_a_wave_and_it_leads_through_the_gates() -> None:
    assert places(ast.Call, "open_") == {"studio/opening.py"}


def test_no_line_of_the_program_opens_a_wave_behind_the_gates_or_changes_its_kind() -> None:
    assert places(ast.Assign, "state") <= {"surveys/waves.py", "results/preparing.py"}
    assert not places(ast.Assign, "practice")


def test_nothing_but_the_act_of_a_reviewer_makes_an_approval() -> None:
    made = {
        name
        for name, tree in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Approval"
    }
    assert made == {"studio/fielding/approving.py"}
    assert places(ast.Call, "approve") == {"studio/fielding/routes.py"}


def test_what_is_recorded_of_a_wave_and_the_version_it_asks_change_in_one_place() -> None:
    assert places(ast.Assign, "evidence") == {"surveys/waves.py"}
    assert places(ast.Assign, "version_id") == {"surveys/waves.py"}


def test_the_starter_survey_cannot_be_asked_in_earnest_before_people_have_done_their_part(engine: Engine) -> None:
    with writing(engine) as session:
        code = versions.save_sound(session, starter()).document.code
        for country in ("TH", "ID", "MM"):
            wave = waves.create(session, code, country, practice=False)
            with pytest.raises(Conflict, match="needs more than is recorded"):
                open_wave(session, wave, MONDAY)
