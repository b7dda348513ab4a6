"""invitations add | list | link | revoke, as an operator types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Call = Callable[..., Result]


@pytest.fixture
def invite(config: Path, empty: Call) -> Call:
    """An installation that has a web address."""
    config.write_text('base_url = "https://monitor.example"\n' + config.read_text())
    return empty


def test_an_invitation_is_printed_once_listed_and_revoked(invite: Call) -> None:
    made = json.loads(invite("invitations", "add", "Desk of X", "--kind", "slack", "--json").stdout)
    assert made["link"].startswith("https://monitor.example/connect/")
    (listed,) = json.loads(invite("invitations", "list", "--json").stdout)
    assert (listed["name"], listed["kind"], listed["state"]) == ("Desk of X", "slack", "open")
    table = invite("invitations", "list").output
    assert "Desk of X" in table
    assert made["link"].rpartition("/")[2] not in table
    assert "has no page" in invite("invitations", "link", "Desk of X", code=2).output
    assert "may not be used any more" in invite("invitations", "revoke", "Desk of X").output
    assert "No invitation" in invite("invitations", "list").output


def test_the_link_alone_is_on_the_standard_output(invite: Call) -> None:
    told = invite("invitations", "add", "desk", "--days", "2")
    (link,) = told.stdout.splitlines()
    assert link.startswith("https://monitor.example/connect/")
    assert "works until" in told.stderr


def test_without_a_web_address_there_is_no_link(empty: Call) -> None:
    assert "set base_url" in empty("invitations", "add", "desk", code=2).output
