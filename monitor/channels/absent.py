"""The channel of a stored destination that this version lacks: nothing is composed for it, and its messages
wait.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from monitor.channels.protocol import Body, Envelope, Networks, Sender
from monitor.channels.retries import HOOK_DELAYS
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.channels.connections import Connections
    from monitor.digest import Digest
    from monitor.net import Client


class Absent:
    """Stands for a channel of another version. Its addresses count as secrets: nothing is known of them."""

    service = ""
    example = ""
    retry_delays = HOOK_DELAYS
    secret_address = True
    needs_owner = False
    signs = False
    links_to_unsubscribe = False
    address_in_body = False
    suppresses_bounced = False
    needs_mail_server = False
    library = ""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def problem_text(self) -> str:
        """Why nothing is sent, and what helps."""
        return (
            f"this version has no channel {self.name!r}; what is sent there waits for a version that has it, "
            "or `destinations remove` ends it"
        )

    def claims(self, address: str) -> bool:
        """False: nobody can add one."""
        return False

    def check_address(self, address: str, private: Networks) -> str:
        """Raises `UsageError`."""
        self._refuse()

    def in_clear_text(self, address: str, private: Networks) -> bool:
        """False: nothing leaves this machine."""
        return False

    async def problem(self, address: str, connect: Callable[[], Client]) -> str | None:
        """That there is no such channel."""
        return self.problem_text

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """Raises `UsageError`."""
        self._refuse()

    def sender(self, connections: Connections) -> Sender:
        """Raises `UsageError`."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise UsageError(f"{self.problem_text[:1].upper()}{self.problem_text[1:]}.")
