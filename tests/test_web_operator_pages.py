"""The operator's pages of rules, deliveries and depositary mail, and what hostile texts do on each page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from events_kit import NOW
from operator_kit import Browser, logged_in
from store_kit import feed, hit, mailbox, poll, queue, story
from web_kit import installation

from monitor.config import load
from monitor.model import Attempt, Destination, Outcome
from monitor.service import Service, operators, rule_overview
from monitor.store import NoticeOutcome, NoticeRead

RULE = """lang = "en"

[[rule]]
id = "own.act.walks"
title = "Somebody walks out"
kind = "act"
stage = "decided"
query = "walks NEAR/3 out"
"""
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
PAGES = [
    "/operator", "/operator/feeds", "/operator/feeds/{feed}", "/operator/feeds?q=%22%3E%3Cscript%3E&show=%22%3E",
    "/operator/rules", "/operator/rules?q=%22%3E%3Cscript%3E", "/operator/explain", "/operator/explain?story={story}",
    "/operator/explain?story=%22%3E%3Cscript%3E", "/operator/backtest", "/operator/backtest?run=%22%3E%3Cscript%3E",
    "/operator/deliveries", "/operator/deliveries?destination=%22%3E%3Cscript%3E&since=%3Cscript%3E",
    "/operator/deliveries/R001", "/operator/deliveries/NONE", "/operator/sources", "/operator/feeds/999",
]  # fmt: skip


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


@pytest.fixture
def browser(service: Service) -> Browser:
    return logged_in(service)


# ---------------------------------------------------------------- rules


def own_rules(service: Service, text: str = RULE) -> Path:
    folder = service.config.data_dir / "rules"
    folder.mkdir(exist_ok=True)
    (folder / "own.toml").write_text(text)
    return folder


def test_each_rule_tells_its_file_and_how_often_it_flagged_a_story(
    service: Service, browser: Browser
) -> None:
    own_rules(service)
    wire = feed(service.store, "https://wire.example/feed")
    for number, age in enumerate(
        (timedelta(hours=1), timedelta(days=3), timedelta(days=20), timedelta(days=40))
    ):
        found = story(f"r{number}", f"Envoy {number} walks out", key=f"r{number}")
        poll(service.store, wire, (found, (hit(rule="own.act.walks"),)), now=NOW - age)
    [counted] = rule_overview.read(service).rules
    assert counted.counts == (3, 2, 1)
    page = browser.get("/operator/rules").text
    assert "own.toml:3" in page
    cells = '<td class="amount">1</td><td class="amount">2</td><td class="amount">3</td>'
    assert cells in page.replace("\n", "")
    assert "1 of 1" in page
    assert "0 of 1" in browser.get("/operator/rules?q=nothing").text
    assert "en.act.denounces" in page, "what is in force no more is told too"


def test_a_broken_file_is_told_and_the_old_rules_are_shown(service: Service, browser: Browser) -> None:
    own_rules(service)
    service.rule_texts()
    assert "in force</span>" in browser.get("/operator/rules").text
    own_rules(service, RULE.replace("query =", "quarry ="))
    service.reload_rules()
    page = browser.get("/operator/rules").text
    assert "The files are broken. The old rules stay in force." in page
    assert "own.toml:3" in page
    assert "changed, not in force" in page
    assert "Somebody walks out" in page
    assert "Not healthy" in browser.get("/operator").text


def test_files_that_were_broken_from_the_start_are_told(service: Service, browser: Browser) -> None:
    own_rules(service, "lang = ")
    page = browser.get("/operator/rules")
    assert page.status_code == 200
    assert "own.toml:1" in page.text


def test_the_frames_are_listed_and_an_installation_without_rules_says_so(browser: Browser) -> None:
    page = browser.get("/operator/rules").text
    assert "stories are judged by what is packaged" in page
    assert "frames, in the order in which they are tried" in page


# ---------------------------------------------------------------- deliveries


def dead(service: Service, *numbers: int, name: str = "desk", outcome: Outcome = Outcome.DEAD) -> Destination:
    """Messages to a destination that failed."""
    destination = service.store.destinations.get(name) or mailbox(service.store, name, f"{name}@news.example")
    for number in numbers:
        queue(service.store, destination, number, now=NOW)
        (leased,) = service.store.outbox.lease(NOW, 1, 120)
        attempt = Attempt(outcome, "550", "from there")
        service.store.outbox.finish(leased, attempt, NOW, NOW + timedelta(hours=2))
    return destination


def state(service: Service, ref: str) -> str:
    delivery = service.store.outbox.get(ref)
    assert delivery is not None
    return delivery.message.state.value


def test_messages_are_listed_and_narrowed(service: Service, browser: Browser) -> None:
    dead(service, 1)
    dead(service, 2, name="other", outcome=Outcome.RETRY)
    page = browser.get("/operator/deliveries").text
    assert "#R001" in page
    assert "550 from there" in page
    assert "1 deferred (the next at" in page
    assert "#R001" not in browser.get("/operator/deliveries?state=deferred").text
    assert "#R002" not in browser.get("/operator/deliveries?destination=desk").text
    assert "No such message." in browser.get("/operator/deliveries?since=3000-01-01").text


@pytest.mark.parametrize("query", ["state=odd", "since=yesterday", "destination=nobody"])
def test_filters_that_make_no_sense_are_told(browser: Browser, query: str) -> None:
    answer = browser.get(f"/operator/deliveries?{query}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_a_long_list_shows_more_when_it_is_asked_for(service: Service, browser: Browser) -> None:
    destination = mailbox(service.store)
    queue(service.store, destination, *range(60), now=NOW)
    page = browser.get("/operator/deliveries?destination=desk").text
    assert page.count('<th scope="row">') == 50
    assert "/operator/deliveries?destination=desk&amp;limit=100" in page
    assert browser.get("/operator/deliveries?limit=100").text.count('<th scope="row">') == 60


def test_a_message_shows_its_attempts_and_is_sent_again(service: Service, browser: Browser) -> None:
    dead(service, 1)
    page = browser.get("/operator/deliveries/R001").text
    assert "failed for good" in page
    assert "from there" in page
    done = browser.follow(browser.post("/operator/deliveries/R001", {"do": "retry"}))
    assert "#R001 goes out with the next tick." in done.text
    assert state(service, "R001") == "ready"
    assert operators.done(service)[0].text == "desk: retried #R001 to desk"


def test_a_message_that_waits_is_not_sent_for_a_reason(service: Service, browser: Browser) -> None:
    queue(service.store, mailbox(service.store), 1, now=NOW)
    browser.get("/operator/deliveries/R001")
    fields = {"do": "cancel", "reason": "sent by hand"}
    assert "sent by hand" in browser.follow(browser.post("/operator/deliveries/R001", fields)).text
    assert state(service, "R001") == "suppressed"
    again = browser.post("/operator/deliveries/R001", {"do": "cancel"})
    assert again.status_code == 400
    assert "only a message that waits" in again.text


def test_all_messages_of_a_destination_are_sent_again_or_not_at_all(
    service: Service, browser: Browser
) -> None:
    dead(service, 1, 2)
    dead(service, 3, name="other")
    browser.get("/operator/deliveries?destination=desk")
    done = browser.follow(browser.post("/operator/deliveries", {"do": "retry", "destination": "desk"}))
    assert "2 go out with the next tick." in done.text
    assert [state(service, ref) for ref in ("R001", "R002", "R003")] == ["ready", "ready", "dead"]
    fields = {"do": "cancel", "destination": "desk", "reason": "too late"}
    assert "2 messages are not sent." in browser.follow(browser.post("/operator/deliveries", fields)).text
    assert "destination desk" in operators.done(service)[0].text


@pytest.mark.parametrize(
    "fields", [{"do": "retry"}, {"do": "cancel"}, {"do": "cancel", "state": "deferred"}, {}]
)
def test_nothing_is_done_to_the_messages_of_all_destinations(
    service: Service, browser: Browser, fields: dict[str, str]
) -> None:
    dead(service, 1)
    browser.get("/operator/deliveries")
    assert browser.post("/operator/deliveries", fields).status_code == 400
    assert state(service, "R001") == "dead"


def test_fault_119_the_secret_address_of_a_webhook_is_on_no_page(service: Service, browser: Browser) -> None:
    hook = service.store.destinations.add(
        name="hook", channel="slack", address="https://hooks.slack.com/services/T0/B0/s3cretPath", now=NOW
    )
    queue(service.store, hook, 1, now=NOW)
    for path in ("/operator", "/operator/deliveries", "/operator/deliveries/R001"):
        assert "s3cretPath" not in browser.get(path).text


# ---------------------------------------------------------------- mail of depositaries


def notice(service: Service, number: int, outcome: NoticeOutcome, text: str, reason: str = "") -> None:
    mail = NoticeRead(outcome, "treaties@un.org", "UN", f"C.N.{number}.2026", text, reason)
    official = (story(f"n{number}", text, key=f"n{number}"), ()) if outcome is NoticeOutcome.NOTICE else None
    service.store.notice_mails.record(f"k{number}", mail, NOW + timedelta(minutes=number), official)


def test_without_a_mailbox_the_page_says_what_to_set(browser: Browser) -> None:
    assert "depositary.maildir" in browser.get("/operator/sources").text


def test_the_page_tells_what_came_of_each_mail_of_a_depositary(tmp_path: Path) -> None:
    config = tmp_path / "treaty-monitor.toml"
    config.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[depositary]\nmaildir = "{tmp_path / "mail"}"\n'
        'authserv_id = "mx.example.org"\nsenders = ["treaties@un.org=UN"]\n'
    )
    with Service.open(load(config), packaged=False, clock=lambda: NOW + timedelta(hours=1)) as service:
        browser = logged_in(service)
        assert "No mail was read yet." in browser.get("/operator/sources").text
        notice(service, 1, NoticeOutcome.NOTICE, "LITHUANIA: WITHDRAWAL")
        notice(service, 2, NoticeOutcome.REFUSED, "not signed by its domain", "dkim")
        page = browser.get("/operator/sources").text
        for words in ("treaties@un.org (UN)", "mx.example.org", "refused: dkim", "C.N.1.2026", "LITHUANIA"):
            assert words in page
        assert page.index("C.N.2.2026") < page.index("C.N.1.2026"), "newest first"


# ---------------------------------------------------------------- hostile texts


class Elements(HTMLParser):
    """The elements of a page that could run something."""

    def __init__(self) -> None:
        super().__init__()
        self.dangerous: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag in ("script", "img", "iframe", "style", "object") or any(
            name.startswith("on") for name in names
        ):
            self.dangerous.append(self.get_starttag_text() or tag)
        for name, value in attrs:
            if name in ("href", "src", "action") and (value or "").strip().lower().startswith(
                ("javascript", "data")
            ):
                self.dangerous.append(self.get_starttag_text() or tag)


@pytest.fixture
def hostile(service: Service) -> dict[str, object]:
    """Hostile texts in every place that a page shows."""
    store = service.store
    own_rules(service, RULE.replace("Somebody walks out", "x'><script>alert(1)</script>"))
    wire = store.feeds.add("https://wire.example/feed", title=HOSTILE, publisher=HOSTILE, now=NOW)
    bad = story(
        "x", f"Union walks out {HOSTILE}", HOSTILE, key="x", url="javascript:alert(1)", source=HOSTILE
    )
    poll(store, wire, (bad, (hit(rule=HOSTILE),)), now=NOW)
    with store.database.write() as db:
        db.execute(
            "UPDATE feed_state SET error_code = ?, error_text = ?, error_since = ?, moved_to = ? WHERE feed = ?",
            (HOSTILE, HOSTILE, NOW.isoformat(), "javascript:alert(1)", wire.id),
        )
        db.execute(
            "INSERT INTO alarm (name, since, count, text) VALUES (?, ?, 3, ?)",
            ("feed 1", NOW.isoformat(), HOSTILE),
        )
    store.events.add("gap", HOSTILE, NOW)
    operators.note(service, "desk", HOSTILE)
    desk = mailbox(store, HOSTILE, "desk@news.example")
    queue(store, desk, 1, now=NOW)
    (leased,) = store.outbox.lease(NOW, 1, 120)
    store.outbox.finish(leased, Attempt(Outcome.DEAD, HOSTILE, HOSTILE), NOW)
    notice(service, 1, NoticeOutcome.NOTICE, HOSTILE)
    service.rules_error = HOSTILE
    stored = store.stories.by_key("x")
    assert stored is not None
    return {"feed": wire.id, "story": stored.id}


@pytest.mark.parametrize("path", PAGES)
def test_fault_138_a_script_in_a_title_or_a_name_is_text_on_every_page(
    hostile: dict[str, object], browser: Browser, path: str
) -> None:
    answer = browser.get(path.format(**hostile))
    assert answer.status_code in (200, 400)
    page = Elements()
    page.feed(answer.text)
    assert page.dangerous == []
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_fault_138_a_script_in_a_rule_that_is_tried_is_text(
    hostile: dict[str, object], service: Service, browser: Browser
) -> None:
    browser.get("/operator/backtest")
    rule = RULE.replace("Somebody walks out", "x'></textarea><script>alert(1)</script>")
    begun = browser.post("/operator/backtest", {"rule": rule})
    service.backtests.wait()
    page = Elements()
    page.feed(browser.follow(begun).text)
    assert page.dangerous == []


def test_fault_138_a_script_in_a_message_about_a_change_is_text(
    hostile: dict[str, object], browser: Browser
) -> None:
    browser.get("/operator/feeds")
    answer = browser.follow(browser.post("/operator/feeds", {"feed": str(hostile["feed"]), "do": "poll"}))
    page = Elements()
    page.feed(answer.text)
    assert page.dangerous == []
    assert "polled with the next tick" in answer.text


def test_a_message_about_a_change_is_shown_once_and_cannot_be_forged(browser: Browser) -> None:
    page = browser.get("/operator?said=You%20are%20hacked")
    assert "hacked" not in page.text
    assert 'role="status"' not in page.text
