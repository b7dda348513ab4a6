"""Delivery channels. A channel is a folder: its address check, limits, rendering, sending and retry delays.

protocol.py   what every channel has to offer (`Channel`), and the values that go in and come out
registry.py   the list of channels; the channel of a name or of an address
email/, maildir/, webhook/, slack/    the channels, one class each

Shared by several channels:

mail_content.py, mail_message.py, mail_address.py    a mail: its parts, its bytes, its addresses
hooks.py, http_answers.py                            HTTP calls: addresses, and what an answer means
chat_text.py                                         what chat messages say
splitting.py, layout.py, templates.py                several messages of one digest; plain text; Jinja2
retries.py, senders.py, connections.py               delays between attempts; all senders; what they use

Every command imports the registry. Therefore a channel imports what is slow to load (network, templates)
inside `render` and `sender`.
"""

from __future__ import annotations

from monitor.channels.protocol import Body, Channel, Envelope
from monitor.channels.registry import CHANNELS, LOCAL, NOTICES, by_address, by_name, checked_address

__all__ = [
    "CHANNELS",
    "LOCAL",
    "NOTICES",
    "Body",
    "Channel",
    "Envelope",
    "by_address",
    "by_name",
    "checked_address",
]
