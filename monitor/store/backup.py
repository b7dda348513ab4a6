"""Backup, restore and the full check. A backup is one file without a -wal beside it."""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.errors import StoreCorrupt, StoreError
from monitor.store import rows, schema
from monitor.store.connection import Database
from monitor.store.copies import COPIED_AT
from monitor.store.open_checks import translate
from monitor.store.sidecar_files import (
    PAGES_LOCK,
    Marker,
    file_lock,
    read_key,
    sibling,
    sync_directory,
    write_key,
)
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
# Numbers that stand in mails, webhooks and signed tokens: so many are left out after a restore, more than
# were given out since the backup. Those mean nothing then: a bounce of a lost message suppresses nobody else,
# and no old link mutes another act.
LEFT_OUT = {"act": 10_000, "destination": 1_000, "outbox": 1_000_000}
# Likewise of the revisions of the register: a process that reads copies of the database keeps what it made of
# one, and must not take another for the same.
REVISIONS = 1_000_000


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A verified copy. `rows` is the number of rows in the tables of `TABLES`."""

    path: Path
    bytes: int
    rows: int
    generation: int

    def __str__(self) -> str:
        return f"{self.path} ({self.bytes:,} bytes, {self.rows:,} rows)"


def make_backup(database: Database, target: Path, at: datetime | None = None) -> BackupMade:
    """Writes a verified copy of the database, also while a service runs, and `<target>.key` with the
    key of the unsubscribe links. The copy says that it is of the time `at`.

    It uses SQLite's backup API: a `cp` would miss what is in the WAL (docs/faults.md 60). An existing
    `target` is replaced only by a complete copy. Raises `StoreError` when it cannot be written or is
    not verified.
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
            if at is not None:
                values = (COPIED_AT, rows.stamp(at))
                copy.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", values)
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
    """Checks every page and every reference. Raises `StoreCorrupt`."""
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
    """Puts the backup `source` in the place of the database `target`; returns the path of the old file,
    or None.

    The key beside the backup is restored too; without one, that of the target stays. The old files are
    kept beside the target. Raises `StoreBusy` when a service holds the database, `StoreCorrupt` for a
    file that is no backup.
    """
    source, target = Path(source), Path(target)
    with file_lock(target), file_lock(target, suffix=PAGES_LOCK):
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
    """Returns the generation and the row counts of a backup, which is only read.

    Raises `StoreCorrupt` for one that is damaged.
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
    """Copies a verified backup and raises its generation above that of the target; returns database id
    and generation.
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
        copy.execute("UPDATE meta SET value = value + ? WHERE key = 'register'", (REVISIONS,))
        copy.execute("DELETE FROM meta WHERE key = ?", (COPIED_AT,))
        for table, numbers in LEFT_OUT.items():
            copy.execute("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ?", (numbers, table))
            copy.execute(
                "INSERT INTO sqlite_sequence (name, seq) SELECT ?, ? "
                "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?)",
                (table, numbers, table),
            )
        return meta["database"], generation


def _set_aside(target: Path, suffix: str) -> Path | None:
    """Renames a database and its WAL, and returns the new path of the database."""
    kept = sibling(target, suffix)
    for tail in ("-wal", "-shm", ""):  # the WAL first: it must never be used with the new file
        if sibling(target, tail).exists():
            sibling(target, tail).rename(sibling(kept, tail))
    return kept if kept.exists() else None


def _restore_key(source: Path, target: Path, kept: Path | None) -> None:
    """Puts the backup's key in place; the old key is kept beside the old database."""
    key, old = read_key(source), read_key(target)
    if key is None or key == old:
        return
    if old is not None and kept is not None:
        write_key(kept, old)
    write_key(target, key)


def _new_file(path: Path) -> None:
    """Creates an empty file that only its owner may read."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _publish(unfinished: Path, target: Path) -> None:
    """Syncs the file to the disk, then gives it its name."""
    handle = os.open(unfinished, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    unfinished.replace(target)
    sync_directory(target.parent)
