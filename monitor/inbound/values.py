"""What one incoming mail says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReportKind(StrEnum):
    """What a mail is about."""

    HARD = "hard"  # a bounce: the address is gone
    SOFT = "soft"  # a bounce for another reason, such as a full mailbox
    REFUSED = "refused"  # a bounce for what our mail or our server is, such as a policy: not the address
    COMPLAINT = "complaint"  # the recipient calls our mail spam
    UNSUBSCRIBE = "unsubscribe"  # a mail to the address that ends a subscription
    OTHER = "other"  # counts for nothing: an answer, a holiday notice, a delay, spam


@dataclass(frozen=True, slots=True)
class Report:
    """A mail as this service understands it.

    `token` is the signed one of a recipient address, "" without one. `code` is an enhanced status (RFC 3463)
    or the type of a complaint; `diagnostic` is one line for people of at most 200 characters.
    """

    kind: ReportKind
    token: str = ""
    code: str = ""
    diagnostic: str = ""
