"""The connection to the database file: opening with checks that do not change the file, writing,
reading, closing.

`Database.write()` is the only way to write: one connection, one lock, BEGIN IMMEDIATE ... COMMIT. Reads
use read-only connections, one a thread. All connections have `isolation_level=None`: Python itself
never begins or ends a transaction.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote
from weakref import WeakSet

from monitor.errors import StoreCorrupt, StoreError, StoreFull, StoreMissing, StoreNewer
from monitor.store import links, migrations, schema, searching
from monitor.store.open_checks import BUSY_MS, STEPS, create, examine, translate
from monitor.store.sidecar_files import (
    BALLAST_BYTES,
    KEY_BYTES,
    LOOKED_S,
    Ballast,
    Checked,
    Marker,
    file_lock,
    read_key,
    sibling,
    write_key,
)
from monitor.store.sqlite import sqlite3

CHECK_BYTES = 256 * 1024 * 1024  # quick_check at open up to this size; `check()` has no limit
STEPS_BETWEEN = 100  # of SQLite's machine between two looks at the clock: FTS5 does much in a step
CHECK_BYTES_EDITING = 16 * 1024 * 1024  # for a command while the service runs, which should answer at once


class Reader:
    """The connection of one thread, which is closed when the thread has ended: the threads of the pages come
    and go. Two threads that close a connection of SQLite at once end the process, and the database may be
    closed just then.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._closing = threading.Lock()

    def close(self) -> None:
        """May be called by any thread, and twice."""
        with self._closing:
            self.connection.close()

    def __del__(self) -> None:
        self.close()


