"""The small files beside the database: lock, marker with the generation, note of its check, key, ballast.

For `data/treaty.db`: `treaty.db.lock` names the process that holds it (`.pages.lock` and `.forms.lock`: what
several processes do beside it); `treaty.db.marker` proves that the database existed and holds its last
generation; `treaty.db.checked` says what it was when it was closed whole; `treaty.db.key` is the key of
unsubscribe links; `treaty.db.ballast` reserves room for cleaning up on a full disk.
"""

from __future__ import annotations

import fcntl
import os
import re
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from monitor.errors import StoreBusy, StoreError

BALLAST_BYTES = 16 * 1024 * 1024
KEY_BYTES = 32
SERVICE_LOCK = ".lock"  # of `run`, `poll`, `replay`, `restore`
PAGES_LOCK = ".pages.lock"  # of processes that serve pages, which share it; of `restore` alone
FORMS_LOCK = ".forms.lock"  # of who applies what a person decided
CHECKED_FOR_S = 86_400  # seconds for which a check of an unchanged file counts
LOOKED_S = 0.1  # more than `lock_holder` keeps a lock
ROOM = 8  # a ballast file is made only if its size is free this many times


def sibling(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


# ---------------------------------------------------------------- lock


@contextmanager
def file_lock(
    path: Path, *, wait_s: float = 0.0, suffix: str = SERVICE_LOCK, shared: bool = False
) -> Iterator[None]:
    """Holds `<path>.lock` (flock: it ends with the process, however that dies), or another file that is
    locked, alone or with all that want it `shared`.

    Raises `StoreBusy` naming the holder.
    """
    name = sibling(path, suffix)
    try:
        handle = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"Cannot open the lock file {name}: {error.strerror}. Check the owner and the mount of its "
            "directory."
        ) from error
    try:
        _flock(handle, path, wait_s, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()} {shlex.join(sys.argv)}\n".encode("utf-8", "replace"), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _flock(handle: int, path: Path, wait_s: float, how: int) -> None:
    until = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise StoreBusy(
                    f"{path} is in use by {_named(handle)}. Stop it first, or use another --db."
                ) from error
            time.sleep(0.02)


def lock_holder(path: Path) -> str | None:
    """Who holds the lock, as in `process 12 (treaty-monitor run)`; None: nobody.

    A shared lock is tried for a moment: `LOOKED_S` lets a process wait that starts just then.
    """
    try:
        handle = os.open(sibling(path, SERVICE_LOCK), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _named(handle)
    finally:
        os.close(handle)
    return None


def _named(handle: int) -> str:
    holder = os.pread(handle, 1000, 0).decode("utf-8", "replace").strip()
    pid, _, command = holder.partition(" ")
    return f"process {pid} ({command})" if command else "another process"


# ---------------------------------------------------------------- marker


class Marker:
    """`<db>.marker`: `DATABASE GENERATION`, written after each commit, so it never runs ahead of the
    database.

    A database that is behind its marker has lost commits: a damaged or missing WAL shows nothing else
    (docs/faults.md 58). It is overwritten in place without fsync: a power cut may leave it behind, which only
    weakens the check.
    """

    def __init__(self, path: Path) -> None:
        self.path = sibling(path, ".marker")
        self._handle: int | None = None

    def exists(self) -> bool:
        return self.path.exists()

    def read(self) -> tuple[str, int]:
        """(database id, generation); ("", 0) when it is missing or unreadable."""
        try:
            database, generation = self.path.read_text("ascii").split()
            return database, int(generation)
        except (OSError, ValueError):
            return "", 0

    def write(self, database: str, generation: int) -> None:
        """Overwrites or creates the file.

        Its commit is done: that it cannot be written is no failure of the commit.
        """
        with suppress(OSError):
            if self._handle is None:
                self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.pwrite(self._handle, f"{database} {generation:020d}\n".encode("ascii"), 0)

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


# ---------------------------------------------------------------- check


class Checked:
    """`<db>.checked`: `CHECKED_AT INODE SIZE MTIME CTIME`, when the whole file was last checked (seconds
    since 1970; the others are nanoseconds) and what it was when it was closed. To read all pages at each
    start would be a third of what a round of polls without news costs (docs/notes/polling-cost.md).

    Whatever else writes to the file changes that. A lost or old note only brings the check back.
    """

    def __init__(self, path: Path) -> None:
        self.path = sibling(path, ".checked")
        self._database = path
        self._at: int | None = None  # when the file that is open now was checked

    def holds(self) -> bool:
        """True if the file was checked within a day, was closed since, and has not changed."""
        try:
            at, *state = map(int, self.path.read_text("ascii").split())
        except (OSError, ValueError):
            return False
        if not 0 <= time.time() - at < CHECKED_FOR_S or tuple(state) != self._state():
            return False
        self._at = at
        return True

    def passed(self) -> None:
        """Remembers that the file was found whole just now."""
        self._at = int(time.time())

    def write(self) -> None:
        """Writes the note when the file is closed, unless it was not checked or others have it open."""
        state = self._state()
        if self._at is not None and state is not None:
            with suppress(OSError):
                self.path.write_text(" ".join(map(str, (self._at, *state))) + "\n", "ascii")

    def _state(self) -> tuple[int, ...] | None:
        """What changes with the file; None while changes wait in its WAL."""
        try:
            if sibling(self._database, "-wal").exists():
                return None
            status = self._database.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


# ---------------------------------------------------------------- key


def read_key(path: Path) -> bytes | None:
    """The key in `<path>.key`; None when there is none or it is no key.

    Raises `StoreError` when it cannot be read.
    """
    name = sibling(path, ".key")
    try:
        text = name.read_text("ascii", "replace").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(
            f"Cannot read the key {name}: {error.strerror}. Check its owner and mode."
        ) from error
    return bytes.fromhex(text) if re.fullmatch(rf"[0-9a-f]{{{2 * KEY_BYTES}}}", text) else None


def write_key(path: Path, key: bytes) -> None:
    """Writes `<path>.key` atomically, for its owner only. Raises `OSError`."""
    name = sibling(path, ".key")
    unfinished = sibling(name, f".{os.getpid()}.tmp")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.write(handle, f"{key.hex()}\n".encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)
    unfinished.replace(name)
    sync_directory(name.parent)


# ---------------------------------------------------------------- ballast


class Ballast:
    """`<db>.ballast`: reserved room that is freed when the disk is full, so that retention can run
    (docs/faults.md 56).
    """

    def __init__(self, path: Path, size: int) -> None:
        self.path = sibling(path, ".ballast")
        self.size = size

    def make(self) -> bool:
        """Creates the file if there is plenty of room; True when it exists."""
        if self.size == 0:
            return False
        if self.path.exists():
            return True
        space = os.statvfs(self.path.parent)
        if space.f_bavail * space.f_frsize < ROOM * self.size:
            return False
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(handle, 0, self.size)
        except OSError:
            self.release()
            return False
        finally:
            os.close(handle)
        return True

    def release(self) -> bool:
        """Deletes the file; False when there was none."""
        with suppress(FileNotFoundError):
            self.path.unlink()
            return True
        return False


def sync_directory(path: Path) -> None:
    """Makes a rename in this directory survive a power cut."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
