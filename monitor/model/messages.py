"""Frozen messages and attempts to deliver them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class MessageState(StrEnum):
    READY = "ready"
    LEASED = "leased"
    DEFERRED = "deferred"
    SENT = "sent"
    DEAD = "dead"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Message:
    """A frozen message: `body` never changes once written.

    `wid` is 32 hex digits, behind webhook-id and Message-ID.
    """

    wid: str
    ref: str
    destination: int
    channel: str
    address: str = field(repr=False)  # a webhook's is a secret
    subject: str
    content_type: str
    body: bytes = field(repr=False)
    id: int = 0
    sequence: int = 0
    state: MessageState = MessageState.READY
    attempts: int = 0
    created_at: datetime | None = None
    next_at: datetime | None = None
    secret: str | None = field(default=None, repr=False)
    owner: str | None = None
    acts: tuple[int, ...] = ()  # told in it; known until it is stored
    reach: int | None = (
        # the alert up to which its destination has been told everything with it; known until it is stored
        None
    )
    filtered: str = ""  # why it is not sent: the condition that it does not meet; known until it is stored


@dataclass(frozen=True, slots=True)
class FirstMessage:
    """The first message about an act that a destination got. `url` is the link of the story that it showed.

    `wid` and `ref` as in `Message`.
    """

    wid: str
    ref: str
    at: datetime
    url: str | None


class Outcome(StrEnum):
    """What one attempt came to, named by what happens next."""

    SENT = "sent"  # the peer accepted
    RETRY = "retry"  # temporary: again later, same id and bytes
    UNKNOWN = "unknown"  # the reply was lost: retried as RETRY, counted apart
    DEAD = "dead"  # permanent for this message
    TOO_LARGE = "too_large"  # permanent for these bytes: a short form takes their place
    BOUNCED = "bounced"  # the address is gone: this message dead, the address suppressed
    DISABLED = "disabled"  # 410: the endpoint is gone, its owner is told
    HALTED = "halted"  # our account or settings are at fault: deferred, operator told, nobody suppressed
    # not of an attempt: what a mail said later of a message that was accepted; BOUNCED may be that, too
    SOFT = "soft"  # it could not be delivered, and the address is still there
    REFUSED = "refused"  # the recipient's server did not want it: the address is not at fault
    COMPLAINT = "complaint"  # the recipient calls it spam


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver one message.

    `text` is redacted: it never holds a secret URL or an answer's body over 200 characters.
    """

    outcome: Outcome
    code: str = ""  # SMTP or HTTP status, or a class name
    text: str = ""
    retry_after_s: int | None = None

    @property
    def words(self) -> str:
        """Code and text for people: `452 no room`, `dns: no answer from https://a.example/...`."""
        return f"{self.code}{'' if self.code[:1].isdecimal() else ':'} {self.text}".strip(" :")
