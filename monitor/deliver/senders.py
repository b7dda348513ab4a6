"""Every way out of this installation, chosen by a message's channel."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from monitor.deliver.maildir import Maildir
from monitor.deliver.slack import Slack
from monitor.deliver.smtp import Smtp, SmtpSettings
from monitor.deliver.webhook import Webhook
from monitor.model import Attempt, Channel, Message, Outcome
from monitor.net import Client


class Sender(Protocol):
    """One way out. A refusal, a lost answer or a dead network is an Attempt, never an exception."""

    async def send(self, message: Message, now: datetime) -> Attempt: ...


class Senders:
    """Every way out of this installation; a message's channel chooses.

    Without an SMTP server, mail waits and says why.
    """

    def __init__(self, *, smtp: SmtpSettings | None, client: Client) -> None:
        self._smtp = Smtp(smtp) if smtp else None
        self._ways: dict[Channel, Sender] = {
            Channel.MAILDIR: Maildir(),
            Channel.WEBHOOK: Webhook(client),
            Channel.SLACK: Slack(client),
        }
        if self._smtp:
            self._ways[Channel.EMAIL] = self._smtp

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Try once. `now` (UTC) is the time of the attempt: webhooks sign it."""
        way = self._ways.get(message.channel)
        if way is None:
            return Attempt(Outcome.HALTED, "unset", "no SMTP server is configured (smtp.host)")
        return await way.send(message, now)

    async def aclose(self) -> None:
        """Close the connections kept for a next message; await it on the event loop that sent.

        The HTTP client is its owner's to close.
        """
        if self._smtp:
            await self._smtp.aclose()
