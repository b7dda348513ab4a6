"""Checks a database file before SQLite opens it, and translates SQLite's errors for callers."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from monitor.errors import StoreBusy, StoreCorrupt, StoreError, StoreFull, StoreSlow
from monitor.store.sidecar_files import Marker, sibling
from monitor.store.sqlite import IOERR_WRITE, sqlite3

BUSY_MS = 5_000  # how long a writer waits for another process
MAGIC = b"SQLite format 3\x00"
# pysqlite3 gives primary codes only: there an I/O error has no detail
_REFUSED_WRITES = (
    IOERR_WRITE,
    sqlite3.SQLITE_IOERR,
)
SAFE_SQLITE = (3, 51, 3)  # first release without the WAL-reset bug

STEPS = (
    "The file was left as it is. To go on: 1. stop the service and keep a copy of the whole directory; "
    "2. `treaty-monitor restore BACKUP` puts a backup in its place and keeps the damaged file beside it; "
    "3. without a backup, `sqlite3 FILE .recover` saves what can be read."
)


def sqlite_version() -> str:
    """The version of the SQLite in use, and the package that brought it when it is not Python's own."""
    version: str = sqlite3.sqlite_version
    return version if sqlite3.__name__ == "sqlite3" else f"{version} ({sqlite3.__name__})"


def sqlite_warning(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str | None:
    """A known fault of the SQLite in use, or None (docs/faults.md 64)."""
    if version >= SAFE_SQLITE:
        return None
    return (
        f"SQLite {'.'.join(map(str, version))} has the WAL-reset bug (fixed in 3.51.3): several "
        "processes that write and checkpoint at "
        "once may damage a database. One process checkpoints here; do not write to the file with other "
        "programs."
    )


def translate(error: sqlite3.Error, path: Path) -> Exception:
    """Returns the exception of `monitor.errors` for an error of SQLite; a programming mistake is
    returned unchanged.
    """
    extended: int = getattr(error, "sqlite_errorcode", None) or 0
    match extended & 0xFF:
        case sqlite3.SQLITE_FULL:
            return StoreFull(
                f"No room left for {path}: nothing was lost, the last change was undone. Free some disk "
                "space."
            )
        case sqlite3.SQLITE_IOERR if extended in _REFUSED_WRITES:  # over quota, over a file size limit
            return StoreFull(
                f"The system refuses to write to {path} (quota, file size limit, or a failing disk); "
                "the last change was undone."
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusy(
                f"Another process has been writing to {path} for {BUSY_MS // 1000} s; nothing was "
                "changed. Try again."
            )
        case sqlite3.SQLITE_INTERRUPT:
            return StoreSlow("This takes too long. Ask for less: rarer words, or longer ones before a *.")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StoreCorrupt(f"{path} is damaged or not a database ({error}). {STEPS}")
        case (
            sqlite3.SQLITE_READONLY
            | sqlite3.SQLITE_CANTOPEN
            | sqlite3.SQLITE_PERM
            | sqlite3.SQLITE_IOERR
            | sqlite3.SQLITE_AUTH
        ):
            return unwritable(path, str(error))
    return error


def examine(path: Path, marker: Marker) -> bool:
    """Checks the first bytes and the size of a file; returns True if a database is to be made.

    Raises `StoreCorrupt` for a file that is no whole database.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        size, head = 0, b""
    except OSError as error:
        raise StoreError(f"Cannot read {path}: {error.strerror}. Check its owner and mode.") from error
    if size == 0:
        if marker.exists():
            raise StoreCorrupt(
                f"{path} is missing or empty, although it held a database before. {STEPS} "
                f"To start anew with an empty one, delete {marker.path.name} too."
            )
        return True
    if not head.startswith(MAGIC) or len(head) < 100:
        raise StoreCorrupt(f"{path} is not a SQLite database. {STEPS}")
    page = int.from_bytes(head[16:18], "big")
    expected = int.from_bytes(head[28:32], "big") * (65536 if page == 1 else page)
    wal = sibling(path, "-wal")
    # Truncated, and no WAL that could have the missing pages.
    if size < expected and not (wal.exists() and wal.stat().st_size):
        raise StoreCorrupt(f"{path} is cut off: {size:,} of {expected:,} bytes are there. {STEPS}")
    return False


def create(path: Path) -> None:
    """Creates an empty file that only its owner may read: it will hold addresses and secrets."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(f"No room left for {path} ({error.strerror}). Free some disk space.") from error
        raise unwritable(path, error.strerror or "") from error


def unwritable(path: Path, problem: str) -> StoreError:
    """The error for a file that cannot be written: no room, no permission, or another reason."""
    try:
        space = os.statvfs(path.parent)
    except OSError:
        return StoreError(
            f"{path} cannot be written ({problem}): its directory {path.parent} is not there or may not "
            "be entered."
        )
    if space.f_bavail == 0 or (space.f_files and space.f_favail == 0):
        return StoreFull(f"No room left for {path} ({problem}). Free some disk space.")
    if space.f_flag & os.ST_RDONLY:
        return StoreError(
            f"{path} cannot be written ({problem}): {path.parent} is on a volume that is mounted read-only."
        )
    return StoreError(
        f"{path} cannot be written ({problem}). There is room: check that directory and file belong to "
        "the user that runs this "
        f"(uid {os.getuid()}) and are not read-only."
    )
