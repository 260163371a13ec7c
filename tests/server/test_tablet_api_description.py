"""The tablet API keeps to its own description, whatever is sent: what is described is tried, by schemathesis, with a bounded number of examples."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from tests.territory import Territory

EXAMPLES = 12
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
BOUNDED = settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True)


def described(app: Flask) -> list[Any]:
    """The calls of the description."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


@pytest.mark.parametrize("enrolled", [True, False])
def test_every_answer_is_as_described(app: Flask, territory: Territory, enrolled: bool) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    headers = territory.centre.tablets[0].headers if enrolled else {"Authorization": "Bearer nobody"}
    calls = described(app)
    assert {call.path.rpartition("/v1/")[2].split("/")[0] for call in calls} == {
        "enrolments",
        "entries",
        "changes",
        "held",
        "copies",
        "forms",
        "files",
        "erased",
        "recoveries",
    }
    for call in calls:

        @BOUNDED
        @given(case=call.as_strategy())
        def answered(case: Case[Any]) -> None:
            case.call_and_validate(headers=headers, checks=CHECKS)

        answered()
