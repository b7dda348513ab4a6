"""A mailing to many subscribers that is killed in its middle goes on where it was."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from smtp_double import Inbox, server_in_a_thread
from store_kit import mailbox, open_store, queue
from waiting import wait_until

from monitor.store import Store

CHILD = Path(__file__).with_name("mail_restart_child.py")
SUBSCRIBERS = 600
SLOTS = 16  # messages that are under way at once


def start(path: Path, port: int) -> subprocess.Popen[bytes]:
    environment = {"PYTHONPATH": f"{CHILD.parent}:{CHILD.parent.parent}", "PATH": ""}
    return subprocess.Popen([sys.executable, str(CHILD), str(path), str(port)], env=environment)


def prepared(store: Store) -> None:
    for number in range(1, SUBSCRIBERS + 1):
        queue(store, mailbox(store, f"reader{number}", f"reader{number}@news.example"), number)


def test_fault_112_a_mailing_that_is_killed_goes_on_and_doubles_only_what_was_under_way(
    tmp_path: Path,
) -> None:
    path, inbox = tmp_path / "t.db", Inbox()
    with open_store(path) as store:
        prepared(store)
    with server_in_a_thread(inbox) as port:
        for part in (1, 2):
            child = start(path, port)
            wait_until(lambda part=part: len(inbox.envelopes) > part * SUBSCRIBERS // 4)
            child.kill()
            assert child.wait(30) == -9, "it was still sending"
        assert start(path, port).wait(120) == 0
    copies = Counter(envelope.rcpt_tos[0] for envelope in inbox.envelopes)
    assert len(copies) == SUBSCRIBERS
    assert max(copies.values()) <= 3, "one extra copy a kill at most"
    assert sum(copies.values()) - SUBSCRIBERS <= 2 * SLOTS
    with open_store(path) as store:
        counts = store.counts()
    assert (counts.sent, counts.ready, counts.leased, counts.dead) == (SUBSCRIBERS, 0, 0, 0)
