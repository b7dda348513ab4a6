"""One fact has one field: the JSON of pages, the API and the assistant's tools give the same records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel
from web_kit import ask, installation

from monitor.service import Service
from monitor.web.api import models

FRONT = {"due", "due_count", "stages", "watched"}  # what the front page has beside its acts
PAGES: list[tuple[str, str, type[BaseModel]]] = [
    ("/register.json", "acts", models.ActList),
    ("/register.json?lang=fr&stage=notified", "acts?lang=fr&stage=notified", models.ActList),
    ("/acts/JEHA.json", "acts/JEHA", models.ActAnswer),
    ("/acts/JEHA.json?lang=ru", "acts/JEHA?lang=ru", models.ActAnswer),
    ("/acts/ECWS.json", "acts/ECWS", models.ActAnswer),
    ("/treaties/ottawa.json", "treaties/ottawa", models.TreatyAnswer),
    ("/treaties/rome-statute.json", "treaties/rome-statute", models.TreatyAnswer),
    ("/states/NO.json", "states/NO", models.StateAnswer),
    ("/states/NO.json?lang=fr", "states/NO?lang=fr", models.StateAnswer),
    ("/states.json?lang=ru", "states?lang=ru", models.StateList),
    ("/timeline.json?state=NO", "timeline?state=NO", models.Timeline),
    ("/search.json?q=grazing", "stories?q=grazing", models.StoryList),
    ("/search.json?q=grazinng", "stories?q=grazinng", models.StoryList),
]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


def undeclared(value: object, place: str = "") -> list[str]:
    """The places of fields that the model of an answer does not name."""
    if isinstance(value, list):
        return [name for inner in value for name in undeclared(inner, place)]
    if not isinstance(value, BaseModel):
        return []
    named = [f"{place}.{name}" for name in value.model_extra or ()]
    fields = [(name, getattr(value, name)) for name in type(value).model_fields]
    return named + [text for name, inner in fields for text in undeclared(inner, f"{place}.{name}")]


@pytest.mark.parametrize(("page", "address", "model"), PAGES)
def test_a_page_and_the_api_give_the_same_record(
    service: Service, page: str, address: str, model: type[BaseModel]
) -> None:
    record = ask(service, "GET", page).json()
    assert record == ask(service, "GET", f"/api/v1/{address}").json()
    assert undeclared(model.model_validate(record)) == []


def test_the_list_of_treaties_is_the_same_in_another_order(service: Service) -> None:
    page, api = (ask(service, "GET", path).json() for path in ("/treaties.json", "/api/v1/treaties"))
    by_id = [sorted(record.pop("treaties"), key=lambda line: line["id"]) for record in (page, api)]
    assert by_id[0] == by_id[1]
    assert page == api
    assert undeclared(models.TreatyList.model_validate(api | {"treaties": by_id[1]})) == []


def test_the_front_page_says_what_is_watched_as_the_status_does(service: Service) -> None:
    front = ask(service, "GET", "/index.json").json()
    status = ask(service, "GET", "/api/v1/status").json()
    assert front["watched"].items() <= status.items()
    assert undeclared(models.Watched.model_validate(front["watched"])) == []
    assert undeclared(models.Status.model_validate(status)) == []
    assert undeclared(models.ActList.model_validate(front)) == [f".{name}" for name in sorted(FRONT)]
