"""The mailbox of incoming mail: a Maildir on this machine, or an IMAP mailbox over TLS.

`with opened(place) as mailbox: for mail in mailbox.unseen(limit): ...; mailbox.mark_seen(mail)`. A mail is
marked after the caller has stored what it says; until then it is unseen, and comes again.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from monitor.mailbox.maildir import Maildir
from monitor.mailbox.values import ImapSettings, Mail, Mailbox

__all__ = ["ImapSettings", "Mail", "Mailbox", "opened"]


def opened(place: Path | ImapSettings) -> AbstractContextManager[Mailbox]:
    """The mailbox of this place. Entering it raises `MailboxError`."""
    if isinstance(place, Path):
        return Maildir(place)
    from monitor.mailbox.imap import Imap  # most installations that read mail have a Maildir

    return Imap(place)
