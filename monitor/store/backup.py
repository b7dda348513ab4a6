"""Backup, restore and the full check. A backup is one file: no -wal beside it, safe to copy and to move."""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.errors import StoreCorrupt, StoreError
from monitor.store import schema
from monitor.store.connection import Database
from monitor.store.open_checks import translate
from monitor.store.sidecar_files import Marker, file_lock, read_key, sibling, sync_directory, write_key
from monitor.store.sqlite import sqlite3

TABLES = (
    "feed",
    "story",
    "version",
    "hit",
    "sighting",
    "act",
    "alert",
    "destination",
    "outbox",
    "attempt",
    "event",
)


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A verified copy. `rows` counts all rows of the tables that matter."""

    path: Path
    bytes: int
    rows: int
    generation: int

    def __str__(self) -> str:
        return f"{self.path} ({self.bytes:,} bytes, {self.rows:,} rows)"


def make_backup(database: Database, target: Path) -> BackupMade:
    """Write a whole, verified copy beside a running service, and `<target>.key` with the key of the
    unsubscribe links beside it.

    It uses SQLite's backup API: a `cp` would miss what is in the WAL (docs/faults.md 60). An existing
    `target` is replaced only by a finished copy. Raises `StoreError` when it cannot be written or does
    not verify.
    """
    target = Path(target)
    if target.absolute() == database.path.absolute():
        raise StoreError("A backup cannot replace the database it is made of; name another file.")
    unfinished = sibling(target, ".tmp")
    source = database.connect("ro")
    try:
        _new_file(unfinished)
        source.execute("BEGIN")  # one snapshot for the copy and for the counts
        expected = _counts(source)
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as copy:
            source.backup(copy)
            database.trace("mid_backup")
            copy.execute("PRAGMA journal_mode = DELETE")
        generation, counted = verify(unfinished)
        if counted != expected:
            raise StoreCorrupt(
                f"The copy {unfinished} does not hold the rows of {database.path}; no backup was made."
            )
        write_key(target, database.key)
        _publish(unfinished, target)
        database.trace("after_backup")
    except sqlite3.Error as error:
        raise translate(error, target) from error
    except OSError as error:
        raise StoreError(f"Cannot write {target}: {error.strerror}.") from error
    finally:
        source.close()
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return BackupMade(target, target.stat().st_size, sum(counted), generation)


def check_database(database: Database) -> None:
    """Look at every page and every reference. Raises `StoreCorrupt`."""
    problem = database.value("PRAGMA integrity_check(1)")
    if problem != "ok":
        raise StoreCorrupt(
            f"{database.path} is damaged ({problem}). Restore a backup: `treaty-monitor restore BACKUP`."
        )
    broken = database.rows("PRAGMA foreign_key_check")
    if broken:
        raise StoreCorrupt(
            f"{database.path}: {len(broken)} rows refer to rows that are not there. Restore a backup: "
            "`treaty-monitor restore BACKUP`."
        )


def restore(
    source: Path, target: Path, now: datetime, *, trace: Callable[[str], None] = lambda point: None
) -> Path | None:
    """Put the backup `source` in the place of the database `target`; return where the old file went, if
    there was one.

    The key beside the backup comes along; without one, that of the target stays. Raises `StoreBusy` when
    a service holds the database, `StoreCorrupt` for a backup that is none. The old files are kept beside
    it.
    """
    source, target = Path(source), Path(target)
    with file_lock(target):
        unfinished = sibling(target, ".restoring")
        try:
            verify(source)
            _new_file(unfinished)
            reached = _copy_for(source, unfinished, target)
            trace("mid_restore")
            kept = _set_aside(target, f".replaced-{now:%Y%m%dT%H%M%SZ}")
            trace("before_restore_rename")
            _restore_key(source, target, kept)
            _publish(unfinished, target)
        except sqlite3.Error as error:
            raise translate(error, source) from error
        except OSError as error:
            raise StoreError(f"Cannot restore {source} to {target}: {error.strerror}.") from error
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
        marker = Marker(target)
        marker.write(*reached)
        marker.close()
        return kept


def verify(path: Path) -> tuple[int, list[int]]:
    """The generation and row counts of a backup that is whole.

    Raises `StoreCorrupt`; the file stays as it is.
    """
    if not path.is_file():
        raise StoreError(f"There is no backup at {path}.")
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
        ) as db:
            if db.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
                raise StoreCorrupt(f"{path} is not a backup of Treaty Monitor.")
            problem = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if problem != "ok" or db.execute("PRAGMA foreign_key_check").fetchone():
                raise StoreCorrupt(f"{path} is damaged ({problem}).")
            return int(db.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0]), _counts(
                db
            )
    except sqlite3.DatabaseError as error:
        raise StoreCorrupt(f"{path} is damaged or not a backup ({error}).") from error


def _counts(db: sqlite3.Connection) -> list[int]:
    return [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]


def _copy_for(source: Path, unfinished: Path, target: Path) -> tuple[str, int]:
    """Copy a verified backup, its generation raised above everything the target had reached; return database
    id and generation.
    """
    with (
        closing(
            sqlite3.connect(
                f"{source.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None
            )
        ) as old,
        closing(sqlite3.connect(unfinished, isolation_level=None)) as copy,
    ):
        old.backup(copy)
        meta = dict(
            copy.execute("SELECT key, value FROM meta WHERE key IN ('database', 'generation')").fetchall()
        )
        generation = max(int(meta["generation"]), Marker(target).read()[1]) + 1
        copy.execute("UPDATE meta SET value = ? WHERE key = 'generation'", (str(generation),))
        return meta["database"], generation


def _set_aside(target: Path, suffix: str) -> Path | None:
    """Move a database and its WAL out of the way, under one name."""
    kept = sibling(target, suffix)
    for tail in ("-wal", "-shm", ""):  # the WAL first: it must never meet the new file
        if sibling(target, tail).exists():
            sibling(target, tail).rename(sibling(kept, tail))
    return kept if kept.exists() else None


def _restore_key(source: Path, target: Path, kept: Path | None) -> None:
    """Put the backup's key in place; the one that was there stays beside the database that it belonged to."""
    key, old = read_key(source), read_key(target)
    if key is None or key == old:
        return
    if old is not None and kept is not None:
        write_key(kept, old)
    write_key(target, key)


def _new_file(path: Path) -> None:
    """An empty file for its owner only."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _publish(unfinished: Path, target: Path) -> None:
    """Bytes to the disk, then the name."""
    handle = os.open(unfinished, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    unfinished.replace(target)
    sync_directory(target.parent)
