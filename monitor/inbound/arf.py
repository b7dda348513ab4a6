"""Complaints: the Abuse Reporting Format (RFC 5965)."""

from __future__ import annotations

from email.message import Message

from monitor.inbound.limits import field, parts_of
from monitor.inbound.values import Report, ReportKind

# RFC 5965, 7.3, and its registry. `not-spam`, `virus`, `auth-failure` and unknown types are no
# wish of a reader.
_COMPLAINTS = ("abuse", "fraud", "opt-out", "opt-out-list")


def complaint(mail: Message) -> Report | None:
    """The complaint that a mail is; None for a mail without a feedback report."""
    if mail.get_content_maintype() != "multipart":
        return None
    reports = (part for part in parts_of(mail) if part.get_content_type() == "message/feedback-report")
    part = next(reports, None)
    return None if part is None else _report(part)


def _report(part: Message) -> Report:
    """The report of a feedback-report part; email's parser makes its fields a message within it."""
    holder = next(iter(parts_of(part)), part)
    kind = field(holder, "Feedback-Type").lower()[:40]
    agent = field(holder, "User-Agent")[:100]
    return Report(
        ReportKind.COMPLAINT if kind in _COMPLAINTS else ReportKind.OTHER,
        code=kind,
        diagnostic=f"reported by {agent}" if agent else "",
    )
