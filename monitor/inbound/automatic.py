"""Mails that no person wrote: answers of machines, and reports."""

from __future__ import annotations

import re
from email.message import Message

from monitor.inbound.limits import field

_MARKS = ("X-Autoreply", "X-Autorespond", "X-Autoreply-From", "X-Mail-Autoreply")
_PRECEDENCES = ("auto_reply", "auto-reply", "junk")
_AWAY = re.compile(
    r"(?:auto(?:matic|mated)?[ -]?(?:reply|response)|out of (?:the )?office|abwesen|automatische antwort|"
    r"r[ée]ponse automatique|absence|respuesta autom|автоответ)",
    re.IGNORECASE,
)


def is_reply(mail: Message) -> bool:
    """True for a holiday notice and its like (RFC 3834, and what came before it).

    A report says `auto-replied` too: callers look for reports first.
    """
    if field(mail, "X-Failed-Recipients"):
        return False  # Exim's bounces before it wrote delivery-status
    kind = field(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = field(mail, "Precedence").lower()
    marked = any(mail.get(name) is not None for name in _MARKS)
    return (
        kind == "auto-replied"
        or precedence in _PRECEDENCES
        or marked
        or _AWAY.match(field(mail, "Subject")) is not None
    )


def is_report(mail: Message) -> bool:
    """True for a report of any type, and for what a mail server wrote: its return path is empty."""
    return mail.get_content_type() == "multipart/report" or field(mail, "Return-Path") == "<>"
