"""What the answer of an SMTP server means for the message. docs/notes/mail.md has the table."""

from __future__ import annotations

import re
import ssl

from aiosmtplib import SMTPDataError, SMTPRecipientRefused, SMTPResponseException

from monitor.inbound.recipients import without_tokens
from monitor.log import one_line
from monitor.model import Attempt, Outcome

MAX_TEXT = 200


class ServerLacks(Exception):
    """The server lacks what the settings ask for. `args` are a code and a text."""


# RFC 3463 and its registry: the address itself is gone. Nothing less suppresses a subscriber.
_GONE = re.compile(r"5\.1\.(?:1|6|10)|5\.2\.1|5\.7\.1[78]")
_TOO_LARGE = re.compile(r"5\.(?:2\.3|3\.4)")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\d)")


def not_handed_over(error: Exception) -> Attempt:
    """The attempt when the server did not get the message."""
    if isinstance(error, ServerLacks):
        return Attempt(Outcome.HALTED, *error.args)
    if isinstance(error, SMTPResponseException) and error.code > 0:
        return refused(error)
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return Attempt(Outcome.HALTED, "tls", "the server's TLS certificate or handshake was not accepted")
    cause = type(error.__cause__ or error).__name__
    return Attempt(Outcome.RETRY, cause, "the server could not be reached, or left before it had the message")


def refused(error: SMTPResponseException) -> Attempt:
    """The attempt of a refusal: by its code, its enhanced status (RFC 3463) if any, and the command."""
    match = _STATUS.match(error.message)
    status = match[0] if match else ""
    return Attempt(_outcome(error, status), f"{error.code} {status}".strip(), one_short_line(error.message))


def _outcome(error: SMTPResponseException, status: str) -> Outcome:
    """The table of docs/notes/mail.md."""
    if error.code < 500:
        # 421 4.7.x is how large providers slow down a sender, not a recipient
        slowed_down = error.code == 421 and status.startswith("4.7.")
        return Outcome.HALTED if slowed_down else Outcome.RETRY
    if _TOO_LARGE.match(status) or (error.code == 552 and not status.startswith("5.2.")):
        return Outcome.TOO_LARGE  # 552 5.2.2 is a full mailbox
    about_message = isinstance(error, (SMTPRecipientRefused, SMTPDataError))
    if about_message and _GONE.fullmatch(status):
        return Outcome.BOUNCED
    about_login = error.code in (530, 534, 535, 538)
    if about_login or not about_message or status.startswith("5.7."):
        return Outcome.HALTED
    return Outcome.DEAD


def one_short_line(text: str) -> str:
    """The server's words in a line of at most `MAX_TEXT` characters without control characters, and without
    the token of our return path, which some repeat.
    """
    return one_line(without_tokens(" ".join(text.split())))[:MAX_TEXT]
