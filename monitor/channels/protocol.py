"""What every delivery channel offers, and the values that it takes and returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING, Protocol

from monitor.model import Attempt, Message

if TYPE_CHECKING:
    from monitor.channels.connections import Connections
    from monitor.digest import Digest
    from monitor.net import Client

Networks = Sequence[IPv4Network | IPv6Network]


class MailSigner(Protocol):
    """Signs mails."""

    def sign(self, mail: bytes, at: datetime) -> bytes:
        """The mail with its signatures; `at` is their time."""
        ...


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom a message is for and from, and its id (32 hex digits).

    Without `signer` a mail is not signed: the relay may do that, or only the size is asked for.
    """

    wid: str
    address: str = field(repr=False)
    owner: str | None
    sender: str
    operator: str | None = None
    signer: MailSigner | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Body:
    """A rendered message. It fits into its channel if `fill` is below 1."""

    content: bytes = field(repr=False)
    content_type: str
    fill: float


class Sender(Protocol):
    """Sends the frozen messages of one channel."""

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Try once. `now` (UTC) is the time of the attempt: webhooks sign it.

        A refusal, a lost answer or a dead network is an Attempt, never an exception.
        """
        ...

    async def aclose(self) -> None:
        """Close connections that are kept for a next message, on the event loop that sent."""
        ...


class Channel(Protocol):
    """A way in which a destination gets its messages."""

    name: str  # in commands, exports and the database
    service: str  # the name of the chat service that it is for; "": it is for no service alone
    example: str  # an address that it accepts
    retry_delays: tuple[
        timedelta, ...
    ]  # after the first failed attempt, the second, ...; then it is given up

    secret_address: bool  # the address is a secret: lists and logs show its host only
    needs_owner: bool  # somebody has to be told by mail when the address is gone
    signs: bool  # a destination has a secret, with which its messages are signed
    links_to_unsubscribe: bool  # its messages are read by somebody who may follow such a link
    address_in_body: bool  # the address stands in the frozen bytes: a change of it comes too late for them
    suppresses_bounced: bool  # nothing more is sent to an address that was refused for good
    needs_mail_server: bool
    library: str  # that the extra of the channel's name brings; nothing is sent without it

    def claims(self, address: str) -> bool:
        """Whether an address looks like one of this channel; of several channels the last one gets it."""
        ...

    def check_address(self, address: str, private: Networks) -> str:
        """The address as it is stored. Raises `UsageError`, which says what to write instead.

        `private`: networks that may be called in clear text, as this machine may.
        """
        ...

    def in_clear_text(self, address: str, private: Networks) -> bool:
        """Whether messages to this address could be read on the way."""
        ...

    async def problem(self, address: str, connect: Callable[[], Client]) -> str | None:
        """Why the address does not work, as far as this shows without a message; None: nothing is known.

        `connect` makes an HTTP client.
        """
        ...

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """The digest in the shape of this channel; the same arguments give the same bytes."""
        ...

    def sender(self, connections: Connections) -> Sender:
        """What sends its messages. Raises `UsageError` for settings that cannot work."""
        ...
