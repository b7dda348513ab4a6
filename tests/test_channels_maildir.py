"""Mail into a Maildir: whole or not at all, and never twice."""

from __future__ import annotations

import asyncio
import mailbox
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.channels import checked_address
from monitor.channels.maildir.sender import MaildirSender
from monitor.errors import UsageError
from monitor.model import Attempt, Message, Outcome

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
BODY = b"Message-ID: <a@monitor.example>\r\nSubject: s\r\n\r\nhello\r\n"


def message(directory: Path, **more: object) -> Message:
    message = Message(
        "ab" * 16, "A1B2", 1, "maildir", str(directory), "s", "message/rfc822", BODY, created_at=NOW
    )
    return replace(message, **more)  # type: ignore[arg-type]


def send(message: Message) -> Attempt:
    return asyncio.run(MaildirSender().send(message, NOW))


def test_a_home_of_nobody_is_refused_with_a_sentence() -> None:
    with pytest.raises(UsageError, match=r"no home directory for '~nouser-here'.*such as \./mail"):
        checked_address("maildir", "~nouser-here/mail")


def test_a_message_lands_in_new_with_its_very_bytes(tmp_path: Path) -> None:
    box = tmp_path / "deep" / "box"
    got = send(message(box))
    assert got.outcome is Outcome.SENT
    (file,) = (box / "new").iterdir()
    assert file.name == got.text
    assert file.read_bytes() == BODY
    assert not list((box / "tmp").iterdir())
    assert [mail["Subject"] for mail in mailbox.Maildir(box, create=False)] == ["s"]


def test_fault_120_the_same_message_again_leaves_one_copy(tmp_path: Path) -> None:
    for _ in range(3):
        assert send(message(tmp_path)).outcome is Outcome.SENT
    assert len(list((tmp_path / "new").iterdir())) == 1
    send(message(tmp_path, wid="cd" * 16))
    assert len(list((tmp_path / "new").iterdir())) == 2


def test_fault_120_a_message_that_was_read_meanwhile_does_not_come_again(tmp_path: Path) -> None:
    name = send(message(tmp_path)).text
    (tmp_path / "new" / name).rename(tmp_path / "cur" / f"{name}:2,S")
    assert send(message(tmp_path)).outcome is Outcome.SENT
    assert not list((tmp_path / "new").iterdir())
    assert len(list((tmp_path / "cur").iterdir())) == 1


def test_a_draft_left_by_a_crash_is_overwritten(tmp_path: Path) -> None:
    name = send(message(tmp_path)).text
    (tmp_path / "new" / name).unlink()
    (tmp_path / "tmp" / name).write_bytes(b"half")
    send(message(tmp_path))
    assert (tmp_path / "new" / name).read_bytes() == BODY
    assert not list((tmp_path / "tmp").iterdir())


def test_names_sort_by_time_and_are_made_without_one_too(tmp_path: Path) -> None:
    assert send(message(tmp_path)).text == f"{int(NOW.timestamp())}.{'ab' * 16}.treaty-monitor"
    assert send(message(tmp_path, created_at=None)).text == f"0.{'ab' * 16}.treaty-monitor"


def test_a_directory_that_cannot_be_one_halts_the_channel(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no directory")
    for place in (file, file / "below", tmp_path / ("n" * 300)):
        got = send(message(place))
        assert (got.outcome, got.code) in [
            (Outcome.HALTED, "ENOTDIR"),
            (Outcome.HALTED, "EEXIST"),
            (Outcome.HALTED, "ENAMETOOLONG"),
        ]


def test_a_full_disk_is_a_retry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert send(message(tmp_path)) == Attempt(Outcome.RETRY, "ENOSPC", "No space left on device")
    assert not list((tmp_path / "new").iterdir())


def test_a_message_is_on_the_disk_before_it_is_called_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda descriptor: (calls.append("fsync"), real_fsync(descriptor))[1])
    monkeypatch.setattr(
        Path, "replace", lambda old, new: (calls.append("replace"), real_replace(old, new))[1]
    )
    send(message(tmp_path))
    assert calls == ["fsync", "replace", "fsync"]
