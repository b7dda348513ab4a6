"""Reads one incoming mail: a bounce, a complaint, an "unsubscribe", a depositary's notice, or none of these.
Pure.

    reading     bytes to a report
    limits      bytes to a parsed mail of bounded size, depth and number of parts
    recipients  the signed tokens in the addresses that the mail was sent to
    dsn         delivery status notifications (RFC 3464)
    arf         complaints (RFC 5965)
    guess       bounces in other formats (flufl.bounce)
    notices     bytes to a depositary's notice, or why it is refused
    sender_check  whether a mail is from an allowed depositary

What a mail about messages that were sent may do follows from the signed token in its recipient address
alone (docs/notes/inbound.md): never from its sender, and never from an address that stands in its body.
A depositary's mail counts by its sender, which our own mail server has authenticated.
"""

from monitor.inbound.values import Report, ReportKind

__all__ = ["Report", "ReportKind"]
