"""The tokens in the addresses that a mail was sent to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message

from monitor.inbound.limits import fields

# Written by the mail server that delivers (its envelope), then by the sender. All other fields say nothing.
_FIELDS = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To")
_ADDRESSES = 20  # read of one mail
# RFC 5233: what follows the first "+" of the local part. The key beside the database says which are ours.
_TOKEN = re.compile(r"[A-Za-z0-9.=_-]{1,64}\+([A-Za-z][0-9A-Za-z-]{4,60})@", re.ASCII)
UNSUBSCRIBES = ("u-", "U-")  # how tokens begin that end a subscription (monitor.tokens)


def candidates(mail: Message) -> Iterator[str]:
    """What looks like a token in the recipient addresses of a mail, the envelope's first."""
    left = _ADDRESSES
    for name in _FIELDS:
        for value in fields(mail, name):
            for match in _TOKEN.finditer(value):
                if not left:
                    return
                left -= 1
                yield match[1]


def without_tokens(text: str) -> str:
    """A text for logs and pages: tokens in its addresses are replaced."""
    return _TOKEN.sub(lambda match: match[0].replace(match[1], "..."), text)
