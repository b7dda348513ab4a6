"""A mail server for the demonstration: it accepts every mail and keeps its bytes."""

from __future__ import annotations

import asyncio
from contextlib import suppress

_END = b"\r\n.\r\n"
_ANSWERS = {
    b"EHLO": b"250 mail.newsroom.example",
    b"HELO": b"250 mail.newsroom.example",
    b"MAIL": b"250 2.1.0 ok",
    b"RCPT": b"250 2.1.5 ok",
    b"RSET": b"250 2.0.0 ok",
    b"NOOP": b"250 2.0.0 ok",
}


class Mailbox:
    """As much of RFC 5321 as a well-behaved client needs;

    `mails` holds each message as it was sent, dots unstuffed.
    """

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talks to one client until it quits or hangs up."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            writer.write(b"220 mail.newsroom.example ESMTP\r\n")
            while line := await reader.readline():
                verb = line[:4].upper()
                if verb == b"QUIT":
                    writer.write(b"221 2.0.0 bye\r\n")
                    break
                if verb == b"DATA":
                    writer.write(b"354 go on\r\n")
                    self.mails.append(await self._message(reader))
                    writer.write(b"250 2.0.0 accepted\r\n")
                else:
                    writer.write(_ANSWERS.get(verb, b"502 5.5.1 not known here") + b"\r\n")
                await writer.drain()
        writer.close()

    async def _message(self, reader: asyncio.StreamReader) -> bytes:
        """The lines up to the lone dot (RFC 5321, 4.5.2)."""
        return (await reader.readuntil(_END))[: -len(_END) + 2].replace(b"\r\n..", b"\r\n.")
