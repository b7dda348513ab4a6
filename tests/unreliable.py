"""Peers that fail: a webhook receiver and an SMTP server on loopback that refuse, cut off or dawdle by dice."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import Envelope
from smtp_double import Inbox
from waiting import drip, hold_up

FAILS = 0.2  # share of attempts that fail, half of them after the message was taken
SLOW_S = 0.2
SLOW = 0.1  # share of attempts that are answered late


@dataclass
class Receiver:
    """What reached it, by path: the id and the bytes of each message that was taken, in order."""

    dice: random.Random
    port: int = 0
    taken: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def receiver(seed: int) -> Iterator[Receiver]:
    """A webhook receiver in threads. Under /slow it answers late each time."""
    here = Receiver(random.Random(seed))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            cast = here.dice.random()
            if cast >= FAILS / 2:
                here.taken.setdefault(self.path, []).append((self.headers["webhook-id"], body))
            if self.path == "/slow" or here.dice.random() < SLOW:
                hold_up(SLOW_S)
            if FAILS / 2 <= cast < FAILS:
                self.close_connection = True  # taken, and no answer
                return
            self.send_response(503 if cast < FAILS / 2 else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

        def handle(self) -> None:
            with suppress(OSError):  # the peer was killed
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class FailingInbox(Inbox):
    """An SMTP server's handler: it refuses, or takes the mail and says that it did not."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.dice = random.Random(seed)

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        cast = self.dice.random()
        if cast >= FAILS / 2:
            self.envelopes.append(envelope)
        if self.dice.random() < SLOW:
            await drip(SLOW_S)
        return "451 4.3.0 not now" if cast < FAILS else "250 2.0.0 queued"
