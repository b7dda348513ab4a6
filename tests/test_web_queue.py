"""The operator's review queue: possible exits and acts with doubts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from events_kit import report
from operator_kit import Browser, logged_in
from register_kit import item, leaves
from store_kit import NOW, feed, poll, story
from web_kit import ask, installation

from monitor.model import Hit, Kind, Span, Stage
from monitor.service import Service, doubts, operators, register_findings
from monitor.service.doubts import Sort

QUEUE = "/operator/queue"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


@pytest.fixture
def browser(service: Service) -> Browser:
    return logged_in(service)


def maybe(score: float = 0.3) -> tuple[Hit, ...]:
    words = "title: quits the treaty"
    return (Hit("clause.quit", "d", Kind.POSSIBLE, Stage.DECIDED, (Span("title", 8, 13),), "", words, score),)


def wait(service: Service, key: str = "p", title: str = "Norland quits a wool treaty", **more: object) -> int:
    """The id of a possible exit that a poll brought."""
    wire = next(iter(service.store.feeds.all()), None) or feed(service.store)
    poll(service.store, wire, (story(key, title, key=key, **more), maybe()), now=NOW)
    return next(own.story.id or 0 for own in service.store.possible.find() if own.story.key == key)


def test_a_possible_exit_is_shown_with_its_words_and_why(service: Service, browser: Browser) -> None:
    number = wait(service)
    page = browser.get(QUEUE).text
    assert "<mark>quits</mark>" in page
    assert "title: quits the treaty" in page
    assert f"/operator/explain?story={number}" in page
    assert "the headline says “quits”" in page


def test_it_is_accepted_as_a_threat_and_settles(service: Service, browser: Browser) -> None:
    number = wait(service)
    browser.get(QUEUE)
    fields = {"story": str(number), "do": "accept", "as": "threat", "why": "the minister only wishes it"}
    page = browser.follow(browser.post(QUEUE, fields)).text
    assert f"Story {number} is accepted as a threat to leave" in page
    assert "None waits." in page
    assert [hit.kind for hit in service.store.stories.hits(service.store.stories.get(number))] == [
        Kind.THREAT
    ]
    assert service.store.unsettled.is_waiting(number)
    assert f"desk: accepted possible exit {number} as a threat" in operators.done(service)[0].text


def test_a_form_that_is_sent_twice_decides_once(service: Service, browser: Browser) -> None:
    number = wait(service)
    browser.get(QUEUE)
    fields = {"story": str(number), "do": "dismiss", "why": "a company's contract"}
    browser.post(QUEUE, fields)
    assert "was dismissed already" in browser.follow(browser.post(QUEUE, fields)).text
    refused = browser.post(QUEUE, fields | {"do": "accept", "as": "act"})
    assert refused.status_code == 400
    assert "no open possible exit" in refused.text
    assert service.store.possible.state_of(number) == "dismissed"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"why": " "}, "Say why"),
        ({"do": "erase"}, "accepted or dismissed"),
        ({"as": "passing"}, "an exit or a threat"),
        ({"story": "<script>"}, "names no story"),
        ({"story": "99999"}, "no open possible exit"),
    ],
)
def test_a_decision_needs_a_story_a_sort_and_a_reason(
    service: Service, browser: Browser, fields: dict[str, str], problem: str
) -> None:
    number = wait(service)
    browser.get(QUEUE)
    whole = {"story": str(number), "do": "accept", "as": "act", "why": "seen"} | fields
    answer = browser.post(QUEUE, whole)
    assert answer.status_code == 400
    assert problem in answer.text
    assert service.store.possible.state_of(number) == "open"


def test_fault_134_a_decision_from_elsewhere_or_without_a_token_does_nothing(
    service: Service, browser: Browser
) -> None:
    number = wait(service)
    browser.get(QUEUE)
    fields = {"story": str(number), "do": "dismiss", "why": "x"}
    assert browser.post(QUEUE, fields, token="").status_code == 403
    assert browser.post(QUEUE, fields, headers={"Origin": "https://evil.example"}).status_code == 403
    assert ask(service, "GET", QUEUE).status_code == 303, "the login comes first"
    assert service.store.possible.state_of(number) == "open"


def test_fault_138_a_hostile_story_stays_text(service: Service, browser: Browser) -> None:
    hostile = '"><script>alert(1)</script> quits'
    wait(service, title=hostile, url="javascript:alert(1)", summary=hostile, source=hostile)
    page = browser.get(f"{QUEUE}?show=%22%3E%3Cscript%3E&limit=%3Cscript%3E").text
    assert "<script>alert" not in page
    assert "javascript:" not in page


def test_long_lists_are_shown_in_parts(service: Service, browser: Browser) -> None:
    for number in range(30):
        wait(service, f"p{number}", f"State {number} quits a treaty")
    page = browser.get(QUEUE).text
    assert page.count("<article") == 25
    assert "limit=50" in page
    assert browser.get(f"{QUEUE}?limit=50").text.count("<article") == 30


# ---------------------------------------------------------------- acts with doubts


def sorts(service: Service, ref: str) -> set[Sort]:
    return {sort for own in doubts.doubtful(service) if own.ref == ref for sort in own.sorts}


def newest(service: Service) -> str:
    return service.store.acts.standing()[-1].ref


def test_an_act_of_one_outlet_without_an_agreement_waits(service: Service, browser: Browser) -> None:
    assert sorts(service, newest(service)) == {Sort.PARTIES, Sort.EVIDENCE}
    page = browser.get(f"{QUEUE}?show=parties").text
    assert f"/operator/acts/{newest(service)}" in page
    assert "the agreement is not named" in page


def test_an_end_that_the_clause_contradicts_waits(service: Service, browser: Browser) -> None:
    days = {"notified": "2025-07-10", "ended": "2025-08-01"}
    notice = leaves("o", "NO", "", "Ottawa Convention", Stage.NOTIFIED, entry="ottawa", **days)
    report(service.store, item("o", 20, notice, official=True, state="NO"), "Norway leaves")
    assert Sort.DATES in sorts(service, newest(service))
    page = browser.get(f"{QUEUE}?show=dates").text
    assert "sources say 2025-08-01, its exit clause gives" in page


def test_what_is_due_and_was_not_told_waits(service: Service, browser: Browser) -> None:
    decree = leaves("w", "CA", "PT", "Wool Treaty", ended="1990-01-01")
    report(service.store, item("w", 20, decree), "Canada ends the wool treaty")
    state = sorts(service, newest(service))
    page = browser.get(f"{QUEUE}?show=due").text
    assert Sort.DUE in state, page
    assert "no source says so" in page


def test_doubts_are_read_again_only_of_acts_that_changed(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doubts.doubtful(service)
    monkeypatch.setattr(service.store.acts, "standing", lambda ids=None: pytest.fail("read again"))
    assert doubts.doubtful(service)


def test_what_a_check_of_the_register_finds_is_listed_beside(service: Service, browser: Browser) -> None:
    page = browser.get(f"{QUEUE}?show=differs").text
    assert "None: all acts are what their stories make." in page
    with service.store.database.write() as db:
        db.execute("UPDATE act SET stage = 'proposed' WHERE ref = 'JEHA'")
        db.execute("DELETE FROM act_source WHERE act = (SELECT id FROM act WHERE ref = 'ECWS')")
    page = browser.get(f"{QUEUE}?show=differs").text
    assert 'href="/operator/acts/JEHA"' in page
    assert "1 story makes 1 act that reads otherwise" in page
    assert "flagged, and in no act" in page
    assert "events check --repair" in page


def test_a_large_register_is_not_compared_while_somebody_waits(
    service: Service, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_findings, "COMPARED", 1)
    assert "too large to be compared" in browser.get(f"{QUEUE}?show=differs").text
