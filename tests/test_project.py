"""The project's own papers: dependencies with their reasons, locks without addresses, make targets that say what they do."""

import re
import tomllib
from typing import Any

from tests.databases import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def requirements() -> list[str]:
    """Every direct dependency as it stands in pyproject.toml, of every group."""
    document = project()
    groups = [document["project"]["dependencies"], *document["project"]["optional-dependencies"].values()]
    return [entry for group in [*groups, *document["dependency-groups"].values()] for entry in group if isinstance(entry, str)]


def name_of(requirement: str) -> str:
    return re.split(r"[\[><=~! ]", requirement, maxsplit=1)[0]


def test_each_dependency_has_a_lower_bound_and_no_upper_one() -> None:
    for requirement in requirements():
        assert re.fullmatch(r"[\w-]+(\[[\w,]+\])?>=[\d.]+", requirement), requirement


def test_each_dependency_and_no_other_has_its_reason() -> None:
    rows = re.findall(r"^\| ([\w, -]+) \|", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE)
    explained = [name for row in rows for name in row.split(", ")]
    assert sorted(set(explained) - {"package"}) == sorted({name_of(requirement) for requirement in requirements()})


def test_the_locks_pin_every_package_by_hash_and_name_no_address() -> None:
    for lock in LOCKS:
        text = (ROOT / lock).read_text()
        assert "://" not in text
        for entry in re.split(r"\n(?=\S)", text.strip()):
            assert re.match(r"[\w.-]+(\[\w+\])?==\S+", entry), entry
            assert "--hash=sha256:" in entry, entry


def test_what_runs_is_locked_alike_for_running_and_for_developing() -> None:
    running, developing = (set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS)
    assert running < developing


def test_each_dependency_is_in_its_lock() -> None:
    running, developing = (
        set(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS
    )
    assert {name_of(requirement) for requirement in project()["project"]["dependencies"]} <= running
    assert {name_of(requirement) for requirement in requirements()} <= developing


def test_each_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
