"""`treaty-monitor demo` as a stranger runs it: whole, offline, and nothing twice."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from unicodedata import combining, east_asian_width

import httpx
import pytest
from click.testing import CliRunner, Result
from servers import ONE_REQUEST_EACH

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


def after(output: str, head: str) -> str:
    """The first line behind a heading."""
    lines = output.splitlines()
    return lines[lines.index(head) + 1]


def test_the_command_that_it_ends_with_works_as_typed(
    shown: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out, result = shown
    program, arguments = after(result.output, "Look further with:").split(" events list ")
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


# ---------------------------------------------------------------- its pages


def test_it_ends_with_the_address_of_its_pages_and_the_command_that_opens_them(
    shown: tuple[Path, Result],
) -> None:
    _, result = shown
    head, opens = result.output.splitlines()[-2:]
    assert re.fullmatch(r"Its pages are at http://127\.0\.0\.1:\d+ as long as this runs:", head)
    assert opens.endswith(" demo --web")


def test_its_pages_stay_open_until_ctrl_c(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "monitor", "demo", "--web", "--out", str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
        try:
            assert running.stdout is not None
            told = re.compile(r"  (http://127\.0\.0\.1:\d+)/operator \(name: demo, password: (\S+)\)")
            address, password = next(found.groups() for line in running.stdout if (found := told.match(line)))
            headers = {"Origin": address}
            with httpx.Client(base_url=address, headers=headers, limits=ONE_REQUEST_EACH) as client:
                assert "Finland leaves the Ottawa Convention" in client.get("/register").text
                assert client.get("/treaties/ottawa.atom").status_code == 200, "links lead to these pages"
                assert client.get("/healthz").status_code == 200
                form = {"name": "demo", "password": password}
                token = re.search(r'name="token" value="(\w+)"', client.get("/operator/login").text)
                answer = client.post("/operator/login", data=form | ({"token": token[1]} if token else {}))
                assert answer.headers["location"] == "/operator"
        finally:
            running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0


@pytest.fixture
def printed() -> str:
    """What the documentation says that it prints."""
    return (Path(__file__).parents[1] / "docs" / "demo.txt").read_text(encoding="utf-8")


def parts(output: str) -> dict[str, list[str]]:
    """By heading, the words below it; days and ports, which differ each time, are all the same."""
    days = r"\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}"
    plain = re.sub(r"127\.0\.0\.1:\d+", "HOST", re.sub(days, "DAY", output))
    pieces = re.split(r"^(\d\. .*|Look further with:|Its pages are .*)$", plain, flags=re.MULTILINE)
    return {head: body.split() for head, body in zip(pieces[1::2], pieces[2::2], strict=True)}


def test_the_documentation_shows_what_it_prints(shown: tuple[Path, Result], printed: str) -> None:
    _, result = shown
    now, then = parts(result.output), parts(printed)
    assert list(now) == list(then)
    register = next(head for head in now if "The register" in head)
    assert sorted(now[register]) == sorted(then[register]), "acts are in the order of their reports"
    assert then["Look further with:"][:3] == [".venv/bin/treaty-monitor", "events", "list"]
