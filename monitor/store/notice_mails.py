"""Mails of depositaries: each of them once, in one transaction (docs/notes/depositary-mail.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model import UNCLEAR, FeedKind, Hit, Story
from monitor.store import rows
from monitor.store.batch import insert
from monitor.store.connection import Database
from monitor.store.events import note
from monitor.store.feeds import stand_in
from monitor.store.intake import gather
from monitor.store.sqlite import sqlite3

MAIL = "mail:"  # the address of the row that stands for the mailbox of depositaries
KEYS_KEPT = timedelta(days=400)
_REFUSED = "refused: "  # begins the stored outcome of a mail that was refused; the reason follows


class NoticeOutcome(StrEnum):
    """What a mail of a depositary came to."""

    NOTICE = "notice"  # stored as an official story
    COPY = "copy"  # its notice was stored before
    REFUSED = "refused"  # it changes nothing
    KNOWN = "known"  # this mail was read before


@dataclass(frozen=True, slots=True)
class NoticeRead:
    """A mail of a depositary that was read. `reason` says why it is refused (a `Refusal`), "" for others;
    `text` is its headline, or the reason in words. `flagged`: it is about an exit. `says`: what is notified,
    in a word or two; "" for a mail in which no notice was found.
    """

    outcome: NoticeOutcome
    sender: str = ""
    depositary: str = ""
    number: str = ""
    text: str = ""
    reason: str = ""
    flagged: bool = False
    says: str = ""

    @property
    def label(self) -> str:
        """The outcome, with the reason of a refusal: `refused: dkim`. Stored, and counted in metrics."""
        return f"{_REFUSED}{self.reason}" if self.reason else self.outcome.value

    @property
    def shown(self) -> str:
        """The outcome in a table for people."""
        if self.outcome is not NoticeOutcome.NOTICE:
            return self.label
        return f"{self.label} ({self.says or 'none found in it'})"


@dataclass(frozen=True, slots=True)
class NoticesSeen:
    """When the last notice came, None for none; how many mails were refused since a given time, and sender
    and reason of the newest of these, "" without one.
    """

    last: datetime | None
    refused: int
    newest: str = ""


@dataclass(frozen=True, slots=True)
class LoggedNotice:
    """A mail of a depositary as it was kept. `outcome` is its `NoticeRead.label`; `story`: the id of what it
    became, None for a mail that was refused.
    """

    at: datetime
    outcome: str
    sender: str
    number: str
    text: str
    story: int | None


class NoticeMails:
    """Stores notices as official stories, and remembers every mail."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def is_known(self, key: str) -> bool:
        """True for a mail that was taken. One that was refused is read again if somebody marks it as
        unread: the configuration may have been wrong.
        """
        row = self.database.row("SELECT outcome FROM notice_mail WHERE key = ?", (key,))
        return row is not None and not row["outcome"].startswith(_REFUSED)

    def record(
        self,
        key: str,
        mail: NoticeRead,
        now: datetime,
        story: tuple[Story, Sequence[Hit]] | None,
        quiet_before: datetime | None = None,
    ) -> NoticeRead:
        """Stores the story of a notice as seen at `now`, with its mail, in one transaction; without a story
        the mail was refused. A flagged story waits to be settled.

        `key` is the same for the same mail; one that is known changes nothing. A story older than
        `quiet_before` is registered and alerts nobody.
        """
        with self.database.write() as db:
            before = db.execute("SELECT outcome FROM notice_mail WHERE key = ?", (key,)).fetchone()
            if before is not None and (story is None or not before["outcome"].startswith(_REFUSED)):
                return NoticeRead(NoticeOutcome.KNOWN, text=mail.text)
            number = None
            if story is not None:
                mail, number = _store(db, mail, story, now, quiet_before)
                if UNCLEAR in mail.says:
                    note(db, "notice unclear", _who_and_why(mail.sender, f"{mail.number} {mail.text}"), now)
                self.database.trace("mid_tx_notice")
            else:
                note(db, "notice refused", _who_and_why(mail.sender, mail.text), now)
            db.execute(
                "INSERT OR REPLACE INTO notice_mail (key, at, outcome, sender, number, story, text) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (key, rows.stamp(now), mail.label, *map(rows.plain, (mail.sender, mail.number)), number,
                 rows.plain(mail.text)),
            )  # fmt: skip
            self.database.trace("before_commit_notice")
        self.database.trace("after_commit_notice")
        return mail

    def recent(self, limit: int) -> list[LoggedNotice]:
        """The mails that were read last, newest first."""
        return [
            LoggedNotice(
                rows.when(row["at"]), row["outcome"], row["sender"], row["number"], row["text"], row["story"]
            )
            for row in self.database.rows("SELECT * FROM notice_mail ORDER BY at DESC, key LIMIT ?", (limit,))
        ]

    def seen(self, since: datetime) -> NoticesSeen:
        """The last notice, and the mails that were refused since then."""
        row = self.database.row(
            "SELECT max(at) FILTER (WHERE outcome = 'notice') AS last, "
            "count(*) FILTER (WHERE at >= ? AND outcome LIKE 'refused:%') AS refused FROM notice_mail",
            (rows.stamp(since),),
        )
        assert row is not None
        newest = self.database.row(
            "SELECT sender, text FROM notice_mail WHERE at >= ? AND outcome LIKE 'refused:%' "
            "ORDER BY at DESC, key LIMIT 1",
            (rows.stamp(since),),
        )
        return NoticesSeen(
            rows.when(row["last"]) if row["last"] else None,
            row["refused"],
            "" if newest is None else _who_and_why(newest["sender"], newest["text"]),
        )


def forget_old(db: sqlite3.Connection, now: datetime) -> None:
    """Forgets mails that were read long ago; the stories of notices stay."""
    db.execute("DELETE FROM notice_mail WHERE at < ?", (rows.stamp(now - KEYS_KEPT),))


def _who_and_why(sender: str, text: str) -> str:
    return f"mail of {sender or 'an unclear sender'}: {text}"


def _store(
    db: sqlite3.Connection,
    mail: NoticeRead,
    story: tuple[Story, Sequence[Hit]],
    now: datetime,
    quiet_before: datetime | None,
) -> tuple[NoticeRead, int]:
    """Stores the story of a notice: what the mail came to, and the story's row."""
    pair = (story[0], tuple(story[1]))
    feed = stand_in(db, MAIL, "Mail of depositaries", FeedKind.OFFICIAL, now)
    batch = gather(db, [pair], feed=feed, now=now, quiet_before=quiet_before, capped=False)
    insert(db, batch)
    number = int(db.execute("SELECT id FROM story WHERE key = ?", (story[0].key,)).fetchone()[0])
    outcome = NoticeOutcome.NOTICE if batch.versions else NoticeOutcome.COPY
    return replace(mail, outcome=outcome, flagged=bool(batch.flagged)), number
