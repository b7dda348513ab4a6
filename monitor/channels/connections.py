"""What senders use to reach other machines: an HTTP client and the settings of the mail server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import ssl

    from monitor.channels.return_address import ReturnAddresses
    from monitor.net import Client


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where mail goes out, and as whom.

    An attempt ends within `READY_S` + `DATA_S` of `email.smtp`, whatever `timeout_s` says: a message's lease
    must outlast it.
    """

    host: str
    sender: str  # a bare address; the envelope's MAIL FROM, where reports go, unless there are `returns`
    port: int = 587
    # RFC 3207, RFC 8314; what is asked for is required, nothing falls back
    tls: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout_s: float = 30.0  # connecting, and each command
    hello: str | None = None  # our name in EHLO; None: the domain of `sender`
    connections: int = 8  # at most so many at once
    idle_s: float = 5.0  # how long a connection waits for the next message
    context: ssl.SSLContext | None = field(default=None, repr=False)  # other roots than the system's
    returns: ReturnAddresses | None = None  # MAIL FROM names the message; None: it is `sender`


@dataclass(frozen=True, slots=True)
class Connections:
    """What the senders of all channels are built from."""

    client: Client  # its owner closes it
    smtp: SmtpSettings | None = None  # None: mail waits
