"""A digest as the content of a Matrix event `m.room.message` (client-server API, "Instant messaging")."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from monitor.channels.hooks import JSON, json_bytes
from monitor.channels.message_lines import Line, Style, fitted, message_lines, paragraphs
from monitor.channels.protocol import Body
from monitor.digest import Digest

MAX_BYTES = 60_000  # of the content; the event, with what servers add, may have 65,536

_TAGS = {Style.HEADING: "strong", Style.STRONG: "strong", Style.FAINT: "em"}


def body(digest: Digest) -> Body:
    """The JSON of one event."""
    lines = message_lines(digest)
    kept = fitted(lines, lambda lines: len(_content(lines)) - MAX_BYTES)
    return Body(_content(kept), JSON, len(_content(lines)) / (MAX_BYTES + 1))


def _content(lines: Sequence[Line]) -> bytes:
    """A notice: programs do not answer to it. Empty `m.mentions` keep every word from notifying anybody."""
    return json_bytes(
        {
            "msgtype": "m.notice",
            "body": "\n".join(line.plain for line in lines),
            "format": "org.matrix.custom.html",
            "formatted_body": "".join(
                f"<p>{'<br>'.join(map(_html, paragraph))}</p>" for paragraph in paragraphs(lines)
            ),
            "m.mentions": {},
        }
    )


def _html(line: Line) -> str:
    text = escape(line.shown)
    if line.url:
        return f'<a href="{escape(line.url)}">{text}</a>'
    tag = _TAGS.get(line.style)
    return f"<{tag}>{text}</{tag}>" if tag else text
