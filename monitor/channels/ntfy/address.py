"""The address of an ntfy destination: a server, a topic, and an access token where the topic needs one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, urlsplit

HOST = "ntfy.sh"
_TOPIC = re.compile(r"/([-\w]{1,64})/?", re.ASCII)  # as the server and its apps have it
_TOKEN = re.compile(r"tk_\w{8,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Target:
    """A topic of a server. Its name is as good as a password where no token is needed."""

    server: str  # messages in JSON are posted to its root
    topic: str = field(repr=False)
    token: str | None = field(repr=False)


def parts_of(address: str) -> SplitResult | None:
    """The parts of an address; None for a text that is none."""
    try:
        return urlsplit(address) if "://" in address else None
    except ValueError:
        return None


def target_of(address: str) -> Target:
    """The target of an address. Raises `ValueError`, which says what is wrong with it."""
    parts = parts_of(address)
    if parts is None:
        raise ValueError("it cannot be read")
    topic = _TOPIC.fullmatch(parts.path)
    if topic is None:
        raise ValueError("behind the server stands a topic: at most 64 letters, digits, _ and -")
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.fragment or asked.keys() - {"token"}:
        raise ValueError("behind the topic may stand ?token= and an access token, and nothing else")
    token = asked.get("token")
    if token is not None and not _TOKEN.fullmatch(token):
        raise ValueError("an access token of ntfy begins with tk_")
    return Target(f"{parts.scheme}://{parts.netloc}/", topic[1], token)
