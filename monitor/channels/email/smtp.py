"""Mail to any SMTP server (RFC 5321): the frozen bytes as they are, one recipient a message.

A message is sent the moment the server answers 250 to its last line; nothing after that can change it. A
connection is kept for a few seconds for the next message, so that a batch pays for one greeting, one TLS
handshake and one login. docs/notes/mail.md has the table.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import ExitStack, suppress
from datetime import datetime

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from monitor.channels.connections import SmtpSettings
from monitor.channels.mail_address import address
from monitor.errors import UsageError
from monitor.log import one_line
from monitor.model import Attempt, Message, Outcome

READY_S = 50.0  # waiting for a connection, and everything before the message itself
DATA_S = 60.0  # the message and the answer to it
QUIT_S = 1.0
GREET_S = 10.0  # of `doctor`
TEXT_LIMIT = 200


class _Unfit(Exception):
    """The server lacks what the settings ask for. `args` are a code and a text."""


_FAULTS = (SMTPException, OSError, _Unfit)  # a TimeoutError is an OSError


class Smtp:
    """One SMTP server, for the tasks of one event loop."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._sender = address(settings.sender)
        self._slots = asyncio.Semaphore(settings.connections)
        self._idle: dict[SMTP, asyncio.TimerHandle] = {}

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Hand one message to the server."""
        try:
            to = address(message.address)
        except UsageError as error:
            return Attempt(Outcome.DEAD, "address", str(error))
        client: SMTP | None = None
        try:
            async with asyncio.timeout(READY_S) as deadline, self._slots:
                client = await self._ready(to, len(message.body))
                deadline.reschedule(asyncio.get_running_loop().time() + DATA_S)
                return await self._hand_over(client, message.body)
        except _FAULTS as error:
            if client is None:
                return _before(error)
            # RFC 1047: the server may have the message, and only its answer be lost
            return Attempt(
                Outcome.UNKNOWN,
                type(error).__name__,
                "the connection was lost before the server answered to the message",
            )

    async def greet(self) -> Attempt:
        """Connect, agree on TLS, log in and take leave: all of a delivery but the message.

        `SENT` says that the server is content.
        """
        try:
            async with asyncio.timeout(GREET_S):
                client = await self._connect()
        except _FAULTS as error:
            return _before(error)
        with suppress(SMTPException, OSError):
            await client.quit(timeout=QUIT_S)
        client.close()
        return Attempt(Outcome.SENT, "greeted", "")

    async def aclose(self) -> None:
        """Take leave of the server on every idle connection; what it answers changes nothing."""
        while self._idle:
            client, timer = self._idle.popitem()
            timer.cancel()
            try:
                await client.quit(timeout=QUIT_S)
            except (SMTPException, OSError):
                client.close()

    # ------------------------------------------------------------ connections

    async def _ready(self, to: str, size: int) -> SMTP:
        """A connection on which sender and recipient have been accepted; an idle one that turns out dead is
        replaced.
        """
        while self._idle:
            client, timer = self._idle.popitem()
            timer.cancel()
            try:
                return await self._envelope(client, to, size)
            except (SMTPServerDisconnected, SMTPSenderRefused):
                continue  # the server has had enough of this connection; it was told nothing yet
        return await self._envelope(await self._connect(), to, size)

    async def _envelope(self, client: SMTP, to: str, size: int) -> SMTP:
        with ExitStack() as on_failure:
            on_failure.callback(client.close)
            try:
                await client.mail(
                    self._sender, options=[f"SIZE={size}"] if client.supports_extension("size") else []
                )
                await client.rcpt(to)
            except SMTPRecipientRefused:
                # One bad recipient must not cost the others their connection.
                with suppress(SMTPException, OSError):
                    await client.rset()
                    on_failure.pop_all()
                    self._keep(client)
                raise
            on_failure.pop_all()
        return client

    async def _hand_over(self, client: SMTP, body: bytes) -> Attempt:
        """DATA, and what the server says to it. A connection that fails here is closed."""
        with ExitStack() as on_failure:
            on_failure.callback(client.close)
            try:
                reply = await client.data(body, timeout=None)
                attempt = Attempt(Outcome.SENT, str(reply.code), _line(reply.message))
            except SMTPDataError as error:
                attempt = _refused(error)
            on_failure.pop_all()
        self._keep(client)
        return attempt

    async def _connect(self) -> SMTP:
        settings = self._settings
        client = SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeout_s,
            use_tls=settings.tls == "tls",
            start_tls=False,
            tls_context=settings.context,
            local_hostname=settings.hello or self._sender.rpartition("@")[2],
        )
        await client.connect()
        with ExitStack() as on_failure:
            on_failure.callback(client.close)
            await client.ehlo()
            if settings.tls == "starttls":
                if not client.supports_extension("starttls"):
                    raise _Unfit(
                        "tls", f"{settings.host} offers no STARTTLS; only tls = none would send in clear text"
                    )
                await client.starttls()
                await client.ehlo()
            if settings.username is not None:
                if not client.supported_auth_methods:
                    raise _Unfit(
                        "auth", f"{settings.host} offers no login that we know, but a user name is set"
                    )
                await client.login(settings.username.encode(), (settings.password or "").encode())
            on_failure.pop_all()
        return client

    def _keep(self, client: SMTP) -> None:
        """Let the connection wait for the next message."""
        self._idle[client] = asyncio.get_running_loop().call_later(self._settings.idle_s, self._drop, client)

    def _drop(self, client: SMTP) -> None:
        del self._idle[client]
        client.close()


class NoServer:
    """Stands for the SMTP server of an installation that has none: mail waits and says why."""

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Keep the message for a later attempt."""
        return Attempt(Outcome.HALTED, "unset", "no SMTP server is configured (smtp.host)")

    async def aclose(self) -> None:
        """Nothing is kept open."""


