"""The commands of the operator's guide: what they do, what they print as JSON, and how they refuse."""

import csv
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from app.config import settings
from app.results import audit
from tests.cli.conftest import Suara
from tests.makers import a_fit_survey, a_survey, single


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, a_fit_survey())


def written(folder: Path, data: Any) -> Path:
    path = folder / "survey.json"
    path.write_text(json.dumps(data))
    return path


def an_open_wave(suara: Suara, file: Path, code: str = "K7") -> None:
    assert suara("import", str(file), "--json").document == {"survey": "FIT"}
    assert suara("wave", "new", "FIT", "--country", "TH", "--code", code, "--practice", "--grace-days", "0").exit == 0
    assert suara("wave", "open", code, "--json").document == {"wave": code, "state": "open"}


def refused(suara: Suara, *arguments: str) -> str:
    said = suara(*arguments, "--json")
    assert said.exit == 1
    (refusal,) = said.document["refused"]
    assert refusal["reason"]
    assert refusal["code"] in said.err
    return str(refusal["code"])


def test_check_names_what_is_wrong_and_ends_with_one(suara: Suara, tmp_path: Path) -> None:
    broken = a_survey({**single("A"), "asked_if": {"any": [{"item": "B", "codes": ["1"]}]}}, single("B"))
    said = suara("check", str(written(tmp_path, broken)), "--json")
    assert (said.exit, said.document["ok"]) == (1, False)
    (finding,) = said.document["findings"]
    assert set(finding) == {"path", "rule", "level", "reason", "mend"}
    assert (finding["path"], finding["rule"], finding["level"]) == ("items.A.asked_if.0", "refers-forward", "block")


