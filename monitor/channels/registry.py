"""The list of delivery channels, and the questions that are asked of all of them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from monitor.channels.absent import Absent
from monitor.channels.apprise import Apprise
from monitor.channels.discord import Discord
from monitor.channels.email import Email
from monitor.channels.google_chat import GoogleChat
from monitor.channels.maildir import Maildir
from monitor.channels.matrix import Matrix
from monitor.channels.mattermost import Mattermost
from monitor.channels.ntfy import Ntfy
from monitor.channels.protocol import Channel, Networks
from monitor.channels.slack import Slack
from monitor.channels.teams import Teams
from monitor.channels.telegram import Telegram
from monitor.channels.webhook import Webhook
from monitor.errors import UsageError

# In the order of help texts. A channel of one service stands behind `Webhook`, whose addresses look alike.
CHANNELS: tuple[Channel, ...] = (
    Email(),
    Maildir(),
    Webhook(),
    Slack(),
    Discord(),
    Teams(),
    Mattermost(),
    GoogleChat(),
    Telegram(),
    Matrix(),
    Ntfy(),
    Apprise(),
)
NOTICES = Email.name  # the channel by which owners and the operator are told
LOCAL = Maildir.name  # the channel that works without configuration
# Services whose addresses look like a webhook's and that take none of our payloads: host, path, what to say.
_UNSUPPORTED = (
    (
        re.compile(r"(?:[\w.-]+\.)?webhook\.office(?:365)?\.com|outlook\.office(?:365)?\.com"),
        re.compile(r"/webhook"),
        "This is the address of an Office 365 connector, and Microsoft has retired those. Make a webhook "
        "with the Workflows app of Teams instead, and add its address with --channel teams.",
    ),
)
BY_MAIL_SERVER = frozenset(channel.name for channel in CHANNELS if channel.needs_mail_server)
_BY_NAME = {channel.name: channel for channel in CHANNELS}


def by_name(name: str) -> Channel:
    """The channel of this name. Raises `UsageError` for a name that no channel has."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise UsageError(f"No channel {name!r}; there are {', '.join(_BY_NAME)}.") from None


def stored(name: str) -> Channel:
    """The channel of a stored destination or message: `Absent` for a name that this version does not have."""
    return _BY_NAME.get(name) or Absent(name)


def serves(name: str) -> bool:
    """True if this version has a channel of this name."""
    return name in _BY_NAME


def by_address(address: str) -> Channel:
    """The channel that an address belongs to.

    Raises `UsageError` for a bare word, which may be a mail address without its @.
    """
    for candidate in reversed(CHANNELS):
        if candidate.claims(address):
            return candidate
    raise UsageError(
        f"{address!r} is neither a mail address, an https address nor a directory such as ./{address}."
    )


def checked_address(name: str, address: str, private: Networks = ()) -> str:
    """The address as the channel of this name stores it. Raises `UsageError`, which says what to write.

    `private`: networks that may be called in clear text, as this machine may.
    """
    if advice := _unsupported(address):
        raise UsageError(advice)
    own = _more_special(name, address)
    if own is not None:
        raise UsageError(f"This address takes messages of another channel: add it with --channel {own}.")
    return by_name(name).check_address(address, private)


def _more_special(name: str, address: str) -> str | None:
    """The channel of one service that the address belongs to, if it could be taken for one of this channel;
    else None.
    """
    channel = by_name(name)
    for other in CHANNELS[CHANNELS.index(channel) + 1 :]:
        if other.claims(address) and (channel.claims(address) or channel.secret_address):
            return other.name
    return None


def _unsupported(address: str) -> str | None:
    """What to say of an address of a service that no channel serves; else None."""
    if "://" not in address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    return next(
        (said for hosts, paths, said in _UNSUPPORTED if hosts.fullmatch(host) and paths.match(parts.path)),
        None,
    )
