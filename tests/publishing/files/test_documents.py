"""JSON: valid by its schema, complete, and checkable by anybody."""

import hashlib
import json
from typing import Any

import jsonschema
import pytest

from app.publishing.files.documents import questionnaire_json, release_json, release_schema
from app.surveys.questionnaire import Questionnaire
from tests.publishing.files.releases import BASE, a_file_release, a_hostile_release


def schema() -> Any:
    found = json.loads(release_schema(BASE))
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def test_it_keeps_to_the_published_schema() -> None:
    for stored in (a_file_release(), a_file_release(withdrawn=True), a_hostile_release()):
        schema().validate(json.loads(release_json(stored, BASE)))


@pytest.mark.parametrize("wrong", [{"digest": "x"}, {"practice": "yes"}, {"more": 1}, {"withdrawn": {"on": "2026-09-02"}}])
def test_the_schema_refuses_what_is_wrong(wrong: dict[str, Any]) -> None:
    document = {**json.loads(release_json(a_file_release(), BASE)), **wrong}
    with pytest.raises(jsonschema.ValidationError):
        schema().validate(document)


def test_anybody_can_recompute_the_digest_and_the_chain_from_the_file() -> None:
    stored = a_file_release()
    document = json.loads(release_json(stored, BASE))
    written = json.dumps(document["release"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(written).hexdigest() == document["digest"] == stored.digest
    link = hashlib.sha256((document["release"]["prev_chain"] + document["digest"]).encode()).hexdigest()
    assert link == document["chain"]


def test_a_withdrawal_stands_in_it_with_its_reason() -> None:
    assert json.loads(release_json(a_file_release(), BASE))["withdrawn"] is None
    found = json.loads(release_json(a_file_release(withdrawn=True), BASE))["withdrawn"]
    assert found == {"on": "2026-09-02", "reason": "The wrong wave was closed."}


def test_the_questionnaire_can_be_read_again() -> None:
    stored = a_file_release()
    assert Questionnaire.model_validate_json(questionnaire_json(stored, BASE)) == stored.release.questionnaire
