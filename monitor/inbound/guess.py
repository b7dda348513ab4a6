"""Bounces of servers that write no delivery status, by flufl.bounce: qmail, old Exim, Exchange, Yahoo.

flufl only says that a mail is such a bounce. The addresses that it finds are not used: the token says whose
mail it was.
"""

from __future__ import annotations

import re
from email.message import Message

from flufl.bounce import all_failures

from monitor.inbound.dsn import judged, status_in
from monitor.inbound.limits import DEPTH, field, one_line, parts_of
from monitor.inbound.values import Report, ReportKind

LINES = 200  # of the text, where such a bounce says it; flufl's patterns read each line some 50 times
LINE_CHARS = 200
_ANSWER = re.compile(r"(?<!\S)[45][0-5]\d[ :-].*")


def bounce(mail: Message) -> Report | None:
    """What a mail without a delivery status says of the recipient; None if it is no bounce."""
    lines = _first_lines(mail)
    delayed, failed = all_failures(_beginning(mail, lines))
    if failed:
        text = "\n".join(lines)
        status = status_in(text)
        return judged(status, _line_with(lines, status))
    return Report(ReportKind.OTHER, diagnostic="delayed") if delayed else None


def _beginning(mail: Message, lines: list[str]) -> Message:
    """A mail with the head of this one and the first lines of its text."""
    short = Message()
    for name in ("From", "Subject", "X-Failed-Recipients", "X-Mailer"):
        if text := field(mail, name)[:LINE_CHARS]:
            short[name] = text
    if "From" not in short:
        short["From"] = "nobody@localhost"  # flufl raises without one
    short.set_payload("\n".join(lines))
    return short


def _first_lines(mail: Message) -> list[str]:
    """The first lines of the text of a mail itself, not of mails that it contains, shortened."""
    part = mail
    for _ in range(DEPTH):
        parts = parts_of(part)
        if not parts or part.get_content_maintype() != "multipart":
            break
        part = next((child for child in parts if _is_text(child)), parts[0])
    if not _is_text(part):
        return []
    content = part.get_payload(decode=True)
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    return [line.rstrip()[:LINE_CHARS] for line in text.splitlines()[:LINES]]


def _is_text(part: Message) -> bool:
    return part.get_content_maintype() == "text"


def _line_with(lines: list[str], status: str) -> str:
    """The words that go with the status, else the first answer of a server, else the first line."""
    told = (line for line in lines if status and status in line)
    answers = (match[0] for line in lines if (match := _ANSWER.search(line)))
    written = (line for line in lines if line.strip())
    return one_line(next(told, None) or next(answers, None) or next(written, ""))
