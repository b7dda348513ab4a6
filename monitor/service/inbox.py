"""Incoming mail: bounces, complaints and wishes to unsubscribe are read from the mailbox and done."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import channels, tokens
from monitor.config import Config
from monitor.errors import ConfigError, MailboxError
from monitor.service.checks import Check

# Only the commands and the tick that read mail need the mailbox and the parser.
if TYPE_CHECKING:
    from monitor.config.mailboxes import Depositary, Inbox
    from monitor.mailbox import ImapSettings
    from monitor.service import Service
    from monitor.store import MailRead

LIMIT = 200  # mails of one round
ROUND_S = 120.0  # a round starts no further mail after this


def place(config: Config) -> Path | ImapSettings | None:
    """Where mails are read: the Maildir or the IMAP mailbox of the configuration; None without one."""
    return mailbox_of(config.inbox)


def mailbox_of(inbox: Inbox | Depositary) -> Path | ImapSettings | None:
    """The Maildir or the IMAP mailbox that these options name; None without one."""
    if inbox.maildir is not None:
        return inbox.maildir
    if inbox.imap_host is None:
        return None
    from monitor.mailbox import ImapSettings

    assert inbox.imap_username is not None
    assert inbox.imap_password is not None
    return ImapSettings(
        host=inbox.imap_host,
        port=inbox.imap_port,
        username=inbox.imap_username,
        password=inbox.imap_password.get_secret_value(),
        folder=inbox.imap_folder,
    )


def read(
    service: Service,
    limit: int = LIMIT,
    *,
    done: Callable[[MailRead], None] = lambda mail: None,
    stopping: Callable[[], bool] = lambda: False,
) -> list[MailRead]:
    """Reads up to `limit` unseen mails, does what they ask for, and marks each once that is stored.

    `done` is called with each as soon as it is stored; ends early once `stopping()`. Takes as long as the
    server: not for the event loop. Raises `ConfigError` without a mailbox, and `MailboxError`; what was
    stored by then is stored.
    """
    from monitor import mailbox
    from monitor.inbound import reading

    where = place(service.config)
    if where is None:
        raise ConfigError(
            "No mailbox is configured: set inbox.address, and inbox.maildir or inbox.imap_host "
            "(docs/operations.md, Bounces and complaints)."
        )
    results: list[MailRead] = []
    until = time.monotonic() + ROUND_S
    signed = partial(_is_signed, service.store.database.key)
    with mailbox.opened(where) as opened:
        for mail in opened.unseen(limit):
            report = reading.read(mail.raw, signed)
            results.append(service.store.inbound.record(mail.key, report, service.clock()))
            done(results[-1])
            service.trace("after_mail_stored")
            opened.mark_seen(mail)
            if stopping() or time.monotonic() > until:
                break
    return results


def check(service: Service) -> Check | None:
    """The mailbox for `doctor`: opened, and its unseen mails counted. None where no mail is sent."""
    config = service.config
    where = place(config)
    if where is None:
        return _nothing_read(service)
    from monitor import mailbox

    try:
        with mailbox.opened(where) as opened:
            waiting = opened.waiting()
    except MailboxError as error:
        return Check("inbox", "bad", str(error), "Until then bounces and complaints do nothing.")
    text = f"mail to {config.inbox.address} is read from {name_of(where)}; {waiting} unread"
    return Check("inbox", "ok", text)


def name_of(place: Path | ImapSettings) -> str:
    """A mailbox as people know it: its folder, or its server and folder."""
    return str(place) if isinstance(place, Path) else f"{place.host}:{place.port}, folder {place.folder}"


def _nothing_read(service: Service) -> Check | None:
    sends_mail = any(
        channels.stored(destination.channel).needs_mail_server and destination.active
        for destination in service.store.destinations.all()
    )
    if not sends_mail:
        return None
    return Check(
        "inbox",
        "missing",
        "bounces and complaints that come by mail are not read",
        "Set inbox.address, and inbox.maildir or inbox.imap_host.",
    )


def _is_signed(key: bytes, token: str) -> bool:
    return tokens.read(key, token) is not None
