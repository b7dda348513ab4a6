"""Delivery channels. A channel is a folder: its address check, limits, rendering, sending and retry delays.

protocol.py   what every channel has to offer (`Channel`), and the values that go in and come out
registry.py   the list of channels; the channel of a name or of an address
absent.py     stands for a channel that this version lacks
a folder each  the channels: the class in __init__.py, payload.py (its form of a digest), sender.py

Shared by several channels:

mail_content.py, mail_message.py, mail_address.py    a mail: HTML and text, bytes, addresses
mail_shortened.py                                    the short form of one that a server calls too large
return_address.py, pacing.py                         our mailbox; how many mails a minute go to a domain
hooks.py, http_answers.py                            HTTP: addresses; what answers mean
chat_sender.py, chat_text.py                         chat services: one POST; the lines of messages
filtering.py                                         which messages a destination's conditions let through
message_lines.py, inert.py                           a digest as one text; text without mentions and links
subject.py, act_phrases.py, fallback.py             subject; phrases; an act that cannot be rendered
splitting.py, shortening.py                          a digest in several messages; an act that is too large
layout.py, templates.py                              plain text in 72 columns; Jinja2
retries.py, senders.py, connections.py               delays between attempts; all senders; what they use

Every command imports the registry. Therefore a channel imports what is slow to load (network, templates)
inside `render` and `sender`.
"""

from __future__ import annotations

from monitor.channels.protocol import Body, Channel, Envelope
from monitor.channels.registry import (
    BY_MAIL_SERVER,
    CHANNELS,
    LOCAL,
    NOTICES,
    by_address,
    by_name,
    checked_address,
    serves,
    stored,
)

__all__ = [
    "BY_MAIL_SERVER",
    "CHANNELS",
    "LOCAL",
    "NOTICES",
    "Body",
    "Channel",
    "Envelope",
    "by_address",
    "by_name",
    "checked_address",
    "serves",
    "stored",
]
