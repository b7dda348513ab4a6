"""`treaty-monitor demo` as a stranger runs it: whole, offline, and nothing twice."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import sqlite3
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from unicodedata import combining, east_asian_width

import pytest
from click.testing import CliRunner, Result

from monitor.__main__ import commands
from monitor.demo import command, near, next_morning
from monitor.demo.mailbox import Mailbox


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
        "More sources: northern-wire.example",
        "ECOWAS",
        "Niger",
        "11 of 12 answers were 304 Not Modified",
        "nothing to deliver",
    ):
        assert words in result.output, words
    assert re.search(r"^RU +defence cooperation +FR +4 Feb 1994 +decided", result.output, re.MULTILINE)
    assert re.search(r"^IN +Indus Waters Treaty +PK +1960 +suspended", result.output, re.MULTILINE), (
        "in abeyance is not over"
    )
    assert re.search(r"^RU +agreement on military +CA +20 Nov 1989 +decided", result.output, re.MULTILINE)


def columns(line: str) -> int:
    """How wide a terminal shows the line."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in line)


def test_what_it_prints_fits_a_terminal_of_80_columns(shown: tuple[Path, Result]) -> None:
    out, result = shown
    assert [line for line in result.output.splitlines() if columns(line) > 80 and str(out) not in line] == []


def test_the_command_that_it_ends_with_works_as_typed(
    shown: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out, result = shown
    line = result.output.splitlines()[-1]
    program, arguments = line.split(" events list ")
    listed = CliRunner().invoke(
        commands(), ["events", "list", *shlex.split(arguments)], catch_exceptions=False
    )
    assert "Indus Waters Treaty" in listed.output
    assert shlex.split(program)[-2:] == ["-m", "monitor"]  # what started it here is the test runner
    assert arguments == f"--config {out / 'treaty-monitor.toml'}"

    monkeypatch.chdir(tmp_path)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    script = tmp_path / ".venv/bin/treaty-monitor"
    script.touch(mode=0o755)
    monkeypatch.setattr("sys.argv", [".venv/bin/treaty-monitor", "demo"])
    monkeypatch.setenv("PATH", "/nowhere")
    assert command() == ".venv/bin/treaty-monitor"
    monkeypatch.setenv("PATH", str(script.parent))
    assert command() == "treaty-monitor"
    assert near(tmp_path / "demo-output/x.toml") == Path("demo-output/x.toml")


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-29T00:20:00+00:00", "2026-11-29T07:00:05+00:00"),
        ("2026-11-29T07:00:06+00:00", "2026-11-30T07:00:05+00:00"),
        ("2026-07-29T22:30:00+00:00", "2026-07-30T06:00:05+00:00"),
    ],
)
def test_its_next_morning_is_within_a_day(now: str, morning: str) -> None:
    assert next_morning(datetime.fromisoformat(now)).isoformat() == morning


def test_its_mail_server_keeps_a_mail_as_it_was_sent_and_refuses_what_it_does_not_know() -> None:
    async def talk() -> tuple[list[bytes], bytes]:
        mailbox = Mailbox()
        server = await asyncio.start_server(mailbox.serve, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        writer.write(b"EHLO a\r\nVRFY b\r\nDATA\r\nSubject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n")
        answers = await reader.read()
        writer.close()
        server.close()
        await server.wait_closed()
        return mailbox.mails, answers

    mails, answers = asyncio.run(talk())
    assert mails == [b"Subject: x\r\n\r\n.dot\r\n"]
    assert [line[:3] for line in answers.splitlines()] == [b"220", b"250", b"502", b"354", b"250", b"221"]


def test_it_flags_the_exits_in_three_languages_and_none_of_the_false_friends(
    shown: tuple[Path, Result],
) -> None:
    out, _ = shown
    database = sqlite3.connect(f"file:{out / 'treaty-monitor.sqlite3'}?mode=ro", uri=True)
    flagged = {
        title
        for (title,) in database.execute(
            "select v.title from act_story a join story s on s.id = a.story join version v on v.story = s.id"
        )
    }
    database.close()
    told = " ".join(flagged)
    for exit_ in (
        "Finland",
        "Россия",
        "Niger",
        "Hungary",
        "Indus",
        "Convention on Human Rights",
        "ECOWAS",
        "Italy",
    ):
        assert exit_ in told, exit_
    for friend in (
        "Hospital",
        "Chipmaker",
        "ICC",
        "All-rounder",
        "Coalition",
        "Striker",
        "entraîneur",
        "ceasefire",
        "Who left",
        "Волгу",
    ):
        assert friend not in told, friend


def test_the_files_it_names_are_there_and_whole(shown: tuple[Path, Result]) -> None:
    out, _ = shown
    assert "<html" in (out / "digest.html").read_text()
    body = json.loads((out / "webhook.json").read_text())
    assert body["data"]["items"]
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(out.glob("*.eml"))
    ]
    ids = [mail["Message-ID"] for mail in mails]
    assert len(ids) == len(set(ids)) >= 2, "the alert with all acts of one minute, and the digest"
    assert all(mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" for mail in mails)


def test_an_old_story_of_a_first_poll_is_stored_and_alerts_nobody(shown: tuple[Path, Result]) -> None:
    out, _ = shown
    texts = (
        " ".join(path.read_text(errors="replace") for path in out.glob("*.eml"))
        + (out / "digest.txt").read_text()
    )
    assert "Kyoto" not in texts
    found = CliRunner().invoke(
        commands(),
        ["stories", "search", "Kyoto", "--json", "--config", str(out / "treaty-monitor.toml")],
        catch_exceptions=False,
    )
    assert json.loads(found.output)[0]["title"] == "Canada withdraws from the Kyoto Protocol"


def test_a_folder_that_is_not_a_demonstration_s_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    result = CliRunner().invoke(commands(), ["demo", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert (tmp_path / "thesis.txt").read_text() == "mine"