def test_check_of_a_good_file_ends_with_nothing(suara: Suara, tmp_path: Path) -> None:
    said = suara("check", str(written(tmp_path, a_survey())), "--json")
    assert (said.exit, said.document) == (0, {"ok": True, "findings": []})


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000], ids=["empty", "half", "not UTF-8", "deep"])
def test_a_file_that_is_no_json_is_refused(suara: Suara, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    assert refused(suara, "import", str(path)) == "unreadable-file"
    assert refused(suara, "check", str(path)) == "unreadable-file"


def test_a_broken_questionnaire_is_not_imported(suara: Suara, tmp_path: Path) -> None:
    path = written(tmp_path, a_survey(single("A"), single("A")))
    assert refused(suara, "import", str(path)) == "unsound-questionnaire"
    assert refused(suara, "wave", "new", "TEST", "--country", "TH") == "unknown-survey"


def test_wrong_usage_ends_with_two(suara: Suara) -> None:
    assert suara("wave", "new").exit == 2
    assert suara("nonsense").exit == 2
    assert suara("simulate", "K7", "-n", "0").exit == 2


def test_codebook_prints_the_variables_of_a_wave(suara: Suara, file: Path) -> None:
    an_open_wave(suara, file)
    rows = suara("codebook", "K7", "--json").document
    assert [row["code"] for row in rows] == [
        "AGE",
        "GEN",
        "ACC1",
        "CON1",
        "HLP1_1",
        "HLP1_2",
        "HLP1_9",
        "HLP3",
        "VOI1",
        "VOI2",
        "END1",
    ]


def test_a_wave_goes_from_its_first_child_to_its_files(suara: Suara, file: Path, tmp_path: Path) -> None:
    an_open_wave(suara, file)
    assert suara("simulate", "K7", "-n", "400", "--seed", "3", "--json").document == {"wave": "K7", "sent": 400, "stored": 400}
    assert refused(suara, "release", "K7") == "wave-not-closed"
    assert suara("wave", "close", "K7", "--json").document["state"] == "closed"
    made = suara("release", "K7", "--json").document
    assert (made["release"], made["wave"], len(made["digest"])) == (1, "K7", 64)
    assert refused(suara, "release", "K7") == "already-released"
    assert suara("verify", "--json").document == {"ok": True, "releases": 1, "problems": [], "purged": []}
    attacked = suara("audit", "K7/1", "--json")
    assert attacked.exit == 0
    assert attacked.document["release"] == "K7/1"
    assert attacked.document["ok"] is True
    assert attacked.document["tried"] > 0
    assert attacked.document["worst"].keys() == {"item", "group", "answer", "least", "most"}
    assert "it withstood" in suara("audit", "K7/1").out
    assert refused(suara, "audit", "K7/2") == "unknown-release"
    assert suara("export", "K7/1", "--to", str(tmp_path / "out")).exit == 0
    with (tmp_path / "out" / "tables.csv").open(newline="", encoding="utf-8") as tables:
        rows = list(csv.DictReader(tables))
    assert {row["release"] for row in rows} == {"1"}
    everyone = {row["variable"]: int(row["base"]) for row in rows if not row["breakdown"] and row["base"]}
    assert 300 <= everyone["HLP1_1"] <= 400


def test_an_attack_that_finds_something_ends_with_one(suara: Suara, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_open_wave(suara, file)
    suara("simulate", "K7", "-n", "60")
    suara("wave", "close", "K7")
    suara("release", "K7")
    monkeypatch.setattr(audit, "CERTAIN_AT_MOST", 0.0)
    found = suara("audit", "K7/1", "--json")
    assert found.exit == 1
    assert found.document["ok"] is False
    assert found.document["found"] == [
        "Someone who knows all children of a group but one is sure of that one's answer too often."
    ]


def test_a_release_of_fewer_than_twenty_five_children_is_refused(suara: Suara, file: Path) -> None:
    an_open_wave(suara, file)
    suara("simulate", "K7", "-n", "24")
    suara("wave", "close", "K7")
    assert refused(suara, "release", "K7") == "too-few-children"


def test_a_real_wave_is_refused_with_the_list_of_what_is_missing(suara: Suara, file: Path) -> None:
    suara("import", str(file))
    suara("wave", "new", "FIT", "--country", "TH", "--code", "REAL")
    said = suara("wave", "open", "REAL", "--json")
    assert said.exit == 1
    assert said.document["refused"][0]["code"] == "not-ready"
    assert "not recorded" in said.err
    assert refused(suara, "simulate", "REAL", "-n", "5") == "real-wave"


def test_the_same_seed_gives_the_same_children(suara: Suara, file: Path) -> None:
    from app.cli.simulating import children
    from app.surveys.questionnaire import Questionnaire

    questionnaire = Questionnaire.model_validate(a_fit_survey())
    assert list(children(questionnaire, 50, 1)) == list(children(questionnaire, 50, 1))
    assert list(children(questionnaire, 50, 1)) != list(children(questionnaire, 50, 2))


def test_settle_counts_the_waves_it_settled(suara: Suara, file: Path) -> None:
    an_open_wave(suara, file)
    assert suara("settle", "--json").document == {"waves": 1}


def test_the_demo_is_made_once_and_printed_again(suara: Suara) -> None:
    first = suara("demo", "--json").document
    assert set(first) == {"survey", "wave", "child_url", "office_url", "results_url", "released", "accounts"}
    assert {account["role"] for account in first["accounts"]} == {"facilitator", "reviewer", "steward", "official", "operator"}
    assert suara("demo", "--json").document == first
    assert stat.S_IMODE((settings().var / "demo.json").stat().st_mode) == 0o600
    assert suara("verify", "--json").document["releases"] == 1
    assert suara("wave", "open", first["wave"], "--json").document["refused"][0]["code"] == "wave-already-open"


def test_the_demo_leaves_anybody_elses_database_alone(suara: Suara, file: Path) -> None:
    suara("import", str(file))
    suara("wave", "new", "FIT", "--country", "TH", "--code", "REAL")
    assert refused(suara, "demo") == "not-a-demo"


def test_an_account_can_be_made_and_then_the_demo_keeps_away(suara: Suara) -> None:
    made = suara("account", "new", "a@example.org", "--name", "A", "--role", "operator", "--json").document
    assert (made["email"], made["role"]) == ("a@example.org", "operator")
    assert len(made["password"]) >= 16
    assert refused(suara, "demo") == "not-a-demo"


def test_demo_accounts_are_not_served_to_the_world(suara: Suara) -> None:
    suara("demo")
    said = suara("serve", "--host", "0.0.0.0")  # noqa: S104 (refused, which is the point)
    assert said.exit == 1
    assert "demo-accounts" in said.err


def test_every_command_but_migrate_refuses_an_unmigrated_database(
    suara: Suara, bare_url: str, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    monkeypatch.setenv("SUARA_DATABASE_URL", bare_url)
    settings.cache_clear()
    commands = (
        ("demo",), ("import", str(file)), ("codebook", "K7"), ("wave", "open", "K7"), ("simulate", "K7"), ("settle",),
        ("release", "K7"), ("audit", "K7/1"), ("export", "K7/1", "--to", "x"), ("verify",),
    )  # fmt: skip
    for command in commands:
        assert refused(suara, *command) == "not-migrated"
    assert suara("migrate", "--json").document == {"migrated": True}
    assert suara("verify", "--json").document["ok"]
