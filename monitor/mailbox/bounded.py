"""An IMAP client over TLS that a hostile server can neither hold for ever nor fill with bytes."""

from __future__ import annotations

import imaplib
import socket
import ssl
from contextlib import suppress
from threading import Timer

from imap_tools import MailBox

from monitor.mailbox.values import MAIL_BYTES, ImapSettings

PORT = 993
STEP_BYTES = 4 * MAIL_BYTES  # of all that a server sends in answer to one step


class BoundedClient(imaplib.IMAP4_SSL):
    """Ends the connection `session_s` after it began, and when the answer to a step is too large.

    A timeout alone is for each packet: a byte now and then keeps it from ending.
    """

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings
        self._left = STEP_BYTES
        self._end: Timer | None = None
        trust = settings.trust or ssl.create_default_context()
        super().__init__(settings.host, settings.port, timeout=settings.timeout_s, ssl_context=trust)

    def begin_step(self) -> None:
        """Allows the next answer its bytes."""
        self._left = STEP_BYTES

    def open(self, host: str = "", port: int | None = PORT, timeout: float | None = None) -> None:
        """Connects; TLS from the first byte. Raises `OSError`."""
        self.host, self.port = host, port or PORT
        plain = socket.create_connection((self.host, self.port), timeout)
        sock = self.ssl_context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        self._end = Timer(self._settings.session_s, _cut, [sock])
        self._end.daemon = True
        self._end.start()
        try:
            sock.do_handshake()
        except BaseException:
            self._end.cancel()
            sock.close()
            raise
        self.sock, self.file = sock, sock.makefile("rb")

    def read(self, size: int) -> bytes:
        """Reads a literal of this size. Raises `abort` for one that is too large."""
        self._count(size)
        content: bytes = self.file.read(size)
        return content

    def readline(self) -> bytes:
        """Reads a line. Raises `abort` for too many."""
        line = super().readline()
        self._count(len(line))
        return line

    def shutdown(self) -> None:
        """Closes the connection."""
        if self._end is not None:
            self._end.cancel()
        super().shutdown()

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise self.abort("the answer is too large")


class BoundedBox(MailBox):
    """A mailbox of imap-tools with that client."""

    client: BoundedClient

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings
        super().__init__(settings.host, settings.port, timeout=settings.timeout_s)

    def _get_mailbox_client(self) -> BoundedClient:
        return BoundedClient(self._settings)


def _cut(sock: ssl.SSLSocket) -> None:
    """Ends a connection that another thread reads from, past TLS."""
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
