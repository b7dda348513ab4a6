"""`treaty-monitor demo` as a stranger runs it: whole, offline, and nothing twice."""

from __future__ import annotations

import json
import sqlite3
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.__main__ import commands


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    out = tmp_path_factory.mktemp("demo") / "out"
    return out, CliRunner().invoke(commands(), ["demo", "--out", str(out)], catch_exceptions=False)


def test_the_demonstration_ends_well_and_prints_the_digest(shown: tuple[Path, Result]) -> None:
    _, result = shown
    assert result.exit_code == 0
    for words in (
        "Indus Waters Treaty",
        "Ottawa Convention",
        "| 1994 | France | defence cooperation agreement | 4 Feb 1994 |",
        "| 1989 | Canada | agreement on military visits | 20 Nov 1989 |",
        "More sources: northern-wire.example",
        "ECOWAS",
        "Niger",
        "304 Not Modified",
        "nothing to deliver",
    ):
        assert words in result.output, words


def test_it_flags_the_exits_in_three_languages_and_none_of_the_false_friends(shown: tuple[Path, Result]) -> None:
    out, _ = shown
    database = sqlite3.connect(f"file:{out / 'treaty-monitor.sqlite3'}?mode=ro", uri=True)
    flagged = {
        title
        for (title,) in database.execute("select v.title from act_story a join story s on s.id = a.story join version v on v.story = s.id")
    }
    database.close()
    told = " ".join(flagged)
    for exit_ in ("Finland", "Россия", "Niger", "Hungary", "Indus", "Convention on Human Rights", "ECOWAS", "Italy"):
        assert exit_ in told, exit_
    for friend in ("Hospital", "Chipmaker", "ICC", "All-rounder", "Coalition", "Striker", "entraîneur", "ceasefire", "Who left", "Волгу"):
        assert friend not in told, friend


def test_the_files_it_names_are_there_and_whole(shown: tuple[Path, Result]) -> None:
    out, _ = shown
    assert "<html" in (out / "digest.html").read_text()
    body = json.loads((out / "webhook.json").read_text())
    assert body["data"]["items"]
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(out.glob("*.eml"))]
    ids = [mail["Message-ID"] for mail in mails]
    assert len(ids) == len(set(ids)) >= 5
    assert all(mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" for mail in mails)


def test_an_old_story_of_a_first_poll_is_stored_and_alerts_nobody(shown: tuple[Path, Result]) -> None:
    out, _ = shown
    texts = " ".join(path.read_text(errors="replace") for path in out.glob("*.eml")) + (out / "digest.txt").read_text()
    assert "Kyoto" not in texts
    found = CliRunner().invoke(
        commands(), ["stories", "search", "Kyoto", "--json", "--config", str(out / "treaty-monitor.toml")], catch_exceptions=False
    )
    assert json.loads(found.output)[0]["title"] == "Canada withdraws from the Kyoto Protocol"


def test_a_folder_that_is_not_a_demonstration_s_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    result = CliRunner().invoke(commands(), ["demo", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert (tmp_path / "thesis.txt").read_text() == "mine"
