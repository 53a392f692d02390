"""The API asked by a program that knows nothing of it but its description: what that allows, and what it does not."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from sqlalchemy import Engine

from app.publishing import making
from app.publishing.api import guards, routes
from app.results import headlines
from app.web import problems
from tests.makers import a_survey_with_indicators
from tests.results.children import a_stored_release

KNOWN = {"code": "WORKED", "wave": "K7Q", "number": "1"}


@pytest.fixture
def service(engine: Engine, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    headlines._FACTS.clear()  # tests store other releases under the same name
    making.forget()
    a_stored_release(engine, counting_engine, 600, data=a_survey_with_indicators())
    monkeypatch.setattr(guards, "PER_MINUTE", 1_000_000)
    guards._allowance.cache_clear()
    application = FastAPI()
    application.state.engine = engine
    problems.install(application)
    application.include_router(routes.router)
    yield application
    guards._allowance.cache_clear()


def statuses(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode) -> set[int]:
    """Ask one operation in many ways; every answer must be as the description says. The statuses that came."""
    seen: set[int] = set()

    @given(case=operation.as_strategy(generation_mode=mode), meant=st.booleans())
    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Case[Any], meant: bool) -> None:
        if meant and mode is GenerationMode.POSITIVE:  # of what is there, and not only of what nobody knows
            case.path_parameters = {name: KNOWN[name] for name in case.path_parameters or {}}
        seen.add(case.call_and_validate().status_code)

    ask()
    return seen


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_one_that_the_description_promises(service: FastAPI, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", service)
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) == 8
    if mode is GenerationMode.NEGATIVE:  # where any text is a name there is nothing wrong to say
        operations = [operation for operation in operations if list(operation.query)]
        assert len(operations) == 5
    seen = {status for operation in operations for status in statuses(operation, mode)}
    assert seen >= ({200, 404} if mode is GenerationMode.POSITIVE else {422})
    assert max(seen) < 500
