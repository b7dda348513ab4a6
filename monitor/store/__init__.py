"""The database, and the only SQL of the house: one SQLite file that holds everything a crash must not lose.

`Store` is put together of parts, one a subject; each of the four steps of `pipeline` has one method here,
which is one transaction:

    record_poll (poll.py)    replace_block (register.py)    compose (destinations.py)    lease, finish
                             (outbox.py)

Start reading at `schema.py`. `trace(name)` is called at the points where a test kills the process.
"""

from __future__ import annotations

from monitor.store.backup import Backup, BackupMade
from monitor.store.beside import BALLAST_BYTES, sibling
from monitor.store.destinations import Destinations
from monitor.store.events import Events
from monitor.store.feeds import Feeds
from monitor.store.guard import sqlite_version, sqlite_warning
from monitor.store.history import History
from monitor.store.outbox import Outbox
from monitor.store.pages import Pages
from monitor.store.poll import Poll
from monitor.store.possible import PossibleExits
from monitor.store.readings import Readings
from monitor.store.register import Audit, Block
from monitor.store.retention import Retention
from monitor.store.settle import short_ref
from monitor.store.stories import Stories
from monitor.store.values import (
    Counts,
    Delivery,
    Event,
    LoggedAttempt,
    PollRecord,
    PollResult,
    Possible,
    Reread,
    Retained,
    Stated,
    Unsettled,
    WantedPage,
)
from monitor.store.views import Views

__all__ = [
    "BALLAST_BYTES", "Audit", "BackupMade", "Block", "Counts", "Delivery", "Event",
    "LoggedAttempt", "PollRecord", "PollResult", "Possible", "Reread", "Retained", "Stated", "Store",
    "Unsettled", "WantedPage", "short_ref", "sibling", "sqlite_version", "sqlite_warning",
]  # fmt: skip


class Store(
    Feeds,
    Poll,
    History,
    Pages,
    PossibleExits,
    Stories,
    Views,
    Readings,
    Destinations,
    Outbox,
    Events,
    Backup,
    Retention,
):
    """An open database; `Store.open(path)`. Safe to use from several threads.

    Errors are `monitor.errors.StoreError` and its children.
    """
