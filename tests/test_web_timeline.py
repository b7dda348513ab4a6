"""The timeline and the picture of who leaves what with whom: page, SVG alone, JSON, CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from web_kit import ask, installation

from monitor.service import Service, events
from monitor.service.register import signed

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


def test_the_timeline_is_a_picture_with_a_table_of_the_same_numbers(service: Service) -> None:
    page = ask(service, "GET", "/timeline").text
    assert 'role="img"' in page
    assert page.count("<title") >= 2
    assert "Exits and threats by month" in page
    assert "<table>" in page
    assert "style=" not in page
    assert "<style" not in page


def test_the_picture_alone_is_whole_and_loads_nothing(service: Service) -> None:
    answer = ask(service, "GET", "/timeline.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sha256-" in policy
    root = ET.fromstring(answer.text)
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title") is not None
    assert "href" not in answer.text
    assert "script" not in answer.text


def test_the_style_of_the_picture_is_the_one_that_its_policy_allows(service: Service) -> None:
    import base64
    import hashlib

    answer = ask(service, "GET", "/timeline.svg")
    style = answer.text.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]
    ET.fromstring(answer.text)


def test_data_has_each_act_once(service: Service) -> None:
    record = ask(service, "GET", "/timeline.json").json()
    assert record["count"] == 3
    assert sum(month["total"] for month in record["months"]) == 3
    assert sum(year["total"] for year in record["years"]) == 3
    lines = list(csv.DictReader(io.StringIO(ask(service, "GET", "/timeline.csv").text.lstrip("\ufeff"))))
    assert sum(int(line["total"]) for line in lines) == 3
    assert [line["month"] for line in lines] == [month["month"] for month in record["months"]]


def test_filters_choose_acts_and_are_told(service: Service) -> None:
    assert ask(service, "GET", "/timeline.json?state=NO").json()["count"] == 1
    page = ask(service, "GET", "/timeline?state=NO").text
    assert "Norway" in page
    assert 'href="/register?state=NO"' in page
    assert "Norway" in ask(service, "GET", "/timeline.svg?state=NO").text
    nothing = ask(service, "GET", "/timeline?state=AQ")
    assert nothing.status_code == 200
    assert "Nothing fits" in nothing.text
    assert "Nothing fits" in ask(service, "GET", "/timeline.svg?state=AQ").text


@pytest.mark.parametrize("query", ["by=week", "cursor=x", "color=red", "year=20"])
def test_parameters_that_are_none_are_refused(service: Service, query: str) -> None:
    assert ask(service, "GET", f"/timeline?{query}").status_code == 400
    assert ask(service, "GET", f"/timeline.svg?{query}").status_code == 400


def test_a_rejected_act_is_in_no_picture(service: Service) -> None:
    ref = next(iter(service.register.now().entries.values())).ref
    events.reject(service, f"#{ref}", signed("desk", "not an exit"))
    assert ask(service, "GET", "/timeline.json").json()["count"] == 2


def test_the_picture_shows_who_leaves_what_with_whom(service: Service) -> None:
    page = ask(service, "GET", "/picture").text
    assert 'role="img"' in page
    for name in ("Norway", "Sweden", "Russia", "Canada"):
        assert name in page
    assert 'href="/states/NO"' in page
    record = ask(service, "GET", "/picture.json").json()
    assert {"state": "NO", "agreement": "kind:farming", "acts": 1} in record["leaving"]
    assert {"agreement": "kind:farming", "party": "SE", "acts": 1} in record["with"]
    ET.fromstring(ask(service, "GET", "/picture.svg").text)
    lines = list(csv.DictReader(io.StringIO(ask(service, "GET", "/picture.csv").text.lstrip("\ufeff"))))
    assert {"from": "NO", "to": "kind:farming", "acts": "1"} in lines
    assert "Nothing fits" in ask(service, "GET", "/picture?state=AQ").text
    assert "Nothing fits" in ask(service, "GET", "/picture.svg?state=AQ").text


@pytest.mark.parametrize("path", ["/timeline", "/picture", "/timeline.svg", "/picture.svg"])
def test_pictures_of_an_empty_register_say_so(service: Service, path: str) -> None:
    for entry in list(service.register.now().entries.values()):
        events.reject(service, f"#{entry.ref}", signed("desk", "not an exit"))
    answer = ask(service, "GET", path)
    assert answer.status_code == 200
    assert "The register is empty" in answer.text or "Nothing fits" in answer.text


@pytest.mark.parametrize("lang", ["fr", "ru"])
def test_pictures_speak_the_language_of_the_reader(service: Service, lang: str) -> None:
    page = ask(service, "GET", f"/timeline?lang={lang}").text
    assert "Exits" not in page
    assert "Exit" not in ask(service, "GET", f"/timeline.svg?lang={lang}").text
