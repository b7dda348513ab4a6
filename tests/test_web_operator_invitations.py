"""The operator's page of teams: inviting one, what became of invitations, and their end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from operator_kit import Browser, logged_in
from web_acts_kit import ARABIC

from monitor.config import load
from monitor.service import Service, invitations, operators

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOME = "/operator/invitations"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    path = tmp_path / "treaty-monitor.toml"
    path.write_text(f'data_dir = "{tmp_path / "data"}"\nbase_url = "http://monitor.example"\n')
    with Service.open(load(path), packaged=False, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def browser(service: Service) -> Browser:
    return logged_in(service)


def test_a_team_is_invited_and_its_link_is_shown_once(service: Service, browser: Browser) -> None:
    assert "No team was invited yet." in browser.get(HOME).text
    fields = {"name": f"Desk {ARABIC[:20]}", "days": "3", "kind": "slack"}
    page = browser.post(f"{HOME}/add", fields).text
    link = re.search(r'<code class="secret">([^<]+)</code>', page)
    assert link is not None
    assert link[1].startswith("http://monitor.example/connect/")
    made = invitations.of_link(service, link[1].rpartition("/")[2])
    assert made is not None
    assert (made.kind, made.expires_at) == ("slack", NOW + timedelta(days=3))
    token = link[1].rpartition("/")[2]
    assert token not in browser.get(HOME).text, "it is shown this once"
    assert token not in " ".join(event.text for event in service.store.events.find())
    assert operators.done(service)[0].text.startswith("desk: invited the team Desk")


def test_a_wrong_invitation_is_refused_and_keeps_what_was_typed(service: Service, browser: Browser) -> None:
    browser.get(HOME)
    for fields, said in (
        ({"name": "", "days": "3"}, "needs a name"),
        ({"name": "Typed", "days": "91"}, "1 to 90 days"),
        ({"name": "Typed", "days": "-1"}, "1 to 90 days"),
        ({"name": "Typed", "days": "3", "kind": "pigeon"}, "is none of these"),
    ):
        answer = browser.post(f"{HOME}/add", fields)
        assert answer.status_code == 400
        assert said in answer.text
        assert f'value="{fields["name"]}"' in answer.text
    assert browser.post(f"{HOME}/add", {"name": "a", "days": "3"}, token="0" * 32).status_code == 403
    assert invitations.list_all(service) == []


def test_an_invitation_is_ended_after_a_question(service: Service, browser: Browser) -> None:
    link, _ = invitations.add(service, "Herald & <Courier>")
    page = browser.get(HOME).text
    assert "Herald &amp; &lt;Courier&gt;" in page
    assert '<span class="warn">open</span>' in page
    assert "Show its link" not in page
    fields = {"name": "Herald & <Courier>", "do": "revoke"}
    asked = browser.post(HOME, fields).text
    assert "Its link then works no more." in asked
    assert invitations.of_link(service, link.rpartition("/")[2]) is not None
    page = browser.follow(browser.post(HOME, fields | {"sure": "yes"})).text
    assert "is ended." in page
    assert invitations.of_link(service, link.rpartition("/")[2]) is None
    assert browser.post(HOME, fields).status_code == 400
    assert browser.post(HOME, {"name": "x", "do": "page"}).status_code == 400
    assert browser.post(HOME, {"name": "x", "do": "odd"}).status_code == 400


def test_without_an_address_of_this_service_nobody_is_invited(tmp_path: Path) -> None:
    config = load(None, tmp_path / "data" / "treaty-monitor.sqlite3")
    with Service.open(config, packaged=False, clock=lambda: NOW) as bare:
        browser = logged_in(bare)
        browser.get(HOME)
        answer = browser.post(f"{HOME}/add", {"name": "Herald", "days": "3"})
        assert answer.status_code == 400
        assert "set base_url" in answer.text
