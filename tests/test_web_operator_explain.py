"""The operator finds out why a story was flagged or missed, and what a rule would have flagged."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from operator_kit import Browser, logged_in
from store_kit import feed, poll, story
from web_kit import installation

from monitor.errors import UsageError
from monitor.sandbox import ChildCrashed
from monitor.service import Service, backtests, explaining_texts, operators
from monitor.service.backtest_values import State

RULE = """lang = "en"

[[rule]]
id = "own.act.walks"
title = "Somebody walks out"
kind = "act"
stage = "decided"
query = "walks NEAR/3 out"

  [[rule.example]]
  text = "Union walks out"
  match = true
"""
HOSTILE = "</textarea><script>alert(1)</script>"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


@pytest.fixture
def browser(service: Service) -> Browser:
    return logged_in(service)


def explain(browser: Browser, text: str, lang: str = "") -> str:
    browser.get("/operator/explain")
    return browser.post("/operator/explain", {"text": text, "lang": lang}).text


def test_a_text_that_reports_an_exit_is_explained_with_what_it_states(browser: Browser) -> None:
    page = explain(browser, "Norway withdraws from the International Whaling Convention")
    assert "The story reports an exit" in page
    assert "clause: Norway withdraws from the International Whaling Convention" in page
    assert "<h3>International Whaling Convention</h3>" in page
    assert "<dt>by</dt><dd>NO<br>" in page


def test_a_text_that_was_missed_says_why_and_keeps_what_was_typed(browser: Browser) -> None:
    page = explain(browser, f"The weather is fine in Oslo today and tomorrow {HOSTILE}", "en")
    assert "The story reports no exit: no word of leaving stands near an agreement" in page
    assert HOSTILE not in page
    assert "&lt;/textarea&gt;&lt;script&gt;" in page


def test_a_stored_story_says_what_became_of_it(service: Service, browser: Browser) -> None:
    stored = service.store.stories.search("", 1)[0]
    page = browser.get(f"/operator/explain?story={stored.id}").text
    assert "Union walks out" in page
    assert "flagged by <code>" in page
    ref = service.store.acts.refs_of_story(stored.id or 0)[0]
    assert f'<a href="/acts/{ref}">{ref}</a>' in page
    assert "Union walks out" in explain(browser, str(stored.id))


def test_a_story_that_nothing_flagged_is_told_by_its_link(service: Service, browser: Browser) -> None:
    missed = story("m", "Rain in Oslo", key="https://wire.example/rain", url="https://wire.example/rain")
    poll(service.store, feed(service.store, "https://wire.example/feed"), (missed, ()), now=service.clock())
    page = explain(browser, "https://wire.example/rain")
    assert "not flagged" in page
    assert "in no act" in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Give a text"),
        ("99999", "No story 99999"),
        ("9" * 5_000, "No stored story has this link"),
        ("https://nothing.example/x", "No stored story has this link"),
        ("x" * 12_001, "longer than 12,000 characters"),
    ],
)
def test_what_cannot_be_explained_is_told(browser: Browser, text: str, said: str) -> None:
    assert said in explain(browser, text)


def test_a_text_that_kills_its_reader_is_told(service: Service, browser: Browser) -> None:
    def kills(*values: object) -> object:
        raise ChildCrashed("the child process died")

    service.ask_child = kills
    assert "takes too long to read" in explain(browser, "Norway leaves")


def test_explaining_is_no_change_and_leaves_no_line(service: Service, browser: Browser) -> None:
    before = operators.done(service)
    explain(browser, "Norway leaves")
    assert operators.done(service) == before


def test_a_rule_of_the_installation_is_shown_with_its_conditions(service: Service, tmp_path: Path) -> None:
    rules = service.config.data_dir / "rules"
    rules.mkdir()
    (rules / "own.toml").write_text(RULE)
    page = explain(logged_in(service), "He walks slowly", "en")
    assert "The nearest rules" in page
    assert "own.act.walks: Somebody walks out (act, decided)" in page
    page = explain(logged_in(service, "second"), "A man walks out", "en")
    assert "Rules that match" in page


# ---------------------------------------------------------------- backtest


def run(service: Service, browser: Browser, rule: str = RULE) -> str:
    browser.get("/operator/backtest")
    begun = browser.post("/operator/backtest", {"rule": rule})
    service.backtests.wait()
    return browser.follow(begun).text


def test_a_rule_is_tried_on_all_stored_stories_and_stores_nothing(service: Service, browser: Browser) -> None:
    poll(
        service.store,
        feed(service.store, "https://wire.example/feed"),
        (story("m", "Envoy walks out of talks", key="m"), ()),
        now=service.clock(),
    )
    generation = service.store.register.revision()
    page = run(service, browser)
    assert "All stories were read" in page
    assert "<strong>2 would have been flagged</strong>, 1 of them were flagged anyway" in page
    assert "Envoy walks out of talks" in page
    assert service.store.register.revision() == generation
    assert "began a backtest" in operators.done(service)[0].text


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("lang = ", "your-rule.toml:1"),
        ('lang = "en"', "no [[rule]]"),
        (RULE.replace("NEAR/3", "NEAR"), "NEAR"),
        ("x" * 12_001, "12,000 characters"),
    ],
)
def test_a_rule_with_a_mistake_is_refused_and_kept_in_the_form(
    browser: Browser, rule: str, said: str
) -> None:
    browser.get("/operator/backtest")
    answer = browser.post("/operator/backtest", {"rule": rule})
    assert answer.status_code == 400
    assert said in answer.text
    assert rule[:40].replace('"', "&#34;") in answer.text


def test_a_rule_whose_example_fails_is_told(service: Service, browser: Browser) -> None:
    page = run(service, browser, RULE.replace("Union walks out", "Union stays"))
    assert "It failed" in page
    assert "own.act.walks" in page


def test_a_backtest_ends_when_its_time_is_over_and_says_how_far_it_came(
    service: Service, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backtests, "LIMIT_S", -1.0)
    monkeypatch.setattr(backtests, "BATCH", 2)
    page = run(service, browser)
    assert "The time was not enough for all" in page
    assert "2 of 5 stories read" in page


def test_one_backtest_runs_at_a_time_and_can_be_stopped(
    service: Service, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    reading, go_on = threading.Event(), threading.Event()

    def fitting(files: object, stories: object) -> list[object]:
        reading.set()
        assert go_on.wait(20)
        return []

    monkeypatch.setattr(backtests.child, "fitting", fitting)
    monkeypatch.setattr(backtests, "BATCH", 1)
    browser.get("/operator/backtest")
    begun = browser.post("/operator/backtest", {"rule": RULE})
    assert reading.wait(20)
    page = browser.follow(begun)
    assert "It runs" in page.text
    assert page.headers["refresh"] == "2"
    second = browser.post("/operator/backtest", {"rule": RULE})
    assert "A backtest runs" in second.text
    go_on.set()
    service.backtests.stop()
    latest = service.backtests.latest()
    assert latest is not None
    assert latest.state in (State.STOPPED, State.DONE)
    assert "refresh" not in browser.get("/operator/backtest").headers


def test_a_running_service_explains_and_backtests_in_child_processes(service: Service) -> None:
    async def both() -> tuple[str, str]:
        async with service.context():
            answer = await asyncio.to_thread(explaining_texts.of_text, service, "Norway leaves NATO", "en")
            begun = service.backtests.start(RULE)
            await asyncio.to_thread(service.backtests.wait)
            ended = service.backtests.get(begun.id)
            assert ended is not None
            return answer.explained.why.answer, f"{ended.state} {ended.count} {ended.problem}"

    told, ended = asyncio.run(both())
    assert told.startswith("The story reports")
    assert ended == "done 1 "
    assert service.ask_child is None


def test_an_unknown_backtest_is_an_empty_page(service: Service, browser: Browser) -> None:
    assert "The rule" in browser.get("/operator/backtest?run=nothing").text
    with pytest.raises(UsageError):
        service.backtests.start("")
