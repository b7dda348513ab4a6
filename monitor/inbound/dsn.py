"""Delivery status notifications (RFC 3464)."""

from __future__ import annotations

import re
from email.message import Message

from monitor.inbound.limits import field, one_line, parts_of
from monitor.inbound.values import Report, ReportKind

TEXT_CHARS = 200
_TYPES = ("message/delivery-status", "message/global-delivery-status")  # the second: RFC 6533
_RECIPIENTS = 20  # read of one report
# RFC 3463 and its registry: the address or its domain is gone. Nothing less suppresses a subscriber;
# `channels/email/smtp_answers.py` has the same for answers of a server.
_GONE = re.compile(r"5\.1\.(?:1|2|6|10)|5\.2\.1|5\.7\.1[78]")
# Security and policy, the format and the size of a mail (RFC 3463, 3.4, 3.7, 3.8).
_NOT_THE_ADDRESS = re.compile(r"[45]\.[67]\.\d+|5\.3\.4|5\.2\.3")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_VAGUE = ("", "5.0.0", "4.0.0")  # what servers write that have not looked at the answer of the next one


def bounce(mail: Message) -> Report | None:
    """What a delivery status says of the recipient, the worst first; None for a mail without one.

    A delay, a relay and a delivery count for nothing: the server still tries, or is done.
    """
    blocks = [block for part in _status_parts(mail) for block in _recipient_blocks(part)]
    if not blocks:
        return None
    failed = [block for block in blocks if field(block, "Action").lower().startswith("failed")]
    if not failed:
        first = blocks[0]
        return Report(ReportKind.OTHER, code=_status(first), diagnostic=field(first, "Action")[:TEXT_CHARS])
    reports = [judged(_status(block), _diagnostic(block)) for block in failed]
    return next((report for report in reports if report.kind is ReportKind.HARD), reports[0])


def judged(status: str, diagnostic: str) -> Report:
    """The report of a mail that was not delivered, with this enhanced status."""
    kind = ReportKind.SOFT
    if _GONE.fullmatch(status):
        kind = ReportKind.HARD
    elif _NOT_THE_ADDRESS.fullmatch(status):
        kind = ReportKind.REFUSED
    return Report(kind, code=status, diagnostic=diagnostic[:TEXT_CHARS])


def status_in(text: str) -> str:
    """The first enhanced status of a failure that stands in a text; "" without one."""
    return next((match[1] for match in _STATUS.finditer(text) if match[1][0] in "45"), "")


def _status_parts(mail: Message) -> list[Message]:
    """The delivery-status parts of the mail itself, not those of mails that it contains."""
    if mail.get_content_maintype() != "multipart":
        return []
    return [part for part in parts_of(mail) if part.get_content_type() in _TYPES]


def _recipient_blocks(part: Message) -> list[Message]:
    """The groups of fields about recipients (RFC 3464, 2.3): those with an action."""
    return [block for block in parts_of(part)[: _RECIPIENTS + 1] if block.get("Action") is not None]


def _status(block: Message) -> str:
    """The status of a recipient: the one of the diagnostic where the field has only its class."""
    match = _STATUS.search(field(block, "Status"))
    status = match[1] if match else ""
    return status_in(field(block, "Diagnostic-Code")) or status if status in _VAGUE else status


def _diagnostic(block: Message) -> str:
    """What the other server said, without the type before it: `550 5.1.1 no such user`."""
    text = field(block, "Diagnostic-Code")
    kind, separator, rest = text.partition(";")
    return one_line(rest if separator and kind.strip().isascii() and " " not in kind.strip() else text)
