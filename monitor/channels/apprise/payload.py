"""A digest as title and plain text, as Apprise takes them."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.channels.apprise.services import Service, limits_of
from monitor.channels.hooks import JSON, json_bytes
from monitor.channels.message_lines import Line, fitted, message_lines
from monitor.channels.protocol import Body
from monitor.digest import Digest


def body(digest: Digest, address: str) -> Body:
    """The JSON of one message for the service of this address."""
    service = limits_of(address)
    # where a service knows no title, Apprise puts it above the text
    room = service.limit - service.length(f"{digest.product}\r\n")
    lines = message_lines(digest)
    kept = fitted(lines, lambda lines: _length(lines, service) - room)
    content = {"title": digest.product, "body": _text(kept)}
    return Body(json_bytes(content), JSON, _length(lines, service) / (room + 1))


def _length(lines: Sequence[Line], service: Service) -> int:
    return service.length(_text(lines))


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(line.plain for line in lines)
