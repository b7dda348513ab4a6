"""A digest as one text in the HTML of Telegram's Bot API ("HTML style")."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from monitor.channels.hooks import JSON, json_bytes
from monitor.channels.message_lines import Line, Style, fitted, message_lines
from monitor.channels.protocol import Body
from monitor.digest import Digest

MAX_TEXT = 4096  # characters of the text once its entities are parsed
MAX_ENTITIES = 100  # of one message: Telegram shows further ones as text, links too
_TAGS = {Style.HEADING: "b", Style.STRONG: "b", Style.FAINT: "i"}


def body(digest: Digest) -> Body:
    """The JSON of one message, without the chat. Nothing in it is previewed, and nobody is mentioned."""
    lines = message_lines(digest)
    kept = fitted(lines, lambda lines: _units(lines) - MAX_TEXT)
    content = {
        "text": "\n".join(map(_html, kept)),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    fill = max(_units(lines) / (MAX_TEXT + 1), sum(map(_entities, lines)) / (MAX_ENTITIES + 1))
    return Body(json_bytes(content), JSON, fill)


def _html(line: Line) -> str:
    """The three escapes that Telegram asks for, and a quotation mark in addresses."""
    text = escape(line.shown, quote=False)
    if line.url:
        return f'<a href="{escape(line.url)}">{text}</a>'
    tag = _TAGS.get(line.style)
    return f"<{tag}>{text}</{tag}>" if tag and text else text


def _entities(line: Line) -> int:
    """How many entities a line has: a link or a tag, and references, which Telegram makes hashtags."""
    return int(bool(line.url) or line.style in _TAGS) + line.text.count("#")


def _units(lines: Sequence[Line]) -> int:
    """Characters of the visible text in UTF-16 units, the stricter way to count."""
    return len("\n".join(line.shown for line in lines).encode("utf-16-le", "replace")) // 2
