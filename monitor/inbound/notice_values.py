"""What a mail of a depositary says, or why it is refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_UN_NUMBER = re.compile(r"C\.N\.(\d+)\.(\d{4})\.TREATIES")
_UN_ADDRESS = "https://treaties.un.org/doc/Publication/CN/{year}/CN.{number}.{year}-Eng.pdf"
_ONLINE_SINCE = 2010


class Refusal(StrEnum):
    """Why a mail is not taken for a depositary's notice. The values are stored, and counted in metrics."""

    UNREADABLE = "unreadable"  # the mail cannot be parsed
    HEAD = "head"  # its head can be read in two ways
    FROM = "from"  # no From, several, or one that can be read in two ways
    SENDER = "sender"  # not in the list of allowed senders
    RESULTS = "results"  # no readable Authentication-Results of our own server
    DKIM = "dkim"  # no DKIM signature passed
    DOMAIN = "domain"  # the signature that passed is of another domain
    UNSIGNED = "unsigned"  # the signature that passed does not cover the whole mail
    REPLY = "reply"  # an answer or a forwarded mail: what it quotes may be anybody's
    EMPTY = "empty"  # nothing to read: no subject and no text


@dataclass(frozen=True, slots=True)
class AllowedSender:
    """A mail address, or `@domain` for all of a domain, and the code of the depositary it speaks for."""

    address: str
    depositary: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2].lower()

    def is_of(self, address: str) -> bool:
        """True if a From address is this one, or of this domain."""
        wanted, given = self.address.lower(), address.lower()
        return given == wanted or (wanted.startswith("@") and given.endswith(wanted))


@dataclass(frozen=True, slots=True)
class SenderCheck:
    """Whose mail counts. `authserv_id`: the name of our own mail server in Authentication-Results (RFC 8601);
    without it all mails are refused.
    """

    authserv_id: str
    allowed: Sequence[AllowedSender]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of a depositary, ready to be stored as an official story.

    `story_key` is the same for each copy of a notice. `number`: "C.N.865.2016.TREATIES-XXVI.5",
    "JJ9154C Tr./210-22"; "" without one. `published`: the mail's Date in UTC, None without a readable one.
    """

    story_key: str
    number: str
    sender: str
    depositary: str
    title: str
    text: str
    published: datetime | None
    message_id: str

    @property
    def address(self) -> str:
        """Where the United Nations publish the notice; "" where the form of the address is not known."""
        match = _UN_NUMBER.match(self.number) if self.depositary == "UN" else None
        if match is None or int(match[2]) < _ONLINE_SINCE:
            return ""
        return _UN_ADDRESS.format(number=match[1], year=match[2])


@dataclass(frozen=True, slots=True)
class Refused:
    """A mail that changes nothing. `sender` is the From address, "" where that is unclear; `text` is one line
    for people that says why.
    """

    sender: str
    reason: Refusal
    text: str
