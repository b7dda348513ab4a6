"""A real SMTP server on loopback that follows a script: at each stage it answers, hangs up or falls
silent.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope
from waiting import other_tasks_run

DROP = "drop"  # close the connection instead of answering
HANG = "hang"  # never answer

REPLIES = {
    "connect": "220 double ESMTP",
    "ehlo": "250-double\n250 SIZE 35882577",
    "starttls": "220 go ahead",
    "auth": "235 2.7.0 welcome",
    "mail": "250 2.1.0 ok",
    "rcpt": "250 2.1.5 ok",
    "data": "354 go on",
    "message": "250 2.0.0 queued",
    "rset": "250 2.0.0 ok",
    "quit": "221 2.0.0 bye",
}


@dataclass
class Double:
    """What it was told to do and what it saw.

    A list in the script is used up, one answer an occasion; its last stays.
    """

    script: dict[str, str | list[str]] = field(default_factory=dict)
    port: int = 0
    sessions: int = 0
    ended: int = 0  # sessions that are over
    commands: list[str] = field(default_factory=list)
    # as sent, dots unstuffed; also when the answer was a refusal or none
    messages: list[bytes] = field(default_factory=list)
    tls: ssl.SSLContext | None = None  # for STARTTLS
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    def reply(self, stage: str) -> str:
        found = self.script.get(stage, REPLIES[stage])
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    async def answer(self, stage: str, writer: asyncio.StreamWriter) -> bool:
        """Say what the script says; False: the conversation is over."""
        text = self.reply(stage)
        if text == HANG:
            await asyncio.Event().wait()
        if text == DROP:
            return False
        writer.write(text.replace("\n", "\r\n").encode(errors="surrogateescape") + b"\r\n")
        await writer.drain()
        return not text.startswith("421")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        self.writers.append(writer)
        try:
            await self.talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the end of the test, or of the client
        finally:
            writer.close()
            self.ended += 1

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not await self.answer("connect", writer):
            return
        while line := await reader.readline():
            command = line.decode().rstrip("\r\n")
            self.commands.append(command)
            verb = command.partition(" ")[0].lower()
            stage = verb if verb in REPLIES else "auth"  # what is no command goes on with a login
            if not await self.answer(stage, writer) or stage == "quit":
                return
            if stage == "starttls" and self.tls:
                await writer.start_tls(self.tls)
            if stage == "data" and self.reply("data").startswith("354"):
                text = await reader.readuntil(b"\r\n.\r\n")
                self.messages.append(text[:-3].replace(b"\r\n..", b"\r\n."))
                if not await self.answer("message", writer):
                    return


@asynccontextmanager
async def smtp_double(
    script: Mapping[str, str | list[str]] | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    implicit: ssl.SSLContext | None = None,
) -> AsyncIterator[Double]:
    """Run one on a free port. `tls`: for STARTTLS, which the script's EHLO must offer;

    `implicit`: TLS from the first byte.
    """
    double = Double(dict(script or {}), tls=tls)
    server = await asyncio.start_server(double.serve, "127.0.0.1", 0, ssl=implicit, limit=2**24)
    double.port = server.sockets[0].getsockname()[1]
    tasks = asyncio.all_tasks()
    try:
        yield double
    finally:
        server.close()
        for task in asyncio.all_tasks() - tasks - {asyncio.current_task()}:
            task.cancel()
        for writer in double.writers:
            writer.close()
        await other_tasks_run()


class Inbox:
    """A handler for aiosmtpd that accepts and keeps everything, unless `refusal` is what it answers."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.refusal = ""

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        if self.refusal:
            return self.refusal
        self.envelopes.append(envelope)
        return "250 OK"


@asynccontextmanager
async def aiosmtpd_server(inbox: Inbox) -> AsyncIterator[int]:
    """A server of another make, on a free port of the running loop."""
    conversations: list[SMTP] = []

    def conversation() -> SMTP:
        conversations.append(SMTP(inbox, hostname="localhost"))
        return conversations[-1]

    server = await asyncio.get_running_loop().create_server(conversation, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for talk in conversations:
            if talk.transport is not None:  # a client keeps its connection for the next mail
                talk.transport.abort()


async def _others_end() -> None:
    """Ends all other tasks of this loop."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def server_in_a_thread(inbox: Inbox) -> Iterator[int]:
    """The same with a loop of its own, for clients in other processes; its port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    running = aiosmtpd_server(inbox)
    try:
        yield asyncio.run_coroutine_threadsafe(running.__aenter__(), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(running.__aexit__(None, None, None), loop).result(10)
        asyncio.run_coroutine_threadsafe(_others_end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
