"""An IMAP mailbox (RFC 3501) over TLS, by imap-tools."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from monitor.errors import MailboxError
from monitor.mailbox.bounded import BoundedBox
from monitor.mailbox.values import MAIL_BYTES, ImapSettings, Mail

_REFUSALS = (MailboxLoginError, MailboxFolderSelectError, imaplib.IMAP4.error)
_FAILURES = (ImapToolsError, imaplib.IMAP4.error, OSError, ValueError, IndexError)


class Imap:
    """The mailbox of these settings. Answers of the server are in no error: they may hold anything."""

    def __init__(self, settings: ImapSettings) -> None:
        self.settings = settings
        self.box: BoundedBox | None = None

    def __enter__(self) -> Self:
        settings = self.settings
        try:
            self.box = BoundedBox(settings)
            self._log_in(self.box)
        except ssl.SSLError as error:
            self._hang_up()
            raise MailboxError(f"{self._where}: its TLS certificate or handshake was not accepted") from error
        except imaplib.IMAP4.abort as error:
            self._hang_up()
            raise MailboxError(f"{self._where} hung up") from error
        except _REFUSALS as error:
            self._hang_up()
            raise MailboxError(
                f"{self._where} refuses the login; check inbox.imap_username and inbox.imap_password, and "
                f"whether there is a folder {settings.folder!r}"
            ) from error
        except _FAILURES as error:
            self._hang_up()
            raise MailboxError(f"{self._where} cannot be read ({type(error).__name__})") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(*_FAILURES):
            self._opened.logout()
        self._hang_up()

    def waiting(self) -> int:
        """The number of unseen mails."""
        return len(self._uids())

    def unseen(self, limit: int) -> Iterator[Mail]:
        """The unseen mails with the lowest UIDs, read one by one."""
        for uid in self._uids()[:limit]:
            with self._failures():
                # PEEK: reading it does not mark it. No server sends more than these bytes of it.
                kind, answer = self._opened.client.uid("FETCH", uid, f"(UID BODY.PEEK[]<0.{MAIL_BYTES}>)")
                raw = next((part[1] for part in answer if isinstance(part, tuple)), None)
            if kind == "OK" and raw is not None:  # else somebody has deleted it
                yield Mail(raw[:MAIL_BYTES], uid)

    def mark_seen(self, mail: Mail) -> None:
        """Sets the flag \\Seen. imap-tools would expunge as well, which deletes mails of other programs."""
        with self._failures():
            kind, _ = self._opened.client.uid("STORE", mail.place, "+FLAGS.SILENT", r"(\Seen)")
        if kind != "OK":
            raise MailboxError(f"{self._where} does not mark mails as seen: may this user write there?")

    @property
    def _where(self) -> str:
        return f"The IMAP server {self.settings.host}:{self.settings.port}"

    @property
    def _opened(self) -> BoundedBox:
        assert self.box is not None, "used outside of `with`"
        return self.box

    def _uids(self) -> list[str]:
        with self._failures():
            return sorted(self._opened.uids("UNSEEN", charset=None), key=int)

    def _log_in(self, box: BoundedBox) -> None:
        settings = self.settings
        plain = settings.username.isascii() and settings.password.isascii()
        log_in = box.login if plain else box.login_utf8
        log_in(settings.username, settings.password, settings.folder)

    def _hang_up(self) -> None:
        if self.box is not None:
            with suppress(*_FAILURES):
                self.box.client.shutdown()
            self.box = None

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Failures of the network and answers that are no IMAP, as `MailboxError`."""
        self._opened.client.begin_step()
        try:
            yield
        except _FAILURES as error:
            raise MailboxError(f"{self._where} stopped answering ({type(error).__name__})") from error
