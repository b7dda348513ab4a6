"""The API keeps to its own description: schemathesis makes requests from the OpenAPI document, right and wrong
ones, and finds no error of the service and no answer that is not described.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from schemathesis import engine
from schemathesis.config import (
    CacheConfig,
    ChecksConfig,
    GenerationConfig,
    PhasesConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
    StatefulPhaseConfig,
)
from schemathesis.config._checks import NegativeDataRejectionConfig
from schemathesis.engine import Status
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from web_kit import installation

from monitor.service import Service, api_tokens
from monitor.service.api_tokens import Scope
from monitor.web import build_app

SEED = 14
REFUSALS = ["400", "401", "403", "404", "405", "413", "414"]
SCOPES = ("", "read", "operate")
DOCUMENT = "/api/v1/openapi.json"


def settings(examples: int, token: str) -> SchemathesisConfig:
    """Fixed requests, `examples` of them for each address beside those at the limits of its parameters."""
    project = ProjectConfig(
        # a cursor and a query have a form that OpenAPI cannot tell: a good request may be answered by 400
        checks=ChecksConfig(
            positive_data_acceptance=PositiveDataAcceptanceConfig(enabled=False),
            negative_data_rejection=NegativeDataRejectionConfig(expected_statuses=REFUSALS),
        ),
        phases=PhasesConfig(stateful=StatefulPhaseConfig(enabled=False)),
        generation=GenerationConfig(max_examples=examples, deterministic=True, database="none"),
        headers={"Authorization": f"Bearer {token}"} if token else None,
        continue_on_failure=True,
    )
    return SchemathesisConfig(
        seed=SEED, projects=ProjectsConfig(default=project), cache=CacheConfig(enabled=False)
    )


def failures(service: Service, examples: int, token: str) -> tuple[int, list[str]]:
    """How many requests were made, and what was wrong with their answers."""
    schema = schemathesis.openapi.from_asgi(DOCUMENT, build_app(service), config=settings(examples, token))
    requests, problems = 0, []
    for event in engine.from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            problems.append(f"{event.label}: {event.value}")
        elif isinstance(event, FatalError):
            raise event.exception
        elif isinstance(event, ScenarioFinished):
            requests += len(event.recorder.interactions)
            problems += [
                f"{event.recorder.label}: {check.name}: {check.failure_info.failure}"
                for checks in event.recorder.checks.values()
                for check in checks
                if check.status is Status.FAILURE and check.failure_info
            ]
    return requests, list(dict.fromkeys(problems))


@pytest.mark.parametrize(
    ("scope", "examples"),
    [("", 2), ("operate", 2), *(pytest.param(scope, 15, marks=pytest.mark.soak) for scope in SCOPES)],
)
def test_every_answer_is_described_and_none_is_an_error_of_the_service(
    tmp_path: Path, scope: str, examples: int
) -> None:
    with installation(tmp_path) as service:
        token = api_tokens.add(service, "schemathesis", Scope(scope)) if scope else ""
        requests, problems = failures(service, examples, token)
    assert requests > 300
    assert not problems, "\n\n".join(problems[:10])
