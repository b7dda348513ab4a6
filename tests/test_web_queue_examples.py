"""A decision of the review queue that is kept as an example of a rule of the operator's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from operator_kit import Browser, logged_in
from test_web_queue import wait
from web_kit import installation

from monitor.model import Story
from monitor.rules import load
from monitor.service import Service
from monitor.service.rule_examples import example, with_example

QUEUE = "/operator/queue"
RULE = """# ours
lang = "en"

[[rule]]  # the first one
id = "own.quits"
title = "Somebody quits"
kind = "act"
stage = "decided"
query = "quits"
{examples}
# words
[[rule]]
id = "own.leaves"
title = "Somebody leaves"
kind = "act"
stage = "decided"
query = "leaves"
"""
FORMS = {
    "none": "",
    "empty": "example = []\n",
    "inline": 'example = [  # texts\n  {text = "Norland quits", match = true},\n]\n',
    "tables": '[[rule.example]]\ntext = "Norland quits"\nmatch = true\n',
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


def rule_file(service: Service, form: str = "none") -> Path:
    path = service.config.data_dir / "rules" / "own.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(RULE.format(examples=FORMS[form]))
    return path


def decide(service: Service, number: int, do: str, rule: str) -> httpx.Response:
    browser: Browser = logged_in(service)
    browser.get(QUEUE)
    fields = {"story": str(number), "do": do, "as": "act", "why": "a club", "rule": rule}
    answer = browser.post(QUEUE, fields)
    return browser.follow(answer) if answer.status_code == 303 else answer


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("number", [0, 1])
def test_an_example_is_added_and_all_else_stays(form: str, end: str, number: int) -> None:
    text = RULE.format(examples=FORMS[form]).replace("\n", end)
    hostile = Story(key="s", title='a "quoted" \\ title # [[rule]]\x7f', summary="'''\n\"\"\" leaves, quits")
    new = with_example(text, number, example(hostile, "note", match=True))
    was, now = tomllib.loads(text), tomllib.loads(new)
    added = {"title": hostile.title, "summary": hostile.summary, "note": "note", "match": True}
    assert added in now["rule"][number].pop("example")
    was["rule"][number].pop("example", None)
    others = [own.get("example", []) for own in now["rule"]]
    assert others == [own.get("example", []) for own in was["rule"]]
    assert now == was
    assert all(line in new.split(end) for line in text.split(end) if not line.startswith("example"))
    assert len(load({"own.toml": new}).rules) == 2


def test_an_accepted_story_becomes_an_example_that_must_match(service: Service) -> None:
    path, number = rule_file(service, "inline"), wait(service)
    page = decide(service, number, "accept", "own.quits").text
    assert "kept in own.toml as an example that own.quits must match" in page
    assert service.store.possible.state_of(number) == "accepted"
    kept = tomllib.loads(path.read_text())["rule"][0]["example"]
    assert {"title": "Norland quits a wool treaty", "match": True}.items() <= kept[0].items()
    assert not list(path.parent.glob(".*"))


def test_an_example_that_fails_is_not_written_and_nothing_is_decided(service: Service) -> None:
    path, number = rule_file(service), wait(service)
    before = path.read_bytes()
    answer = decide(service, number, "dismiss", "own.quits")
    assert answer.status_code == 400
    assert "must not match and does" in answer.text
    assert path.read_bytes() == before
    assert service.store.possible.state_of(number) == "open"


def test_a_dismissed_story_becomes_an_example_that_must_not_match(service: Service) -> None:
    path, number = rule_file(service), wait(service)
    decide(service, number, "dismiss", "own.leaves")
    [kept] = tomllib.loads(path.read_text())["rule"][1]["example"]
    assert kept["match"] is False
    assert kept["note"] == f"story {number}: a club"
    assert service.store.possible.state_of(number) == "dismissed"


def test_a_rule_that_is_not_there_is_refused(service: Service) -> None:
    rule_file(service)
    number = wait(service)
    assert "no rule" in decide(service, number, "accept", "../../etc").text
    assert service.store.possible.state_of(number) == "open"


def test_the_rule_that_matches_is_one_click_and_of_several_one_is_chosen(service: Service) -> None:
    rule_file(service)
    number, other = wait(service), wait(service, "other", "Norland may go")
    page = logged_in(service).get(QUEUE).text
    assert f'<input type="checkbox" id="rule-{number}" name="rule" value="own.quits">' in page
    assert f'<select id="rule-{other}" name="rule">' in page
    assert page.count('<option value="own.leaves">') == 1


def test_without_rules_of_one_s_own_there_is_nothing_to_keep(service: Service) -> None:
    wait(service)
    assert 'name="rule"' not in logged_in(service).get(QUEUE).text
