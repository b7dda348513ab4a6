"""What every answer of the web port has, and what no request may be or do: headers, sizes, work.

Written as plain ASGI: it runs for each request, and costs microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.service.opml import OPML_LIMIT
from monitor.web.answers import busy_answer, too_large, too_long
from monitor.web.proxied import ProxyWatch
from monitor.web.server import BODY_BYTES, QUERY_BYTES
from monitor.web.work import Busy, Work, client_of

# A page sets its own value where it needs another one.
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# Bodies that may be larger. That of a file is not read here: its page looks first who sends it.
FILES = frozenset({"/operator/feeds/import"})
PUSHES = "/websub/"  # documents of hubs: as large as feeds may be
LARGE: Mapping[str, int] = {
    "/operator/feeds/import": OPML_LIMIT + BODY_BYTES,
    "/api/v1/explain": 6 * BODY_BYTES,
    "/operator/explain": 6 * BODY_BYTES,
    "/operator/backtest": 6 * BODY_BYTES,
}


class Guard:
    """Answers requests that are too long itself, adds the headers that an answer lacks, and lets work begin
    when a request is whole and has a place.
    """

    def __init__(self, app: ASGIApp, work: Work, proxy: ProxyWatch) -> None:
        self.app = app
        self.work = work
        self.proxy = proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        self.proxy.look(scope)
        if refused := _refused(scope):
            await refused(scope, receive, send_guarded)
        elif scope["path"] in FILES or scope["path"].startswith(PUSHES):
            await self._worked(scope, receive, send_guarded)
        else:
            await self._whole(scope, receive, send_guarded)

    async def _whole(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads the body before anything is done: who sends it slowly has a connection, and no place."""
        body, most, is_at_end = b"", LARGE.get(scope["path"], BODY_BYTES), False
        while not is_at_end:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            is_at_end = not message.get("more_body", False)
            if len(body) > most:
                await too_large(Request(scope))(scope, receive, send)
                return
        first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive_whole() -> Message:
            return first.pop() if first else await receive()

        await self._worked(scope, receive_whole, send)

    async def _worked(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Has a place until the answer is made: who takes it slowly has no place any more."""
        places = self.work.places(scope["path"])
        if places is None:
            await self.app(scope, receive, send)
            return
        client = client_of(scope)
        try:
            self.work.visit(scope["path"])
            await places.take(client)
        except Busy as busy:
            await busy_answer(Request(scope), busy)(scope, receive, send)
            return
        held = [places]

        async def send_freed(message: Message) -> None:
            if held:
                held.pop().leave()
            await send(message)

        try:
            await self.app(scope, receive, send_freed)
        finally:
            if held:
                held.pop().leave()


def _refused(scope: Scope) -> Response | None:
    """The answer to a request that is too long; None for all others."""
    if scope["path"].startswith(PUSHES) and scope["method"] == "POST":
        return None  # its page knows how much it may have
    length = dict(scope["headers"]).get(b"content-length", b"0")
    if len(scope["query_string"]) > QUERY_BYTES:
        return too_long(Request(scope))
    if not length.isdigit() or int(length[:9]) > LARGE.get(scope["path"], BODY_BYTES):
        return too_large(Request(scope))
    return None
