"""The database: one SQLite file with all that must survive a crash. Only this package has SQL.

`Store` opens the file and has parts, one a subject: `store.feeds.due(now)`, `store.outbox.lease(...)`. A part
reads and writes through the `Database` (connection.py) that it is given. Each step of `pipeline` has one
method, which is one transaction:

    step      method                                       module
    poll      `store.polls.record`                         poll.py
    page      `store.pages.record`                         pages.py
    settle    `store.register.replace_block`               register.py
    compose   `store.digests.compose`                      digests.py
    deliver   `store.outbox.lease`, `store.outbox.finish`  outbox.py
    inbox     `store.inbound.record`                       inbound.py
    sources   `store.notice_mails.record`                  notice_mails.py

Start reading at `schema.py`. `trace(name)` is called at the points where a test kills the process.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from monitor.store.act_refs import act_ref
from monitor.store.acts import Acts
from monitor.store.alarms import Alarms
from monitor.store.alerts import Alerts
from monitor.store.api_tokens import ApiToken, ApiTokens
from monitor.store.archive import Archive
from monitor.store.arrivals import Arrival, Arrivals
from monitor.store.audits import Audits
from monitor.store.backup import BackupMade, check_database, make_backup, restore
from monitor.store.buckets import Buckets, Limit
from monitor.store.choices import ActChoices
from monitor.store.connection import Database
from monitor.store.copies import CopyDatabase
from monitor.store.counts import count_all
from monitor.store.destinations import Destinations
from monitor.store.digests import Digests
from monitor.store.domain_pauses import DomainPauses
from monitor.store.due import DueBefore, DueDays, DueFollowUp
from monitor.store.erasing import Erasing
from monitor.store.events import Events
from monitor.store.feed_totals import FeedTotals
from monitor.store.feeds import Feeds, Gap
from monitor.store.history import History
from monitor.store.inbound import InboundMails
from monitor.store.invitations import Invitation, Invitations
from monitor.store.ledger import Chosen
from monitor.store.meta import Meta
from monitor.store.notice_mails import LoggedNotice, NoticeMails, NoticeOutcome, NoticeRead, NoticesSeen
from monitor.store.open_checks import sqlite_version, sqlite_warning
from monitor.store.operators import Operator, Operators, OperatorSession
from monitor.store.outbox import Outbox
from monitor.store.own_requests import OwnRequests
from monitor.store.pages import Pages
from monitor.store.past_polls import PastPoll
from monitor.store.poll import Polls
from monitor.store.possible import PossibleExits
from monitor.store.readings import Readings
from monitor.store.register import Register
from monitor.store.register_values import Audit, Block
from monitor.store.retention import Retention
from monitor.store.sendable import Retried
from monitor.store.sidecar_files import (
    BALLAST_BYTES,
    FORMS_LOCK,
    PAGES_LOCK,
    file_lock,
    lock_holder,
    sibling,
)
from monitor.store.sign_ups import SignUps
from monitor.store.stories import Stories
from monitor.store.suppressions import Suppressions
from monitor.store.unsettled import UnsettledStories
from monitor.store.values import (
    OVERDUE,
    SILENT,
    Alarm,
    Counts,
    DeadLetters,
    Delivery,
    Event,
    LoggedAttempt,
    MailOutcome,
    MailRead,
    PollRecord,
    PollResult,
    Possible,
    Reread,
    Retained,
    Stated,
    Unreachable,
    Unsettled,
    WantedPage,
    addressee,
)
from monitor.store.websub import Subscription, Subscriptions
from monitor.store.withheld import WithheldActs

__all__ = [
    "BALLAST_BYTES",
    "OVERDUE",
    "SILENT",
    "Alarm",
    "ApiToken",
    "Arrival",
    "Audit",
    "BackupMade",
    "Block",
    "Chosen",
    "Counts",
    "DeadLetters", "Delivery",
    "DueBefore", "DueFollowUp",
    "Event",
    "FeedTotals",
    "Gap",
    "Invitation",
    "Limit",
    "LoggedAttempt",
    "LoggedNotice",
    "MailOutcome",
    "MailRead",
    "NoticeOutcome", "NoticeRead", "NoticesSeen",
    "Operator", "OperatorSession",
    "PastPoll",
    "PollRecord",
    "PollResult",
    "Possible",
    "Reread",
    "Retained",
    "Retried",
    "Stated",
    "Store",
    "Subscription",
    "Unreachable",
    "Unsettled",
    "WantedPage",
    "act_ref",
    "addressee",
    "restore",
    "serving_pages",
    "sibling",
    "sqlite_version",
    "sqlite_warning",
]  # fmt: skip


TURN_S = 10.0  # that a form waits for another one


def serving_pages(path: Path) -> AbstractContextManager[None]:
    """Holds off `restore` while processes serve pages: they would write to the file that it replaces. Raises
    `StoreBusy` while one is replaced.
    """
    return file_lock(path, suffix=PAGES_LOCK, shared=True)


class Store:
    """An open database and its parts; `Store.open(path)`. Safe to use from several threads.

    Errors are `monitor.errors.StoreError` and its children.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.feeds = Feeds(database)
        self.polls = Polls(database)
        self.domain_pauses = DomainPauses(database)
        self.websub = Subscriptions(database)
        self.history = History(database)
        self.pages = Pages(database)
        self.stories = Stories(database)
        self.possible = PossibleExits(database)
        self.unsettled = UnsettledStories(database)
        self.acts = Acts(database)
        self.register = Register(database, self.acts)
        self.alerts = Alerts(database)
        self.due = DueDays(database)
        self.readings = Readings(database, self.register)
        self.destinations = Destinations(database)
        self.digests = Digests(database)
        self.suppressions = Suppressions(database)
        self.withheld = WithheldActs(database)
        self.outbox = Outbox(database)
        self.archive = Archive(database)
        self.inbound = InboundMails(database)
        self.notice_mails = NoticeMails(database)
        self.choices = ActChoices(database)
        self.buckets = Buckets(database)
        self.sign_ups = SignUps(database)
        self.own_requests = OwnRequests(database)
        self.invitations = Invitations(database)
        self.erasing = Erasing(database)
        self.events = Events(database)
        self.arrivals = Arrivals(database)
        self.audits = Audits(database)
        self.alarms = Alarms(database)
        self.operators = Operators(database)
        self.api_tokens = ApiTokens(database)
        self.meta = Meta(database)
        self.retention = Retention(database)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        editing: bool = False,
        trace: Callable[[str], None] = lambda point: None,
        ballast_bytes: int = BALLAST_BYTES,
        make: bool = True,
    ) -> Self:
        """Open, create or migrate the database at `path`; see `Database.open`."""
        return cls(Database.open(path, editing=editing, trace=trace, ballast_bytes=ballast_bytes, make=make))

    @classmethod
    def open_copy(cls, path: Path) -> Self:
        """Opens a copy of a database for readers, which others replace; see `copies`."""
        return cls(CopyDatabase.open_copy(path))

    @property
    def copied_at(self) -> datetime | None:
        """Of what time the copy for readers is; None for a database itself."""
        return self.database.copied_at

    def close(self) -> None:
        """Closes every connection, those of other threads too. Closing twice is no error."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def lock(self) -> AbstractContextManager[None]:
        """Holds the file lock, as `run`, `poll` and `replay` do. Raises `StoreBusy` naming the holder."""
        return self.database.lock()

    def lock_holder(self) -> str | None:
        """Who holds the file lock, as in `process 12 (treaty-monitor run)`; None: nobody."""
        return lock_holder(self.database.path)

    def turn(self) -> AbstractContextManager[None]:
        """Holds off all who apply what a person decided, in this process or another: a form that is sent
        twice at once is applied once. Raises `StoreBusy`.
        """
        return file_lock(self.database.path, wait_s=TURN_S, suffix=FORMS_LOCK)

    def counts(self) -> Counts:
        """Sizes, for health and metrics. Cheap: no table of stories is counted row by row."""
        return count_all(self.database)

    def backup(self, target: Path, at: datetime | None = None) -> BackupMade:
        """Writes a whole, verified copy beside a running service (see `backup.make_backup`)."""
        return make_backup(self.database, target, at)

    def check(self) -> None:
        """Looks at every page and every reference. Raises `StoreCorrupt`."""
        check_database(self.database)
