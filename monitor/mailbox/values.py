"""Mails of a mailbox, and where it is."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Protocol

MAIL_BYTES = 1_000_000  # read of a mail, as much as `monitor.inbound` looks at


@dataclass(frozen=True, slots=True)
class Mail:
    """The first `MAIL_BYTES` of an unseen mail. `place` is the name of its file, or its UID."""

    raw: bytes = field(repr=False)
    place: str

    @property
    def key(self) -> str:
        """The same for the same bytes, wherever they are: 32 hex digits."""
        return blake2b(self.raw, digest_size=16, person=b"incoming mail").hexdigest()


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """An IMAP mailbox. `timeout_s` is for each packet, `session_s` for the whole conversation; `trust` None:
    the certificates that this machine trusts.
    """

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    timeout_s: float = 30.0
    session_s: float = 600.0
    trust: ssl.SSLContext | None = field(default=None, repr=False)


class Mailbox(Protocol):
    """An open mailbox. Its methods raise `MailboxError`."""

    def waiting(self) -> int:
        """The number of unseen mails."""
        ...

    def unseen(self, limit: int) -> Iterator[Mail]:
        """The oldest unseen mails, read one by one."""
        ...

    def mark_seen(self, mail: Mail) -> None:
        """Makes a mail that `unseen` gave a seen one."""
        ...
