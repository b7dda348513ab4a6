"""Mail into a Maildir on this machine, for reading without any server."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.channels.protocol import Body, Envelope, Networks, Sender
from monitor.channels.retries import MAIL_DELAYS
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.channels.connections import Connections
    from monitor.digest import Digest
    from monitor.net import Client


class Maildir:
    """A directory, which is made where there is none."""

    name = "maildir"
    service = ""
    example = "./mail"
    retry_delays = MAIL_DELAYS
    secret_address = False
    needs_owner = False
    signs = False
    links_to_unsubscribe = False
    address_in_body = False
    suppresses_bounced = False
    needs_mail_server = False
    library = ""

    def claims(self, address: str) -> bool:
        """Anything that is written like a path."""
        return "/" in address or address.startswith(("~", "."))

    def check_address(self, address: str, private: Networks) -> str:
        """The absolute path."""
        if not address or "\0" in address:
            raise UsageError("A Maildir needs the name of a directory, such as ./mail.")
        try:
            return str(Path(address).expanduser().absolute())
        except RuntimeError:
            raise UsageError(
                f"There is no home directory for {address.split('/')[0]!r}. "
                "A Maildir needs a directory such as ./mail."
            ) from None

    def in_clear_text(self, address: str, private: Networks) -> bool:
        """False: nothing leaves this machine."""
        return False

    async def problem(self, address: str, connect: Callable[[], Client]) -> str | None:
        """Whether this user may write there."""
        return _unwritable(Path(address))

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """A mail to the owner, else to the operator, else to the sender itself."""
        from monitor.channels.mail_message import mail

        return mail(digest, envelope, to=envelope.owner or envelope.operator or envelope.sender)

    def sender(self, connections: Connections) -> Sender:
        """Writes files."""
        from monitor.channels.maildir.sender import MaildirSender

        return MaildirSender()


def _unwritable(folder: Path) -> str | None:
    # Path.exists raises where one may not be entered
    there = next(path for path in (folder, *folder.parents) if os.path.exists(path))
    if not there.is_dir():
        return f"{there} is not a directory"
    return None if os.access(there, os.W_OK | os.X_OK) else f"{there} cannot be written to by this user"
