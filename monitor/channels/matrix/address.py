"""The address of a Matrix destination: a homeserver, the id of a room, and an access token."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

_ROOM = re.compile(r"![^\s/?#\x00-\x20\x7f]{1,254}")  # Matrix appendices, "Room IDs"
_TOKEN = re.compile(r"[\x21-\x7e]{8,2000}")  # opaque; it becomes a header


@dataclass(frozen=True, slots=True)
class Target:
    """A room of a homeserver, and the token of the account that writes there."""

    server: str
    room: str
    token: str = field(repr=False)

    def event_url(self, transaction: str) -> str:
        """Where the event of this transaction is put (client-server API, "Sending events to a room")."""
        room, event = quote(self.room, safe=""), quote(transaction, safe="")
        return f"{self.server}/_matrix/client/v3/rooms/{room}/send/m.room.message/{event}"


def names_room(address: str) -> bool:
    """Whether an address ends in the id of a room."""
    parts = _parts(address)
    return parts is not None and _room(parts).startswith("!")


def target_of(address: str) -> Target:
    """The target of an address. Raises `ValueError`, which says what is wrong with it."""
    parts = _parts(address)
    if parts is None:
        raise ValueError("it cannot be read")
    if parts.fragment:
        raise ValueError("an alias, with #, is no room; its id begins with !")
    room = _room(parts)
    if not _ROOM.fullmatch(room):
        raise ValueError("it names no room; the id of a room begins with !")
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    if asked.keys() != {"token"}:
        raise ValueError("behind the room stand ?token= and an access token, and nothing else")
    if not _TOKEN.fullmatch(asked["token"]):
        raise ValueError("the access token has at least eight characters, and no space")
    before = parts.path.rpartition("/")[0].rstrip("/")
    return Target(f"{parts.scheme}://{parts.netloc}{before}", room, asked["token"])


def _room(parts: SplitResult) -> str:
    """The last part of the path, percent-encoding removed."""
    return unquote(parts.path.rpartition("/")[2])


def _parts(address: str) -> SplitResult | None:
    try:
        return urlsplit(address) if "://" in address else None
    except ValueError:
        return None
