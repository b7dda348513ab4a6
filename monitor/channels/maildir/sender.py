"""Writes mails into a Maildir on this machine: first into tmp, then into new, as qmail defined it."""

from __future__ import annotations

import asyncio
import errno
import os
from datetime import datetime
from pathlib import Path

from monitor.model import Attempt, Message, Outcome

# errors of rights and names, which pass only when somebody changes them
_SETTINGS = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP}
)


class MaildirSender:
    """Writes each message into the Maildir that its address names, and makes it where there is none."""

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Deliver one message.

        It is on the disk when this returns; the same message again leaves one copy, read or unread.
        """
        try:
            path = await asyncio.to_thread(_write, Path(message.address), _name(message), message.body)
        except OSError as error:
            outcome = Outcome.HALTED if error.errno in _SETTINGS else Outcome.RETRY
            return Attempt(
                outcome, errno.errorcode.get(error.errno or 0, type(error).__name__), error.strerror or ""
            )
        except ValueError:
            return Attempt(Outcome.HALTED, "address", "the name of the directory holds a zero byte")
        return Attempt(Outcome.SENT, "written", path.name)

    async def aclose(self) -> None:
        """Nothing is kept open."""


def _name(message: Message) -> str:
    """The name of the file: unique, the same at every attempt; its time is what readers sort by."""
    seconds = int(message.created_at.timestamp()) if message.created_at else 0
    return f"{seconds}.{message.wid}.treaty-monitor"


def _write(directory: Path, name: str, body: bytes) -> Path:
    """Write and sync the file; return its path. A copy that was written before stays as it is."""
    for part in ("tmp", "new", "cur"):
        (directory / part).mkdir(parents=True, exist_ok=True, mode=0o700)
    read = next((directory / "cur").glob(f"{name}*"), None)
    if read is not None:
        return read  # delivered before, and a reader has taken it
    draft, final = directory / "tmp" / name, directory / "new" / name
    with draft.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name too must survive a power cut
    finally:
        os.close(folder)
    return final
