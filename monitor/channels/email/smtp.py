"""Sends mails to an SMTP server (RFC 5321): the frozen bytes, one recipient a message.

A message is sent as soon as the server answers 250 to its last line; nothing after that changes it. A
connection is kept for a few seconds: many messages need one greeting, one TLS handshake and one login.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, suppress
from datetime import datetime

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from monitor.channels.connections import SmtpSettings
from monitor.channels.email.smtp_answers import ServerLacks, not_handed_over, one_short_line, refused
from monitor.channels.mail_address import address
from monitor.errors import UsageError
from monitor.model import Attempt, Message, Outcome

READY_S = 50.0  # waiting for a connection, and everything before the message itself
DATA_S = 60.0  # the message and the answer to it
QUIT_S = 1.0
GREET_S = 10.0  # of `doctor`


_FAULTS = (SMTPException, OSError, ServerLacks)  # a TimeoutError is an OSError


class Smtp:
    """One SMTP server, for the tasks of one event loop."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._sender = address(settings.sender)
        self._slots = asyncio.Semaphore(settings.connections)
        self._idle: dict[SMTP, asyncio.TimerHandle] = {}

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Send one message."""
        try:
            to = address(message.address)
        except UsageError as error:
            return Attempt(Outcome.DEAD, "address", str(error))
        client: SMTP | None = None
        try:
            async with asyncio.timeout(READY_S) as deadline, self._slots:
                client = await self._ready(self._return_path(message), to, len(message.body))
                deadline.reschedule(asyncio.get_running_loop().time() + DATA_S)
                return await self._hand_over(client, message.body)
        except _FAULTS as error:
            if client is None:
                return not_handed_over(error)
            # RFC 1047: the server may have the message, and only its answer be lost
            return Attempt(
                Outcome.UNKNOWN,
                type(error).__name__,
                "the connection was lost before the server answered to the message",
            )

    async def greet(self) -> Attempt:
        """Connect, agree on TLS, log in, name a return path and quit: all of a delivery but recipient and
        message. `SENT`: it worked.
        """
        returns = self._settings.returns
        try:
            async with asyncio.timeout(GREET_S):
                client = await self._connect()
                with ExitStack() as on_failure:
                    on_failure.callback(client.close)
                    await client.mail(self._sender if returns is None else returns.bounce(0))
                    on_failure.pop_all()
        except _FAULTS as error:
            return not_handed_over(error)
        await _quit(client)
        return Attempt(Outcome.SENT, "greeted", "")

    async def aclose(self) -> None:
        """Quit every idle connection; the answers do not matter."""
        while self._idle:
            client, timer = self._idle.popitem()
            timer.cancel()
            await _quit(client)

    # ------------------------------------------------------------ connections

    def _return_path(self, message: Message) -> str:
        """The envelope's MAIL FROM (VERP: it names the message). A message that is stored nowhere, such as
        that of `destinations test`, comes back to the sender.
        """
        returns = self._settings.returns
        return self._sender if returns is None or not message.id else returns.bounce(message.id)

    async def _ready(self, return_path: str, to: str, size: int) -> SMTP:
        """A connection on which the server has accepted sender and recipient. Dead idle ones are replaced."""
        while self._idle:
            client, timer = self._idle.popitem()
            timer.cancel()
            try:
                return await self._envelope(client, return_path, to, size)
            except (SMTPServerDisconnected, SMTPSenderRefused):
                continue  # the server closed or refuses this connection; it got nothing of the message
        return await self._envelope(await self._connect(), return_path, to, size)

    async def _envelope(self, client: SMTP, return_path: str, to: str, size: int) -> SMTP:
        with ExitStack() as on_failure:
            on_failure.callback(client.close)
            try:
                await client.mail(
                    return_path, options=[f"SIZE={size}"] if client.supports_extension("size") else []
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
        """Send DATA and read the answer. A connection that fails here is closed."""
        with ExitStack() as on_failure:
            on_failure.callback(client.close)
            try:
                reply = await client.data(body, timeout=None)
                attempt = Attempt(Outcome.SENT, str(reply.code), one_short_line(reply.message))
            except SMTPDataError as error:
                attempt = refused(error)
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
                    raise ServerLacks(
                        "tls", f"{settings.host} offers no STARTTLS; only tls = none would send in clear text"
                    )
                await client.starttls()
                await client.ehlo()
            if settings.username is not None:
                if not client.supported_auth_methods:
                    raise ServerLacks(
                        "auth", f"{settings.host} offers no login that we know, but a user name is set"
                    )
                await client.login(settings.username.encode(), (settings.password or "").encode())
            on_failure.pop_all()
        return client

    def _keep(self, client: SMTP) -> None:
        """Keep the connection for the next message."""
        self._idle[client] = asyncio.get_running_loop().call_later(self._settings.idle_s, self._drop, client)

    def _drop(self, client: SMTP) -> None:
        del self._idle[client]
        client.close()


async def _quit(client: SMTP) -> None:
    """End a connection; what the server says to it does not matter."""
    transport = client.transport
    with suppress(SMTPException, OSError):
        await client.quit(timeout=QUIT_S)
    client.close()
    if isinstance(transport, asyncio.Transport):
        transport.abort()  # TLS would wait for the other side, also beyond the end of the event loop


class NoServer:
    """The sender of an installation without an SMTP server: mail waits, and the attempt says why."""

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Keep the message for a later attempt."""
        return Attempt(Outcome.HALTED, "unset", "no SMTP server is configured (smtp.host)")

    async def aclose(self) -> None:
        """Nothing is kept open."""