class Database:
    """An open database file. Use `open`."""

    def __init__(
        self, path: Path, *, editing: bool, trace: Callable[[str], None], ballast_bytes: int
    ) -> None:
        self.path = path
        self.editing = editing
        self.trace = trace
        self.full = False  # the last write found no room; readiness fails until a write succeeds
        self._lock = threading.RLock()
        self._local = threading.local()
        self._readers: WeakSet[Reader] = WeakSet()
        self._marker = Marker(path)
        self._last_check = Checked(path)
        self._is_unchanged = self._last_check.holds()  # before the file is opened, which makes a WAL
        self.ballast = Ballast(path, ballast_bytes)
        self.key = b""  # of the unsubscribe links
        self.writer = self.connect("rw")

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
        """Opens, creates or migrates the database at `path`.

        `editing`: a service runs on it, which alone makes checkpoints. `make` False: a missing database
        is `StoreMissing`. Raises `StoreCorrupt` (damaged, emptied, older than its marker, or another
        program's; the file is not changed), `StoreNewer`, `StoreBusy` (a migration while the service
        runs) and `StoreError` (not writable).
        """
        path = Path(path)
        new = examine(path, Marker(path))
        if new and not make:
            raise StoreMissing(
                f"There is no database at {path}. `treaty-monitor init` makes one; --db or --config "
                "names another."
            )
        if new:
            create(path)
        try:
            database = cls(path, editing=editing, trace=trace, ballast_bytes=ballast_bytes)
        except sqlite3.Error as error:
            raise translate(error, path) from error
        try:
            database._prepare()
        except sqlite3.Error as error:
            database.close()
            raise translate(error, path) from error
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Closes every connection, those of other threads too. May be called twice."""
        with self._lock:
            for reader in tuple(self._readers):
                reader.close()
            self.writer.close()
            self._readers.clear()
            self._local = threading.local()
            self._marker.close()
            if not self.editing:
                self._last_check.write()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------ opening

    def connect(self, mode: str) -> sqlite3.Connection:
        uri = f"file:{quote(str(self.path.absolute()))}?mode={mode}"
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000
        )
        connection.row_factory = sqlite3.Row
        searching.add_functions(connection)
        try:
            # All of these are per connection, not per file (docs/faults.md 63, 70).
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            # what is deleted is overwritten where that costs no further page (docs/faults.md 166)
            connection.execute("PRAGMA secure_delete = FAST")
            if mode != "rw":
                connection.execute("PRAGMA query_only = ON")
            elif self.editing:
                connection.execute("PRAGMA wal_autocheckpoint = 0")
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self) -> None:
        """Checks the file, switches to WAL, migrates, compares generations, and tries to write."""
        db = self.writer
        if db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            self._verify(db)
        elif self._marker.exists():
            raise StoreCorrupt(f"{self.path} is empty, although it held a database before. {STEPS}")
        else:
            db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        if db.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
            raise StoreError(
                f"The file system of {self.path} does not support SQLite's WAL mode (network share?). "
                "Use a local disk."
            )
        self._migrate()
        self._take_key()
        if not self.editing:
            with self.write():
                # tries to write at the start, so that a read-only volume or a wrong owner is reported now
                # (docs/faults.md 69)
                pass

    def _take_key(self) -> None:
        """Reads the key of the unsubscribe links, or makes one; in a transaction, so that two processes
        do not make two keys.
        """
        key = read_key(self.path)
        if key is None or not links.marked(self.writer, key):
            with self.write() as db:
                key = read_key(self.path) or self._new_key()
                links.remember_all(db, key)
        self.key = key

    def _new_key(self) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        try:
            write_key(self.path, key)
        except OSError as error:
            raise StoreError(
                f"Cannot write the key beside {self.path}: {error.strerror}. Check its directory."
            ) from error
        return key

    def _verify(self, db: sqlite3.Connection) -> None:
        if db.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
            raise StoreCorrupt(
                f"{self.path} is a SQLite database, but not one of Treaty Monitor. The file was left as "
                "it is; give another --db."
            )
        limit = CHECK_BYTES_EDITING if self.editing else CHECK_BYTES
        if self.path.stat().st_size <= limit and not self._is_unchanged:
            problem = db.execute("PRAGMA quick_check(1)").fetchone()[0]
            if problem != "ok":
                raise StoreCorrupt(f"{self.path} is damaged ({problem}). {STEPS}")
            self._last_check.passed()
        unknown = migrations.STEPS.applied(db) - {step.name for step in migrations.STEPS.steps}
        if unknown:
            raise StoreNewer(
                f"{self.path} was written by a newer version of Treaty Monitor (step {max(unknown)} is "
                "unknown here). "
                "Update the program, or restore the backup that was made before the update."
            )
        # The marker is read first: otherwise a commit of the service between the two readings would look
        # like lost commits.
        marked, reached = self._marker.read()
        database, generation = self._generation(db)
        if marked and marked != database:
            raise StoreCorrupt(
                f"{self.path} is another database than the one that was here before. {STEPS} {self._accept()}"
            )
        if generation < reached:
            raise StoreCorrupt(
                f"{self.path} has gone back in time: {reached - generation} committed changes are "
                "missing (its -wal file was damaged "
                f"or lost, or an old copy was put in its place). {STEPS} {self._accept()}"
            )

    def _accept(self) -> str:
        return (
            f"To go on with this file as it is, delete {self._marker.path.name}; stories since then "
            "are polled again and may be sent again."
        )

    def _generation(self, db: sqlite3.Connection) -> tuple[str, int]:
        meta = dict(
            db.execute("SELECT key, value FROM meta WHERE key IN ('database', 'generation')").fetchall()
        )
        return meta["database"], int(meta["generation"])

    def _migrate(self) -> None:
        """Applies the pending migrations in one transaction: a process that dies in it leaves the old
        schema (docs/faults.md 68).
        """
        pending = migrations.STEPS.pending(self.writer)
        if not pending:
            return
        with file_lock(self.path, wait_s=BUSY_MS / 1000):
            if self.writer.execute("PRAGMA application_id").fetchone()[0]:
                self._copy_before(pending[0].name)
            # so that a step may rebuild a table; checked before the commit
            self.writer.execute("PRAGMA foreign_keys = OFF")
            with self.write() as db:
                migrations.STEPS.apply(db)
                self.trace("mid_migration")
                broken = db.execute("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise StoreCorrupt(
                        f"Migrating {self.path} would break {len(broken)} references; the old schema "
                        f"stays. {STEPS}"
                    )
                self.trace("before_commit_migration")
            self.trace("after_commit_migration")
            self.writer.execute("PRAGMA foreign_keys = ON")

    def _copy_before(self, step: str) -> None:
        """Copies the database as it was before `step` to a file beside it that only the owner may read."""
        target = sibling(self.path, f".before-{step}")
        unfinished = sibling(target, ".tmp")
        unfinished.unlink(missing_ok=True)
        create(unfinished)
        self.writer.execute("VACUUM INTO ?", (str(unfinished),))
        unfinished.replace(target)
        self.trace("after_migration_backup")

    # ------------------------------------------------------------ writing

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One write transaction, from BEGIN IMMEDIATE to COMMIT; any exception rolls it back.

        Threads wait for each other; it cannot be nested. Raises `StoreFull`, `StoreBusy`,
        `StoreCorrupt`, `StoreError`.
        """
        with self._lock:
            assert not self.writer.in_transaction, "write() inside write()"
            db = self.writer
            try:
                db.execute("BEGIN IMMEDIATE")
                try:
                    yield db
                    db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")
                    reached = self._generation(db)
                    db.execute("COMMIT")
                except BaseException:
                    if (
                        db.in_transaction
                    ):  # a full disk has rolled back already, and a second ROLLBACK would raise
                        db.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                ours = translate(error, self.path)
                self.full = self.full or isinstance(ours, StoreFull)
                raise ours from error
            self.full = False
            self._marker.write(*reached)

    @property
    def copied_at(self) -> datetime | None:
        """None: this is no copy for readers (`copies`)."""
        return None

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Holds the file lock, as `run`, `poll` and `replay` do, and makes the ballast file.

        Raises `StoreBusy` naming the holder.
        """
        with file_lock(self.path, wait_s=LOOKED_S):
            self.ballast.make()
            yield

    def run_script(self, sql: str) -> None:
        """Executes statements outside a transaction, such as a checkpoint.

        Raises `StoreError` and its children.
        """
        with self._lock:
            try:
                self.writer.executescript(sql)
            except sqlite3.Error as error:
                raise translate(error, self.path) from error

    # ------------------------------------------------------------ reading

    def reader(self) -> sqlite3.Connection:
        """This thread's read-only connection, on which a snapshot may be held; it is closed when the thread
        has ended, or with the database.
        """
        reader: Reader | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = Reader(self.connect("ro"))
            with self._lock:
                self._readers.add(reader)
        return reader.connection

    @contextmanager
    def within(self, cpu_s: float) -> Iterator[Callable[[], bool]]:
        """Ends what this thread reads in the block when it has taken so many seconds of the processor: that
        raises `StoreSlow`. Yields what says whether they are over.
        """
        end = time.thread_time() + cpu_s

        def is_over() -> bool:
            return time.thread_time() > end

        reader = self.reader()
        reader.set_progress_handler(is_over, STEPS_BETWEEN)
        try:
            yield is_over
        finally:
            reader.set_progress_handler(None, 0)

    def rows(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> list[sqlite3.Row]:
        """All rows of a SELECT. Raises `StoreError` and its children."""
        try:
            return self.reader().execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise translate(error, self.path) from error

    def row(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> sqlite3.Row | None:
        """The first row of a SELECT, or None."""
        return next(iter(self.rows(sql, values)), None)

    def value(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> Any:
        """The single value of a SELECT that always has a row."""
        return self.rows(sql, values)[0][0]
