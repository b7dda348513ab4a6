"""A scripted IMAP server over TLS on loopback: as much of RFC 3501 as reading a mailbox needs, and the faults of
real ones.
"""

from __future__ import annotations

import base64
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_COMMAND = re.compile(rb"(\S+) (UID )?(\S+) ?(.*?)\r\n", re.DOTALL)
_ENDLESS = {
    "drip": (b"* OK ", b"."),
    "flood": (b"", b"* 1 EXISTS\r\n" * 1_000),
    "huge": (b"* 1 FETCH (UID 1 BODY[]<0> {99999999999}\r\n", b"x" * 10_000),
}
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass
class ImapDouble:
    """`mails` by UID. `fault`: what goes wrong, and where: `hang up: FETCH`, `no: LOGIN`, `junk: SEARCH`,
    `drip: FETCH` (a byte now and then), `flood: FETCH` (a line for ever), `huge: FETCH` (a literal without end).
    """

    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    fault: str = ""
    user: str = "bounces"
    password: str = 'pass "word'
    folders: tuple[str, ...] = ("INBOX",)
    port: int = 0
    greeting: bytes = b"* OK ready\r\n"
    commands: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def talk(self, connection: ssl.SSLSocket) -> None:
        """Talks to one client until it leaves."""
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            connection.sendall(self.greeting)
            while match := _COMMAND.fullmatch(lines.readline()):
                tag, uid, name, rest = match.groups()
                verb = name.decode().upper()
                self.commands.append(f"{'UID ' if uid else ''}{verb} {rest.decode()}".strip())
                kind, _, where = self.fault.partition(": ")
                if where == verb and kind == "hang up":
                    return
                if where == verb and kind in _ENDLESS:
                    begin, more = _ENDLESS[kind]
                    connection.sendall(begin)
                    while not self.over.wait(0.01 if kind == "drip" else 0):
                        connection.sendall(more)
                    return
                if where == verb and kind == "no":
                    connection.sendall(tag + b" NO not now\r\n")
                    continue
                if verb == "AUTHENTICATE":
                    connection.sendall(b"+ \r\n")
                    rest = base64.b64decode(lines.readline())
                answer = b"\xff junk {x\r\n" if where == verb else self._answer(verb, rest)
                connection.sendall(answer + tag + self._end(verb, rest) + b"\r\n")
                if verb == "LOGOUT":
                    return

    def _answer(self, verb: str, rest: bytes) -> bytes:
        match verb:
            case "CAPABILITY":
                return b"* CAPABILITY IMAP4rev1\r\n"
            case "SELECT":
                return b"* %d EXISTS\r\n* OK [UIDVALIDITY 7]\r\n" % len(self.mails)
            case "SEARCH":
                return b"* SEARCH" + b"".join(b" %d" % uid for uid in self._unseen()) + b"\r\n"
            case "FETCH":
                return self._fetched(rest)
            case "STORE":
                self.seen.add(int(rest.split()[0]))
                return b""
            case "LOGOUT":
                return b"* BYE\r\n"
            case _:
                return b""

    def _end(self, verb: str, rest: bytes) -> bytes:
        """The answer that ends a command."""
        words = [re.sub(r"\\(.)", r"\1", word) for word in _QUOTED.findall(rest.decode())]
        if verb == "LOGIN" and words != [self.user, self.password]:
            return b" NO [AUTHENTICATIONFAILED] wrong"
        if verb == "AUTHENTICATE" and rest.decode() != f"\0{self.user}\0{self.password}":
            return b" NO [AUTHENTICATIONFAILED] wrong"
        if verb == "SELECT" and words[0] not in self.folders:
            return b" NO no such folder"
        return b" OK done"

    def _unseen(self) -> list[int]:
        return sorted(self.mails.keys() - self.seen, reverse=True)  # in any order, as servers may

    def _fetched(self, rest: bytes) -> bytes:
        uid = int(rest.split()[0])
        limit = int(re.findall(rb"<0\.(\d+)>", rest)[0])
        if uid not in self.mails:
            return b""
        raw = self.mails[uid][:limit]
        return b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (uid, len(raw), raw)


@contextmanager
def imap_server(double: ImapDouble, context: ssl.SSLContext) -> Iterator[ImapDouble]:
    """Runs it in threads, on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    double.port = listener.getsockname()[1]
    talks: list[threading.Thread] = []

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            try:
                connection = context.wrap_socket(plain, server_side=True)
            except OSError:
                plain.close()
                continue
            talks.append(threading.Thread(target=double.talk, args=(connection,)))
            talks[-1].start()

    server = threading.Thread(target=serve)
    server.start()
    try:
        yield double
    finally:
        double.over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (server, *talks):
            thread.join(10)
