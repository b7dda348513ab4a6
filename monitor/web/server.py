"""The web port, so that no client can hold it: a limit of connections, a deadline for each request, a limit
of its body.

uvicorn alone waits for the rest of a request for ever, and each client that does not send it keeps a file
descriptor that polling needs. Everything that such clients bring about is one line a minute in the log.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import resource
import socket
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.log import Sparing, get_logger

log = get_logger(__name__)

MOST = 64  # connections at once, or a quarter of the file descriptors that this process may have
BACKLOG = 32  # connections that the system accepts before the program does
REQUEST_S = 10.0  # from the connection, or the last answer, to the end of the next answer
BODY_BYTES = 16_384
QUERY_BYTES = 2_000
_FULL = (errno.EMFILE, errno.ENFILE)


class Gate:
    """The open connections of one port, the oldest first."""

    def __init__(self, most: int, request_s: float) -> None:
        self.most = most
        self.request_s = request_s
        self.open: dict[GuardedProtocol, None] = {}
        self.dropped = Sparing(log, "web clients dropped")

    def enter(self, client: GuardedProtocol) -> bool:
        """Makes room for a connection: when all are taken, the oldest that has no whole request goes.

        False: all have one.
        """
        if len(self.open) >= self.most:
            idle = next((other for other in self.open if not other.working), None)
            self.dropped(reason="too many connections")
            if idle is None:
                return False
            idle.drop()
        self.open[client] = None
        return True

    def leave(self, client: GuardedProtocol) -> None:
        self.open.pop(client, None)


class GuardedProtocol(H11Protocol):
    """One connection: uvicorn's, with a deadline and a limit of what it may send."""

    def __init__(self, *args: Any, gate: Gate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gate = gate
        self.deadline: asyncio.TimerHandle | None = None

    @property
    def working(self) -> bool:
        """True if a whole request came, and its answer is not at its end; not while the client takes none of
        it.
        """
        return (
            self.cycle is not None
            and not self.cycle.more_body
            and not self.cycle.response_complete
            and not self.flow.write_paused
        )

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.gate.enter(self):
            self._restart()
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self.gate.leave(self)
        self._stop()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._restart()

    def drop(self) -> None:
        """Hangs up at once."""
        self.gate.leave(self)
        self._stop()
        if not self.transport.is_closing():
            self.transport.abort()

    def _restart(self) -> None:
        self._stop()
        if not self.transport.is_closing():
            self.deadline = self.loop.call_later(self.gate.request_s, self._too_slow)

    def _stop(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None

    def _too_slow(self) -> None:
        self.gate.dropped(reason="no whole request in time")
        self.drop()


class Server(uvicorn.Server):
    """uvicorn without signal handlers of its own: the service stops it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(app: FastAPI, *, request_s: float = REQUEST_S, proxies: Sequence[str] = ()) -> Server:
    """The server of `app`, for `serve(sockets=[...])` on the running loop. `proxies`: networks whose
    `X-Forwarded-For` is believed.
    """
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    gate = Gate(max(8, min(MOST, descriptors // 4)), request_s)
    return Server(
        uvicorn.Config(
            app,
            http=partial(GuardedProtocol, gate=gate),  # type: ignore[arg-type]  # called like the class
            ws="none",
            lifespan="off",
            backlog=BACKLOG,
            log_config=None,
            server_header=False,
            access_log=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
        )
    )


def listening(host: str, port: int) -> socket.socket:
    """A socket for the web pages. Raises `OSError` when the address is taken or is not ours."""
    door = socket.create_server(
        (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=BACKLOG
    )
    # Connections inherit it. Without, the body of an answer waits for the acknowledgement of its head, which
    # clients put off for 40 ms; asyncio sets it for sockets that it has made itself.
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


def spare_descriptors_quietly(loop: asyncio.AbstractEventLoop) -> None:
    """Say once a minute that no file descriptor is left for new connections, where the event loop says it for
    each.
    """
    full = Sparing(log, "no file descriptor left")

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, OSError) and error.errno in _FULL:
            full(hint="raise the limit of open files (ulimit -n, LimitNOFILE)")
        else:
            loop.default_exception_handler(context)

    loop.set_exception_handler(handle)
