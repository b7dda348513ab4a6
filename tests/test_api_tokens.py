"""Tokens of the API: made and revoked by a command, hashed in the database, in no log."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from events_kit import NOW
from web_kit import installation

from monitor import log
from monitor.errors import UsageError
from monitor.service import api_tokens, operators
from monitor.service.api_tokens import Scope

Call = Callable[..., Result]


def test_a_token_is_printed_once_and_only_its_hash_is_stored(empty: Call, tmp_path: Path) -> None:
    token = empty("tokens", "add", "dashboard").stdout.strip()
    assert token.startswith("tm_")
    assert len(token) == 46
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if token.encode() in path.read_bytes()]
    shown = empty("tokens", "list", "--json").stdout
    assert token not in shown
    assert [(row["name"], row["scope"], row["used_at"]) for row in json.loads(shown)] == [
        ("dashboard", "read", None)
    ]


def test_a_token_is_revoked_at_once(empty: Call) -> None:
    empty("tokens", "add", "bot", "--scope", "operate")
    assert "operate" in empty("tokens", "list").stdout
    assert "There is a token 'bot'" in empty("tokens", "add", "bot", code=2).output
    empty("tokens", "revoke", "bot")
    assert "No token" in empty("tokens", "list").stdout
    assert "No token 'bot'" in empty("tokens", "revoke", "bot", code=2).output


@pytest.mark.parametrize("name", ["", "a b", "-x", "x" * 41, "é"])
def test_names_of_tokens_are_short_words(tmp_path: Path, name: str) -> None:
    with installation(tmp_path) as service, pytest.raises(UsageError):
        api_tokens.add(service, name, Scope.READ)


def test_who_holds_a_token_is_known_and_when_it_was_used_last(tmp_path: Path) -> None:
    now = NOW
    with installation(tmp_path) as service:
        service.clock = lambda: now
        token = api_tokens.add(service, "bot", Scope.OPERATE)
        assert api_tokens.holder(service, token[:-1]) is None
        assert api_tokens.holder(service, token[:-1] + "'") is None
        assert api_tokens.holder(service, "tm_" + "A" * 43) is None
        for minutes, used in ((0, NOW), (50, NOW), (61, NOW + timedelta(minutes=61))):
            now = NOW + timedelta(minutes=minutes)
            holder = api_tokens.holder(service, token)
            assert holder is not None
            assert (holder.name, holder.scope) == ("bot", "operate")
            assert api_tokens.list_all(service)[0].used_at == used
        api_tokens.revoke(service, "bot")
        assert api_tokens.holder(service, token) is None
        texts = [event.text for event in operators.done(service)]
        assert any("token bot" in text for text in texts)
        assert not any(token in text for text in texts)


def test_a_token_reaches_no_log() -> None:
    token = "tm_" + "Ab_-" * 10 + "xyz"
    line = log.redact(f"asked with {token}, and Bearer {token}.")
    assert token not in line
    assert line.startswith("asked with ")


def test_scopes_allow_what_they_say() -> None:
    assert Scope.OPERATE.allows(Scope.READ)
    assert not Scope.READ.allows(Scope.OPERATE)
    assert Scope.READ.allows(Scope.READ)
