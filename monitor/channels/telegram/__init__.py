"""Telegram: a bot writes to a chat, a group or a channel; its token, in the address, is the secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.channels.hooks import HookChannel
from monitor.channels.protocol import Body, Envelope, Networks, Sender
from monitor.channels.telegram.address import HOST, LINKS, PATH, fault_of, parts_of
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.channels.connections import Connections
    from monitor.digest import Digest


class Telegram(HookChannel):
    """A chat in which a bot of the operator writes."""

    name = "telegram"
    service = "Telegram"
    example = "https://api.telegram.org/bot1234:XXXX/sendMessage?chat_id=-1001234567890"

    def claims(self, address: str) -> bool:
        """Addresses on the host of the Bot API, and links to chats, which `check_address` refuses."""
        parts = parts_of(address)
        return parts is not None and (parts.hostname or "").lower() in (HOST, *LINKS)

    def check_address(self, address: str, private: Networks) -> str:
        """The address unchanged: the method `sendMessage` with a chat. The host may be a Bot API server of
        one's own.
        """
        super().check_address(address, private)
        parts = parts_of(address)
        assert parts is not None
        if (parts.hostname or "").lower() in LINKS:
            raise UsageError(
                "This is a link to a chat, for people. A Telegram chat needs an https address with the token "
                f"of a bot and the chat's number, like {self.example}."
            )
        if not PATH.fullmatch(parts.path):
            raise UsageError(f"A Telegram chat needs an https address like {self.example}.")
        if fault := fault_of(parts.query):
            raise UsageError(f"A Telegram chat needs an https address like {self.example}: {fault}.")
        return address

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """One text in Telegram's HTML; the address names the chat."""
        from monitor.channels.telegram.payload import body

        return body(digest)

    def sender(self, connections: Connections) -> Sender:
        """POSTs that succeed with the answer 200 and `"ok": true`."""
        from monitor.channels.telegram.sender import TelegramSender

        return TelegramSender(connections.client)
