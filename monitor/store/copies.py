"""A copy of the database for readers, which others replace by a newer one with a rename: it is read, never
written, and a new one is taken up between two queries.

SQLite opens the file as one that nobody changes (`immutable`): no lock, no `-wal`, no `-shm`, so that a
volume that is mounted read-only will do.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, NoReturn, Self

from monitor.errors import StoreError, StoreMissing, StoreNewer
from monitor.log import get_logger
from monitor.store import migrations, rows, schema
from monitor.store.connection import Database, Reader
from monitor.store.open_checks import examine, translate
from monitor.store.sidecar_files import KEY_BYTES, Marker
from monitor.store.sqlite import sqlite3

log = get_logger(__name__)

COPIED_AT = "copied_at"  # key of the setting by which a backup says of what time it is
COPY = "ro&immutable=1"
USED_S = 30.0  # so long an answer under way may use the copy before the newest
TRIES = 5  # to open a copy that is replaced just then

Identity = tuple[int, int, int, int]  # device, inode, time of change, size


class Copy(NamedTuple):
    """A copy, and of what time it is."""

    identity: Identity
    at: datetime


class CopyDatabase(Database):
    """A copy for readers. Use `open_copy`. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, editing=True, trace=lambda point: None, ballast_bytes=0)
        self.key = secrets.token_bytes(KEY_BYTES)  # no link of a mail is answered here
        self._looking = threading.Lock()
        self._refused: Identity | None = None  # what cannot be used, and was told
        self._used: deque[tuple[float, Reader]] = deque()  # since when no more (monotonic)
        self._spare = Reader(self.writer)  # for a thread that finds its copy gone; it writes nothing
        self._copy = self._checked()

    @classmethod
    def open_copy(cls, path: Path) -> Self:
        """Opens the copy at `path`. Raises `StoreMissing`, `StoreCorrupt`, `StoreNewer` and `StoreError`."""
        if not Path(path).is_file():
            raise StoreMissing(f"There is no copy of a database at {path}.")
        try:
            return cls(Path(path))
        except sqlite3.Error as error:
            raise translate(error, path) from error

    def connect(self, mode: str) -> sqlite3.Connection:
        return super().connect(COPY)

    @property
    def copied_at(self) -> datetime | None:
        """Of what time the copy is that is read now."""
        return self._newest().at

    def write(self) -> NoReturn:
        """Nothing is written to a copy. Raises `StoreError`."""
        raise StoreError(f"{self.path} is a copy for readers; change the database that it was made of.")

    def lock(self) -> NoReturn:
        """Nobody works on a copy. Raises `StoreError`."""
        self.write()

    def run_script(self, sql: str) -> NoReturn:
        """Raises `StoreError`."""
        self.write()

    # ------------------------------------------------------------ reading

    def reader(self) -> sqlite3.Connection:
        """This thread's connection to the newest copy; to the one before while it is within a block or a
        snapshot.
        """
        own: Reader | None = getattr(self._local, "reader", None)
        if own is not None and (own.connection.in_transaction or getattr(self._local, "is_held", False)):
            return own.connection
        newest = self._newest()
        if own is not None and self._local.identity == newest.identity:
            return own.connection
        fresh = self._opened(newest)
        if fresh is None:  # the file is another one, and of no use
            return (own or self._spare).connection
        if own is not None:
            self._put_away(own)
        self._local.reader = fresh
        with self._lock:
            self._readers.add(fresh)
        return fresh.connection

    @contextmanager
    def within(self, cpu_s: float) -> Iterator[Callable[[], bool]]:
        """As that of a database; the copy stays the same in the block."""
        self.reader()
        self._local.is_held = True
        try:
            with super().within(cpu_s) as is_over:
                yield is_over
        finally:
            self._local.is_held = False

    def _opened(self, newest: Copy) -> Reader | None:
        """A connection to the newest copy, for this thread; None if that is not there any more."""
        for _ in range(TRIES):
            try:
                reader = Reader(self.connect(COPY))
            except sqlite3.Error:
                continue
            if _identity(self.path) == newest.identity:  # none came between
                self._local.identity = newest.identity
                return reader
            newest = self._newest()
        return None

    def _put_away(self, reader: Reader) -> None:
        """Keeps a connection for the answers that still use it, and closes those that nobody uses now."""
        now = time.monotonic()
        with self._lock:
            self._used.append((now, reader))
            while self._used and now - self._used[0][0] > USED_S:
                self._used.popleft()

    # ------------------------------------------------------------ new copies

    def _newest(self) -> Copy:
        """The copy to be read: a new one if it can be used."""
        if _identity(self.path) in (None, self._copy.identity, self._refused):
            return self._copy
        with self._looking:
            identity = _identity(self.path)
            if identity not in (None, self._copy.identity, self._refused):
                self._take_up(identity)
            return self._copy

    def _take_up(self, identity: Identity | None) -> None:
        """Reads the file that has come from now on, unless it cannot be used."""
        try:
            copy = self._checked()
            spare = Reader(self.connect(COPY))
        except (StoreError, sqlite3.Error, OSError) as error:
            self._refused = identity
            log.error("copy not taken up", problem=str(error))
            return
        self._put_away(self._spare)
        self._spare, self.writer = spare, spare.connection
        self._copy = copy

    def _checked(self) -> Copy:
        """The copy that is there now. Raises `StoreError` and its children, and `sqlite3.Error`."""
        identity = _identity(self.path)
        if identity is None or examine(self.path, Marker(self.path)):
            raise StoreMissing(f"There is no copy of a database at {self.path}.")
        with closing(self.connect(COPY)) as db:
            if db.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
                raise StoreError(f"{self.path} is no copy of a database of Treaty Monitor.")
            if migrations.STEPS.applied(db) - {step.name for step in migrations.STEPS.steps}:
                raise StoreNewer(f"{self.path} was written by a newer version of Treaty Monitor.")
            if migrations.STEPS.pending(db):
                raise StoreError(f"{self.path} was made by an older version of Treaty Monitor: make it anew.")
            return Copy(identity, _copied_at(db, self.path))


def _copied_at(db: sqlite3.Connection, path: Path) -> datetime:
    """What the copy says; without that the newest poll in it; without that the time of the file."""
    said = db.execute("SELECT value FROM meta WHERE key = ?", (COPIED_AT,)).fetchone()
    polled = said or db.execute("SELECT max(polled_at) FROM feed_state").fetchone()
    if polled is not None and polled[0] is not None:
        return rows.when(polled[0])
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _identity(path: Path) -> Identity | None:
    """What tells a file from the one that takes its place; None if there is none at this moment."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size
