"""Parses the bytes of a mail within limits, so that no mail costs much time or memory.

What lies beyond a limit is not read, and the rest is: reports say what they have to say at their beginning.
"""

from __future__ import annotations

import re
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32

MAIL_BYTES = 1_000_000  # read of a mail
LINES = 30_000
LINE_BYTES = 1_000  # RFC 5322, 2.1.1: 998 characters
PARTS = 100  # lines that may divide two parts
DEPTH = 20  # heads of parts that may have parts of their own
FIELD_CHARS = 4_000  # of one header field: the time for its parameters grows with the square

_LINE = re.compile(rb"[^\n]*\n|[^\n]+\Z")
_DIVIDES = re.compile(rb"--[^\r\n]")
_HAS_PARTS = re.compile(rb"content-type\s*:\s*(?:multipart|message)/", re.IGNORECASE)


class _BoundedFields(Compat32):
    """email's lenient policy, with header fields of bounded length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:FIELD_CHARS]


_PARSER = BytesParser(policy=_BoundedFields())


def parsed(raw: bytes) -> Message:
    """The beginning of a mail, up to the first limit that it meets. Raises what email's parser raises, such
    as RecursionError.
    """
    return _PARSER.parsebytes(b"".join(_bounded_lines(raw[:MAIL_BYTES])))


def field(part: Message, name: str) -> str:
    """The first field of this name on one line; "" without one. Bytes that are not ASCII become U+FFFD."""
    return one_line(part.get(name))


def fields(part: Message, name: str) -> list[str]:
    """All fields of this name, each as `field` gives it."""
    return [one_line(value) for value in part.get_all(name, [])]


def parts_of(part: Message) -> list[Message]:
    """The direct parts of a mail or part; none for one that is not divided."""
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def one_line(value: object) -> str:
    """A value of email's parser as one line of printable text; "" for None."""
    text = "" if value is None else str(value)
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _bounded_lines(raw: bytes) -> list[bytes]:
    """The lines of a mail until there are too many of them, of parts, or of parts within parts."""
    lines: list[bytes] = []
    parts = depth = 0
    for match in _LINE.finditer(raw):
        line = match[0]
        parts += _DIVIDES.match(line) is not None
        depth += _HAS_PARTS.match(line) is not None
        if len(lines) == LINES or parts > PARTS or depth > DEPTH:
            break
        lines.append(line if len(line) <= LINE_BYTES else line[:LINE_BYTES] + b"\n")
    return lines
