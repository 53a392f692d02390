"""How much a child may write or choose is changed from what stands there, also where nothing stands because it is the usual."""

from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.database import reading, writing
from app.studio import drafts
from tests.makers import a_survey, open_text, pick, single
from tests.office import a_desk
from tests.studio.writing.desk import fields

DRAFT = "/office/drafts/TEST"


def changed(desk: TestClient, code: str, most: str) -> int:
    """Fill in another maximum and save: the status of the answer."""
    form = fields(desk.get(f"{DRAFT}/items/{code}").text)
    return desk.post(DRAFT, data={**form, f"items.{code}.maximum": most, "act": "save"}).status_code


def stands(engine: Engine) -> list[int | None]:
    with reading(engine) as session:
        return [one.get("maximum") for one in drafts.by_code(session, "TEST").document["items"] if one["kind"] != "single"]


def test_the_longest_text_of_a_new_question_can_be_changed_and_set_back(engine: Engine) -> None:
    desk = a_desk(engine)
    with writing(engine) as session:
        drafts.start(session, a_survey(single("Q1"), open_text("T"), pick("P")), 1)
    assert stands(engine) == [None, 2]
    for most, kept in (("200", 200), ("250", 250), ("280", None), ("120", 120)):
        assert changed(desk, "T", most) == 303
        assert stands(engine) == [kept, 2]
    assert changed(desk, "P", "1") == 303
    assert stands(engine) == [120, 1]
