"""A Maildir: mails arrive in `new`, and those that were read are moved to `cur` with the flag S."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from monitor.errors import MailboxError
from monitor.mailbox.values import MAIL_BYTES, Mail

SEEN = ":2,S"


class Maildir:
    """The mailbox in `folder`; mails whose names begin with a dot, and what is no file, are left alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        for part in ("new", "cur"):
            if not os.access(self.folder / part, os.R_OK | os.W_OK | os.X_OK):
                raise MailboxError(
                    f"The Maildir {self.folder} has no folder {part!r} that this user may read and write; "
                    "check inbox.maildir and its owner."
                )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is kept open."""

    def waiting(self) -> int:
        """The number of unseen mails."""
        return len(self._names())

    def unseen(self, limit: int) -> Iterator[Mail]:
        """The oldest unseen mails by their names, which begin with the time, read one by one. One that cannot
        be read raises `MailboxError` behind the others.
        """
        unreadable: list[MailboxError] = []
        for name in self._names()[:limit]:
            try:
                raw = self._read(name)
            except MailboxError as error:
                unreadable.append(error)
                continue
            if raw is not None:
                yield Mail(raw, name)
        if unreadable:
            raise unreadable[0]

    def mark_seen(self, mail: Mail) -> None:
        """Moves a mail to `cur`. One that somebody else moved stays where it is."""
        try:
            os.rename(self.folder / "new" / mail.place, self.folder / "cur" / f"{mail.place}{SEEN}")
        except FileNotFoundError:
            return
        except OSError as error:
            raise MailboxError(
                f"A mail that was read cannot be moved to {self.folder / 'cur'}: {error.strerror}"
            ) from error

    def _names(self) -> list[str]:
        """The names of the unseen mails, the oldest first."""
        try:
            with os.scandir(self.folder / "new") as entries:
                files = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
        except OSError as error:
            raise MailboxError(f"{self.folder / 'new'} cannot be read: {error.strerror}") from error
        return sorted(name for name in files if not name.startswith("."))

    def _read(self, name: str) -> bytes | None:
        """The beginning of a mail; None for one that is gone."""
        try:
            with open(self.folder / "new" / name, "rb", opener=_open_safely) as file:
                return file.read(MAIL_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise MailboxError(f"{self.folder / 'new' / name} cannot be read: {error.strerror}") from error


def _open_safely(path: str, flags: int) -> int:
    """Opens no link, and waits for nobody."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