# ---------------------------------------------------------------- what an answer means

# RFC 3463 and its registry: the address itself is gone. Nothing less suppresses a subscriber.
_GONE = re.compile(r"5\.1\.(?:1|6|10)|5\.2\.1|5\.7\.1[78]")
_TOO_LARGE = re.compile(r"5\.(?:2\.3|3\.4)")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\d)")


def _before(error: Exception) -> Attempt:
    """What it comes to when the message itself was never handed over."""
    if isinstance(error, _Unfit):
        return Attempt(Outcome.HALTED, *error.args)
    if isinstance(error, SMTPResponseException) and error.code > 0:
        return _refused(error)
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return Attempt(Outcome.HALTED, "tls", "the server's TLS certificate or handshake was not accepted")
    cause = type(error.__cause__ or error).__name__
    return Attempt(Outcome.RETRY, cause, "the server could not be reached, or left before it had the message")


def _refused(error: SMTPResponseException) -> Attempt:
    """Read a reply: its code, its enhanced status (RFC 3463) if any, and which command it answers."""
    found = _STATUS.match(error.message)
    status = found[0] if found else ""
    return Attempt(_outcome(error, status), f"{error.code} {status}".strip(), _line(error.message))


def _outcome(error: SMTPResponseException, status: str) -> Outcome:
    """The table of docs/notes/mail.md."""
    about_message = isinstance(error, (SMTPRecipientRefused, SMTPDataError))
    if error.code < 500:
        # 421 4.7.x is how large providers slow down a sender, not a recipient
        return Outcome.HALTED if error.code == 421 and status.startswith("4.7.") else Outcome.RETRY
    if error.code == 552 or _TOO_LARGE.match(status):
        return Outcome.DEAD
    if _GONE.fullmatch(status) and about_message:
        return Outcome.BOUNCED
    if not about_message or status.startswith("5.7.") or error.code in (530, 534, 535, 538):
        return Outcome.HALTED
    return Outcome.DEAD


def _line(text: str) -> str:
    """A server's words on one short line that can be shown and stored."""
    return one_line(" ".join(text.split()))[:TEXT_LIMIT]
