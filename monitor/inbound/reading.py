"""Bytes of a mail to what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email.message import Message

from monitor.inbound import arf, automatic, dsn, guess, limits, recipients
from monitor.inbound.values import Report, ReportKind


def read(raw: bytes, signed: Callable[[str], bool]) -> Report:
    """What a mail says; raises nothing, whatever the bytes are. `signed`: True for a token that is ours.

    The report's token is the first signed one of the recipient addresses, "" when there is none.
    """
    try:
        mail = limits.parsed(raw)
        report = _content(mail)
        token = next(filter(signed, recipients.candidates(mail)), "")
    except Exception:  # noqa: BLE001 - the border of one hostile mail: email's parser and flufl may raise
        return Report(ReportKind.OTHER, diagnostic="a mail that cannot be read")
    if report.kind is ReportKind.OTHER and _asks_to_leave(mail, token):
        return Report(ReportKind.UNSUBSCRIBE, token, diagnostic=report.diagnostic)
    return replace(report, token=token, diagnostic=recipients.without_tokens(report.diagnostic))


def _content(mail: Message) -> Report:
    """The report of a mail, without its token."""
    report = arf.complaint(mail) or dsn.bounce(mail)
    if report is None and not automatic.is_reply(mail):
        report = guess.bounce(mail)
    return report or Report(ReportKind.OTHER)


def _asks_to_leave(mail: Message, token: str) -> bool:
    """True for a mail of a person to an address whose only use is to unsubscribe."""
    about_unsubscribing = token.startswith(recipients.UNSUBSCRIBES)
    return about_unsubscribing and not automatic.is_reply(mail) and not automatic.is_report(mail)
